"""The packaged adapter: merged into the weights it was trained for, and only the pinned file."""

import hashlib
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from digest.engines.weights import lora
from digest.engines.weights.lora import Adapter
from digest.engines.weights.models import MODELS
from digest.errors import EngineError

ROWS = {"q_proj": 64, "k_proj": 32, "v_proj": 32, "o_proj": 64}
ROWS |= {"gate_proj": 128, "up_proj": 128, "down_proj": 64}


def pairs(folder: Path) -> tuple[Path, str]:
    """A file with a pair per matrix of a tiny model, and its hash."""
    torch.manual_seed(1)
    sizes = {"qkv": (64 + 32 + 32, 64), "output": (64, 64), "gate_up": (256, 64), "down": (64, 128)}
    tensors = {}
    for layer in range(2):
        for name, (out, width) in sizes.items():
            tensors[f"{layer}.{name}.a"] = torch.randn(4, width) * 0.1
            tensors[f"{layer}.{name}.b"] = torch.randn(out, 4) * 0.1
    file = folder / "adapter.safetensors"
    save_file(tensors, file)
    return file, hashlib.sha256(file.read_bytes()).hexdigest()


def rows(name: str) -> int:
    return ROWS[name.split(".")[-2]]


@pytest.mark.parametrize(
    ("name", "pair", "its"),
    [
        ("1.self_attn.q_proj", "1.qkv", slice(0, 64)),
        ("1.self_attn.k_proj", "1.qkv", slice(64, 96)),
        ("1.self_attn.v_proj", "1.qkv", slice(96, 128)),
        ("0.self_attn.o_proj", "0.output", slice(0, 64)),
        ("0.mlp.gate_proj", "0.gate_up", slice(0, 128)),
        ("0.mlp.up_proj", "0.gate_up", slice(128, 256)),
        ("0.mlp.down_proj", "0.down", slice(0, 64)),
    ],
)
def test_each_matrix_gets_its_rows_of_the_pair(
    tmp_path: Path, name: str, pair: str, its: slice
) -> None:
    file, sha256 = pairs(tmp_path)
    given = load_file(file)
    added = given[f"{pair}.b"] @ given[f"{pair}.a"]
    weight = torch.randn(len(added[its]), added.shape[1])
    before = weight.clone()
    Adapter(file, sha256).merge(f"model.layers.{name}.weight", weight, rows)
    torch.testing.assert_close(weight, before + added[its])


@pytest.mark.parametrize("name", ["model.norm.weight", "model.layers.0.self_attn.q_proj.bias"])
def test_a_tensor_without_a_pair_stays_as_it_is(tmp_path: Path, name: str) -> None:
    weight = torch.ones(64)
    Adapter(*pairs(tmp_path)).merge(name, weight, rows)
    assert weight.eq(1).all()


def test_another_file_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    file, _ = pairs(tmp_path)
    with pytest.raises(EngineError, match="not the adapter that this version pins"):
        Adapter(file, "0" * 64)


def test_the_packaged_adapter_is_the_pinned_one() -> None:
    model = MODELS["qwen2.5-coder-1.5b-news"]
    lora.verify(lora.packaged(model.adapter), model.adapter_sha256)

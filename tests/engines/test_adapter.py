"""The packaged adapter: added to the weights that it was made for, and only the pinned file."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

from digest.engines.weights import lora
from digest.engines.weights.registry import MODELS
from digest.errors import EngineError
from tests.support import tiny


def pairs(folder: Path) -> tuple[Path, str]:
    """A pair beside every matrix of the tiny model, with the file's hash."""
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


def test_an_adapter_is_added_to_each_part_of_the_joined_matrices(tmp_path: Path) -> None:
    folder = tiny.qwen(tmp_path / "model")
    file, sha256 = pairs(tmp_path)
    model: Any = AutoModelForCausalLM.from_pretrained(folder)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    lora.merge(model.get_parameter, 2, file, sha256)
    from safetensors.torch import load_file

    given = load_file(file)
    added = given["1.qkv.b"] @ given["1.qkv.a"]
    for part, rows in (("q", slice(0, 64)), ("k", slice(64, 96)), ("v", slice(96, 128))):
        name = f"model.layers.1.self_attn.{part}_proj.weight"
        torch.testing.assert_close(model.state_dict()[name], before[name] + added[rows])
    up = "model.layers.0.mlp.up_proj.weight"
    added = (given["0.gate_up.b"] @ given["0.gate_up.a"])[128:]
    torch.testing.assert_close(model.state_dict()[up], before[up] + added)
    kept = "model.layers.0.mlp.down_proj.weight"
    assert not torch.equal(model.state_dict()[kept], before[kept])


def test_another_file_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    file, _ = pairs(tmp_path)
    with pytest.raises(EngineError, match="not the adapter that this version pins"):
        lora.merge(lambda _: None, 2, file, "0" * 64)


def test_the_packaged_adapter_is_the_pinned_one() -> None:
    model = MODELS["qwen2.5-coder-1.5b-news"]
    data = lora.packaged(model.adapter).read_bytes()
    assert hashlib.sha256(data).hexdigest() == model.adapter_sha256

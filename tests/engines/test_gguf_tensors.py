"""GGUF files: each tensor under its name in transformers, dequantised as the gguf package does."""

from pathlib import Path

import pytest
import torch

from digest.engines.weights.gguf_tensors import GgufTensors
from digest.engines.weights.lora import Adapter
from digest.errors import EngineError
from tests.engines.test_adapter import pairs

gguf = pytest.importorskip("gguf", reason="gguf is not installed: pip install -e '.[embedded]'")
NAMES = {
    "token_embd.weight": "model.embed_tokens.weight",
    "output.weight": "lm_head.weight",
    "blk.1.attn_q.weight": "model.layers.1.self_attn.q_proj.weight",
    "blk.1.attn_k.weight": "model.layers.1.self_attn.k_proj.weight",
    "blk.1.attn_v.weight": "model.layers.1.self_attn.v_proj.weight",
    "blk.1.ffn_down.weight": "model.layers.1.mlp.down_proj.weight",
}
ROWS = {"attn_k": 32, "attn_v": 32}


def written(folder: Path, architecture: str = "qwen2", extra: str = "") -> Path:
    """A GGUF file with the tensors of NAMES in Q8_0, and a bias and a norm in float32."""
    torch.manual_seed(2)
    file = folder / "model.gguf"
    writer = gguf.GGUFWriter(file, architecture)
    for name in [*NAMES, extra] if extra else NAMES:
        rows = next((n for part, n in ROWS.items() if part in name), 64)
        weight = torch.randn(rows, 128 if "down" in name else 64).numpy()
        kind = gguf.GGMLQuantizationType.Q8_0
        writer.add_tensor(name, gguf.quantize(weight, kind), raw_dtype=kind)
    writer.add_tensor("blk.1.attn_q.bias", torch.randn(64).numpy())
    writer.add_tensor("output_norm.weight", torch.randn(64).numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file


def test_tensors_have_the_names_and_values_that_transformers_gives_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 8 rows at a time, so that every matrix takes several chunks.
    monkeypatch.setattr("digest.engines.weights.gguf_tensors._CHUNK", 8 * 64)
    file = written(tmp_path)
    tensors = GgufTensors(file, None)
    plain = {"model.layers.1.self_attn.q_proj.bias", "model.norm.weight"}
    assert tensors.names == set(NAMES.values()) | plain
    source = {one.name: one for one in gguf.GGUFReader(file).tensors}
    for name, ours in NAMES.items():
        one = source[name]
        expected = torch.from_numpy(gguf.dequantize(one.data, one.tensor_type)).bfloat16()
        assert torch.equal(tensors(ours), expected), name
    bias = torch.tensor(source["blk.1.attn_q.bias"].data).bfloat16()
    assert torch.equal(tensors("model.layers.1.self_attn.q_proj.bias"), bias)
    assert dict(tensors.items()).keys() == tensors.names


def test_an_adapter_is_merged_into_the_weights_that_it_covers(tmp_path: Path) -> None:
    file = written(tmp_path)
    plain, merged = GgufTensors(file, None), GgufTensors(file, Adapter(*pairs(tmp_path)))
    changed = {n for n in plain.names if not torch.equal(plain(n), merged(n))}
    assert changed == {n for n in NAMES.values() if "layers" in n}


@pytest.mark.parametrize(
    ("architecture", "extra", "message"),
    [("llama", "", "'llama' cannot be converted"), ("qwen2", "blk.0.ssm_out.weight", "ssm_out")],
)
def test_what_cannot_be_renamed_is_refused(
    tmp_path: Path, architecture: str, extra: str, message: str
) -> None:
    with pytest.raises(EngineError, match=message):
        GgufTensors(written(tmp_path, architecture, extra), None)

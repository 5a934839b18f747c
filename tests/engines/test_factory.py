"""The choice of an engine, and its fingerprint: equal only if equal outputs may be expected."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from digest.config.settings import Device, ModelSettings
from digest.engines import describe, load
from digest.engines.native import fused_weights, loader
from digest.engines.weights.checkpoint import Checkpoint
from digest.errors import ConfigError, EngineError
from tests.support import tiny


def fingerprint(device: Device = "cpu", **settings: Any) -> str:
    return str(engine(device, **settings).fingerprint)


def engine(device: Device = "cpu", **settings: Any) -> Any:
    return load(ModelSettings(**settings), device=device, cache_dir=Path("nowhere"), progress=print)


@pytest.fixture
def fast_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """A CPU with VNNI and bfloat16, and no GPU."""
    monkeypatch.setattr(torch.cpu, "_is_vnni_supported", lambda: True)
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)


def test_languages_are_part_of_the_fingerprint() -> None:
    def of(source: str, target: str) -> str:
        name = "nllb-200-distilled-600m"
        return fingerprint(name=name, source_language=source, target_language=target)

    assert of("zho_Hans", "eng_Latn") == of("zho_Hans", "eng_Latn")
    assert of("zho_Hans", "eng_Latn") != of("zho_Hans", "fra_Latn")
    assert of("zho_Hans", "eng_Latn") != of("zho_Hant", "eng_Latn")


@pytest.mark.usefixtures("fast_cpu")
def test_the_device_and_the_number_type_in_use_are_part_of_the_fingerprint(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = "opus-mt-zh-en"
    here = fingerprint("auto", name=name)
    assert here == fingerprint("cpu", name=name)
    assert here == fingerprint("auto", name=name, dtype="bfloat16")
    assert here != fingerprint("cuda", name=name)
    assert here != fingerprint("auto", name=name, dtype="float32")
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: False)
    assert fingerprint("auto", name=name) == fingerprint("auto", name=name, dtype="float32")


def test_the_content_of_a_local_model_is_part_of_the_fingerprint(tmp_path: Path) -> None:
    folder = tiny.qwen(tmp_path / "model")
    before = fingerprint(path=folder)
    assert fingerprint(path=folder) == before
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"rms_norm_eps": 0.1}))
    assert fingerprint(path=folder) != before


@pytest.mark.usefixtures("fast_cpu")
@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("qwen2.5-coder-1.5b-news", "int8"), ("qwen3-1.7b", "int8"),
        ("hy-mt1.5-1.8b", "causal"), ("hy-mt1.5-7b", "causal"), ("opus-mt-zh-en", "seq2seq"),
    ],
)  # fmt: skip
def test_auto_takes_int8_only_for_families_that_it_runs(name: str, wanted: str) -> None:
    assert describe(engine(name=name)).engine == wanted


@pytest.mark.usefixtures("fast_cpu")
@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({}, "int8"),
        ({"model_type": "hunyuan_v1_dense"}, "causal"),
        ({"model_type": "gemma3_text"}, "causal"),
        ({"rope_parameters": {"rope_type": "llama3", "rope_theta": 1e4}}, "causal"),
        ({"use_sliding_window": True}, "causal"),
        ({"hidden_act": "gelu"}, "causal"),
    ],
)
def test_auto_takes_int8_for_a_local_model_only_if_all_of_its_config_is_known(
    tmp_path: Path, change: dict[str, Any], wanted: str
) -> None:
    known = {"model_type": "qwen2", "rope_parameters": {"rope_type": "default", "rope_theta": 1e4}}
    (tmp_path / "config.json").write_text(json.dumps(known | change))
    assert describe(engine(path=tmp_path)).engine == wanted


def test_a_broken_config_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"config\.json"):
        engine(path=tmp_path)


def test_a_tensor_that_the_native_engine_does_not_know_is_refused(tmp_path: Path) -> None:
    hunyuan = Checkpoint(tiny.hunyuan(tmp_path / "hunyuan"))
    with pytest.raises(EngineError, match="hunyuan_v1_dense"):
        loader.load_float(
            hunyuan, dtype=torch.float32, device="cpu", positions=64, fingerprint="tiny"
        )
    with hunyuan.tensors() as tensors:
        names = tensors.names
    with pytest.raises(EngineError, match=r"unknown.*query_layernorm"):
        fused_weights.check_tensors(names, 2)
    with Checkpoint(tiny.qwen3(tmp_path / "qwen3")).tensors() as tensors:
        names = tensors.names
    fused_weights.check_tensors(names, 2)
    with pytest.raises(EngineError, match=r"missing.*model\.norm"):
        fused_weights.check_tensors(names - {"model.norm.weight"}, 2)
    with pytest.raises(EngineError, match=r"unknown.*model\.layers\.1\."):
        fused_weights.check_tensors(names, 1)

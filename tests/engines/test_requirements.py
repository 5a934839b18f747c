"""What a model needs is known before the first run, and depends on how it will run here."""

from pathlib import Path
from typing import Any

import pytest
import torch

from digest.config.settings import Device, ModelSettings
from digest.engines import Needs, needs
from digest.engines.weights.models import MODELS, named
from digest.engines.weights.registry import folder_of
from tests.support import tiny

GIB = 2**30


@pytest.fixture(autouse=True)
def fast_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cpu, "_is_vnni_supported", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)


def of(cache: Path, device: Device = "cpu", **settings: Any) -> Needs:
    return needs(ModelSettings(**settings), device=device, cache_dir=cache)


def test_the_embedded_model_needs_less_than_four_gibibytes_of_each(tmp_path: Path) -> None:
    found = of(tmp_path)
    assert 3 * GIB < found.memory < 4 * GIB
    assert 2.5 * GIB < found.disk < 4 * GIB
    small = of(tmp_path, name="qwen2.5-coder-0.5b-instruct")
    assert small.memory < 2.5 * GIB
    assert small.disk < 1.5 * GIB


def test_a_model_that_is_here_needs_no_more_disk(tmp_path: Path) -> None:
    folder_of(named(ModelSettings().name), tmp_path, "int8").mkdir()
    assert of(tmp_path).disk == 0
    # Another form of it is not here.
    assert of(tmp_path, engine="causal").disk > 3 * GIB


def test_floating_point_needs_more_memory_than_int8(tmp_path: Path) -> None:
    int8 = of(tmp_path)
    half = of(tmp_path, engine="causal", dtype="bfloat16")
    single = of(tmp_path, engine="causal", dtype="float32")
    assert int8.memory < half.memory < single.memory


def test_engines_without_weights_need_nothing(tmp_path: Path) -> None:
    for engine in ("fake", "extractive"):
        assert of(tmp_path, engine=engine) == Needs()


def test_a_local_folder_is_used_in_place_unless_it_is_quantised(tmp_path: Path) -> None:
    folder = tiny.qwen(tmp_path / "model")
    assert of(tmp_path, path=folder, engine="causal").disk == 0
    assert of(tmp_path, path=folder, engine="int8").disk > 0


def test_every_named_model_says_how_big_it_is() -> None:
    assert all(model.parameters > 0 for model in MODELS.values())

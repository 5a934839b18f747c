"""Weights: pinned, made once, made again when broken, never half there."""

import hashlib
import shutil
import threading
from pathlib import Path

import pytest

from digest.engines.weights import registry
from digest.engines.weights.registry import MODELS, Model, Wheels
from digest.errors import ConfigError, EngineError
from tests.support import tiny

TINY = Model("tiny", "causal", "someone/tiny", "0123456789abcdef", "Apache-2.0")


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that a fetch filled; the hub is a folder of this machine."""
    source = tiny.qwen(tmp_path / "hub")
    folders: list[Path] = []

    def fetch(_: Model, folder: Path, __: object) -> None:
        folders.append(folder)
        shutil.copytree(source, folder, dirs_exist_ok=True)

    monkeypatch.setattr(registry, "_fetch", fetch)
    return folders


def test_a_model_is_made_once(tmp_path: Path, made: list[Path]) -> None:
    first = registry.checkpoint(TINY, tmp_path / "cache", print)
    assert registry.checkpoint(TINY, tmp_path / "cache", print) == first
    assert len(made) == 1
    assert first.tokenizer() is not None


def test_a_broken_one_is_made_again_with_a_word(tmp_path: Path, made: list[Path]) -> None:
    folder = registry.checkpoint(TINY, tmp_path / "cache", print).folder
    (folder / "model.safetensors").write_bytes(b"cut short")
    said: list[str] = []
    registry.checkpoint(TINY, tmp_path / "cache", said.append)
    assert len(made) == 2
    assert any("making it again" in line for line in said)
    assert (folder / "model.safetensors").stat().st_size > 1000


def test_two_at_once_make_it_once(tmp_path: Path, made: list[Path]) -> None:
    threads = [
        threading.Thread(target=registry.checkpoint, args=(TINY, tmp_path / "cache", print))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert not [
        path
        for path in (tmp_path / "cache").iterdir()
        if ".tiny-0123456789ab." in path.name and path.is_dir()
    ]


def test_a_failed_make_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Model, folder: Path, __: object) -> None:
        (folder / "half").write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(registry, "_fetch", broken)
    with pytest.raises(OSError, match="No space"):
        registry.checkpoint(TINY, tmp_path / "cache", print)
    assert not [path for path in (tmp_path / "cache").iterdir() if path.is_dir()]


def test_parts_that_do_not_make_the_pinned_file_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = tmp_path / "part01.bin"
    part.write_bytes(b"weights")
    monkeypatch.setattr(registry, "_parts", lambda *_: [part])
    digest = hashlib.sha256(b"weights").hexdigest()
    wheels = Wheels("x", 1, "1", "embedded")
    good = Model("m", "causal", "r", "main", "l", "m.gguf", 7, digest, wheels)
    registry.assemble(good, wheels, tmp_path / "good")
    assert (tmp_path / "good").read_bytes() == b"weights"
    bad = Model("m", "causal", "r", "main", "l", "m.gguf", 7, "0" * 64, wheels)
    with pytest.raises(EngineError, match="not the pinned file"):
        registry.assemble(bad, wheels, tmp_path / "bad")


def test_missing_wheels_name_the_command() -> None:
    with pytest.raises(ConfigError, match="pip install 'zh-digest"):
        registry._parts(TINY, Wheels("no-such-package-of-ours", 1, "1", "embedded"))


def test_every_model_that_comes_as_wheels_is_pinned() -> None:
    for model in MODELS.values():
        if model.wheels:
            assert len(model.sha256) == 64
            assert model.size > 10**8

"""Weights: pinned, converted once, hashed, made again when damaged, never left half made."""

import hashlib
import json
import shutil
import threading
from pathlib import Path

import pytest
import torch
from safetensors import safe_open

from digest.engines.native import loader
from digest.engines.weights import conversion, manifest, registry, tensor_files
from digest.engines.weights.models import MODELS, Model, Wheels, local
from digest.errors import ConfigError, EngineError
from tests.support import tiny

TINY = Model("tiny", "causal", "someone/tiny", "0123456789abcdef", "Apache-2.0", "qwen2")


@pytest.fixture
def fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that a download filled; the hub is a folder of this machine."""
    source = tiny.qwen(tmp_path / "hub")
    folders: list[Path] = []

    def fetch(_: Model, folder: Path, __: object) -> None:
        folders.append(folder)
        shutil.copytree(source, folder, dirs_exist_ok=True)

    monkeypatch.setattr(conversion, "fetch", fetch)
    return folders


def test_a_model_is_made_once(tmp_path: Path, fetched: list[Path]) -> None:
    first = registry.checkpoint(TINY, tmp_path / "cache", print)
    assert registry.checkpoint(TINY, tmp_path / "cache", print) == first
    assert len(fetched) == 1
    assert first.tokenizer() is not None


def damage(name: str, folder: Path) -> None:
    """Change one byte of a file without changing its size, or cut it short."""
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)


@pytest.mark.parametrize(
    "name", ["model.safetensors", "tokenizer.json", "chat_template.jinja", "manifest.json"]
)
def test_a_model_with_one_changed_byte_is_made_again_with_a_word(
    tmp_path: Path, fetched: list[Path], name: str
) -> None:
    folder = registry.checkpoint(TINY, tmp_path / "cache", print).folder
    before = (folder / name).read_bytes()
    damage(name, folder)
    said: list[str] = []
    registry.checkpoint(TINY, tmp_path / "cache", said.append)
    assert len(fetched) == 2
    assert any("making it again" in line for line in said)
    assert (folder / name).read_bytes() == before


def test_the_int8_file_too_is_made_again_when_it_is_cut_short(
    tmp_path: Path, fetched: list[Path]
) -> None:
    folder = registry.checkpoint(TINY, tmp_path / "cache", print, "int8").folder
    before = (folder / loader.INT8_FILE).read_bytes()
    (folder / loader.INT8_FILE).write_bytes(before[:4096])
    registry.checkpoint(TINY, tmp_path / "cache", print, "int8")
    assert (folder / loader.INT8_FILE).read_bytes() == before
    assert len(fetched) == 2


def test_an_int8_model_keeps_no_file_that_is_not_read(tmp_path: Path, fetched: list[Path]) -> None:
    folder = registry.checkpoint(TINY, tmp_path / "cache", print, "int8").folder
    assert [path.name for path in folder.glob("*.safetensors")] == [loader.INT8_FILE]
    assert [path for path in folder.parent.iterdir() if path.is_dir()] == [folder]
    assert len(fetched) == 1


def test_a_full_check_finds_a_byte_that_a_sample_may_miss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "_BLOCK_BYTES", 64)
    (tmp_path / "weights").write_bytes(bytes(range(256)) * 40)
    manifest.write(tmp_path)
    assert manifest.damaged(tmp_path, full=True) == manifest.damaged(tmp_path) == []
    damage("weights", tmp_path)
    assert manifest.damaged(tmp_path, full=True) == ["weights"]
    # 16 of 160 blocks are drawn at each check: a damaged one is found sooner or later.
    assert any(manifest.damaged(tmp_path) for _ in range(400))
    (tmp_path / "weights").write_bytes(bytes(256 * 40))
    assert manifest.damaged(tmp_path) == ["weights"]


def test_verify_reads_every_byte_of_what_is_run(tmp_path: Path, fetched: list[Path]) -> None:
    cache = tmp_path / "cache"
    assert "0123456789abcdef" in registry.verify(TINY, cache)[0]
    folder = registry.checkpoint(TINY, cache, print).folder
    assert registry.verify(TINY, cache) == [f"{folder}: every byte as it was made"]
    damage("model.safetensors", folder)
    with pytest.raises(EngineError, match=r"damaged: model\.safetensors"):
        registry.verify(TINY, cache)
    assert len(fetched) == 1


def test_remove_deletes_all_forms_and_earlier_releases_of_one_model(
    tmp_path: Path, fetched: list[Path]
) -> None:
    cache = tmp_path / "cache"
    for form in ("float", "int8"):
        registry.checkpoint(TINY, cache, print, form)
    for name in ("tiny-main", "tiny-0123456789ab", "tiny-and-more-0123456789ab.float"):
        (cache / name).mkdir()
    removed = registry.remove(TINY, cache)
    assert [path.name for path in removed] == [
        "tiny-0123456789ab", "tiny-0123456789ab.float", "tiny-0123456789ab.int8", "tiny-main",
    ]  # fmt: skip
    assert [path.name for path in cache.iterdir()] == ["tiny-and-more-0123456789ab.float"]
    assert registry.remove(TINY, tmp_path / "nowhere") == []
    assert len(fetched) == 2


def test_two_at_once_make_it_once(tmp_path: Path, fetched: list[Path]) -> None:
    threads = [
        threading.Thread(target=registry.checkpoint, args=(TINY, tmp_path / "cache", print))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(fetched) == 1
    assert len([path for path in (tmp_path / "cache").iterdir() if path.is_dir()]) == 1


def test_a_failed_make_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Model, folder: Path, __: object) -> None:
        (folder / "half").write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(conversion, "fetch", broken)
    for form in ("float", "int8"):
        with pytest.raises(OSError, match="No space"):
            registry.checkpoint(TINY, tmp_path / "cache", print, form)
    assert not [path for path in (tmp_path / "cache").iterdir() if path.is_dir()]


def test_what_a_killed_process_left_is_removed(tmp_path: Path, fetched: list[Path]) -> None:
    left = tmp_path / "cache" / ".tiny-0123456789ab.float.4711"
    left.mkdir(parents=True)
    (left / "half").write_text("half")
    registry.checkpoint(TINY, tmp_path / "cache", print)
    assert not left.exists()
    assert len(fetched) == 1


def test_tensors_are_written_one_by_one_as_safetensors(tmp_path: Path) -> None:
    tensors = {
        "a": torch.randn(3, 5),
        "b": torch.arange(4),
        "c": torch.randn(2, 2).bfloat16(),
        "d": torch.tensor([[-1, 2]], dtype=torch.int8),
    }
    file = tmp_path / "x.safetensors"
    tensor_files.write(file, iter(tensors.items()))
    ours = tensor_files.TensorFile(file)
    with safe_open(file, framework="pt") as theirs:
        assert theirs.metadata() == {"format": "pt"}
        for name, tensor in tensors.items():
            assert torch.equal(theirs.get_tensor(name), tensor)
            assert torch.equal(ours.read(name), tensor)
    assert "e" not in ours
    with pytest.raises(EngineError, match="no readable tensor 'e'"):
        ours.read("e")


@pytest.mark.parametrize("size", [0, 4, 100, 1 << 18, (1 << 18) + 20])
def test_a_file_of_tensors_that_is_cut_short_is_an_engine_error(tmp_path: Path, size: int) -> None:
    file = tmp_path / "x.safetensors"
    tensor_files.write(file, iter([("a", torch.randn(64))]))
    file.write_bytes(file.read_bytes()[:size])
    with pytest.raises(EngineError, match=r"x\.safetensors"):
        tensor_files.TensorFile(file).read("a")


def test_parts_that_do_not_make_the_pinned_file_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = tmp_path / "part01.bin"
    part.write_bytes(b"weights")
    monkeypatch.setattr(conversion, "parts", lambda *_: [part])
    sha256 = hashlib.sha256(b"weights").hexdigest()
    wheels = Wheels("x", 1, "1", "embedded")
    good = Model(
        "m", "causal", "r", "f00", "l", gguf="m.gguf", size=7, sha256=sha256, wheels=wheels
    )
    conversion.assemble(good, wheels, tmp_path / "good")
    assert (tmp_path / "good").read_bytes() == b"weights"
    bad = Model(
        "m", "causal", "r", "f00", "l", gguf="m.gguf", size=7, sha256="0" * 64, wheels=wheels
    )
    with pytest.raises(EngineError, match="not the pinned file"):
        conversion.assemble(bad, wheels, tmp_path / "bad")
    with pytest.raises(EngineError, match="not the pinned file"):
        registry.verify(bad, tmp_path)


def test_missing_packages_name_the_command() -> None:
    with pytest.raises(ConfigError, match=r"run: pip install .*\[embedded\]"):
        conversion.parts(TINY, Wheels("no-such-package-of-ours", 1, "1", "embedded"))


def test_every_model_is_pinned_to_a_commit_or_a_hash() -> None:
    for model in MODELS.values():
        assert len(bytes.fromhex(model.revision)) == 20, model.name
        assert model.architecture
        if model.wheels:
            assert len(bytes.fromhex(model.sha256)) == 32
            assert model.size > 10**8


def test_a_local_model_is_known_by_its_content(tmp_path: Path) -> None:
    folder = tiny.qwen(tmp_path / "model")
    before = local(folder, "causal")
    assert (before.name, before.architecture) == ("model", "qwen2")
    assert local(folder, "causal") == before
    damage("model.safetensors", folder)
    assert local(folder, "causal").version != before.version
    (folder / "config.json").write_text("{", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"config\.json"):
        local(folder, "causal")
    with pytest.raises(ConfigError, match=r"a folder with config\.json is needed"):
        local(tmp_path / "model.gguf", "causal")


def test_the_manifest_lists_every_file(tmp_path: Path, fetched: list[Path]) -> None:
    folder = registry.checkpoint(TINY, tmp_path / "cache", print).folder
    listed = set(json.loads((folder / manifest.NAME).read_text()))
    assert listed | {manifest.NAME} == {path.name for path in folder.iterdir()}
    assert len(fetched) == 1

"""`digest models`: what is here can be checked and removed."""

from pathlib import Path

import pytest

from digest.app import models
from digest.engines.weights import manifest
from digest.engines.weights.models import named
from digest.engines.weights.registry import folder_of
from digest.errors import ConfigError, EngineError

NAME = "opus-mt-zh-en"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of the model in the cache, as if it had been fetched."""
    folder = folder_of(named(NAME), tmp_path, "float")
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    manifest.write(folder)
    return folder


def test_a_model_is_verified_and_removed_by_name(folder: Path) -> None:
    cache = folder.parent
    assert models.models_verify(NAME, cache, print) == f"{folder}: every byte as it was made"
    assert any(f"{NAME}  [CC-BY-4.0]  ready in {folder}" in x for x in models.models_list(cache))
    (folder / "config.json").write_text("[]")
    with pytest.raises(EngineError, match=f"digest models remove {NAME}"):
        models.models_verify(NAME, cache, print)
    assert models.models_remove(NAME, cache, print) == f"removed {folder}"
    assert not folder.exists()
    assert models.models_remove(NAME, cache, print) == f"{NAME}: not in {cache}"


def test_an_unknown_model_is_refused_before_anything_is_deleted(folder: Path) -> None:
    with pytest.raises(ConfigError, match="no model 'opus'"):
        models.models_remove("opus", folder.parent, print)
    assert folder.exists()

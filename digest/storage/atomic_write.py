"""Writes files so that a crash, or a full disk, leaves the old ones or the new ones, never a part."""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path


def write_atomic(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write one file; it is left alone where it already holds these bytes.

    A private file is readable by its owner only. Raises OSError, and then `path` is unchanged.
    """
    write_all_atomic({path: data}, private=private)


def write_all_atomic(files: Mapping[Path, bytes], *, private: bool = False) -> None:
    """Write several files of which none is replaced before all are on disk under other names.

    Files that already hold their bytes are left alone. Raises OSError.
    """
    changed = {path: data for path, data in files.items() if not _holds(path, data)}
    unfinished = {path: path.with_name(f".{path.name}.{os.getpid()}") for path in changed}
    try:
        for path, data in changed.items():
            _write(unfinished[path], data, private=private)
        for path, written in unfinished.items():
            written.replace(path)
        for folder in {path.parent for path in changed}:
            _sync_folder(folder)
    finally:
        for written in unfinished.values():
            written.unlink(missing_ok=True)


def _holds(path: Path, data: bytes) -> bool:
    with contextlib.suppress(OSError):
        return path.stat().st_size == len(data) and path.read_bytes() == data
    return False


def _write(path: Path, data: bytes, *, private: bool) -> None:
    # "Exclusive" fails on a symbolic link that somebody put under the predictable name.
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Makes the new names survive a power cut, where the system allows it for folders."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

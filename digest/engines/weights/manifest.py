"""SHA-256 hashes of a model folder's files, made when the folder is made and checked before use.

A file is hashed in blocks, so that checking a sample of a 2 GB file at each load takes a tenth of a
second, and a full check finds a single changed byte.
"""

import hashlib
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path

NAME = "manifest.json"
_BLOCK_BYTES = 4 << 20
# Blocks per file that a sampled check reads, chosen anew each time: all of a tokenizer, 64 MiB of
# the weights.
_SAMPLED_BLOCKS = 16


def write(folder: Path) -> None:
    """Hash every file of the folder and sync the manifest to disk."""
    files = {
        path.name: {"size": path.stat().st_size, "blocks": list(_hashes(path))}
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name != NAME
    }
    with (folder / NAME).open("w", encoding="utf-8") as out:
        json.dump(files, out)
        out.flush()
        os.fsync(out.fileno())


def damaged(folder: Path, *, full: bool = False) -> list[str]:
    """Names of the files that are missing or not as they were made; empty if all is well.

    Checks a random sample of blocks per file, or with `full` all of them. If the manifest itself
    cannot be read, that is its name alone.
    """
    try:
        files = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return [
            name
            for name, entry in files.items()
            if not _matches(folder / name, entry["size"], entry["blocks"], full=full)
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return [NAME]


def _matches(path: Path, size: int, hashes: list[str], *, full: bool) -> bool:
    if not path.is_file() or path.stat().st_size != size:
        return False
    if full or len(hashes) <= _SAMPLED_BLOCKS:
        return list(_hashes(path)) == hashes
    sample = random.SystemRandom().sample(range(len(hashes)), _SAMPLED_BLOCKS)
    with path.open("rb") as file:
        return all(_hash_at(file.fileno(), index) == hashes[index] for index in sample)


def _hashes(path: Path) -> Iterator[str]:
    with path.open("rb", buffering=0) as file:
        while data := file.read(_BLOCK_BYTES):
            yield hashlib.sha256(data).hexdigest()


def _hash_at(descriptor: int, index: int) -> str:
    os.lseek(descriptor, index * _BLOCK_BYTES, os.SEEK_SET)
    return hashlib.sha256(os.read(descriptor, _BLOCK_BYTES)).hexdigest()

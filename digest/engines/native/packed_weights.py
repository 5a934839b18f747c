"""Int8 weights as oneDNN lays them out, kept on disk: packing anew takes seven seconds, reading one.

The layout depends on the processor and on torch, so `layout()` is part of the file's name: another
machine or torch makes its own file.
"""

import ctypes
import functools
import hashlib
import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import torch
from torch import Tensor

from digest.errors import EngineError

_SHAPE = ".shape"


def pack(weight: Tensor) -> Tensor:
    """An int8 weight [out, in] in oneDNN's blocked layout."""
    packed: Tensor = torch.ops.onednn.qlinear_prepack(weight, None)
    return packed


def layout() -> str:
    """Names how this processor and this torch lay out weights."""
    probe = pack(torch.zeros(256, 256, dtype=torch.int8))
    described = bytes(torch.ops.mkldnn._get_mkldnn_serialized_md(probe).tolist())  # noqa: SLF001
    return hashlib.sha256(described + torch.__version__.encode()).hexdigest()[:12]


def stored(name: str, weight: Tensor) -> Iterator[tuple[str, Tensor]]:
    """What to keep of an int8 weight [out, in], for `Reader` to find by its name."""
    packed = pack(weight)
    kept = torch.empty(_size(packed), dtype=torch.uint8)
    ctypes.memmove(kept.data_ptr(), _address(packed), len(kept))
    yield name, kept
    yield f"{name}{_SHAPE}", torch.tensor(weight.shape)


class Reader:
    """Packed weights of an open safetensors file, read straight into their place."""

    def __init__(self, file: BinaryIO) -> None:
        (length,) = struct.unpack("<Q", file.read(8))
        self._places = json.loads(file.read(length))
        self._start = 8 + length
        self._file = file

    def __call__(self, name: str, shape: tuple[int, int]) -> Tensor:
        """The packed weight of this name; EngineError where the file holds another layout."""
        packed = _template(shape).clone()
        first, end = self._places[name]["data_offsets"]
        if end - first != _size(packed):
            raise EngineError(
                f"{getattr(self._file, 'name', '?')}: not for this machine; remove it, it is made again"
            )
        self._file.seek(self._start + first)
        room = (ctypes.c_char * (end - first)).from_address(_address(packed))
        self._file.readinto(room)  # type: ignore[attr-defined]
        return packed


@contextmanager
def reader(path: Path) -> Iterator[Reader]:
    """The packed weights of a file, open within."""
    with path.open("rb") as file:
        yield Reader(file)


@functools.cache
def _template(shape: tuple[int, int]) -> Tensor:
    """A packed weight of this shape, for its layout; there are seven shapes in a model."""
    return pack(torch.zeros(shape, dtype=torch.int8))


def forget_templates() -> None:
    """Free what `Reader` needed while it read."""
    _template.cache_clear()


def _size(packed: Tensor) -> int:
    return int(torch.ops.mkldnn._nbytes(packed))  # noqa: SLF001 - torch has no public way


def _address(packed: Tensor) -> int:
    return int(torch.ops.mkldnn.data_ptr(packed))

"""Safetensors files, written and read one tensor at a time.

The safetensors package writes a file from a whole model in memory, and maps a file to read it, which
counts against `ulimit -v`. Format: https://github.com/huggingface/safetensors#format
"""

import json
import os
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from digest.errors import EngineError

_DTYPES = {
    "BF16": torch.bfloat16,
    "F16": torch.float16,
    "F32": torch.float32,
    "I8": torch.int8,
    "I64": torch.int64,
}
_NAMES = {dtype: name for name, dtype in _DTYPES.items()}
# Reserved for the header, which is written last: 100 bytes per tensor suffice for 2,600 tensors.
# The format allows trailing spaces.
_HEADER_BYTES = 1 << 18


def write(file: Path, tensors: Iterable[tuple[str, Tensor]]) -> None:
    """Write (name, tensor) pairs as they come, and sync the file to disk.

    Memory: one tensor at a time, if `tensors` is a generator. OSError if the disk is full.
    """
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    with file.open("wb") as out:
        out.seek(8 + _HEADER_BYTES)
        for name, tensor in tensors:
            data = tensor.contiguous().view(-1).view(torch.uint8).numpy().data
            out.write(data)
            start, end = end, end + len(data)
            header[name] = {
                "dtype": _NAMES[tensor.dtype],
                "shape": list(tensor.shape),
                "data_offsets": [start, end],
            }
        text = json.dumps(header).encode()
        if len(text) > _HEADER_BYTES:
            raise EngineError(f"{file}: {len(header)} tensors do not fit the reserved header")
        out.seek(0)
        out.write(struct.pack("<Q", _HEADER_BYTES) + text.ljust(_HEADER_BYTES))
        out.flush()
        os.fsync(out.fileno())


class TensorFile:
    """A safetensors file whose tensors are read into memory by name; threads may share it.

    EngineError if the file is not readable as safetensors, or is cut short.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            with file.open("rb") as data:
                (length,) = struct.unpack("<Q", data.read(8))
                self._entries: dict[str, Any] = json.loads(data.read(length))
        except (OSError, ValueError, struct.error, MemoryError, OverflowError) as error:
            raise EngineError(f"{file}: not readable weights ({error})") from error
        self._entries.pop("__metadata__", None)
        self._start = 8 + length

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> Tensor:
        """The tensor of this name; EngineError if there is none or the file ends before it does."""
        try:
            entry = self._entries[name]
            tensor = torch.empty(entry["shape"], dtype=_DTYPES[entry["dtype"]])
            with self._file.open("rb", buffering=0) as data:
                data.seek(self._start + entry["data_offsets"][0])
                read = data.readinto(tensor.view(-1).view(torch.uint8).numpy().data)
        except (KeyError, TypeError, OSError) as error:
            raise EngineError(f"{self._file}: no readable tensor {name!r} ({error!r})") from error
        if read != tensor.nbytes:
            raise EngineError(f"{self._file}: ends inside the tensor {name!r}")
        return tensor

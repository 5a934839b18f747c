"""A low-rank adapter (Hu et al. 2021), merged once into the weights of the model it was trained for."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safetensors import safe_open

from digest.errors import EngineError

if TYPE_CHECKING:  # torch takes a second to import; only a conversion needs it
    from torch import Tensor

# Each adapter matrix and the model's matrices whose rows it covers, in this order.
PARTS = {
    "qkv": ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
    "output": ("self_attn.o_proj",),
    "gate_up": ("mlp.gate_proj", "mlp.up_proj"),
    "down": ("mlp.down_proj",),
}  # fmt: skip
_GROUPS = {part: (name, parts) for name, parts in PARTS.items() for part in parts}
_WEIGHT = re.compile(r"model\.layers\.(\d+)\.(.+)\.weight")


def packaged(name: str) -> Path:
    """Path of an adapter that is part of this package."""
    return Path(__file__).parent / "adapters" / f"{name}.safetensors"


def verify(file: Path, sha256: str) -> None:
    """EngineError if the file is not the pinned one."""
    if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != sha256:
        raise EngineError(f"{file}: not the adapter that this version pins; install digest again")


class Adapter:
    """The low-rank pairs of a file; EngineError if it is not the pinned one."""

    def __init__(self, file: Path, sha256: str) -> None:
        verify(file, sha256)
        self._pairs: Any = safe_open(file, framework="pt")

    def merge(self, name: str, weight: "Tensor", rows: Callable[[str], int]) -> None:
        """Add b @ a to a weight [out, in] in place; a tensor without a pair is left as it is.

        `name` is the weight's name in transformers; `rows` gives the number of rows of any weight.
        """
        match = _WEIGHT.fullmatch(name)
        if match is None or match[2] not in _GROUPS:
            return
        group, parts = _GROUPS[match[2]]
        sizes = [rows(f"model.layers.{match[1]}.{part}.weight") for part in parts]
        a, b = (self._pairs.get_tensor(f"{match[1]}.{group}.{side}").float() for side in "ab")
        own = b.split(sizes)[parts.index(match[2])]
        weight.add_((own @ a).to(weight.dtype))

"""A low-rank adapter (Hu et al. 2021), added once to the weights of the model that it was made for."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from digest.errors import EngineError

# The adapter's matrices, each beside these of the model, joined in this order.
PARTS = {
    "qkv": ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
    "output": ("self_attn.o_proj",),
    "gate_up": ("mlp.gate_proj", "mlp.up_proj"),
    "down": ("mlp.down_proj",),
}  # fmt: skip


def packaged(name: str) -> Path:
    """Where the adapter of this name lies in the package."""
    return Path(__file__).parent / "adapters" / f"{name}.safetensors"


def verify(file: Path, sha256: str) -> None:
    """EngineError where the file is not the pinned one."""
    if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != sha256:
        raise EngineError(f"{file}: not the adapter that this version pins; install digest again")


def merge(weight: Callable[[str], Any], layers: int, file: Path, sha256: str) -> None:
    """Add b @ a of every pair in the file to the weights, in place.

    `weight` gives a parameter by its name in transformers. EngineError where the file is not the
    pinned one.
    """
    from safetensors import safe_open  # noqa: PLC0415 - with torch, only when a model is converted

    verify(file, sha256)
    with safe_open(file, framework="pt") as pairs:
        for layer in range(layers):
            for name, parts in PARTS.items():
                a, b = (pairs.get_tensor(f"{layer}.{name}.{side}").float() for side in "ab")
                weights = [weight(f"model.layers.{layer}.{part}.weight") for part in parts]
                rows = b.split([len(one) for one in weights])
                for one, some in zip(weights, rows, strict=True):
                    one.data.add_((some @ a).to(one.dtype))

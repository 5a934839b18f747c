"""The arithmetic of a decoder layer, in floating point or in int8 over oneDNN.

Both kinds do the same four things on rows of activations: a normalised projection, a projection
added to the residual, the feed-forward block, and logits. Int8 weights are symmetric per output
channel; activations are quantised per row: scale = max|x| / 127, stored unsigned with zero point
128, because oneDNN's VNNI kernels take unsigned activations only (signed ones fall back to a
reference kernel 4,000 times slower) and its AMX kernels take either. The row's scale multiplies the
product afterwards, so a row's result never depends on the rows beside it.
"""

from collections.abc import Callable
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.nn import functional

ZERO_POINT = 128


class Arithmetic(Protocol):
    """How a decoder multiplies; `pack` turns a float weight [out, in] into what the rest takes."""

    def pack(self, weight: Tensor, scale: Tensor | None = None) -> Any:
        """A weight ready for use; `scale` [out] where `weight` is int8 already."""
        ...

    def bias(self, bias: Tensor) -> Tensor:
        """A bias ready for `project`."""
        ...

    def project(self, x: Tensor, norm: Tensor, weight: Any, bias: Tensor | None) -> Tensor:
        """RMS-normalise rows of x, then multiply and add the bias."""
        ...

    def add(self, x: Tensor, weight: Any, residual: Tensor) -> Tensor:
        """Residual + x @ weight.T."""
        ...

    def feed_forward(self, x: Tensor, norm: Tensor, gate_up: Any, down: Any) -> Tensor:
        """X + down(silu(gate(n)) * up(n)) with n the normalised x; gate and up are one weight."""
        ...

    def logits(self, x: Tensor, norm: Tensor, weight: Any) -> tuple[Tensor, Tensor]:
        """[rows, out] float32 and a factor [rows, 1]: their product is the logits."""
        ...


class FloatArithmetic:
    """Plain floating point in `dtype`: the reference on CPUs, and what a GPU runs."""

    def __init__(self, epsilon: float, dtype: torch.dtype) -> None:
        self._epsilon = epsilon
        self._dtype = dtype

    def pack(self, weight: Tensor, scale: Tensor | None = None) -> Tensor:
        """The weight itself in the working type."""
        full = weight.float() * scale[:, None] if scale is not None else weight
        return full.to(self._dtype)

    def bias(self, bias: Tensor) -> Tensor:
        """See Arithmetic."""
        return bias.to(self._dtype)

    def project(self, x: Tensor, norm: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        """See Arithmetic."""
        return functional.linear(_normalised(x, norm, self._epsilon).to(self._dtype), weight, bias)

    def add(self, x: Tensor, weight: Tensor, residual: Tensor) -> Tensor:
        """See Arithmetic."""
        return residual + functional.linear(x.to(self._dtype), weight)

    def feed_forward(self, x: Tensor, norm: Tensor, gate_up: Tensor, down: Tensor) -> Tensor:
        """See Arithmetic."""
        gate, up = self.project(x, norm, gate_up, None).chunk(2, dim=-1)
        return self.add(functional.silu(gate) * up, down, x)

    def logits(self, x: Tensor, norm: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
        """See Arithmetic."""
        return self.project(x, norm, weight, None).float(), torch.ones_like(x[:, :1])


class Int8Weight:
    """An int8 weight in oneDNN's blocked layout, with its scale an output channel."""

    def __init__(self, weight: Tensor, scale: Tensor) -> None:
        self._packed = torch.ops.onednn.qlinear_prepack(weight, None)
        self._scale = scale
        self._zero = torch.zeros(weight.shape[0], dtype=torch.int32)

    def __call__(self, rows: Tensor, dtype: torch.dtype = torch.bfloat16) -> Tensor:
        """[rows, in] unsigned, zero point 128, to [rows, out] of `dtype`, scaled by channel."""
        out: Tensor = torch.ops.onednn.qlinear_pointwise(
            rows, 1.0, ZERO_POINT, self._packed, self._scale, self._zero,
            None, 1.0, 0, dtype, "none", [], "",
        )  # fmt: skip
        return out


class Int8Arithmetic:
    """Int8 weights and activations; residual stream and norms in float32."""

    def __init__(self, epsilon: float) -> None:
        self._epsilon = epsilon
        self._rows = _Rows()

    def pack(self, weight: Tensor, scale: Tensor | None = None) -> Int8Weight:
        """The weight quantised if it is not yet, and packed."""
        if scale is None:
            weight, scale = quantise_weight(weight)
        return Int8Weight(weight, scale)

    def bias(self, bias: Tensor) -> Tensor:
        """See Arithmetic."""
        return bias.float()

    def project(self, x: Tensor, norm: Tensor, weight: Int8Weight, bias: Tensor | None) -> Tensor:
        """See Arithmetic."""
        rows, scale = self._rows.normalised(x, norm, self._epsilon)
        out = weight(rows).float().mul_(scale)
        return out if bias is None else out.add_(bias)

    def add(self, x: Tensor, weight: Int8Weight, residual: Tensor) -> Tensor:
        """See Arithmetic."""
        rows, scale = self._rows.plain(x)
        return torch.addcmul(residual, weight(rows), scale)

    def feed_forward(
        self, x: Tensor, norm: Tensor, gate_up: Int8Weight, down: Int8Weight
    ) -> Tensor:
        """See Arithmetic."""
        rows, scale = self._rows.normalised(x, norm, self._epsilon)
        rows, scale = self._rows.gated(gate_up(rows), scale)
        return torch.addcmul(x, down(rows), scale)

    def logits(self, x: Tensor, norm: Tensor, weight: Int8Weight) -> tuple[Tensor, Tensor]:
        """See Arithmetic."""
        rows, scale = self._rows.normalised(x, norm, self._epsilon)
        return weight(rows, torch.float32), scale


def quantise_weight(weight: Tensor) -> tuple[Tensor, Tensor]:
    """[out, in] to int8 and its scale an output channel, symmetric."""
    weight = weight.float()
    scale = weight.abs().amax(1).clamp_(min=1e-12) / 127
    return (weight / scale[:, None]).round_().clamp_(-127, 127).to(torch.int8), scale


class _Rows:
    """Row quantisation, fused by torch.compile where a C++ compiler is there.

    Measured for 1024 x 8960 activations: 39 ms in eager torch, 1.5 ms compiled.
    """

    def __init__(self) -> None:
        self.plain: Callable[[Tensor], tuple[Tensor, Tensor]] = _fused(_quantised)
        self.normalised: Callable[[Tensor, Tensor, float], tuple[Tensor, Tensor]] = _fused(
            _normalised_rows
        )
        self.gated: Callable[[Tensor, Tensor], tuple[Tensor, Tensor]] = _fused(_gated_rows)


def _fused(function: Callable[..., tuple[Tensor, Tensor]]) -> Callable[..., tuple[Tensor, Tensor]]:
    return torch.compile(function, dynamic=True) if _has_compiler() else function


def _has_compiler() -> bool:
    from torch._inductor import cpp_builder  # noqa: PLC0415 - costs a second, int8 only

    try:
        cpp_builder.get_cpp_compiler()
    except (RuntimeError, OSError, torch._dynamo.exc.TorchDynamoException):  # noqa: SLF001
        return False
    return True


def _quantised(x: Tensor) -> tuple[Tensor, Tensor]:
    x = x.float()
    scale = x.abs().amax(-1, keepdim=True).clamp(min=1e-12) / 127
    rows = (x / scale + ZERO_POINT).round().to(torch.uint8)
    return rows, scale


def _normalised(x: Tensor, norm: Tensor, epsilon: float) -> Tensor:
    x = x.float()
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + epsilon) * norm


def _normalised_rows(x: Tensor, norm: Tensor, epsilon: float) -> tuple[Tensor, Tensor]:
    return _quantised(_normalised(x, norm, epsilon))


def _gated_rows(gate_up: Tensor, scale: Tensor) -> tuple[Tensor, Tensor]:
    gate, up = (gate_up.float() * scale).chunk(2, dim=-1)
    return _quantised(functional.silu(gate) * up)

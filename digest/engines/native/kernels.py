"""The arithmetic of a decoder layer, in floating point or in int8 over oneDNN.

Both kinds do the same four things on rows of activations: a normalised projection, a projection
added to the residual, the feed-forward block, and logits. Int8 weights are symmetric per output
channel; activations are quantised per row: scale = max|x| / 127, stored unsigned with zero point
128, because oneDNN's VNNI kernels take unsigned activations only (signed ones fall back to a
reference kernel 4,000 times slower) and its AMX kernels take either. The row's scale multiplies the
product afterwards, so a row's result never depends on the rows beside it.
"""

from typing import Any, Protocol

import torch
from torch import Tensor
from torch.nn import functional

ZERO_POINT = 128


class Arithmetic(Protocol):
    """How a decoder multiplies; a weight [out, in] is a tensor or an Int8Weight."""

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

    def project(self, x: Tensor, norm: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        """See Arithmetic."""
        rows = functional.rms_norm(x.float(), norm.shape, norm, self._epsilon)
        bias = None if bias is None else bias.to(self._dtype)
        return functional.linear(rows.to(self._dtype), weight, bias)

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

    def __init__(self, packed: Tensor, scale: Tensor) -> None:
        self._packed = packed
        self._scale = scale
        self._zero = torch.zeros(len(scale), dtype=torch.int32)

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

    def project(self, x: Tensor, norm: Tensor, weight: Int8Weight, bias: Tensor | None) -> Tensor:
        """See Arithmetic."""
        rows, scale = _normalised_rows(x, norm, self._epsilon)
        out = weight(rows).float().mul_(scale)
        return out if bias is None else out.add_(bias)

    def add(self, x: Tensor, weight: Int8Weight, residual: Tensor) -> Tensor:
        """See Arithmetic."""
        rows, scale = _quantised(x.float())
        return torch.addcmul(residual, weight(rows), scale)

    def feed_forward(
        self, x: Tensor, norm: Tensor, gate_up: Int8Weight, down: Int8Weight
    ) -> Tensor:
        """See Arithmetic."""
        rows, scale = _normalised_rows(x, norm, self._epsilon)
        rows, scale = _gated(gate_up(rows), scale)
        return torch.addcmul(x, down(rows), scale)

    def logits(self, x: Tensor, norm: Tensor, weight: Int8Weight) -> tuple[Tensor, Tensor]:
        """See Arithmetic."""
        rows, scale = _normalised_rows(x, norm, self._epsilon)
        return weight(rows, torch.float32), scale


def quantise_weight(weight: Tensor) -> tuple[Tensor, Tensor]:
    """[out, in] to int8 and its scale an output channel, symmetric."""
    weight = weight.float()
    scale = weight.abs().amax(1).clamp_(min=1e-12) / 127
    return (weight / scale[:, None]).round_().clamp_(-127, 127).to(torch.int8), scale


# Rows quantised at a time: so many of 8,960 floats stay in the second-level cache.
_ROWS = 64


def _quantised(x: Tensor) -> tuple[Tensor, Tensor]:
    """Rows to uint8 around ZERO_POINT, and each row's scale; `x` is float32 and is used up.

    Eager on purpose: in place and by cached parts it is within 5 % of torch.compile's fused loop in
    a whole run, and a start is six seconds shorter.
    """
    scale = x.abs().amax(-1, keepdim=True).clamp_(min=1e-12).div_(127)
    return x.div_(scale).add_(ZERO_POINT).round_().to(torch.uint8), scale


def _normalised_rows(x: Tensor, norm: Tensor, epsilon: float) -> tuple[Tensor, Tensor]:
    return _quantised(functional.rms_norm(x, norm.shape, norm, epsilon))


def _gated(gate_up: Tensor, scale: Tensor) -> tuple[Tensor, Tensor]:
    """SwiGLU (Shazeer 2020) of the scaled rows, quantised."""
    parts = [
        _quantised(_swiglu(some, its)) for some, its in zip(
            gate_up.split(_ROWS), scale.split(_ROWS), strict=True  # type: ignore[no-untyped-call]
        )
    ]  # fmt: skip
    rows, scales = zip(*parts, strict=True)
    return torch.cat(rows), torch.cat(scales)


def _swiglu(gate_up: Tensor, scale: Tensor) -> Tensor:
    gate, up = gate_up.chunk(2, dim=-1)
    gate = functional.silu(gate.float().mul_(scale), inplace=True)
    return gate.mul_(up.float().mul_(scale))

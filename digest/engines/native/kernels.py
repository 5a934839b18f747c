"""The arithmetic of a decoder layer, in floating point or in int8 over oneDNN.

Both kinds offer the same four operations on rows of activations: a normalised projection, a
projection added to the residual, the feed-forward block, and logits. Int8 weights are symmetric per
output channel. Activations are quantised per row, scale = max|x| / 127, and stored unsigned with
zero point 128: oneDNN's VNNI kernels take unsigned activations only (signed ones fall back to a
reference kernel 4,000 times slower), its AMX kernels take either. The product is multiplied by the
row's scale afterwards, so a row's result never depends on the rows beside it.
"""

from typing import Any, Protocol

import torch
from torch import Tensor
from torch.nn import functional

ZERO_POINT = 128


class Arithmetic(Protocol):
    """The products of a decoder layer; a weight [out, in] is a tensor or an Int8Weight."""

    def project(self, x: Tensor, norm: Tensor, weight: Any, bias: Tensor | None) -> Tensor:
        """RMS-normalise the rows of x, multiply by the weight, add the bias."""
        ...

    def add(self, x: Tensor, weight: Any, residual: Tensor) -> Tensor:
        """Residual + x @ weight.T."""
        ...

    def feed_forward(self, x: Tensor, norm: Tensor, gate_up: Any, down: Any) -> Tensor:
        """X + down(silu(gate(n)) * up(n)) with n the normalised x; gate and up are one weight."""
        ...

    def logits(self, x: Tensor, norm: Tensor, weight: Any) -> tuple[Tensor, Tensor]:
        """[rows, out] in float32 and a factor [rows, 1]: the logits are their product."""
        ...


class FloatArithmetic:
    """Plain floating point in `dtype`."""

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
    """An int8 weight in oneDNN's blocked layout, with one scale per output channel."""

    def __init__(self, packed: Tensor, scale: Tensor) -> None:
        self._packed = packed
        self._scale = scale
        self._zero = torch.zeros(len(scale), dtype=torch.int32)

    def __call__(self, rows: Tensor, dtype: torch.dtype = torch.bfloat16) -> Tensor:
        """uint8 rows [rows, in] with zero point 128 to [rows, out] in `dtype`, scaled per channel."""
        out: Tensor = torch.ops.onednn.qlinear_pointwise(
            rows, 1.0, ZERO_POINT, self._packed, self._scale, self._zero,
            None, 1.0, 0, dtype, "none", [], "",
        )  # fmt: skip
        return out


class Int8Arithmetic:
    """Int8 weights and activations; the residual stream and norms are float32."""

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
    """A weight [out, in] as int8, symmetric per output channel, and the channels' scales [out]."""
    quantised, scale = torch.empty(weight.shape, dtype=torch.int8), torch.empty(len(weight))
    for start in range(0, len(weight), _WEIGHT_ROWS):
        rows = weight[start : start + _WEIGHT_ROWS].float()
        its = rows.abs().amax(1).clamp_(min=1e-12) / 127
        quantised[start : start + _WEIGHT_ROWS] = rows.div_(its[:, None]).round_().clamp_(-127, 127)
        scale[start : start + _WEIGHT_ROWS] = its
    return quantised, scale


# Rows of a weight quantised at a time, so that a head of 152,000 rows needs no copy in float32.
_WEIGHT_ROWS = 4096
# Rows quantised at a time: 64 rows of 8,960 floats stay in the second-level cache.
_ROWS = 64


def _quantised(x: Tensor) -> tuple[Tensor, Tensor]:
    """Rows as uint8 around ZERO_POINT and their scales [rows, 1]; overwrites `x`, which is float32.

    Not compiled: in place and in parts that fit the cache it is within 5 % of torch.compile's fused
    loop over a whole run, and saves six seconds at the start.
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

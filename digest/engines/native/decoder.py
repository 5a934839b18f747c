"""A decoder-only transformer (Qwen2, Qwen3, Llama) over a static KV cache of slots."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from digest.engines.native.kernels import Arithmetic


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes and constants of a decoder, from its config.json."""

    layers: int
    heads: int
    kv_heads: int
    head_size: int
    theta: float
    epsilon: float


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer's weights, matrices as their `Arithmetic` takes them; only Qwen3 has q/k norms."""

    attention_norm: Tensor
    qkv: Any
    bias: Tensor | None
    query_norm: Tensor | None
    key_norm: Tensor | None
    output: Any
    feed_norm: Tensor
    gate_up: Any
    down: Any


@dataclass(frozen=True, slots=True)
class Weights:
    """A whole decoder. The head is in two parts: rows of English tokens, and all others."""

    embedding: Tensor
    layers: tuple[Layer, ...]
    norm: Tensor
    english_head: Any
    english_tokens: Tensor
    other_head: Any
    other_tokens: Tensor


class Decoder:
    """Runs prefill and decode steps; its only state is the KV cache, one slot per row.

    A decode step of B rows moves every weight once (1.5 GB in int8 for the 1.5B model) and does
    2 x 1.54e9 x B operations; from about 16 rows on it is bound by arithmetic, not by memory. A
    prefill of T tokens does 2 x 1.31e9 x T operations, the head only for each text's last token.

    Two Zen 4 cores (VNNI: 128 operations per cycle and core, 0.9 x 10^12 per second at 3.5 GHz) run
    a prefill at the machine's limit, and a step of 64 rows (0.2 x 10^12 operations, 350 ms) at 60 %
    of it: 235 ms in the products, the rest in attention, quantisation and choosing tokens.
    """

    def __init__(
        self, shape: Shape, weights: Weights, arithmetic: Arithmetic, *, dtype: torch.dtype
    ) -> None:
        self._shape = shape
        self._weights = weights
        self._arithmetic = arithmetic
        self._dtype = dtype
        self._keys = torch.empty(0)
        self._values = torch.empty(0)
        self._cos = self._sin = torch.empty(0)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self._weights.embedding.device

    def reserve(self, slots: int, positions: int) -> None:
        """Make room for `slots` rows of up to `positions` tokens each, a value of `whole_keys`."""
        s = self._shape
        size = (s.layers, slots, s.kv_heads, positions, s.head_size)
        if tuple(self._keys.shape) != size:
            self._keys = self._values = torch.empty(0)
            self._keys = _zeros(size, self._dtype, self.device)
            self._values = _zeros(size, self._dtype, self.device)
        steps = torch.arange(0, s.head_size, 2, device=self.device).float() / s.head_size
        angles = torch.outer(torch.arange(positions, device=self.device).float(), s.theta**-steps)
        self._cos = torch.cat((angles, angles), -1).cos()
        self._sin = torch.cat((angles, angles), -1).sin()

    def copy(self, source: int, target: int, positions: int) -> None:
        """Copy the first `positions` of slot `source` to slot `target`."""
        for cache in (self._keys, self._values):
            cache[:, target, :, :positions] = cache[:, source, :, :positions]

    def prefill(self, slots: Sequence[int], texts: Sequence[Sequence[int]], start: int) -> Tensor:
        """Run texts (token ids) from position `start` in their slots.

        Returns the hidden row of each text's last token, [texts, hidden size].
        """
        ends = torch.tensor([len(text) for text in texts], device=self.device).cumsum(0)
        return self.run(slots, texts, start)[ends - 1]

    def run(self, slots: Sequence[int], texts: Sequence[Sequence[int]], start: int) -> Tensor:
        """The hidden rows of all tokens of the texts, one text after the other; see `prefill`.

        All tokens go through the matrices together, padded to a multiple of 128 rows so that oneDNN
        meets few shapes; attention runs text by text.
        """
        flat = [token for text in texts for token in text]
        rows = _padded(len(flat), 128)
        ends = list(accumulate(len(text) for text in texts))
        span = self._span(slots, ends, start)
        x = self._embed(
            functional.pad(torch.tensor(flat, device=self.device), (0, rows - len(flat)))
        )
        for index, layer in enumerate(self._weights.layers):
            x = self._layer(
                x, layer, lambda q, k, v, i=index: self._prefill_attention(i, span, q, k, v)
            )
        return x[: len(flat)]

    def step(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """Run one token in each of the first len(tokens) slots, which hold `lengths` tokens so far.

        Returns hidden rows [slots, hidden size].
        """
        span = whole_keys(int(lengths.max()) + 1)
        seen = torch.arange(span, device=self.device) <= lengths[:, None]
        mask = seen[:, None, None, :]
        x = self._embed(tokens)
        for index, layer in enumerate(self._weights.layers):
            x = self._layer(
                x, layer, lambda q, k, v, i=index: self._step_attention(i, lengths, mask, q, k, v)
            )
        return x

    def logits(self, hidden: Tensor, *, english: bool) -> tuple[Tensor, Tensor]:
        """[rows, tokens] in float32 and a factor [rows, 1]; columns are those of `token_ids`."""
        w = self._weights
        logits, scale = self._arithmetic.logits(hidden, w.norm, w.english_head)
        if not english:
            others, _ = self._arithmetic.logits(hidden, w.norm, w.other_head)
            logits = torch.cat((logits, others), -1)
        return logits, scale

    def token_ids(self, *, english: bool) -> Tensor:
        """Token ids of the columns of `logits`."""
        w = self._weights
        return w.english_tokens if english else torch.cat((w.english_tokens, w.other_tokens))

    def _embed(self, tokens: Tensor) -> Tensor:
        return functional.embedding(tokens, self._weights.embedding).float()

    def _layer(self, x: Tensor, layer: Layer, attend: Any) -> Tensor:
        a, s = self._arithmetic, self._shape
        sizes = [s.heads * s.head_size, s.kv_heads * s.head_size, s.kv_heads * s.head_size]
        q, k, v = a.project(x, layer.attention_norm, layer.qkv, layer.bias).split(sizes, -1)  # type: ignore[no-untyped-call]
        q = q.view(len(x), s.heads, s.head_size)
        k = k.view(len(x), s.kv_heads, s.head_size)
        v = v.view(len(x), s.kv_heads, s.head_size)
        if layer.query_norm is not None and layer.key_norm is not None:
            q = functional.rms_norm(q.float(), (s.head_size,), layer.query_norm, s.epsilon)
            k = functional.rms_norm(k.float(), (s.head_size,), layer.key_norm, s.epsilon)
        x = a.add(attend(q, k, v), layer.output, x)
        return a.feed_forward(x, layer.feed_norm, layer.gate_up, layer.down)

    def _rotated(self, x: Tensor, positions: Tensor) -> Tensor:
        """Rotary embedding of x [rows, heads, size] (Su et al. 2021, halves layout)."""
        x = x.float()
        cos, sin = self._cos[positions][:, None], self._sin[positions][:, None]
        first, second = x.chunk(2, dim=-1)
        return (x * cos + torch.cat((-second, first), -1) * sin).to(self._dtype)

    def _step_attention(
        self, index: int, lengths: Tensor, mask: Tensor, q: Tensor, k: Tensor, v: Tensor
    ) -> Tensor:
        s, rows = self._shape, len(lengths)
        each = torch.arange(rows, device=self.device)
        keys, values = self._keys[index], self._values[index]
        keys[each, :, lengths] = self._rotated(k, lengths)
        values[each, :, lengths] = v.to(self._dtype)
        # Query heads that share a key head become its rows, so that K and V need no copies.
        grouped = self._rotated(q, lengths).view(rows, s.kv_heads, -1, s.head_size)
        span = mask.shape[-1]
        out = functional.scaled_dot_product_attention(
            grouped, keys[:rows, :, :span], values[:rows, :, :span], attn_mask=mask
        )
        return out.reshape(rows, -1)

    def _span(self, slots: Sequence[int], ends: Sequence[int], start: int) -> "_Span":
        starts = (0, *ends[:-1])
        texts = tuple(zip(slots, starts, ends, strict=True))
        sizes = torch.tensor([end - first for _, first, end in texts])
        positions = torch.cat([torch.arange(start, start + size) for size in sizes.tolist()])
        last = start + int(sizes.max())
        seen = torch.arange(last) <= torch.arange(start, last)[:, None]
        return _Span(
            start, texts, torch.tensor(slots).repeat_interleave(sizes).to(self.device),
            positions.to(self.device), seen.to(self.device),
        )  # fmt: skip

    def _prefill_attention(
        self, index: int, span: "_Span", q: Tensor, k: Tensor, v: Tensor
    ) -> Tensor:
        used = len(span.positions)
        keys, values = self._keys[index], self._values[index]
        keys[span.slots, :, span.positions] = self._rotated(k[:used], span.positions)
        values[span.slots, :, span.positions] = v[:used].to(self._dtype)
        queries = self._rotated(q[:used], span.positions).transpose(0, 1)
        out = q.new_zeros(q.shape, dtype=self._dtype)
        # One text at a time: in a padded batch the summation order, hence the rounding, depends on
        # the longest text.
        for slot, first, end in span.texts:
            last = span.start + end - first
            out[first:end] = functional.scaled_dot_product_attention(
                queries[None, :, first:end],
                keys[None, slot, :, :last],
                values[None, slot, :, :last],
                attn_mask=span.seen[: end - first, :last],
                enable_gqa=True,
            )[0].transpose(0, 1)
        return out.flatten(1)


@dataclass(frozen=True, slots=True)
class _Span:
    """Texts of a prefill as (slot, first row, end row), each row's slot and position, and the mask."""

    start: int
    texts: tuple[tuple[int, int, int], ...]
    slots: Tensor
    positions: Tensor
    seen: Tensor


def _zeros(size: tuple[int, ...], dtype: torch.dtype, device: torch.device) -> Tensor:
    """Zeros; on a CPU from calloc, so that only what is written takes memory, aligned as torch does."""
    if device.type != "cpu":
        return torch.zeros(size, dtype=dtype, device=device)
    raw = np.zeros(math.prod(size) * dtype.itemsize + 64, np.uint8)
    start = -raw.ctypes.data % 64
    return torch.from_numpy(raw[start : len(raw) - 64 + start]).view(dtype).view(size)


def whole_keys(count: int) -> int:
    """Number of keys, masked ones included, that a step over `count` keys should compute.

    oneDNN sums attention x V in blocks of keys, whose size depends on the number of keys. Rounded up
    like this, every number above `count` gives the same sums, so that a text does not depend on the
    longest of its batch: blocks have 192 keys on CPUs with bfloat16, where 193 to 383 make two of
    one size, and 384 keys on those without, where 385 to 767 do.
    """
    fast = torch.cpu._is_avx512_bf16_supported()  # noqa: SLF001 - torch has no public query
    return _padded(count, 32) if count <= 192 else max(384, _padded(count, 32 if fast else 384))


def _padded(count: int, multiple: int) -> int:
    return -(-count // multiple) * multiple

"""A decoder-only transformer (Qwen2, Qwen3, Llama) over a static key/value cache of slots."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from digest.engines.arithmetic import Arithmetic


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a decoder."""

    layers: int
    heads: int
    kv_heads: int
    head_size: int
    theta: float
    epsilon: float


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer's weights, packed; the q/k norms are Qwen3's."""

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
    """A whole decoder. The head is in two parts: rows for English tokens, and all the others."""

    embedding: Tensor
    layers: tuple[Layer, ...]
    norm: Tensor
    english_head: Any
    english_tokens: Tensor
    other_head: Any
    other_tokens: Tensor


class Decoder:
    """Runs prefill and decode steps; the state is the cache alone, one slot a text.

    One decode step of B rows moves every weight once (1.5 GB in int8 for the 1.5B model) and does
    2 x 1.54e9 x B operations; from about 16 rows on it is bound by arithmetic, not by memory. A
    prefill of T tokens does 2 x 1.31e9 x T, the head only for each text's last token.

    Two Zen 4 cores (VNNI: 128 operations a cycle and core, 0.9 x 10^12 a second at 3.5 GHz) run a
    prefill at the machine's limit, and a step of 64 rows (0.2 x 10^12 operations, 350 ms) at 60 % of
    it: 235 ms in the products, the rest attention, quantising, the choice of tokens.
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
        return self._weights.embedding.device

    def reserve(self, slots: int, positions: int) -> None:
        """Make room for `slots` texts of up to `positions` tokens each."""
        s = self._shape
        size = (s.layers, slots, s.kv_heads, positions, s.head_size)
        if tuple(self._keys.shape) != size:
            self._keys = self._values = torch.empty(0)
            self._keys = torch.zeros(size, dtype=self._dtype, device=self.device)
            self._values = torch.zeros(size, dtype=self._dtype, device=self.device)
        steps = torch.arange(0, s.head_size, 2, device=self.device).float() / s.head_size
        angles = torch.outer(torch.arange(positions, device=self.device).float(), s.theta**-steps)
        self._cos = torch.cat((angles, angles), -1).cos()
        self._sin = torch.cat((angles, angles), -1).sin()

    def copy(self, source: int, target: int, positions: int) -> None:
        """Give slot `target` the first `positions` of slot `source`."""
        for cache in (self._keys, self._values):
            cache[:, target, :, :positions] = cache[:, source, :, :positions]

    def prefill(self, slots: Sequence[int], texts: Sequence[Sequence[int]], start: int) -> Tensor:
        """Run texts (token ids) from position `start` in their slots; hidden rows of the last.

        All tokens are packed into rows, padded to a fixed number, so that oneDNN meets few shapes;
        only the attention sees the texts as a padded rectangle.
        """
        lengths = torch.tensor([len(text) for text in texts], device=self.device)
        longest = _padded(int(lengths.max()), 16)
        flat = [token for text in texts for token in text]
        rows = _padded(len(flat), 128)
        owner = torch.repeat_interleave(torch.arange(len(texts), device=self.device), lengths)
        ends = lengths.cumsum(0)
        place = torch.arange(len(flat), device=self.device) - (ends - lengths)[owner]
        slot = torch.tensor(slots, device=self.device)
        span = _Span(slot, owner, place, start, longest)
        x = self._embed(
            functional.pad(torch.tensor(flat, device=self.device), (0, rows - len(flat)))
        )
        for index, layer in enumerate(self._weights.layers):
            x = self._layer(
                x, layer, lambda q, k, v, i=index: self._prefill_attention(i, span, q, k, v)
            )
        return x[ends - 1]

    def step(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """One token for each of the first len(tokens) slots; `lengths` are the slots' before it.

        Returns hidden rows, one a slot.
        """
        span = _padded(int(lengths.max()) + 1, 32)
        seen = torch.arange(span, device=self.device) <= lengths[:, None]
        mask = seen[:, None, None, :]
        x = self._embed(tokens)
        for index, layer in enumerate(self._weights.layers):
            x = self._layer(
                x, layer, lambda q, k, v, i=index: self._step_attention(i, lengths, mask, q, k, v)
            )
        return x

    def logits(self, hidden: Tensor, *, english: bool) -> tuple[Tensor, Tensor]:
        """[rows, tokens] float32 and a factor a row; columns are `token_ids(english)`."""
        w = self._weights
        logits, scale = self._arithmetic.logits(hidden, w.norm, w.english_head)
        if not english:
            others, _ = self._arithmetic.logits(hidden, w.norm, w.other_head)
            logits = torch.cat((logits, others), -1)
        return logits, scale

    def token_ids(self, *, english: bool) -> Tensor:
        """The ids of the columns of `logits`."""
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
        # Query heads that share a key head become its rows: no copy of K or V a head.
        grouped = self._rotated(q, lengths).view(rows, s.kv_heads, -1, s.head_size)
        span = mask.shape[-1]
        out = functional.scaled_dot_product_attention(
            grouped, keys[:rows, :, :span], values[:rows, :, :span], attn_mask=mask
        )
        return out.reshape(rows, -1)

    def _prefill_attention(
        self, index: int, span: "_Span", q: Tensor, k: Tensor, v: Tensor
    ) -> Tensor:
        s, used = self._shape, len(span.owner)
        positions = span.place + span.start
        keys, values = self._keys[index], self._values[index]
        slots = span.slot[span.owner]
        keys[slots, :, positions] = self._rotated(k[:used], positions)
        values[slots, :, positions] = v[:used].to(self._dtype)
        # A multiple of the vector's width, whatever the batch: what is beyond adds zeros, but the
        # last few of another number would be added in another order.
        end = min(_padded(span.start + span.longest, 32), keys.shape[2])
        queries = q.new_zeros(len(span.slot), span.longest, s.heads, s.head_size, dtype=self._dtype)
        queries[span.owner, span.place] = self._rotated(q[:used], positions)
        seen = torch.arange(end, device=self.device) <= (
            torch.arange(span.longest, device=self.device)[:, None] + span.start
        )
        out = functional.scaled_dot_product_attention(
            queries.transpose(1, 2),
            keys[span.slot, :, :end],
            values[span.slot, :, :end],
            attn_mask=seen,
            enable_gqa=True,
        )
        packed = out.transpose(1, 2)[span.owner, span.place].reshape(used, -1)
        return functional.pad(packed, (0, 0, 0, len(q) - used))


@dataclass(frozen=True, slots=True)
class _Span:
    """Which slot, text and place each packed row of a prefill belongs to."""

    slot: Tensor
    owner: Tensor
    place: Tensor
    start: int
    longest: int


def _padded(count: int, multiple: int) -> int:
    return -(-count // multiple) * multiple

"""A decoder with frozen int8 weights and gradients for low-rank additions.

Forward products equal the engine's bit by bit; backward products use the same int8 weights, transposed,
with the gradient's rows quantised like activations. So the adapter is trained on the model as it runs.
Operations between the products are fused by torch.compile, which needs a C++ compiler; the product
itself never does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from digest.engines.native.decoder import Shape
from digest.engines.native.fused_weights import fused
from digest.engines.native.kernels import ZERO_POINT, Int8Weight, quantise_weight
from digest.engines.native.loader import _shape, pack
from digest.engines.weights.checkpoint import Checkpoint

MATRICES = ("qkv", "output", "gate_up", "down")
# Rows of a step, so that oneDNN meets one shape; answers' rows come in multiples of ANSWER_ROWS.
ROWS, ANSWER_ROWS = 1536, 256
# What the product of a pair is multiplied by: alpha 32 over rank 16 (Hu et al. 2021).
SCALING = 2.0


class Frozen:
    """An int8 weight, packed for the forward and the backward product."""

    def __init__(self, weight: Tensor) -> None:
        int8, self.scale = quantise_weight(weight)
        self.forward = Int8Weight(pack(int8), self.scale)
        back = int8.t().contiguous()
        self.backward = Int8Weight(pack(back), torch.ones(len(back)))

    def __call__(self, x: Tensor) -> Tensor:
        """Rows [n, in] to [n, out] in float32."""
        product: Tensor = _Product.apply(x, self)  # type: ignore[no-untyped-call]
        return product


@torch.compile(dynamic=False)
def _rows(x: Tensor) -> tuple[Tensor, Tensor]:
    """Rows as uint8 around ZERO_POINT, and each row's scale."""
    scale = x.abs().amax(-1, keepdim=True).clamp(min=1e-12) / 127
    return (x / scale + ZERO_POINT).round().to(torch.uint8), scale


@torch.compile(dynamic=False)
def _scaled_rows(x: Tensor, channels: Tensor) -> tuple[Tensor, Tensor]:
    x = x * channels
    scale = x.abs().amax(-1, keepdim=True).clamp(min=1e-12) / 127
    return (x / scale + ZERO_POINT).round().to(torch.uint8), scale


@torch.compile(dynamic=False)
def _sum(product: Tensor, scale: Tensor, low: Tensor) -> Tensor:
    return product.float() * scale + low.float()


@torch.compile(dynamic=False)
def _gated(product: Tensor, scale: Tensor, low: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Rows of gate and up, their SwiGLU, and the SwiGLU quantised."""
    hidden = (product.float() * scale + low.float()).bfloat16()
    gate, up = hidden.float().chunk(2, -1)
    active = functional.silu(gate) * up
    size = active.abs().amax(-1, keepdim=True).clamp(min=1e-12) / 127
    return hidden, active.bfloat16(), (active / size + ZERO_POINT).round().to(torch.uint8), size


@torch.compile(dynamic=False)
def _gated_back(
    hidden: Tensor, product: Tensor, scale: Tensor, low: Tensor, channels: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Gradient of `hidden` from that of its SwiGLU, plain and quantised; the SwiGLU recomputed."""
    gate, up = hidden.float().chunk(2, -1)
    grad = product.float() * scale + low.float()
    s = torch.sigmoid(gate)
    silu = gate * s
    both = torch.cat((grad * up * (s * (1 + gate * (1 - s))), grad * silu), -1)
    weighed = both * channels
    size = weighed.abs().amax(-1, keepdim=True).clamp(min=1e-12) / 127
    rows = (weighed / size + ZERO_POINT).round().to(torch.uint8)
    return both.bfloat16(), (silu * up).bfloat16(), rows, size


class _Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Frozen) -> Tensor:
        ctx.weight = weight
        rows, scale = _rows(x)
        return weight.forward(rows).float().mul_(scale)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, None]:
        rows, scale = _scaled_rows(grad, ctx.weight.scale)
        return ctx.weight.backward(rows).float().mul_(scale), None


class _Linear(torch.autograd.Function):
    """x @ (w + SCALING b a).T, with gradients for x, a [rank, in] and b [out, rank]."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, a: Tensor, b: Tensor, weight: Frozen) -> Tensor:
        half, a, b = x.bfloat16(), a.bfloat16(), b.bfloat16() * SCALING
        low = half @ a.t()
        ctx.save_for_backward(half, a, b, low)
        ctx.weight = weight
        rows, scale = _rows(x)
        return _sum(weight.forward(rows), scale, low @ b.t())

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, Tensor, Tensor, None]:
        half, a, b, low = ctx.saved_tensors
        rows, scale = _scaled_rows(grad, ctx.weight.scale)
        grad = grad.bfloat16()
        to_low = grad @ b
        back = _sum(ctx.weight.backward(rows), scale, to_low @ a)
        return back, (to_low.t() @ half).float(), (grad.t() @ low).float() * SCALING, None


class _FeedForward(torch.autograd.Function):
    """down(silu(gate(x)) * up(x)) with low-rank pairs beside both matrices."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weights: tuple[Frozen, Frozen], *low_rank: Tensor) -> Tensor:
        wide, narrow = weights
        half = x.bfloat16()
        a, b, c, d = (matrix.bfloat16() for matrix in low_rank)
        b, d = b * SCALING, d * SCALING
        low = half @ a.t()
        rows, scale = _rows(x)
        hidden, active, rows, scale = _gated(wide.forward(rows), scale, low @ b.t())
        low_down = active @ c.t()
        ctx.save_for_backward(half, a, b, c, d, low, low_down, hidden)
        ctx.weights = weights
        return _sum(narrow.forward(rows), scale, low_down @ d.t())

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        half, a, b, c, d, low, low_down, hidden = ctx.saved_tensors
        wide, narrow = ctx.weights
        rows, scale = _scaled_rows(grad, narrow.scale)
        grad = grad.bfloat16()
        to_down = grad @ d
        both, active, rows, scale = _gated_back(
            hidden, narrow.backward(rows), scale, to_down @ c, wide.scale
        )
        to_low = both @ b
        back = _sum(wide.backward(rows), scale, to_low @ a)
        return (
            back,
            None,
            (to_low.t() @ half).float(),
            (both.t() @ low).float() * SCALING,
            (to_down.t() @ active).float(),
            (grad.t() @ low_down).float() * SCALING,
        )


@dataclass(frozen=True, slots=True)
class Example:
    """One conversation after the shared prefix: the prompt's tokens and the wanted answer's."""

    prompt: list[int]
    answer: list[int]

    @property
    def size(self) -> int:
        """Rows it takes: the answer's last token is predicted, but not fed."""
        return len(self.prompt) + len(self.answer) - 1


class Model(torch.nn.Module):
    """The decoder with a low-rank pair (a [rank, in], b [out, rank]) beside every matrix."""

    def __init__(self, checkpoint: Checkpoint, rank: int, seed: int) -> None:
        super().__init__()
        self._shape: Shape = _shape(checkpoint.config)
        self._tensors: dict[str, Tensor] = {}
        self._frozen: dict[str, Frozen] = {}
        self.low_rank = torch.nn.ParameterDict()
        self._first: dict[str, Tensor] = {}
        self._as_first = False
        noise = torch.Generator().manual_seed(seed)
        with checkpoint.tensors() as tensors:
            self._add(fused(checkpoint, tensors), rank, noise)
        self._column = torch.full((len(self._tensors["embedding"]),), -100)
        tokens = torch.cat((self._tensors["english_tokens"], self._tensors["other_tokens"])).long()
        self._column[tokens] = torch.arange(len(tokens))

    def _add(
        self, weights: Iterable[tuple[str, Tensor]], rank: int, noise: torch.Generator
    ) -> None:
        """Keep (name, weight) pairs, the matrices in int8 with a low-rank pair beside each."""
        for name, tensor in weights:
            kind = name.rpartition(".")[2]
            if kind in (*MATRICES, "english_head", "other_head"):
                self._frozen[name] = Frozen(tensor)
            else:
                self._tensors[name] = tensor if name == "embedding" else tensor.float()
            if kind in MATRICES:
                out, width = tensor.shape
                # Kaiming for a, zero for b: the adapter begins as nothing (Hu et al. 2021).
                a = (torch.rand(rank, width, generator=noise) * 2 - 1) * (3 / width) ** 0.5
                self.low_rank[_key(name, "a")] = torch.nn.Parameter(a)
                self.low_rank[_key(name, "b")] = torch.nn.Parameter(torch.zeros(out, rank))

    def loss(
        self, prefix: Sequence[int], examples: Sequence[Example], *, english: bool
    ) -> tuple[Tensor, int]:
        """Summed cross-entropy of all answers' tokens, and their number; see `losses`."""
        losses, counts = self.losses(prefix, examples, english=english)
        return losses.sum(), int(counts.sum())

    def losses(
        self, prefix: Sequence[int], examples: Sequence[Example], *, english: bool
    ) -> tuple[Tensor, Tensor]:
        """Per answer the summed cross-entropy, and the number of tokens that count.

        English answers are scored over the English vocabulary alone, as the engine writes them.

        The prefix and all examples but their last tokens fit into ROWS.
        """
        logits, wanted, owner = self._answered(prefix, examples, english)
        each = functional.cross_entropy(logits, wanted, ignore_index=-100, reduction="none")
        zero = torch.zeros(len(examples))
        return zero.index_add(0, owner, each), zero.index_add(0, owner, (wanted >= 0).float())

    def change(
        self, prefix: Sequence[int], examples: Sequence[Example], *, english: bool
    ) -> tuple[Tensor, int]:
        """Summed cross-entropy of all answers' tokens with what the model of `start` expected there.

        The loss that keeps what was learned before (Li and Hoiem 2016, arXiv:1606.09282); second, the
        number of tokens that count.
        """
        with torch.no_grad():
            self._as_first = True
            first, _, _ = self._answered(prefix, examples, english)
            self._as_first = False
        logits, wanted, _ = self._answered(prefix, examples, english)
        each = functional.cross_entropy(logits, first.softmax(-1), reduction="none")
        return each[wanted >= 0].sum(), int((wanted >= 0).sum())

    def _answered(
        self, prefix: Sequence[int], examples: Sequence[Example], english: bool
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Logits [n, vocabulary] of all answers' tokens, their columns, and the example of each."""
        flat = list(prefix) + [t for e in examples for t in (*e.prompt, *e.answer[:-1])]
        flat += [0] * (ROWS - len(flat))
        x = functional.embedding(torch.tensor(flat), self._tensors["embedding"]).float()
        spans = _Spans.of(len(prefix), examples, self._shape)
        for i in range(self._shape.layers):
            x = self._layer(i, x, spans)
        rows = self._normed(x[spans.answers], "norm")
        logits = self._frozen["english_head"](rows)
        if not english:
            logits = torch.cat((logits, self._frozen["other_head"](rows)), -1)
        wanted = self._column[torch.tensor([t for e in examples for t in e.answer])]
        wanted = wanted.where(wanted < logits.shape[-1], -100)
        sizes = torch.tensor([len(e.answer) for e in examples])
        owner = torch.repeat_interleave(torch.arange(len(examples)), sizes)
        return logits[: len(wanted)], wanted, owner

    def start(self, pairs: Mapping[str, Tensor]) -> None:
        """Continue from an adapter that `adapter` returned."""
        for name in self._frozen:
            if name.rpartition(".")[2] in MATRICES:
                a, b = self._pair(name)
                a.data.copy_(pairs[f"{name}.a"])
                b.data.copy_(pairs[f"{name}.b"].float() / SCALING)
        self._first = {key: pair.detach().clone() for key, pair in self.low_rank.items()}

    def adapter(self) -> dict[str, Tensor]:
        """The pairs by the names of digest.engines.weights.lora, with the scaling in b."""
        pairs: dict[str, Tensor] = {}
        for name in self._frozen:
            if name.rpartition(".")[2] in MATRICES:
                a, b = (p.detach() for p in self._pair(name))
                pairs |= {f"{name}.a": a.bfloat16(), f"{name}.b": (b * SCALING).bfloat16()}
        return pairs

    def _pair(self, name: str) -> tuple[Tensor, Tensor]:
        pairs = self._first if self._as_first else self.low_rank
        return pairs[_key(name, "a")], pairs[_key(name, "b")]

    def _normed(self, x: Tensor, name: str) -> Tensor:
        weight = self._tensors[name]
        return functional.rms_norm(x, weight.shape, weight, self._shape.epsilon)

    def _layer(self, i: int, x: Tensor, spans: "_Spans") -> Tensor:
        s = self._shape
        rows = self._normed(x, f"{i}.attention_norm")
        qkv = _Linear.apply(rows, *self._pair(f"{i}.qkv"), self._frozen[f"{i}.qkv"])  # type: ignore[no-untyped-call]
        qkv = qkv + self._tensors[f"{i}.bias"]
        q, k, v = qkv.split([s.heads * s.head_size, *[s.kv_heads * s.head_size] * 2], -1)
        attended = self._attend(q, k, v, spans)
        x = x + _Linear.apply(attended, *self._pair(f"{i}.output"), self._frozen[f"{i}.output"])  # type: ignore[no-untyped-call]
        rows = self._normed(x, f"{i}.feed_norm")
        pairs = (*self._pair(f"{i}.gate_up"), *self._pair(f"{i}.down"))
        both = (self._frozen[f"{i}.gate_up"], self._frozen[f"{i}.down"])
        out: Tensor = x + _FeedForward.apply(rows, both, *pairs)  # type: ignore[no-untyped-call]
        return out

    def _attend(self, q: Tensor, k: Tensor, v: Tensor, spans: "_Spans") -> Tensor:
        s = self._shape
        q = _rotated(q.view(len(q), s.heads, s.head_size), spans).bfloat16()
        k = _rotated(k.view(len(k), s.kv_heads, s.head_size), spans).bfloat16()
        v = v.view(len(v), s.kv_heads, s.head_size).bfloat16()
        n, used = spans.prefix, spans.prefix + len(spans.owner)
        head = _attention(q[None, :n], k[None, :n], v[None, :n], 0)[0]
        before_k, before_v = (t[:n].expand(spans.texts, -1, -1, -1) for t in (k, v))
        wide_q, wide_k, wide_v = (spans.spread(t[n:used]) for t in (q, k, v))
        tail = _attention(
            wide_q, torch.cat((before_k, wide_k), 1), torch.cat((before_v, wide_v), 1), n
        )
        rows = torch.cat((head, tail[spans.owner, spans.place])).flatten(1).float()
        return functional.pad(rows, (0, 0, 0, len(q) - used))


@dataclass(frozen=True, slots=True)
class _Spans:
    """Positions of the packed rows: the prefix first, then text after text."""

    prefix: int
    texts: int
    owner: Tensor
    place: Tensor
    cos: Tensor
    sin: Tensor
    answers: Tensor

    @classmethod
    def of(cls, prefix: int, examples: Sequence[Example], shape: Shape) -> "_Spans":
        lengths = torch.tensor([e.size for e in examples])
        owner = torch.repeat_interleave(torch.arange(len(examples)), lengths)
        starts = lengths.cumsum(0) - lengths
        place = torch.arange(int(lengths.sum())) - starts[owner]
        answers = torch.cat([
            torch.arange(len(e.answer)) + prefix + int(start) + len(e.prompt) - 1
            for e, start in zip(examples, starts, strict=True)
        ])  # fmt: skip
        answers = functional.pad(answers, (0, -len(answers) % ANSWER_ROWS))
        positions = torch.cat((torch.arange(prefix), place + prefix)).float()
        positions = functional.pad(positions, (0, ROWS - len(positions)))
        steps = torch.arange(0, shape.head_size, 2).float() / shape.head_size
        angles = torch.outer(positions, shape.theta**-steps)
        cos, sin = (torch.cat((t, t), -1)[:, None] for t in (angles.cos(), angles.sin()))
        return cls(prefix, len(examples), owner, place, cos, sin, answers)

    def spread(self, rows: Tensor) -> Tensor:
        """Packed rows [n, heads, size] as a padded rectangle [texts, longest, heads, size]."""
        wide = rows.new_zeros(self.texts, int(self.place.max()) + 1, *rows.shape[1:])
        return wide.index_put((self.owner, self.place), rows)


def _attention(q: Tensor, k: Tensor, v: Tensor, before: int) -> Tensor:
    """Causal attention of [texts, n, heads, size] over `before` more keys; the same shape."""
    n, total = q.shape[1], k.shape[1]
    mask = torch.arange(total) <= torch.arange(n)[:, None] + before
    groups = q.shape[2] // k.shape[2]
    k, v = (t.repeat_interleave(groups, 2).transpose(1, 2) for t in (k, v))
    return functional.scaled_dot_product_attention(
        q.transpose(1, 2), k, v, attn_mask=mask
    ).transpose(1, 2)


def _rotated(x: Tensor, spans: _Spans) -> Tensor:
    first, second = x.chunk(2, dim=-1)
    return x * spans.cos + torch.cat((-second, first), -1) * spans.sin


def _key(name: str, part: str) -> str:
    return f"{name}.{part}".replace(".", "_")

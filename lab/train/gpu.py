"""The decoder in bfloat16 on one GPU with trainable low-rank pairs; answers many texts at once.

Self-contained, for a machine that has torch and nothing of ours. The pairs are merged into the weights
after every step, so that the model that answers is the one being trained.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional
from torch.nn.attention import SDPBackend, sdpa_kernel

# Qwen2.5-Coder-1.5B-Instruct's config.json.
LAYERS, HEADS, KV_HEADS, SIZE, THETA, EPSILON = 28, 12, 2, 128, 1e6, 1e-6
SCALING = 2.0  # alpha 32 over rank 16
# Tokens of a prompt and its answer, of an answer, and the widths at which a step is recorded.
LONGEST, NEW, WIDTHS = 448, 128, (224, 320, 448)
# cuDNN's attention is left out: with a mask it is the one suspected of the NaN of a run of 2026-11-27.
_ATTENTION = [SDPBackend.FLASH_ATTENTION, SDPBackend.EFFICIENT_ATTENTION, SDPBackend.MATH]
_SHUT = -1e4

# A text that is asked, as `lab.train.bundle` wrote it.
Text = Mapping[str, Any]


def dequantised(raw: Tensor) -> Tensor:
    """Rows of Q4_K blocks (144 bytes for 256 weights) or Q6_K ones (210), as ggml lays them out."""
    rows, width = raw.shape
    values = _q6(raw.reshape(-1, 210)) if width % 144 else _q4(raw.reshape(-1, 144))
    return values.reshape(rows, -1).bfloat16()


def _q4(blocks: Tensor) -> Tensor:
    scale, least = _half(blocks[:, :2]), _half(blocks[:, 2:4])
    a, b, c = blocks[:, 4:16].reshape(-1, 3, 4).unbind(1)
    scales = torch.cat((a & 0x3F, (c & 0x0F) | ((a >> 2) & 0x30)), -1)
    mins = torch.cat((b & 0x3F, (c >> 4) | ((b >> 2) & 0x30)), -1)
    both = blocks[:, 16:].reshape(-1, 4, 1, 32)
    quants = torch.cat((both & 0xF, both >> 4), 2).reshape(-1, 8, 32)
    return (scale * scales)[..., None] * quants - (least * mins)[..., None]


def _q6(blocks: Tensor) -> Tensor:
    low, high = blocks[:, :128].reshape(-1, 2, 1, 64), blocks[:, 128:192].reshape(-1, 2, 1, 32)
    low = torch.cat((low & 0xF, low >> 4), 2).reshape(-1, 8, 32)
    high = torch.cat([(high >> s) & 3 for s in (0, 2, 4, 6)], 2).reshape(-1, 8, 32)
    quants = (low | (high << 4)).to(torch.int8) - 32
    scales = blocks[:, 192:208].contiguous().view(torch.int8).float() * _half(blocks[:, 208:])
    return scales[..., None] * quants.reshape(-1, 16, 16)


def _half(raw: Tensor) -> Tensor:
    return raw.contiguous().view(torch.float16).float()


class _Linear(torch.autograd.Function):
    """x @ w.T where w holds SCALING b a already; gradients for x, a [rank, in] and b [out, rank]."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, a: Tensor, b: Tensor, w: Tensor) -> Tensor:
        ctx.save_for_backward(x, a, b)
        ctx.w = w
        return x @ w.t()

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, Tensor, Tensor, None]:
        x, a, b = ctx.saved_tensors
        half_a, half_b = a.to(x.dtype), b.to(x.dtype) * SCALING
        rows, rows_x = grad.flatten(0, -2), x.flatten(0, -2)
        to_low, low = rows @ half_b, rows_x @ half_a.t()
        grad_b = (rows.t() @ low).float() * SCALING
        return grad @ ctx.w, (to_low.t() @ rows_x).float(), grad_b, None


class _Gated(torch.autograd.Function):
    """silu(gate) * up of a matrix that holds both; only its input is saved for the gradient."""

    @staticmethod
    def forward(ctx: Any, both: Tensor) -> Tensor:
        ctx.save_for_backward(both)
        gate, up = both.chunk(2, -1)
        return functional.silu(gate) * up

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Tensor:
        gate, up = ctx.saved_tensors[0].chunk(2, -1)
        s = torch.sigmoid(gate)
        return torch.cat((grad * up * (s * (1 + gate * (1 - s))), grad * gate * s), -1)


class Model:
    """The decoder over the weights of a bundle and an adapter's pairs.

    `english` says of each token of the bundle whether English may hold it; `end` ends an answer.
    """

    def __init__(
        self, weights: Mapping[str, Tensor], pairs: Mapping[str, Tensor], device: str,
        english: Sequence[int], end: int,
    ) -> None:  # fmt: skip
        self.device, self.end = device, end
        self.layers = sum(name.endswith("attn_q.weight") for name in weights)

        def get(*names: str) -> Tensor:
            raw = [weights[name].to(device) for name in names]
            return torch.cat([dequantised(r) if r.dtype == torch.uint8 else r for r in raw])

        self._base: dict[str, Tensor] = {}
        self._small: dict[str, Tensor] = {}
        for i in range(self.layers):
            at = f"blk.{i}."
            self._base[f"{i}.qkv"] = get(*(f"{at}attn_{k}.weight" for k in "qkv"))
            self._base[f"{i}.output"] = get(f"{at}attn_output.weight")
            self._base[f"{i}.gate_up"] = get(*(f"{at}ffn_{k}.weight" for k in ("gate", "up")))
            self._base[f"{i}.down"] = get(f"{at}ffn_down.weight")
            self._small[f"{i}.bias"] = get(*(f"{at}attn_{k}.bias" for k in "qkv")).bfloat16()
            for norm in ("attn_norm", "ffn_norm"):
                self._small[f"{i}.{norm}"] = get(f"{at}{norm}.weight").bfloat16()
        self._norm = get("output_norm.weight").bfloat16()
        self._embedding, self._head = get("token_embd"), get("output")
        self._merged = {name: w.clone() for name, w in self._base.items()}
        self._shut = torch.tensor(english, device=device).logical_not() * _SHUT
        steps = torch.arange(0, SIZE, 2, device=device).float() / SIZE
        angles = torch.outer(torch.arange(LONGEST + 1, device=device).float(), THETA**-steps)
        self._cos, self._sin = (torch.cat((t, t), -1) for t in (angles.cos(), angles.sin()))
        self.pairs: dict[str, Tensor] = {}
        for name in self._base:
            a, b = (pairs[f"{name}.{k}"].float().to(device) for k in "ab")
            self.pairs[f"{name}.a"] = a.requires_grad_()
            self.pairs[f"{name}.b"] = (b / SCALING).requires_grad_()
        self.merge()

    def adapter(self) -> dict[str, Tensor]:
        """The pairs by the names of digest.engines.weights.lora, with the scaling in b."""
        return {
            name: (p.detach() * (SCALING if name.endswith(".b") else 1)).bfloat16().cpu()
            for name, p in self.pairs.items()
        }

    @torch.no_grad()
    def merge(self) -> None:
        """Merge the pairs into the weights again."""
        for name, w in self._base.items():
            a, b = self.pairs[f"{name}.a"], self.pairs[f"{name}.b"]
            self._merged[name].copy_(torch.addmm(w.float(), b, a, alpha=SCALING))

    def hidden(
        self, tokens: Tensor, at: Tensor, seen: Tensor | None = None,
        keep: list[tuple[Tensor, Tensor]] | None = None,
    ) -> Tensor:  # fmt: skip
        """The last hidden states of tokens [n, width] at positions `at`; [n, width, 1536].

        `seen` [n, width, width] says which row sees which; without it each sees those before it. Keys
        and values of every layer, [n, heads, width, size], are added to `keep`.
        """
        x = self._embedding[tokens]
        for i in range(self.layers):
            q, k, v = (t.transpose(1, 2) for t in self.heads(i, x, at))
            if keep is not None:
                keep.append((k, v))
            k, v = (t.repeat_interleave(HEADS // KV_HEADS, 1) for t in (k, v))
            with sdpa_kernel(_ATTENTION):
                out = functional.scaled_dot_product_attention(
                    q, k, v, None if seen is None else seen[:, None], is_causal=seen is None
                )
            x = self.rest(i, x, out.transpose(1, 2).flatten(2))
        return self._normed(x, self._norm)

    def logits(self, hidden: Tensor, english: Tensor) -> Tensor:
        """Logits over the bundle's tokens of hidden [n, 1536]; over English ones where `english` [n] is 1."""
        return (hidden @ self._head.t()).float() + english[:, None] * self._shut

    def embedded(self, tokens: Tensor) -> Tensor:
        """Input of the first layer."""
        return self._embedding[tokens]

    def last(self, x: Tensor) -> Tensor:
        """Input of the head."""
        return self._normed(x, self._norm)

    def heads(self, i: int, x: Tensor, at: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """A layer's queries, keys and values [..., heads, size] of x [..., 1536] at positions [...]."""
        qkv = self._linear(f"{i}.qkv", self._normed(x, self._small[f"{i}.attn_norm"]))
        qkv = qkv + self._small[f"{i}.bias"]
        q, k, v = torch.split(qkv, [HEADS * SIZE, KV_HEADS * SIZE, KV_HEADS * SIZE], -1)
        return (
            self._rotated(q.view(*x.shape[:-1], HEADS, SIZE), at),
            self._rotated(k.view(*x.shape[:-1], KV_HEADS, SIZE), at),
            v.view(*x.shape[:-1], KV_HEADS, SIZE),
        )

    def rest(self, i: int, x: Tensor, attended: Tensor) -> Tensor:
        """The part of a layer after its attention."""
        x = x + self._linear(f"{i}.output", attended)
        both = self._linear(f"{i}.gate_up", self._normed(x, self._small[f"{i}.ffn_norm"]))
        active: Tensor = _Gated.apply(both)  # type: ignore[no-untyped-call]
        return x + self._linear(f"{i}.down", active)

    def _linear(self, name: str, x: Tensor) -> Tensor:
        a, b = self.pairs[f"{name}.a"], self.pairs[f"{name}.b"]
        out: Tensor = _Linear.apply(x, a, b, self._merged[name])  # type: ignore[no-untyped-call]
        return out

    def _normed(self, x: Tensor, weight: Tensor) -> Tensor:
        return functional.rms_norm(x, weight.shape, weight, EPSILON)

    def _rotated(self, x: Tensor, at: Tensor) -> Tensor:
        first, second = x.float().chunk(2, -1)
        cos, sin = self._cos[at].unsqueeze(-2), self._sin[at].unsqueeze(-2)
        return (x.float() * cos + torch.cat((-second, first), -1) * sin).to(x.dtype)


class Answering:
    """Answers to up to `count` texts at once; on a GPU a step is one recorded graph."""

    def __init__(self, model: Model, count: int) -> None:
        self._model, self._count = model, count
        device = model.device
        size = (model.layers, count, KV_HEADS, LONGEST, SIZE)
        self._keys, self._values = (
            torch.zeros(size, dtype=torch.bfloat16, device=device) for _ in range(2)
        )
        self._token, self._at = (
            torch.zeros(count, dtype=torch.long, device=device) for _ in range(2)
        )
        self._done = torch.zeros(count, dtype=torch.bool, device=device)
        self._english = torch.ones(count, device=device)
        self._heat = torch.zeros((), device=device)
        self._every = torch.arange(count, device=device)
        self._graphs: dict[int, torch.cuda.CUDAGraph] = {}

    @torch.no_grad()
    def answers(self, texts: Sequence[Text], draws: int, heat: float) -> list[list[int]]:
        """`draws` answers to each text in turn, drawn at this temperature, at most NEW tokens long.

        An answer that ended has the end as its last token.
        """
        wide = max(len(text["prompt"]) for text in texts)
        used = len(texts) * draws
        self._prefill(texts, draws, heat)
        out = torch.full((self._count, NEW), self._model.end, device=self._model.device)
        out[:, 0] = self._token
        width = next(w for w in WIDTHS if w >= min(wide + NEW, LONGEST))
        for step in range(1, min(NEW, width - wide)):
            self._advance(width)
            out[:, step] = self._token
            if step % 8 == 0 and bool(self._done.all()):
                break
        end, rows = self._model.end, out[:used].tolist()
        return [row[: row.index(end) + 1] if end in row else row for row in rows]

    def _prefill(self, texts: Sequence[Text], draws: int, heat: float) -> None:
        model, used = self._model, len(texts) * draws
        lengths = torch.tensor([len(text["prompt"]) for text in texts], device=model.device)
        tokens = padded([text["prompt"] for text in texts], model.device)
        kept: list[tuple[Tensor, Tensor]] = []
        at = torch.arange(tokens.shape[1], device=model.device).expand_as(tokens)
        hidden = model.hidden(tokens, at, keep=kept)
        wide = min(tokens.shape[1], LONGEST)
        for i, (k, v) in enumerate(kept):
            self._keys[i, :used, :, :wide] = k[:, :, :wide].repeat_interleave(draws, 0)
            self._values[i, :used, :, :wide] = v[:, :, :wide].repeat_interleave(draws, 0)
        last = hidden[torch.arange(len(texts), device=model.device), lengths - 1]
        english = torch.tensor([float(is_english(t)) for t in texts], device=model.device)
        self._heat.fill_(heat)
        self._english[:used] = english.repeat_interleave(draws)
        self._at.zero_()
        self._at[:used] = lengths.repeat_interleave(draws)
        self._token.fill_(model.end)
        self._token[:used] = self._drawn(last.repeat_interleave(draws, 0), self._english[:used])
        self._done.copy_(self._token == model.end)

    def _drawn(self, hidden: Tensor, english: Tensor) -> Tensor:
        """A sample by the Gumbel-max trick: the highest logit after adding noise."""
        logits = self._model.logits(hidden, english)
        noise = torch.empty_like(logits).exponential_().clamp_(min=1e-20).log()
        return (logits - self._heat * noise).argmax(-1)

    def _advance(self, width: int) -> None:
        if self._model.device == "cpu":
            self._step(width)
            return
        if width not in self._graphs:
            with self._kept():
                stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
                stream.wait_stream(torch.cuda.current_stream())
                with torch.cuda.stream(stream):
                    self._step(width)
                torch.cuda.current_stream().wait_stream(stream)
                self._graphs[width] = torch.cuda.CUDAGraph()
                with torch.cuda.graph(self._graphs[width]):
                    self._step(width)
        self._graphs[width].replay()

    @contextmanager
    def _kept(self) -> Iterator[None]:
        """Undo a warm-up step; positions not yet reached are overwritten anyway."""
        state = (self._token, self._at, self._done)
        before = [t.clone() for t in state]
        yield
        for tensor, was in zip(state, before, strict=True):
            tensor.copy_(was)

    def _step(self, width: int) -> None:
        model = self._model
        x = model.embedded(self._token)
        ahead = torch.arange(width, device=model.device) > self._at[:, None]
        for i in range(model.layers):
            q, k, v = model.heads(i, x, self._at)
            self._keys[i, self._every, :, self._at] = k
            self._values[i, self._every, :, self._at] = v
            q = q.view(self._count, KV_HEADS, HEADS // KV_HEADS, SIZE)
            scores = (q @ self._keys[i, :, :, :width].transpose(-1, -2)).float() * SIZE**-0.5
            scores = scores.masked_fill(ahead[:, None, None], float("-inf"))
            out = scores.softmax(-1).bfloat16() @ self._values[i, :, :, :width]
            x = model.rest(i, x, out.reshape(self._count, -1))
        drawn = self._drawn(model.last(x), self._english)
        self._token.copy_(drawn.where(~self._done, model.end))
        self._done |= self._token == model.end
        self._at.add_(1).clamp_(max=LONGEST - 1)


def is_english(text: Text) -> bool:
    """Whether the answer is English; a one-line summary is not."""
    return bool(text["task"] != "line")


def padded(rows: Sequence[Sequence[int]], device: str, fill: int = 0) -> Tensor:
    """Rows padded to one width, a multiple of 16."""
    width = -(-max(map(len, rows)) // 16) * 16
    return torch.tensor([[*row, *[fill] * (width - len(row))] for row in rows]).to(device)

"""Teach the adapter from its own answers, on one GPU: python -m tests.training.reinforce BUNDLE OUT ...

Every step the model answers TEXTS texts DRAWS times each; answers better than the others to the same
text become likelier, the worse ones less likely: REINFORCE with a leave-one-out baseline (Ahmadian et
al. 2024, arXiv:2402.14740), which is minimum risk training (Shen et al. 2016, arXiv:1512.02433) of
fresh answers. Stands alone: it needs torch, safetensors, sacrebleu and what `tests.training.bundle` wrote.
"""

import argparse
import base64
import gzip
import json
import multiprocessing
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a
from torch import Tensor
from torch.nn import functional

LAYERS, HEADS, KV_HEADS, SIZE, THETA, EPSILON = 28, 12, 2, 128, 1e6, 1e-6
SCALING = 2.0  # alpha 32 over rank 16
TEXTS, DRAWS, TITLES = 60, 8, 4
LONGEST, NEW, SPACES = 448, 128, (224, 320, 448)
ROWS = 16_384  # of a backward pass
SHARPNESS = 0.7  # the temperature of answers: near the likeliest words
WARM_UP = 5
LEFT_OUT, HAN, ENDLESS = 0.15, 0.3, 1.0

_TOKENS, _CHRF = Tokenizer13a(), CHRF(word_order=2, beta=1)


# --- what an answer is worth


@dataclass(frozen=True)
class Worth:
    """What is counted of one answer."""

    matches: tuple[int, ...]
    totals: tuple[int, ...]
    reference: int
    near: float  # chrF++ or, of a title, ROUGE-L: 0 to 1
    faults: float
    is_title: bool


def worth(job: tuple[str, Mapping[str, Any], bool]) -> Worth:
    """Of (answer, text, whether it ended)."""
    answer, text, ended = job
    faults = 0.0 if ended and answer.strip() else ENDLESS
    if text["task"] == "line":
        invented = [n for n in re.findall(r"\d+(?:\.\d+)?", answer) if n not in text["text"]]
        near = rouge(answer, text["reference"])
        return Worth((), (), len(text["reference"]), near, faults + HAN * bool(invented), True)
    left_out = sum(en.casefold() not in answer.casefold() for en in text["hints"])
    faults += min(3, left_out) * LEFT_OUT
    faults += HAN * bool(re.search(r"[\u3400-\u9fff]", answer))
    reference, ours = (_TOKENS(t).split() for t in (text["reference"], answer))
    matches, totals = zip(*(_shared(ours, reference, n) for n in range(1, 5)), strict=True)
    near = _CHRF.sentence_score(answer, [text["reference"]]).score / 100
    return Worth(matches, totals, len(reference), near, faults, False)


def _shared(a: Sequence[str], b: Sequence[str], n: int) -> tuple[int, int]:
    x, y = (Counter(tuple(w[i : i + n]) for i in range(len(w) - n + 1)) for w in (a, b))
    return (x & y).total(), x.total()


def rouge(answer: str, reference: str) -> float:
    """ROUGE-L of characters, F1."""
    a, b = ("".join(re.findall(r"\w", t)) for t in (answer, reference))
    row = [0] * (len(b) + 1)
    for x in a:
        last = 0
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], last + 1 if x == y else max(row[j], row[j - 1])
    return 2 * row[-1] / max(1, len(a) + len(b))


class Corpus:
    """How many n-grams of all recent answers were right, so that each can be weighed as in BLEU."""

    def __init__(self) -> None:
        self.matches, self.totals = [1e-9] * 4, [1e-9] * 4
        self.reference, self.near = 1e-9, [0.5, 0.5]

    def rewards(self, worths: Sequence[Worth]) -> list[float]:
        """In parts of the whole: what each answer adds to the logarithm of the corpus's BLEU, and chrF."""
        english = [w for w in worths if not w.is_title]
        keep = 0.8
        for n in range(4):
            self.matches[n] = keep * self.matches[n] + sum(w.matches[n] for w in english)
            self.totals[n] = keep * self.totals[n] + sum(w.totals[n] for w in english)
        self.reference = keep * self.reference + sum(w.reference for w in english)
        for kind in (False, True):
            some = [w.near for w in worths if w.is_title == kind]
            if some:
                self.near[kind] = sum(some) / len(some)
        return [self._reward(w) for w in worths]

    @property
    def length(self) -> float:
        """Of the answers, as a part of the references'."""
        return self.totals[0] / self.reference

    def _reward(self, w: Worth) -> float:
        near = w.near / max(0.1, self.near[w.is_title])
        if w.is_title:
            return near - w.faults
        parts = zip(w.matches, w.totals, self.matches, self.totals, strict=True)
        bleu = sum(m * total / max(1, match) - t for m, t, match, total in parts) / 4
        # A shorter corpus than its references costs BLEU exp(1 - r/c); smooth around 1.
        short = 1 / (1 + 2.718281828 ** min(50.0, (self.length - 1.0) / 0.005))
        return (bleu + short * w.totals[0] / self.length) / max(3, w.reference) + near - w.faults


# --- the model


def dequantised(raw: Tensor) -> Tensor:
    """Rows of Q4_K blocks (144 bytes) or Q6_K ones (210), as ggml lays them out, in bfloat16."""
    rows, width = raw.shape
    size = 144 if width % 144 == 0 and width // 144 in (6, 35) else 210
    blocks = raw.reshape(-1, size)
    values = _q4(blocks) if size == 144 else _q6(blocks)
    return values.reshape(rows, -1).bfloat16()


def _half(raw: Tensor) -> Tensor:
    return raw.contiguous().view(torch.float16).float()


def _q4(blocks: Tensor) -> Tensor:
    d, low = _half(blocks[:, :2]), _half(blocks[:, 2:4])
    a, b, c = blocks[:, 4:16].reshape(-1, 3, 4).unbind(1)
    scales = torch.cat((a & 0x3F, (c & 0x0F) | ((a >> 2) & 0x30)), -1)
    mins = torch.cat((b & 0x3F, (c >> 4) | ((b >> 2) & 0x30)), -1)
    quants = blocks[:, 16:].reshape(-1, 4, 1, 32)
    quants = torch.cat((quants & 0xF, quants >> 4), 2).reshape(-1, 8, 32)
    return (d * scales)[..., None] * quants - (low * mins)[..., None]


def _q6(blocks: Tensor) -> Tensor:
    low, high = blocks[:, :128].reshape(-1, 2, 1, 64), blocks[:, 128:192].reshape(-1, 2, 1, 32)
    low = torch.cat((low & 0xF, low >> 4), 2).reshape(-1, 8, 32)
    high = torch.cat([(high >> s) & 3 for s in (0, 2, 4, 6)], 2).reshape(-1, 8, 32)
    quants = (low | (high << 4)).to(torch.int8) - 32
    scales = blocks[:, 192:208].contiguous().view(torch.int8).float() * _half(blocks[:, 208:])
    return scales[..., None] * quants.reshape(-1, 16, 16)


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
        flat, flat_x = grad.flatten(0, -2), x.flatten(0, -2)
        to_low, low = flat @ half_b, flat_x @ half_a.t()
        return grad @ ctx.w, (to_low.t() @ flat_x).float(), (flat.t() @ low).float() * SCALING, None


class _Gated(torch.autograd.Function):
    """silu(gate) * up of both side by side; only they are kept."""

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
    """The decoder, its low-rank pairs, and the cache that it answers with."""

    def __init__(self, folder: Path, told: Mapping[str, Any], device: str, layers: int) -> None:
        found = load_file(folder / "weights.safetensors")
        self.device, self.layers = device, layers

        def get(name: str) -> Tensor:
            raw = found.pop(name).to(device)
            return dequantised(raw) if raw.dtype == torch.uint8 else raw.bfloat16()

        self.base: dict[str, Tensor] = {}
        self.small: dict[str, Tensor] = {}
        for i in range(layers):
            at = f"blk.{i}."
            self.base[f"{i}.qkv"] = torch.cat([get(f"{at}attn_{k}.weight") for k in "qkv"])
            self.base[f"{i}.output"] = get(f"{at}attn_output.weight")
            self.base[f"{i}.gate_up"] = torch.cat([get(f"{at}ffn_{k}.weight") for k in ("gate", "up")])
            self.base[f"{i}.down"] = get(f"{at}ffn_down.weight")
            self.small[f"{i}.bias"] = torch.cat([get(f"{at}attn_{k}.bias") for k in "qkv"])
            for norm in ("attn_norm", "ffn_norm"):
                self.small[f"{i}.{norm}"] = get(f"{at}{norm}.weight")
        self.norm, self.embedding, self.head = (
            get(name) for name in ("output_norm.weight", "token_embd", "output")
        )
        self.merged = {name: w.clone() for name, w in self.base.items()}
        self.pairs: dict[str, Tensor] = {}
        self.shut = torch.tensor(told["english"], device=device).logical_not() * -1e4
        self.end: int = told["end"]
        steps = torch.arange(0, SIZE, 2, device=device).float() / SIZE
        angles = torch.outer(torch.arange(LONGEST + 1, device=device).float(), THETA**-steps)
        self.cos, self.sin = (torch.cat((t, t), -1) for t in (angles.cos(), angles.sin()))

    def start(self, pairs: Mapping[str, Tensor]) -> None:
        """Go on from an adapter."""
        for name in self.base:
            a, b = (pairs[f"{name}.{k}"].float().to(self.device) for k in "ab")
            self.pairs[f"{name}.a"] = a.requires_grad_()
            self.pairs[f"{name}.b"] = (b / SCALING).requires_grad_()
        self.merge()

    def adapter(self) -> dict[str, Tensor]:
        """The pairs as the product reads them."""
        return {
            name: (p.detach() * (SCALING if name.endswith(".b") else 1)).bfloat16().cpu()
            for name, p in self.pairs.items()
        }

    @torch.no_grad()
    def merge(self) -> None:
        """Bring the merged weights up to the pairs."""
        for name, w in self.base.items():
            a, b = self.pairs[f"{name}.a"], self.pairs[f"{name}.b"]
            self.merged[name].copy_(torch.addmm(w.float(), b, a, alpha=SCALING))

    def _linear(self, name: str, x: Tensor) -> Tensor:
        if not torch.is_grad_enabled():
            return x @ self.merged[name].t()
        a, b = self.pairs[f"{name}.a"], self.pairs[f"{name}.b"]
        out: Tensor = _Linear.apply(x, a, b, self.merged[name])  # type: ignore[no-untyped-call]
        return out

    def _normed(self, x: Tensor, weight: Tensor) -> Tensor:
        return functional.rms_norm(x, weight.shape, weight, EPSILON)

    def _rotated(self, x: Tensor, at: Tensor) -> Tensor:
        """[..., heads, size] at positions [...]."""
        first, second = x.float().chunk(2, -1)
        cos, sin = self.cos[at].unsqueeze(-2), self.sin[at].unsqueeze(-2)
        return (x.float() * cos + torch.cat((-second, first), -1) * sin).to(x.dtype)

    def _heads(self, i: int, x: Tensor, at: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        qkv = self._linear(f"{i}.qkv", self._normed(x, self.small[f"{i}.attn_norm"]))
        qkv = qkv + self.small[f"{i}.bias"]
        q, k, v = qkv.split([HEADS * SIZE, KV_HEADS * SIZE, KV_HEADS * SIZE], -1)
        return (
            self._rotated(q.unflatten(-1, (HEADS, SIZE)), at),
            self._rotated(k.unflatten(-1, (KV_HEADS, SIZE)), at),
            v.unflatten(-1, (KV_HEADS, SIZE)),
        )

    def _rest(self, i: int, x: Tensor, attended: Tensor) -> Tensor:
        x = x + self._linear(f"{i}.output", attended)
        both = self._linear(f"{i}.gate_up", self._normed(x, self.small[f"{i}.ffn_norm"]))
        active: Tensor = _Gated.apply(both)  # type: ignore[no-untyped-call]
        return x + self._linear(f"{i}.down", active)

    def whole(self, tokens: Tensor, keep: list[tuple[Tensor, Tensor]] | None = None) -> Tensor:
        """The last hidden states [n, width, 1536] of texts padded behind."""
        at = torch.arange(tokens.shape[1], device=self.device).expand_as(tokens)
        x = self.embedding[tokens]
        for i in range(self.layers):
            q, k, v = (t.transpose(1, 2) for t in self._heads(i, x, at))
            if keep is not None:
                keep.append((k, v))
            out = functional.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
            x = self._rest(i, x, out.transpose(1, 2).flatten(2))
        return self._normed(x, self.norm)

    def likely(self, hidden: Tensor, tokens: Tensor, english: Tensor) -> Tensor:
        """Log-probabilities of tokens [n] after hidden [n, 1536], as sharp as answers are drawn."""
        logits = (hidden @ self.head.t()).float() + english[:, None] * self.shut
        logits = logits / SHARPNESS
        chosen: Tensor = logits.gather(1, tokens[:, None])[:, 0] - logits.logsumexp(1)
        return chosen


class Answering:
    """Answers of `count` texts at once; on a GPU a step is one recorded graph."""

    def __init__(self, model: Model, count: int) -> None:
        self.model, self.count = model, count
        size = (model.layers, count, KV_HEADS, LONGEST, SIZE)
        device = model.device
        self.keys, self.values = (
            torch.zeros(size, dtype=torch.bfloat16, device=device) for _ in range(2)
        )
        self.token, self.at = (torch.zeros(count, dtype=torch.long, device=device) for _ in range(2))
        self.done = torch.zeros(count, dtype=torch.bool, device=device)
        self.english = torch.ones(count, device=device)
        self.heat = torch.zeros((), device=device)
        self.every = torch.arange(count, device=device)
        self.graphs: dict[int, Any] = {}

    @torch.no_grad()
    def answers(self, texts: Sequence[Mapping[str, Any]], draws: int, heat: float) -> list[list[int]]:
        """`draws` answers to each text in turn, with the end where they ended."""
        model = self.model
        lengths = [len(t["prompt"]) for t in texts]
        wide = max(lengths)
        prompts = torch.tensor([t["prompt"] + [0] * (wide - n) for t, n in zip(texts, lengths)])
        used = len(texts) * draws
        kept: list[tuple[Tensor, Tensor]] = []
        hidden = model.whole(prompts.to(model.device), kept)
        for i, (k, v) in enumerate(kept):
            self.keys[i, :used, :, :wide] = k.repeat_interleave(draws, 0)
            self.values[i, :used, :, :wide] = v.repeat_interleave(draws, 0)
        ends = torch.tensor(lengths, device=model.device)
        last = hidden[torch.arange(len(texts), device=model.device), ends - 1]
        english = torch.tensor([float(t["task"] != "line") for t in texts], device=model.device)
        self.heat.fill_(heat)
        self.english[:used] = english.repeat_interleave(draws)
        self.done.fill_(True)
        self.done[:used] = False
        self.at.zero_()
        self.at[:used] = ends.repeat_interleave(draws)
        self.token.fill_(model.end)
        self.token[:used] = self._drawn(last.repeat_interleave(draws, 0), self.english[:used])
        self.done |= self.token == model.end
        out = torch.full((self.count, NEW), model.end, device=model.device)
        out[:, 0] = self.token
        space = next(s for s in SPACES if s >= min(wide + NEW, LONGEST))
        for step in range(1, min(NEW, space - wide)):
            self._advance(space)
            out[:, step] = self.token
            if step % 8 == 0 and bool(self.done.all()):
                break
        rows: list[list[int]] = out[:used].tolist()
        return [r[: r.index(model.end) + 1] if model.end in r else r for r in rows]

    def _drawn(self, hidden: Tensor, english: Tensor) -> Tensor:
        logits = (hidden @ self.model.head.t()).float() + english[:, None] * self.model.shut
        noise = torch.empty_like(logits).exponential_().log()
        return (logits - self.heat * noise).argmax(-1)

    def _advance(self, space: int) -> None:
        if self.model.device == "cpu":
            self._step(space)
            return
        if space not in self.graphs:
            before = [t.clone() for t in (self.token, self.at, self.done)]
            stream = torch.cuda.Stream()
            stream.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(stream):
                for _ in range(2):
                    self._step(space)
            torch.cuda.current_stream().wait_stream(stream)
            graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(graph):
                self._step(space)
            self.graphs[space] = graph
            for t, was in zip((self.token, self.at, self.done), before, strict=True):
                t.copy_(was)
        self.graphs[space].replay()

    def _step(self, space: int) -> None:
        model = self.model
        x = model.embedding[self.token]
        hidden_keys = torch.arange(space, device=model.device) > self.at[:, None]
        for i in range(model.layers):
            q, k, v = model._heads(i, x, self.at)
            self.keys[i, self.every, :, self.at] = k
            self.values[i, self.every, :, self.at] = v
            q = q.view(self.count, KV_HEADS, HEADS // KV_HEADS, SIZE)
            scores = (q @ self.keys[i, :, :, :space].transpose(-1, -2)).float() * SIZE**-0.5
            scores = scores.masked_fill(hidden_keys[:, None, None], float("-inf"))
            out = scores.softmax(-1).bfloat16() @ self.values[i, :, :, :space]
            x = model._rest(i, x, out.reshape(self.count, -1))
        drawn = self._drawn(model._normed(x, model.norm), self.english)
        self.token.copy_(drawn.where(~self.done, model.end))
        self.done |= self.token == model.end
        self.at.add_(1).clamp_(max=LONGEST - 1)


# --- learning


def learn(
    model: Model, texts: Sequence[Mapping[str, Any]], answers: Sequence[list[int]],
    gains: Sequence[float], draws: int,
) -> None:  # fmt: skip
    """Add the gradient of what makes the answers of high gain likelier."""
    order = sorted(range(len(answers)), key=lambda i: len(texts[i // draws]["prompt"]) + len(answers[i]))
    tokens = sum(len(a) for a in answers)
    for some in _packs(order, texts, answers, draws):
        rows = [texts[i // draws]["prompt"] + answers[i] for i in some]
        wide = max(map(len, rows))
        batch = torch.tensor([r + [0] * (wide - len(r)) for r in rows]).to(model.device)
        where = [
            (n, len(texts[i // draws]["prompt"]) - 1 + j)
            for n, i in enumerate(some) for j in range(len(answers[i]))
        ]  # fmt: skip
        row, place = torch.tensor(where).to(model.device).t()
        weight = torch.tensor([gains[i] for i in some for _ in answers[i]]).to(model.device)
        english = torch.tensor(
            [float(texts[i // draws]["task"] != "line") for i in some for _ in answers[i]]
        ).to(model.device)
        wanted = torch.tensor([t for i in some for t in answers[i]]).to(model.device)
        likely = model.likely(model.whole(batch)[row, place], wanted, english)
        (-(likely * weight).sum() / tokens).backward()  # type: ignore[no-untyped-call]


def _packs(
    order: Sequence[int], texts: Sequence[Mapping[str, Any]], answers: Sequence[list[int]], draws: int
) -> Iterator[list[int]]:
    pack: list[int] = []
    for i in order:
        size = len(texts[i // draws]["prompt"]) + len(answers[i])
        if pack and (len(pack) + 1) * size > ROWS:
            yield pack
            pack = []
        pack.append(i)
    yield pack


def batches(told: Mapping[str, Any], chance: random.Random, others: float) -> Iterator[list[Any]]:
    """Endless batches of TEXTS texts, of which TITLES are articles and a part `others` was English first."""
    def endless(names: Sequence[str]) -> Iterator[Any]:
        for turn in range(1000):
            some = [t for t in told[names[turn % len(names)]] if _fits(t)]
            yield from chance.sample(some, len(some))

    chinese, english, titles = map(
        endless, (("chinese0", "chinese1", "chinese2"), ("translated",), ("titles",))
    )
    theirs = round((TEXTS - TITLES) * others)
    while True:
        yield [
            next(source)
            for source, count in ((chinese, TEXTS - TITLES - theirs), (english, theirs), (titles, TITLES))
            for _ in range(count)
        ]  # fmt: skip


def _fits(text: Mapping[str, Any]) -> bool:
    return len(text["prompt"]) + NEW <= LONGEST and 3 <= len(text["answer"]) < NEW - 20


def spelled(told: Mapping[str, Any], answers: Sequence[list[int]]) -> list[str]:
    """The answers as text."""
    end = told["end"]
    return [
        b"".join(told["bytes"][t] for t in answer if t != end).decode(errors="replace").strip()
        for answer in answers
    ]


def measured(told: Mapping[str, Any], answering: Answering) -> str:
    """BLEU, chrF and length of the texts that nothing is learned from, likeliest words."""
    said = []
    for name in ("held", "held_out"):
        texts = [t for t in told[name] if _fits(t)]
        answers = spelled(told, answering.answers(texts, 1, 0.0))
        references = [[t["reference"] for t in texts]]
        bleu = BLEU().corpus_score(answers, references)
        chrf = CHRF().corpus_score(answers, references)
        left = sum(en.casefold() not in a.casefold() for a, t in zip(answers, texts) for en in t["hints"])
        said.append(
            f"{name} {bleu.score:.2f} {chrf.score:.2f} length {bleu.sys_len / bleu.ref_len:.3f} left out {left}"
        )
    titles = [t for t in told["titles"] if _fits(t)]
    lines = spelled(told, answering.answers(titles, 1, 0.0))
    near = [rouge(a, t["reference"]) for a, t in zip(lines, titles)]
    return "; ".join((*said, f"titles {100 * sum(near) / len(near):.2f}"))


def main() -> None:
    """Read, learn for so many seconds, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("out", type=Path, help="a folder: the adapter of every look at the held out")
    parser.add_argument("--start", type=Path, required=True, help="the adapter to go on from")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--others", type=float, default=0.4, help="part of lines translated from English")
    parser.add_argument("--every", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--layers", type=int, default=LAYERS)
    options = parser.parse_args()
    pool = multiprocessing.get_context("fork").Pool(14)
    torch.manual_seed(options.seed)
    told = json.loads(gzip.open(options.bundle / "texts.json.gz").read())
    told["bytes"] = [base64.b64decode(one) for one in told["spelled"]]
    began = time.monotonic()
    model = Model(options.bundle, told, options.device, options.layers)
    model.start(load_file(options.start))
    answering = Answering(model, TEXTS * DRAWS)
    print(f"read in {time.monotonic() - began:.0f} s; {measured(told, answering)}", flush=True)
    options.out.mkdir(parents=True, exist_ok=True)
    _train(model, answering, told, pool, options)


def _train(
    model: Model, answering: Answering, told: Mapping[str, Any], pool: Any, options: Any
) -> None:
    parameters = list(model.pairs.values())
    optimiser = torch.optim.AdamW(parameters, options.rate, betas=(0.9, 0.99), weight_decay=0)
    corpus, began = Corpus(), time.monotonic()
    for step, texts in enumerate(batches(told, random.Random(options.seed), options.others), 1):
        gone = (time.monotonic() - began) / options.seconds
        a = time.monotonic()
        answers = answering.answers(texts, DRAWS, SHARPNESS)
        b = time.monotonic()
        said = spelled(told, answers)
        jobs = [(t, texts[i // DRAWS], answers[i][-1] == model.end) for i, t in enumerate(said)]
        worths = pool.map(worth, [(t, _lean(x), e) for t, x, e in jobs], chunksize=8)
        rewards = torch.tensor(corpus.rewards(worths)).view(-1, DRAWS)
        gains = (rewards - rewards.mean(1, keepdim=True)) * DRAWS / (DRAWS - 1)
        gains = (gains / gains.std().clamp(min=1e-3)).clamp(-3, 3).flatten().tolist()
        c = time.monotonic()
        learn(model, texts, answers, gains, DRAWS)
        norm = torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        for group in optimiser.param_groups:
            group["lr"] = options.rate * min(1, step / WARM_UP) * max(0.05, 1 - gone)
        optimiser.step()
        optimiser.zero_grad()
        model.merge()
        if step % 5 == 1:
            near = sum(w.near for w in worths if not w.is_title) / sum(not w.is_title for w in worths)
            faults = sum(w.faults for w in worths) / len(worths)
            title = sum(w.near for w in worths if w.is_title) / max(1, sum(w.is_title for w in worths))
            print(
                f"{step} near {near:.4f} faults {faults:.4f} title {title:.3f} length {corpus.length:.3f} "
                f"spread {rewards.std(1).mean():.3f} norm {norm:.2f} tokens {sum(map(len, answers))} "
                f"answering {b - a:.2f} worth {c - b:.2f} learning {time.monotonic() - c:.2f} s "
                f"at {time.monotonic() - began:.0f} s", flush=True,
            )  # fmt: skip
        last = gone >= 1
        if step % options.every == 0 or last:
            print(f"{step} {measured(told, answering)}", flush=True)
            save_file(model.adapter(), options.out / f"{step}.safetensors")
        if last:
            break


def _lean(text: Mapping[str, Any]) -> dict[str, Any]:
    return {k: text[k] for k in ("task", "text", "hints", "reference")}


if __name__ == "__main__":
    main()

"""Reinforcement learning of the adapter on one GPU: python -m lab.train.reinforce BUNDLE OUT ...

Each step samples DRAWS answers to each of TEXTS texts. Answers better than the others to the same text
become likelier, worse ones less likely: REINFORCE with a leave-one-out baseline (Ahmadian et al. 2024,
arXiv:2402.14740), which is minimum risk training (Shen et al. 2016, arXiv:1512.02433) on fresh samples.
Needs torch, safetensors, sacrebleu and what `lab.train.bundle` wrote.
"""

import argparse
import base64
import gzip
import json
import math
import multiprocessing
import random
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from safetensors.torch import load_file, save_file

from lab.train.gpu import LONGEST, NEW, WIDTHS, Answering, Model, Text, is_english, padded
from lab.train.reward import Counts, bleu, chrf, counts, rarity, rouge

# Of SORTED batches' texts each batch has those of like length; beside them comes one of articles.
TEXTS, DRAWS, SORTED = 80, 8, 9
# Tokens of a backward pass, padding with them: 53 GB.
ROWS = 16_384
SHARPNESS, WARM_UP, LOWEST_RATE = 0.8, 5, 0.05
# What a missing hint, Chinese or an invented number, and an answer without an end cost.
LEFT_OUT, HAN, ENDLESS = 0.25, 0.3, 1.0
LOOK_EVERY, PARTS = 30, 2

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Worth:
    """Counts of one answer."""

    counts: Counts | None  # none of a line of summary
    near: float
    faults: float


def worth(job: tuple[str, Text, bool]) -> Worth:
    """Counts for a job: an answer, its text, and whether the answer ended."""
    answer, text, ended = job
    faults = 0.0 if ended and answer else ENDLESS
    if not is_english(text):
        invented = [n for n in re.findall(r"\d+(?:\.\d+)?", answer) if n not in text["text"]]
        return Worth(None, rouge(answer, text["reference"]), faults + HAN * bool(invented))
    left_out = sum(en.casefold() not in answer.casefold() for en in text["hints"])
    faults += LEFT_OUT * min(3, left_out) + HAN * bool(re.search(r"[\u3400-\u9fff]", answer))
    return Worth(counts(answer, text["reference"]), chrf(answer, text["reference"]), faults)


def gains(worths: Sequence[Worth]) -> list[float]:
    """Advantage of each answer over the others to its text, divided by the batch's standard deviation."""
    rare = rarity([w.counts for w in worths if w.counts])
    middling = max(0.1, sum(w.near for w in worths) / len(worths))
    rewards = torch.tensor([
        (bleu(w.counts, rare) if w.counts else 0) + w.near / middling - w.faults for w in worths
    ]).view(-1, DRAWS)  # fmt: skip
    better = rewards - rewards.mean(1, keepdim=True)
    found: list[float] = (better / better.std().clamp(min=1e-3)).clamp(-3, 3).flatten().tolist()
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """A prompt and its answers: tokens, positions, and the owner of each token (0: the prompt).

    `before`: the place that foretells each token of the answers.
    """

    tokens: list[int]
    at: list[int]
    part: list[int]
    before: list[int]

    @classmethod
    def of(cls, prompt: Sequence[int], answers: Sequence[list[int]]) -> "Row":
        """Attention mask: answers see the prompt and themselves, so that the prompt is computed once."""
        row = cls(list(prompt), list(range(len(prompt))), [0] * len(prompt), [])
        for number, answer in enumerate(answers, 1):
            start, size = len(row.tokens), len(answer) - 1
            row.tokens.extend(answer[:-1])
            row.at.extend(range(len(prompt), len(prompt) + size))
            row.part.extend([number] * size)
            row.before.extend([len(prompt) - 1, *range(start, start + size)])
        return row


def learn(
    model: Model, texts: Sequence[Text], answers: Sequence[list[int]], weights: Sequence[float]
) -> None:
    """Add the gradient that makes answers of high weight likelier; all texts have equally many answers."""
    draws, tokens = len(answers) // len(texts), sum(map(len, answers))
    rows = [Row.of(t["prompt"], answers[i * draws :][:draws]) for i, t in enumerate(texts)]
    for pack in _packs(rows):
        batch = padded([rows[i].tokens for i in pack], model.device)
        at = padded([rows[i].at for i in pack], model.device)
        part = padded([rows[i].part for i in pack], model.device, -1)
        seen = (part[:, None] == 0) | (part[:, None] == part[..., None])
        seen &= at[:, None] <= at[..., None]
        places = [(n, place) for n, i in enumerate(pack) for place in rows[i].before]
        row, place = torch.tensor(places, device=model.device).t()
        each = [(i, k) for i in pack for k in range(i * draws, (i + 1) * draws) for _ in answers[k]]
        english = torch.tensor([float(is_english(texts[i])) for i, _ in each], device=model.device)
        weight = torch.tensor([weights[k] for _, k in each], device=model.device)
        said = [t for i in pack for answer in answers[i * draws :][:draws] for t in answer]
        wanted = torch.tensor(said, device=model.device)
        logits = model.logits(model.hidden(batch, at, seen)[row, place], english) / SHARPNESS
        likely = logits.gather(1, wanted[:, None])[:, 0] - logits.logsumexp(1)
        (-(likely * weight).sum() / tokens).backward()  # type: ignore[no-untyped-call]


def _packs(rows: Sequence[Row]) -> Iterator[list[int]]:
    pack: list[int] = []
    for i in sorted(range(len(rows)), key=lambda i: len(rows[i].tokens)):
        if pack and (len(pack) + 1) * len(rows[i].tokens) > ROWS:
            yield pack
            pack = []
        pack.append(i)
    yield pack


def batches(told: Told, chance: random.Random, others: float) -> Iterator[list[Text]]:
    """Endless batches; a share `others` of the lines was first written in English."""
    chinese, english, titles = (
        _endless([told[name] for name in names], chance)
        for names in (("chinese0", "chinese1", "chinese2"), ("translated",), ("titles",))
    )
    count = TEXTS * SORTED
    while True:
        some = [next(english if i < others * count else chinese) for i in range(count)]
        some.sort(key=lambda t: (len(t["prompt"]) + NEW > WIDTHS[0], len(t["answer"])))
        parts = [some[i : i + TEXTS] for i in range(0, count, TEXTS)]
        parts.append([next(titles) for _ in range(TEXTS)])
        yield from chance.sample(parts, len(parts))


def _endless(rounds: Sequence[Sequence[Text]], chance: random.Random) -> Iterator[Text]:
    while True:
        for texts in rounds:
            yield from chance.sample(fitting(texts), len(fitting(texts)))


def fitting(texts: Sequence[Text]) -> list[Text]:
    """The texts that leave room for an answer longer than the human one."""
    return [
        t for t in texts if len(t["prompt"]) + NEW <= LONGEST and 3 <= len(t["answer"]) < NEW - 20
    ]


def spelled(told: Told, answers: Sequence[list[int]]) -> list[str]:
    """The answers as text."""
    return [
        b"".join(told["bytes"][t] for t in answer if t != told["end"]).decode(errors="replace").strip()
        for answer in answers
    ]  # fmt: skip


def measured(told: Told, answering: Answering) -> str:
    """BLEU, chrF and length on the held-out texts, and ROUGE-L of the titles."""
    said = []
    for name in ("held", "held_out"):
        texts = fitting(told[name])
        answers = spelled(told, answering.answers(texts, 1, 0.0))
        references = [[t["reference"] for t in texts]]
        score = BLEU().corpus_score(answers, references)
        near = CHRF().corpus_score(answers, references).score
        said.append(
            f"{name} {score.score:.2f} {near:.2f} length {score.sys_len / score.ref_len:.3f}"
        )
    titles = fitting(told["titles"])
    lines = spelled(told, answering.answers(titles, 1, 0.0))
    close = sum(rouge(a, t["reference"]) for a, t in zip(lines, titles, strict=True))
    return "; ".join((*said, f"titles {100 * close / len(titles):.2f}"))


def read(bundle: Path) -> Told:
    """The prompts, and the bundle's tokens as bytes."""
    with gzip.open(bundle / "texts.json.gz", "rt", encoding="utf-8") as file:
        told = json.load(file)
    return {**told, "bytes": [base64.b64decode(one) for one in told["spelled"]]}


def main() -> None:
    """Read the bundle, train for --seconds, write the adapter."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument(
        "out", type=Path, help="a folder; the last adapter, in files of half the layers"
    )
    parser.add_argument("--start", type=Path, required=True, help="the adapter to continue from")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument(
        "--others", type=float, default=0.3, help="of lines that were English first"
    )
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    # Before the GPU is touched, which no forked process may.
    pool = multiprocessing.get_context("fork").Pool()
    torch.manual_seed(options.seed)
    told = read(options.bundle)
    weights = load_file(options.bundle / "weights.safetensors")
    model = Model(weights, load_file(options.start), "cuda", told["english"], told["end"])
    answering = Answering(model, TEXTS * DRAWS)
    print(measured(told, answering), flush=True)
    options.out.mkdir(parents=True, exist_ok=True)
    _train(model, answering, told, pool, options)


def _train(model: Model, answering: Answering, told: Told, pool: Any, options: Any) -> None:
    parameters = list(model.pairs.values())
    optimiser = torch.optim.AdamW(parameters, options.rate, betas=(0.9, 0.99), weight_decay=0)
    began = time.monotonic()
    for step, texts in enumerate(batches(told, random.Random(options.seed), options.others), 1):
        gone = (time.monotonic() - began) / options.seconds
        answers = answering.answers(texts, DRAWS, SHARPNESS)
        said = zip(spelled(told, answers), answers, strict=True)
        jobs = [(t, texts[i // DRAWS], a[-1] == model.end) for i, (t, a) in enumerate(said)]
        worths = pool.map(worth, jobs, chunksize=8)
        learn(model, texts, answers, gains(worths))
        norm = float(torch.nn.utils.clip_grad_norm_(parameters, 1.0))
        if math.isfinite(norm):
            rate = options.rate * min(1, step / WARM_UP) * max(LOWEST_RATE, 1 - gone)
            optimiser.param_groups[0]["lr"] = rate
            optimiser.step()
            model.merge()
        optimiser.zero_grad()
        near = sum(w.near for w in worths) / len(worths)
        faults = sum(w.faults for w in worths) / len(worths)
        print(
            f"{step} {texts[0]['task']} near {near:.4f} faults {faults:.4f} norm {norm:.2f} "
            f"tokens {sum(map(len, answers))} {time.monotonic() - began:.0f} s", flush=True,
        )  # fmt: skip
        if step % LOOK_EVERY == 0 or gone >= 1:
            print(measured(told, answering), flush=True)
            _write(model, options.out)
        if gone >= 1:
            return


def _write(model: Model, out: Path) -> None:
    pairs, half = model.adapter(), model.layers / PARTS
    for part in range(PARTS):
        its = {n: p for n, p in pairs.items() if int(n.partition(".")[0]) // half == part}
        save_file(its, out / f"adapter.{part}.safetensors")


if __name__ == "__main__":
    main()

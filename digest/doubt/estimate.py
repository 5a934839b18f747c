"""The doubt of passages: logistic regression over their features, its weights as data."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from digest.doubt.features import features, least_sure
from digest.engines.api import Engine, Request, Task, TokenScore, ask
from digest.records import Finding

# A longer passage is not estimated: nearly every one has an error somewhere.
MOST_CHARS = 1500
# From this doubt on a passage is worth reading first: docs/checks.md says what that finds.
DOUBTFUL = 0.5


@dataclass(frozen=True, slots=True)
class Passage:
    """A Chinese text and its English, from whatever source.

    `hints` are the names, terms and numbers that the model would be told, `findings` what the checks
    found.
    """

    zh: str
    en: str
    task: Task = "translate"
    hints: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """The probability from 0 to 1 that English holds a major error, and its least likely words."""

    probability: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Weight:
    centre: float
    scale: float
    weight: float


def estimate(passages: Sequence[Passage], engine: Engine) -> list[Doubt | None]:
    """The doubt of each passage; None if the engine gives no scores or the passage is too long.

    Empty English is certainly wrong.
    """
    asked = [i for i, p in enumerate(passages) if p.en.strip() and 0 < len(p.zh) <= MOST_CHARS]
    requests = [
        Request(p.task, p.zh, 0, hints=p.hints, given=p.en) for p in (passages[i] for i in asked)
    ]
    outputs = dict(zip(asked, ask(engine, requests), strict=True))
    return [
        Doubt(1.0) if not p.en.strip() and p.zh
        else _doubt(p, outputs[i].scores) if i in outputs and outputs[i].scores
        else None
        for i, p in enumerate(passages)
    ]  # fmt: skip


def _doubt(passage: Passage, scores: Sequence[TokenScore]) -> Doubt:
    values = features(passage.zh, scores, passage.findings)
    return Doubt(probability(values), least_sure(passage.en, scores))


def probability(values: Mapping[str, float]) -> float:
    """The probability of a major error in a passage with these features, to three decimals."""
    weights, bias = _weights()
    total = bias + sum(
        w.weight * (values[name] - w.centre) / w.scale for name, w in weights.items()
    )
    return round(1 / (1 + math.exp(-total)), 3)


@cache
def _weights() -> tuple[Mapping[str, _Weight], float]:
    lines = files("digest.doubt").joinpath("weights.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines[1:]]
    bias = next(float(row[3]) for row in rows if row[0] == "bias")
    return {n: _Weight(float(c), float(s), float(w)) for n, c, s, w in rows if n != "bias"}, bias

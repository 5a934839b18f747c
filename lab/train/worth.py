"""Ranks the model's answers to a text.

The best is closest to both the human translation and the other answers, by chrF++ (Popović 2017); an
answer in which the product's checks find a fault ranks below all without.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digest.app.lines import term_base_of
from digest.checks import check_translation
from digest.engines.api import Request
from lab.train.reward import chrf

# Answers whose worth differs by less than this teach nothing; a fault costs so much (of 1).
LEAST_GAP, FAULT = 0.04, 0.2


@dataclass(frozen=True, slots=True)
class Preference:
    """Two answers to one request, the better one first."""

    request: Request
    better: str
    worse: str


def preferences(file: Path) -> Iterator[Preference]:
    """The preferences of a file that lab.train.draws wrote."""
    for line in file.read_text(encoding="utf-8").splitlines():
        drawn = json.loads(line)
        request = Request(
            **{**drawn["request"], "hints": tuple(map(tuple, drawn["request"]["hints"]))}
        )
        answers = list(dict.fromkeys(filter(None, drawn["answers"])))
        names = term_base_of([request.text]).names(request.text)
        worths = [_worth(answer, drawn, names) for answer in answers]
        if answers and max(worths) - min(worths) >= LEAST_GAP:
            best, worst = worths.index(max(worths)), worths.index(min(worths))
            yield Preference(request, answers[best], answers[worst])


def _worth(answer: str, drawn: Mapping[str, Any], names: Sequence[tuple[str, str]]) -> float:
    """How good an answer is, at most 1."""
    others = list(drawn["answers"])
    others.remove(answer)
    agreed = sum(chrf(answer, other) for other in others) / len(others)
    near = chrf(answer, drawn["reference"])
    findings = check_translation(drawn["request"]["text"], answer, names=names)
    faults = sum(finding.severity == "error" for finding in findings)
    return (near + agreed) / 2 - FAULT * faults

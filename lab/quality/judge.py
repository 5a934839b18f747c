"""Fits and measures the doubt of passages on professionally marked translations.

    python -m lab.quality.judge MARKED.tsv SCORES.jsonl [--every N] [--write]

MARKED.tsv: a header, then document, segment, system, Chinese, English and the major errors of each
rater, by commas. A passage is bad if at least half of the raters found a major error. SCORES.jsonl
keeps the model's scores, so that only the first call asks the model. Prints the area under the ROC
curve, the share of the bad found among the most doubtful fifth, and a reliability table, all with the
documents left out in turn; --write fits on all and writes the packaged weights.
"""

import argparse
import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from digest import checks, doubt
from digest.app.lines import term_base_of
from digest.config.settings import Settings
from digest.engines import factory
from digest.engines.api import Request, TokenScore
from digest.translation import hints as number_hints

WEIGHTS = Path(doubt.__file__).parent / "weights.tsv"
FOLDS = 13
# Strength of the L2 penalty on standardised features; 0.3 to 30 differ by less than 0.001 in AUC.
PENALTY = 3.0
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked translation."""

    document: str
    system: str
    zh: str
    en: str
    bad: bool


def marked(file: Path) -> list[Marked]:
    """The rows of the file, in order."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return [Marked(r[0], r[2], r[3], r[4], _bad(r[5])) for r in rows]


def _bad(majors: str) -> bool:
    counts = [int(n) > 0 for n in majors.split(",")]
    return 2 * sum(counts) >= len(counts)


def features_of(some: Sequence[Marked], kept: Path, models: Path) -> Array:
    """The features of each passage, [passages, features]; asks the model for what is not kept."""
    terms = term_base_of(sorted({one.zh for one in some}))
    known = dict(_kept(kept))
    asked, findings = [], []
    for one in some:
        found = terms.match(one.zh)
        hints = (*found.hints, *number_hints.hints(one.zh))
        pair = checks.TextPair(
            checks.ChineseText(one.zh), checks.EnglishText(one.en), found.names, found.given
        )
        asked.append(Request("translate", one.zh, 0, hints=hints, given=one.en))
        findings.append(checks.check_pair(pair))
    missing = [request for request in dict.fromkeys(asked) if _key(request) not in known]
    if missing:
        engine = factory.load(
            Settings().translator, device="auto", cache_dir=models, progress=print
        )
        with kept.open("a", encoding="utf-8") as file:
            for index, output in engine.generate(missing):
                known[_key(missing[index])] = output.scores
                row = [_key(missing[index]), [list(asdict(s).values()) for s in output.scores]]
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    rows = [
        doubt.features(one.zh, known[_key(request)], its)
        for one, request, its in zip(some, asked, findings, strict=True)
    ]
    return np.array([[row[name] for name in doubt.FEATURES] for row in rows])


def _kept(file: Path) -> Iterator[tuple[str, tuple[TokenScore, ...]]]:
    if file.exists():
        for line in file.read_text(encoding="utf-8").splitlines():
            key, scores = json.loads(line)
            yield key, tuple(TokenScore(*score) for score in scores)


def _key(request: Request) -> str:
    return json.dumps([request.text, request.given, request.hints], ensure_ascii=False)


def fit(x: Array, y: Array) -> tuple[Array, Array, Array]:
    """Centres, scales, and weights (bias last) of a logistic regression, by Newton's method."""
    centre, scale = x.mean(0), x.std(0) + 1e-9
    design = np.hstack([(x - centre) / scale, np.ones((len(x), 1))])
    weights = np.zeros(design.shape[1])
    penalty = np.diag([PENALTY] * x.shape[1] + [0.0])
    for _ in range(30):
        p = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (p - y) + penalty @ weights
        weights -= np.linalg.solve((design.T * (p * (1 - p))) @ design + penalty, gradient)
    return centre, scale, weights


def predict(fitted: tuple[Array, Array, Array], x: Array) -> Array:
    """The probability of each row."""
    centre, scale, weights = fitted
    found: Array = 1 / (1 + np.exp(-((x - centre) / scale @ weights[:-1] + weights[-1])))
    return found


def cross_validated(x: Array, y: Array, documents: Sequence[str]) -> Array:
    """Each row's probability by a model that has seen none of its document."""
    names = sorted(set(documents))
    fold = np.array([names.index(name) % FOLDS for name in documents])
    found = np.zeros(len(y))
    for number in range(FOLDS):
        out = fold == number
        if out.any():
            found[out] = predict(fit(x[~out], y[~out]), x[out])
    return found


def area(p: Array, y: Array) -> float:
    """Area under the ROC curve: how often a bad passage is more doubtful than a good one."""
    good, bad = p[y == 0], p[y == 1]
    wins = (bad[:, None] > good[None]).sum() + 0.5 * (bad[:, None] == good[None]).sum()
    return float(wins / (len(bad) * len(good)))


def found_among(p: Array, y: Array, share: float) -> float:
    """The share of the bad among the most doubtful `share` of all."""
    most = np.argsort(-p)[: int(share * len(p))]
    return float(y[most].sum() / y.sum())


def reliability(p: Array, y: Array) -> Iterator[str]:
    """A Markdown row for each tenth: mean doubt, share of bad, number of passages."""
    for low in np.arange(0, 1, 0.1):
        some = (p >= low) & (p < low + 0.1)
        if some.any():
            yield f"| {low:.1f}-{low + 0.1:.1f} | {p[some].mean():.2f} | {y[some].mean():.2f} | {some.sum()} |"


def write(fitted: tuple[Array, Array, Array]) -> None:
    """Write the packaged weights."""
    centre, scale, weights = fitted
    columns: Mapping[str, Array] = {"centre": centre, "scale": scale, "weight": weights[:-1]}
    rows = [
        "\t".join([name, *(f"{column[i]:.4f}" for column in columns.values())])
        for i, name in enumerate(doubt.FEATURES)
    ]
    text = "\n".join(["feature\tcentre\tscale\tweight", *rows, f"bias\t0\t1\t{weights[-1]:.4f}"])
    WEIGHTS.write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Score, fit, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("marked", type=Path)
    parser.add_argument("scores", type=Path)
    parser.add_argument("--models", type=Path, required=True, help="folder of converted models")
    parser.add_argument("--every", type=int, default=1, help="take every Nth passage only")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    some = marked(options.marked)[:: options.every]
    x = features_of(some, options.scores, options.models)
    y = np.array([float(one.bad) for one in some])
    documents = [one.document for one in some]
    p = cross_validated(x, y, documents)
    print(f"{len(some)} passages, {y.mean():.3f} bad, {len(set(documents))} documents")
    print(f"AUC {area(p, y):.3f}; found among the 20 % most doubtful {found_among(p, y, 0.2):.3f}")
    for i, name in enumerate(doubt.FEATURES):
        print(f"  {name} alone {area(x[:, i], y):.3f}")
    print("| doubt | mean | bad | passages |\n|---|--:|--:|--:|", *reliability(p, y), sep="\n")
    if options.write:
        write(fit(x, y))


if __name__ == "__main__":
    main()

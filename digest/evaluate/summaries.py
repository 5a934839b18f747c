"""Scores Chinese summaries: character ROUGE against human ones, faithfulness to their articles."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from digest import checks
from digest.engines.extractive import central_sentences
from digest.evaluate import bootstrap
from digest.evaluate.translations import WORST, counted
from digest.records import Finding
from digest.terminology.gazetteer import gazetteer_in
from digest.terminology.recogniser import people_of
from digest.text import hanzi
from digest.text.similarity import common

_LENGTHS = ((200, "articles to 200 characters"), (800, "201 to 800"), (10**9, "over 800"))
_FAITHS = ("numbers", "names")


@dataclass(frozen=True, slots=True)
class Item:
    """A summary with its article, the human summary, and the findings of its generation."""

    headings: str
    body: str
    reference: str
    made: str
    flagged: tuple[Finding, ...] = ()

    @property
    def source(self) -> str:
        """Everything that the summary may draw on."""
        return f"{self.headings}\n{self.body}"


@dataclass(frozen=True, slots=True)
class _Scored:
    """An item with its scores, its unsupported numbers and names, and how many were not flagged."""

    item: Item
    rouge: Mapping[str, float]
    faults: Mapping[str, tuple[str, ...]]
    unflagged: Mapping[str, int]


def score(items: Sequence[Item]) -> dict[str, Any]:
    """Mean character ROUGE F1 (Lin 2004), faithfulness, baselines, groups and the worst items."""
    scored = [_scored(item) for item in items]
    return {
        "items": len(items),
        **_means(scored),
        "intervals": {name: _interval(scored, name) for name in ROUGES},
        "findings": counted(finding for item in items for finding in item.flagged),
        "faithfulness": {kind: _faithfulness(kind, scored) for kind in _FAITHS},
        "baselines": {
            name: _baseline(scored, [_scored(_by(make, item)) for item in items])
            for name, make in BASELINES.items()
        },
        "groups": {"length": _groups(scored)},
        "worst": _worst(scored),
    }


def compare(ours: Sequence[Item], theirs: Sequence[Item]) -> dict[str, Any]:
    """Compare two systems on the same items by paired bootstrap: both scores, and the p-value."""
    scored = [[_scored(item) for item in items] for items in (ours, theirs)]
    rouges = {name: _versus([[s.rouge[name] for s in run] for run in scored]) for name in ROUGES}
    faults = {
        kind: _versus_counts([[len(s.faults[kind]) for s in run] for run in scored])
        for kind in _FAITHS
    }
    return rouges | {"faithfulness": faults}


ROUGES = ("rouge_1", "rouge_2", "rouge_l")
# Precision and recall as well: F1 alone penalises a summary for its length.
_SIDES = ("precision_l", "recall_l")


def rouge(made: str, wanted: str) -> dict[str, float]:
    """Character ROUGE F1 of one summary (0 to 1), and ROUGE-L precision and recall, without blanks."""
    a, b = "".join(made.split()), "".join(wanted.split())
    return {
        "rouge_1": _f1(_overlap(a, b, 1), len(a), len(b)),
        "rouge_2": _f1(_overlap(a, b, 2), len(a) - 1, len(b) - 1),
        "rouge_l": _f1(shared := common(a, b), len(a), len(b)),
        "precision_l": shared / max(1, len(a)),
        "recall_l": shared / max(1, len(b)),
    }


def lead(text: str) -> str:
    """Baseline: the first sentence, which is hard to beat for news."""
    return next(iter(hanzi.split_sentences(text.replace("\n", ""))), "")


def text_rank(text: str) -> str:
    """Baseline: the sentences most similar to the others."""
    return "".join(central_sentences(text))


BASELINES: Mapping[str, Callable[[str], str]] = {"lead": lead, "text_rank": text_rank}


def names_in(text: str) -> frozenset[str]:
    """People and places named in a Chinese text; people in running text need the extra `ner`."""
    places = (name for name, _ in gazetteer_in(text))
    return frozenset((*people_of(text), *places))


def _scored(item: Item) -> _Scored:
    numbers = checks.check_summary(item.made, item.source) if item.made.strip() else ()
    faults = {
        "numbers": tuple(f.message for f in numbers if f.check == "summary_number"),
        "names": tuple(sorted(n for n in names_in(item.made) if n not in item.source)),
    }
    flagged = Counter(finding.check for finding in item.flagged)
    known = {"numbers": flagged["summary_number"], "names": flagged["summary_name"]}
    unflagged = {kind: max(0, len(faults[kind]) - known[kind]) for kind in _FAITHS}
    return _Scored(item, rouge(item.made, item.reference), faults, unflagged)


def _by(make: Callable[[str], str], item: Item) -> Item:
    return replace(item, made=make(item.body), flagged=())


def _means(scored: Sequence[_Scored]) -> dict[str, float]:
    count = max(1, len(scored))
    means = {
        name: round(100 * sum(s.rouge[name] for s in scored) / count, 2)
        for name in (*ROUGES, *_SIDES)
    }
    return means | {"characters": round(sum(len(s.item.made) for s in scored) / count, 1)}


def _interval(scored: Sequence[_Scored], name: str) -> list[float]:
    return [round(100 * bound, 2) for bound in bootstrap.interval([s.rouge[name] for s in scored])]


def _faithfulness(kind: str, scored: Sequence[_Scored]) -> dict[str, int]:
    return {
        "faults": sum(len(s.faults[kind]) for s in scored),
        "items": sum(bool(s.faults[kind]) for s in scored),
        "unflagged": sum(s.unflagged[kind] for s in scored),
    }


def _baseline(ours: Sequence[_Scored], theirs: Sequence[_Scored]) -> dict[str, Any]:
    """A baseline's scores, and the p-values of its difference from ours."""
    p = {
        name: round(
            bootstrap.paired_p(*([s.rouge[name] for s in run] for run in (ours, theirs))), 4
        )
        for name in ROUGES
    }
    faults = {kind: _faithfulness(kind, theirs)["faults"] for kind in _FAITHS}
    return {**_means(theirs), "p": p, "faithfulness": faults}


def _versus(runs: Sequence[Sequence[float]]) -> dict[str, float]:
    ours, theirs = (round(100 * sum(run) / max(1, len(run)), 2) for run in runs)
    return {"ours": ours, "theirs": theirs, "p": round(bootstrap.paired_p(*runs), 4)}


def _versus_counts(runs: Sequence[Sequence[int]]) -> dict[str, float]:
    ours, theirs = (sum(run) for run in runs)
    return {"ours": ours, "theirs": theirs, "p": round(bootstrap.paired_p(*runs), 4)}


def _groups(scored: Sequence[_Scored]) -> dict[str, Any]:
    groups: dict[str, list[_Scored]] = {name: [] for _, name in _LENGTHS}
    for one in scored:
        groups[next(n for most, n in _LENGTHS if len(one.item.body) <= most)].append(one)
    return {
        name: {
            "items": len(some),
            **_means(some),
            "faults": {kind: _faithfulness(kind, some)["faults"] for kind in _FAITHS},
        }
        for name, some in groups.items()
        if some
    }


def _worst(scored: Sequence[_Scored]) -> list[dict[str, Any]]:
    """The summaries with the most faults, and among those the ones with the lowest ROUGE-L."""

    def badness(numbered: tuple[int, _Scored]) -> tuple[int, float]:
        return -sum(map(len, numbered[1].faults.values())), numbered[1].rouge["rouge_l"]

    return [
        {
            "item": number,
            "rouge_l": round(100 * one.rouge["rouge_l"], 1),
            "made": one.item.made,
            "reference": one.item.reference,
            "findings": [*_said(one), *(f"{f.check}: {f.message}" for f in one.item.flagged)],
        }
        for number, one in sorted(enumerate(scored, 1), key=badness)[:WORST]
    ]


def _said(one: _Scored) -> Iterable[str]:
    yield from one.faults["numbers"]
    yield from (f"{name} is not in the article" for name in one.faults["names"])


def _overlap(a: str, b: str, size: int) -> int:
    grams = [Counter(t[i : i + size] for i in range(len(t) - size + 1)) for t in (a, b)]
    return (grams[0] & grams[1]).total()


def _f1(shared: int, made: int, wanted: int) -> float:
    return 2 * shared / (made + wanted) if shared else 0.0

"""report.json: counts, timings, findings and failures of one week; the only output with a clock."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from digest.checks import REGISTRY
from digest.curate.issue import Placed
from digest.pipeline import WeekResult
from digest.records import Digest, Entry, Pair, Period, complete, findings, pairs

REPORT = "report.json"
# Stages in which the model works, its loading excepted: tokens per second refer to these.
MODEL_STAGES = ("summarise", "translate")
# The model likes its own English: not its doubt, but the order of the doubts says what to read first.
_MOST_DOUBTFUL = 0.25
_ORDER = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Run:
    """When, with what and at what cost a digest was made, and for which days.

    `seconds` come from a monotonic clock, so that `finished` is never before `started`.
    """

    started: datetime
    seconds: float
    cache_hits: int
    peak_bytes: int
    versions: Mapping[str, str]
    period: Period

    @property
    def finished(self) -> datetime:
        """When the week was done."""
        return self.started + timedelta(seconds=self.seconds)


def report(made: WeekResult, run: Run) -> str:
    """The text of report.json, for people and for the program that schedules the runs."""
    seconds = dict(made.seconds)
    working = sum(seconds.get(stage, 0.0) for stage in MODEL_STAGES)
    return json.dumps(
        {
            "week": str(made.digest.week),
            "period": [run.period.first.isoformat(), run.period.last.isoformat()],
            "complete": complete(made.digest),
            "started": run.started.isoformat(timespec="seconds"),
            "finished": run.finished.isoformat(timespec="seconds"),
            "counts": _counts(made),
            "seconds": {stage: round(spent, 3) for stage, spent in made.seconds},
            "tokens": made.tally.tokens,
            "tokens_per_second": round(made.tally.tokens / working, 1) if working else 0.0,
            "engine": {
                "name": made.digest.model.name,
                "engine": made.digest.model.engine,
                "quantisation": made.digest.model.quantisation,
                "fingerprint": made.digest.model.fingerprint,
            },
            "texts": {
                "asked": made.tally.asked,
                "without_model": made.tally.reused,
                "from_cache": run.cache_hits,
            },
            "peak_memory_bytes": run.peak_bytes,
            "versions": dict(run.versions),
            "tries": dict(made.strategies),
            "findings": _by_check(made.digest),
            "precision": {check: REGISTRY[check].precision for check in _by_check(made.digest)},
            "read_first": [_passage(entry, pair) for entry, pair in read_first(made.digest)],
            "glossary_not_found": list(made.unused_terms),
            "failures": [_failure(f.stage, f.where, f.reason) for f in made.digest.failures],
            "considered": list(made.issue.considered),
            "order": [_place(item) for item in made.issue.placed],
            "set_aside": [_failure(f.stage, f.where, f.reason) for f in made.issue.set_aside],
            "left_out": [
                {"path": d.path, "lines": list(d.lines), "text": d.text, "reason": d.reason}
                for d in made.discards
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def read_first(digest: Digest) -> list[tuple[Entry, Pair]]:
    """The flagged and the most doubtful passages of an issue: errors, warnings, then by their doubt."""
    passages = [(entry, pair) for entry in digest.entries for pair in pairs(entry)]
    doubts = sorted((pair.doubt or 0 for _, pair in passages), reverse=True)
    least = next(iter(doubts[int(_MOST_DOUBTFUL * len(doubts)) :]), 0.0)

    def order(item: tuple[Entry, Pair]) -> tuple[int, float]:
        gravest = min((_ORDER[f.severity] for f in item[1].findings), default=_ORDER["info"])
        return gravest, -(item[1].doubt or 0)

    first = [item for item in passages if item[1].findings or (item[1].doubt or 0) > least]
    return sorted(first, key=order)


def _passage(entry: Entry, pair: Pair) -> dict[str, Any]:
    return {
        "id": entry.id,
        "zh": pair.zh,
        "en": pair.en,
        "doubt": pair.doubt,
        "least_sure": pair.least_sure,
        "because": [finding.message for finding in pair.findings],
    }


def _counts(made: WeekResult) -> dict[str, int]:
    entries = made.digest.entries
    return {
        "articles": len(entries),
        "blocks": sum(len(entry.blocks) for entry in entries),
        "failures": len(made.digest.failures),
        "set_aside": len(made.issue.set_aside),
        "left_out": len(made.discards),
        "also_in": sum(len(entry.also) for entry in entries),
    }


def _by_check(digest: Digest) -> dict[str, dict[str, int]]:
    counted = Counter((finding.check, finding.severity) for finding in findings(digest))
    checks: dict[str, dict[str, int]] = {}
    for (check, severity), count in sorted(counted.items()):
        checks.setdefault(check, {})[severity] = count
    return checks


def _place(item: Placed) -> dict[str, Any]:
    """Why an article is in its section, and why at its place there."""
    return {
        "id": item.article.id,
        "title": item.article.title,
        "section": item.article.section,
        "section_because": item.placement.reason,
        "points": item.score,
        "points_because": [f"{point.points:+} {point.reason}" for point in item.points],
    }


def _failure(stage: str, where: str, reason: str) -> dict[str, Any]:
    return {"stage": stage, "where": where, "reason": reason}

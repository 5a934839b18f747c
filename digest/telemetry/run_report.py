"""report.json: counts, timings, findings and failures of one run; the only output with a clock."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from digest.checks import REGISTRY
from digest.curate.issue import Placed
from digest.pipeline import Made
from digest.records import Digest, complete, findings

# Stages in which the model works: tokens per second are counted over these.
MODEL_STAGES = ("summarise", "translate")


@dataclass(frozen=True, slots=True)
class Run:
    """When, with what and at what cost a digest was made.

    `seconds` are of a clock that nobody sets back, so that `finished` never lies before `started`.
    """

    started: datetime
    seconds: float
    cache_hits: int
    peak_bytes: int
    versions: Mapping[str, str]

    @property
    def finished(self) -> datetime:
        return self.started + timedelta(seconds=self.seconds)


def report(made: Made, run: Run) -> str:
    """The report as JSON, for people and for the program that schedules the runs."""
    seconds = dict(made.seconds)
    working = sum(seconds.get(stage, 0.0) for stage in MODEL_STAGES)
    return json.dumps(
        {
            "week": str(made.digest.week),
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
            "tries": dict(made.rungs),
            "findings": _by_check(made.digest),
            "precision": {check: REGISTRY[check].precision for check in _by_check(made.digest)},
            "glossary_not_found": list(made.unused_terms),
            "failures": [_failure(f.stage, f.where, f.reason) for f in made.digest.failures],
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


def _counts(made: Made) -> dict[str, int]:
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
    """Why an article stands in its section, and where it does there."""
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

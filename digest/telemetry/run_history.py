"""Throughput of earlier runs on this machine (JSON Lines, beside the cache), for estimates."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from digest.config.settings import Settings
from digest.engines.factory import Lazy
from digest.engines.metered import Tally
from digest.pipeline import WeekResult
from digest.records import pairs
from digest.storage.atomic_write import write_atomic
from digest.telemetry.run_report import MODEL_STAGES

KEPT = 100
# Runs in which more than 1 in _REUSED texts came without model work are not kept: they measure the
# cache. A few always do: sentences of a retry that occur elsewhere too (2 of 19 in a test).
_REUSED = 5


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run: the characters translated, and the seconds in which the model loaded and worked."""

    key: str
    characters: int
    loading_seconds: float
    model_seconds: float


def key(settings: Settings, fingerprints: Sequence[str]) -> str:
    """Key of everything except the machine that determines a run's speed."""
    pace = settings.translator.tokens_per_second
    return "|".join((*fingerprints, settings.effort, settings.summary, f"{pace:g}"))


def model_seconds(made: WeekResult) -> float:
    """The seconds in which the model worked on a week, its loading excepted."""
    return sum(spent for stage, spent in made.seconds if stage in MODEL_STAGES)


def measures_model(tally: Tally) -> bool:
    """Whether a run with this tally measured the model rather than the cache."""
    return bool(tally.tokens) and tally.reused * _REUSED <= tally.asked


def characters(made: WeekResult) -> int:
    """The Chinese characters that were translated, summaries included."""
    return sum(len(pair.zh) for entry in made.digest.entries for pair in pairs(entry))


def loading(*engines: object) -> float:
    """Seconds that the models of these engines took to load; the same engine counts once."""
    inner = {id(e): e for e in (getattr(engine, "inner", engine) for engine in engines)}
    return sum(engine.loading_seconds for engine in inner.values() if isinstance(engine, Lazy))


def keep(file: Path, run: RunRecord) -> None:
    """Append a run to the file, which keeps the last KEPT."""
    lines = [json.dumps(asdict(known), ensure_ascii=False) for known in (*_read(file), run)]
    file.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(file, "\n".join([*lines[-KEPT:], ""]).encode())


def load(file: Path, key: str) -> list[RunRecord]:
    """The runs with this key; none if the file is damaged or of another version."""
    return [run for run in _read(file) if run.key == key]


def _read(file: Path) -> list[RunRecord]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        return [RunRecord(**json.loads(line)) for line in lines]
    except (OSError, ValueError, TypeError):
        return []

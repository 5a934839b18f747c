"""Throughput of earlier runs on this machine (JSON Lines, beside the cache), for estimates."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from digest import host
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
    """One run: its size, and the seconds and memory that it took.

    `week_characters` are those of its largest week, which determines the memory. `other_seconds` are
    those in which the model neither loaded nor worked.
    """

    key: str
    articles: int
    characters: int
    tokens: int
    loading_seconds: float
    model_seconds: float
    other_seconds: float
    memory_bytes: int
    output_bytes: int
    week_characters: int

    @property
    def seconds(self) -> float:
        """The whole run's."""
        return self.loading_seconds + self.model_seconds + self.other_seconds


def key(settings: Settings, fingerprints: Sequence[str]) -> str:
    """Key of everything except the machine that determines a run's speed."""
    pace = settings.translator.tokens_per_second
    return "|".join((*fingerprints, settings.effort, settings.summary, f"{pace:g}"))


def record(made: WeekResult, folder: Path, *, seconds: float, loading: float) -> RunRecord:
    """What one week took: `seconds` in all, `loading` of them to load models."""
    working = sum(spent for stage, spent in made.seconds if stage in MODEL_STAGES)
    chars = characters(made)
    return RunRecord(
        "",
        len(made.digest.entries),
        chars,
        made.tally.tokens,
        loading,
        working,
        seconds - working - loading,
        host.peak_bytes(),
        sum(path.stat().st_size for path in folder.iterdir() if path.is_file()),
        chars,
    )


def total(weeks: Sequence[RunRecord], tally: Tally, *, key: str) -> RunRecord | None:
    """A run over these weeks as one record; None where the cache did the work."""
    if not tally.tokens or tally.reused * _REUSED > tally.asked:
        return None
    return RunRecord(
        key,
        sum(week.articles for week in weeks),
        sum(week.characters for week in weeks),
        tally.tokens,
        sum(week.loading_seconds for week in weeks),
        sum(week.model_seconds for week in weeks),
        sum(week.other_seconds for week in weeks),
        max(week.memory_bytes for week in weeks),
        sum(week.output_bytes for week in weeks),
        max(week.characters for week in weeks),
    )


def characters(made: WeekResult) -> int:
    """The Chinese characters that were translated, summaries included."""
    return sum(len(pair.zh) for entry in made.digest.entries for pair in pairs(entry))


def loading(*engines: object) -> float:
    """Seconds that the models of these engines took to load; the same engine counts once."""
    inner = {id(e): e for e in (getattr(engine, "inner", engine) for engine in engines)}
    return sum(engine.loading_seconds for engine in inner.values() if isinstance(engine, Lazy))


def keep(file: Path, run: RunRecord | None) -> None:
    """Append a run to the file, which keeps the last KEPT; None is ignored."""
    if run is None:
        return
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

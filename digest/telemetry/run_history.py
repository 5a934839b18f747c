"""What runs took on this machine, kept beside the cache: the grounds on which `plan` estimates."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from digest import host
from digest.config.settings import Settings
from digest.engines.factory import Lazy
from digest.engines.metered import Tally
from digest.pipeline import Made
from digest.records import pairs
from digest.storage.atomic_write import write_atomic
from digest.telemetry.run_report import MODEL_STAGES

KEPT = 100
# A run that took more than one text in so many from the cache says nothing of the model's speed; a
# few are its own, sentences that a retry asks for and that stand alone elsewhere (2 of 19 in a test).
_REUSED = 5


@dataclass(frozen=True, slots=True)
class Rate:
    """One run: how much it made, and the seconds, memory and disk that it took.

    `week_characters` are those of its largest week, with which memory grows.
    """

    key: str
    articles: int
    characters: int
    texts: int
    tokens: int
    loading_seconds: float
    model_seconds: float
    other_seconds: float
    memory_bytes: int
    output_bytes: int
    week_characters: int


def key(settings: Settings, fingerprints: Sequence[str]) -> str:
    """Names all that a run's speed hangs on, but for the machine."""
    pace = settings.translator.tokens_per_second
    return "|".join((*fingerprints, settings.effort, settings.summary, f"{pace:g}"))


def of(made: Made, folder: Path, *, seconds: float) -> Rate:
    """What a week that took so many seconds says of the machine, the model's loading among them."""
    working = sum(spent for stage, spent in made.seconds if stage in MODEL_STAGES)
    chars = characters(made)
    return Rate(
        "",
        len(made.digest.entries),
        chars,
        made.tally.asked,
        made.tally.tokens,
        0.0,
        working,
        seconds - working,
        host.peak_bytes(),
        sum(path.stat().st_size for path in folder.iterdir() if path.is_file()),
        chars,
    )


def whole(weeks: Sequence[Rate], tally: Tally, *, key: str, loading: float) -> Rate | None:
    """What a run over these weeks says of the machine; None where the cache did the work."""
    if not tally.tokens or tally.reused * _REUSED > tally.asked:
        return None
    return Rate(
        key,
        sum(week.articles for week in weeks),
        sum(week.characters for week in weeks),
        tally.asked,
        tally.tokens,
        loading,
        sum(week.model_seconds for week in weeks) - loading,
        sum(week.other_seconds for week in weeks),
        max(week.memory_bytes for week in weeks),
        sum(week.output_bytes for week in weeks),
        max(week.characters for week in weeks),
    )


def characters(made: Made) -> int:
    """The Chinese characters that are translated, summaries among them: what the work grows with."""
    return sum(len(pair.zh) for entry in made.digest.entries for pair in pairs(entry))


def loading(*engines: object) -> float:
    """Seconds that the engines' models took to load."""
    inner = {id(e): e for e in (getattr(engine, "inner", engine) for engine in engines)}
    return sum(engine.loading_seconds for engine in inner.values() if isinstance(engine, Lazy))


def keep(file: Path, rate: Rate | None) -> None:
    """Adds a run to the file, of which the last KEPT stay."""
    if rate is None:
        return
    lines = [json.dumps(asdict(known), ensure_ascii=False) for known in (*_read(file), rate)]
    file.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(file, "\n".join([*lines[-KEPT:], ""]).encode())


def load(file: Path, key: str) -> list[Rate]:
    """The runs of this key; a file that is broken or of another version says nothing."""
    return [rate for rate in _read(file) if rate.key == key]


def _read(file: Path) -> list[Rate]:
    try:
        return [Rate(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError, TypeError):
        return []

"""What a run will take: texts counted by a run without a model, the rest from earlier runs here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from digest.telemetry.run_history import Rate

# Where no run is known. Tokens a second and core: README, "Speed", two Zen 4 cores, int8 and bf16; of that
# some six tenths, since four answers are followed (40 lines, `fast` and `balanced` in turn: 39 s and 71 s).
# Loading, tokens a character, memory and output: two runs of the embedded model over 7 articles
# made 0.80 and 0.90 tokens a character and 37 bytes, held 3.63 GB, loaded in 3 s.
INT8_TOKENS, FLOAT_TOKENS = 26.0, 11.0
_LOADING_SECONDS, _TOKENS_PER_CHARACTER = 3.0, 0.85
_MODEL_BYTES = {"int8": 3_600_000_000, "float": 6_700_000_000}
# Measured with the fake engine over 30 to 1,000 articles of 210 characters.
_OTHER_SECONDS_ONCE, OTHER_SECONDS_PER_ARTICLE = 0.5, 0.01
_OUTPUT_BYTES_PER_CHARACTER = 37.0
MEMORY_BYTES_PER_CHARACTER = 60
CACHE_BYTES_PER_CHARACTER = 9.3
# Ray itself and a worker's process, until the model is loaded.
RAY_SECONDS = 20.0
SIZES = tuple(10**n for n in range(1, 8))
# A week of so many articles is taken for the table: a province's papers.
WEEK_ARTICLES = 1000


@dataclass(frozen=True, slots=True)
class Counts:
    """What a run will make; `texts` are what the model is asked for at least.

    `week_characters` are those of the largest week: memory holds one at a time.
    """

    articles: int
    texts: int
    characters: int
    week_characters: int

    def times(self, articles: int) -> "Counts":
        """As many of such articles, WEEK_ARTICLES in a week."""
        each = self.characters / self.articles
        texts = round(self.texts * articles / self.articles)
        week = round(each * min(articles, WEEK_ARTICLES))
        return Counts(articles, texts, round(each * articles), week)


@dataclass(frozen=True, slots=True)
class Pace:
    """What work costs on one machine, and where that is known from."""

    basis: str
    tokens_per_character: float
    loading_seconds: float
    start_seconds: float
    seconds_per_character: float
    other_seconds_once: float
    other_seconds_per_article: float
    memory_bytes: float
    memory_bytes_per_character: float
    output_bytes_per_character: float

    def tokens(self, work: Counts) -> int:
        """The tokens that the model will make."""
        return round(work.characters * self.tokens_per_character)

    def model_seconds(self, work: Counts) -> float:
        """Seconds of the model at work, loaded."""
        return self.start_seconds + work.characters * self.seconds_per_character

    def other_seconds(self, work: Counts) -> float:
        """Seconds to load, read, and write."""
        once = self.loading_seconds + self.other_seconds_once
        return once + work.articles * self.other_seconds_per_article

    def memory(self, work: Counts) -> int:
        """Bytes of memory at most."""
        return round(self.memory_bytes + work.week_characters * self.memory_bytes_per_character)

    def disk(self, work: Counts) -> int:
        """Bytes of the outputs and of the cache of made texts."""
        each = self.output_bytes_per_character + CACHE_BYTES_PER_CHARACTER
        return round(work.characters * each)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The machines to estimate for: how many, at how many tokens a second (0: as here), the price."""

    workers: int = 1
    tokens_per_second: float = 0
    cost_per_hour: float = 0


def pace(runs: Sequence[Rate], default: Pace) -> Pace:
    """The pace that these runs show; `default` where there is none."""
    quickest = min((run.loading_seconds for run in runs), default=0.0)
    # The first run of a model converts it, which takes a minute and twice the memory.
    settled = [run for run in runs if run.loading_seconds <= 3 * quickest + 5]
    if not settled:
        return default
    characters = sum(run.characters for run in settled)
    start, each = _line([(run.characters, run.model_seconds) for run in settled], slope=0)
    # Little beside the model, and lengthened by whatever else the machine does: the least counts.
    once = min(run.other_seconds - run.articles * OTHER_SECONDS_PER_ARTICLE for run in settled)
    memory, more = _line(
        [(run.week_characters, run.memory_bytes) for run in settled],
        slope=MEMORY_BYTES_PER_CHARACTER,
    )
    return Pace(
        f"{len(settled)} runs on this machine",
        sum(run.tokens for run in settled) / characters,
        quickest,
        start,
        each,
        max(0.0, once),
        OTHER_SECONDS_PER_ARTICLE,
        memory,
        more,
        sum(run.output_bytes for run in settled) / characters,
    )


def default_pace(*, int8: bool, cores: int) -> Pace:
    """The pace where nothing was run yet: the embedded model on a CPU with or without quick int8."""
    kind = "int8" if int8 else "float"
    rate = cores * (INT8_TOKENS if int8 else FLOAT_TOKENS)
    return Pace(
        f"no run yet on this machine: {rate:.0f} tokens/s, as on {cores} Zen 4 cores ({kind})",
        _TOKENS_PER_CHARACTER,
        _LOADING_SECONDS,
        0.0,
        _TOKENS_PER_CHARACTER / rate,
        _OTHER_SECONDS_ONCE,
        OTHER_SECONDS_PER_ARTICLE,
        float(_MODEL_BYTES[kind]),
        MEMORY_BYTES_PER_CHARACTER,
        _OUTPUT_BYTES_PER_CHARACTER,
    )


def estimate(work: Counts, known: Pace, wanted: Wanted) -> dict[str, Any]:
    """The plan as one JSON object: here, and on the machines wanted."""
    seconds = known.model_seconds(work) + known.other_seconds(work)
    return {
        "articles": work.articles,
        "texts": work.texts,
        "characters": work.characters,
        "tokens": known.tokens(work),
        "basis": known.basis,
        "here": {
            "seconds": round(seconds, 1),
            "memory_bytes": known.memory(work),
            "disk_bytes": known.disk(work),
            "cost": round(seconds / 3600 * wanted.cost_per_hour, 2),
        },
        "workers": _on_workers(work, known, wanted),
    }


def _on_workers(work: Counts, known: Pace, wanted: Wanted) -> dict[str, Any]:
    alone = known.model_seconds(work)
    if wanted.tokens_per_second:
        alone = known.tokens(work) / wanted.tokens_per_second
    seconds = RAY_SECONDS + alone / wanted.workers + known.other_seconds(work)
    return {
        "count": wanted.workers,
        "tokens_per_second": round(known.tokens(work) / alone if alone else 0.0, 1),
        "seconds": round(seconds, 1),
        "memory_bytes_each": round(known.memory_bytes),
        "cost": round(seconds / 3600 * wanted.cost_per_hour * wanted.workers, 2),
    }


def table(work: Counts, known: Pace, wanted: Wanted) -> str:
    """A Markdown table from 10 to 10 million of such articles."""
    rate = f"{wanted.tokens_per_second:g} tokens/s" if wanted.tokens_per_second else "as here"
    there = f"{wanted.workers} workers, {rate}"
    rows = [f"| articles | texts | tokens | here | memory | disk | {there} | cost |", _RULE]
    for size in SIZES:
        plan = estimate(work.times(size), known, wanted)
        here, workers = plan["here"], plan["workers"]
        cells = (
            f"{size:,}",
            f"{plan['texts']:,}",
            f"{plan['tokens']:,}",
            _span(here["seconds"]),
            f"{here['memory_bytes'] / 1e9:.1f} GB",
            _bytes(here["disk_bytes"]),
            _span(workers["seconds"]),
            f"{workers['cost']:,.2f}",
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


_RULE = "|" + "--:|" * 8


def _span(seconds: float) -> str:
    for limit, unit, name in ((120, 1, "s"), (7200, 60, "min"), (172_800, 3600, "h")):
        if seconds < limit:
            return f"{seconds / unit:.0f} {name}"
    return f"{seconds / 86_400:,.0f} days"


def _bytes(size: float) -> str:
    for limit, unit, name in ((1e9, 1e6, "MB"), (1e12, 1e9, "GB")):
        if size < limit:
            return f"{size / unit:.1f} {name}"
    return f"{size / 1e12:,.1f} TB"


def _line(points: Sequence[tuple[float, float]], *, slope: float) -> tuple[float, float]:
    """(start, slope) of the line with the least squares of relative errors, neither below zero.

    Points of one size show no slope: it is then `slope`, or where that is 0 the line starts at 0.
    """
    if max(x for x, _ in points) < 1.5 * min(x for x, _ in points):
        mean_x, mean_y = _means([(x, y, 1.0) for x, y in points])
        return (max(0.0, mean_y - slope * mean_x), slope) if slope else (0.0, mean_y / mean_x)
    weighted = [(x, y, 1 / max(y, 1e-9) ** 2) for x, y in points]
    mean_x, mean_y = _means(weighted)
    spread = sum(w * (x - mean_x) ** 2 for x, _, w in weighted)
    found = sum(w * (x - mean_x) * (y - mean_y) for x, y, w in weighted) / spread
    if found <= 0:
        return mean_y, 0.0
    start = mean_y - found * mean_x
    return (start, found) if start >= 0 else (0.0, mean_y / mean_x)


def _means(points: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
    total = sum(w for _, _, w in points)
    return sum(w * x for x, _, w in points) / total, sum(w * y for _, y, w in points) / total

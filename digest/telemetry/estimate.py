"""How long a run will take: its size, times the pace of earlier runs here or a documented one."""

from collections.abc import Sequence
from dataclasses import dataclass

from digest.progress import duration
from digest.telemetry.run_history import RunRecord

# For a machine without a run. Tokens per second and core: README, "Speed", two Zen 4 cores, int8 and
# bf16, times 0.6, since four beams are followed (40 lines, `fast` and `balanced` in turn: 39 s and
# 71 s). Loading, tokens per character: two runs of the embedded model over 7 articles.
INT8_TOKENS, FLOAT_TOKENS = 26.0, 11.0
_LOADING_SECONDS, _TOKENS_PER_CHARACTER = 3.0, 0.85
# Everything but the model, per article: the fake engine over 30 to 1,000 articles of 210 characters.
_SECONDS_PER_ARTICLE = 0.01
# A run that loaded this much longer than the quickest one converted the model as well.
_CONVERTED_FACTOR, _CONVERTED_SECONDS = 3, 5


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds per source character of the model and to load it, and where that is known from."""

    seconds_per_character: float
    loading_seconds: float
    basis: str

    def seconds(self, *, articles: int, characters: int) -> float:
        """The time of a run of this size, in seconds."""
        model = self.loading_seconds + characters * self.seconds_per_character
        return model + articles * _SECONDS_PER_ARTICLE


def pace(runs: Sequence[RunRecord], default: Pace) -> Pace:
    """The pace of these runs, `default` if there are none; a run that converted the model is left out."""
    quickest = min((run.loading_seconds for run in runs), default=0.0)
    limit = _CONVERTED_FACTOR * quickest + _CONVERTED_SECONDS
    settled = [run for run in runs if run.loading_seconds <= limit and run.characters]
    if not settled:
        return default
    each = sum(run.model_seconds for run in settled) / sum(run.characters for run in settled)
    several = f"{len(settled)} earlier runs" if len(settled) > 1 else "one earlier run"
    return Pace(each, quickest, f"as fast as {several} on this machine")


def default_pace(*, int8: bool, cores: int) -> Pace:
    """The pace without an earlier run: the embedded model on a CPU, with or without fast int8."""
    rate = cores * (INT8_TOKENS if int8 else FLOAT_TOKENS)
    return Pace(
        _TOKENS_PER_CHARACTER / rate,
        _LOADING_SECONDS,
        f"no earlier run on this machine; {rate:.0f} tokens/s assumed for {cores} cores",
    )


def describe(*, articles: int, characters: int, pace: Pace) -> str:
    """The estimate as one line."""
    noun = "article" if articles == 1 else "articles"
    seconds = pace.seconds(articles=articles, characters=characters)
    return (
        f"{articles:,} {noun}, {characters:,} characters: up to {duration(seconds)} ({pace.basis})"
    )

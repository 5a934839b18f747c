"""What a long run reports while it works, and the estimate of the time that it still needs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from digest.records import Article


@dataclass(frozen=True, slots=True)
class Estimate:
    """How far a run is: source characters finished and in all, and the seconds still needed.

    `seconds` is 0 while no pace is known, and when everything is finished.
    """

    done: int
    total: int
    seconds: float


class ProgressListener(Protocol):
    """Receives the progress events of a run."""

    def stage(self, name: str) -> None:
        """A stage of the pipeline begins: "read", "names", "summarise", "translate", "write"."""
        ...

    def requested(self, texts: int, chars: int) -> None:
        """`texts` more requests, with `chars` source characters in all, were given to the engine."""
        ...

    def answered(self, chars: int, tokens: int) -> None:
        """One request of `chars` source characters is answered.

        `tokens` were generated; 0 if the answer came from the cache or from no model.
        """
        ...

    def estimate(self, estimate: Estimate) -> None:
        """A new estimate of the whole run."""
        ...


# Typical length of a summary, which is translated as well (characters).
_SUMMARY_CHARS = 80


def translated_chars(article: Article) -> int:
    """The Chinese characters of an article that will be translated, its summary guessed."""
    headings = (article.section, article.kicker, article.title, article.subtitle)
    chars = len(article.text)
    return chars + sum(len(one) for one in headings if one) + min(chars, _SUMMARY_CHARS)


class EtaEstimator:
    """Estimates the time left from the characters left and the pace so far.

    Only parts that the model worked on count for the pace: parts from the cache take no time, and a
    resumed run begins with them. Until there is one, `pace` is that of earlier runs, in seconds per
    character; 0 if unknown.
    """

    def __init__(self, clock: Callable[[], float], pace: float = 0.0) -> None:
        self._clock = clock
        self._pace = pace
        self._since: float | None = None
        self._done = self._total = self._worked = 0
        self._seconds = 0.0

    def begin(self, chars: int, later: int) -> Estimate:
        """Begin a week of `chars` characters, after which weeks of `later` characters follow."""
        # From the second week on, the time between two weeks is part of the pace.
        self._since = self._clock() if self._since is None else self._since
        self._total = self._done + chars + later
        return self._estimate()

    def finish(self, chars: int, *, worked: bool) -> Estimate:
        """Finish a part of `chars` characters; `worked` if the model generated anything for it."""
        now = self._clock()
        self._done += chars
        if worked and self._since is not None:
            self._worked += chars
            self._seconds += now - self._since
        self._since = now
        return self._estimate()

    def _estimate(self) -> Estimate:
        pace = self._seconds / self._worked if self._worked else self._pace
        return Estimate(self._done, self._total, pace * (self._total - self._done))


def duration(seconds: float) -> str:
    """A time for people: "40 s", "12 min", "3 h 05 min"."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours:,} h {minutes:02} min" if hours else f"{minutes} min"

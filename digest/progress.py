"""An engine that counts what passes through it, for the progress bar and the report."""

from collections.abc import Callable
from typing import Protocol

from digest.records import Article


class ProgressListener(Protocol):
    """Someone who watches a run: a progress bar, or nobody."""

    def stage(self, name: str) -> None:
        """A step of the pipeline begins."""
        ...

    def asked(self, texts: int) -> None:
        """So many more texts are to be made in this stage."""
        ...

    def answered(self, tokens: int) -> None:
        """One of them is made, with so many tokens (0: from the cache, or without a model)."""
        ...

    def ahead(self, done: int, total: int, seconds: float) -> None:
        """Of all characters so many are done; the others will take about so many seconds."""
        ...


class NullProgress:
    """A watch that looks away."""

    def stage(self, name: str) -> None:
        """Nothing happens."""

    def asked(self, texts: int) -> None:
        """Nothing happens."""

    def answered(self, tokens: int) -> None:
        """Nothing happens."""

    def ahead(self, done: int, total: int, seconds: float) -> None:
        """Nothing happens."""


# A summary has about so many characters, which are translated too.
_SUMMARY_CHARS = 80


def translated_chars(article: Article) -> int:
    """The Chinese characters that an article will have in the digest, its summary guessed."""
    headings = (article.section, article.kicker, article.title, article.subtitle)
    chars = len(article.text)
    return chars + sum(len(one) for one in headings if one) + min(chars, _SUMMARY_CHARS)


class EtaEstimator:
    """The time left of a whole run, by the size of the articles left and the pace so far.

    Only parts that the model worked on give the pace: those from the cache take no time, and a run
    that goes on begins with them. Until there is one, `pace` is that of earlier runs, in seconds a
    character; 0: none is known.
    """

    def __init__(self, clock: Callable[[], float], pace: float = 0.0) -> None:
        self._clock = clock
        self._pace = pace
        self._since: float | None = None
        self._done = self._total = self._worked = 0
        self._seconds = 0.0

    def begin(self, chars: int, later: int) -> tuple[int, int, float]:
        """As `after`: a week of so much begins, and so much follows in later weeks."""
        # Of later weeks, the time between is a part of the pace.
        self._since = self._clock() if self._since is None else self._since
        self._total = self._done + chars + later
        return self._told()

    def after(self, chars: int, *, worked: bool) -> tuple[int, int, float]:
        """What is done, all there is, and the seconds left, after another part of so much."""
        now = self._clock()
        self._done += chars
        if worked and self._since is not None:
            self._worked += chars
            self._seconds += now - self._since
        self._since = now
        return self._told()

    def _told(self) -> tuple[int, int, float]:
        pace = self._seconds / self._worked if self._worked else self._pace
        return self._done, self._total, pace * (self._total - self._done)

"""The editor's watch list: what must be in an issue, what moves up, and what stays out."""

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from digest.config.settings import WatchSettings
from digest.curate.prominence import Point
from digest.records import Article
from digest.text.hanzi import fold, normalise

# More than all other points of an article together, so that nothing is placed before it.
_MUST_POINTS = 50
# As much as the length of the longest article and one more.
_PREFER_POINTS = 5
# A line that ran out in the middle of a word: 欠 薪.
_GAP = re.compile(r"(?<=[^\x00-\x7f\s])\s++(?=[^\x00-\x7f])")


@dataclass(frozen=True, slots=True)
class Watched:
    """The entries of the watch list that an article has, by what they ask for."""

    must: tuple[str, ...] = ()
    prefer: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    @property
    def unwanted(self) -> bool:
        """Whether the article stays out of the issue; `must` wins over `never`."""
        return bool(self.never) and not self.must

    @property
    def reason(self) -> str:
        """For the report: which entries of `never` keep the article out."""
        return f"on the watch list: {'、'.join(self.never)} (issue.watch.never)"

    @property
    def words(self) -> tuple[str, ...]:
        """The entries for which the article is in the issue, or further up in it."""
        return (*self.must, *self.prefer)

    def points(self) -> Iterator[Point]:
        """The points that the entries add to the article's prominence."""
        if self.must:
            yield Point(_MUST_POINTS, f"on the watch list: {'、'.join(self.must)}")
        if self.prefer:
            yield Point(_PREFER_POINTS, f"on the watch list: {'、'.join(self.prefer)}")


def watched(articles: Iterable[Article], watch: WatchSettings) -> Watched:
    """What the watch list says of a story, given all its versions.

    Simplified and traditional characters, full-width letters and upper case count as the same.
    `must` and `prefer` are looked for in the whole article, `never` only in its section, headlines
    and first paragraph: an article that mentions something in passing is not about it.
    """
    if watch == WatchSettings():
        return Watched()
    openings: list[str] = []
    others: list[str] = []
    for article in articles:
        first, *more = [block.text for block in article.blocks] or [""]
        headings = (article.section, article.kicker, article.title, article.subtitle)
        openings += map(_folded, filter(None, (*headings, first)))
        names = [name for byline in article.bylines for name in byline.names]
        others += map(_folded, filter(None, (article.dateline, *names, *more)))
    return Watched(
        _found(watch.must, (*openings, *others)),
        _found(watch.prefer, (*openings, *others)),
        _found(watch.never, openings),
    )


def _found(words: Iterable[str], texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if any(map(_pattern(word).search, texts)))


@functools.cache
def _pattern(word: str) -> re.Pattern[str]:
    """Finds a word in folded text; Latin letters and digits only as a whole word: AI, not in PAID."""
    text = _folded(word)
    before = r"(?<![a-z0-9])" if re.match("[a-z0-9]", text) else ""
    after = r"(?![a-z0-9])" if re.search("[a-z0-9]$", text) else ""
    return re.compile(f"{before}{re.escape(text)}{after}")


def _folded(text: str) -> str:
    return fold(normalise(_GAP.sub("", text))).casefold()

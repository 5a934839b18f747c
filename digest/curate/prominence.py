"""Scores how prominently a paper placed an article: points with reasons."""

import math
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from digest.records import Article, Mention, Provenance

_FRONT = re.compile("头版|头条|要闻|^一版$")
_ORDINARY_CHARS, _MOST_LENGTH_POINTS = 250, 4
_MOST_PAPERS = 3


@dataclass(frozen=True, slots=True)
class Point:
    """Points for one property of an article."""

    points: int
    reason: str


def prominence(
    articles: Sequence[Article],
    also: Mapping[str, tuple[Mention, ...]],
    *,
    leads: Container[Provenance],
) -> list[tuple[Point, ...]]:
    """The points of each article, in order; `leads` are the positions of the first articles of pages."""
    return [
        tuple(_points(article, also.get(article.id, ()), leads=article.provenance in leads))
        for article in articles
    ]


def _points(article: Article, also: tuple[Mention, ...], *, leads: bool) -> Iterator[Point]:
    if article.kicker:
        yield Point(1, "kicker")
    if article.subtitle:
        yield Point(1, "subtitle")
    if _FRONT.search(article.section or ""):
        yield Point(2, "front page")
    if leads:
        yield Point(2, "first on its page")
    chars = len(article.text)
    longer = min(_MOST_LENGTH_POINTS, int(math.log2(max(1.0, chars / _ORDINARY_CHARS))))
    if longer:
        yield Point(longer, f"{chars:,} characters")
    if also:
        yield Point(2 * min(_MOST_PAPERS, len(also)), f"reported {len(also) + 1} times")
    if article.kind != "article":
        yield Point(-1, article.kind)

"""One week's issue out of many articles: its window, one entry a story, sections, order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from digest.errors import InputError
from digest.records import Article, Failure, Mention, Week


@dataclass(frozen=True, slots=True)
class CurateSettings:
    """How an issue is made."""

    duplicate_similarity: float = 0.6
    sections: tuple[str, ...] = ()
    undated: Literal["include", "exclude"] = "include"


@dataclass(frozen=True, slots=True)
class Issue:
    """A week's articles in reading order, and all that was set aside."""

    week: Week
    articles: tuple[Article, ...]
    also: Mapping[str, tuple[Mention, ...]] = field(default_factory=dict)
    set_aside: tuple[Failure, ...] = ()


def curate(
    articles: Iterable[Article],
    *,
    week: Week | None,
    settings: CurateSettings = CurateSettings(),  # noqa: B008 - frozen
) -> Issue:
    """The issue of a week; without `week`, of the week of the latest dated article."""
    found = tuple(articles)
    chosen = week or _latest(found)
    inside = tuple(a for a in found if a.date is None or Week.of(a.date) == chosen)
    outside = tuple(
        Failure("curate", a.provenance.path, f"{a.title}: {a.date} lies outside {chosen}")
        for a in found
        if a.date is not None and Week.of(a.date) != chosen
    )
    return Issue(chosen, inside, {}, outside)


def _latest(articles: Sequence[Article]) -> Week:
    days = [article.date for article in articles if article.date]
    if not days:
        raise InputError("no article bears a date; say which week it is, such as --week 2026-W47")
    return Week.of(max(days))

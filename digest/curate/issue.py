"""One week's issue out of many articles: its window, one entry per story, sections in order."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from digest.config.settings import IssueSettings, WatchSettings
from digest.curate.near_duplicates import Telling, plain, stories
from digest.curate.prominence import Point, prominence
from digest.curate.sections import Placement, SectionRule, place, rules
from digest.curate.watch import Watched, watched
from digest.records import Article, Failure, Mention, Period, Provenance, Week

# A file with more articles than this is a crawler's dump, not a page with a lead story.
_MOST_ON_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Placed:
    """An article with its section, and the reasons for its place in the issue."""

    article: Article
    placement: Placement
    points: tuple[Point, ...]
    watched: Watched

    @property
    def score(self) -> int:
        """The sum of its points."""
        return sum(point.points for point in self.points)


@dataclass(frozen=True, slots=True)
class Issue:
    """A week's articles in reading order, and what was set aside.

    `considered` are the fingerprints of all articles that the issue deals with, those that are
    mentioned or set aside included; `also` is by article id; `placed` gives the reasons for the order;
    `names` is the English of the sections that have a rule.
    """

    week: Week
    articles: tuple[Article, ...]
    considered: tuple[str, ...] = ()
    also: Mapping[str, tuple[Mention, ...]] = field(default_factory=dict)
    set_aside: tuple[Failure, ...] = ()
    placed: tuple[Placed, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, int] = field(default_factory=dict)  # prominence by article id
    watched: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # entries by article id


@dataclass(frozen=True, slots=True)
class Window:
    """Which articles an issue takes.

    `published` maps the fingerprint of each article of other issues to its issue; `earlier` are the
    periods of the issues made before.
    """

    week: Week
    period: Period
    published: Mapping[str, Week] = field(default_factory=dict)
    earlier: tuple[Period, ...] = ()


def why_outside(article: Article, window: Window, settings: IssueSettings) -> str:
    """Why the issue does not take an article; "" if it does.

    An article is taken once: not if another issue has it. One that came too late for the issue of
    its day (dated in an earlier issue's period, but not in that issue) is taken now.
    """
    day = article.date
    excluded = day is None and settings.undated == "exclude"
    if excluded and not watched([article], settings.watch).must:
        return "has no date (issue.undated: exclude)"
    if window.published and (issue := window.published.get(fingerprint(article))):
        return f"already published in {issue}"
    late = day is not None and day < window.period.first and any(day in p for p in window.earlier)
    if day is not None and day not in window.period and not late:
        return f"{day} lies outside {window.week} ({window.period})"
    return ""


def fingerprint(article: Article) -> str:
    """Identifies an article by its date and the letters and digits of its headline and text."""
    content = f"{article.date}\x00{plain(article.title)}\x00{plain(article.text)}"
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def curate(articles: Sequence[Article], *, week: Week, settings: IssueSettings) -> Issue:
    """Make the issue of a week of the articles selected for it, one entry per story.

    Of several articles on one story the longest is kept; the others are its mentions ("also in").
    What the watch list excludes is set aside.
    """
    wanted, unwanted = _wanted(articles, settings.watch)
    kept, versions = _one_per_story(wanted, settings.duplicate_similarity)
    also = {
        article.id: tuple(map(_mention, others))
        for article, others in zip(kept, versions, strict=True)
        if others
    }
    watch = [
        watched([article, *others], settings.watch)
        for article, others in zip(kept, versions, strict=True)
    ]
    known = rules(settings.section_rules)
    points = prominence(kept, also, leads=_leads(articles))
    placed = _ordered(_placed(kept, points, watch, known), settings.sections, known)
    within, beyond = _limited(placed, settings.most_per_section)
    return Issue(
        week=week,
        articles=tuple(item.article for item in within),
        considered=tuple(map(fingerprint, articles)),
        also=also,
        set_aside=(*unwanted, *beyond),
        placed=within,
        names={name: rule.en for name, rule in known.items() if rule.en},
        scores={item.article.id: item.score for item in within},
        watched={item.article.id: item.watched.words for item in within if item.watched.words},
    )


def set_aside(article: Article, reason: str) -> Failure:
    """The line that says why an article is not in the issue."""
    return Failure("curate", article.provenance.path, f"{article.title}: {reason}")


def _wanted(
    articles: Iterable[Article], watch: WatchSettings
) -> tuple[list[Article], list[Failure]]:
    """The articles that the watch list does not exclude, and a line for each one that it does."""
    wanted: list[Article] = []
    unwanted: list[Failure] = []
    for article in articles:
        found = watched([article], watch)
        if found.unwanted:
            unwanted.append(set_aside(article, found.reason))
        else:
            wanted.append(article)
    return wanted, unwanted


def _one_per_story(
    articles: Sequence[Article], similarity: float
) -> tuple[list[Article], list[list[Article]]]:
    """The longest version of each story, in the order of the input, and the others of each."""
    groups = stories([Telling(a.title, a.text, a.date) for a in articles], similarity)
    kept = list(_distinct(articles[best] for best, *_ in groups))
    return kept, [[articles[i] for i in others] for _, *others in groups]


def _mention(article: Article) -> Mention:
    return Mention(article.title, article.source, article.provenance.path)


def _leads(articles: Iterable[Article]) -> frozenset[Provenance]:
    """The position of the first article of each page; a file of hundreds of articles has none."""
    pages: dict[str, list[Provenance]] = {}
    for article in articles:
        pages.setdefault(article.provenance.path, []).append(article.provenance)
    several = (p for p in pages.values() if 1 < len(p) <= _MOST_ON_A_PAGE)
    return frozenset(min(places, key=lambda p: p.lines) for places in several)


def _placed(
    articles: Iterable[Article],
    points: Iterable[tuple[Point, ...]],
    watch: Iterable[Watched],
    known: Mapping[str, SectionRule],
) -> Iterator[Placed]:
    for article, own, found in zip(articles, points, watch, strict=True):
        placement = place(article, known)
        in_section = replace(article, section=placement.section)
        yield Placed(in_section, placement, (*found.points(), *own), found)


def _ordered(
    placed: Iterable[Placed], first: Sequence[str], known: Iterable[str]
) -> tuple[Placed, ...]:
    """By section (the user's order, ours, then as found), the most prominent first in each."""
    items = tuple(placed)
    named = [*first, *known, *(item.article.section for item in items if item.article.section)]
    order = {name: at for at, name in enumerate(dict.fromkeys(named))}
    last = len(order)
    return tuple(
        sorted(items, key=lambda i: (order.get(i.article.section or "", last), -i.score)),
    )


def _limited(
    placed: Iterable[Placed], most: int | None
) -> tuple[tuple[Placed, ...], tuple[Failure, ...]]:
    """The first `most` articles of each section, all that must be in, and a line for each one cut."""
    kept: list[Placed] = []
    cut: list[Failure] = []
    count: Counter[str | None] = Counter()
    for item in placed:
        section = item.article.section
        count[section] += 1
        if most is None or count[section] <= most or item.watched.must:
            kept.append(item)
        else:
            where = f"{section!r} has" if section else "articles without a section have"
            reason = f"{where} {most} more prominent (issue.most_per_section)"
            cut.append(set_aside(item.article, reason))
    return tuple(kept), tuple(cut)


def _distinct(articles: Iterable[Article]) -> Iterator[Article]:
    """The articles with distinct ids: scrapers number from 1 in every file."""
    seen: dict[str, int] = {}
    for article in articles:
        seen[article.id] = seen.get(article.id, 0) + 1
        times = seen[article.id]
        yield article if times == 1 else replace(article, id=f"{article.id}-{times}")

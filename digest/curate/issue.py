"""One week's issue out of many articles: its window, one entry a story, sections in order."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from digest.config.settings import IssueSettings
from digest.curate.near_duplicates import Telling, stories
from digest.curate.prominence import Point, prominence
from digest.curate.sections import Placement, SectionRule, place, rules
from digest.records import Article, Failure, Mention, Provenance, Week

_MOST_ON_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an article stands in the issue, and why."""

    article: Article
    placement: Placement
    points: tuple[Point, ...]

    @property
    def score(self) -> int:
        """The sum of its points."""
        return sum(point.points for point in self.points)


@dataclass(frozen=True, slots=True)
class Issue:
    """A week's articles in reading order, and all that was set aside.

    `placed` says why each stands where it does; `names` is the English of sections that rules name.
    """

    week: Week
    articles: tuple[Article, ...]
    also: Mapping[str, tuple[Mention, ...]] = field(default_factory=dict)
    set_aside: tuple[Failure, ...] = ()
    placed: tuple[Placed, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, int] = field(default_factory=dict)  # prominence by article id


def curate(articles: Iterable[Article], *, week: Week, settings: IssueSettings) -> Issue:
    """The issue of a week, which may be empty; a story told twice is one that says where else.

    Articles of other weeks are not held.
    """
    inside, outside = _window(articles, week, settings)
    kept, also = _one_a_story(inside, settings.duplicate_similarity)
    known = rules(settings.section_rules)
    points = prominence(kept, also, leads=_leads(inside))
    placed = _ordered(_placed(kept, points, known), settings.sections, known)
    within, beyond = _limited(placed, settings.most_per_section)
    return Issue(
        week=week,
        articles=tuple(item.article for item in within),
        also=also,
        set_aside=(*outside, *beyond),
        placed=within,
        names={name: rule.en for name, rule in known.items() if rule.en},
        scores={item.article.id: item.score for item in within},
    )


def _window(
    articles: Iterable[Article], week: Week, settings: IssueSettings
) -> tuple[list[Article], list[Failure]]:
    """The articles of the week, and a line for each of the others."""
    inside: list[Article] = []
    outside: list[Failure] = []
    for article in articles:
        if article.date is None and settings.undated == "exclude":
            reason = "bears no date, and issue.undated says exclude"
        elif article.date is not None and Week.of(article.date) != week:
            reason = f"{article.date} lies outside {week}"
        else:
            inside.append(article)
            continue
        outside.append(_set_aside(article, reason))
    return inside, outside


def _set_aside(article: Article, reason: str) -> Failure:
    return Failure("curate", article.provenance.path, f"{article.title}: {reason}")


def _one_a_story(
    articles: Sequence[Article], similarity: float
) -> tuple[list[Article], dict[str, tuple[Mention, ...]]]:
    """The longest telling of each story, in the order of the input, and its other tellings."""
    groups = stories([Telling(a.title, a.text, a.date) for a in articles], similarity)
    kept = list(_distinct(articles[best] for best, *_ in groups))
    also = {
        article.id: tuple(_mention(articles[i]) for i in others)
        for article, (_, *others) in zip(kept, groups, strict=True)
        if others
    }
    return kept, also


def _mention(article: Article) -> Mention:
    return Mention(article.title, article.source, article.provenance.path)


def _leads(articles: Iterable[Article]) -> frozenset[Provenance]:
    """Where the first article of each page stands; a crawler's file of hundreds has no first."""
    pages: dict[str, list[Provenance]] = {}
    for article in articles:
        pages.setdefault(article.provenance.path, []).append(article.provenance)
    several = (p for p in pages.values() if 1 < len(p) <= _MOST_ON_A_PAGE)
    return frozenset(min(places, key=lambda p: p.lines) for places in several)


def _placed(
    articles: Iterable[Article],
    points: Iterable[tuple[Point, ...]],
    known: Mapping[str, SectionRule],
) -> Iterator[Placed]:
    for article, own in zip(articles, points, strict=True):
        placement = place(article, known)
        yield Placed(replace(article, section=placement.section), placement, own)


def _ordered(
    placed: Iterable[Placed], first: Sequence[str], known: Iterable[str]
) -> tuple[Placed, ...]:
    """By section - the user's order, ours, then as found - and the most prominent first in each."""
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
    """The first `most` of each section, and a line for each that is cut."""
    kept: list[Placed] = []
    cut: list[Failure] = []
    met: Counter[str | None] = Counter()
    for item in placed:
        section = item.article.section
        met[section] += 1
        if most is None or met[section] <= most:
            kept.append(item)
        else:
            where = f"{section!r} has" if section else "articles without a section have"
            reason = f"{where} {most} more prominent (issue.most_per_section)"
            cut.append(_set_aside(item.article, reason))
    return tuple(kept), tuple(cut)


def _distinct(articles: Iterable[Article]) -> Iterator[Article]:
    """The articles with ids made distinct, since scrapers number from 1 in every file."""
    seen: dict[str, int] = {}
    for article in articles:
        seen[article.id] = seen.get(article.id, 0) + 1
        times = seen[article.id]
        yield article if times == 1 else replace(article, id=f"{article.id}-{times}")

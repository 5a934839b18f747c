"""One week's issue out of many articles: its window, one entry a story, sections in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from digest.config import IssueSettings
from digest.errors import InputError
from digest.records import Article, Failure, Mention, Week

# Character n-grams: long enough that common phrases of the trade do not make two stories one.
_GRAM = 5


@dataclass(frozen=True, slots=True)
class Issue:
    """A week's articles in reading order, and all that was set aside."""

    week: Week
    articles: tuple[Article, ...]
    also: Mapping[str, tuple[Mention, ...]] = field(default_factory=dict)
    set_aside: tuple[Failure, ...] = ()


def curate(articles: Iterable[Article], *, week: Week | None, settings: IssueSettings) -> Issue:
    """The issue of a week; without `week`, of the week of the latest dated article.

    Articles without a date belong to it; a story told twice is one article that says where else.
    """
    found = tuple(articles)
    chosen = week or _latest(found)
    inside = [a for a in found if a.date is None or Week.of(a.date) == chosen]
    outside = tuple(
        Failure("curate", a.provenance.path, f"{a.title}: {a.date} lies outside {chosen}")
        for a in found
        if a.date is not None and Week.of(a.date) != chosen
    )
    kept, also = _one_a_story(inside, settings.duplicate_similarity)
    order = {name: place for place, name in enumerate(settings.sections)}
    kept.sort(key=lambda a: order.get(a.section or "", len(order)))
    return Issue(chosen, tuple(_distinct(kept)), also, outside)


def _latest(articles: Sequence[Article]) -> Week:
    days = [article.date for article in articles if article.date]
    if not days:
        if not articles:
            raise InputError(
                "no article in the input: `digest parse INPUT` shows what was left out"
            )
        raise InputError("no article bears a date; say which week it is, such as --week 2026-W47")
    return Week.of(max(days))


def _one_a_story(
    articles: Sequence[Article], similarity: float
) -> tuple[list[Article], dict[str, tuple[Mention, ...]]]:
    """The longest telling of each story, in the order of the input, and its other tellings."""
    grams = [_grams(article) for article in articles]
    sharing: dict[str, list[int]] = {}
    groups = list(range(len(articles)))
    for index, own in enumerate(grams):
        shared: dict[int, int] = {}
        for gram in own:
            for other in sharing.setdefault(gram, []):
                shared[other] = shared.get(other, 0) + 1
            sharing[gram].append(index)
        for other, count in shared.items():
            # Of the shorter one: an excerpt is the same story.
            if count >= similarity * min(len(own), len(grams[other])):
                groups[index] = groups[other]
                break
    stories: dict[int, list[int]] = {}
    for index, group in enumerate(groups):
        stories.setdefault(group, []).append(index)
    kept: list[Article] = []
    also: dict[str, tuple[Mention, ...]] = {}
    for members in stories.values():
        best = max(members, key=lambda i: (len(articles[i].text), -i))
        kept.append(articles[best])
        others = [articles[i] for i in members if i != best]
        if others:
            also[articles[best].id] = tuple(
                Mention(a.title, a.source, a.provenance.path) for a in others
            )
    return kept, also


def _grams(article: Article) -> set[str]:
    text = article.text or article.title
    return {text[i : i + _GRAM] for i in range(max(1, len(text) - _GRAM + 1))}


def _distinct(articles: Iterable[Article]) -> Iterable[Article]:
    """The articles with ids made distinct, since scrapers number from 1 in every file."""
    seen: dict[str, int] = {}
    for article in articles:
        seen[article.id] = seen.get(article.id, 0) + 1
        times = seen[article.id]
        yield article if times == 1 else replace(article, id=f"{article.id}-{times}")

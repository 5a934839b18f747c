"""Page segmentation on real pages: `python -m lab.quality.pages` prints the figures of each page.

The gold files name lines and characters of pages that lie outside of the project, by number only:
a span is a line, or a line with a first and a last character. They were made by reading the pages.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from digest import ingest
from digest.records import Article

GOLD = Path(__file__).parents[2] / "tests" / "data" / "gold"
# Labelled when the parser was written, and not used while it was tuned.
HELD_OUT = (
    "rmrb_2026-07-04_p02",
    "sxworker_issue8686_p1",
    "xwlb_2025-11-01",
    "zjgrrb_2022-07-04_p2",
    "zjrb_2014-04-21_p1",
)
People = tuple[str, str]  # a role and one name


@dataclass(frozen=True, slots=True)
class Truth:
    """An article as it should be read."""

    lines: tuple[int, int]
    title: str | None
    people: tuple[People, ...]
    body: str
    kicker: str | None = None
    subtitle: str | None = None
    section: str | None = None
    caption: str = ""
    also: frozenset[tuple[int, int]] = frozenset()  # other first and last lines that are also right


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over one page or several; `+` adds pages up."""

    articles: int = 0
    made: int = 0
    bounded: int = 0
    titled: int = 0
    titles: int = 0
    heads: int = 0
    people: int = 0
    people_made: int = 0
    people_right: int = 0
    chars: int = 0
    lost: int = 0
    polluted: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(*(getattr(self, n) + getattr(other, n) for n in self.__slots__))

    @property
    def boundaries(self) -> float:
        """F1 over articles whose first and last line are both right."""
        return _f1(self.bounded, self.articles, self.made)

    @property
    def titles_exact(self) -> float:
        return self.titles / self.titled if self.titled else 1.0

    @property
    def bylines(self) -> float:
        """F1 over (role, name) pairs, bylines and credits alike."""
        return _f1(self.people_right, self.people, self.people_made)

    @property
    def body_wrong(self) -> float:
        """Characters lost and characters that belong elsewhere, as a share of all body text."""
        return (self.lost + self.polluted) / self.chars if self.chars else 0.0

    def row(self, name: str) -> str:
        """One line of the report."""
        return (
            f"{name:34} {self.made:4}/{self.articles:<4} {self.boundaries:6.3f} {self.titles_exact:6.3f} "
            f"{self.heads / max(self.articles, 1):6.3f} {self.bylines:6.3f} {self.body_wrong:8.4f}"
        )


HEADER = f"{'page':34} {'articles':>9} {'bounds':>6} {'titles':>6} {'heads':>6} {'people':>6} {'body':>8}"


def gold_of(name: str, text: str) -> tuple[Truth, ...]:
    """The articles of a page's gold file, with the words of the page."""
    lines = text.split("\n")

    def words(spans: Iterable[Any]) -> list[str]:
        return [_cut(lines, span) for span in spans]

    def joined(item: dict[str, Any], key: str) -> str | None:
        return " ".join(words(item[key])) if key in item else None

    return tuple(
        Truth(
            lines=tuple(item["lines"]),
            title=joined(item, "title"),
            people=tuple(
                ("".join(words([p["role"]])) if "role" in p else "", name)
                for p in item.get("people", [])
                for name in words(p["names"])
            ),
            body="".join(words(item["body"])),
            kicker=joined(item, "kicker"),
            subtitle=joined(item, "subtitle"),
            section=joined(item, "section"),
            caption="".join(words(item.get("captions", []))),
        )
        for item in json.loads((GOLD / f"{name}.json").read_text(encoding="utf-8"))
    )


def _cut(lines: Sequence[str], span: int | list[int]) -> str:
    if isinstance(span, int):
        return lines[span - 1].strip()
    number, *ends = span
    return lines[number - 1][ends[0] : ends[1]] if ends else lines[number - 1].strip()


def score(truths: Sequence[Truth], made: Sequence[Article]) -> Score:
    """Compare the articles read from a page with those that it holds."""
    spans = {article.provenance.lines for article in made}
    titled = [t for t in truths if t.title is not None]
    pairs = _paired(truths, made)
    people = Counter(pair for t in truths for pair in t.people)
    found = Counter(pair for a in made for pair in people_of(a))
    lost, polluted = _body_errors(truths, made, pairs)
    return Score(
        articles=len(truths),
        made=len(made),
        bounded=sum(not spans.isdisjoint({t.lines, *t.also}) for t in truths),
        titled=len(titled),
        titles=sum(t.title is not None and a is not None and a.title == t.title for t, a in pairs),
        heads=sum(
            a is not None and (a.kicker, a.subtitle, a.section) == (t.kicker, t.subtitle, t.section)
            for t, a in pairs
        ),
        people=people.total(),
        people_made=found.total(),
        people_right=(people & found).total(),
        chars=sum(len(_dense(t.body)) for t in truths),
        lost=lost,
        polluted=polluted,
    )


def people_of(article: Article) -> list[People]:
    """Roles and names of an article, bylines and credits alike."""
    return [
        *((b.role, n) for b in article.bylines for n in b.names),
        *((c.role, n) for c in article.credits for n in c.names),
    ]


def _paired(truths: Sequence[Truth], made: Sequence[Article]) -> list[tuple[Truth, Article | None]]:
    """Each true article with the one read that shares most of its lines, or None."""
    pairs = []
    for truth in truths:
        shared = [
            (
                min(truth.lines[1], a.provenance.lines[1])
                - max(truth.lines[0], a.provenance.lines[0]),
                a,
            )
            for a in made
        ]
        best = max(shared, key=lambda pair: pair[0], default=(-1, None))
        pairs.append((truth, best[1] if best[0] >= 0 else None))
    return pairs


def _body_errors(
    truths: Sequence[Truth],
    made: Sequence[Article],
    pairs: Sequence[tuple[Truth, Article | None]],
) -> tuple[int, int]:
    lost = polluted = 0
    used: set[int] = set()
    for truth, article in pairs:
        body = _dense(truth.body)
        if article is None or id(article) in used:
            lost += len(body)
            continue
        used.add(id(article))
        text = _dense(article.text)
        caption = _dense(truth.caption)
        if caption:
            text = text.replace(caption, "", 1)  # a caption may be part of the text or not
        missing, added = _differences(body, text)
        lost, polluted = lost + missing, polluted + added
    polluted += sum(len(_dense(a.text)) for a in made if id(a) not in used)
    return lost, polluted


def _differences(expected: str, text: str) -> tuple[int, int]:
    if expected == text:
        return 0, 0
    same = sum(
        block.size
        for block in SequenceMatcher(None, expected, text, autojunk=False).get_matching_blocks()
        if block.size > 1
    )
    return len(expected) - same, len(text) - same


def _dense(text: str) -> str:
    return "".join(text.split())


def _f1(right: int, expected: int, found: int) -> float:
    return 2 * right / (expected + found) if expected + found else 1.0


def read_page(path: Path) -> list[Article]:
    """The articles of one page file, as the command reads it."""
    return [item for item in ingest.read([str(path)]) if isinstance(item, Article)]


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page with its right reading; `source` is the paper or site that it is from."""

    name: str
    source: str
    path: Path
    truths: tuple[Truth, ...]

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")


def labelled(shared: Path) -> Iterator[LabelledPage]:
    """All pages with a right reading: those of the gold files and those of the cases."""
    for path in [*sorted((shared / "pages").glob("*.txt")), shared / "seed" / "page.txt"]:
        name = "seed" if path.parent.name == "seed" else path.stem
        if (GOLD / f"{name}.json").exists():
            truths = gold_of(name, path.read_text(encoding="utf-8"))
            yield LabelledPage(name, name.partition("_")[0], path, truths)
    cases = shared / "cases" / "pages"
    readings = json.loads((cases / "truth.json").read_text(encoding="utf-8"))
    for name, reading in readings.items():
        path = cases / f"{name}.txt"
        lines = path.read_text(encoding="utf-8").split("\n")
        truths = tuple(_case(article, lines) for article in reading["articles"])
        yield LabelledPage(name, name.partition("_")[0], path, truths)


def _case(article: dict[str, Any], lines: Sequence[str]) -> Truth:
    """An article of truth.json, which gives lines of the body and words that are none of it."""
    body = _dense("\n".join(lines[number - 1] for number in article["body"]))
    for words in article["strip"]:
        body = body.replace(_dense(words), "")
    spans = [(first, last) for first in article["start"] for last in article["end"]]
    return Truth(
        lines=spans[0],
        title=article["title"],
        people=tuple((role, name) for role, name in (*article["by"], *article["cr"])),
        body=body,
        kicker=article["kicker"],
        subtitle=article["subtitle"],
        also=frozenset(spans[1:]),
    )


def scores(shared: Path) -> dict[str, Score]:
    """Each real page's score, the seed page's included."""
    paths = {path.stem: path for path in sorted((shared / "pages").glob("*.txt"))}
    paths["seed"] = shared / "seed" / "page.txt"
    return {
        name: score(gold_of(name, path.read_text(encoding="utf-8")), read_page(path))
        for name, path in paths.items()
        if (GOLD / f"{name}.json").exists()
    }


def main() -> None:
    """Print the table."""
    shared = Path(__file__).parents[3] / "shared"
    found = scores(shared)
    print(HEADER)
    for name, one in found.items():
        print(one.row(name))
    print(sum(found.values(), Score()).row("all"))
    print(sum((found[n] for n in HELD_OUT), Score()).row("held out when tuning"))


if __name__ == "__main__":
    main()

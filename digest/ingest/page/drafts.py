"""An article while its lines come in, and the article that it becomes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from digest.ingest.page import headlines
from digest.ingest.page import paragraphs as breaks
from digest.ingest.page.masthead import Masthead
from digest.records import Article, ArticleKind, Block, Byline, Credit, Provenance, article_id
from digest.text.attribution import Attribution
from digest.text.hanzi import fold

_PHOTO_CHARS = 320
_BRIEF_CHARS = 120
# A title made of a text's first words: at least so long, and cut at a pause before it gets too long.
_TELLING_CHARS, _TITLE_CHARS = 8, 60
_PAUSES = re.compile(r"[，。；：！？,;:!?](?!\d)")
# 6月28日上午 alone tells nothing.
_TIME_ONLY = re.compile(
    r"(?:[\d一二三四五六七八九十]+[年月日时点分])+(?:上午|下午|中午|晚上?|凌晨|清晨|傍晚)?$"
)
# 3月5日上午， in front of a sentence is no part of a title, where a date alone may be.
_PART_OF_DAY = re.compile(
    r"^(?:\d{1,2}月)?\d{1,2}日(?:上午|下午|中午|晚上?|凌晨|清晨|傍晚)[，,](?=.{8})"
)
_QUOTES = (("“", "”"), ("《", "》"), ("（", "）"), ("(", ")"))


@dataclass(slots=True)
class Draft:
    """An article as its lines come in; `why` it begins where it does, for the explanation."""

    heads: headlines.Heads
    first: int
    last: int
    why: str
    level: int = 0  # of its headline, where Markdown marks headings
    dateline: str | None = None
    bylines: list[Byline] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    closed: bool = False  # names below the text ended it
    whole: bool = False  # the last paragraph is not continued by the next line

    @property
    def chars(self) -> int:
        return sum(len(block.text) for block in self.blocks)

    @property
    def is_caption(self) -> bool:
        """Whether all that it has is a headline and one paragraph, with at most the picture's credit."""
        named = self.dateline or self.bylines
        return bool(self.heads.title) and not named and len(self.blocks) == 1

    def has_all(self, found: Attribution) -> bool:
        """Whether everybody of `found` is named already."""
        return set(found.bylines) <= set(self.bylines) and set(found.credits) <= set(self.credits)

    def attribute(self, found: Attribution) -> None:
        """Take over the dateline and the people, each once: a role printed later replaces none."""
        self.dateline = self.dateline or found.dateline
        self.bylines += [b for b in found.bylines if b not in self.bylines]
        self.credits += [c for c in found.credits if c not in self.credits]
        people: tuple[Byline | Credit, ...] = (*self.bylines, *self.credits)
        with_roles = {name for who in people if who.role for name in who.names}
        self.bylines = [b for b in self.bylines if b.role or not with_roles.issuperset(b.names)]

    @property
    def kind(self) -> ArticleKind:
        whats = [fold(credit.what) for credit in self.credits]
        if self.chars <= _PHOTO_CHARS and any("摄" in w and "文" not in w for w in whats):
            return "photo"
        short = len(self.blocks) == 1 and self.chars < _BRIEF_CHARS
        return "brief" if short and self.heads.title is None else "article"

    @property
    def content(self) -> str | None:
        """What a section is compared with; None for a photo, which is in no section by itself."""
        if self.kind == "photo":
            return None
        return (self.heads.title or "") + "".join(block.text for block in self.blocks)

    def article(self, path: str, section: str | None, masthead: Masthead) -> Article:
        """The finished article; its title is the first clause where it has no headline."""
        day = masthead.day
        title = self.heads.title or first_clause(self.blocks)
        blocks = tuple(breaks.mark_incomplete(self.blocks))
        text = "\n".join(block.text for block in blocks)
        return Article(
            id=article_id(title, text, day),
            kind=self.kind,
            section=section,
            kicker=self.heads.kicker,
            title=title,
            subtitle=self.heads.subtitle,
            dateline=self.dateline,
            bylines=tuple(self.bylines),
            credits=tuple(self.credits),
            date=day,
            source=masthead.source,
            url=None,
            blocks=blocks,
            provenance=Provenance(path, (self.first, self.last)),
            page=masthead.page,
        )


def first_clause(blocks: Sequence[Block]) -> str:
    """The first clauses of a text, up to a pause outside of quotation marks, that tell something."""
    text = next((block.text for block in blocks if block.type == "p"), "")
    text = _PART_OF_DAY.sub("", text)[: _TITLE_CHARS + 1]
    ends = [end for end in _clause_ends(text) if end <= _TITLE_CHARS]
    telling = (
        text[:end] for end in ends if end >= _TELLING_CHARS and not _TIME_ONLY.match(text[:end])
    )
    return next(telling, text[: ends[-1]] if ends else text[:_TITLE_CHARS])


def _clause_ends(text: str) -> Iterator[int]:
    for found in _PAUSES.finditer(text, 0, _TITLE_CHARS + 1):
        clause = text[: found.start()]
        if all(clause.count(left) <= clause.count(right) for left, right in _QUOTES):
            yield found.start()
    yield len(text)

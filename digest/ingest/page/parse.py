"""The text of a newspaper page to articles: lines get roles, roles make articles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from digest.ingest.page import boilerplate, headlines
from digest.ingest.page import paragraphs as breaks
from digest.ingest.page.line_roles import Marked, mark
from digest.ingest.page.lines import Line, clean_lines, ends_sentence, paragraphs
from digest.records import (
    Article,
    ArticleKind,
    Block,
    Byline,
    Credit,
    Discard,
    Provenance,
    article_id,
)
from digest.text.attribution import Attribution, lead, people_line, tail
from digest.text.hanzi import fold

_PHOTO_CHARS = 320
_TELLING_CHARS = 6
_TURNED = "a note on which page the text goes on"


def parse(text: str, *, path: str) -> tuple[tuple[Article, ...], tuple[Discard, ...]]:
    """The articles of a page in reading order, and the lines that belong to none, with reasons."""
    return _built(mark(clean_lines(text)), path).finish()


def explain(text: str) -> Iterator[str]:
    """Each line of a page with its role and why; then each article: its parts, why it begins and ends."""
    marked = mark(clean_lines(text))
    for item in marked:
        yield f"{item.line.first:5} {item.role:9} {_short(item.line.text)}  ({item.reason})"
    page = _built(marked, "")
    articles, _ = page.finish()
    reasons = [*(f"next, {draft.why}" for draft in page.drafts[1:]), "the page ends"]
    for number, (draft, article) in enumerate(zip(page.drafts, articles, strict=True), 1):
        yield ""
        yield f"article {number} ({article.kind}), lines {draft.first}-{draft.last}"
        for name, part in _parts(draft, article):
            yield f"      {name:9} {part}"
        yield f"      {'ends':9} {reasons[number - 1]}"


def _parts(draft: "_Draft", article: Article) -> Iterator[tuple[str, str]]:
    yield "begins", draft.why
    title = "  (the first clause, for want of a headline)" if draft.heads.title is None else ""
    banner = "  (the line or column above)" if draft.heads.banner else "  (holds on from above)"
    why = f"  ({draft.heads.why})" if draft.heads.why else ""
    if article.section:
        yield "section", article.section + banner
    if article.kicker:
        yield "kicker", article.kicker + why
    yield "title", article.title + title
    if article.subtitle:
        yield "subtitle", article.subtitle + ("" if article.kicker else why)
    if article.dateline:
        yield "dateline", article.dateline
    people: list[Byline | Credit] = [*article.bylines, *article.credits]
    for who in people:
        yield "names", f"{who.role} {'、'.join(who.names)}".strip()
    count = sum(block.type == "p" for block in article.blocks)
    chars = sum(len(block.text) for block in article.blocks)
    heads = [block.text for block in article.blocks if block.type == "h"]
    yield "body", f"{count} paragraphs, {chars} characters: {_short(article.blocks[0].text)}"
    for head in heads:
        yield (
            "heading",
            f"{head}  (a short line within the text: nothing says that an article ended)",
        )
    broken = sum(block.incomplete for block in article.blocks)
    if broken:
        yield "broken", f"{broken} paragraphs begin or break off within a sentence"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _built(marked: Sequence[Marked], path: str) -> "_Page":
    page = _Page(path, tight=_is_tight(marked))
    for index, item in enumerate(marked):
        page.take(item, marked, index)
    return page


def _is_tight(marked: Sequence[Marked]) -> bool:
    """Whether the page sets headlines directly on their text and blank lines between articles."""
    pairs = [(a, b) for a, b in pairwise(marked) if a.role == "headline"]
    texts = [b for _, b in pairs if b.role in {"text", "people"}]
    return len(texts) > 1 and sum(not b.line.blanks_before for b in texts) * 2 > len(texts)


@dataclass(slots=True)
class _Draft:
    """An article as its lines come in."""

    heads: headlines.Heads
    first: int
    last: int
    why: str  # it begins here
    dateline: str | None = None
    bylines: list[Byline] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    closed: bool = False

    @property
    def chars(self) -> int:
        return sum(len(block.text) for block in self.blocks)

    @property
    def attributed(self) -> bool:
        return bool(self.dateline or self.bylines or self.credits)

    def names(self, found: Attribution) -> bool:
        """Whether all of those found are named already."""
        return set(found.bylines) <= set(self.bylines) and set(found.credits) <= set(self.credits)

    def attribute(self, found: Attribution) -> None:
        self.dateline = self.dateline or found.dateline
        self.bylines += [b for b in found.bylines if b not in self.bylines]
        self.credits += [c for c in found.credits if c not in self.credits]


class _Page:
    """Articles out of marked lines."""

    def __init__(self, path: str, *, tight: bool) -> None:
        self._path = path
        self._tight = tight
        self.drafts: list[_Draft] = []
        self._heads: list[Line] = []
        self._discards: list[Discard] = []
        self._fresh = True  # whether a page boundary lies between the last article and this line
        self._date: date | None = None
        self._source: str | None = None
        self._column: str | None = None
        self._briefs: str | None = None  # the column of briefs that the last line stands in
        self._pending: list[Attribution] = []
        self._signed: Attribution | None = None  # a byline on the line just before

    def take(self, item: Marked, marked: Sequence[Marked], index: int) -> None:
        """One more line."""
        line = item.line
        if item.role != "people":
            self._signed = None
        match item.role:
            case "furniture":
                self._take_furniture(item)
            case "debris":
                self._leave_out(line, item.reason)
            case "headline":
                self._heads.append(line)
            case "people":
                self._take_people(item)
            case "text":
                self._take_text(line, marked, index)

    def _take_furniture(self, item: Marked) -> None:
        line, rule = item.line, item.source
        self._date = self._date or boilerplate.date_in(line.text)
        self._source = self._source or boilerplate.source_in(line.text)
        if rule and rule.role == "column":
            self._column = line.text.replace("：", ":").partition(":")[2].strip()
        if rule and rule.role in {"masthead", "page-head", "page-foot"} and not self._heads:
            self._fresh = True
        author = boilerplate.author_in(line.text)
        found = people_line(author) if author else None
        if found and self._heads:
            self._pending.append(found)
        self._leave_out(line, rule.reason if rule else item.reason)

    def _take_people(self, item: Marked) -> None:
        line, people = item.line, item.people
        draft = self.drafts[-1] if self.drafts else None
        if people is None:
            return
        if self._heads or draft is None:
            self._pending.append(people)
        elif draft.names(people):
            self._leave_out(line, "repeats a credit of the article")
        else:
            if people.credits and people.credits[0].what and self._signed:
                # 本报记者甲 / 通讯员乙 摄, on two lines: both took it.
                what = people.credits[0].what
                earlier = tuple(Credit(b.role, b.names, what) for b in self._signed.bylines)
                draft.bylines = [b for b in draft.bylines if b not in self._signed.bylines]
                people = replace(people, credits=(*earlier, *people.credits))
            draft.attribute(people)
            draft.last, draft.closed = line.last, True
            self._signed = people if people.bylines else None

    def _take_brief(self, line: Line, text: str, title: str | None) -> None:
        """One of the briefs in a column: an article of its own; the column's name is its section."""
        if self._heads:
            self._briefs = " ".join(head.text for head in self._heads)
        first = self._heads[0].first if self._heads else line.first
        heads = headlines.Heads(title, banner=self._briefs)
        draft = _Draft(heads, first, line.last, "a mark opens a brief")
        self._heads, self._pending, self._fresh = [], [], False
        self.drafts.append(draft)
        self._add(draft, replace(line, text=text), lead(text))

    def _take_text(self, line: Line, marked: Sequence[Marked], index: int) -> None:
        brief = headlines.brief(line.text)
        if brief and (self._heads or self._briefs):
            self._take_brief(line, *brief)
            return
        if self._heads:
            self._briefs = None
        opening, goes_on = line.opening, _goes_on(marked, index)
        draft = self.drafts[-1] if self.drafts else None
        if (
            draft
            and not self._heads
            and not self._fresh
            and self._continues(draft, opening, apart=line.blanks_before > 0)
        ):
            self._add(draft, line, opening, goes_on=goes_on)
            return
        why = self._why_begun(draft, opening, marked, index)
        if draft and self._heads and not why:
            for head in self._heads:
                draft.blocks.append(Block("h", head.text))
            self._heads = []
            self._add(draft, line, opening, goes_on=goes_on)
            return
        self.drafts.append(self._begun(line, why or "a dateline without a headline"))
        self._add(self.drafts[-1], line, opening, goes_on=goes_on)

    def _continues(self, draft: _Draft, opening: Attribution, *, apart: bool) -> bool:
        """Whether a text without a headline belongs to the article before it.

        One with a dateline does not, unless all before it is a caption under the headline; where
        headlines stand on their texts, a caption does not stand `apart` by a blank line.
        """
        caption = draft.heads.title and not draft.attributed and len(draft.blocks) == 1
        caption = caption and not (self._tight and apart)
        if breaks.comes_from_elsewhere(opening.text):
            return False
        return not opening.dateline or bool(caption) or not ends_sentence(draft.blocks[-1].text)

    def _why_begun(
        self, draft: _Draft | None, opening: Attribution, marked: Sequence[Marked], index: int
    ) -> str | None:
        """Why the text here, below what headlines there are, is an article's; None for a sub-heading's."""
        if draft is None:
            return "the first text of the page"
        if self._fresh:
            return "a page head or foot stands before it"
        if not self._heads:
            return None
        reasons = (
            (draft.closed, "a headline after names that closed the article before"),
            (self._tight, "a headline after a blank line, on a page that sets them so"),
            (opening.found, "a headline, and its text names its source or author"),
            (len(headlines.groups(self._heads)) > 1, "several headlines one above the other"),
            (bool(self._pending), "a headline with names below it"),
            (_ends_in_photo_credit(marked, index), "a headline over a picture's text"),
            (
                bool(draft.bylines) and _ends_signed(marked, index, self._heads[0].text),
                "a headline over a text that somebody else signs",
            ),
        )
        return next((reason for held, reason in reasons if held), None)

    def _begun(self, line: Line, why: str) -> _Draft:
        heads = headlines.read(self._heads, column=self._column)
        first = self._heads[0].first if self._heads else line.first
        draft = _Draft(heads, first, line.last, why)
        for found in self._pending:
            draft.attribute(found)
        self._heads, self._pending, self._fresh, self._column = [], [], False, None
        return draft

    def _add(
        self, draft: _Draft, line: Line, opening: Attribution, *, goes_on: bool = False
    ) -> None:
        begin = not draft.blocks
        found = opening if begin or opening.dateline else Attribution(line.text)
        draft.attribute(found)
        body = breaks.without_turns(found.text)
        if body != found.text:
            self._leave_out(replace(line, text=found.text.replace(body, "", 1)), _TURNED)
        closing = tail(body, goes_on=goes_on)
        draft.attribute(closing)
        draft.closed = draft.closed or bool(closing.credits or (closing.bylines and not begin))
        draft.last = line.last
        for text in paragraphs(closing.text):
            breaks.append(draft.blocks, text)

    def _leave_out(self, line: Line, reason: str) -> None:
        last = self._discards[-1] if self._discards else None
        if last and last.reason == reason and line.first - last.lines[1] <= line.blanks_before + 1:
            self._discards[-1] = replace(
                last, lines=(last.lines[0], line.last), text=f"{last.text}\n{line.text}"
            )
        else:
            self._discards.append(Discard(self._path, (line.first, line.last), line.text, reason))

    def finish(self) -> tuple[tuple[Article, ...], tuple[Discard, ...]]:
        """The articles and the lines left out."""
        for line in self._heads:
            self._leave_out(line, "a headline without a text")
        sections = headlines.spread([(d.heads, _content(d)) for d in self.drafts])
        articles = tuple(
            self._article(draft, section)
            for draft, section in zip(self.drafts, sections, strict=True)
        )
        return articles, tuple(sorted(self._discards, key=lambda d: d.lines))

    def _article(self, draft: _Draft, section: str | None) -> Article:
        title = draft.heads.title or _first_clause(draft.blocks)
        blocks = tuple(breaks.marked_incomplete(draft.blocks))
        text = "\n".join(block.text for block in blocks)
        return Article(
            id=article_id(title, text, self._date),
            kind=_kind(draft),
            section=section,
            kicker=draft.heads.kicker,
            title=title,
            subtitle=draft.heads.subtitle,
            dateline=draft.dateline,
            bylines=tuple(draft.bylines),
            credits=tuple(draft.credits),
            date=self._date,
            source=self._source,
            url=None,
            blocks=blocks,
            provenance=Provenance(self._path, (draft.first, draft.last)),
        )


def _ends_in_photo_credit(marked: Sequence[Marked], index: int) -> bool:
    """Whether the text from here closes, before the next headline, with who took the picture."""
    for at, item in enumerate(marked[index:], index):
        if item.role == "headline":
            return False
        found = (
            item.people
            if item.role == "people"
            else item.line.closing(goes_on=_goes_on(marked, at))
        )
        if found and any("摄" in fold(credit.what) for credit in found.credits):
            return True
    return False


def _ends_signed(marked: Sequence[Marked], index: int, head: str) -> bool:
    """Whether the text below `head` closes with who wrote it, shorter headings aside."""
    before = "text"
    for at, item in enumerate(marked[index:], index):
        if item.role == "headline" and (before != "text" or len(item.line.text) >= len(head)):
            return False
        if item.role == "text" and before == "headline" and item.line.opening.found:
            return False  # another article
        found = (
            item.people
            if item.role == "people"
            else item.line.closing(goes_on=_goes_on(marked, at))
        )
        if found and found.bylines:
            return before != "headline" or item.role == "text"
        before = item.role
    return False


def _goes_on(marked: Sequence[Marked], index: int) -> bool:
    """Whether the line below is more of the same text."""
    below = marked[index + 1] if index + 1 < len(marked) else None
    return below is not None and below.role == "text" and not below.line.opening.dateline


def _content(draft: _Draft) -> str | None:
    """What a section is compared with; None for a photo, which stands in no section by itself."""
    if _kind(draft) == "photo":
        return None
    return (draft.heads.title or "") + "".join(block.text for block in draft.blocks)


def _kind(draft: _Draft) -> ArticleKind:
    whats = [fold(credit.what) for credit in draft.credits]
    if draft.chars <= _PHOTO_CHARS and any("摄" in w and "文" not in w for w in whats):
        return "photo"
    brief = len(draft.blocks) == 1 and draft.chars < 120 and draft.heads.title is None
    return "brief" if brief else "article"


def _first_clause(blocks: Sequence[Block]) -> str:
    text = blocks[0].text if blocks else ""
    clauses = text.split("。")[0].split("，")
    # 6月28日 alone says nothing.
    return "，".join(clauses[: 1 if len(clauses[0]) >= _TELLING_CHARS else 2])[:40]

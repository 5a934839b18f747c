"""The text of a newspaper page to articles: lines get roles, roles make articles."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from digest.ingest.page import boilerplate, headlines
from digest.ingest.page import paragraphs as breaks
from digest.ingest.page.cleaning import clean
from digest.ingest.page.context.steps import ends_in_photo_credit, ends_signed, goes_on, mark
from digest.ingest.page.drafts import Draft
from digest.ingest.page.line_roles import Marked
from digest.ingest.page.lines import Line, ends_sentence, paragraphs
from digest.ingest.page.masthead import Masthead
from digest.ingest.page.spacing import Spacing, spacing
from digest.records import Article, Block, Credit, Discard
from digest.text.attribution import Attribution, caption_within, lead, people_line, signature

_TURNED = "a note on the page where the text continues"
# 某某的启示（今日谈）: the name of a column behind a title, or of a kind of news for a title.
_WITH_COLUMN = re.compile(
    r"[\u3400-\u9fff”？！][（(][^（）()]{2,24}[)）]$|^(?:图片(?:报道|新闻)|新闻图片)$"
)
_UNHEADED = "a dateline without a headline"
_LABEL_CHARS = 6
_HEADLESS = "a headline without a text"


def parse(text: str, *, path: str) -> tuple[tuple[Article, ...], tuple[Discard, ...]]:
    """The articles of a page in reading order, and the lines that belong to none, with reasons."""
    cleaned = clean(text)
    articles, discards = assemble_page(mark(cleaned.lines), path).finish()
    cut = (Discard(path, (number, number), what, why) for number, what, why in cleaned.cut)
    return articles, tuple(sorted((*discards, *cut), key=lambda d: d.lines))


def assemble_page(marked: Sequence[Marked], path: str) -> "Page":
    """The page with all its lines taken; call `finish` for its articles."""
    page = Page(path, spacing(marked))
    for index, item in enumerate(marked):
        page.take(item, marked, index)
    return page


@dataclass(frozen=True, slots=True)
class _Names:
    """Names above the text that they belong to; `reported`: their line was left out already."""

    line: Line
    found: Attribution
    reported: bool = False


class Page:
    """Articles out of marked lines, which come in reading order."""

    def __init__(self, path: str, habit: Spacing) -> None:
        self._path = path
        self._habit = habit
        self.drafts: list[Draft] = []
        self._heads: list[Line] = []
        self._discards: list[Discard] = []
        self._fresh = True  # whether a page boundary lies between the last article and this line
        self._masthead = Masthead()
        self._column: str | None = None
        self._briefs: str | None = None  # the column of briefs that the last line is in
        self._pending: list[_Names] = []  # names below a headline, above its text
        self._signed: Attribution | None = None  # a byline on the line just before

    def take(self, item: Marked, marked: Sequence[Marked], index: int) -> None:
        """One more line."""
        line = item.line
        if item.role != "people":
            self._signed = None
        match item.role:
            case "boilerplate":
                self._take_boilerplate(item)
            case "debris":
                if line.level and self.drafts and line.level <= self.drafts[-1].level:
                    self._fresh = True  # a chapter ends the articles of the one before
                self._leave_out(line, item.reason)
            case "headline":
                self._heads.append(line)
            case "heading":
                self._take_heading(line)
            case "people":
                self._take_people(item, marked[index + 1] if index + 1 < len(marked) else None)
            case "note":
                self._take_note(line)
            case "text":
                self._take_text(item, marked, index)

    def _take_boilerplate(self, item: Marked) -> None:
        line, rule = item.line, item.source
        self._masthead.take(item)
        if rule and rule.role == "column":
            self._column = line.text.replace("：", ":").partition(":")[2].strip()
        if rule and rule.role in {"masthead", "page-head", "page-foot"} and not self._heads:
            self._fresh = True
        author = boilerplate.author_in(line.text)
        found = people_line(author) if author else None
        if found and self._heads:
            self._pending.append(_Names(line, found, reported=True))
        self._leave_out(line, rule.reason if rule else item.reason)

    def _take_people(self, item: Marked, below: Marked | None) -> None:
        line, people = item.line, item.people
        draft = self.drafts[-1] if self.drafts else None
        if people is None:
            return
        # □本报记者 王立, above a headline: an author's mark, and the article above has its authors.
        marked = line.text[0] in "□■" and line.blanks_before and below and below.role == "headline"
        if self._heads or draft is None or (marked and draft.bylines):
            self._pending.append(_Names(line, people))
        elif draft.has_all(people):
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

    def _take_heading(self, line: Line) -> None:
        """A heading within an article, which may be the first line below its headline."""
        if self._heads or not self.drafts:
            self.drafts.append(self._begun(line, "a headline over a heading"))
        self._add_headings(self.drafts[-1], [line])

    def _take_note(self, line: Line) -> None:
        """A line in brackets below a text is the text's: its dateline, its author or a remark."""
        draft = self.drafts[-1] if self.drafts and not self._heads else None
        if draft is None:
            self._leave_out(line, "a note without a text above it")
            return
        if line.opening.dateline and not line.opening.text:
            draft.attribute(line.opening)
        else:
            if named := signature(line.text):
                draft.attribute(named)
            draft.blocks.append(Block("p", line.text))
        draft.last, draft.closed, draft.whole = line.last, True, True

    def _take_brief(self, item: Marked, text: str, title: str | None) -> None:
        """One of the briefs in a column: an article of its own; the column's name is its section."""
        line = item.line
        if self._heads:
            self._briefs = " ".join(head.text for head in self._heads)
        first = self._first_line(line)
        heads = headlines.Heads(title, banner=self._briefs)
        draft = Draft(heads, first, line.last, "a mark opens a brief")
        self._attribute_pending(draft)
        self._heads, self._fresh = [], False
        self.drafts.append(draft)
        self._add(draft, replace(item, line=replace(line, text=text)), lead(text))

    def _take_text(self, item: Marked, marked: Sequence[Marked], index: int) -> None:
        line = item.line
        brief = headlines.split_brief(line.text)
        if brief and (self._heads or self._briefs or item.listed):
            self._take_brief(item, *brief)
            return
        if self._heads:
            self._briefs = None
        opening, more = line.opening, goes_on(marked, index)
        draft = self.drafts[-1] if self.drafts else None
        if opening.found and not opening.text:
            self._pending.append(_Names(line, opening))
            return
        if draft and not self._fresh:
            self._settle_solid_heads(draft, opening)
        if draft and not self._heads and not self._fresh and self._continues(draft, line, opening):
            self._add(draft, item, opening, goes_on=more)
            return
        why = self._why_begun(draft, opening, marked, index)
        if draft and self._heads and not why:
            self._add_headings(draft, self._heads)
            self._heads = []
            self._add(draft, item, opening, goes_on=more)
            return
        self.drafts.append(self._begun(line, why or _UNHEADED))
        self._add(self.drafts[-1], item, opening, goes_on=more)

    def _settle_solid_heads(self, draft: Draft, opening: Attribution) -> None:
        """Where wider gaps part articles, headlines without such a gap are headings of the article above."""
        if self._habit.usual is None or not self._heads or self._heads[0].level:
            return
        apart = [at for at, head in enumerate(self._heads) if self._habit.parts(head)]
        if apart == [] and opening.found:
            return
        solid = apart[0] if apart else len(self._heads)
        self._add_headings(draft, self._heads[:solid])
        self._heads = self._heads[solid:]

    def _add_headings(self, draft: Draft, heads: Sequence[Line]) -> None:
        for head in heads:
            draft.blocks.append(Block("h", head.text))
            draft.last = max(draft.last, head.last)

    def _continues(self, draft: Draft, line: Line, opening: Attribution) -> bool:
        """Whether a text without a headline belongs to the article above it.

        One with a dateline does not, unless all above it is a caption under the headline; where
        headlines are set on their texts, a caption is not parted from the text by a blank line.
        """
        if breaks.continues_other_page(opening.text):
            return False
        if draft.blocks and draft.blocks[-1].type == "h":
            return True
        caption = draft.is_caption and not (self._habit.tight and line.blanks_before)
        return not opening.dateline or caption or not ends_sentence(draft.blocks[-1].text)

    def _why_begun(
        self, draft: Draft | None, opening: Attribution, marked: Sequence[Marked], index: int
    ) -> str | None:
        """Why the text here, below what headlines there are, begins an article; None where it does not."""
        if draft is None:
            return "the first text of the page"
        if self._fresh:
            return "a page head or foot is above it"
        if not self._heads:
            return None
        head = self._heads[0]
        if head.level:
            return "a heading of its level or above" if head.level <= draft.level else None
        reasons = (
            (draft.closed, "a headline after names that closed the article before"),
            (
                self._habit.tight and head.blanks_before > 0,
                "a headline after a blank line, on a page that sets them so",
            ),
            (self._habit.parts(head), "a headline after a wider gap"),
            (self._begins_densely(draft), "a headline, on a page without blank lines"),
            (opening.found, "a headline, and its text names its source or author"),
            (len(headlines.groups(self._heads)) > 1, "several headlines one above the other"),
            (bool(self._pending), "a headline with names below it"),
            (ends_in_photo_credit(marked, index), "a headline over a picture's text"),
            (
                bool(draft.bylines) and ends_signed(marked, index, head.text),
                "a headline over a text that somebody else signs",
            ),
        )
        return next((reason for held, reason in reasons if held), None)

    def _begins_densely(self, draft: Draft) -> bool:
        """Whether a headline begins an article where the page has no blank lines to say so.

        News with a dateline has no headings, so the next headline is another article's; so is one
        with the name of its column in brackets.
        """
        if not (self._habit.dense and self._habit.tight):
            return False
        head = self._heads[-1].text
        return (
            self._habit.bulletin
            or draft.dateline is not None
            or _WITH_COLUMN.search(head) is not None
        )

    def _begun(self, line: Line, why: str) -> Draft:
        above, labels = self._without_labels()
        heads = headlines.interpret(above, column=self._column)
        first = self._first_line(line)
        level = self._heads[-1].level if self._heads else 0
        draft = Draft(heads, first, line.last, why, level)
        self._add_headings(draft, labels)
        self._attribute_pending(draft)
        self._heads, self._fresh, self._column = [], False, None
        return draft

    def _first_line(self, line: Line) -> int:
        """Where an article whose text is `line` begins: at its headline, or at names above that."""
        names = (names.line.first for names in self._pending if not names.reported)
        return min([self._heads[0].first if self._heads else line.first, *names])

    def _attribute_pending(self, draft: Draft) -> None:
        for names in self._pending:
            draft.attribute(names.found)
        self._pending = []

    def _without_labels(self) -> tuple[Sequence[Line], Sequence[Line]]:
        """The headlines above the text, and the short labels below its authors: 阅读提示."""
        named = self._pending[0].line.first if self._pending else None
        above = [head for head in self._heads if named is None or head.first < named]
        below = self._heads[len(above) :]
        short = above and all(len(head.text) <= _LABEL_CHARS for head in below)
        return (above, below) if short else (self._heads, ())

    def _add(
        self, draft: Draft, item: Marked, opening: Attribution, *, goes_on: bool = False
    ) -> None:
        line, begin = item.line, not any(block.type == "p" for block in draft.blocks)
        found = opening if begin or opening.dateline else Attribution(line.text)
        draft.attribute(found)
        body = breaks.strip_continuation_notes(found.text)
        if body != found.text:
            self._leave_out(replace(line, text=found.text.replace(body, "", 1)), _TURNED)
        body, credits_ = caption_within(self._without_controls(line, body))
        draft.attribute(Attribution("", credits=credits_))
        closing = replace(line, text=body).closing(goes_on=goes_on)
        draft.attribute(closing)
        if closing.sent_by:
            self._leave_out(replace(line, text=closing.sent_by), "who sent the picture")
        draft.closed = draft.closed or bool(closing.credits or (closing.bylines and not begin))
        draft.last = line.last
        for text in paragraphs(self._without_controls(line, closing.text)):
            breaks.append_paragraph(draft.blocks, text, apart=draft.whole or item.whole)
            draft.whole = item.whole

    def _without_controls(self, line: Line, text: str) -> str:
        kept, controls = boilerplate.without_tail(text)
        if controls:
            self._leave_out(replace(line, text=controls), "controls of the site behind the text")
        return kept

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
            self._leave_out(line, _HEADLESS)
        for names in self._pending:
            self._finish_names(names)
        self._share_out_titles()
        sections = headlines.assign_sections([(d.heads, d.content) for d in self.drafts])
        articles = tuple(
            draft.article(self._path, section, self._masthead)
            for draft, section in zip(self.drafts, sections, strict=True)
        )
        return articles, tuple(sorted(self._discards, key=lambda d: d.lines))

    def _share_out_titles(self) -> None:
        """A headline of several parts over as many texts with datelines gives each of them its part."""
        for at, draft in enumerate(self.drafts):
            end = at + 1
            while end < len(self.drafts) and self.drafts[end].why == _UNHEADED:
                end += 1
            group = self.drafts[at:end]
            texts = ["".join(block.text for block in one.blocks) for one in group]
            parts = headlines.shared_out(draft.heads.title or "", texts)
            for one, part in zip(group, parts or (), strict=False):
                one.heads = replace(one.heads, title=part)

    def _finish_names(self, names: _Names) -> None:
        """Names below the last headline of the page, which has no text, are the last article's."""
        if self.drafts and not names.reported:
            self.drafts[-1].attribute(names.found)
            self.drafts[-1].last = max(self.drafts[-1].last, names.line.last)
        elif not names.reported:
            self._leave_out(names.line, "a dateline or names without a text")

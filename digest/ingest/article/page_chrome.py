"""What scrapers leave around a text: the site's controls, where and when it was published, by whom."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from digest.ingest.page import boilerplate
from digest.records import Block, Byline, Credit
from digest.text.attribution import people_line
from digest.text.dates import parse_date
from digest.text.person_names import is_name_word

# A longer line, or one that ends like a sentence, is part of the article.
_LINE_CHARS, _SOURCE_CHARS = 60, 20
_SENTENCE = tuple("。！？!?；;…")
_STATED = re.compile(r"(?:来源|稿源|信息来源|发布机构|来自)\s*[:：]\s*")
# When it was published: a day and a time and nothing else, or a label that says so. 时间：...地点：... is
# part of a notice.
_DAY = r"(?:19|20)\d\d\s*[年\-/.]\s*\d{1,2}\s*[月\-/.]\s*\d{1,2}日?"
_HOUR = r"\s*\d{1,2}[:：]\d\d(?:[:：]\d\d)?"
_WHEN = re.compile(
    rf"(?:(?:发布|发表|更新|出版)(?:时间|日期)?\s*[:：]?\s*)?{_DAY}{_HOUR}"
    r"|(?:发布|发表|更新|出版)(?:时间|日期)\s*[:：].{6,24}"
)
_WRITERS = frozenset({"作者", "撰稿", "撰文", "采写"})
# 2025-11-13 18:26 来源：工人日报
_DATED = re.compile(
    rf"(?:(?:发布|发表|更新|出版)?(?:时间|日期)\s*[:：]\s*)?{_DAY}(?:{_HOUR})?\s*(?=\D)"
)
_BRACKETED = re.compile("[（(][^（）()]{2,9}[）)]")
# The row of controls under an e-paper's list of its pages and headlines: 上一篇 下一篇 放大 缩小 默认.
_ROW = re.compile("上一[篇版期]|下一[篇版期]|放大|缩小|默认|打印|朗读")
_HEADS, _IN_A_ROW = 60, 3
# Nothing below the editor's name is part of the article.
_EDITED = re.compile(
    r"(?:文章录入\s*[:：]\s*\S+\s+)?[【（(\[]?\s*(?:责任编辑|责编|编\s*辑)\s*[:：]"
)
_FEET = 20
# The roles of boilerplate that is found at the edges of scraped texts as well.
_NOT_TEXT = frozenset({"site-noise", "page-foot", "masthead", "meta"})


@dataclass(frozen=True, slots=True)
class Edges:
    """A text without the lines around it, these lines, and what they say about the article."""

    blocks: tuple[Block, ...]
    left_out: tuple[str, ...] = ()
    bylines: tuple[Byline, ...] = ()
    credits: tuple[Credit, ...] = ()
    day: date | None = None
    source: str | None = None
    page: str | None = None


class _Collector:
    """Collects what the lines around a text say; `upwards` if they are given last line first."""

    def __init__(self, *, upwards: bool = False) -> None:
        self._order = -1 if upwards else 1
        self.site: list[str] = []
        self.bylines: list[Byline] = []
        self.credits: list[Credit] = []
        self.day: date | None = None
        self.source: str | None = None
        self.page: str | None = None
        self._source_next = False

    def take(self, text: str) -> bool:
        """Keeps what a line says and returns True if it is not part of the text."""
        waiting, self._source_next = self._source_next, False
        if not self._is_outside(text, waiting=waiting):
            return False
        if boilerplate.source_in(text) or parse_date(text):
            self.page = self.page or boilerplate.page_number_in(text)
        return True

    def _is_outside(self, text: str, *, waiting: bool) -> bool:
        if not is_short(text):
            return self._disclaims(text)
        bare = boilerplate.without_controls(text)
        return self._people(bare) or self._stated(text, waiting) or self._site(text)

    def keep(self, text: str) -> None:
        """Keeps a line known to be outside the text, and the date of a row of controls."""
        if not self.take(text):
            self.site.append(text)
            self.day = self.day or (parse_date(text) if _ROW.search(text) else None)

    def _people(self, text: str) -> bool:
        found = people_line(text)
        people: tuple[Byline | Credit, ...] = (*found.bylines, *found.credits) if found else ()
        if not people or not all(who.role or _is_signed(who, text) for who in people):
            return False
        for who in people[:: self._order]:
            if isinstance(who, Credit) and who.role not in _WRITERS:
                self.credits.append(who)
            else:
                self.bylines.append(Byline(who.role, who.names))
        return True

    def _stated(self, text: str, waiting: bool) -> bool:
        """Keeps where and when it was published; after 来源 alone, the next line is the name."""
        label = _STATED.fullmatch(text)
        named = waiting and len(text) <= _SOURCE_CHARS
        dated = _DATED.match(text)
        stated = text[dated.end() :] if dated else text
        source = text if named else boilerplate.source_in(text) if _STATED.match(stated) else None
        day = parse_date(text) if source or _WHEN.fullmatch(text) else None
        self._source_next = label is not None
        self.source = self.source or source
        self.day = self.day or day
        if not (label or source or day):
            return False
        self.site.append(text)
        return True

    def _site(self, text: str) -> bool:
        rule = boilerplate.rule_for(text, edge=True)
        # A bare date may be part of a notice or a diary.
        dated = parse_date(text) is not None and boilerplate.source_in(text) is None
        outside = (
            rule is not None and rule.role in _NOT_TEXT and not (rule.role == "masthead" and dated)
        )
        if not outside and boilerplate.without_controls(text):
            return False
        self.site.append(text)
        return True

    def _disclaims(self, text: str) -> bool:
        """Keeps a sentence of the site, such as 免责声明：..., which is longer than its other lines."""
        rule = boilerplate.rule_for(text)
        if rule is None or rule.where != "opening" or rule.role not in _NOT_TEXT:
            return False
        self.site.append(text)
        return True


def _is_signed(who: Byline | Credit, text: str) -> bool:
    """Whether a name without a role is that of a writer or photographer: （王建国）, 王建国 摄."""
    is_work = isinstance(who, Credit) and bool(who.what)
    return is_work or (_BRACKETED.fullmatch(text) is not None and all(map(is_name_word, who.names)))


def _behind_controls(blocks: Sequence[Block]) -> int:
    """The index at which a text begins, behind headings, links and the last row of controls."""
    heads = [block.text for block in takewhile(lambda b: is_short(b.text), blocks[:_HEADS])]
    rows = (i for i, text in enumerate(heads, 1) if len(_ROW.findall(text)) >= _IN_A_ROW)
    begins = max(rows, default=0)
    if begins or not any(_Collector().take(text) for text in heads):
        return begins
    # The line with date and source ends what the site has above the text.
    dated = (
        i for i, text in enumerate(heads) if _DATED.match(text) and boilerplate.source_in(text)
    )
    return next(dated, 0)


def _ends(blocks: Sequence[Block]) -> int:
    """The index at which a text ends, before its editors and all lines below them."""
    for i in range(max(1, len(blocks) - _FEET), len(blocks)):
        text = boilerplate.without_controls(blocks[i].text)
        if _EDITED.match(text) and people_line(text):
            below = blocks[i:]
            return i if all(len(b.text) <= _LINE_CHARS for b in below) else len(blocks)
    return len(blocks)


def is_short(text: str) -> bool:
    """Whether a line is short and no sentence, so that it may be a heading or the site's."""
    return len(text) <= _LINE_CHARS and not text.endswith(_SENTENCE)


def without_edges(blocks: Sequence[Block]) -> Edges:
    """The blocks without the lines around them that are not part of the article.

    Only lines at the beginning and the end are considered, and a text of nothing else stays whole.
    """
    head, foot = _Collector(), _Collector(upwards=True)
    begins = _behind_controls(blocks)
    for block in blocks[:begins]:
        head.keep(block.text)
    start = begins + _run(blocks[begins:], head.take)
    feet = _ends(blocks)
    links = next((i for i in range(start + 1, feet) if _opens_links(blocks[i:])), feet)
    for block in blocks[links:][::-1]:
        foot.keep(block.text)
    end = links - _run(blocks[start:links][::-1], foot.take)
    if start >= end:
        return Edges(tuple(blocks))
    below = foot.site[::-1]
    return Edges(
        tuple(blocks[start:end]),
        tuple(" / ".join(lines) for lines in (head.site, below) if lines),
        (*head.bylines, *foot.bylines[::-1]),
        (*head.credits, *foot.credits[::-1]),
        head.day or foot.day,
        head.source or foot.source,
        head.page or foot.page,
    )


def _run(blocks: Sequence[Block], take: Callable[[str], bool]) -> int:
    """The number of blocks, from the first, that are taken without a gap."""
    return next((i for i, block in enumerate(blocks) if not take(block.text)), len(blocks))


def _opens_links(blocks: Sequence[Block]) -> bool:
    """Whether a label such as 相关新闻 is followed by headlines only, to the end."""
    return boilerplate.ends_article(blocks[0].text) and not any(
        len(block.text) > _LINE_CHARS or block.text.endswith("。") for block in blocks
    )

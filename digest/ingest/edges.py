"""What scrapers leave around a text: controls of the site, where and when it stood, who wrote it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from digest.ingest import furniture
from digest.ingest.bylines import people_line
from digest.ingest.dates import parse_date
from digest.ingest.lines import Line
from digest.records import Block, Byline, Credit

# A longer line, or one that ends as a sentence does, is the article's.
_LINE_CHARS, _SOURCE_CHARS = 60, 20
_SENTENCE = tuple("。！？!?；;…")
# Beside what newspaper pages have (furniture.RULES); there such words may be parts of a headline.
_CONTROL = re.compile(
    r"(?:超大|特大|较大|[大中小]号|简体?|繁体?|EN|English|邮箱|退出|个人中心|正文|我要纠错|【我要纠错】|微信扫一扫|\+1|"
    r"打印本[页稿文]|(?:点击)?(?:查看|阅读|展开)(?:更多|全文|原文)|[TＴ][｜|]?[TＴ]|A[+\-]|听新闻|语音播报)"
)
_STATED = re.compile(r"(?:来源|稿源|信息来源|发布机构|来自)\s*[:：]\s*")
# When it went on line: a day and an hour and no more, or said to be that. 时间：...地点：... is a notice's own.
_WHEN = re.compile(
    r"(?:(?:发布|发表|更新|出版)(?:时间|日期)?\s*[:：]?\s*)?(?:19|20)\d\d\s*[年\-/.]\s*\d{1,2}\s*[月\-/.]\s*\d{1,2}日?"
    r"\s*\d{1,2}[:：]\d\d(?:[:：]\d\d)?|(?:发布|发表|更新|出版)(?:时间|日期)\s*[:：].{6,24}"
)
_WRITERS = frozenset({"作者", "撰稿", "撰文", "采写"})
# Links to other articles follow, to the end.
_RELATED = re.compile(
    r"[【\[]?(?:相关|推荐|延伸|热门|更多|精彩)(?:稿件|阅读|新闻|文章|报道|链接|推荐|资讯)[】\]]?\s*[:：]?"
)
# What stands beside the editor's name on one line.
_AROUND = re.compile(r"【?(?:我要)?纠错】?|(?:阅读)?下一篇\s*[:：].*|【?(?:打印|关闭|收藏|分享)】?")


@dataclass(frozen=True, slots=True)
class Edges:
    """A text without what stood around it, what was left out of it, and what that said."""

    blocks: tuple[Block, ...]
    left_out: tuple[str, ...] = ()
    bylines: tuple[Byline, ...] = ()
    credits: tuple[Credit, ...] = ()
    day: date | None = None
    source: str | None = None


class _Found:
    """What the lines at the edges say."""

    def __init__(self) -> None:
        self.site: list[str] = []
        self.bylines: list[Byline] = []
        self.credits: list[Credit] = []
        self.day: date | None = None
        self.source: str | None = None
        self._source_next = False

    def take(self, text: str) -> bool:
        """Whether a line stands around the text; what it says is kept."""
        waiting, self._source_next = self._source_next, False
        if len(text) > _LINE_CHARS or text.endswith(_SENTENCE):
            return False
        return (
            self._people(_AROUND.sub("", text)) or self._stated(text, waiting) or self._site(text)
        )

    def _people(self, text: str) -> bool:
        found = people_line(text)
        people: tuple[Byline | Credit, ...] = (*found.bylines, *found.credits) if found else ()
        if not people or not all(who.role for who in people):
            return False
        for who in people:
            if isinstance(who, Credit) and who.role not in _WRITERS:
                self.credits.append(who)
            else:
                self.bylines.append(Byline(who.role, who.names))
        return True

    def _stated(self, text: str, waiting: bool) -> bool:
        """Where and when it was published; a name may stand on a line of its own behind 来源."""
        label = _STATED.fullmatch(text)
        named = waiting and len(text) <= _SOURCE_CHARS
        source = text if named else furniture.source_in(text) if _STATED.match(text) else None
        day = parse_date(text) if source or _WHEN.fullmatch(text) else None
        self._source_next = label is not None
        self.source = self.source or source
        self.day = self.day or day
        if not (label or source or day):
            return False
        self.site.append(text)
        return True

    def _site(self, text: str) -> bool:
        rule = furniture.rule_for(Line(1, 1, text, 0), first=False)
        if not (
            _CONTROL.fullmatch(text)
            or not _AROUND.sub("", text).strip()
            or (rule is not None and rule.role == "site-noise")
        ):
            return False
        self.site.append(text)
        return True


def without_edges(blocks: Sequence[Block]) -> Edges:
    """The blocks without the lines around them that are no part of the article.

    Only lines at the beginning and at the end are looked at, and a text of nothing else stays whole.
    """
    head, foot = _Found(), _Found()
    start = _run(blocks, head.take)
    links = next(
        (i for i in range(start + 1, len(blocks)) if _opens_links(blocks[i:])), len(blocks)
    )
    end = links - _run(blocks[start:links][::-1], foot.take)
    if start >= end:
        return Edges(tuple(blocks))
    below = [*foot.site[::-1], *(block.text for block in blocks[links:])]
    return Edges(
        tuple(blocks[start:end]),
        tuple(" / ".join(lines) for lines in (head.site, below) if lines),
        (*head.bylines, *foot.bylines[::-1]),
        (*head.credits, *foot.credits[::-1]),
        head.day or foot.day,
        head.source or foot.source,
    )


def _run(blocks: Sequence[Block], take: Callable[[str], bool]) -> int:
    """How many blocks from the first on are taken."""
    return next((i for i, block in enumerate(blocks) if not take(block.text)), len(blocks))


def _opens_links(blocks: Sequence[Block]) -> bool:
    return _RELATED.fullmatch(blocks[0].text) is not None and not any(
        len(block.text) > _LINE_CHARS or block.text.endswith("。") for block in blocks
    )

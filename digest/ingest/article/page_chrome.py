"""What scrapers leave around a text: controls of the site, where and when it stood, who wrote it."""

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

# A longer line, or one that ends as a sentence does, is the article's.
_LINE_CHARS, _SOURCE_CHARS = 60, 20
_SENTENCE = tuple("。！？!?；;…")
# Beside what newspaper pages have (furniture.RULES); there such words may be parts of a headline.
_CONTROL = re.compile(
    r"(?:超大|特大|较大|[大中小]号|简体?|繁体?|EN|English|邮箱|退出|个人中心|正文|我要纠错|【我要纠错】|微信扫一扫|\+1|"
    # 3 and 4 are arrows in the fonts of e-papers.
    r"(?:https?:)?//[\w.]+\.(?:cn|com|net|org).{0,44}|分享到\s*[:：|].{0,20}|本文字数\s*[:：]\s*\d+|《[\u3400-\u9fff]{2,8}[报刊]》\s*[（(].{6,14}\d+版\s*[）)]|关注我们|请输入验证码|版权(?:为|归).{2,50}|.{0,20}许可证.{0,10}许可证.{0,40}|(?:3?上一[篇版期]|下一[篇版期]4?|\s)+|主[办管]\s*[:：].{2,40}(?:运营|承办|技术|版权).{2,40}|[（(]?(?:资料图片?|网络图片?)[）)]?|打印本[页稿文]|(?:点击)?(?:查看|阅读|展开)(?:更多|全文|原文)|[TＴ][｜|]?[TＴ]|A[+\-]|听新闻|语音播报)"
)
_STATED = re.compile(r"(?:来源|稿源|信息来源|发布机构|来自)\s*[:：]\s*")
# When it went on line: a day and an hour and no more, or said to be that. 时间：...地点：... is a notice's own.
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
# Below who edited it nothing is the article's.
_EDITED = re.compile(r"[【（(\[]?\s*(?:责任编辑|责编|编\s*辑)\s*[:：]")
_FEET = 20
# The rules for pages that hold of a scraped text, too, when a line of it stands at its edge.
_NOT_TEXT = frozenset({"site-noise", "page-foot"})
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
    """What the lines at the edges say; `upwards`: the last line comes first."""

    def __init__(self, *, upwards: bool = False) -> None:
        self._order = -1 if upwards else 1
        self.site: list[str] = []
        self.bylines: list[Byline] = []
        self.credits: list[Credit] = []
        self.day: date | None = None
        self.source: str | None = None
        self._source_next = False

    def take(self, text: str) -> bool:
        """Whether a line stands around the text; what it says is kept."""
        waiting, self._source_next = self._source_next, False
        if not is_short(text):
            return False
        return (
            self._people(_AROUND.sub("", text)) or self._stated(text, waiting) or self._site(text)
        )

    def stand_around(self, text: str) -> None:
        """Keep a line that is known to stand around the text, whatever it is; a row of controls has its day."""
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
        """Where and when it was published; a name may stand on a line of its own behind 来源."""
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
        rule = boilerplate.rule_for(text)
        if not (
            _CONTROL.fullmatch(text)
            or not _AROUND.sub("", text).strip()
            or (rule is not None and rule.role in _NOT_TEXT)
        ):
            return False
        self.site.append(text)
        return True


def _is_signed(who: Byline | Credit, text: str) -> bool:
    """Whether a name without a role is a writer's or a photographer's: （王建国）, 王建国 摄."""
    is_work = isinstance(who, Credit) and bool(who.what)
    return is_work or (_BRACKETED.fullmatch(text) is not None and all(map(is_name_word, who.names)))


def _behind_controls(blocks: Sequence[Block]) -> int:
    """Where a text begins behind its page's heads, links and the last row of its controls."""
    heads = [block.text for block in takewhile(lambda b: is_short(b.text), blocks[:_HEADS])]
    rows = (i for i, text in enumerate(heads, 1) if len(_ROW.findall(text)) >= _IN_A_ROW)
    begins = max(rows, default=0)
    if begins or not any(_Found().take(text) for text in heads):
        return begins
    # Where it says when and where it stood, links of the site above go with the lines between.
    dated = (
        i for i, text in enumerate(heads) if _DATED.match(text) and boilerplate.source_in(text)
    )
    return next(dated, 0)


def _ends(blocks: Sequence[Block]) -> int:
    """Where a text ends before its editors and all that stands below them."""
    for i in range(max(1, len(blocks) - _FEET), len(blocks)):
        text = _AROUND.sub("", blocks[i].text)
        if _EDITED.match(text) and people_line(text):
            below = blocks[i:]
            return i if all(len(b.text) <= _LINE_CHARS for b in below) else len(blocks)
    return len(blocks)


def is_short(text: str) -> bool:
    """Whether a line may be a heading or stand around a text: short, and no sentence."""
    return len(text) <= _LINE_CHARS and not text.endswith(_SENTENCE)


def without_edges(blocks: Sequence[Block]) -> Edges:
    """The blocks without the lines around them that are no part of the article.

    Only lines at the beginning and at the end are looked at, and a text of nothing else stays whole.
    """
    head, foot = _Found(), _Found(upwards=True)
    begins = _behind_controls(blocks)
    for block in blocks[:begins]:
        head.stand_around(block.text)
    start = begins + _run(blocks[begins:], head.take)
    feet = _ends(blocks)
    links = next((i for i in range(start + 1, feet) if _opens_links(blocks[i:])), feet)
    for block in blocks[links:][::-1]:
        foot.stand_around(block.text)
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
    )


def _run(blocks: Sequence[Block], take: Callable[[str], bool]) -> int:
    """How many blocks from the first on are taken."""
    return next((i for i, block in enumerate(blocks) if not take(block.text)), len(blocks))


def _opens_links(blocks: Sequence[Block]) -> bool:
    return _RELATED.fullmatch(blocks[0].text) is not None and not any(
        len(block.text) > _LINE_CHARS or block.text.endswith("。") for block in blocks
    )

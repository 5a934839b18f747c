"""Which blocks of a web page are the article's, and what the line under its headline states."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from digest.ingest.formats.html_tree import Piece, WebPage, marked, without_marks
from digest.ingest.page import boilerplate
from digest.text.attribution import people_line
from digest.text.hanzi import has_han
from digest.text.person_names import is_name_word, split_names

# The line under the headline: time, source and names as sites print them; not part of the text.
_LABELS = {
    "source": re.compile(r"(?:来源|稿源|信息来源|文章来源|发布机构|发文机关)\s*[:：]\s*\|?\s*([^\s|:：]{2,24})"),
    "author": re.compile(r"(?:作者|记者)\s*[:：]\s*([^\s|:：]{2,20}(?:[、 ][^\s|:：]{2,4}(?![:：]))*)"),
    "editor": re.compile(r"(?:责任编辑|责编|编辑)\s*[:：|｜丨]\s*([^\s|:：)）\]】_]{2,12})"),
}  # fmt: skip
_CLOCK = re.compile(r"20\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}日?(?:\s*\d\d:\d\d(?::\d\d)?)?")
_META_CHARS, _CONTROL_CHARS, _HIT_CHARS = 80, 60, 8
# A line that is mostly links is a list of other articles.
_LINKED = 0.6
# If the extractor keeps less than this share of the page's own text, the page's text is taken.
_LEAST_SHARE = 0.5
# An organisation that is named as the author.
_ORGANISATION = re.compile(r"(?:社|报|网|台|局|委|部|会|中心|办公室|评论员|记者|编辑部|小组)$")
# A site or paper that meta elements name as the author.
_PUBLISHER = re.compile(r"(?:社|报|网|台|客户端|频道|新闻)$")
_PUBLISHER_CHARS = 12
_LABELLED_DAY = re.compile(
    r"(?:发布|发表|发文|公开|更新|生成|成文|印发)(?:日期|时间)\s*[:：]?\s*\|?\s*(20\d\d[-年/.]\d{1,2}[-月/.]\d{1,2})"
)
# 《江口日报》（2026年3月5日 第 3 版）
_DATED_PAPER = re.compile(r"《[^《》]{2,12}》\s*[（(]\s*20\d\d[^（）()]{5,30}[)）]")
# Rules whose lines are the site's even where they are as long as sentences or end like them.
_WHOLE = frozenset({"opening", "part"})


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks of the article, and the texts of all others."""

    pieces: tuple[Piece, ...]
    left_out: tuple[str, ...]


def stated_in(pieces: Sequence[Piece]) -> dict[str, str]:
    """What the short lines of a page say behind the labels of source, author and editor."""
    around = "\n".join(p.text for p in pieces if len(p.text) <= _META_CHARS and p.links < 1)
    return {name: found[1] for name, rule in _LABELS.items() if (found := rule.search(around))}


def day_stated_in(pieces: Sequence[Piece]) -> str | None:
    """The date behind a label such as 发布日期, in a line or a table: that of publication, else the first."""
    days = [found for p in pieces for found in _LABELLED_DAY.finditer(p.text)]
    days.sort(key=lambda found: not found[0].startswith(("发布", "发表")))
    return days[0][1] if days else None


def paper_stated_in(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """The paper and the people of the first dated line that names either, None for what it does not name.

    Such a line is 本报记者 王立 《江口日报》（2026年3月5日 第 3 版）.
    """
    for line in filter(_CLOCK.search, lines):
        paper = boilerplate.source_in(line) or _behind_clock(line)
        writers = _writers(_DATED_PAPER.sub("", line).strip())
        if paper or writers:
            return paper, writers
    return None, None


def _writers(line: str) -> str | None:
    """The people of a line that names nothing else, if each has a role: 记者 王立、通讯员 李文."""
    people = people_line(line)
    if not people or not all(byline.role for byline in people.bylines):
        return None
    return "、".join(f"{b.role} {' '.join(b.names)}" for b in people.bylines) or None


def _behind_clock(line: str) -> str | None:
    """The site or paper that is printed without a label behind the time: 2026年3月5日 08:15 江口日报."""
    clock = _CLOCK.match(line)
    rest = line[clock.end() :].strip() if clock else ""
    named = _PUBLISHER.search(rest) and len(rest) <= _PUBLISHER_CHARS and has_han(rest)
    return rest if named else None


def is_publisher(author: str) -> bool:
    """Whether what a meta element names as the author is the site or paper itself."""
    return _PUBLISHER.search(author) is not None and not is_name_word(author)


def is_named_on(page: WebPage, author: str) -> bool:
    """Whether a meta element's author is one: persons or an organisation, or named on the page itself."""
    return (
        split_names(author) is not None
        or _ORGANISATION.search(author) is not None
        or any(author in piece.text for piece in page.pieces)
    )


def body_of(page: WebPage, extracted: str, title: str) -> Body:
    """The article's blocks: from the first that the extractor kept to the last.

    What it dropped between them (sub-headings, lists, tables) belongs to the article as well, except
    lines of links and controls. If it kept far less than the page has, the whole page counts.
    """
    pieces = page.pieces
    first = next((i + 1 for i, p in enumerate(pieces) if p.text == title), 0)
    end = next((i for i in range(first, len(pieces)) if _ends(pieces[i], i - first)), len(pieces))
    kept = marked(extracted)
    own = [i for i in range(first, end) if not _is_site(pieces[i])]
    hits = [n for n, i in enumerate(own) if i in kept and len(pieces[i].text) >= _HIT_CHARS]
    span = own[hits[0] : hits[-1] + 1] if hits else []
    while hits and hits[0] > 0 and pieces[own[hits[0] - 1]].type == "h":
        hits[0] -= 1
        span.insert(0, own[hits[0]])
    # A list or table right behind the last paragraph is part of the article, and so is who made it.
    after = own[hits[-1] + 1 :] if hits else []
    listed = list(takewhile(lambda i: pieces[i].type in {"item", "row"}, after))
    span += [*listed, *takewhile(lambda i: _names_people(pieces[i].text), after[len(listed) :])]
    chosen = own if _is_poor(pieces, own, span, extracted) else span
    rest = tuple(p.text for i, p in enumerate(pieces) if i not in chosen and p.text != title)
    return Body(tuple(pieces[i] for i in chosen), rest)


def _is_poor(
    pieces: Sequence[Piece], own: Sequence[int], span: Sequence[int], extracted: str
) -> bool:
    """Whether the extractor found too little of the page's text."""
    prose = sum(len(pieces[i].text) for i in own if pieces[i].type != "h")
    whole = sum(len(pieces[i].text) for i in own)
    size = len(re.sub(r"[\s|\-]+", "", without_marks(extracted)))
    short = sum(len(pieces[i].text) for i in span) < _LEAST_SHARE * prose
    return not span or (short and size < _LEAST_SHARE * whole)


def _names_people(text: str) -> bool:
    """Whether a line names people with their roles and nothing else."""
    found = people_line(text) if len(text) <= _CONTROL_CHARS else None
    if not found or not (found.bylines or found.credits):
        return False
    return all(byline.role for byline in found.bylines)


def _ends(piece: Piece, behind: int) -> bool:
    """Whether nothing below a block is the article's: a label such as 相关新闻 or 网友评论."""
    return behind > 0 and boilerplate.ends_article(piece.text)


def _is_site(piece: Piece) -> bool:
    """Whether a block belongs to the site and not to the article."""
    text = piece.text
    if _names_people(text) and not piece.frame:
        return False
    if piece.frame or (piece.links >= _LINKED and piece.type != "row"):
        return True
    if piece.type != "row":
        rule = boilerplate.rule_for(text, edge=True)
        short = len(text) <= _CONTROL_CHARS and not text.endswith("。")
        if (
            rule is not None
            and rule.role in {"site-noise", "page-foot"}
            and (short or rule.where in _WHOLE)
        ):
            return True
    if len(text) > _META_CHARS or piece.type == "h":
        return False
    stated = sum(len(found[0]) for rule in _LABELS.values() for found in rule.finditer(text))
    clock = _CLOCK.search(text)
    rest = len(re.sub(r"[\s|\-]+", "", text)) - stated - (len(clock[0]) if clock else 0)
    return bool(stated or clock) and rest <= max(6, len(text) // 3)

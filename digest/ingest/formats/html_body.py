"""Which blocks of a web page are the article's, and what the line under its headline states."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from digest.ingest.formats.html_tree import Piece, WebPage, marked, without_marks
from digest.ingest.page import boilerplate
from digest.text.person_names import split_names

# The line under the headline: time, source and names as sites print them; not part of the text.
_LABELS = {
    "source": re.compile(r"(?:来源|稿源|信息来源|文章来源)\s*[:：]\s*([^\s|:：]{2,24})"),
    "author": re.compile(r"(?:作者|记者)\s*[:：]\s*([^\s|:：]{2,20}(?:[、 ][^\s|:：]{2,4}(?![:：]))*)"),
    "editor": re.compile(r"(?:责任编辑|责编|编辑)\s*[:：]\s*([^\s|:：)）\]】]{2,12})"),
}  # fmt: skip
_CLOCK = re.compile(r"20\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}日?(?:\s*\d\d:\d\d(?::\d\d)?)?")
_META_CHARS, _CONTROL_CHARS, _HIT_CHARS = 80, 60, 8
# A line that is mostly links is a list of other articles.
_LINKED = 0.6
# If the extractor keeps less than this share of the page's own text, the page's text is taken.
_LEAST_SHARE = 0.5
# An organisation that is named as the author.
_ORGANISATION = re.compile(r"(?:社|报|网|台|局|委|部|会|中心|办公室|评论员|记者|编辑部|小组)$")


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks of the article, and the texts of all others."""

    pieces: tuple[Piece, ...]
    left_out: tuple[str, ...]


def stated_in(pieces: Sequence[Piece]) -> dict[str, str]:
    """What the short lines of a page say behind the labels of source, author and editor."""
    around = "\n".join(p.text for p in pieces if len(p.text) <= _META_CHARS and p.links < 1)
    return {name: found[1] for name, rule in _LABELS.items() if (found := rule.search(around))}


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
    # A list or table right behind the last paragraph is part of the article.
    after = own[hits[-1] + 1 :] if hits else []
    span += takewhile(lambda i: pieces[i].type in {"item", "row"}, after)
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


def _ends(piece: Piece, behind: int) -> bool:
    """Whether nothing below a block is the article's: a label such as 相关新闻 or 网友评论."""
    return behind > 0 and boilerplate.ends_article(piece.text)


def _is_site(piece: Piece) -> bool:
    """Whether a block belongs to the site and not to the article."""
    text = piece.text
    if piece.frame or (piece.links >= _LINKED and piece.type != "row"):
        return True
    if piece.type != "row" and len(text) <= _CONTROL_CHARS and not text.endswith("。"):
        rule = boilerplate.rule_for(text, edge=True)
        if rule is not None and rule.role in {"site-noise", "page-foot"}:
            return True
    if len(text) > _META_CHARS or piece.type == "h":
        return False
    stated = sum(len(found[0]) for rule in _LABELS.values() for found in rule.finditer(text))
    clock = _CLOCK.search(text)
    rest = len(re.sub(r"[\s|\-]+", "", text)) - stated - (len(clock[0]) if clock else 0)
    return bool(stated or clock) and rest <= max(6, len(text) // 3)

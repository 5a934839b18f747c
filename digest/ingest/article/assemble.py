"""Builds articles from the parts that scrapers, feeds and books provide."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from digest.ingest.article.compilations import is_headline_list
from digest.ingest.article.page_chrome import Edges, is_short, without_edges
from digest.ingest.page.boilerplate import site_message
from digest.records import (
    Article,
    ArticleKind,
    Block,
    Byline,
    Credit,
    Discard,
    Failure,
    Provenance,
    article_id,
)
from digest.text.attribution import Attribution, lead, people_line, tail
from digest.text.hanzi import has_han

Found = Article | Discard | Failure


@dataclass(frozen=True, slots=True)
class Parts:
    """What a source says of one article; `authors` are pairs of role and names as printed."""

    title: str = ""
    blocks: tuple[Block, ...] = ()
    kicker: str | None = None
    subtitle: str | None = None
    section: str | None = None
    dateline: str | None = None
    authors: tuple[tuple[str, str], ...] = ()
    editors: tuple[str, ...] = ()
    day: date | None = None
    source: str | None = None
    url: str | None = None
    id: str | None = None
    page: str | None = None


# A text that ends differently, and is not a short signature or caption, breaks off.
_ENDS = tuple("。！？!?”’』」）)》〉】.；;—…")
_BROKEN_OFF_CHARS = 60
_DOTS = ("…", "...")
_CUT_SHORT = ("...", "…", "[...]", "更多", "全文")
_HEADING_CHARS = 24
_PARAGRAPH_CHARS = 40
_PAUSES = re.compile("[，。！？；、,;!?]")
# Scrapers that join paragraphs with a blank leave it behind the end of a sentence.
_JOINED = re.compile("(?<=[。！？][”’）]) +(?=\\S)|(?<=[。！？]) +(?=\\S)")
_STAFF_BOX = re.compile(
    r"^(?:本版|[一二三四五六七八九十\d]+版|本期)?(?:责任编辑|责编|版式设计|美术编辑)\s*[:：]"
)
_STAFF_CHARS, _CAPTION_CHARS, _LEFT_OUT_CHARS = 120, 200, 500
# What page builders leave in texts: People's Daily's stamp and other comments, script and style.
_LEAKS = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d:\d+ \d+ [^\n]{0,800}?/enpproperty-->"
    r"|<!--/?enpproperty|/enpproperty-->"
    r"|<!--(?:(?!<!--).)*?-->"
    r"|!\[[^\[\]\n]{0,300}\]\([^()\n]{0,2000}\)",
    re.DOTALL,
)
_BLANKS = re.compile(r"[\s\u200b\ufeff]+")
_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,63}", re.ASCII)


def assemble(parts: Parts, where: Provenance) -> Iterator[Found]:
    """Yields the article that the parts make, and what was left out of it or why there is none."""
    title = one_line(parts.title)
    reason = _no_article(title, parts.blocks)
    if reason:
        text = "\n".join((title, *(block.text for block in parts.blocks)))
        yield Discard(where.path, where.lines, text[:_LEFT_OUT_CHARS], reason)
        return
    blocks: list[Block] = []
    for block in parts.blocks:
        kept, leaks = _without_leaks(block.text)
        for leak in leaks:
            yield Discard(where.path, where.lines, leak, "page markup that leaked into the text")
        if kept:
            blocks.append(Block(block.type, kept, block.incomplete))
    edges = without_edges(_without_title(blocks, title))
    for left in edges.left_out:
        yield Discard(where.path, where.lines, left, "the site's, not the article's")
    if not any(block.text for block in edges.blocks):
        reason = f"no text, only the title {title!r}" if title else "neither title nor text"
        yield Failure("read", f"{where.path}:{where.lines[0]}", reason)
        return
    yield _article(parts, title, edges, where)


def _no_article(title: str, blocks: Sequence[Block]) -> str | None:
    """Why a record is no article, or None: a staff box, names alone, a site's message, headlines."""
    size = sum(len(block.text) for block in blocks)
    if _STAFF_BOX.match(title) and size < _STAFF_CHARS * 4:
        return "a staff box, not an article"
    texts = [one_line(block.text) for block in blocks]
    if not texts:
        return None
    message = site_message("".join(texts))
    if message:
        return message
    if all(people_line(text) for text in texts):
        return "names only, no text"
    if is_headline_list(title, blocks):
        return "a list of headlines without their texts"
    return None


def _article(parts: Parts, title: str, edges: Edges, where: Provenance) -> Article:
    kicker, blocks = _above_title(list(edges.blocks), title)
    blocks = _without_title(blocks, title)
    text = "\n".join(block.text for block in blocks)
    title = title or _title_of(blocks)
    blocks, signed = _signed(blocks)
    bylines, credits_ = _both(parts, _joined(edges, signed))
    day = parts.day or edges.day
    return Article(
        id=parts.id if parts.id and _ID.fullmatch(parts.id) else article_id(title, text, day),
        kind=_kind(blocks, text, credits_),
        section=parts.section,
        kicker=parts.kicker or kicker,
        title=title,
        subtitle=parts.subtitle,
        dateline=parts.dateline or signed.dateline,
        bylines=bylines,
        credits=credits_,
        date=day,
        source=parts.source or edges.source,
        url=parts.url,
        blocks=tuple(blocks),
        provenance=where,
        page=parts.page or edges.page,
    )


def _above_title(blocks: list[Block], title: str) -> tuple[str | None, list[Block]]:
    """The line above the title if a text repeats its title, and the blocks from the title on."""
    repeated = bool(title) and len(blocks) > 1 and one_line(blocks[1].text) == title
    if repeated and is_short(blocks[0].text):
        return blocks[0].text, blocks[1:]
    return None, blocks


def _signed(blocks: list[Block]) -> tuple[list[Block], Attribution]:
    """The blocks without the dateline and names before the first and behind the last, and these."""
    texts = [at for at, block in enumerate(blocks) if block.type == "p"]
    if not texts:
        return blocks, Attribution("")
    first, last = texts[0], texts[-1]
    front = lead(blocks[first].text)
    made = list(blocks)
    if front.text:
        made[first] = replace(made[first], text=front.text)
    end = tail(made[last].text, goes_on=True)
    if end.text and end.text != made[last].text:
        broken = made[last].incomplete and end.text.startswith(_DOTS)
        made[last] = replace(made[last], text=end.text, incomplete=broken)
    bylines = (*front.bylines * bool(front.text), *end.bylines * bool(end.text))
    credits_ = (*front.credits * bool(front.text), *end.credits * bool(end.text))
    return made, Attribution("", front.dateline if front.text else None, bylines, credits_)


def _joined(edges: Edges, signed: Attribution) -> Attribution:
    """The people named around the text and within it, each name once."""
    people: tuple[Byline | Credit, ...] = (*edges.bylines, *edges.credits)
    named = {name for who in people for name in who.names}
    return replace(
        signed,
        bylines=(*edges.bylines, *(b for b in signed.bylines if not named.issuperset(b.names))),
        credits=(*edges.credits, *(c for c in signed.credits if not named.issuperset(c.names))),
    )


def _both(parts: Parts, signed: Attribution) -> tuple[tuple[Byline, ...], tuple[Credit, ...]]:
    """The people of the source's fields and of the text; the role in the text takes precedence."""
    people: tuple[Byline | Credit, ...] = (*signed.bylines, *signed.credits)
    named = {name for who in people for name in who.names}
    stated = (
        replace(byline, names=tuple(n for n in byline.names if n not in named))
        for byline in _bylines(parts.authors)
    )
    bylines = (*signed.bylines, *(byline for byline in stated if byline.names))
    editors = (
        replace(editor, names=tuple(n for n in editor.names if n not in named))
        for editor in _editors(parts.editors)
    )
    return bylines, (*signed.credits, *(editor for editor in editors if editor.names))


def one_line(text: str) -> str:
    """The text with entities resolved and each run of blanks as one space."""
    return _BLANKS.sub(" ", html.unescape(text)).strip()


def blocks_of(text: str, *, excerpt: bool = False) -> tuple[Block, ...]:
    """The paragraphs of a plain text; a short line between two long ones is a sub-heading.

    The last is marked incomplete if the text breaks off; the first paragraph of an excerpt as well, if
    it opens with dots.
    """
    lines = [one_line(line) for line in text.splitlines()]
    lines = [line for line in lines if line]
    if len(lines) == 1:
        lines = [piece for piece in _JOINED.split(lines[0]) if piece]
    blocks = [
        Block("h" if _is_heading(lines, index) else "p", line) for index, line in enumerate(lines)
    ]
    if blocks and _breaks_off(blocks[-1].text, excerpt=excerpt):
        blocks[-1] = Block("p", blocks[-1].text, incomplete=True)
    if blocks and excerpt and blocks[0].text.startswith(_DOTS):
        blocks[0] = Block("p", blocks[0].text, incomplete=True)
    return tuple(blocks)


def _is_heading(lines: list[str], index: int) -> bool:
    if not 0 < index < len(lines) - 1 or len(lines[index]) > _HEADING_CHARS:
        return False
    if _PAUSES.search(lines[index]) or not has_han(lines[index]):
        return False
    neighbours = (lines[index - 1], lines[index + 1])
    return all(len(n) >= _PARAGRAPH_CHARS and n.endswith(_ENDS) for n in neighbours)


def _breaks_off(text: str, *, excerpt: bool) -> bool:
    if excerpt and text.endswith(_CUT_SHORT):
        return True
    return (excerpt or len(text) >= _BROKEN_OFF_CHARS) and not text.endswith(_ENDS)


def _without_leaks(text: str) -> tuple[str, list[str]]:
    leaks = [one_line(found[0]) for found in _LEAKS.finditer(text)]
    return (one_line(_LEAKS.sub(" ", text)) if leaks else text.strip()), [x for x in leaks if x]


def _without_title(blocks: list[Block], title: str) -> list[Block]:
    """The blocks, less a first one that only repeats the title."""
    if len(blocks) > 1 and _bare(blocks[0].text) == _bare(title):
        return blocks[1:]
    return blocks


def _bare(text: str) -> str:
    return _BLANKS.sub("", text)


def _title_of(blocks: list[Block]) -> str:
    """The first clause of a text without a title."""
    first = blocks[0].text
    clause = _PAUSES.split(first, maxsplit=1)[0].strip()
    return (clause or first)[:40]


def _kind(blocks: list[Block], text: str, credits_: Iterable[Credit]) -> ArticleKind:
    """A photo with its caption: one short paragraph with a photographer."""
    if len(blocks) != 1 or len(text) >= _CAPTION_CHARS:
        return "article"
    taken = any("摄" in credit.what for credit in credits_)
    return "photo" if taken or re.search(r"摄(?:影报道)?[）)]?$|^图为", text) else "article"


_ROLE = re.compile(
    "(?:本报|本网|本刊|新华社|人民网|中新社|央视)?"
    "((?:特约|见习|实习|首席|高级|全媒体|驻地)*(?:记者|通讯员|撰稿人?|评论员|编译|作者)|文/图|图/文|文|图)"
    "\\s*[:：]?\\s*"
)
_PLACEHOLDERS = frozenset(
    {
        "佚名",
        "未知",
        "匿名",
        "admin",
        "administrator",
        "unknown",
        "none",
        "null",
        "-",
        "转载请注明",
        "网络",
        "管理员",
    }
)
_BETWEEN = re.compile(r"[\s、，,;；|/]+")
_BETWEEN_LATIN = re.compile(r"\s*[、，,;；|/]\s*")
_EDITOR = re.compile(r"^[（(\[]?\s*(责任编辑|责编|编辑)?\s*[:：]?\s*|[）)\]]\s*$")


def _bylines(authors: Iterable[tuple[str, str]]) -> tuple[Byline, ...]:
    """Roles and names in the order printed, without placeholders such as 佚名."""
    named: dict[str, list[str]] = {}
    for role, text in authors:
        for word in _words(one_line(text).strip("【】[]（）() ")):
            found = _ROLE.match(word)
            if found and (found.end() < len(word) or word.strip(":： ").endswith(found[1])):
                role, word = found[1], word[found.end() :]  # noqa: PLW2901 - a role holds until the next
            if word and word.casefold() not in _PLACEHOLDERS:
                names = named.setdefault(role, [])
                names.extend([word] if word not in names else [])
    return tuple(Byline(role, tuple(names)) for role, names in named.items())


def _words(text: str) -> list[str]:
    if not has_han(text):
        return [word for word in _BETWEEN_LATIN.split(text) if word]
    words: list[str] = []
    for word in _BETWEEN.split(text):
        # 王 伟: a name of two characters, spaced out to the width of three.
        if words and len(word) == 1 and len(words[-1]) == 1:
            words[-1] += word
        elif word:
            words.append(word)
    return words


def _editors(editors: Iterable[str]) -> tuple[Credit, ...]:
    names = [n for text in editors for n in _words(_EDITOR.sub("", one_line(text)))]
    return (Credit("责任编辑", tuple(dict.fromkeys(names)), "责任编辑"),) if names else ()

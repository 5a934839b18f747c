"""Reads HTML once, pages and fragments alike: blocks in order, and what the head states."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from lxml import etree

from digest.ingest.article.assemble import one_line

PieceType = Literal["p", "h", "item", "row"]

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Elements that end a block; the cells of a row are part of one block.
_BREAKS = HEADINGS | frozenset(
    [
        "p", "div", "br", "li", "ul", "ol", "tr", "table", "section", "article", "blockquote", "header", "footer",
        "figure", "figcaption", "dt", "dd", "dl", "hr", "center", "pre", "main", "nav", "aside", "form", "tbody",
        "thead", "caption", "founder-content", "body",
    ]
)  # fmt: skip
_SILENT = frozenset(
    [
        "script", "style", "noscript", "noframes", "template", "svg", "iframe", "object", "select", "textarea", "button",
    ]
)  # fmt: skip
_BOLD = frozenset({"b", "strong"})
# Not `form`: ASP.NET sites put the whole page into one.
_FRAME = frozenset({"nav", "footer", "aside"})
# Words of class and id names with which sites mark what is around an article.
_CHROME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|crumbs?|breadcrumbs?|foot|footer|copyright|bottom|share|sharebox|comments?|related|relates?"
    r"|recommend|sidebar|toolbar|pager|pagination|prenext|login|links?|hot|rank|advert|ad|ads|qrcode)(?:$|[\s_-])",
    re.IGNORECASE,
)
# An element with more of the page's text than this is no chrome and is not hidden, whatever its names say.
_MOST_TEXT = 1 / 3
# A table cell with more text lays out the page.
_CELL_CHARS = 200
# Some sites show their text by script only.
_WAITS = re.compile(r"visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:[^.\d]|$)", re.IGNORECASE
)
_MAX_LD_CHARS = 2**20
# No element of a real page has more; extractors take quadratic time for thousands.
_MAX_ATTRIBUTES = 64
# libxml2 nests without limit with `huge_tree`; deeper trees exhaust the stack of those who recurse.
_MAX_DEPTH = 250
_MARK = re.compile(r"⸨(\d+)⸩")


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of a page.

    `level` is that of a heading (0: none), `links` the share of the text inside links, `frame`
    whether it is in navigation or a footer, `bold` whether all of it is bold.
    """

    type: PieceType
    text: str
    level: int = 0
    links: float = 0.0
    frame: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class WebPage:
    """What a page states in its head, its blocks in order, and the text that it hides from readers."""

    title: str
    metas: Mapping[str, str]
    news: Mapping[str, Any]
    pieces: tuple[Piece, ...] = field(default=())
    hidden: tuple[str, ...] = ()
    tree: Any = field(default=None, compare=False)

    def meta(self, *names: str) -> str | None:
        """The first of the named meta elements that has a value; case does not count."""
        return next((self.metas[n] for n in map(str.lower, names) if self.metas.get(n)), None)


def read_page(source: str) -> WebPage:
    """The blocks and statements of an HTML text; broken markup costs only what it breaks.

    Hidden elements are taken out of `tree`, and each block is marked in it with its number: `marked`
    finds these in what an extractor keeps.
    """
    tree = _tree(source)
    if tree is None:
        return WebPage("", {}, {})
    hidden = _without_hidden(tree)
    _without_layout_tables(tree)
    reader = _Reader()
    _walk(tree, reader)
    reader.flush()
    for number, place in enumerate(reader.places):
        place.mark(number)
    news = next((found for text in reader.scripts if (found := _news(text))), {})
    return WebPage(one_line(reader.title), reader.metas, news, tuple(reader.pieces), hidden, tree)


def marked(text: str) -> frozenset[int]:
    """The numbers of the blocks that a text extracted from `WebPage.tree` holds."""
    return frozenset(int(number) for number in _MARK.findall(text))


def without_marks(text: str) -> str:
    """An extracted text as it was on the page."""
    return _MARK.sub("", text)


def pieces_of(fragment: str) -> Sequence[Piece]:
    """The visible blocks of an HTML fragment."""
    return read_page(f"<div>{fragment}</div>").pieces


# These end tags are optional, and pages put together on a server have some in the middle.
_CLOSED = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
# libxml2 compares each attribute with all before it; long tags of few attributes hold pictures.
_LONG_TAG = re.compile(r"<([A-Za-z][\w-]*)([^<>]{20000,})>?")
_MAX_BLANKS = 2000


def _without_attribute_bombs(source: str) -> str:
    def short(tag: re.Match[str]) -> str:
        return f"<{tag[1]}>" if len(tag[2].split(maxsplit=_MAX_BLANKS)) > _MAX_BLANKS else tag[0]

    return _LONG_TAG.sub(short, source)


def _tree(source: str) -> Any:
    source = _without_attribute_bombs(_CLOSED.sub(" ", source))
    data = source.encode("utf-8", "replace").replace(b"\0", b"")
    parser = etree.HTMLParser(encoding="utf-8", recover=True, huge_tree=True, remove_pis=True)
    try:
        tree = etree.fromstring(data or b" ", parser)
    except etree.XMLSyntaxError:  # an empty document
        return None
    if tree is None:
        return None
    depth = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth == _MAX_DEPTH and event == "start":
            _flatten(element)
        if len(element.attrib) > _MAX_ATTRIBUTES:
            for name in list(element.attrib)[_MAX_ATTRIBUTES:]:
                del element.attrib[name]
    return tree


def _flatten(element: Any) -> None:
    """Replaces the children of an element by their text."""
    text = " ".join(element.itertext())
    for child in list(element):
        element.remove(child)
    element.text = text


def _without_hidden(tree: Any) -> tuple[str, ...]:
    """Takes elements out of the tree that a reader of the page does not see; their texts."""
    found = []
    sizes = _sizes(tree)
    for element in list(tree.iter(etree.Element)):
        style = element.get("style") or ""
        if element.tag in {"html", "body"} or not (
            "hidden" in element.attrib or _HIDDEN.search(style)
        ):
            continue
        if _WAITS.search(style) and sizes[element] > (1 - _MOST_TEXT) * sizes[tree]:
            continue
        parent = element.getparent()
        if parent is None:
            continue
        text = one_line(" ".join(element.itertext()))
        if text and not any(above.tag in _SILENT for above in (element, *element.iterancestors())):
            found.append(text)
        _remove(element, parent)
    return tuple(found)


def _sizes(tree: Any) -> Mapping[Any, int]:
    """For each element the number of characters that it shows, blanks aside; in one pass."""
    sizes: dict[Any, int] = {}
    for _, element in etree.iterwalk(tree, events=("end",)):
        parts = sum(sizes.get(child, 0) + _solid(child.tail) for child in element)
        shown = element.tag not in {"script", "style"}
        sizes[element] = _solid(element.text) + parts if shown else 0
    return sizes


def _solid(text: str | None) -> int:
    return len("".join((text or "").split()))


def _without_layout_tables(tree: Any) -> None:
    """Makes plain blocks of table rows that lay out the page: of one cell, of whole texts or of tables."""
    sizes = _sizes(tree)
    holders = {next(table.iterancestors("td", "th"), None) for table in tree.iter("table")}
    for row in list(tree.iter("tr")):
        cells = [cell for cell in row if cell.tag in {"td", "th"} and sizes[cell]]
        if len(cells) < 2 or any(cell in holders or sizes[cell] > _CELL_CHARS for cell in cells):
            for element in (row, *row):
                if element.tag in {"tr", "td", "th"}:
                    element.tag = "div"


def _remove(element: Any, parent: Any) -> None:
    previous = element.getprevious()
    if element.tail:
        if previous is None:
            parent.text = (parent.text or "") + element.tail
        else:
            previous.tail = (previous.tail or "") + element.tail
    parent.remove(element)


def _news(text: str) -> Mapping[str, Any]:
    """The article that a JSON-LD text describes, if one."""
    if len(text) > _MAX_LD_CHARS:
        return {}
    try:
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return {}
    return next(_articles(value, 0), {})


def _articles(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list) and depth < 4:
        for item in value:
            yield from _articles(item, depth + 1)
    elif isinstance(value, dict):
        if re.search(r"Article|NewsPosting|BlogPosting", str(value.get("@type", ""))):
            yield value
        yield from _articles(value.get("@graph"), depth + 1)


@dataclass(slots=True)
class _Place:
    """Where the text of a block begins: in an element or behind it."""

    element: Any
    tail: bool

    def mark(self, number: int) -> None:
        """Puts the block's number in front of its text."""
        if self.tail:
            self.element.tail = f"⸨{number}⸩{self.element.tail}"
        else:
            self.element.text = f"⸨{number}⸩{self.element.text}"


def _walk(tree: Any, reader: "_Reader") -> None:
    chrome = _chrome(tree)
    for event, element in etree.iterwalk(tree, events=("start", "end", "comment")):
        if event == "start":
            reader.chrome += element in chrome
            reader.start(element.tag, element.attrib)
            reader.data(element.text, _Place(element, tail=False))
        else:
            if event == "end":
                reader.end(element.tag)
                reader.chrome -= element in chrome
            if element is not tree:
                reader.data(element.tail, _Place(element, tail=True))


def _chrome(tree: Any) -> frozenset[Any]:
    """The elements whose class or id says that they are around an article."""
    named = [
        element
        for element in tree.iter("div", "section", "ul", "ol", "p", "span", "table", "td", "dl")
        if _CHROME.search(f"{element.get('class') or ''} {element.get('id') or ''}")
    ]
    sizes = _sizes(tree) if named else {}
    return frozenset(e for e in named if sizes[e] <= _MOST_TEXT * sizes[tree])


class _Reader:
    """Collects blocks between block-level tags, whole table rows, and the head's statements."""

    def __init__(self) -> None:
        self.title = ""
        self.metas: dict[str, str] = {}
        self.scripts: list[str] = []
        self.pieces: list[Piece] = []
        self.places: list[_Place] = []
        self._texts: list[str] = []
        self._place: _Place | None = None
        self._linked = 0
        self._bold_chars = 0
        self._depths = dict.fromkeys(("a", "tr", "li", "title", "bold", *_FRAME), 0)
        self._level = 0
        self._silent = 0
        self.chrome = 0  # the depth of elements that are around an article

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begins an element."""
        if tag == "meta":
            self._meta(attributes)
        if tag in _SILENT:
            self._silent += 1
            if tag == "script" and "ld+json" in (attributes.get("type") or ""):
                self.scripts.append("")
            return
        self._break(tag)
        name = "bold" if tag in _BOLD else tag
        if name in self._depths:
            self._depths[name] += 1
        if tag in HEADINGS:
            self._level = int(tag[1])

    def end(self, tag: str) -> None:
        """Ends an element."""
        if tag in _SILENT:
            self._silent -= 1
            return
        self._break(tag)
        name = "bold" if tag in _BOLD else tag
        if name in self._depths:
            self._depths[name] -= 1
        if tag in HEADINGS:
            self._level = 0

    def data(self, text: str | None, place: _Place) -> None:
        """Takes the text at a place."""
        if not text:
            return
        if self._silent:
            if place.element.tag == "script" and not place.tail and self.scripts:
                self.scripts[-1] = self.scripts[-1] or text
        elif self._depths["title"]:
            self.title = self.title or text
        else:
            self._texts.append(text)
            size = len(one_line(text))
            if size and self._place is None:
                self._place = place
            self._linked += size if self._depths["a"] else 0
            self._bold_chars += size if self._depths["bold"] else 0

    def flush(self) -> None:
        """Ends the block that is open."""
        text = re.sub(r"(?:\s*\|\s*){2,}", " | ", one_line("".join(self._texts))).strip(" |")
        if text and self._place is not None:
            kind: PieceType = (
                "h" if self._level else "row" if self._depths["tr"] else "item" if self._depths["li"] else "p"
            )  # fmt: skip
            frame = self.chrome > 0 or any(self._depths[tag] for tag in _FRAME)
            links = min(1.0, self._linked / len(text))
            bold = self._bold_chars >= len(text) - text.count(" ")
            self.pieces.append(Piece(kind, text, self._level, links, frame, bold))
            self.places.append(self._place)
        self._texts.clear()
        self._place = None
        self._linked = self._bold_chars = 0

    def _break(self, tag: str) -> None:
        # Within a row only its cells separate, so that what is side by side stays together; a headline
        # may be set on two lines.
        if self._level and tag == "br":
            self._texts.append(" ")
            return
        if self._depths["tr"] and tag != "tr":
            if tag in {"td", "th"} and "".join(self._texts).strip():
                self._texts.append(" | ")
            elif tag in _BREAKS:
                self._texts.append(" ")
        elif tag in _BREAKS:
            self.flush()

    def _meta(self, attributes: Mapping[str, str]) -> None:
        content = one_line(attributes.get("content") or "")
        for key in ("name", "property", "itemprop"):
            name = (attributes.get(key) or "").strip().lower()
            if name and content:
                self.metas.setdefault(name, content)

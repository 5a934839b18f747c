"""A whole web page read once: what its head states, and its blocks with what surrounds them."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from digest.ingest.article.assemble import one_line
from digest.ingest.formats.markup import BREAKS, HEADINGS

PieceType = Literal["p", "h", "item", "row"]

# A web page has more kinds of blocks than a piece of markup in a field; a cell is part of its row.
_BREAKS = (BREAKS - {"title", "td", "th"}) | frozenset(
    [
        "section",
        "main",
        "nav",
        "aside",
        "form",
        "tbody",
        "thead",
        "caption",
        "founder-content",
        "body",
    ]
)
_SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "noframes",
        "template",
        "svg",
        "iframe",
        "object",
        "select",
        "textarea",
        "button",
    ]
)
# Not `form`: sites made with ASP.NET set the whole page in one.
_FRAME = frozenset({"nav", "footer", "aside"})
_VOID = frozenset(
    [
        "br",
        "hr",
        "img",
        "input",
        "meta",
        "link",
        "source",
        "wbr",
        "area",
        "base",
        "col",
        "embed",
        "param",
        "track",
    ]
)
_MAX_LD_CHARS = 2**20


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of a page: `links` is the share of its text that is links, `frame` what is around."""

    type: PieceType
    text: str
    level: int = 0
    links: float = 0.0
    frame: bool = False


@dataclass(frozen=True, slots=True)
class WebPage:
    """What a page states in its head, and its blocks in order."""

    title: str
    metas: Mapping[str, str]
    news: Mapping[str, Any]
    pieces: tuple[Piece, ...] = field(default=())

    def meta(self, *names: str) -> str | None:
        """The first of the named meta elements that says something; case does not count."""
        return next((self.metas[n] for n in map(str.lower, names) if self.metas.get(n)), None)


def read_page(source: str) -> WebPage:
    """The page that an HTML text is; broken markup costs what it breaks."""
    from lxml import etree  # noqa: PLC0415 - comes with the extra html

    # Not the standard library's parser: before Python 3.13.6 unclosed comments take it quadratic time.
    reader = _Reader()
    parser = etree.HTMLParser(target=reader, encoding="utf-8", huge_tree=True, recover=True)
    parser.feed(source.encode("utf-8", "replace") or b" ")
    parser.close()
    news = next((found for text in reader.scripts if (found := _news(text))), {})
    return WebPage(one_line(reader.title), reader.metas, news, tuple(reader.pieces))


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


class _Reader:
    """Collects blocks between block-level tags, table rows whole, and the head's statements."""

    def __init__(self) -> None:
        self.title = ""
        self.metas: dict[str, str] = {}
        self.scripts: list[str] = []
        self.pieces: list[Piece] = []
        self._texts: list[str] = []
        self._linked = 0
        self._depths = dict.fromkeys(("a", "tr", "li", "title", "ld", *_FRAME), 0)
        self._level = 0
        self._silent: list[str] = []

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        """Begins an element."""
        if tag == "meta":
            self._meta(attrs)
        elif tag == "script" and "ld+json" in attrs.get("type", ""):
            self._depths["ld"] = 1
            self.scripts.append("")
        if tag in _SILENT:
            self._silent.append(tag)
            return
        self._break(tag)
        if tag in self._depths and tag not in _VOID:
            self._depths[tag] += 1
        if tag in HEADINGS:
            self._level = int(tag[1])

    def end(self, tag: str) -> None:
        """Ends an element."""
        if tag == "script":
            self._depths["ld"] = 0
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
            return
        self._break(tag)
        if self._depths.get(tag):
            self._depths[tag] -= 1
        if tag in HEADINGS:
            self._level = 0

    def data(self, data: str) -> None:
        """Takes text."""
        if self._depths["ld"]:
            self.scripts[-1] += data
        elif self._depths["title"] and not self.pieces:
            self.title += data
        elif not self._silent:
            self._texts.append(data)
            self._linked += len(one_line(data)) if self._depths["a"] else 0

    def comment(self, text: str) -> None:
        """Passes a comment over."""

    def close(self) -> None:
        """Ends the page."""
        self.flush()

    def flush(self) -> None:
        """Ends the block that is open."""
        text = re.sub(r"(?:\s*\|\s*){2,}", " | ", one_line("".join(self._texts))).strip(" |")
        if text:
            kind: PieceType = (
                "h" if self._level else "row" if self._depths["tr"] else "item" if self._depths["li"] else "p"
            )  # fmt: skip
            frame = any(self._depths[tag] for tag in _FRAME)
            links = min(1.0, self._linked / len(text))
            self.pieces.append(Piece(kind, text, self._level, links, frame))
        self._texts.clear()
        self._linked = 0

    def _break(self, tag: str) -> None:
        # Within a row only its cells part, so that what stands side by side stays together.
        if self._depths["tr"] and tag != "tr":
            if tag in {"td", "th"} and "".join(self._texts).strip():
                self._texts.append(" | ")
            elif tag in _BREAKS:
                self._texts.append(" ")
        elif tag in _BREAKS:
            self.flush()

    def _meta(self, attrs: Mapping[str, str]) -> None:
        content = one_line(attrs.get("content", ""))
        for key in ("name", "property", "itemprop"):
            name = attrs.get(key, "").strip().lower()
            if name and content:
                self.metas.setdefault(name, content)

"""Blocks of text out of HTML and Markdown fragments, with the standard library alone."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from digest.ingest.article.assemble import blocks_of, one_line
from digest.records import Block

_HTML = re.compile(
    r"</?(?:p|div|br|span|h[1-6]|strong|b|em|section|article|img|a|table|ul|li)\b[^<>]*/?>",
    re.IGNORECASE,
)
_HEADING_LINE = re.compile(r"#{1,6}\s+(.*?)\s*#*\s*|\*\*([^*]+)\*\*|__([^_]+)__")
_MARKDOWN = re.compile(r"^#{1,6}\s+\S|^\*\*[^*\n]+\*\*\s*$", re.MULTILINE)
_INLINE = (
    (re.compile(r"!\[([^\]\n]{0,300})\]\([^)\n]*\)"), r""),
    (re.compile(r"\[([^\]\n]{1,300})\]\((?:[^()\n]|\([^()\n]*\))*\)"), r"\1"),
    (re.compile(r"\*\*([^*\n]+)\*\*"), r"\1"),
    (re.compile(r"(?<![*\w])\*([^*\s][^*\n]*)\*(?!\w)"), r"\1"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
)
BREAKS = frozenset(
    [
        "p",
        "div",
        "br",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "tr",
        "table",
        "section",
        "article",
        "blockquote",
        "header",
        "footer",
        "figure",
        "figcaption",
        "dt",
        "dd",
        "dl",
        "hr",
        "center",
        "title",
        "td",
        "th",
        "pre",
    ]
)
_MOST_OPEN = 200
_OPEN = re.compile(r"<(?![^<>]*>)")
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "head", "iframe", "object"})


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text that may be plain, HTML or Markdown."""
    if is_html(text):
        return html_blocks(text)
    return markdown_blocks(text) if _MARKDOWN.search(text) else blocks_of(text)


def is_html(text: str) -> bool:
    """Whether a text holds elements of HTML."""
    return _HTML.search(text) is not None


def html_blocks(source: str) -> tuple[Block, ...]:
    """The blocks of an HTML fragment or page: headings as "h", scripts and styles left out."""
    if source.count("<") > source.count(">") + _MOST_OPEN:
        # Marks that never close take the standard library's parser quadratic time.
        source = _OPEN.sub(" ", source)
    reader = _Blocks()
    reader.feed(source)
    reader.close()
    found = reader.blocks
    if not found or any(block.type == "h" for block in found):
        return found
    # Without headings of its own, a page shows them as short bold lines.
    return blocks_of("\n".join(block.text for block in found))


def markdown_blocks(source: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text: `## x` and a line that is all bold are "h"."""
    return tuple(_markdown(source))


def plain(line: str) -> str:
    """A line of Markdown without its marks; images go, links leave their text."""
    for pattern, kept in _INLINE:
        line = pattern.sub(kept, line)
    return one_line(line)


def heading(line: str) -> str | None:
    """What a line of Markdown has as heading, if it is one."""
    found = _HEADING_LINE.fullmatch(line.strip())
    return plain(next(g for g in found.groups() if g is not None)) if found else None


def _markdown(source: str) -> Iterator[Block]:
    paragraph: list[str] = []
    for line in (*source.splitlines(), ""):
        bare = line.strip()
        title = heading(bare)
        if (not bare or title is not None) and paragraph:
            yield from _paragraph(paragraph)
            paragraph = []
        if title:
            yield Block("h", title)
        elif bare and title is None:
            paragraph.append(bare)


def _paragraph(lines: list[str]) -> Iterator[Block]:
    # Chinese Markdown often sets a paragraph a line; a line that ends a sentence ends one.
    text = ""
    for line in lines:
        text += plain(re.sub(r"^(?:[>*+-]|\d+\.)\s+", "", line))
        if text.endswith(tuple("。！？”…）")):
            yield Block("p", text)
            text = ""
    if text:
        yield Block("p", text)


class _Blocks(HTMLParser):
    """Collects text between block-level tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._done: list[Block] = []
        self._pieces: list[str] = []
        self._heading = False
        self._silent: list[str] = []

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What was read, to the end."""
        self._flush()
        return tuple(self._done)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - their name
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag in BREAKS:
            self._flush()
            self._heading = tag in HEADINGS

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - their name
        if tag in BREAKS:
            self._flush()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        elif tag in BREAKS:
            self._flush()
            self._heading = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._pieces.append(data)

    def _flush(self) -> None:
        text = one_line("".join(self._pieces))
        if text:
            self._done.append(Block("h" if self._heading else "p", text))
        self._pieces.clear()

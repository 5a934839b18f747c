"""Blocks of text from plain, HTML and Markdown fragments."""

import html
import re
from collections.abc import Iterator

from digest.ingest.article.assemble import blocks_of, one_line
from digest.ingest.formats.html_tree import pieces_of, read_page
from digest.records import Block

_HTML = re.compile(
    r"</?(?:p|div|br|span|h[1-6]|strong|b|em|section|article|img|a|table|ul|li)\b[^<>]*/?>",
    re.IGNORECASE,
)
_HEADING_LINE = re.compile(r"#{1,6}[ \t]+(.*)|\*\*([^*]+)\*\*|__([^_]+)__")
_ESCAPED = re.compile(r"&lt;(?:p|div|br|span|strong|img|a)\b[^<>]{0,300}?/?&gt;", re.IGNORECASE)
_MAY_HIDE = re.compile("hidden|display|visibility|font-size", re.IGNORECASE)
# A longer bold line, or one that ends as a sentence does, is emphasised text.
_BOLD_CHARS, _ENDS = 30, tuple("。！？；，：!?;,:")
_MARKDOWN = re.compile(r"^#{1,6}\s+\S|^\*\*[^*\n]+\*\*\s*$", re.MULTILINE)
_INLINE = (
    (re.compile(r"!\[([^\]\n]{0,300})\]\([^)\n]*\)"), r""),
    (re.compile(r"\[([^\]\n]{1,300})\]\((?:[^()\n]|\([^()\n]*\))*\)"), r"\1"),
    (re.compile(r"\*\*([^*\n]+)\*\*"), r"\1"),
    (re.compile(r"(?<![*\w])\*([^*\s][^*\n]*)\*(?!\w)"), r"\1"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
)


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text that may be plain, HTML or Markdown."""
    if _ESCAPED.search(text) and not _HTML.search(text):
        text = html.unescape(text)
    if is_html(text):
        return html_blocks(text)
    return markdown_blocks(text) if _MARKDOWN.search(text) else blocks_of(text)


def is_html(text: str) -> bool:
    """Whether a text has HTML tags."""
    return _HTML.search(text) is not None


def html_blocks(source: str) -> tuple[Block, ...]:
    """The blocks of an HTML fragment: headings and short bold lines are "h", scripts are left out."""
    pieces = pieces_of(source)
    found = tuple(
        Block("h" if _is_heading(p.level, p.text, p.bold) else "p", p.text) for p in pieces
    )
    if not found or any(block.type == "h" for block in found):
        return found
    # Without headings of its own, a page may have them as short lines.
    return blocks_of("\n".join(block.text for block in found))


def hidden_text(value: str) -> str:
    """The text that an HTML fragment hides from its readers; "" for none."""
    if not is_html(value) or not _MAY_HIDE.search(value):
        return ""
    return "\n".join(read_page(f"<div>{value}</div>").hidden)


def _is_heading(level: int, text: str, bold: bool) -> bool:
    return level > 0 or (bold and len(text) <= _BOLD_CHARS and not text.endswith(_ENDS))


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
    return plain(next(g for g in found.groups() if g is not None).rstrip("# \t")) if found else None


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

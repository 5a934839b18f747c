"""Joins paragraphs that column breaks split, and marks those of which a part is missing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from digest.ingest.page.lines import ends_sentence, form_of, is_open
from digest.records import Block

_FIRST_SENTENCE_CHARS = 8
# Longest paragraph; without a limit, joining text that has no full stop takes quadratic time.
_PARAGRAPH_CHARS = 10_000

_PAGE = r"第?\s*[A-Z]?[\d一二三四五六七八九十]{1,3}\s*版[^（）()。]{0,16}[）)】]"
_FROM = re.compile(rf"^\s*[（(【]\s*(?:紧接|上接|接){_PAGE}")
_TO = re.compile(rf"[（(【]\s*(?:紧转|下转|下接|转){_PAGE}\s*$")


def strip_continuation_notes(text: str) -> str:
    """The text without the note, before or behind it, that names the page on which it continues."""
    return _TO.sub("", _FROM.sub("", text)).strip() or text


def continues_other_page(text: str) -> bool:
    """Whether a note says that the text began on another page, so that it does not continue the one above."""
    return _FROM.match(text) is not None


def append_paragraph(blocks: list[Block], text: str, *, apart: bool = False) -> None:
    """Add a new paragraph, or the rest of the one that a column break split, unless it is `apart`."""
    last = blocks[-1] if blocks and not apart else None
    joins = last and last.type == "p" and len(last.text) < _PARAGRAPH_CHARS
    if last and joins and (not ends_sentence(last.text) or is_open(last.text)):
        blocks[-1] = Block("p", last.text + text)
    else:
        blocks.append(Block("p", text))


def mark_incomplete(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks; paragraphs that begin or break off within a sentence are marked incomplete."""
    for block in blocks:
        broken = block.type == "p" and (not _ends_well(block.text) or _headless(block.text))
        yield replace(block, incomplete=True) if broken else block


def _ends_well(text: str) -> bool:
    return ends_sentence(text) or len(text) < 30 or text[-1] in "”」』）)"


def _headless(text: str) -> bool:
    """Whether the paragraph begins within a sentence whose first part the extraction lost.

    Its first sentence is then only the tail of a longer term, which the paragraph names again.
    """
    first, stop, rest = text.partition("。")
    if text[0] in "，。；：、）”’》":
        return True
    return (
        bool(stop)
        and len(first) <= _FIRST_SENTENCE_CHARS
        and first in rest
        and form_of(first) == "heading"
    )

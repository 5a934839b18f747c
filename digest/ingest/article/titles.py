"""Titles of scraped records: without the marks, page numbers and site names around them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from digest.ingest.page import boilerplate
from digest.records import Block

# 03版 - , 第12版：, A12版|
_PAGE = re.compile(r"第?\s*([A-Z]{0,2}\d{1,4}|[一二三四五六七八九十]{1,3})\s*版\s*[-—–:：·|]+\s*")
_SITE = re.compile(r"(?:\s*[-_|—–·»]+\s*|\s{2,})([^-_|—–·»\s]{2,20})$")
_LEAST_CHARS, _LONGEST = 4, 200
# Words with which the text of a news item opens; scrapers glue it to the headline before it.
_OPENING = re.compile(
    r"(?:今年以来|近年来|近日|日前|连日来|近期|昨[日天]|今[日天]|截至|据悉|去年|今年"
    r"|(?:20\d\d年)?\d{1,2}月\d{1,2}日|\d{1,2}日(?=[，,上下晚电])|本报|新华社|中新社|记者)"
)
_STOP = tuple("。！？")
_LEAST_TITLE, _MOST_TITLE = 6, 40


@dataclass(frozen=True, slots=True)
class Title:
    """A headline, the blocks of the text without it, and the page number that was in front of it."""

    text: str
    blocks: tuple[Block, ...]
    page: str | None = None


def read_title(title: str, blocks: Sequence[Block]) -> Title:
    """The headline of a record, and its text.

    Marks such as [视频], the page number in front and the site's name behind are cut off. A title that
    runs on into the text, and a text that opens with its title, are cut where the text begins.
    """
    page = None
    while True:
        bare = boilerplate.without_tag(title)
        number = _PAGE.match(bare)
        if number and bare[number.end() :]:
            page = page or number[1]
            bare = bare[number.end() :]
        if bare == title:
            break
        title = bare
    title = _without_site(title)
    return replace(_unglued(title, tuple(blocks)), page=page)


def _without_site(title: str) -> str:
    """A title without the names of site and channel behind it, by the table of page and site words."""
    while len(title) <= _LONGEST and (found := _SITE.search(title)):
        rule = boilerplate.rule_for(found[1], first=True)
        rest = title[: found.start()]
        dated = any(char.isdecimal() for char in found[1])
        if rule is None or dated or len(rest) < _LEAST_CHARS:
            break
        title = rest
    return title


def _unglued(title: str, blocks: tuple[Block, ...]) -> Title:
    if not blocks:
        return Title(title, blocks)
    first = blocks[0]
    repeated = len(title) >= _LEAST_TITLE and first.text.startswith(title)
    if repeated and title.endswith(_STOP):
        # Both hold the headline and the beginning of the text.
        cut = next((m.start() for m in _OPENING.finditer(title) if m.start() >= _LEAST_TITLE), 0)
        if 0 < cut <= _MOST_TITLE:
            return Title(title[:cut].strip(), (replace(first, text=first.text[cut:]), *blocks[1:]))
    rest = first.text[len(title) :]
    if repeated and (_OPENING.match(rest.lstrip()) or rest.startswith((" ", "\u3000"))):
        return Title(title, (replace(first, text=rest.strip()), *blocks[1:]))
    return Title(title, blocks)

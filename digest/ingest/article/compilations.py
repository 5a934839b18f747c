"""Entries that are no single article: several stories in one, or a list of headlines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from digest.ingest.page import boilerplate
from digest.records import Block
from digest.text.dates import parse_date

_COLLECTION = re.compile(
    "文字版|早报|晚报|日报|周报|简报|速览|速递|快讯|合集|汇总|要闻|一览|一周|早知道|新闻联播|摘要|导读"
)
_NUMBER = re.compile(
    r"^\s*(?:\d{1,2}\s*[.、．]|[（(]\d{1,2}[)）]|[一二三四五六七八九十]{1,2}、)\s*"
)
_ITEM_CHARS, _LEAST_ITEMS, _LEAST_STORIES = 60, 3, 2


@dataclass(frozen=True, slots=True)
class Story:
    """One of several stories of an entry."""

    title: str
    blocks: tuple[Block, ...]


def stories_in(title: str, blocks: Sequence[Block]) -> tuple[Story, ...]:
    """The stories of an entry that holds several, each below a heading; () for a single article.

    A single article may have sub-headings, but not before its first paragraph, and its title is not
    that of a collection (a date, 早报, 文字版).
    """
    if not is_collection_title(title) or not blocks or blocks[0].type != "h":
        return ()
    stories: list[Story] = []
    for block in blocks:
        if block.type == "h":
            stories.append(Story(without_number(block.text), ()))
        else:
            last = stories[-1]
            stories[-1] = Story(last.title, (*last.blocks, block))
    whole = [story for story in stories if story.blocks]
    return tuple(stories) if len(whole) >= _LEAST_STORIES else ()


def is_collection_title(title: str) -> bool:
    """Whether a title is that of an issue or programme and not of an article."""
    return parse_date(title) is not None or _COLLECTION.search(title) is not None


def without_number(text: str) -> str:
    """A heading without the number in front of it."""
    return _NUMBER.sub("", text, count=1) or text


def is_headline_list(title: str, blocks: Sequence[Block]) -> bool:
    """Whether an entry lists headlines without texts, as the contents of an issue do."""
    texts = [block.text for block in blocks]
    rule = boilerplate.rule_for(texts[0]) if texts else None
    labelled = rule is not None and rule.role == "contents"
    items = texts[1:] if labelled else texts
    numbered = sum(_NUMBER.match(text) is not None for text in items)
    return (
        (labelled or is_collection_title(title))
        and len(items) >= _LEAST_ITEMS
        and numbered * 4 >= len(items) * 3
        and all(len(text) <= _ITEM_CHARS and "。" not in text[:-1] for text in items)
    )

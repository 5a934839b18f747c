"""Turns scrapers' records, in whatever shape, into articles."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import Any

from digest.ingest.article.assemble import Found, Parts, assemble, blocks_of, one_line
from digest.ingest.article.compilations import stories_in
from digest.ingest.article.titles import Title, read_title
from digest.ingest.formats import markup
from digest.ingest.formats.field_names import FIELD_NAMES, ReadOptions, Record, plain_name
from digest.records import Block, Discard, Failure, Provenance
from digest.text.dates import date_in_path, parse_date
from digest.text.hanzi import has_han

_ROLES = {"author": "作者", "reporter": "记者", "correspondent": "通讯员"}
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9 _&/-]*")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_PAGE = re.compile(
    r"(?:第\s*)?[A-Za-z]?\d{1,3}\s*版?\s*[:：·\-—]?\s*|第?[一二三四五六七八九十]{1,3}版\s*[:：·\-—]?\s*"
)
_PAGE_NUMBER = re.compile(
    r"第?\s*([A-Za-z]{0,2}\d{1,4})\s*(?:版|$|[:：·\-—])|第?([一二三四五六七八九十]{1,3})版"
)
_PAGE_IN_DATE = re.compile(r"第\s*([A-Za-z]{0,2}\d{1,4}|[一二三四五六七八九十]{1,3})\s*版")
_SECTION_CHARS = 20
_HIDDEN_CHARS = 2000
_MAX_NAMED = 8
MAX_DEPTH = 8


def articles_in(
    value: Any, where: Provenance, *, options: ReadOptions, depth: int = 0
) -> Iterator[Found]:
    """Yields the articles of a JSON value: a record, a list of them, or a wrapper around either.

    The date, source and page of a wrapper hold for those of its records that do not state their own.
    """
    if depth > MAX_DEPTH:
        yield Failure("read", _at(where), f"lists nested more than {MAX_DEPTH} deep")
    elif isinstance(value, list):
        for item in value:
            yield from articles_in(item, where, options=options, depth=depth + 1)
    elif not isinstance(value, dict):
        reason = f"not an object with the fields of an article: {str(value)[:40]!r}"
        yield Failure("read", _at(where), reason)
    elif {"schema", "week", "articles"} <= value.keys():
        yield Failure("read", _at(where), "a finished digest; `digest render` takes its folder")
    else:
        record = Record(value, options.fields)
        records = [] if record.texts else _wrapped(value) or _inner(value, options)
        inherited = {
            name: value[name]
            for name in value
            if plain_name(name) in _INHERITED and not isinstance(value[name], list | dict)
        }
        for item in records:
            yield from articles_in(inherited | item, where, options=options, depth=depth + 1)
        if not records:
            yield from _article(record, where, options)


def _at(where: Provenance) -> str:
    return f"{where.path}:{where.lines[0]}"


_INHERITED = {plain_name(name) for ours in ("date", "source", "page") for name in FIELD_NAMES[ours]}


def _wrapped(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The records of a value that has no text of its own and is only their envelope."""
    for child in value.values():
        flat = list(_flat(child, 0)) if isinstance(child, list) else []
        if flat and all(isinstance(item, dict) for item in flat):
            return flat
    nested = [child for child in value.values() if isinstance(child, dict)]
    return next((found for child in nested if (found := _wrapped(child))), [])


def _flat(items: list[Any], depth: int) -> Iterator[Any]:
    """The items of lists within lists, which spiders make of pages of results."""
    for item in items:
        if isinstance(item, list) and depth < MAX_DEPTH:
            yield from _flat(item, depth + 1)
        else:
            yield item


def _inner(value: Mapping[str, Any], options: ReadOptions, depth: int = 0) -> list[dict[str, Any]]:
    """The record inside a value (under `data`, `video_detail` or any name), with the value's own fields."""
    if depth > MAX_DEPTH:
        return []
    own = {name: item for name, item in value.items() if not isinstance(item, list | dict)}
    for child in value.values():
        if isinstance(child, dict):
            record = Record(child, options.fields)
            if record.texts or (record.line("title") and record.all("excerpt")):
                return [own | child]
            inner = _inner(child, options, depth + 1)
            if inner:
                return [own | inner[0]]
    return []


def _article(record: Record, where: Provenance, options: ReadOptions) -> Iterator[Found]:
    yield from _hidden(record, where)
    blocks = next((b for text in record.texts if (b := tuple(_blocks(text)))), ())
    is_excerpt = not blocks
    if is_excerpt:
        excerpts = (_excerpt(e) for e in record.all("excerpt") if isinstance(e, str))
        blocks = next((found for found in excerpts if found), ())
    stated = record.line("date")
    title = read_title(record.line("title") or "", blocks)
    if not blocks and record.unknown():
        yield Failure("read", _at(where), _advice(record, title))
        return
    url = next((u for u in record.all("url") + record.all("source") if _is_url(u)), None)
    day = _day(record, where, options)
    if stated and not day:
        yield Discard(where.path, where.lines, stated[:80], _undated(stated))
    parts = Parts(
        title=title.text,
        blocks=title.blocks,
        kicker=record.line("kicker"),
        subtitle=record.line("subtitle"),
        section=_section(record),
        dateline=record.line("dateline"),
        authors=tuple(
            (_ROLES[ours], name) for ours in _ROLES for name in _names(record.all(ours)[:1])
        ),
        editors=tuple(_names(record.all("editor")[:1])),
        day=day or (date_in_path(url) if url else None),
        source=_source(record),
        url=url,
        id=record.line("id"),
        page=_page(record, title, stated or ""),
    )
    stories = () if is_excerpt else stories_in(parts.title, parts.blocks)
    if not stories:
        yield from assemble(parts, where)
        return
    reason = f"the title of {len(stories)} articles in one entry"
    yield Discard(where.path, where.lines, parts.title, reason)
    for story in stories:
        own = replace(parts, title=story.title, blocks=story.blocks, subtitle=None, id=None)
        yield from assemble(own, where)


def _hidden(record: Record, where: Provenance) -> Iterator[Discard]:
    texts = (markup.hidden_text(v) for v in record.texts if isinstance(v, str))
    hidden = "\n".join(filter(None, texts))
    if hidden:
        reason = "text that the page hides from its readers"
        yield Discard(where.path, where.lines, hidden[:_HIDDEN_CHARS], reason)


def _advice(record: Record, title: Title) -> str:
    """What to do about a record whose text is under an unknown name."""
    lack = f"no text, only the title {title.text!r}" if title.text else "neither title nor text"
    names = record.unknown()
    more = ", ..." if len(names) > _MAX_NAMED else ""
    return (
        f"{lack}; unknown fields: {', '.join(names[:_MAX_NAMED])}{more}; "
        f"name yours in the settings, such as inputs: {{fields: {{{names[0]}: text}}}}"
    )


def _day(record: Record, where: Provenance, options: ReadOptions) -> date | None:
    """The record's date; relative ones count from the day in the name of the file or its folder."""
    printed = date_in_path("/".join(PurePath(where.path).parts[-2:]))
    days = (
        parse_date(day, options.zone, today=printed)
        for value in record.all("date")
        for day in _items(value)
    )
    return next(filter(None, days), None)


def _undated(stated: str) -> str:
    relative = parse_date(stated, today=date(2000, 6, 1)) is not None
    advice = "; put the day into the file's name, such as news-2026-11-20.json" if relative else ""
    return f"a date that is not understood: {stated[:40]!r}{advice}; its article counts as undated"


def _excerpt(text: str) -> tuple[Block, ...]:
    if markup.is_html(text):  # as in feeds
        text = "\n".join(block.text for block in markup.html_blocks(text))
    return blocks_of(text, excerpt=True)


def _items(value: Any) -> Sequence[Any]:
    """A date may be one of a list, or within an object, as MongoDB exports it."""
    if isinstance(value, dict):
        return tuple(value.values())
    return value if isinstance(value, list) else (value,)


def _is_url(value: Any) -> bool:
    return isinstance(value, str) and _URL.fullmatch(value.strip()) is not None


def _source(record: Record) -> str | None:
    names = [
        one_line(value)
        for value in record.all("source")
        if isinstance(value, str) and not _is_url(value)
    ]
    return next((name for name in names if name), None)


def _page(record: Record, title: Title, date_text: str) -> str | None:
    """The number of the printed page as printed: from its own field, the title, or behind the date."""
    for value in record.all("page"):
        for item in _items(value):
            found = _PAGE_NUMBER.match(one_line(str(item)))
            if found:
                return found[1] or found[2]
    behind = _PAGE_IN_DATE.search(date_text)
    return title.page or (behind[1] if behind else None)


def _section(record: Record) -> str | None:
    """The column or page name, a Chinese one first: 01版：要闻 is 要闻, A01 stays."""
    code = None
    for value in record.all("section") + record.all("page"):
        for item in _items(value):
            whole = one_line(item) if isinstance(item, str) else ""
            found = _PAGE.match(whole)
            name = whole[found.end() :] if found else whole
            if name and has_han(name) and len(name) <= _SECTION_CHARS:
                return name
            if code is None and _CODE.fullmatch(whole) and len(whole) <= _SECTION_CHARS:
                code = whole
    return code


def _names(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _names([value.get("name")])
        elif isinstance(value, list):
            yield from _names(value)


_HEADING_KEYS = frozenset({"headline", "heading", "title", "subheadline"})
_HEADING_TYPES = frozenset({"h", "h1", "h2", "h3", "heading", "subtitle"})
_TEXT_KEYS = (
    "summary", "headline", "heading", "title", "text", "content", "value", "paragraphs", "sections", "blocks",
)  # fmt: skip


def _blocks(value: Any, *, depth: int = 0, heading: bool = False) -> Iterator[Block]:
    """The blocks of a body: a text, HTML, Markdown, a list, or nested sections."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, str):
        if heading and one_line(value):
            yield Block("h", one_line(value))
        else:
            yield from markup.blocks(value)
    elif isinstance(value, list):
        if all(isinstance(item, str) for item in value) and not heading:
            yield from markup.blocks("\n".join(value))
        else:
            for item in value:
                yield from _blocks(item, depth=depth + 1, heading=heading)
    elif isinstance(value, dict):
        is_heading = str(value.get("type", "")).casefold() in _HEADING_TYPES
        for name in _TEXT_KEYS:
            child = value.get(name)
            if child:
                named = name in _HEADING_KEYS or (
                    is_heading and name in {"text", "content", "value"}
                )
                yield from _blocks(child, depth=depth + 1, heading=named)

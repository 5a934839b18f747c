"""Reads the entries of RSS and Atom feeds as articles."""

import re
from collections.abc import Iterator
from typing import Any

from digest import host
from digest.errors import InputError
from digest.ingest.article.assemble import Found
from digest.ingest.formats.field_names import ReadOptions
from digest.ingest.formats.markup import is_html
from digest.ingest.formats.scraper_fields import articles_in
from digest.records import Failure, Provenance

_CUT_SHORT = ("...", "…", "[...]", "更多", "全文")


def read_feed(data: bytes, path: str, options: ReadOptions) -> Iterator[Found]:
    """Yields the articles of an RSS or Atom file; InputError if it cannot be read or has no entries."""
    try:
        import feedparser  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise InputError(host.missing("reading feeds", "feeds", error)) from error
    try:
        feed = feedparser.parse(data)
    except Exception as error:  # feedparser raises almost anything on broken feeds
        raise InputError(f"not a readable feed ({error or type(error).__name__})") from error
    if not feed.entries:
        raise InputError("no entry in this feed")
    for number, entry in enumerate(feed.entries, 1):
        record = _entry(entry) | {"source_name": feed.feed.get("title")}
        where = Provenance(path, (number, number))
        if not record["text"] and not record["summary"]:
            yield Failure("read", f"{path}: entry {number}", "no text, only a headline")
            continue
        yield from articles_in(record, where, options=options)


def _entry(entry: Any) -> dict[str, Any]:
    contents = entry.get("content") or [{}]
    summary = entry.get("summary") or ""
    # Many feeds have the whole text as description, in HTML.
    whole = is_html(summary) and not re.sub(r"<[^<>]*>|\s", "", summary).endswith(_CUT_SHORT)
    return {
        "title": entry.get("title"),
        "text": contents[0].get("value") or (summary if whole else None),
        "summary": summary,
        "date": entry.get("published") or entry.get("updated"),
        "author": entry.get("author"),
        "url": entry.get("link"),
    }

"""Entries of RSS and Atom feeds as articles."""

from collections.abc import Iterator
from typing import Any

from digest import host
from digest.errors import InputError
from digest.ingest.article.assemble import Found
from digest.ingest.formats.scraper_fields import ReadOptions, articles_in
from digest.records import Failure, Provenance


def read_feed(data: bytes, path: str, options: ReadOptions) -> Iterator[Found]:
    """The articles of an RSS or Atom file; dates are read by our own rules, from the text."""
    try:
        import feedparser  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise InputError(host.missing("reading feeds", "feeds", error)) from error
    try:
        feed = feedparser.parse(data)
    except (ValueError, LookupError, RecursionError, AssertionError, TypeError) as error:
        raise InputError(f"not a feed that can be read ({error})") from error
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
    return {
        "title": entry.get("title"),
        "text": contents[0].get("value"),
        "summary": entry.get("summary"),
        "date": entry.get("published") or entry.get("updated"),
        "author": entry.get("author"),
        "url": entry.get("link"),
    }

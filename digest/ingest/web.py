"""Saved web pages and feed files, through trafilatura and feedparser (extras html and feeds)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from digest.errors import InputError
from digest.ingest import markup
from digest.ingest.assemble import Found
from digest.ingest.fields import articles_in
from digest.ingest.text import decode
from digest.records import Failure, Provenance

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{2,20})", re.IGNORECASE)
# Where Chinese sites state the day; the first that is a date is taken.
_DATE_META = re.compile(
    r"<meta[^>]*(?:name|property|itemprop)\s*=\s*[\"'](?:publishdate|pubdate|article:published_time|"
    r"datePublished|date|weibo:article:create_at)[\"'][^>]*content\s*=\s*[\"']([^\"']{4,40})",
    re.IGNORECASE,
)
_SHORT = 40


def read_html(data: bytes, path: str, field_map: Mapping[str, str]) -> Iterator[Found]:
    """The article of a saved page; InputError where none is in it, or trafilatura is missing."""
    try:
        import trafilatura  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise InputError("web pages need: pip install 'digest[html]'") from error
    charset = _CHARSET.search(data[:4096])
    source = decode(data, declared=charset[1].decode() if charset else None)
    # Never deduplicate=True: it keeps state, and the fourth copy of a page comes out empty.
    found = trafilatura.bare_extraction(
        source, favor_recall=True, include_comments=False, include_tables=True, with_metadata=True
    )
    text = (found.text if found else None) or ""
    if len(text) < _SHORT:
        # A caption or a brief: shorter than what the extractor takes for an article.
        text = "\n".join(block.text for block in markup.html_blocks(source))
    if not text.strip():
        raise InputError("no text in this page; was it saved before its script filled it?")
    stated = _DATE_META.search(source)
    record = {
        "title": _title(source) or (found.title if found else ""),
        "text": text,
        "date": stated[1] if stated else (found.date if found else None),
        "author": found.author if found else None,
        "source_name": found.sitename if found else None,
        "url": found.url if found else None,
    }
    lines = source.count("\n") + 1
    yield from articles_in(record, Provenance(path, (1, lines)), field_map=field_map)


def _title(source: str) -> str:
    """The page's one h1; its title element carries the site's name too."""
    found = re.findall(r"<h1\b[^>]*>(.*?)</h1>", source, re.IGNORECASE | re.DOTALL)
    texts = [" ".join(block.text for block in markup.html_blocks(h)) for h in found]
    texts = [text for text in texts if text]
    return texts[0] if len(texts) == 1 else ""


def read_feed(data: bytes, path: str, field_map: Mapping[str, str]) -> Iterator[Found]:
    """The articles of an RSS or Atom file; dates are read by our own rules, from the text."""
    try:
        import feedparser  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise InputError("feeds need: pip install 'digest[feeds]'") from error
    feed = feedparser.parse(data)
    if not feed.entries:
        raise InputError("no entry in this feed")
    for number, entry in enumerate(feed.entries, 1):
        record = _entry(entry) | {"source_name": feed.feed.get("title")}
        where = Provenance(path, (number, number))
        if not record["text"] and not record["summary"]:
            yield Failure("read", f"{path}: entry {number}", "no text, only a headline")
            continue
        yield from articles_in(record, where, field_map=field_map)


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

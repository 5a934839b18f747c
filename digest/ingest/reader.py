"""Reads whatever the user has (page texts, scraped records, saved HTML, feeds, books) into Articles."""

import re
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import PurePath
from typing import BinaryIO

from digest.errors import InputError, describe_unexpected
from digest.ingest.article.assemble import Found
from digest.ingest.article.quality import without_garbage
from digest.ingest.formats import archives, epub, feeds, html, json_csv, markdown, pdf
from digest.ingest.formats.field_names import ReadOptions
from digest.ingest.http import Fetch
from digest.ingest.http import fetch as over_http
from digest.ingest.page import parse
from digest.ingest.page.boilerplate import ADDRESS
from digest.ingest.sources import OPML, Kind, Source, bounded, expand
from digest.records import Article, Discard, Failure
from digest.text.dates import date_in_path
from digest.text.encoding import decode
from digest.text.surrogates import replace_surrogates

HEAD_BYTES = 64 * 2**10
MIB = 2**20
# One issue of a newspaper is below 1 MiB; page segmentation compares each line with its neighbours.
MAX_PAGE_BYTES = 16 * MIB
MAX_PAGE_LINES = 100_000
MAX_TEXT_BYTES = 64 * MIB
# A news page with all its scripts is below 1 MiB; the extractor is slow on larger ones.
MAX_HTML_BYTES = 4 * MIB
# Problems of the same kind in one source that are listed one by one; the rest are counted.
MAX_ALIKE = 5


def read(
    inputs: Sequence[str],
    *,
    stdin: BinaryIO | None = None,
    options: ReadOptions = ReadOptions(),  # noqa: B008 - a frozen value
    fetch: Fetch = over_http,
    log: Callable[[str], None] = lambda _: None,
) -> Iterator[Found]:
    """Yields the articles of files, folders, globs, URLs and `-` in a fixed order, as they are read.

    What belongs to no article is a Discard and what cannot be read a Failure; an unexpected exception
    is a Failure of its source as well, with the traceback to `log` (`options.strict` re-raises it).
    Only URLs among the inputs, and the feeds of OPML files named there, are fetched. Raises nothing for bad input.
    """
    for source in expand(inputs, stdin, fetch):
        if isinstance(source, Source):
            yield from map(replace_surrogates, _counted(_read(source, options, log)))
        else:
            yield replace_surrogates(source)


def _read(source: Source, options: ReadOptions, log: Callable[[str], None]) -> Iterator[Found]:
    try:
        with source.open() as stream:
            found = _reader(source, stream)(stream, source.name, options)
            for item in without_garbage(map(replace_surrogates, found)):
                yield _dated(item, source.name) if isinstance(item, Article) else item
    except InputError as error:
        yield Failure("read", source.name, str(error).removeprefix(f"{source.name}: "))
    except OSError as error:
        reason = error.strerror or str(error)
        yield Failure("read", source.name, f"cannot be read: {reason}")
    except Exception as error:
        if options.strict:
            raise
        log("".join(traceback.format_exception(error)).rstrip())
        yield Failure("read", source.name, describe_unexpected(error))


def _counted(found: Iterator[Found]) -> Iterator[Found]:
    """The items of one source; of problems that differ in a quoted text only, the first few and a count."""
    kinds: Counter[str] = Counter()
    last: dict[str, Failure] = {}
    for item in found:
        if isinstance(item, Failure):
            kind = _QUOTED.sub("", item.reason)
            kinds[kind] += 1
            last[kind] = item
            if kinds[kind] > MAX_ALIKE:
                continue
        yield item
    for kind, item in last.items():
        if kinds[kind] > MAX_ALIKE:
            more = f"{kinds[kind] - MAX_ALIKE} more like it, the last: {item.reason}"
            yield Failure("read", item.where, more)


_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|\d+")


def _reader(source: Source, stream: BinaryIO) -> "_Reader":
    kind = _kind(source, stream)
    if source.is_listed and kind not in _FEEDS:
        raise InputError("not a feed; the site may have moved it")
    return _READERS[kind]


def _kind(source: Source, stream: BinaryIO) -> Kind:
    """The kind of a source, by its first bytes rather than its name, as scrapers name files freely."""
    head = stream.read(HEAD_BYTES)
    stream.seek(0)
    if not head.strip():
        raise InputError("empty")
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if source.kind in {"csv", "markdown", "mhtml", "epub", "pdf"}:
        return source.kind
    text = decode(head).lstrip()
    if _OPML.match(text):
        raise InputError(f"a list of feeds; name it as an input, ending in {OPML}, to fetch them")
    for pattern, kind in _OPENINGS:
        if pattern.match(text):
            return kind
    if text.startswith(("{", "[")) or source.kind in {"json", "lines"}:
        by_line = text.startswith("{") and json_csv.first_is_whole(text.splitlines())
        return "lines" if by_line or source.kind == "lines" else "json"
    return "page" if source.kind in {None, "feed"} else source.kind


# A JSON Feed is JSON.
_FEEDS: frozenset[Kind] = frozenset({"feed", "json"})
_MAGIC: tuple[tuple[bytes, Kind], ...] = ((b"PK\x03\x04", "epub"), (b"%PDF-", "pdf"))
_PROLOGUE = (
    r"(?:<\?[^>]{0,400}>\s*|<!DOCTYPE [^>\[]{0,400}(?:\[[^\]]{0,4000}\]\s*)?>\s*|<!--.*?-->\s*)*"
)
_OPML = re.compile(rf"{_PROLOGUE}<opml\b", re.IGNORECASE | re.DOTALL)
_OPENINGS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (
        re.compile(rf"{_PROLOGUE}<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE | re.DOTALL),
        "feed",
    ),
    (
        re.compile(
            r"(?:<\?[^>]{0,400}>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title)\b",
            re.IGNORECASE | re.DOTALL,
        ),
        "html",
    ),
)


def _page(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Found]:
    data = bounded(stream, MAX_PAGE_BYTES)
    _check_lines(data.count(b"\n") + 1)
    yield from _page_text(decode(data), name, options)


def _check_lines(lines: int) -> None:
    if lines > MAX_PAGE_LINES:
        raise InputError(
            f"{lines:,} lines, more than the {MAX_PAGE_LINES:,} of a page file; use one file per page"
        )


def _page_text(text: str, name: str, options: ReadOptions) -> Iterator[Found]:
    _check_lines(text.count("\n") + 1)
    several = archives.read_newsletter(text, name, options)
    if several:
        yield from several
        return
    articles, discards = parse.parse(text, path=name)
    if not articles and not discards:
        raise InputError("no article in it")
    if not articles and all(discard.reason == ADDRESS for discard in discards):
        raise InputError("a list of addresses; to fetch them, name each as an input")
    yield from chain(articles, discards)
    if "\ufffd" in text:
        yield from _damaged(text, name)


def _damaged(text: str, name: str) -> Iterator[Found]:
    """One Discard per line with damaged bytes; the text around them is kept."""
    for number, line in enumerate(text.split("\n"), 1):
        count = line.count("\ufffd")
        if count:
            at = line.index("\ufffd")
            reason = f"{count} damaged characters, \ufffd in the text"
            yield Discard(name, (number, number), line[max(0, at - 10) : at + 10], reason)


def _dated(article: Article, name: str) -> Article:
    """The article, dated by the name of its file or folder if it has no date of its own."""
    day = article.date or date_in_path("/".join(PurePath(name).parts[-2:]))
    return article if day == article.date else replace(article, date=day)


def _json(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Found]:
    text = json_csv.json_text(bounded(stream, MAX_TEXT_BYTES))
    yield from json_csv.read_json(text, name, options)


def _lines(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Found]:
    if b"\0" in stream.read(HEAD_BYTES):
        # The bytes of UTF-16 characters may be line ends.
        stream.seek(0)
        text = decode(bounded(stream, MAX_TEXT_BYTES))
        yield from json_csv.read_json(text, name, options)
        return
    stream.seek(0)
    yield from json_csv.read_lines(stream, name, options)


def _csv(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Found]:
    yield from json_csv.read_csv(decode(bounded(stream, MAX_TEXT_BYTES)), name, options)


def _markdown(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Found]:
    text = decode(bounded(stream, MAX_PAGE_BYTES))
    several = archives.read_archive(text, name, options)
    if several:
        yield from several
    elif markdown.is_article(text):
        yield from markdown.read(text, name, options)
    else:
        yield from _page_text(text, name, options)


def _html(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Found]:
    yield from html.read_html(bounded(stream, MAX_HTML_BYTES), name, options)


def _feed(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Found]:
    yield from feeds.read_feed(bounded(stream, MAX_TEXT_BYTES), name, options)


def _unread(_: BinaryIO, name: str, __: ReadOptions) -> Iterator[Found]:
    suffix = name.rpartition(".")[2].lower()
    raise InputError(
        _TOOLS.get(suffix, "a packed file, such as a book or an archive; unpack it first")
    )
    yield  # makes it a generator like the other readers, which raise when they are read


def _pdf(stream: BinaryIO, name: str, _: ReadOptions) -> Iterator[Found]:
    found = False
    for item in pdf.pdf_pages(bounded(stream, MAX_TEXT_BYTES), name):
        if isinstance(item, Discard):
            yield item
            continue
        where, text = item
        articles, discards = parse.parse(text, path=where)
        found = found or bool(articles)
        yield from chain(articles, discards)
    if not found:
        raise InputError("no article in it")


def _epub(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Found]:
    yield from epub.read_book(bounded(stream, MAX_TEXT_BYTES), name, options)


# Formats that are not read, with what to do about them.
_TOOLS = {
    "mhtml": "MHTML is not read; save the page as HTML",
    "mht": "MHTML is not read; save the page as HTML",
}

_Reader = Callable[[BinaryIO, str, ReadOptions], Iterator[Found]]
_READERS: dict[Kind, _Reader] = {
    "page": _page,
    "json": _json,
    "lines": _lines,
    "csv": _csv,
    "markdown": _markdown,
    "html": _html,
    "feed": _feed,
    "pdf": _pdf,
    "epub": _epub,
    "mhtml": _unread,
}

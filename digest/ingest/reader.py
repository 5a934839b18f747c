"""Whatever the user has - page text, scrapers' files, saved HTML, feeds, books - to Articles."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import PurePath
from typing import BinaryIO

from digest.errors import InputError
from digest.ingest.article.assemble import Found
from digest.ingest.article.dates import date_in_path
from digest.ingest.article.quality import without_garbage
from digest.ingest.formats import epub, feeds, html, json_csv, markdown, pdf
from digest.ingest.formats.scraper_fields import Reading
from digest.ingest.http import Fetch
from digest.ingest.http import fetch as over_http
from digest.ingest.page import parse
from digest.ingest.page.boilerplate import ADDRESS
from digest.ingest.sources import Kind, Source, bounded, expand
from digest.records import Article, Discard, Failure
from digest.text.encoding import decode
from digest.text.surrogates import mended

HEAD_BYTES = 64 * 2**10
MIB = 2**20
# A week of a paper is below 1 MiB; page segmentation looks at each line with its neighbours.
MAX_PAGE_BYTES = 16 * MIB
MAX_PAGE_LINES = 100_000
MAX_TEXT_BYTES = 64 * MIB
# A page of news with all its scripts is below 1 MiB; the extractor's time grows with the rest.
MAX_HTML_BYTES = 4 * MIB


def read(
    inputs: Sequence[str],
    *,
    stdin: BinaryIO | None = None,
    how: Reading = Reading(),  # noqa: B008 - a frozen value
    fetch: Fetch = over_http,
) -> Iterator[Found]:
    """The articles of files, folders, globs, URLs and `-`, as they are read, in a fixed order.

    What belongs to no article is a Discard, what cannot be read a Failure; neither costs the rest.
    Nothing is fetched but the URLs among the inputs.
    """
    return map(mended, _read(expand(inputs, stdin, fetch), how))


def _read(sources: Iterator[Source | Found], how: Reading) -> Iterator[Found]:
    for source in sources:
        if not isinstance(source, Source):
            yield source
            continue
        try:
            with source.open() as stream:
                found = _READERS[_kind(source, stream)](stream, source.name, how)
                for item in without_garbage(found):
                    yield _dated(item, source.name) if isinstance(item, Article) else item
        except InputError as error:
            yield Failure("read", source.name, str(error).removeprefix(f"{source.name}: "))
        except OSError as error:
            reason = error.strerror or str(error)
            yield Failure("read", source.name, f"cannot be read: {reason}")


def _kind(source: Source, stream: BinaryIO) -> Kind:
    """What the source is, by its first bytes before its name: scrapers name files freely."""
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
    for pattern, kind in _OPENINGS:
        if pattern.match(text):
            return kind
    if text.startswith(("{", "[")) or source.kind in {"json", "lines"}:
        by_line = text.startswith("{") and json_csv.first_is_whole(text.splitlines())
        return "lines" if by_line or source.kind == "lines" else "json"
    return "page" if source.kind in {None, "feed"} else source.kind


_MAGIC: tuple[tuple[bytes, Kind], ...] = ((b"PK\x03\x04", "epub"), (b"%PDF-", "pdf"))
_OPENINGS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (
        re.compile(
            r"(?:(?:<\?|<!DOCTYPE )[^>]{0,400}>\s*|<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF)\b",
            re.IGNORECASE | re.DOTALL,
        ),
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


def _page(stream: BinaryIO, name: str, _: Reading) -> Iterator[Found]:
    data = bounded(stream, MAX_PAGE_BYTES)
    _check_lines(data.count(b"\n") + 1)
    yield from _page_text(decode(data), name)


def _check_lines(lines: int) -> None:
    if lines > MAX_PAGE_LINES:
        raise InputError(f"{lines:,} lines are no newspaper page; a file a page, please")


def _page_text(text: str, name: str) -> Iterator[Found]:
    _check_lines(text.count("\n") + 1)
    articles, discards = parse.parse(text, path=name)
    if not articles and not discards:
        raise InputError("no article in it")
    if not articles and all(discard.reason == ADDRESS for discard in discards):
        raise InputError("a list of addresses; name each as an input itself to have it fetched")
    yield from chain(articles, discards)
    if "\ufffd" in text:
        yield from _damaged(text, name)


def _damaged(text: str, name: str) -> Iterator[Found]:
    """A line each for what no encoding explains, since the text around it is kept."""
    for number, line in enumerate(text.split("\n"), 1):
        count = line.count("\ufffd")
        if count:
            at = line.index("\ufffd")
            reason = f"{count} damaged characters, \ufffd in the text"
            yield Discard(name, (number, number), line[max(0, at - 10) : at + 10], reason)


def _dated(article: Article, name: str) -> Article:
    """The article, with the date that its file or folder is named for, if it bears none."""
    day = article.date or date_in_path("/".join(PurePath(name).parts[-2:]))
    return article if day == article.date else replace(article, date=day)


def _json(stream: BinaryIO, name: str, how: Reading) -> Iterator[Found]:
    text = json_csv.json_text(bounded(stream, MAX_TEXT_BYTES))
    yield from json_csv.read_json(text, name, how)


def _lines(stream: BinaryIO, name: str, how: Reading) -> Iterator[Found]:
    if b"\0" in stream.read(HEAD_BYTES):
        # UTF-16 has line ends within characters.
        stream.seek(0)
        text = decode(bounded(stream, MAX_TEXT_BYTES))
        yield from json_csv.read_json(text, name, how)
        return
    stream.seek(0)
    yield from json_csv.read_lines(stream, name, how)


def _csv(stream: BinaryIO, name: str, how: Reading) -> Iterator[Found]:
    yield from json_csv.read_csv(decode(bounded(stream, MAX_TEXT_BYTES)), name, how)


def _markdown(stream: BinaryIO, name: str, how: Reading) -> Iterator[Found]:
    text = decode(bounded(stream, MAX_PAGE_BYTES))
    if markdown.is_article(text):
        yield from markdown.read(text, name, how)
    else:
        yield from _page_text(text, name)


def _html(stream: BinaryIO, name: str, how: Reading) -> Iterator[Found]:
    yield from html.read_html(bounded(stream, MAX_HTML_BYTES), name, how)


def _feed(stream: BinaryIO, name: str, how: Reading) -> Iterator[Found]:
    yield from feeds.read_feed(bounded(stream, MAX_TEXT_BYTES), name, how)


def _unread(_: BinaryIO, name: str, __: Reading) -> Iterator[Found]:
    suffix = name.rpartition(".")[2].lower()
    raise InputError(
        _TOOLS.get(suffix, "a packed file, such as a book or an archive; unpack it first")
    )
    yield  # a reader is a generator, so that its error comes when it is read


def _pdf(stream: BinaryIO, name: str, _: Reading) -> Iterator[Found]:
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


def _epub(stream: BinaryIO, name: str, how: Reading) -> Iterator[Found]:
    yield from epub.read_book(bounded(stream, MAX_TEXT_BYTES), name, how)


# What is not read here, and the tool that makes something readable of it.
_TOOLS = {
    "mhtml": "MHTML is not read; save the page as HTML",
    "mht": "MHTML is not read; save the page as HTML",
}

_Reader = Callable[[BinaryIO, str, Reading], Iterator[Found]]
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

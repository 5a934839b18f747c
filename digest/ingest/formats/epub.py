"""Chapters of an EPUB book as articles, unpacked within limits."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from digest.errors import InputError
from digest.ingest.article.assemble import Found
from digest.ingest.formats.html import read_html
from digest.ingest.formats.pdf import _BROKEN
from digest.ingest.formats.scraper_fields import Reading
from digest.records import Failure

# A book of a year of news is a hundredth of this; a zip bomb is a hundred times it.
MAX_BOOK_BYTES = 64 * 2**20
MAX_CHAPTERS = 2000
MAX_CHAPTER_BYTES = 4 * 2**20


def read_book(data: bytes, name: str, how: Reading) -> Iterator[Found]:
    """The articles of an EPUB, chapter by chapter in reading order."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            _check_book(book.namelist())
            paths = _chapters(book)
            # What the directory states holds: no more than that of a file is ever unpacked.
            if sum(book.getinfo(path).file_size for path in paths) > MAX_BOOK_BYTES:
                raise InputError(f"unpacks to more than {MAX_BOOK_BYTES // 2**20} MiB")
            chapters = [(path, book.read(path)) for path in paths]
    except (zipfile.BadZipFile, ET.ParseError, *_BROKEN) as error:
        raise InputError(
            "no book that can be read: make text of one first (pandoc book.epub -t plain -o book.txt),"
            " unpack an archive"
        ) from error
    for path, page in chapters:
        where = f"{name}#{path}"
        try:
            if len(page) > MAX_CHAPTER_BYTES:
                raise InputError(f"a chapter of more than {MAX_CHAPTER_BYTES // 2**20} MiB")  # noqa: TRY301
            yield from read_html(page, where, how)
        except InputError as error:
            yield Failure("read", where, str(error))


# What else is packed as books are, by a folder in it, and what to do with it.
_PACKED = {
    "word/": "a Word file: make text of it first (pandoc file.docx -t plain -o file.txt)",
    "xl/": "a spreadsheet: save it as CSV first",
    "ppt/": "slides: save them as PDF first",
}


def _check_book(names: list[str]) -> None:
    """InputError where the archive is no book at all."""
    for folder, advice in _PACKED.items():
        if any(name.startswith(folder) for name in names):
            raise InputError(advice)
    if "META-INF/container.xml" not in names:
        raise InputError("an archive, not a book: unpack it first")


def _chapters(book: zipfile.ZipFile) -> list[str]:
    """The paths of the spine's documents, but for the table of contents."""
    root = _xml(_packed(book, "META-INF/container.xml")).find(".//{*}rootfile")
    if root is None:
        raise KeyError("rootfile")
    package = root.attrib["full-path"]
    tree = _xml(_packed(book, package))
    items = {
        item.attrib["id"]: item
        for item in tree.iterfind(".//{*}manifest/{*}item")
        if "nav" not in item.get("properties", "").split()
    }
    spine = [ref.attrib["idref"] for ref in tree.iterfind(".//{*}spine/{*}itemref")]
    folder = posixpath.dirname(package)
    hrefs = [unquote(items[name].attrib["href"]) for name in spine if name in items]
    paths = (posixpath.normpath(posixpath.join(folder, href)) for href in hrefs)
    chapters = list(dict.fromkeys(paths))
    if len(chapters) > MAX_CHAPTERS:
        raise InputError(f"more than {MAX_CHAPTERS} chapters; split it")
    return chapters


def _packed(book: zipfile.ZipFile, path: str) -> bytes:
    if book.getinfo(path).file_size > MAX_CHAPTER_BYTES:
        raise KeyError(path)
    return book.read(path)


def _xml(data: bytes) -> ET.Element:
    # Entities that expand each other are the one thing that a package document must not hold.
    if b"<!ENTITY" in data.replace(b"\0", b""):  # in UTF-16, too
        raise KeyError("entity")
    return ET.fromstring(data)  # noqa: S314 - without entities

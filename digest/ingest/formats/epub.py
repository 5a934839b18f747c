"""Reads the chapters of an EPUB book as articles, decompressing within limits."""

import io
import posixpath
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from digest.errors import InputError
from digest.ingest.article.assemble import Found
from digest.ingest.formats.field_names import ReadOptions
from digest.ingest.formats.html import read_html
from digest.records import Failure
from digest.text.xml import parsed_xml

# A year of news makes a book of a hundredth of this; a zip bomb decompresses to a hundred times it.
MAX_BOOK_BYTES = 64 * 2**20
# zipfile loads the whole directory, at about 600 bytes of memory per 46-byte entry.
MAX_DIRECTORY_BYTES = 2**20
MAX_CHAPTERS = 2000
MAX_CHAPTER_BYTES = 4 * 2**20


def read_book(data: bytes, name: str, options: ReadOptions) -> Iterator[Found]:
    """Yields the articles of an EPUB, chapter by chapter in reading order; a bad chapter costs itself.

    Raises InputError if the data are not a book, or one beyond the limits.
    """
    try:
        _check_directory(data)
        book = zipfile.ZipFile(io.BytesIO(data))
        _check_book(book.namelist())
        paths = _chapters(book)
        # zipfile decompresses no more than the directory states.
        if sum(book.getinfo(path).file_size for path in paths if path in book.NameToInfo) > (
            MAX_BOOK_BYTES
        ):
            raise InputError(f"decompresses to more than {MAX_BOOK_BYTES // 2**20} MiB")  # noqa: TRY301
    except InputError:
        raise
    except Exception as error:  # broken archives make zipfile and ElementTree raise almost anything
        raise InputError(
            "not a readable book; convert it first (pandoc book.epub -t plain -o book.txt),"
            " and unpack other archives"
        ) from error
    for path in paths:
        where = f"{name}#{path}"
        try:
            yield from read_html(_chapter(book, path), where, options)
        except InputError as error:
            yield Failure("read", where, str(error))


def _check_directory(data: bytes) -> None:
    """InputError if the archive's directory is too large, by its end record (APPNOTE 4.3.16)."""
    at = data.rfind(b"PK\x05\x06", -(22 + 65_535))
    size = int.from_bytes(data[at + 12 : at + 16], "little") if at >= 0 else 0
    if size > MAX_DIRECTORY_BYTES:
        raise InputError("an archive of too many files for a book; unpack it first")


def _chapter(book: zipfile.ZipFile, path: str) -> bytes:
    try:
        info = book.getinfo(path)
        if info.file_size > MAX_CHAPTER_BYTES:
            raise InputError(f"a chapter of more than {MAX_CHAPTER_BYTES // 2**20} MiB")  # noqa: TRY301
        return book.read(info)
    except InputError:
        raise
    except KeyError as error:
        raise InputError("this chapter is missing in the book") from error
    except Exception as error:  # encrypted, damaged or compressed by an unknown method
        raise InputError(
            f"this chapter cannot be decompressed: {error or type(error).__name__}"
        ) from error


# Other formats packed as ZIP, by a folder in them, and what to do about them.
_PACKED = {
    "word/": "a Word file: make text of it first (pandoc file.docx -t plain -o file.txt)",
    "xl/": "a spreadsheet: save it as CSV first",
    "ppt/": "slides: save them as PDF first",
}


def _check_book(names: list[str]) -> None:
    """InputError if the archive is not a book at all."""
    for folder, advice in _PACKED.items():
        if any(name.startswith(folder) for name in names):
            raise InputError(advice)
    if "META-INF/container.xml" not in names:
        raise InputError("an archive, not a book: unpack it first")


def _chapters(book: zipfile.ZipFile) -> list[str]:
    """The paths of the spine's documents in order, without the table of contents."""
    root = _xml(book, "META-INF/container.xml").find(".//{*}rootfile")
    if root is None:
        raise KeyError("rootfile")
    package = root.attrib["full-path"]
    tree = _xml(book, package)
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


def _xml(book: zipfile.ZipFile, path: str) -> ET.Element:
    try:
        return parsed_xml(_packed(book, path))
    except InputError as error:
        raise ValueError(f"{path}: {error}") from error  # reported as a book that cannot be read

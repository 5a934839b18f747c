"""Books and PDF files: a book's chapters as web pages, a PDF's pages as pages of text."""

import io
import logging
import posixpath
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from digest.errors import InputError
from digest.ingest.assemble import Found
from digest.ingest.fields import Reading
from digest.ingest.web import read_html
from digest.records import Discard, Failure

MAX_PDF_PAGES = 500
# A book of a year of news is a hundredth of this; a zip bomb is a hundred times it.
MAX_BOOK_BYTES = 64 * 2**20
MAX_CHAPTERS = 2000
MAX_CHAPTER_BYTES = 4 * 2**20
# The drawing commands of a full broadsheet page are below 2 MiB.
MAX_DRAWING_BYTES = 8 * 2**20
_OCR = "run it through OCR first: ocrmypdf -l chi_sim page.pdf text.pdf"


def pdf_pages(data: bytes, name: str) -> Iterator[tuple[str, str] | Discard]:
    """(name, text) of each page, or why it has none.

    InputError where no page has text, or pypdf is missing.
    """
    try:
        import pypdf  # noqa: PLC0415 - an extra
        from pypdf.errors import DependencyError, PyPdfError  # noqa: PLC0415
    except ImportError as error:
        raise InputError("PDF needs: pip install 'digest[pdf]'") from error
    broken = (PyPdfError, DependencyError, *_BROKEN)
    # What cannot be read is said once, in our words, with the file's name.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("locked with a password; unlock it first: qpdf --decrypt")
        pages = list(reader.pages) if len(reader.pages) <= MAX_PDF_PAGES else None
    except DependencyError as error:  # AES, without the library for it
        raise InputError("encrypted; unlock it first: qpdf --decrypt") from error
    except broken as error:
        raise InputError(
            f"not a PDF that can be read ({error}); make text of it: pdftotext page.pdf"
        ) from error
    if pages is None:
        raise InputError(f"more than {MAX_PDF_PAGES} pages; split it")
    read = []
    for number, page in enumerate(pages, 1):
        where = f"{name}#page={number}"
        try:
            text = _RADICALS.sub(_plain, _page_text(page))
            reason = _without(text)
        except broken as error:
            text, reason = "", f"a page that cannot be read ({error}); try pdftotext"
        read.append((where, text) if reason is None else Discard(where, (1, 1), text[:80], reason))
    if all(isinstance(item, Discard) and item.reason == _PICTURES for item in read):
        raise InputError(f"a PDF of pictures, without text; {_OCR}")
    yield from read


_BROKEN = (
    ValueError, LookupError, TypeError, AttributeError, RecursionError, ArithmeticError, AssertionError,
    NotImplementedError, EOFError, OSError, zlib.error,
)  # fmt: skip


def _page_text(page: Any) -> str:
    contents = page.get_contents()
    if contents is not None and len(contents.get_data()) > MAX_DRAWING_BYTES:
        raise ValueError(f"it draws more than {MAX_DRAWING_BYTES // 2**20} MiB")
    return str(page.extract_text())


_PICTURES = f"a page without text, such as a scan; {_OCR}"


def _without(text: str) -> str | None:
    """Why a page's text is none."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return _PICTURES
    if len(lines) >= 20 and sum(len(line) == 1 for line in lines) > len(lines) / 2:
        return "text set vertically comes out a character a line; use OCR: ocrmypdf -l chi_sim_vert"
    return None


# Fonts that print 水 by the glyph of the radical ⽔ give the radical's code back.
_RADICALS = re.compile("[\u2e80-\u2fdf]")


def _plain(radical: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", radical[0])


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

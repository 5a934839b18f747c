"""Books and PDF files: a book's chapters as web pages, a PDF's pages as pages of text."""

import io
import posixpath
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from digest.errors import InputError
from digest.ingest.assemble import Found
from digest.ingest.web import read_html
from digest.records import Failure

MAX_PDF_PAGES = 500
# A book of a year of news is a hundredth of this; a zip bomb is a hundred times it.
MAX_BOOK_BYTES = 64 * 2**20
MAX_CHAPTERS = 2000


def pdf_pages(data: bytes, name: str) -> Iterator[tuple[str, str]]:
    """(name, text) of each page; InputError where there is no text, or pypdf is missing."""
    try:
        import pypdf  # noqa: PLC0415 - an extra
        from pypdf.errors import PyPdfError  # noqa: PLC0415
    except ImportError as error:
        raise InputError("PDF needs: pip install 'digest[pdf]'") from error
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("locked with a password; unlock it first: qpdf --decrypt")
        if len(reader.pages) > MAX_PDF_PAGES:
            raise InputError(f"more than {MAX_PDF_PAGES} pages; split it")
        texts = [page.extract_text() for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(
            f"not a PDF that can be read ({error}); make text of it: pdftotext page.pdf"
        ) from error
    if not any(text.strip() for text in texts):
        raise InputError("a PDF of pictures, without text; run it through OCR first: ocrmypdf")
    for number, text in enumerate(texts, 1):
        if text.strip():
            yield f"{name}#page={number}", _RADICALS.sub(_plain, text)


# Fonts that print 水 by the glyph of the radical ⽔ give the radical's code back.
_RADICALS = re.compile("[\u2e80-\u2fdf]")


def _plain(radical: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", radical[0])


def read_book(data: bytes, name: str, field_map: Mapping[str, str]) -> Iterator[Found]:
    """The articles of an EPUB, chapter by chapter in reading order."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            if sum(info.file_size for info in book.infolist()) > MAX_BOOK_BYTES:
                raise InputError(f"unpacks to more than {MAX_BOOK_BYTES // 2**20} MiB")
            chapters = [(path, book.read(path)) for path in _chapters(book)]
    except (
        zipfile.BadZipFile,
        KeyError,
        ET.ParseError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise InputError(
            "no book that can be read: make text of one first (pandoc book.epub -t plain -o book.txt),"
            " unpack an archive"
        ) from error
    for path, page in chapters:
        where = f"{name}#{path}"
        try:
            yield from read_html(page, where, field_map)
        except InputError as error:
            yield Failure("read", where, str(error))


def _chapters(book: zipfile.ZipFile) -> list[str]:
    """The paths of the spine's documents, but for the table of contents."""
    root = _xml(book.read("META-INF/container.xml")).find(".//{*}rootfile")
    if root is None:
        raise KeyError("rootfile")
    package = root.attrib["full-path"]
    tree = _xml(book.read(package))
    items = {
        item.attrib["id"]: item
        for item in tree.iterfind(".//{*}manifest/{*}item")
        if "nav" not in item.get("properties", "").split()
    }
    spine = [ref.attrib["idref"] for ref in tree.iterfind(".//{*}spine/{*}itemref")]
    folder = posixpath.dirname(package)
    hrefs = [unquote(items[name].attrib["href"]) for name in spine if name in items]
    return [posixpath.normpath(posixpath.join(folder, href)) for href in hrefs[:MAX_CHAPTERS]]


def _xml(data: bytes) -> ET.Element:
    # Entities that expand each other are the one thing that a package document must not hold.
    if re.search(rb"<!ENTITY", data):
        raise KeyError("entity")
    return ET.fromstring(data)  # noqa: S314 - without entities

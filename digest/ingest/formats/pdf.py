"""Books and PDF files: a book's chapters as web pages, a PDF's pages as pages of text."""

import io
import logging
import re
import unicodedata
import zlib
from collections.abc import Iterator
from typing import Any

from digest.errors import InputError
from digest.records import Discard

MAX_PDF_PAGES = 500
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
        raise InputError("PDF needs: pip install 'zh-digest[pdf]'") from error
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

"""Extracts the text of each page of a PDF file."""

import io
import logging
from collections.abc import Iterator
from typing import Any

from digest import host
from digest.errors import InputError
from digest.records import Discard
from digest.text.encoding import clean

MAX_PDF_PAGES = 500
# The drawing commands of a full broadsheet page are below 2 MiB.
MAX_DRAWING_BYTES = 8 * 2**20
_OCR = "run OCR first: ocrmypdf -l chi_sim page.pdf text.pdf"
_NO_TEXT = f"a page without text, such as a scan; {_OCR}"
# With this share of one-character lines, a page is set vertically.
_VERTICAL_LINES, _VERTICAL_SHARE = 20, 0.5


def pdf_pages(data: bytes, name: str) -> Iterator[tuple[str, str] | Discard]:
    """Yields (name with page number, text) per page, or a Discard that says why there is no text.

    Raises InputError if no page has text, the file cannot be read, or pypdf is missing.
    """
    try:
        import pypdf  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise InputError(host.missing("reading PDF", "pdf", error)) from error
    # Problems are reported once, in our words and with the file's name.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    found = []
    for number, page in enumerate(_pages(pypdf, data), 1):
        where = f"{name}#page={number}"
        try:
            text = clean(_page_text(page))
            reason = _unusable(text)
        except Exception as error:  # noqa: BLE001 - pypdf raises almost anything on damaged files
            text, reason = "", f"an unreadable page ({error}); try pdftotext"
        found.append((where, text) if reason is None else Discard(where, (1, 1), text[:80], reason))
    if all(isinstance(item, Discard) and item.reason == _NO_TEXT for item in found):
        raise InputError(f"a PDF of pictures, without text; {_OCR}")
    yield from found


def _pages(pypdf: Any, data: bytes) -> list[Any]:
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("locked with a password; unlock it first: qpdf --decrypt")  # noqa: TRY301
        if len(reader.pages) > MAX_PDF_PAGES:
            raise InputError(f"more than {MAX_PDF_PAGES} pages; split it")  # noqa: TRY301
        return list(reader.pages)
    except InputError:
        raise
    except pypdf.errors.DependencyError as error:  # AES, without the library for it
        raise InputError("encrypted; unlock it first: qpdf --decrypt") from error
    except Exception as error:  # pypdf raises almost anything on damaged files
        raise InputError(
            f"not a readable PDF ({error}); extract its text: pdftotext page.pdf"
        ) from error


def _page_text(page: Any) -> str:
    contents = page.get_contents()
    if contents is not None and len(contents.get_data()) > MAX_DRAWING_BYTES:
        raise ValueError(f"more than {MAX_DRAWING_BYTES // 2**20} MiB of drawing commands")
    return str(page.extract_text())


def _unusable(text: str) -> str | None:
    """Why the text of a page cannot be used, or None."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return _NO_TEXT
    single = sum(len(line) == 1 for line in lines)
    if len(lines) >= _VERTICAL_LINES and single > len(lines) * _VERTICAL_SHARE:
        return "vertical text, extracted one character per line; use OCR: ocrmypdf -l chi_sim_vert"
    return None

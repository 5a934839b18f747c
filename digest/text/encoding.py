"""Decodes bytes of any Chinese encoding to clean text."""

import codecs
import re
import unicodedata

from digest.errors import InputError
from digest.text import charset
from digest.text.variants import standard

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    # Before UTF-16, whose mark is the first half of this one.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY_MAGIC = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
    b"\x7fELF",
    b"Rar!",
    b"7z\xbc\xaf",
)
_CONTROLS = bytes(b for b in range(1, 32) if b not in b"\t\n\r\f\x1a\x1b")
_HEAD_BYTES = 65_536


def decode(data: bytes, *, declared: str | None = None) -> str:
    """The text of `data`: by its BOM, as UTF-8 if valid, else in the encoding that makes it read like news.

    A declared charset counts little, as many are wrong. A character cut at either end is dropped,
    damaged bytes become U+FFFD. Raises InputError for binary data and for bytes that no Chinese
    encoding explains.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return clean(_by_bom(data[len(bom) :], encoding))
    if not _is_binary(data[:_HEAD_BYTES], "utf-8"):
        text = charset.valid_utf8(data)
        if text is not None:
            return clean(text)
    likely = charset.likeliest(data, declared)
    if not likely or _is_binary(data[:_HEAD_BYTES], likely[0][1]):
        raise InputError(
            "binary data, not text: give a text, JSON, HTML, EPUB or PDF file with its usual name"
        )
    best = likely[0][1]
    text = _try(data, best)
    if text is None or charset.is_suspect(text):
        text = charset.read_damaged(data, best) or text
    if text is None:
        others = (_try(data, encoding) for _, encoding in likely[1:])
        # UTF-16 decodes nearly anything, into characters of no Chinese.
        text = next((t for t in others if t is not None and charset.is_readable(t)), None)
    if text is None:
        raise InputError(
            "no Chinese encoding explains these bytes (tried UTF-8, GB18030, Big5): save it as UTF-8"
        )
    return clean(text)


def _by_bom(data: bytes, encoding: str) -> str:
    try:
        return charset.read(data, encoding)
    except UnicodeDecodeError:
        return data.decode(encoding, errors="replace")


def _is_binary(head: bytes, encoding: str) -> bool:
    controls = len(head) - len(head.translate(None, _CONTROLS))
    many = not encoding.startswith(("utf-16", "utf-32")) and controls * 100 > len(head)
    return head.startswith(_BINARY_MAGIC) or many


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return charset.read(data, encoding)
    except UnicodeDecodeError:
        return None


def clean(text: str) -> str:
    """One kind of line end, no invisible characters, no look-alikes of characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = standard(_ANY_INVISIBLE.sub(lambda found: _INVISIBLE[ord(found[0])] or "", text))
    return _COMPATIBLE.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)


_COMPATIBLE = re.compile("[\uf900-\ufaff]")
_INVISIBLE: dict[int, str | None] = {
    **dict.fromkeys(
        [*range(9), *range(14, 32), 0x7F, 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF]
    ),
    0x0B: "\n",
    0x0C: "\n",
    0x85: "\n",
    0x2028: "\n",
    0x2029: "\n",
}
_ANY_INVISIBLE = re.compile(f"[{re.escape(''.join(map(chr, _INVISIBLE)))}]")

"""Which tokens of a vocabulary an English text may contain."""

import unicodedata
from collections.abc import Iterable

# Accented letters that English print keeps. With Chinese tokens ruled out, the model reaches for other
# alphabets (Vietnamese for 郎平); without these too, names lose their accents, as agencies print them.
_ACCENTED = frozenset("éüÉÜ")
# First bytes of a sign (£, °, a dash) that a token may end with, since the next token completes it;
# any other incomplete character could become a letter.
_SIGNS = (b"\xc2", b"\xe2\x80", b"\xe2\x82")
_INSIDE = bytes(range(0x80, 0xC0))


def english_tokens(tokens: Iterable[str | None]) -> list[int]:
    """Ids of the tokens with English letters, complete signs and no Chinese punctuation.

    `tokens` is the vocabulary by id (None where an id is unused), byte-level or plain text.
    """
    table = byte_table()
    return [
        index
        for index, token in enumerate(tokens)
        if token is not None and not _foreign(bytes_of(token, table))
    ]


def bytes_of(token: str, table: dict[str, int]) -> bytes:
    """The bytes that a token spells; `table` is `byte_table()`."""
    try:
        return bytes(table[char] for char in token)
    except KeyError:
        return token.encode()


def _foreign(data: bytes) -> bool:
    text = data.decode("utf-8", errors="ignore")
    if any(_is_cjk(char) or _is_letter(char) for char in text):
        return True
    return not _complete(data) and not data.endswith(_SIGNS)


def _is_letter(char: str) -> bool:
    """Whether it is a letter or accent that English print does not use."""
    return not char.isascii() and unicodedata.category(char)[0] in "LM" and char not in _ACCENTED


def _complete(data: bytes) -> bool:
    """Whether the token ends with a complete character; it may begin inside one."""
    try:
        data.lstrip(_INSIDE).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_cjk(char: str) -> bool:
    point = ord(char)
    return (
        0x2E80 <= point <= 0x9FFF
        or 0xF900 <= point <= 0xFAFF
        or 0xFE30 <= point <= 0xFE4F
        or 0xFF00 <= point <= 0xFFEF
        or 0x20000 <= point <= 0x3FFFF
    )


def byte_table() -> dict[str, int]:
    """GPT-2's characters for bytes: printable ones as themselves, the others from U+0100 on."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(0x100) if byte not in printable]
    table = {chr(byte): byte for byte in printable}
    return table | {chr(0x100 + index): byte for index, byte in enumerate(others)}

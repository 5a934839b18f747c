"""Which tokens of a vocabulary an English text may hold."""

from collections.abc import Iterable

# Lead bytes of UTF-8 sequences of which every character is Han (U+4000-U+9FFF).
_HAN_LEADS = frozenset(range(0xE4, 0xEA))
# Lead bytes that open Han, CJK punctuation or full-width forms as well as other scripts: a token
# that breaks off after one may be completed to a Han character by the next.
_OPEN_LEADS = frozenset({0xE3, 0xEF, 0xF0})


def english_tokens(tokens: Iterable[str | None]) -> list[int]:
    """The ids of the tokens that hold no Han character, no part of one, no Chinese punctuation.

    `tokens` are the vocabulary's own spellings, by id: byte-level (GPT-2's table) or plain text.
    """
    table = _byte_table()
    return [
        index
        for index, token in enumerate(tokens)
        if token is not None and not _foreign(_bytes_of(token, table))
    ]


def _bytes_of(token: str, table: dict[str, int]) -> bytes:
    try:
        return bytes(table[char] for char in token)
    except KeyError:
        return token.encode()


def _foreign(data: bytes) -> bool:
    if any(byte in _HAN_LEADS for byte in data):
        return True
    text = data.decode("utf-8", errors="ignore")
    if any(_is_cjk(char) for char in text):
        return True
    return any(byte in _OPEN_LEADS for byte in data[-3:]) and not _complete(data)


def _complete(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "invalid start byte"  # begins inside a character: ends well
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


def _byte_table() -> dict[str, int]:
    """GPT-2's spelling of bytes: printable ones as themselves, the others from U+0100 on."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(0x100) if byte not in printable]
    table = {chr(byte): byte for byte in printable}
    return table | {chr(0x100 + index): byte for index, byte in enumerate(others)}

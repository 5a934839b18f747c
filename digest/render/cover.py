"""A cover of coloured bands with the week in block letters: no font is needed, none can be missing."""

import struct
import zlib
from itertools import pairwise

from digest.records import Week

# Kindle asks for a height of 1.6 widths and at least 1,000 pixels.
WIDTH, HEIGHT = 1000, 1600
_CELL = 36
# Letters of 5 x 7 cells, a row each, bits from the left.
_LETTERS = {
    "0": "01110 10001 10011 10101 11001 10001 01110",
    "1": "00100 01100 00100 00100 00100 00100 01110",
    "2": "01110 10001 00001 00110 01000 10000 11111",
    "3": "11110 00001 00001 01110 00001 00001 11110",
    "4": "00010 00110 01010 10010 11111 00010 00010",
    "5": "11111 10000 11110 00001 00001 10001 01110",
    "6": "00110 01000 10000 11110 10001 10001 01110",
    "7": "11111 00001 00010 00100 01000 01000 01000",
    "8": "01110 10001 10001 01110 10001 10001 01110",
    "9": "01110 10001 10001 01111 00001 00010 01100",
    "W": "10001 10001 10001 10101 10101 11011 10001",
}
_Rectangle = tuple[int, int, int, int, int]
"""Left, top, width, height, and a number in the palette."""


def png(week: Week) -> bytes:
    """The cover as a PNG with a palette."""
    rows = [bytearray(WIDTH) for _ in range(HEIGHT)]
    for x, y, width, height, colour in _rectangles(week):
        for row in rows[y : y + height]:
            row[x : x + width] = bytes([colour]) * width
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    chunks = (
        (b"IHDR", header),
        (b"PLTE", b"".join(_palette(week))),
        (b"IDAT", pixels),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _palette(week: Week) -> list[bytes]:
    """Seven shades of the week's own colour, dark enough for the white of the letters."""
    n = week.number
    red, green, blue = 20 + n * 3 % 50, 30 + n * 7 % 50, 50 + n * 5 % 60
    shades = [bytes((red + 6 * i, green + 6 * i, blue + 8 * i)) for i in range(7)]
    return [*shades, b"\xff\xff\xff"]


def _rectangles(week: Week) -> list[_Rectangle]:
    tops = [HEIGHT * i // 7 for i in range(8)]
    bands = [(0, top, WIDTH, end - top, i) for i, (top, end) in enumerate(pairwise(tops))]
    year = _lettered(str(week.year), HEIGHT // 2 - 9 * _CELL)
    number = _lettered(f"W{week.number:02}", HEIGHT // 2 + _CELL)
    return [*bands, *year, *number]


def _lettered(text: str, top: int) -> list[_Rectangle]:
    left = (WIDTH - (len(text) * 6 - 1) * _CELL) // 2
    return [
        (left + (6 * place + column) * _CELL, top + row * _CELL, _CELL, _CELL, 7)
        for place, letter in enumerate(text)
        for row, bits in enumerate(_LETTERS[letter].split())
        for column, bit in enumerate(bits)
        if bit == "1"
    ]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

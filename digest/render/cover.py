"""The cover of the book: title, days and top headlines, drawn from packaged outlines.

No font is needed, and the same digest has the same cover on every machine.
"""

import functools
import struct
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from digest.records import Pair, Week

# Kindle asks for a height of 1.6 widths and at least 1,000 pixels.
WIDTH, HEIGHT = 1000, 1600
_MARGIN = 90
_BAND_TOP = 1230
# Grey levels of the edges of letters: each pixel is 4 x 4 samples.
_SAMPLES = 4
_LEVELS = _SAMPLES**2 + 1
_PAPER, _INK, _LIGHT = (250, 247, 240), (32, 33, 36), (255, 255, 255)
_BASELINE, _LINE = 0.88, 1.3  # of the size
# In a Chinese font curly quotation marks are as wide as a character.
_NARROW = str.maketrans("‘’“”", "''\"\"")

_Pixels = NDArray[np.uint8]
_Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CoverText:
    """What is printed on a cover."""

    week: Week
    title: Pair
    days: Pair
    headlines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Glyph:
    """The outline of a character in 1/1000 em, y upwards."""

    advance: int
    polygons: tuple[_Points, ...]


def png(text: CoverText) -> bytes:
    """The cover as a PNG. Titles with characters that are not packaged are left out."""
    return _png(replace(text, headlines=tuple(filter(None, map(_latin, text.headlines)))))


@functools.lru_cache(maxsize=16)
def _png(text: CoverText) -> bytes:
    pixels = np.zeros((HEIGHT, WIDTH), np.uint8)
    pixels[_BAND_TOP:] = _LEVELS
    top = 170
    for title, largest in ((text.title.zh, 150), (text.title.en, 66)):
        if _drawable(title):
            size = min(
                largest, int(largest * (WIDTH - 2 * _MARGIN) / max(1, _width(title, largest)))
            )
            _draw(pixels, title, top, size)
            top += int(size * _LINE) + 10
    pixels[top + 30 : top + 34, _MARGIN : WIDTH - _MARGIN] = _LEVELS
    _headlines(pixels, text.headlines, top + 80)
    for number, (line, size) in enumerate(
        ((text.days.zh, 52), (text.days.en, 52), (str(text.week), 40))
    ):
        if _drawable(line):
            _draw(pixels, line, _BAND_TOP + 60 + 90 * number, size, band=True)
    return _encoded(pixels, text.week)


def _headlines(pixels: _Pixels, headlines: Sequence[str], top: int) -> None:
    size = 44
    for headline in headlines:
        lines = list(_wrapped(headline, size))
        if top + int(size * _LINE) * len(lines) > _BAND_TOP - 30:
            return
        for line in lines:
            _draw(pixels, line, top, size)
            top += int(size * _LINE)
        top += 28


def _wrapped(text: str, size: int) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and _width(longer, size) > WIDTH - 2 * _MARGIN:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line


def _latin(text: str) -> str:
    """The text without accents and without characters that are not packaged."""
    plain = unicodedata.normalize("NFKD", text.translate(_NARROW))
    return " ".join("".join(char for char in plain if char in _glyphs()).split())


def _drawable(text: str) -> bool:
    return bool(text) and all(char in _glyphs() for char in text)


def _width(text: str, size: int) -> float:
    return sum(_glyphs()[char].advance for char in text) * size / 1000


def _draw(pixels: _Pixels, text: str, top: int, size: int, *, band: bool = False) -> None:
    """Draws a line of text; what would go beyond the right edge is cut off."""
    base = _LEVELS if band else 0
    left = float(_MARGIN)
    for char in text:
        bitmap = _bitmap(char, size)
        at = int(left)
        room = pixels[top : top + bitmap.shape[0], at : at + bitmap.shape[1]]
        np.maximum(room, bitmap[: room.shape[0], : room.shape[1]] + np.uint8(base), out=room)
        left += _glyphs()[char].advance * size / 1000


@functools.lru_cache(maxsize=1024)
def _bitmap(char: str, size: int) -> _Pixels:
    """A character as levels of coverage, by the non-zero winding rule."""
    glyph = _glyphs()[char]
    fine = size * _SAMPLES
    height, width = int(fine * _LINE), int(glyph.advance * fine / 1000) + fine // 4
    height, width = height - height % _SAMPLES, width - width % _SAMPLES
    samples = np.zeros((height, width), np.uint8)
    edges = np.concatenate(
        [_edges(points, fine) for points in glyph.polygons] or [np.empty((0, 4))]
    )
    for row in range(height):
        y = row + 0.5
        x0, y0, x1, y1 = edges[(edges[:, 1] <= y) != (edges[:, 3] <= y)].T
        crossings = x0 + (y - y0) * (x1 - x0) / (y1 - y0)
        order = np.argsort(crossings)
        winding = np.cumsum(np.where(y1 > y0, 1, -1)[order])
        for n in np.flatnonzero(winding[:-1]):
            start, end = np.rint(crossings[order[n : n + 2]]).astype(int)
            samples[row, max(0, start) : max(0, end)] = 1
    blocks = samples.reshape(height // _SAMPLES, _SAMPLES, width // _SAMPLES, _SAMPLES)
    levels: _Pixels = blocks.sum(axis=(1, 3), dtype=np.uint8)
    return levels


def _edges(points: _Points, fine: int) -> NDArray[np.float64]:
    """The sides of a polygon as x0, y0, x1, y1 in samples, y downwards."""
    scaled = points * (fine / 1000) * (1, -1) + (0, _BASELINE * fine)
    return np.hstack([scaled, np.roll(scaled, -1, axis=0)])


@functools.cache
def _glyphs() -> dict[str, _Glyph]:
    text = (files("digest.render") / "cover_glyphs.tsv").read_text(encoding="utf-8")
    glyphs = {}
    for line in text.splitlines():
        if line.startswith("# "):
            continue
        char, advance, outline = line.split("\t")
        polygons = (
            np.array([point.split(",") for point in polygon.split()], float)
            for polygon in outline.split(";")
            if polygon
        )
        glyphs[char] = _Glyph(int(advance), tuple(polygons))
    return glyphs


def _palette(week: Week) -> bytes:
    """Ink over paper, then white over the week's own colour, level by level."""
    n = week.number
    own = (100 + n * 7 % 60, 25 + n * 5 % 40, 30 + n * 11 % 50)
    blends = (
        tuple(round(under[i] + (over[i] - under[i]) * level / (_LEVELS - 1)) for i in range(3))
        for under, over in ((_PAPER, _INK), (own, _LIGHT))
        for level in range(_LEVELS)
    )
    return bytes(value for colour in blends for value in colour)


def _encoded(pixels: _Pixels, week: Week) -> bytes:
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    rows = np.hstack([np.zeros((HEIGHT, 1), np.uint8), pixels])
    chunks = (
        (b"IHDR", header),
        (b"PLTE", _palette(week)),
        (b"IDAT", zlib.compress(rows.tobytes())),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

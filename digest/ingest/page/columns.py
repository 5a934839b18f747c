"""Columns that an extractor set side by side, line by line, read one after the other."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import mean

from digest.text.hanzi import han_count

# What parts columns: more blanks than any headline has between its clauses.
_GAP = re.compile(r"(?<=\S)(?:[ \t]{4,}|[ \t]*(?:\u3000[ \t]*){2,})(?=\S)")
# Fewer lines, or shorter ones, may be a table or a list of names.
_LINES, _HAN = 4, 6
# So many of the lines begin a column at one place, give or take what a narrow letter shifts it.
_SHARE, _SHIFT = 0.6, 2
# No line of print is longer, and no page has more columns.
_LONGEST, _PLACES = 400, 8
_INDENT = "\u3000\u3000"


def untangled(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text with their numbers, from 1; lines that hold several columns are parted.

    A page without columns side by side comes back as it is.
    """
    lines = list(enumerate(text.split("\n"), 1))
    for blank, block in groupby(lines, key=lambda line: not line[1].strip()):
        rows = list(block)
        first = next((i for i, (_, raw) in enumerate(rows) if _GAP.search(raw)), len(rows))
        few = len(rows) - first < _LINES
        if blank or few or max(len(raw) for _, raw in rows) > _LONGEST:
            yield from rows
        else:
            yield from rows[:first]
            yield from _by_column(rows[first:])


def _by_column(rows: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    cells = [(number, list(_cells(raw))) for number, raw in rows]
    starts = _starts([[start for start, _ in row] for _, row in cells])
    columns: list[list[tuple[int, str]]] = [[] for _ in starts]
    for number, row in cells:
        for order, (start, text) in enumerate(row):
            at = max((i for i, s in enumerate(starts) if s <= start + _SHIFT), default=0)
            at = (
                order if len(row) == len(starts) else at
            )  # a headline stands in the middle of its column
            indent = _INDENT if start - starts[at] > _SHIFT else ""
            columns[at].append((number, indent + text))
    texts = all(
        len(column) >= _LINES and mean(han_count(text) for _, text in column) >= _HAN
        for column in columns
    )
    if len(starts) > 1 and texts:
        for column in columns:
            yield from column
    else:
        yield from rows


def _cells(raw: str) -> Iterator[tuple[int, str]]:
    """What stands between gaps, and at which place of the line, in narrow letters."""
    at = len(raw) - len(raw.lstrip())
    for gap in _GAP.finditer(raw):
        yield _width(raw[:at]), raw[at : gap.start()]
        at = gap.end()
    if raw[at:].strip():
        yield _width(raw[:at]), raw[at:].rstrip()


def _starts(rows: Sequence[Sequence[int]]) -> list[int]:
    """Where columns begin: the first at the margin, the others where most lines have a cell."""
    met = Counter(start for row in rows for start in row[1:])
    found: list[int] = []
    for start, _ in met.most_common(_PLACES):
        near = sum(any(abs(s - start) <= _SHIFT for s in row[1:]) for row in rows)
        if near >= _SHARE * len(rows) and all(abs(start - other) > 2 * _SHIFT for other in found):
            found.append(start)
    return [min(row[0] for row in rows if row), *sorted(found)]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)

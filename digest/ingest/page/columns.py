"""Splits columns that an extractor set side by side, and detects columns that were read across."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise
from statistics import mean

from digest.text.hanzi import han_count

# The gap between columns: more blanks than a headline has between its clauses.
_GAP = re.compile(r"(?<=\S)(?:[ \t]{4,}|[ \t]*(?:\u3000[ \t]*){2,})(?=\S)")
# Fewer lines, or shorter ones, may be a table or a list of names.
_LINES, _HAN = 4, 6
# Share of lines on which a column begins at the same place, and how far a narrow letter may shift it.
_SHARE, _SHIFT = 0.6, 2
# Longest printed line in characters, and most columns on a page.
_LONGEST, _PLACES = 400, 8
_INDENT = "\u3000\u3000"
# For a page in columns from top to bottom: fewest lines, least share of lines with a gap at the same
# place, and largest share of lines whose text crosses that place, such as a masthead.
_PAGE_LINES, _PAGE_SHARE, _CROSSING = 16, 0.3, 0.08


def split_columns(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text with their numbers, from 1; columns come one after the other.

    Text without columns side by side is returned unchanged.
    """
    lines = list(enumerate(text.split("\n"), 1))
    for measure in (_width, len):
        whole = _whole_page(lines, measure)
        if whole:
            yield from whole
            return
    yield from _block_by_block(lines)


_Row = tuple[int, str]


def _whole_page(rows: Sequence[_Row], measure: Callable[[str], int]) -> list[_Row] | None:
    """The left part of a page that is set in columns from top to bottom, then its right part, or None.

    `measure` is how the tool counted places: in narrow letters or in characters.
    """
    filled = [raw.rstrip() for _, raw in rows if raw.strip()]
    if len(filled) < _PAGE_LINES or max(map(len, filled)) > _LONGEST:
        return None
    starts = Counter(measure(raw[: gap.end()]) for raw in filled for gap in _GAP.finditer(raw))
    for place, count in starts.most_common(_PLACES):
        if count < _PAGE_SHARE * len(filled):
            return None
        cells = [_at(raw, place, measure) for _, raw in rows]
        crossing = sum(cell is None for cell in cells)
        if crossing > _CROSSING * len(filled):
            continue
        left = [(n, cell[0] if cell else raw) for (n, raw), cell in zip(rows, cells, strict=True)]
        right = [(n, cell[1] if cell else "") for (n, _), cell in zip(rows, cells, strict=True)]
        if _is_column(left) and _is_column(right):
            return [*(_whole_page(left, measure) or left), *(_whole_page(right, measure) or right)]
    return None


def _at(raw: str, place: int, measure: Callable[[str], int]) -> tuple[str, str] | None:
    """The line cut at a place that blanks lead up to; None where a text runs over it."""
    if measure(raw.rstrip()) <= place:
        return raw.rstrip(), ""
    at = next(n for n in range(len(raw) + 1) if measure(raw[:n]) >= place)
    if raw[:at] and raw[at - 1].strip():
        return None
    return raw[:at].rstrip(), raw[at:].rstrip()


def _is_column(rows: Sequence[_Row]) -> bool:
    """Whether the rows are lines of text, not the cells of a table or a list of names."""
    filled = [raw for _, raw in rows if raw.strip()]
    return len(filled) >= _PAGE_LINES // 2 and mean(map(han_count, filled)) >= _HAN


def _block_by_block(lines: Sequence[_Row]) -> Iterator[_Row]:
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
            at = order if len(row) == len(starts) else at  # a headline is centred in its column
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
    """Yield the text between gaps with its position in the line, in half-width columns."""
    at = len(raw) - len(raw.lstrip())
    for gap in _GAP.finditer(raw):
        yield _width(raw[:at]), raw[at : gap.start()]
        at = gap.end()
    if raw[at:].strip():
        yield _width(raw[:at]), raw[at:].rstrip()


def _starts(rows: Sequence[Sequence[int]]) -> list[int]:
    """The positions at which columns begin: the margin, and wherever most lines have a cell."""
    met = Counter(start for row in rows for start in row[1:])
    found: list[int] = []
    for start, _ in met.most_common(_PLACES):
        near = sum(any(abs(s - start) <= _SHIFT for s in row[1:]) for row in rows)
        if near >= _SHARE * len(rows) and all(abs(start - other) > 2 * _SHIFT for other in found):
            found.append(start)
    return [min(row[0] for row in rows if row), *sorted(found)]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def is_read_across(text: str) -> bool:
    """Whether two columns were extracted line by line in turn, so that sentences skip a line.

    Where a line breaks off within a sentence, the two characters at the break are looked for elsewhere
    on the page: with the next line they are met often in a text that is wrapped, with the line after
    the next in columns read across. Of 32 wrapped pages none is taken for columns, of 16 read across all.
    """
    lines = [
        (raw.strip(), raw.startswith(("\u3000", "  "))) for raw in text.split("\n") if raw.strip()
    ]
    if len(lines) < _ACROSS_LINES:
        return False
    if all(indent for _, indent in lines):
        lines = [(line, False) for line, _ in lines]  # a margin, not the beginnings of paragraphs
    width = Counter(len(line) + 2 * indent for line, indent in lines).most_common(1)[0][0]
    broken = [
        abs(len(line) + 2 * indent - width) <= 2 and line.rstrip(_CLOSING)[-1:] not in _STOPS
        for line, indent in lines
    ]
    if sum(broken) < _BROKEN_SHARE * len(lines) or width not in _COLUMN_CHARS:
        return False
    pairs = Counter(a + b for line, _ in lines for a, b in pairwise(line))
    joined = [0, 0]
    opened = [indent for _, indent in lines[1:]].count(True)
    within = sum(broken[at] and lines[at + 1][1] for at in range(len(lines) - 1))
    for at in range(len(lines) - 2):
        for way in (0, 1):
            below, indent = lines[at + 1 + way]
            joined[way] += broken[at] and not indent and lines[at][0][-1] + below[0] in pairs
    if joined[0] == joined[1]:
        return opened > 1 and within * 2 >= opened
    return joined[1] > max(joined[0], 1)


# Fewer lines, or longer ones, are no columns; half of the lines of a column break off in a sentence.
_ACROSS_LINES, _COLUMN_CHARS, _BROKEN_SHARE = 10, range(10, 41), 0.5
_CLOSING, _STOPS = "”》）)", "。！？!?…；;：:"

"""What is set within a text without being running text: tables, letters, diaries, posts of readers."""

import re
from collections.abc import Sequence
from dataclasses import replace

from digest.ingest.page.line_roles import Marked

_CELLS = re.compile(r"[\s\u3000|｜]+")
_LEAST_CELLS, _LEAST_ROWS = 3, 2
_CELL_CHARS = 12
_UNIT = re.compile(r"^[（(]?单位\s*[:：]\s*\S{1,12}[)）]?$")
_SALUTATION = re.compile(
    r"^(?:尊敬的|亲爱的)?(?:编辑(?:同志|部)?|[\u3400-\u9fff]{2,12}(?:同志们?|先生|女士|朋友们?|叔叔|阿姨|领导|老师))(?:你好|您好)?[:：]$"
)
_REGARDS = re.compile(r"^(?:此\s*致|敬\s*礼|祝\s*好|顺\s*祝|谢谢)[！!。]?$")
_DIARY = re.compile(
    r"^(?:\d{4}年)?\d{1,2}月\d{1,2}日[\s\u3000，,]*(?:星期[一二三四五六日天]|周[一二三四五六日])?[\s\u3000，,]*(?:晴|阴|多云|雨|雪|小雨|大雨|中雨|雾|风)?(?:转\S{1,3})?$"
)
_POST = re.compile(r"^@[^\s:：]{2,20}[:：]\s*\S")


def with_tables(marked: list[Marked]) -> list[Marked]:
    """Rows of as many cells each, and the unit above them, are text, a line of its own each."""
    made = list(marked)
    cells = [_cells(m) for m in marked]
    index = 0
    while index < len(marked):
        end = index
        while end < len(marked) and cells[end] == cells[index] and cells[index]:
            end += 1
        figures = sum(any(c.isdecimal() for c in m.line.text) for m in marked[index:end])
        if end - index >= _LEAST_ROWS and figures * 2 >= end - index:
            unit = index > 0 and _UNIT.match(marked[index - 1].line.text)
            for at in range(index - bool(unit), end):
                made[at] = replace(marked[at], role="text", reason="a row of a table", whole=True)
        index = max(end, index + 1)
    return made


def _cells(item: Marked) -> int:
    """The number of cells of a row, 0 for a line that is none: cells are short and one holds a figure."""
    if item.role != "headline":
        return 0
    cells = _CELLS.split(item.line.text.strip())
    short = all(len(cell) <= _CELL_CHARS for cell in cells)
    return len(cells) if len(cells) >= _LEAST_CELLS and short else 0


def with_letters(marked: list[Marked]) -> list[Marked]:
    """Whom a letter is to, below its headline, and its regards at the end are text."""
    made = list(marked)
    for index in range(1, len(marked)):
        item, above = marked[index], made[index - 1]
        if item.role != "headline" or above.role not in {"headline", "text", "people"}:
            continue
        to = _SALUTATION.match(item.line.text)
        if to or (_REGARDS.match(item.line.text) and above.role == "text"):
            made[index] = replace(item, role="text", reason="the form of a letter", whole=True)
    return made


def with_posts(marked: list[Marked]) -> list[Marked]:
    """Posts of readers, each behind its @name, are paragraphs."""
    return [
        replace(m, role="text", reason="a post", whole=True)
        if m.role in {"headline", "text"} and _POST.match(m.line.text)
        else m
        for m in marked
    ]


def with_diaries(marked: list[Marked]) -> list[Marked]:
    """Days, with or without the weather, that head the entries of a diary are headings within it."""
    days = [at for at, m in enumerate(marked) if _is_day(marked, at)]
    if len(days) < _LEAST_ROWS:
        return marked
    made = list(marked)
    for at in days:
        made[at] = Marked(marked[at].line, "heading", "the day of an entry")
    return made


def _is_day(marked: Sequence[Marked], at: int) -> bool:
    item = marked[at]
    below = marked[at + 1].role if at + 1 < len(marked) else None
    headed = any(m.role == "headline" for m in marked[:at])
    return headed and below == "text" and _DIARY.match(item.line.text) is not None

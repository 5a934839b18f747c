"""Short lines that belong to a text: turns of a talk, lists of people, notes, pull quotes, briefs."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from digest.ingest.page.headlines import BRIEF_MARK
from digest.ingest.page.line_roles import Marked
from digest.ingest.page.lines import Line, ends_sentence
from digest.text.attribution import unit_line
from digest.text.person_names import is_person

_NAME_CHARS = 3
_TURN = re.compile(r"(记者|问|答|主持人|[\u3400-\u9fff·]{2,5})[:：](?=\S)")
_ASKED = frozenset(("记者", "问", "答", "主持人"))
# 林远舟  本报评论员: a person and a post.
_PERSON_AND_POST = re.compile(
    r"^([\u3400-\u9fff]{2,4}|[\u3400-\u9fff][\s\u3000]+[\u3400-\u9fff])(?:[（(][^（）()]{1,8}[)）])?[\s\u3000]+(\S.{1,40})$"
)
_LIST_LINES = 3
_NOTE = re.compile(
    r"^[（(]\s*(?:作者|本文|据|原载|摘自|见|资料来源|资料|实习生|编译|整理|注|图|完|待续|未完|全文|本栏目|详见|附|相关)"
)
_QUOTE_CHARS = 60
# What opens a paragraph and continues no sentence.
TIMES = re.compile(
    r"[“\"]|[日目]前|近[日年期]|连日|昨|今|前不久|最近|[去上][年周]|本周|入[春夏秋冬]|\d{1,4}[年月日]"
)
_LABEL = re.compile(r"^[\u3400-\u9fff]{2,8}\s*[:：]\s*\S")


def with_turns(marked: list[Marked]) -> list[Marked]:
    """The turns of a talk are text, and so is a short line that leads up to a list."""
    speakers = _speakers(marked)
    made = list(marked)
    for index in range(1, len(marked)):
        item, before = marked[index], made[index - 1]
        turn = _TURN.match(item.line.folded)
        if turn and turn[1] in speakers and item.role in {"headline", "text"}:
            made[index] = replace(item, role="text", reason="a turn of a talk", whole=True)
            continue
        if item.role != "headline" or before.role != "text":
            continue
        below = marked[index + 1].role if index + 1 < len(marked) else None
        leads = item.line.text[-1] in "：:" and below == "text"
        if leads and (not item.line.blanks_before or len(item.line.text) > _NAME_CHARS):
            made[index] = replace(item, role="text", reason="it leads up to a list")
    return made


def _speakers(marked: Sequence[Marked]) -> set[str]:
    """Who takes turns: 记者, 问 or 答, or at least two persons who speak more than once."""
    turns = [
        (turn[1], item.role)
        for item in marked
        if item.role in {"headline", "text"} and (turn := _TURN.match(item.line.folded))
    ]
    times = Counter(who for who, _ in turns)
    persons = {who for who, count in times.items() if count > 1 and is_person(who)}
    said = [role for who, role in turns if who in persons]
    # 安徽：… twice are headlines of two stories.
    talk = len(persons) > 1 and said.count("text") * 2 >= len(said)
    asked = {who for who in _ASKED if times[who]}
    asking = sum(times[who] for who in asked) > 1
    return (persons if talk or asking else set()) | (asked if asking else set())


def with_lists_of_people(marked: list[Marked]) -> list[Marked]:
    """Lines of a name and a post, below a line that ends in a colon or three in a row, are text."""
    made = list(marked)
    people = [m.role == "headline" and _is_person_and_post(m.line) for m in marked]
    index = 0
    while index < len(marked):
        end = index
        while end < len(marked) and people[end]:
            end += 1
        led = (
            index > 0
            and marked[index - 1].role in {"headline", "text"}
            and marked[index - 1].line.text[-1] in "：:"
        )
        if end > index and (led or end - index >= _LIST_LINES):
            start = index - 1 if led and marked[index - 1].role == "headline" else index
            for at in range(start, end):
                made[at] = replace(marked[at], role="text", reason="a list of people", whole=True)
        index = max(end, index + 1)
    return made


def _is_person_and_post(line: Line) -> bool:
    found = _PERSON_AND_POST.match(line.text)
    return found is not None and is_person(found[1]) and not is_person(found[2])


def with_notes(marked: list[Marked]) -> list[Marked]:
    """A line wholly in brackets below a text, and a dateline alone there, are of that text."""
    made = list(marked)
    for index in range(1, len(marked)):
        item, above = marked[index], made[index - 1]
        if item.role not in {"headline", "text"} or above.role not in {"text", "people", "note"}:
            continue
        opening = item.line.opening
        signed = opening.dateline is not None and not opening.text
        solid = not item.line.blanks_before
        below = marked[index + 1].line.blanks_before if index + 1 < len(marked) else 1
        bracketed = (
            item.line.bracketed and item.line.text.count("（") + item.line.text.count("(") == 1
        )
        if signed or (bracketed and (_NOTE.match(item.line.text) or (solid and below))):
            made[index] = replace(item, role="note", reason="a note on the text above")
    return made


def with_signatures(marked: list[Marked]) -> list[Marked]:
    """An office and a name set solid below a text, above a gap or boilerplate, sign the text."""
    made = list(marked)
    for index in range(1, len(marked)):
        item, above = marked[index], made[index - 1]
        below = marked[index + 1] if index + 1 < len(marked) else None
        ends = below is None or below.role == "boilerplate" or below.line.blanks_before > 0
        if item.role != "headline" or above.role != "text" or not ends or item.line.blanks_before:
            continue
        office = unit_line(item.line.text)
        if office:
            made[index] = Marked(item.line, "people", "an office and a name below a text", office)
    return made


def with_section_numbers(marked: list[Marked]) -> list[Marked]:
    """01, 02, 03 on lines of their own number the sections of an article; they are no page numbers."""
    numbers = [
        (at, int(found[1]))
        for at, m in enumerate(marked)
        if m.role == "boilerplate" and (found := _SECTION_NUMBER.match(m.line.text))
    ]
    values = [value for _, value in numbers]
    if len(values) < _LEAST_SECTIONS or values != list(range(1, len(values) + 1)):
        return marked
    made = list(marked)
    for at, _ in numbers:
        made[at] = replace(made[at], reason="the number of a section", source=None)
    return made


_SECTION_NUMBER = re.compile(r"^(?:PART|Part)?\s*0?(\d)\s*[.、．]?$")
_LEAST_SECTIONS = 2


def with_first_questions(marked: list[Marked]) -> list[Marked]:
    """Below a headline, a line that asks or leads on is text, where no headline of the page has two lines."""
    pairs = [
        at
        for at in range(1, len(marked) - 1)
        if marked[at].role == marked[at - 1].role == "headline"
        and not marked[at].line.blanks_before
    ]
    asking = [at for at in pairs if _asks(marked, at)]
    made = list(marked)
    for at in asking:
        # Another headline of two lines, whose second asks nothing, says that this page has subtitles.
        if len(pairs) == len(asking) or marked[at].line.text[-1] in "：:":
            made[at] = replace(
                marked[at], role="text", reason="it opens the text below", whole=True
            )
    return made


def _asks(marked: Sequence[Marked], at: int) -> bool:
    item, above, below = marked[at], marked[at - 1], marked[at + 1]
    spaced = above.line.blanks_before > 0  # headlines are parted from what is above them
    return (
        item.line.text[-1] in "？?：:"
        and spaced
        and below.role == "text"
        and not below.line.blanks_before
        and not below.line.opening.found
    )


def with_pull_quotes(marked: list[Marked]) -> list[Marked]:
    """An unfinished first line that is shorter than the page's paragraphs is a paragraph of its own."""
    lengths = sorted(len(m.line.text) for m in marked if m.role == "text")
    usual = lengths[len(lengths) // 2] if lengths else 0
    made = list(marked)
    for index in range(1, len(marked) - 1):
        item, above, below = marked[index], marked[index - 1], marked[index + 1]
        if (
            item.role == below.role == "text"
            and above.role == "headline"
            and len(item.line.text) <= min(_QUOTE_CHARS, usual)
            and not ends_sentence(item.line.text)
            and TIMES.match(below.line.text)
        ):
            made[index] = replace(item, whole=True, reason="a pull quote")
    return made


def with_briefs(marked: list[Marked]) -> list[Marked]:
    """Two texts or more with one mark in front are briefs, headline above or not."""
    marks = Counter(
        m.line.text[0] for m in marked if m.role == "text" and BRIEF_MARK.match(m.line.text)
    )
    return [
        replace(m, listed=True) if m.role == "text" and marks[m.line.text[0]] > 1 else m
        for m in marked
    ]


def with_page_feet(marked: list[Marked]) -> list[Marked]:
    """What is set solid below the names of those who made the page, label by label, is of the page."""
    made = list(marked)
    for index in range(1, len(marked)):
        above, item = made[index - 1], marked[index]
        foot = above.source is not None and above.source.reason == "who made the page"
        if (
            foot
            and not item.line.blanks_before
            and _LABEL.match(item.line.text)
            and item.role != "boilerplate"
        ):
            made[index] = Marked(item.line, "boilerplate", "who made the page", source=above.source)
    return made


def with_outline(marked: list[Marked]) -> list[Marked]:
    """On a page whose headings Markdown marks, no other line is a headline, and outlines are left out."""
    if not any(m.line.level for m in marked):
        return marked
    made = [
        replace(m, role="text", reason="no heading mark, on a page that has them", whole=True)
        if m.role == "headline" and not m.line.level
        else m
        for m in marked
    ]
    heads = [at for at, m in enumerate(made) if m.line.level]
    for start, end in zip(heads, [*heads[1:], len(made)], strict=True):
        body = made[start + 1 : end]
        if not body and made[start].role == "headline":
            made[start] = replace(
                made[start], role="debris", reason="a heading over other headings"
            )
        elif body and all(_LISTED.match(m.line.text) for m in body):
            for at in range(start, end):
                made[at] = replace(made[at], role="debris", reason="an outline")
    return made


_LISTED = re.compile(r"^(?:\d{1,2}\s*[.、．]|[-*•·])\s*\S")

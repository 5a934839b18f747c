"""Revises the roles of lines by their neighbours, in a fixed order of steps."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from digest.ingest.page import boilerplate
from digest.ingest.page.context.article_tops import (
    with_authors,
    with_label_values,
    with_whole_headlines,
    without_accounts,
    without_linked_headlines,
    without_lists_above_controls,
    without_numbers,
    without_page_names,
)
from digest.ingest.page.context.inserts import with_diaries, with_letters, with_posts, with_tables
from digest.ingest.page.context.within_texts import (
    TIMES,
    with_briefs,
    with_first_questions,
    with_lists_of_people,
    with_notes,
    with_outline,
    with_page_feet,
    with_pull_quotes,
    with_section_numbers,
    with_signatures,
    with_turns,
)
from digest.ingest.page.headlines import split_brief
from digest.ingest.page.line_roles import Marked, classify, role_of
from digest.ingest.page.lines import Line
from digest.text.hanzi import fold, has_han

_REPEATED_CHARS = 12
_SENTENCE_CHARS = 2000  # longest sentence; longer text without a stop is not compared
_STOPS = "。！？!?"
_SENTENCE = re.compile("[^。！？!?]+[。！？!?]?")
# More consecutive headline lines than this are a list: no headline has as many, banner included.
_LIST_LINES = 9
# A page of links: at least this many short lines, with this multiple of the characters of all text.
_LINKS_LINES, _LINKS_SHARE = 12, 2
_LIST = "a list of headlines without texts"
_CONTENTS_LINES = 2
_BOXED = "of a box of notices"
_DROP_CAP = "a drop cap and its text"
_BULLET = re.compile(
    r"^(?:[·•●○■□▲△◆>＞—*-]|\d{1,2}\s*[.、．])+\s*|[\s.…·—_]+[（(]?(?:第?\s*[A-Z]?\d{1,3}\s*版?)[)）]?$|[.…]{2,}$"
)
# 在……的带领下: words that open an adverbial rather than a headline, and words that end its clause.
_OPENERS = ("在", "从", "自", "当", "随着", "为了", "作为", "经过", "通过", "围绕", "根据", "按照")
_CLOSERS = ("下", "中", "上", "时", "后", "里", "内", "以来", "前", "间")


def mark(lines: Sequence[Line]) -> list[Marked]:
    """The lines of a page with their roles; some joined to the line that they belong to."""
    marked = classify(lines)
    for step, sources in STEPS:
        if boilerplate.is_active(sources):
            marked = step(marked)
    return marked


def _rejoined(marked: list[Marked]) -> list[Marked]:
    """Join headline-like lines to the next line where they only open its sentence."""
    joined: list[Marked] = []
    for item in marked:
        before = joined[-1] if joined else None
        if before and before.role == "headline" and item.role == "text" and _opens(before, item):
            line = replace(
                item.line, first=before.line.first, text=before.line.text + item.line.text
            )
            line = replace(line, blanks_before=before.line.blanks_before)
            joined[-1] = Marked(line, "text", "a clause and its continuation")
        else:
            joined.append(item)
    return joined


def _opens(before: Marked, item: Marked) -> bool:
    if TIMES.match(item.line.text) or item.line.opening.found:
        return False  # a new text begins here
    if re.search("^从.+到|[”！？]$", before.line.text):
        return False  # a complete headline
    clause = item.line.text.partition("，")[0]
    return before.line.text.startswith(_OPENERS) and clause.endswith(_CLOSERS)


def _without_drop_caps(marked: list[Marked]) -> list[Marked]:
    """Put a drop cap that is on a line of its own back in front of its text."""
    joined: list[Marked] = []
    for item in marked:
        before = joined[-1].line if joined else None
        if before and item.role == "text" and len(before.text) == 1 and has_han(before.text):
            line = replace(before, last=item.line.last, text=before.text + item.line.text)
            joined[-1] = replace(role_of(line), reason=_DROP_CAP)
        else:
            joined.append(item)
    return joined


def _without_repeats(marked: list[Marked]) -> list[Marked]:
    """Leave out text that is on the page already, and headlines over such text."""
    repeated = _repeated(marked)
    made = list(marked)
    old = True  # whether the line below is, or there is none
    for index in reversed(range(len(marked))):
        item = marked[index]
        old = repeated[index] and (item.role != "headline" or old)
        if old and item.role != "boilerplate":
            made[index] = Marked(item.line, "debris", "repeats an earlier line of the page")
    return made


def _repeated(marked: Sequence[Marked]) -> list[bool]:
    """For each line, whether it occurs above: as a line, or all of its sentences, wherever lines break."""
    lines: set[str] = set()
    sentences: set[str] = set()
    open_: str = ""
    found: list[bool] = []
    for item in marked:
        text = re.sub(r"\s+", "", item.line.text)
        parts = [part for part in _SENTENCE.findall(text) if len(part) >= _REPEATED_CHARS]
        old = bool(parts) and all(part in sentences for part in parts)
        least = 2 if item.role == "headline" else _REPEATED_CHARS
        found.append(len(text) >= least and (text in lines or old))
        lines.add(text)
        if item.reason == _DROP_CAP:
            sentences.add(_SENTENCE.findall(text)[0][1:])
        if item.role == "text":
            *whole, last = _SENTENCE.findall(open_ + text) or [""]
            closed = last[-1:] in _STOPS
            sentences.update([*whole, last] if closed else whole)
            open_ = "" if closed or len(last) > _SENTENCE_CHARS else last
        elif item.role == "headline":
            open_ = ""
    return found


def _without_contents(marked: list[Marked]) -> list[Marked]:
    """Leave out a list of headlines that occur further down above their texts, and the name of the list."""
    last = {_bare(_title(item)): i for i, item in enumerate(marked) if _title(item)}
    listed = [
        item.role == "headline" and last.get(_bare(item.line.text), index) > index
        for index, item in enumerate(marked)
    ]
    made = list(marked)
    for start, end in _runs(listed):
        above = marked[start - 1].source if start else None
        named = above is not None and above.role == "contents"
        stop = _closed_up(marked, start, end)
        if stop - start < _CONTENTS_LINES and not named:
            continue
        for index in range(start, stop):
            made[index] = replace(marked[index], role="debris", reason="a list of contents")
    return made


def _closed_up(marked: Sequence[Marked], start: int, end: int) -> int:
    """The index of the first wider gap of the list that begins at `start`; `end` where it has none."""
    for index in range(start + 2, end):
        if marked[index].line.blanks_before > marked[start + 1].line.blanks_before:
            return index
    return end


def _title(item: Marked) -> str:
    """The title that the line may be listed by: itself, or the bracketed title of a brief."""
    if item.role == "headline":
        return item.line.text
    found = split_brief(item.line.text) if item.role == "text" else None
    return (found and found[1]) or ""


def _bare(text: str) -> str:
    """A headline without the bullet, number or page that a list of contents gives it."""
    return re.sub(r"\s+", "", _BULLET.sub("", text.strip()))


def _without_boxes(marked: list[Marked]) -> list[Marked]:
    """Leave out the weather, adverts and notices below the name of their box."""
    made = list(marked)
    name: int | None = None
    for index, item in enumerate(marked):
        if item.source is not None and item.source.reason == boilerplate.BOX:
            name = index
            continue
        own_head = item.role == "headline" and index - 1 == name and not item.line.blanks_before
        if name is not None and (item.role == "boilerplate" or own_head):
            made[index] = replace(item, role="debris", reason=_BOXED) if own_head else item
        elif name is not None and item.role == "text" and not item.line.opening.found:
            made[index] = replace(item, role="debris", reason=_BOXED)
        else:
            name = None
    return made


def _without_lists(marked: list[Marked]) -> list[Marked]:
    """Leave out the headlines of a list, except the last, which may belong to the text below."""
    made = list(marked)
    for start, end in _runs([item.role == "headline" for item in marked]):
        if end - start < _LIST_LINES:
            continue
        own = max(start, end - 1)
        for index in range(start, own):
            made[index] = replace(marked[index], role="debris", reason=_LIST)
    return made


def _without_links(marked: list[Marked]) -> list[Marked]:
    """Leave out everything on a page that has links and hardly any text."""
    short = [m for m in marked if m.role in {"headline", "boilerplate"} or m.reason == _LIST]
    texts = [m for m in marked if m.role == "text"]
    chars = sum(len(m.line.text) for m in texts)
    signed = any(m.people for m in marked) or any(m.line.opening.found for m in texts)
    links = sum(len(m.line.text) for m in short)
    if signed or not texts or len(short) < _LINKS_LINES or chars * _LINKS_SHARE > links:
        return marked
    return [
        m if m.role == "boilerplate" else replace(m, role="debris", reason="of a page of links")
        for m in marked
    ]


def _runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """The start and end indices of runs of true values."""
    edges = [i for i, (a, b) in enumerate(pairwise([False, *flags, False])) if a != b]
    return list(zip(edges[::2], edges[1::2], strict=True))


def ends_in_photo_credit(marked: Sequence[Marked], index: int) -> bool:
    """Whether the text from here closes, before the next headline, with who took the picture."""
    for at, item in enumerate(marked[index:], index):
        if item.role == "headline":
            return False
        found = (
            item.people if item.role == "people" else item.line.closing(goes_on=goes_on(marked, at))
        )
        if found and any("摄" in fold(credit.what) for credit in found.credits):
            return True
    return False


def ends_signed(marked: Sequence[Marked], index: int, head: str) -> bool:
    """Whether the text below `head` closes with who wrote it, shorter headings aside."""
    before = "text"
    for at, item in enumerate(marked[index:], index):
        if item.role == "headline" and (before != "text" or len(item.line.text) >= len(head)):
            return False
        if item.role == "text" and before == "headline" and item.line.opening.found:
            return False  # another article
        found = (
            item.people if item.role == "people" else item.line.closing(goes_on=goes_on(marked, at))
        )
        if found and found.bylines:
            return before != "headline" or item.role == "text"
        before = item.role
    return False


def goes_on(marked: Sequence[Marked], index: int) -> bool:
    """Whether the line below is more of the same text."""
    below = marked[index + 1] if index + 1 < len(marked) else None
    return below is not None and below.role == "text" and not below.line.opening.dateline


_Step = Callable[[list[Marked]], list[Marked]]
# In this order: a drop cap is part of its text, what repeats or is listed heads nothing, and names,
# labels and notes are known before the lists of headlines are looked for. With each step the sources
# of the pages that it was made on (none: the 21 pages and the invented ones).
STEPS: tuple[tuple[_Step, frozenset[str]], ...] = (
    (_without_drop_caps, frozenset()),
    (with_whole_headlines, frozenset({"zjgrrb", "cnki"})),
    (with_label_values, frozenset({"govcn"})),
    (without_page_names, frozenset({"sxworker"})),
    (without_lists_above_controls, frozenset({"zjgrrb", "reader"})),
    (without_linked_headlines, frozenset({"reader"})),
    (_without_repeats, frozenset()),
    (with_outline, frozenset({"xwlb"})),
    (_without_contents, frozenset()),
    (_rejoined, frozenset()),
    (_without_boxes, frozenset()),
    (with_page_feet, frozenset({"rmrb"})),
    (with_lists_of_people, frozenset({"rmrb"})),
    (with_tables, frozenset({"wishes"})),
    (with_letters, frozenset({"wishes"})),
    (with_posts, frozenset({"wishes"})),
    (with_diaries, frozenset({"wishes"})),
    (with_turns, frozenset()),
    (with_authors, frozenset({"acftu", "zjgrrb"})),
    (without_accounts, frozenset({"wechat"})),
    (with_notes, frozenset({"rmrb"})),
    (with_signatures, frozenset({"rmrb-old"})),
    (with_section_numbers, frozenset({"wechat"})),
    (with_first_questions, frozenset({"rmrb"})),
    (with_pull_quotes, frozenset({"rmrb"})),
    (with_briefs, frozenset({"sxworker"})),
    (without_numbers, frozenset()),
    (_without_lists, frozenset()),
    (_without_links, frozenset()),
)

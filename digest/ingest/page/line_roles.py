"""What each line of a page is taken for by itself, and why."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from digest.ingest.page import boilerplate
from digest.ingest.page.lines import Line
from digest.text.attribution import LABEL_BAR, Attribution, people_line, signature, unit_line

# A note is a line in brackets below a text that belongs to it: （作者为某校教师）.
# A heading is a short line that is known to be within an article.
Role = Literal["headline", "heading", "people", "text", "note", "boilerplate", "debris"]

# Column fragments that an extractor left behind come in runs of such short lines.
_FRAGMENT_CHARS, _FRAGMENT_RUN = 8, 5
# At most this many lines above a text that names its source belong to it: banner, kicker, title.
_HEAD_LINES = 5
_CAPTION = re.compile(r"^(?:[上下左右]?图[为①②③④⑤：:]|图片说明|[上下左右]图)")
# A page's first line without a full stop, over a text, is its headline, however many clauses it has.
_FIRST_HEADLINE_CHARS = 90


@dataclass(frozen=True, slots=True)
class Marked:
    """A line with the role it was given, and why.

    `value` is the name of the source, where a label above or the place of the line says that it is
    one; `listed` marks a brief of a column, one line of several with the same mark,
    and `whole` a paragraph that the next line does not continue, however it ends.
    """

    line: Line
    role: Role
    reason: str
    people: Attribution | None = None
    source: boilerplate.Rule | None = None
    value: str | None = None
    listed: bool = False
    whole: bool = False


def classify(lines: Sequence[Line]) -> list[Marked]:
    """Each line with its role, of what the line itself and its place on the page say."""
    fragments = _fragments(lines)
    marked: list[Marked] = []
    for index, line in enumerate(lines):
        first = all(item.role == "boilerplate" for item in marked)
        below = lines[index + 1] if index + 1 < len(lines) else None
        item = role_of(line, first=first, fragment=index in fragments)
        if first and below and _heads_page(item, below):
            item = Marked(line, "headline", "the first line, without a full stop, over a text")
        marked.append(item)
    return marked


def role_of(line: Line, *, first: bool = False, fragment: bool = False) -> Marked:
    """The role of one line; `first` where nothing but boilerplate is above it."""
    if fragment:
        return Marked(line, "debris", "a run of column fragments")
    bare = LABEL_BAR.sub(r"\1：", boilerplate.without_controls(line.text))
    edited = people_line(bare) if bare != line.text else None
    if edited and (edited.credits or all(byline.role for byline in edited.bylines)):
        return Marked(line, "people", "names beside controls of the site", edited)
    rule = boilerplate.rule_for(line.text, first=True) if first else line.rule
    if rule:
        return Marked(line, "boilerplate", rule.reason, source=rule)
    if line.level:
        return Marked(line, "headline", "marked as a heading")
    people = line.people
    office = signature(line.text) or (
        unit_line(line.text) if line.bracketed and people is None else None
    )
    if office and line.bracketed and re.search("[，,；;]", line.text):
        return Marked(line, "note", "a note on the author")
    if office:
        return Marked(line, "people", "an office and a name", office)
    named = people and (people.credits or line.bracketed or all(b.role for b in people.bylines))
    if people and people.found and named:
        return Marked(line, "people", "names with their roles", people)
    if _CAPTION.match(line.text):
        return Marked(line, "text", "a caption", whole=True)
    if line.form == "heading" and not line.opening.found:
        return Marked(line, "headline", "short, without a full stop")
    return Marked(line, "text", "running text")


def _heads_page(item: Marked, below: Line) -> bool:
    """Whether a line of several clauses, the first of its page, is the headline of the text below."""
    text = item.line.text
    return (
        item.role == "text"
        and len(text) <= _FIRST_HEADLINE_CHARS
        and not re.search('[。！？!?，,、：:]$|。|^[“"]', text)
        and not item.line.opening.found
        and not item.line.indented
        and below.form == "text"
        and below.rule is None
    )


def _fragments(lines: Sequence[Line]) -> set[int]:
    found: set[int] = set()
    run: list[int] = []
    for index, line in enumerate([*lines, None]):
        if line and len(line.text) <= _FRAGMENT_CHARS and _may_be_crumb(line):
            run.append(index)
            continue
        own = _head_of(lines, run) if line and not line.blanks_before else len(run)
        if line and line.opening.found:
            own = min(own, len(run) - _HEAD_LINES)
        if own >= _FRAGMENT_RUN:
            found.update(run[:own])
        run = []
    return found


def _head_of(lines: Sequence[Line], run: Sequence[int]) -> int:
    """Where, in a run of short lines set solid, the headline of the text right below it begins."""
    parted = [at for at, index in enumerate(run) if at and lines[index].blanks_before]
    return parted[-1] if 0 < len(parted) * 2 <= len(run) else len(run)


def _may_be_crumb(line: Line) -> bool:
    return line.rule is None and not (line.bracketed and line.people)

"""The digest as Markdown that reads the same in GitHub, Obsidian and a plain mail."""

import re
from collections.abc import Iterator
from typing import Literal

from digest.records import Digest, Entry, Finding, Pair
from digest.render.view import (
    anchor,
    counts,
    dates,
    day,
    made_by,
    notes,
    origin,
    sections,
    top_stories,
)

Layout = Literal["stacked", "table"]
_SPECIAL = re.compile(r"([\\`*_\[\]<>#~|&$])")
# A line that would start a list, a rule or a heading.
_START = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+=])", re.MULTILINE)


def render(digest: Digest, *, layout: Layout = "stacked") -> str:
    """The whole digest; sections and articles as they stand in `digest`."""
    return "\n\n".join(_parts(digest, layout)) + "\n"


def _parts(digest: Digest, layout: Layout) -> Iterator[str]:
    when, number = dates(digest.week), counts(digest)
    yield f"# {_text(digest.title.zh)} {_text(digest.title.en)}"
    yield f"{digest.week} | {when.zh} | {when.en}"
    yield f"{number.zh} | {number.en}"
    if digest.entries:
        yield "## 本周要点 The week at a glance"
        yield "\n".join(_glance(digest))
        yield "## 目录 Contents"
        yield "\n".join(_contents(digest))
    for section in sections(digest):
        if section.title:
            yield f"## {_text(section.title.zh)} {_text(section.title.en)}"
        for entry in section.entries:
            yield from _article(entry, layout)
    if digest.failures:
        yield "## 未能完成 Not done"
        yield "\n".join(f"- {_text(f.where)}: {_text(f.reason)}" for f in digest.failures)
    notice = made_by(digest)
    yield "---"
    yield _text(notice.zh)
    yield _text(notice.en)


def _glance(digest: Digest) -> Iterator[str]:
    for entry in top_stories(digest):
        line = entry.summary[0] if entry.summary else entry.title
        yield f"- [{_text(entry.title.en)}](#{anchor(entry)}): {_text(line.en)}"
        yield f"  {_text(entry.title.zh)}：{_text(line.zh)}"


def _contents(digest: Digest) -> Iterator[str]:
    for section in sections(digest):
        indent = ""
        if section.title:
            yield f"- {_text(section.title.zh)} {_text(section.title.en)}"
            indent = "  "
        for entry in section.entries:
            title = f"{_text(entry.title.zh)} {_text(entry.title.en)}"
            yield f"{indent}- [{title}](#{anchor(entry)})"


def _article(entry: Entry, layout: Layout) -> Iterator[str]:
    yield f'<a id="{anchor(entry)}"></a>'
    if entry.kicker:
        yield from _stacked(entry.kicker)
    yield f"### {_text(entry.title.en)}"
    yield f"**{_text(entry.title.zh)}**"
    yield from _notes(entry.title.findings)
    if entry.subtitle:
        yield from _stacked(entry.subtitle)
    yield from _lines_about(entry)
    yield "**摘要 Summary**"
    yield "".join(_text(pair.zh) for pair in entry.summary)
    yield " ".join(_text(pair.en) for pair in entry.summary)
    for pair in entry.summary:
        yield from _notes(pair.findings)
    yield from _notes(entry.findings)
    yield from _table(entry) if layout == "table" else _body(entry)
    for credit in entry.credits:
        yield f"{_text(credit.zh)} | {_text(credit.en)}"
    yield from _also(entry)
    yield f"来源 Source: {_text(origin(entry))}"


def _lines_about(entry: Entry) -> Iterator[str]:
    for byline in entry.bylines:
        yield f"{_text(byline.zh)} | {_text(byline.en)}"
    about = [_text(entry.source)] if entry.source else []
    if entry.date:
        printed = day(entry.date)
        about += [printed.zh, printed.en]
    if about:
        yield " | ".join(about)
    if entry.url:
        yield (
            f"<{entry.url}>" if re.fullmatch(r"https?://[^\s<>]+", entry.url) else _text(entry.url)
        )


def _body(entry: Entry) -> Iterator[str]:
    for block in entry.blocks:
        if block.type == "h":
            yield f"#### {_text(block.pair.en)}"
            yield f"**{_text(block.pair.zh)}**"
        else:
            yield _text(block.pair.zh)
            yield f"> {_text(block.pair.en)}"
        if block.incomplete:
            yield "*原文此处不完整 The source is incomplete here*"
        yield from _notes(block.pair.findings)


def _table(entry: Entry) -> Iterator[str]:
    rows = ["| 中文 | English |", "| --- | --- |"]
    for block in entry.blocks:
        zh, en = _text(block.pair.zh), _text(block.pair.en)
        rows.append(f"| **{zh}** | **{en}** |" if block.type == "h" else f"| {zh} | {en} |")
    yield "\n".join(rows)
    for block in entry.blocks:
        yield from _notes(block.pair.findings)


def _also(entry: Entry) -> Iterator[str]:
    if entry.also:
        names = "; ".join(_text(m.source or m.path.rsplit("/", 1)[-1]) for m in entry.also)
        yield f"另见 Also in: {names}"


def _stacked(pair: Pair) -> Iterator[str]:
    yield _text(pair.zh)
    yield _text(pair.en)
    yield from _notes(pair.findings)


def _notes(findings: tuple[Finding, ...]) -> Iterator[str]:
    for note in notes(findings):
        yield f"*⚠ {_text(note)}*"


def _text(text: str) -> str:
    """The text on one line with everything that Markdown would read as its own made plain."""
    line = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", line)

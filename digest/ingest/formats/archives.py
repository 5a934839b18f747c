"""Reads files that hold several articles as text: Markdown archives, e-mailed digests in sections."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from digest.ingest.article.assemble import Found, one_line
from digest.ingest.article.compilations import is_collection_title, without_number
from digest.ingest.formats import markup
from digest.ingest.formats.field_names import ReadOptions
from digest.ingest.formats.scraper_fields import articles_in
from digest.records import Discard, Provenance
from digest.text.dates import parse_date

_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*)")
# Longer lines are neither labels nor bars, and take the patterns below quadratic time.
_SHORT_LINE = 300
_RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,})\s*")
# **来源：** 江口日报, - 时间: 2026-11-20, > Source: ...
_LABELLED = re.compile(
    r"[>\-*+\s]*\**\s*(来源|时间|日期|发布时间|发布日期|作者|记者|通讯员|链接|原文链接|网址|分类|栏目|版面|版次|编辑|责任编辑"
    r"|source|date|time|author|url|link|category)\s*\**\s*[:：]\s*\**\s*(.+?)\s*",
    re.IGNORECASE,
)
# Headings of the parts of one article; a summary counts only where there is no other text.
_SUMMARY = frozenset({"摘要", "概要", "内容摘要", "简介", "导读", "summary", "abstract"})
_TEXT = frozenset({"正文", "内容", "全文", "原文", "content", "text", "body"})
_BAR = re.compile(
    r"\s*[━─═=＝*＊—~-]{2,}\s*([^\s━─═=＝*＊—~-][^━─═=＝]{0,20}?)\s*[━─═=＝*＊—~-]{2,}\s*"
)
_NUMBERED = re.compile(r"\s*(?:\d{1,2}\s*[.、．]|[（(]\d{1,2}[)）])\s*(\S.*)")
_NAMED = re.compile(r"([\u3400-\u9fffA-Za-z]{2,8})\s*[:：]\s*(\S.{8,})")
_BRACKETED_SOURCE = re.compile(
    r"[（(]([^（）()]{2,12}(?:报|网|新闻|社|台|客户端|公众号|频道))[)）]\s*$"
)
_LEAST = 2


@dataclass(slots=True)
class _Section:
    """The lines below one heading, and where they are in the file."""

    title: str
    first: int
    level: int = 0
    lines: list[str] = field(default_factory=list)


def read_archive(text: str, path: str, options: ReadOptions) -> tuple[Found, ...]:
    """The articles of a Markdown file with one heading per article; () for any other file.

    Its sections state their source or date, or the file is named as a collection (with a date).
    """
    sections = _sections(text)
    above, own = sections[0], sections[1:]
    if len(own) < _LEAST:
        return ()
    title = above.title
    records = [_record(section) for section in own]
    stated = sum(bool(record.keys() - {"title", "markdown_body"}) for record in records)
    sectioned = sum("markdown_body" in record for record in records)
    if stated < _LEAST and not (title and is_collection_title(title) and sectioned == len(own)):
        return ()
    day = next((str(d) for d in map(parse_date, (title, *above.lines)) if d), None)
    found: list[Found] = []
    if title or any(line.strip() for line in above.lines):
        heading = "\n".join((title, *above.lines)).strip()
        lines = (1, max(1, own[0].first - 1))
        found.append(Discard(path, lines, heading, "the heading of an archive of articles"))
    ends = [following.first - 1 for _, following in pairwise(own)] + [text.count("\n") + 1]
    for section, record, end in zip(own, records, ends, strict=True):
        if day and not any(parse_date(value) for value in record.values()):
            record["date"] = day
        found += articles_in(record, Provenance(path, (section.first, end)), options=options)
    return tuple(found)


def _sections(text: str) -> list[_Section]:
    """What is above the first article's heading (its title is the file's), and a section per article."""
    lines = text.split("\n")
    headings = [(n, found) for n, line in enumerate(lines) if (found := _HEADING.fullmatch(line))]
    levels = [len(found[1]) for _, found in headings]
    level = next((n for n in sorted(set(levels)) if levels.count(n) >= _LEAST), 0)
    at = {n: found for n, found in headings if len(found[1]) == level}
    made = [_Section("", 1)]
    for n, line in enumerate(lines):
        if n in at:
            made.append(_Section(_name(at[n]), n + 1, level))
        elif len(made) == 1 and not made[0].title and (found := _HEADING.fullmatch(line)):
            made[0].title = _name(found)
        else:
            made[-1].lines.append(line)
    return made


def _name(heading: re.Match[str]) -> str:
    return markup.plain(heading[2].rstrip("# \t"))


def _record(section: _Section) -> dict[str, Any]:
    record: dict[str, Any] = {"title": without_number(section.title)}
    texts: dict[bool, list[str]] = {True: [], False: []}
    in_summary = False
    for line in section.lines:
        heading = _HEADING.fullmatch(line)
        name = _name(heading).casefold().rstrip("：:") if heading else ""
        labelled = _LABELLED.fullmatch(line) if len(line) <= _SHORT_LINE else None
        if name in _SUMMARY or name in _TEXT:
            in_summary = name in _SUMMARY
        elif labelled:
            record.setdefault(labelled[1].casefold(), markup.plain(labelled[2]))
        elif not _RULE.fullmatch(line):
            texts[in_summary].append(line)
    body = next((t for t in ("\n".join(texts[False]), "\n".join(texts[True])) if t.strip()), "")
    return record | ({"markdown_body": without_breaks(body)} if body else {})


def without_breaks(markdown: str) -> str:
    """Markdown with line ends for `<br>` and without inline tags, unless it has blocks of HTML."""
    if re.search(r"<(?:p|div|table|ul|ol|section|h[1-6])\b", markdown, re.IGNORECASE):
        return markdown
    lines = re.sub(r"<br\s*/?>", "\n", markdown, flags=re.IGNORECASE)
    return re.sub(r"</?(?:span|font|u|i|em|b|strong|a)\b[^<>\n]{0,300}>", "", lines)


def read_newsletter(text: str, path: str, options: ReadOptions) -> tuple[Found, ...]:
    """The articles of a digest in sections, each under a name in bars; () for any other file.

    Articles are numbered headlines with their text below, or lines such as 天气：....
    """
    lines = text.split("\n")
    short = ((n, line) for n, line in enumerate(lines) if len(line) <= _SHORT_LINE)
    bars = {n: found[1] for n, line in short if (found := _BAR.fullmatch(line))}
    if len(bars) < _LEAST:
        return ()
    return tuple(_items(lines, bars, path, options))


def _items(
    lines: list[str], bars: dict[int, str], path: str, options: ReadOptions
) -> Iterator[Found]:
    section: str | None = None
    item: list[str] = []
    for n, line in enumerate([*lines, ""]):
        ends = not line.strip() or n in bars or _NUMBERED.fullmatch(line)
        if ends and item:
            record = _item(item) | {"section": section}
            yield from articles_in(
                record, Provenance(path, (n - len(item) + 1, n)), options=options
            )
            item = []
        if n in bars:
            section = one_line(bars[n])
            yield Discard(path, (n + 1, n + 1), line.strip(), "the name of a section")
        elif line.strip():
            item.append(line.strip())


def _item(lines: list[str]) -> dict[str, Any]:
    numbered = _NUMBERED.fullmatch(lines[0])
    first = numbered[1] if numbered else lines[0]
    named = _NAMED.fullmatch(first)
    title, text = ("", first) if len(lines) == 1 else (first, "\n".join(lines[1:]))
    if named and len(lines) == 1:
        title, text = named[1], named[2]
    source = _BRACKETED_SOURCE.search(text)
    text = text[: source.start()].rstrip() if source else text
    return {"title": title, "text": text, "source_name": source[1] if source else None}

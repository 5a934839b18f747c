"""What all renderers share: sections in order, dates in both languages, notes in plain words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import jinja2
from markupsafe import Markup

from digest.records import Digest, Entry, Finding, Pair, Week

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
TOP_STORIES = 4
NO_SECTION = Pair("其他", "More news")
_SEVERITY = {
    "error": Pair("译文有误", "Error"),
    "warning": Pair("请核对", "Please check"),
    "info": Pair("说明", "Note"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """The articles under one heading, in reading order; `title` None where there is no heading."""

    title: Pair | None
    entries: tuple[Entry, ...]


def sections(digest: Digest) -> tuple[Section, ...]:
    """The articles by section, as each section first appears; those without one come last."""
    by_name: dict[str, list[Entry]] = {}
    titles: dict[str, Pair] = {}
    for entry in digest.entries:
        name = entry.section.zh if entry.section else ""
        by_name.setdefault(name, []).append(entry)
        if entry.section:
            titles.setdefault(name, entry.section)
    loose = by_name.pop("", [])
    found = [Section(titles[name], tuple(entries)) for name, entries in by_name.items()]
    if loose:
        found.append(Section(NO_SECTION if found else None, tuple(loose)))
    return tuple(found)


def in_order(digest: Digest) -> tuple[Entry, ...]:
    """The articles as the sections order them."""
    return tuple(entry for section in sections(digest) for entry in section.entries)


def top_stories(digest: Digest) -> tuple[Entry, ...]:
    """The longest articles, which the front page names, in reading order."""
    longest = sorted(digest.entries, key=lambda e: -sum(len(b.pair.zh) for b in e.blocks))
    chosen = {entry.id for entry in longest[:TOP_STORIES]}
    return tuple(entry for entry in in_order(digest) if entry.id in chosen)


def dates(week: Week) -> Pair:
    """The week's days: 2026年11月16日至22日, 16-22 November 2026."""
    first, last = week.monday, week.sunday
    to = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
    to = to if first.year == last.year else f"{last.year}年{to}"
    zh = f"{first.year}年{first.month}月{first.day}日至{to}"
    end = f"{last.day} {_MONTHS[last.month - 1]} {last.year}"
    start = f"{first.day}"
    start += f" {_MONTHS[first.month - 1]}" if first.month != last.month else ""
    start += f" {first.year}" if first.year != last.year else ""
    return Pair(zh, f"{start}–{end}")


def day(value: date) -> Pair:
    """One date in both languages."""
    return Pair(
        f"{value.year}年{value.month}月{value.day}日",
        f"{value.day} {_MONTHS[value.month - 1]} {value.year}",
    )


def counts(digest: Digest) -> Pair:
    """The numbers of the week: articles and sources."""
    articles = len(digest.entries)
    sources = len({entry.source for entry in digest.entries if entry.source})
    zh = f"{articles}篇报道"
    en = f"{articles} article{'' if articles == 1 else 's'}"
    if sources:
        zh += f"，{sources}个来源"
        en += f", {sources} source{'' if sources == 1 else 's'}"
    return Pair(zh, en)


def notes(findings: tuple[Finding, ...]) -> Iterator[str]:
    """What a reader should know about a text, a line a finding."""
    for finding in findings:
        words = _SEVERITY[finding.severity]
        yield f"{words.zh} {words.en}: {finding.message}"


def made_by(digest: Digest) -> Pair:
    """The notice that a machine made the texts, and which."""
    model = f"{digest.model.name} ({digest.model.engine}, {digest.model.quantisation})"
    return Pair(
        f"中文摘要与英文译文由模型 {model} 自动生成，并经自动核对；以中文原文为准。",
        f"Summaries and English were made by a machine, {model}, and checked by rules; "
        "the Chinese original prevails.",
    )


def origin(entry: Entry) -> str:
    """Where an article was read: the file's name and its lines."""
    name = entry.provenance.path.rsplit("/", 1)[-1]
    first, last = entry.provenance.lines
    return f"{name}:{first}-{last}" if last > 1 else name


def environment() -> jinja2.Environment:
    """Jinja2 with every value escaped, and the functions above at hand."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("digest.render"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    made.globals |= {
        "dates": dates, "day": day, "counts": counts, "notes": notes, "made_by": made_by,
        "origin": origin, "sections": sections, "top_stories": top_stories, "anchor": anchor,
    }  # fmt: skip
    made.filters["clean"] = _clean
    return made


def anchor(entry: Entry) -> str:
    """The id of an article within a document; ids may start with a digit, XML names may not."""
    return f"a-{entry.id}"


def _clean(text: str) -> Any:
    """The text without control characters, which XML forbids."""
    allowed = "".join(c if c >= " " or c in "\t\n" else " " for c in str(text))
    return Markup.escape(
        "".join(c for c in allowed if c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff")
    )

"""What all renderers share: words and style, sections in order, dates in both languages, notes."""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import jinja2
import yaml
from markupsafe import Markup

from digest.config import settings
from digest.config.settings import DateForm, PageStyle
from digest.errors import ConfigError
from digest.quantities.english import MONTH_NAMES
from digest.records import Digest, Entry, Finding, Pair, Week
from digest.translation.house_style import style as house

TOP_STORIES = 4
_WORDS = "words.yaml"


@dataclass(frozen=True, slots=True)
class Section:
    """The articles under one heading, in reading order; `title` None where there is no heading."""

    title: Pair | None
    entries: tuple[Entry, ...]


class Renderer:
    """A style at work: its words, its templates, and the lines they make of a digest."""

    def __init__(self, style: PageStyle) -> None:
        self.layout = style.layout
        self._date_form = style.dates
        self.words = _words(style.templates)
        self._environment = _environment(style.templates)
        self._environment.globals |= {
            "dates": self.dates, "day": self.day, "origin": origin, "top_stories": top_stories,
            "anchor": anchor, "lead": lead, "summary": self.summary, "remarks": self.remarks, "elsewhere": elsewhere, "words": self.words, "layout": style.layout,
            "sections": self.sections, "counts": self.counts, "made_by": self.made_by,
            "notes": self.notes,
        }  # fmt: skip

    def page(self, template: str, **values: object) -> str:
        """The template filled in; ConfigError where the user's own has a mistake."""
        try:
            return self._environment.get_template(template).render(values)
        except jinja2.TemplateError as error:
            line = getattr(error, "lineno", None)
            where = f"{template}:{line}" if line else template
            raise ConfigError(f"{where}: {error}; see digest/render/templates for ours") from error

    def source(self, template: str) -> Markup:
        """The template as it stands, trusted: a style sheet."""
        return Markup(self.page(template))  # noqa: S704 - ours or the user's own

    def sections(self, digest: Digest) -> tuple[Section, ...]:
        """The articles by section, as each first appears; those without one come last."""
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
            found.append(Section(self.words["other_news"] if found else None, tuple(loose)))
        return tuple(found)

    def dates(self, week: Week) -> Pair:
        """The week's days in both languages."""
        return _dates(week, self._date_form)

    def day(self, value: date) -> Pair:
        """One date in both languages."""
        return _day(value, self._date_form)

    def counts(self, digest: Digest) -> Pair:
        """The numbers of the week: articles and sources, or that there were none."""
        if not digest.entries and not digest.failures:
            return self.words["no_articles"]
        sources = len({entry.source for entry in digest.entries if entry.source})
        parts = [self._counted("article", "articles", len(digest.entries))]
        parts += [self._counted("source_count", "source_counts", sources)] if sources else []
        return Pair("，".join(part.zh for part in parts), ", ".join(part.en for part in parts))

    def notes(self, findings: tuple[Finding, ...]) -> Iterator[Pair]:
        """What a reader should know about a text, a line a finding.

        Who reads no English is told of the summaries only.
        """
        for finding in findings:
            if self.layout != "zh" or finding.check.startswith("summary"):
                words = self.words[finding.severity]
                yield Pair(words.zh, f"{words.en}: {finding.message}")

    def summary(self, entry: Entry) -> tuple[Pair, ...]:
        """An article's summary, unless its whole body, which follows, is just that, flags and all."""
        said = _letters("".join(pair.zh for pair in entry.summary))
        body = _letters("".join(block.pair.zh for block in entry.blocks))
        known = {finding for block in entry.blocks for finding in block.pair.findings}
        flagged = any(not known.issuperset(pair.findings) for pair in entry.summary)
        shown = said != body or flagged or self.layout == "summaries"
        return entry.summary if shown else ()

    def remarks(self, entry: Entry) -> tuple[Finding, ...]:
        """What checks found of an article; nothing of where its summary is from that is not shown."""
        shown = self.summary(entry)
        return tuple(f for f in entry.findings if shown or f.check != "summary_extracted")

    def made_by(self, digest: Digest) -> Pair:
        """The notice that a machine made the texts, and which."""
        how = dict.fromkeys((digest.model.engine, digest.model.quantisation))
        model = f"{digest.model.name} ({', '.join(how)})"
        words = self.words["made_by"]
        return Pair(words.zh.format(model), words.en.format(model))

    def _counted(self, one: str, many: str, number: int) -> Pair:
        words = self.words[one if number == 1 else many]
        return Pair(words.zh.format(number), words.en.format(number))


def top_stories(digest: Digest) -> tuple[Entry, ...]:
    """The longest articles, which the front page names, in reading order."""
    longest = sorted(digest.entries, key=lambda e: -sum(len(b.pair.zh) for b in e.blocks))
    chosen = {entry.id for entry in longest[:TOP_STORIES]}
    return tuple(entry for entry in digest.entries if entry.id in chosen)


def lead(entry: Entry) -> Pair:
    """What the front page says of an article: the first sentence of its summary that is not its headline."""
    headline = _letters(entry.title.zh)
    said = (pair for pair in entry.summary if _letters(pair.zh) not in headline)
    return next(said, entry.summary[0] if entry.summary else entry.title)


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _dates(week: Week, form: DateForm | None) -> Pair:
    """The week's days: 2026年11月16日至22日, 16–22 November 2026."""
    first, last = week.monday, week.sunday
    to = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
    to = to if first.year == last.year else f"{last.year}年{to}"
    zh = f"{first.year}年{first.month}月{first.day}日至{to}"
    if first.month == last.month:
        en = _set(f"{first.day}–{_english(last)}", form)
    elif first.year == last.year:
        en = f"{_set(_english(first)[:-5], form)} – {_set(_english(last), form)}"
    else:
        en = f"{_set(_english(first), form)} – {_set(_english(last), form)}"
    return Pair(zh, en)


def _day(value: date, form: DateForm | None) -> Pair:
    """One date in both languages."""
    return Pair(f"{value.year}年{value.month}月{value.day}日", _set(_english(value), form))


def _english(value: date) -> str:
    return f"{value.day} {MONTH_NAMES[value.month - 1]} {value.year}"


def _set(text: str, form: DateForm | None) -> str:
    """An English date in the form of the house."""
    return house.styled(text, settings.EnglishStyle(dates=form))


def origin(entry: Entry) -> str:
    """Where an article was read: the file's name and its lines."""
    name = entry.provenance.path.rsplit("/", 1)[-1]
    first, last = entry.provenance.lines
    return f"{name}:{first}-{last}" if last > 1 else name


def elsewhere(entry: Entry) -> tuple[str, ...]:
    """Where else a story was found: the other paper, or the file where it was the same paper."""
    return tuple(
        m.source if m.source and m.source != entry.source else m.path.rsplit("/", 1)[-1]
        for m in entry.also
    )


def anchor(entry: Entry) -> str:
    """The id of an article within a document; ids may start with a digit, XML names may not."""
    return f"a-{entry.id}"


def _environment(folder: Path | None) -> jinja2.Environment:
    """Jinja2 with every value escaped; the user's templates go before ours."""
    ours = jinja2.PackageLoader("digest.render")
    loader = jinja2.ChoiceLoader([jinja2.FileSystemLoader(folder), ours]) if folder else ours
    made = jinja2.Environment(
        loader=loader,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    made.filters["clean"] = _clean
    return made


@functools.cache
def _our_words() -> Mapping[str, Pair]:
    text = (Path(__file__).parent / "templates" / _WORDS).read_text(encoding="utf-8")
    return {name: Pair(*both) for name, both in yaml.safe_load(text).items()}


def _words(folder: Path | None) -> Mapping[str, Pair]:
    ours = _our_words()
    file = folder / _WORDS if folder else None
    if file is None or not file.exists():
        return ours
    try:
        theirs = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        unknown = set(theirs) - set(ours)
        if unknown:
            raise ConfigError(f"{file}: unknown word {min(unknown)!r}; known: {', '.join(ours)}")
        return {**ours, **{name: Pair(str(zh), str(en)) for name, (zh, en) in theirs.items()}}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError, ValueError) as error:
        raise ConfigError(f"{file}: words are `name: [中文, English]`, a line each") from error


def _clean(text: str) -> Any:
    """The text without control characters, which XML forbids."""
    allowed = "".join(c if c >= " " or c in "\t\n" else " " for c in str(text))
    return Markup.escape(
        "".join(c for c in allowed if c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff")
    )

"""What all renderers share: the words of the digest, sections, dates, the front page, safe text."""

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from digest.config.settings import DateForm, EnglishStyle, PageStyle
from digest.errors import ConfigError
from digest.quantities import chinese
from digest.quantities.english import MONTH_NAMES
from digest.records import (
    ARTICLE_ID,
    Digest,
    Entry,
    Finding,
    FirstReport,
    Pair,
    Period,
    Week,
    findings,
)
from digest.render.issue_glossary import Glossary, make_glossary
from digest.text.printable import printable
from digest.translation.house_style import style as house_style

TOP_STORIES = 4
WORDS_FILE = "words.yaml"
TEMPLATES = Path(__file__).parent / "templates"
# Names of papers, as opposed to agencies and sites; a name with a page number is a paper's, too.
_PAPER = re.compile(r"(?:报|刊|杂志|周末|海外版)$")
_PAGE = re.compile(r"[A-Z]{0,2}\d{1,5}|[一二三四五六七八九十]{1,3}")
# What may be linked to: an address with nothing in it that ends one, in HTML or in Markdown.
_LINK = re.compile(r"https?://[^\s<>\"'\\^`{|}]+")


@dataclass(frozen=True, slots=True)
class Section:
    """The articles under one heading, in reading order; `title` is None without a heading."""

    title: Pair | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Presentation:
    """The texts that a renderer prints besides the articles', in the words and style of the user."""

    style: PageStyle

    @property
    def words(self) -> Mapping[str, Pair]:
        """The digest's own words by name."""
        return _words(self.style.templates)

    def sections(self, digest: Digest) -> tuple[Section, ...]:
        """The articles by section, in order of first appearance; those without one come last."""
        titles: dict[str, Pair] = {}
        by_name: dict[str, list[Entry]] = {}
        for entry in digest.entries:
            by_name.setdefault(_section(entry), []).append(entry)
            if entry.section:
                titles.setdefault(_section(entry), entry.section)
        unnamed = by_name.pop("", [])
        sections = [Section(titles[name], tuple(entries)) for name, entries in by_name.items()]
        if unnamed:
            title = self.words["other_news"] if sections else None
            sections.append(Section(title, tuple(unnamed)))
        return tuple(sections)

    def dates(self, days: Period) -> Pair:
        """The days of an issue: 2026年11月16日至22日, 16–22 November 2026."""
        first, last = days.first, days.last
        if first == last:
            return self.day(first)
        to = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
        to = to if first.year == last.year else f"{last.year}年{to}"
        zh = f"{first.year}年{first.month}月{first.day}日至{to}"
        if first.month == last.month:
            en = self._styled(f"{first.day}–{_english(last)}")
        elif first.year == last.year:
            en = f"{self._styled(_english(first)[:-5])} – {self._styled(_english(last))}"
        else:
            en = f"{self._styled(_english(first))} – {self._styled(_english(last))}"
        return Pair(zh, en)

    def day(self, day: date) -> Pair:
        """One date: 2026年9月22日, 22 September 2026."""
        return Pair(f"{day.year}年{day.month}月{day.day}日", self._styled(_english(day)))

    def published(self, entry: Entry) -> Pair | None:
        """The paper, the day and the page of an article; None where none of them is known.

        《工人日报》2026年7月3日第3版, Workers' Daily, 3 July 2026, p. 3. Without an English name the
        paper is in the Chinese alone.
        """
        page = _page_number(entry.page or "")
        day = self.day(entry.date) if entry.date else Pair("", "")
        source = (entry.source or "").strip()
        if source and (page or _PAPER.search(source)) and not source.startswith("《"):
            source = f"《{source}》"
        gap = " " if source and day.zh and not source.endswith("》") else ""
        zh = f"{source}{gap}{day.zh}" + (f"第{page}版" if page else "")
        named = entry.source_en if source else None
        en = ", ".join(filter(None, (named, day.en, f"p. {page}" if page else None)))
        return Pair(zh, en) if zh else None

    def counts(self, digest: Digest) -> Pair:
        """How many articles and sources there are, or that there are none."""
        if not digest.entries:
            return self.words["no_articles"]
        sources = len({entry.source for entry in digest.entries if entry.source})
        parts = [self._count("article", "articles", len(digest.entries))]
        parts += [self._count("source_count", "source_counts", sources)] if sources else []
        return Pair("，".join(part.zh for part in parts), ", ".join(part.en for part in parts))

    def preheader(self, digest: Digest) -> str:
        """What mail programs show behind the subject, which names the first story: the next ones."""
        stories = top_stories(digest)
        headlines = (e.title.zh if self.style.layout == "zh" else e.title.en for e in stories[1:])
        return " · ".join(headlines) or "".join(lead(entry).en for entry in stories)

    def note_count(self, digest: Digest) -> int:
        """How many notes of the checks are printed; 0 in a reader's copy."""
        return sum(1 for found in findings(digest) if self.shows(found))

    def to_check(self, digest: Digest) -> Pair | None:
        """The number of notes in words; None where there are none."""
        number = self.note_count(digest)
        return self._count("note_count", "note_counts", number) if number else None

    def shows(self, finding: Finding) -> bool:
        """Whether a finding is printed: in the editor's copy only, if the text it is on is there."""
        chinese_only = self.style.layout == "zh"
        return self.style.editor and (not chinese_only or finding.check.startswith("summary"))

    def notes(self, found: tuple[Finding, ...]) -> Iterator[Pair]:
        """One line per finding that is printed."""
        for finding in filter(self.shows, found):
            words = self.words[finding.severity]
            yield Pair(words.zh, f"{words.en}: {finding.message}")

    def summary(self, entry: Entry) -> tuple[Pair, ...]:
        """An article's summary; empty if the body, printed below it, is the same text.

        It is printed nevertheless where it has findings that the body has not.
        """
        summary = _letters("".join(pair.zh for pair in entry.summary))
        body = _letters("".join(block.pair.zh for block in entry.blocks))
        known = {finding for block in entry.blocks for finding in block.pair.findings}
        flagged = any(not known.issuperset(pair.findings) for pair in entry.summary)
        differs = summary != body or (flagged and self.style.editor)
        if self.style.layout == "summaries":
            return own_summary(entry)
        return entry.summary if differs else ()

    def remarks(self, entry: Entry) -> tuple[Finding, ...]:
        """The findings on the article as a whole; on its summary only if that is printed."""
        shown = self.summary(entry)
        return tuple(f for f in entry.findings if shown or f.check != "summary_extracted")

    def first_reported(self, entry: Entry) -> Pair | None:
        """In which earlier issue the story began; None if it is new."""
        if entry.first_reported is None:
            return None
        words, week = self.words["first_reported"], Week.parse(entry.first_reported.week)
        zh, en = words.zh.format(week.year, week.number), words.en.format(week.year, week.number)
        return Pair(zh, en)

    def origin(self, entry: Entry) -> str:
        """Which file and lines an article was read from; "" in a reader's copy."""
        if not self.style.editor:
            return ""
        name = entry.provenance.path.rsplit("/", 1)[-1]
        first, last = entry.provenance.lines
        return f"{name}:{first}-{last}" if last > 1 else name

    def watched(self, entry: Entry) -> str:
        """The entries of the watch list that an article has; "" in a reader's copy."""
        return "、".join(entry.watched) if self.style.editor else ""

    def also_in(self, entry: Entry) -> tuple[str, ...]:
        """The other papers that had the story; in the editor's copy also files of the same paper."""
        names = (
            mention.source
            if mention.source and mention.source != entry.source
            else mention.path.rsplit("/", 1)[-1]
            if self.style.editor
            else ""
            for mention in entry.also
        )
        return tuple(dict.fromkeys(filter(None, names)))

    def glossary(self, digest: Digest) -> Glossary:
        """The names and terms of the articles as they are printed; none in Chinese alone."""
        if self.style.layout == "zh":
            return Glossary()
        entries = [entry for section in self.sections(digest) for entry in section.entries]
        return make_glossary(entries, digest.terms, self._passages)

    def glossary_size(self, glossary: Glossary) -> Pair:
        """That a glossary has not all terms of the issue, and how many there are."""
        words, numbers = self.words["glossary_cut"], (len(glossary.lines), glossary.total)
        return Pair(words.zh.format(*numbers), words.en.format(*numbers))

    def _passages(self, entry: Entry) -> Iterator[Pair]:
        """What is printed of an article, its headlines last: a sentence says more about a term."""
        yield from self.summary(entry)
        if self.style.layout != "summaries":
            yield from (block.pair for block in entry.blocks)
        yield from filter(None, (entry.kicker, entry.title, entry.subtitle))

    def made_by(self, digest: Digest) -> Pair:
        """The notice that the texts are machine-made, and by which model."""
        how = dict.fromkeys((digest.model.engine, digest.model.quantisation))
        model = f"{digest.model.name} ({', '.join(how)})"
        words = self.words["made_by"]
        return Pair(words.zh.format(model), words.en.format(model))

    def _count(self, one: str, many: str, number: int) -> Pair:
        words = self.words[one if number == 1 else many]
        return Pair(words.zh.format(number), words.en.format(number))

    def _styled(self, text: str) -> str:
        return _styled(text, self.style.dates)


def top_stories(digest: Digest) -> tuple[Entry, ...]:
    """The articles of the front page, the most prominent first.

    One per section, unless there are fewer sections than places. No photo stories, unless there is
    nothing else.
    """
    texts = [entry for entry in digest.entries if entry.kind != "photo"] or digest.entries
    met: dict[str, int] = {}
    ranked: list[tuple[int, Entry]] = []
    for entry in sorted(texts, key=lambda entry: -entry.prominence):
        rank = met[_section(entry)] = met.get(_section(entry), -1) + 1
        ranked.append((rank, entry))
    ranked.sort(key=lambda pair: pair[0])
    best = [entry for _, entry in ranked[:TOP_STORIES]]
    return tuple(sorted(best, key=lambda entry: -entry.prominence))


def lead(entry: Entry) -> Pair:
    """What the front page says of an article: the first sentence of its summary that adds to the headline."""
    headline = _letters(entry.title.zh)
    told = own_summary(entry)
    added = (pair for pair in told if _letters(pair.zh) not in headline)
    return next(added, told[0] if told else entry.title)


def own_summary(entry: Entry) -> tuple[Pair, ...]:
    """The summary of an article; of a short one, which needs none, its paragraphs."""
    return entry.summary or tuple(b.pair for b in entry.blocks if b.type == "p")


def anchor(entry: Entry) -> str:
    """The id of an article in a document: safe in HTML, XML and links, whatever its own id is."""
    return _anchor(entry.id)


def earlier_page(first: FirstReport) -> str:
    """The address of a first report, as seen from another week's page."""
    return f"../{first.week}/digest.html#{_anchor(first.article)}"


def _anchor(article: str) -> str:
    if re.fullmatch(ARTICLE_ID, article):
        return f"a-{article}"
    return f"a-{hashlib.sha256(article.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def public_url(entry: Entry) -> str:
    """The address of an article without user name and password; "" if it has none."""
    return re.sub(r"//[^/?#]*@", "//", printable(entry.url or "").strip())


def is_link(url: str) -> bool:
    """Whether an address can be linked to as it is, in HTML and in Markdown."""
    return _LINK.fullmatch(url) is not None


def _page_number(printed: str) -> str:
    """The number of a page in figures: 3 for 03 and 三, A12; "" for what is no number."""
    if not _PAGE.fullmatch(printed):
        return ""
    if printed.isascii():
        return printed.lstrip("0") or "0"
    return str(int(chinese.value(printed)))


def _section(entry: Entry) -> str:
    return entry.section.zh if entry.section else ""


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _english(day: date) -> str:
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


@functools.cache
def _styled(text: str, form: DateForm | None) -> str:
    """An English date in the form of the house style."""
    return house_style.styled(text, EnglishStyle(dates=form))


@functools.cache
def _packaged_words() -> Mapping[str, Pair]:
    text = (TEMPLATES / WORDS_FILE).read_text(encoding="utf-8")
    return {name: Pair(*both) for name, both in yaml.safe_load(text).items()}


def _words(folder: Path | None) -> Mapping[str, Pair]:
    """The packaged words with those of the user's folder over them."""
    ours = _packaged_words()
    file = folder / WORDS_FILE if folder else None
    if file is None or not file.exists():
        return ours
    try:
        theirs = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        unknown = set(theirs) - set(ours)
        if unknown:
            raise ConfigError(f"{file}: unknown word {min(unknown)!r}; known: {', '.join(ours)}")
        return {**ours, **{name: Pair(str(zh), str(en)) for name, (zh, en) in theirs.items()}}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError, ValueError) as error:
        raise ConfigError(f"{file}: each line must be `name: [中文, English]`") from error

"""An editor's corrections of one issue, and the issue with them laid over it.

A correction is keyed by its article's id and by a hash of the Chinese passage, so that it survives
a new run: as long as the same Chinese is in the same article, the corrected English is printed.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from digest.records import Digest, Entry, Pair, pairs

_KEY_DIGITS = 12
_Change = Callable[[Pair], Pair]


@dataclass(frozen=True, slots=True)
class PassageEdit:
    """What the editor decided on one passage.

    `en` replaces its English, "" keeps it. `accepted` names checks whose findings were read and
    found to be no fault. `zh` repeats the Chinese for people who read the file.
    """

    zh: str = ""
    en: str = ""
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleEdits:
    """What the editor decided on one article.

    `headline` replaces the English headline, "" keeps it. `section` is the Chinese name of the
    section that it moves to, "" keeps its own. `place` is its position in the issue, counted from
    1; 0 keeps it. `passages` are keyed by `passage_key`.
    """

    headline: str = ""
    drop: bool = False
    section: str = ""
    place: int = 0
    note: Pair | None = None
    passages: Mapping[str, PassageEdit] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edits:
    """All corrections of an issue; `names` maps wrong English names to right ones, everywhere."""

    lead: Pair | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    articles: Mapping[str, ArticleEdits] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.lead or self.names or self.articles)


@dataclass(frozen=True, slots=True)
class Edited:
    """An issue with its corrections.

    `applied` has one line per correction that changed the issue, `unused` one per correction that
    found nothing to change because its article, passage or name is gone.
    """

    digest: Digest
    applied: tuple[str, ...]
    unused: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """What to tell the editor: how many corrections were laid on, and each that found nothing."""
        if self.applied:
            count = len(self.applied)
            yield f"edits.yaml: {count} correction{'s' * (count != 1)} applied"
        yield from (f"edits.yaml: not applied: {line}" for line in self.unused)


def passage_key(zh: str) -> str:
    """The key of a Chinese passage in an edits file: the first digits of its SHA-256."""
    return hashlib.sha256(zh.encode()).hexdigest()[:_KEY_DIGITS]


def apply(digest: Digest, edits: Edits) -> Edited:
    """The issue with the corrections laid over it; doing it twice changes nothing more."""
    log = _Log()
    entries = [
        _article(entry, edits.articles.get(entry.id, ArticleEdits()), digest, log)
        for entry in digest.entries
    ]
    known = {entry.id for entry in digest.entries}
    log.unused += [
        f"article {article}: not in this issue"
        for article in edits.articles
        if article not in known
    ]
    kept = _placed([entry for entry in entries if entry is not None], edits)
    for wrong, right in edits.names.items():
        kept = _renamed(kept, wrong, right, log)
    if edits.lead:
        log.applied.append("lead")
    lead = edits.lead or digest.lead
    terms = tuple(replace(term, en=_with_names(term.en, edits.names)) for term in digest.terms)
    corrected = replace(digest, entries=tuple(kept), lead=lead, terms=terms)
    return Edited(corrected, tuple(log.applied), tuple(log.unused))


def merged(old: Edits, new: Edits) -> Edits:
    """Both corrections; of one passage or headline the new."""
    articles = dict(old.articles)
    for name, edits in new.articles.items():
        before = articles.get(name, ArticleEdits())
        articles[name] = replace(
            before,
            headline=edits.headline or before.headline,
            passages={**before.passages, **edits.passages},
        )
    return replace(old, articles=articles)


def pairs_by_key(entry: Entry) -> dict[str, Pair]:
    """The passages of an article by their keys: its section, headings, summary and paragraphs."""
    return {passage_key(pair.zh): pair for pair in pairs(entry)}


@dataclass(slots=True)
class _Log:
    applied: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def _article(entry: Entry, edits: ArticleEdits, digest: Digest, log: _Log) -> Entry | None:
    """The corrected article; None where the editor dropped it."""
    if edits.drop:
        log.applied.append(f"article {entry.id}: dropped")
        return None
    known = pairs_by_key(entry)
    for key, edit in edits.passages.items():
        place = f"article {entry.id}, passage {key}"
        if key not in known:
            log.unused.append(f"{place}: no such Chinese any more ({edit.zh[:20]})")
        else:
            log.applied.append(f"{place}: {'corrected' if edit.en else 'accepted'}")
    entry = _mapped(entry, lambda pair: _passage(pair, edits.passages))
    if edits.headline:
        log.applied.append(f"article {entry.id}: headline")
        entry = replace(entry, title=Pair(entry.title.zh, edits.headline))
    if edits.section:
        entry = _moved(entry, edits.section, digest, log)
    if edits.note:
        log.applied.append(f"article {entry.id}: note")
        entry = replace(entry, note=edits.note)
    return entry


def _moved(entry: Entry, section: str, digest: Digest, log: _Log) -> Entry:
    sections = {e.section.zh: e.section for e in digest.entries if e.section}
    if section not in sections:
        log.unused.append(f"article {entry.id}: no section {section} in this issue")
        return entry
    log.applied.append(f"article {entry.id}: moved to {section}")
    return replace(entry, section=sections[section])


def _passage(pair: Pair, passages: Mapping[str, PassageEdit]) -> Pair:
    edit = passages.get(passage_key(pair.zh))
    if edit is None:
        return pair
    if edit.en:
        # The findings were about the model's English, which is gone.
        return Pair(pair.zh, edit.en)
    left = tuple(found for found in pair.findings if found.check not in edit.accepted)
    return replace(pair, findings=left)


def _mapped(entry: Entry, change: _Change) -> Entry:
    """The article with every passage changed alike."""
    return replace(
        entry,
        section=entry.section and change(entry.section),
        kicker=entry.kicker and change(entry.kicker),
        title=change(entry.title),
        subtitle=entry.subtitle and change(entry.subtitle),
        summary=tuple(map(change, entry.summary)),
        blocks=tuple(replace(block, pair=change(block.pair)) for block in entry.blocks),
    )


def _placed(entries: list[Entry], edits: Edits) -> list[Entry]:
    """The articles in order, those with a place of their own moved there."""
    places = {key: edit.place for key, edit in edits.articles.items() if edit.place}
    kept = [entry for entry in entries if entry.id not in places]
    moving = sorted((e for e in entries if e.id in places), key=lambda e: places[e.id])
    for entry in moving:
        kept.insert(min(places[entry.id] - 1, len(kept)), entry)
    return kept


def _as_name(wrong: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(wrong)}(?!\w)")


def _with_names(en: str, names: Mapping[str, str]) -> str:
    """A text with the right English for each wrong name."""
    for wrong, right in names.items():
        en = _as_name(wrong).sub(lambda _: right, en)  # noqa: B023 - used at once
    return en


def _renamed(entries: list[Entry], wrong: str, right: str, log: _Log) -> list[Entry]:
    """The articles with one English name for another, as a whole word."""
    pattern = _as_name(wrong)
    found = 0

    def change(pair: Pair) -> Pair:
        nonlocal found
        en, count = pattern.subn(lambda _: right, pair.en)
        found += count
        return replace(pair, en=en) if count else pair

    changed = [_mapped(entry, change) for entry in entries]
    if found:
        log.applied.append(f"name {wrong}: {right}, {found} times")
    elif not any(right in pair.en for entry in entries for pair in pairs(entry)):
        log.unused.append(f"name {wrong}: not in this issue")
    return changed

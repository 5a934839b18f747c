"""The term base of a batch of articles: one English per name and term, wherever it occurs."""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from digest.records import Article
from digest.terminology import countries, recogniser, tagger
from digest.terminology.attribution import is_body
from digest.terminology.companies import companies_in
from digest.terminology.entry_forms import preferred
from digest.terminology.fixed_terms import fixed, no_names, typhoons
from digest.terminology.gazetteer import (
    counties_in,
    gazetteer,
    known_in,
    named_in_full,
    places_in,
    tell_apart,
    townships_behind,
    townships_in,
    whole_area,
    without_kind,
)
from digest.terminology.organisations import bodies, organisations_in, schools_in
from digest.terminology.people import join_titles, people_in, person, studio_leaders
from digest.terminology.tagger import Sentence
from digest.text.hanzi import has_han
from digest.text.phrases import Phrases

Pairs = tuple[tuple[str, str], ...]

# Hints cost prefill, and the model heeds none of them where there are more.
MOST_HINTS = 12
# An official term of at least this many characters that a glossary repeats is meant word for word.
_TERM_CHARS = 4
_MASK = "\0"
_NATIONAL = ("全国", "中华", "中国")
# Texts that are tagged together: enough for full batches, few enough to hold their words in memory.
_TAGGED_TOGETHER = 256


@dataclass(frozen=True, slots=True)
class Matches:
    """The entries of a term base that occur in a text, as (Chinese, English), longest Chinese first.

    `hints` are for the model: at most MOST_HINTS, a job title joined with the name beside it.
    `names` are proper names and the user's entries, which the English must hold. `given` are the
    user's entries with every English that they offer: A / B.
    """

    hints: Pairs = ()
    names: Pairs = ()
    given: Pairs = ()


@dataclass(frozen=True)
class TermBase:
    """The names and terms of a batch: (Chinese, English to use), longest Chinese first.

    `own` is the user's glossary as written; where an entry offers several English forms, `entries`
    has the first. `unknown` are foreigners whose English no table has, `unused` the Chinese of
    glossary entries that occur in no article. `people` are those whose names are ordinary words or
    places besides (方便, 黄河): they are told from these where they occur.
    """

    entries: Pairs
    own: Pairs = ()
    unknown: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    people: Pairs = ()

    def with_names(self, names: Mapping[str, str]) -> "TermBase":
        """The term base with more names, none over an entry that it has."""
        return replace(self, entries=_ordered({**names, **self.english}), unknown=())

    def match(self, text: str) -> Matches:
        """The entries that occur in the text, none inside another."""
        found = self._found(text)
        names = [pair for pair in found if self._is_name(pair)]
        others = [pair for pair in found if not self._is_name(pair)]
        chosen = {*names[:MOST_HINTS], *others[: max(0, MOST_HINTS - len(names))]}
        return Matches(
            join_titles(text, tuple(pair for pair in found if pair in chosen)),
            tuple(names),
            tuple((zh, self._own[zh]) for zh, _ in found if zh in self._own),
        )

    def names(self, text: str) -> Pairs:
        """The proper names and the user's entries that occur in the text."""
        return tuple(pair for pair in self._found(text) if self._is_name(pair))

    @functools.cached_property
    def _own(self) -> Mapping[str, str]:
        return dict(self.own)

    @functools.cached_property
    def english(self) -> Mapping[str, str]:
        """The English to use by the Chinese."""
        return dict(self.entries)

    def _found(self, text: str) -> list[tuple[str, str]]:
        inside = recogniser.inside_foreign_names(text)
        spans = self._people_in(text)
        people = {zh for _, zh in spans}
        masked = _masked(text, spans)
        found = {
            zh: self.english[zh]
            for start, zh in self._phrases.longest(masked)
            if zh in self.english and not inside(start, start + len(zh)) and _counts(zh, masked)
        }
        found |= {zh: en for zh, en in self.people if zh in people}
        return sorted(found.items(), key=lambda item: (-len(item[0]), item[0]))

    def _people_in(self, text: str) -> list[tuple[int, str]]:
        names = [zh for zh, _ in self.people if zh in text]
        return recogniser.person_spans(text, names) if names else []

    def _is_name(self, pair: tuple[str, str]) -> bool:
        # 14th Five-Year Plan is a name, too.
        return pair[0] in self._own or pair[1][:1].isupper() or pair[1][:1].isdigit()

    @functools.cached_property
    def _phrases(self) -> Phrases:
        return Phrases((*self.english, *no_names(), *countries.other_words()))


@dataclass
class _Found:
    """What the texts of a batch name, by kind; Chinese to English where it says so."""

    people: list[str] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    foreigners: dict[str, None] = field(default_factory=dict)
    firms: list[frozenset[str]] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    tagged_places: dict[str, str] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)


def build_term_base(articles: Iterable[Article], *, glossary: Mapping[str, str] = {}) -> TermBase:
    """The names and terms of a batch: people, places and their organisations, firms, fixed terms.

    The user's `glossary`, Chinese to English, goes over all of them; an empty English removes an entry.
    """
    texts, writers, sources = _texts_of(articles)
    found = _read(texts)
    places = _places(texts, found)
    fixed_names = _fixed_in(texts)
    storms = {zh: en for zh, en in typhoons().items() if f"Typhoon {en}" in fixed_names.values()}
    abroad = {
        zh: en
        for text in texts
        for zh, en in {**countries.cities_in(text), **countries.rare(text)}.items()
    }
    known = {**places, **abroad}
    people = {
        name: person(name)
        for name in (*writers, *found.people)
        if len(name) > 1 and has_han(name) and name not in storms
    }
    # Who has an English of his own, 张学友, keeps it.
    ambiguous = {
        name: en
        for name, en in people.items()
        if name not in {*writers, *fixed_names} and (name in found.words or name in known)
    }
    people = {name: en for name, en in people.items() if name not in ambiguous}
    # A reporter may be called 黄河, and is no river.
    terms = {zh: en for zh, en in fixed_names.items() if zh not in frozenset(writers)}
    terms |= {f"“{zh}”": en for zh, en in storms.items()}
    entries = {
        **tell_apart(places),
        **whole_area(places),
        **people,
        **abroad,
        **found.organisations,
    }
    base = _with_glossary({**entries, **terms}, glossary, (*texts, *sources), found)
    return replace(
        base, people=_ordered({zh: en for zh, en in ambiguous.items() if zh not in glossary})
    )


def _texts_of(articles: Iterable[Article]) -> tuple[list[str], list[str], list[str]]:
    """The texts of a batch, the people who made them, and the papers that they are from.

    A body that signs is no person: its English is found as in a text.
    """
    texts: list[str] = []
    names: list[str] = []
    sources: list[str] = []
    for article in articles:
        sources += [article.source] if article.source else []
        names += [name for byline in article.bylines for name in byline.names]
        names += [name for credit in article.credits for name in credit.names]
        parts = (article.section, article.kicker, article.title, article.subtitle, article.text)
        texts.append("\n".join(filter(None, parts)))
    texts += dict.fromkeys(filter(is_body, names))
    return texts, [name for name in names if not is_body(name)], sources


def _read(texts: Sequence[str]) -> _Found:
    """What each text names by itself; every sentence is tagged once."""
    found = _Found()
    for text, sentences in _tagged(texts):
        found.people += recogniser.people(sentences) if sentences else people_in(text)
        found.people += studio_leaders(text)
        found.words |= recogniser.ordinary_words(sentences)
        found.foreigners |= dict.fromkeys(recogniser.foreigners(sentences))
        found.firms.append(recogniser.firms(sentences))
        found.tagged_places |= recogniser.places(sentences)
        in_full = list(named_in_full(text))
        found.places |= {full: gazetteer()[full].en for _, full in in_full}
        found.places |= dict(places_in(text)) | dict(townships_behind(text))
        found.organisations |= dict(organisations_in(text, in_full))
    return found


def _tagged(texts: Sequence[str]) -> Iterator[tuple[str, tuple[Sentence, ...]]]:
    for start in range(0, len(texts), _TAGGED_TOGETHER):
        some = texts[start : start + _TAGGED_TOGETHER]
        yield from zip(some, tagger.tag(some), strict=True)


def _places(texts: Sequence[str], found: _Found) -> dict[str, str]:
    """All places, those too that only the places of the batch make certain; adds their organisations."""
    places = dict(found.tagged_places)
    within = frozenset(found.places)
    for text, firms in zip(texts, found.firms, strict=True):
        townships = dict(townships_in(text, within))
        own = {zh: en for zh, en in (found.places | townships).items() if zh not in gazetteer()}
        places |= known_in(text) | dict(counties_in(text)) | townships
        found.organisations |= (
            dict(schools_in(text))
            | dict(companies_in(text, own, firms))
            | _bodies_behind(text, own)
        )
    for zh, en in found.places.items():
        places |= without_kind(zh, en)
    return places | found.places


def _with_glossary(
    entries: Mapping[str, str], glossary: Mapping[str, str], texts: Sequence[str], found: _Found
) -> TermBase:
    # A draft glossary repeats names, which stay names, and words such as 工会, said in many ways.
    own = {
        zh: en
        for zh, en in glossary.items()
        if en and (entries.get(zh) != en or (zh in fixed() and len(zh) >= _TERM_CHARS))
    }
    first = {zh: preferred(en) if en else "" for zh, en in glossary.items()}
    entries = {zh: _in_users_words(zh, en, own, entries) for zh, en in entries.items()}
    entries = {zh: en for zh, en in {**entries, **first}.items() if en}
    known = Phrases(entries)
    unknown = tuple(name for name in found.foreigners if not known.longest(name))
    used = {zh for text in texts for zh in glossary if zh in text}
    unused = tuple(zh for zh in glossary if zh not in used)
    return TermBase(_ordered(entries), tuple(own.items()), unknown, unused)


def _in_users_words(zh: str, en: str, own: Mapping[str, str], entries: Mapping[str, str]) -> str:
    """An entry with the user's English for what it is made of: 总工会 in 云溪市总工会.

    National bodies, 全国总工会, are names of their own.
    """
    if zh.startswith(_NATIONAL):
        return en
    for part in sorted((p for p in own if p in zh and p != zh), key=len, reverse=True):
        usual = entries.get(part) or fixed().get(part) or bodies().get(part)
        if usual:
            words = re.compile(rf"\b{re.escape(usual)}\b(?!['’])", re.IGNORECASE)
            en = words.sub(preferred(own[part]).replace("\\", r"\\"), en)
    return en


def _counts(zh: str, text: str) -> bool:
    """Whether an entry that is a country is one in this text; 多哥 in 许多哥哥 is not."""
    return not countries.known(zh) or zh in countries.named(text)


def _masked(text: str, spans: Iterable[tuple[int, str]]) -> str:
    """The text with a character that no entry has in the place of each span."""
    for start, zh in spans:
        text = f"{text[:start]}{_MASK * len(zh)}{text[start + len(zh) :]}"
    return text


def _ordered(entries: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(entries.items(), key=lambda item: (-len(item[0]), item[0])))


def _fixed_in(texts: Iterable[str]) -> dict[str, str]:
    return {zh: fixed()[zh] for text in texts for _, zh in _phrases().longest(text)}


@functools.cache
def _phrases() -> Phrases:
    return Phrases(fixed())


def _bodies_behind(text: str, places: Mapping[str, str]) -> dict[str, str]:
    """Organisations of the text's own places, which no table has."""
    known = Phrases(bodies())
    return {
        f"{zh}{body}": f"{places[zh]} {bodies()[body]}"
        for start, zh in Phrases(places).longest(text)
        for body in list(known.at(text, start + len(zh)))[:1]
    }

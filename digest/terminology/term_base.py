"""One English for one name, all week long."""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from digest.records import Article
from digest.terminology import countries
from digest.terminology.companies import companies_in
from digest.terminology.datelines import cities_in
from digest.terminology.entry_forms import preferred
from digest.terminology.fixed_terms import fixed, no_names, typhoons
from digest.terminology.gazetteer import (
    bare,
    both_alike,
    counties_in,
    gazetteer,
    known_in,
    named_in_full,
    places_in,
    townships_behind,
    townships_in,
    whole,
)
from digest.terminology.organisations import bodies, organisations_in, schools_in
from digest.terminology.people import people_in, person, titled
from digest.terminology.tagger import firms, foreigners, inside_foreign_names, located, recognised
from digest.text.phrases import Phrases

# Hints cost prefill; past so many the model heeds none of them.
MOST_HINTS = 12
# An official term of so many characters that a glossary repeats is meant word for word.
_TERM_CHARS = 4


@dataclass(frozen=True)
class TermBase:
    """The week's names and terms: Chinese to the English to use, longest Chinese first.

    `own` is the user's glossary as it was written: its English must appear, name or not; where an entry
    offers several, `entries` has the first. `unknown` are foreigners of whom no table has an English.
    """

    entries: tuple[tuple[str, str], ...]
    own: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()

    def knowing(self, names: Mapping[str, str]) -> "TermBase":
        """The ledger with more names; what it has goes before them."""
        return replace(self, entries=_ordered({**names, **self.english}), unknown=())

    def hints(self, text: str) -> tuple[tuple[str, str], ...]:
        """The entries that occur in the text, longest first, none inside another; names before words."""
        found = self._found(text)
        needed = [pair for pair in found if self._needed(pair)]
        others = [pair for pair in found if not self._needed(pair)]
        chosen = {*needed[:MOST_HINTS], *others[: max(0, MOST_HINTS - len(needed))]}
        return titled(text, tuple(pair for pair in found if pair in chosen))

    def names(self, text: str) -> tuple[tuple[str, str], ...]:
        """The entries that are proper names or given by the user: the English must hold them."""
        return tuple(pair for pair in self._found(text) if self._needed(pair))

    def given(self, text: str) -> tuple[tuple[str, str], ...]:
        """The user's entries that occur in the text, with all that they offer: A / B."""
        return tuple((zh, self._own[zh]) for zh, _ in self._found(text) if zh in self._own)

    @functools.cached_property
    def _own(self) -> Mapping[str, str]:
        return dict(self.own)

    @functools.cached_property
    def english(self) -> Mapping[str, str]:
        """The entries by their Chinese."""
        return dict(self.entries)

    def _found(self, text: str) -> list[tuple[str, str]]:
        inside = inside_foreign_names(text)
        found = {
            zh: zh
            for start, zh in self._phrases.longest(text)
            if zh in self.english and not inside(start, start + len(zh))
        }
        return [(zh, self.english[zh]) for zh in sorted(found, key=lambda zh: (-len(zh), zh))]

    def _needed(self, pair: tuple[str, str]) -> bool:
        # 14th Five-Year Plan is a name, too.
        return pair[0] in self._own or pair[1][:1].isupper() or pair[1][:1].isdigit()

    @functools.cached_property
    def _phrases(self) -> Phrases:
        return Phrases((*self.english, *no_names(), *countries.NO_COUNTRIES))


def build_term_base(articles: Iterable[Article], *, glossary: Mapping[str, str] = {}) -> TermBase:
    """The names and terms of a week: bylines, people in office, places and their organisations.

    The official terms and the well-known names come with them; the user's glossary goes over all.
    """
    printed: list[str] = []
    texts: list[str] = []
    for article in articles:
        printed += [name for byline in article.bylines for name in byline.names]
        printed += [name for credit in article.credits for name in credit.names]
        parts = (article.section, article.kicker, article.title, article.subtitle, article.text)
        texts.append("\n".join(filter(None, parts)))
    writers = frozenset(printed)
    places: dict[str, str] = {}
    organisations: dict[str, str] = {}
    found: dict[str, str] = {}
    strangers: dict[str, None] = {}
    for text in texts:
        printed += [*people_in(text), *recognised(text)]
        strangers |= dict.fromkeys(foreigners(text))
        found |= located(text)
        in_full = list(named_in_full(text))
        places |= {full: gazetteer()[full].en for _, full in in_full}
        places |= dict(places_in(text)) | dict(townships_behind(text))
        organisations |= dict(organisations_in(text, in_full))
    within = frozenset(places)
    for text in texts:
        townships = dict(townships_in(text, within))
        own = {zh: en for zh, en in (places | townships).items() if zh not in gazetteer()}
        found |= known_in(text) | dict(counties_in(text)) | townships
        organisations |= (
            dict(schools_in(text))
            | dict(companies_in(text, own, firms(text)))
            | _bodies_behind(text, own)
        )
    for zh, en in places.items():
        found |= bare(zh, en)
    found |= places
    fixed_names = _fixed_in(texts)
    storms = {zh: en for zh, en in typhoons().items() if f"Typhoon {en}" in fixed_names.values()}
    names = {name: person(name) for name in printed if len(name) > 1 and name not in storms}
    abroad = {
        zh: en for text in texts for zh, en in {**cities_in(text), **countries.rare(text)}.items()
    }
    # A reporter may be called 黄河, and is no river.
    terms = {zh: en for zh, en in fixed_names.items() if zh not in writers}
    terms |= {f"“{zh}”": en for zh, en in storms.items()}
    entries = {**both_alike(found), **whole(found), **names, **abroad, **organisations, **terms}
    return _with_glossary(entries, glossary, strangers)


def _with_glossary(
    entries: Mapping[str, str], glossary: Mapping[str, str], strangers: Iterable[str]
) -> TermBase:
    # A draft glossary repeats names, which stay names, and words such as 工会, said in many ways.
    own = {
        zh: en
        for zh, en in glossary.items()
        if en and (entries.get(zh) != en or (zh in fixed() and len(zh) >= _TERM_CHARS))
    }
    first = {zh: preferred(en) if en else "" for zh, en in glossary.items()}
    entries = {zh: en for zh, en in {**entries, **first}.items() if en}
    known = Phrases(entries)
    unknown = tuple(name for name in strangers if not known.longest(name))
    return TermBase(_ordered(entries), tuple(own.items()), unknown)


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

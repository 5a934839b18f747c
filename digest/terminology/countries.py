"""The world's countries but China, and which of them a Chinese text names (data/countries.tsv).

A country's name counts where it lies on the boundaries of the tagger's words: 南非 is none in 湖南非遗
(湖南, 非遗). Without the tagger (extra `ner`) every occurrence counts, but for the words of the table
that contain a name and mean something else, 印度洋.
"""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from digest.terminology import tagger
from digest.terminology.data import tables
from digest.text.phrases import Phrases

_DOTS = frozenset("·•・")


@dataclass(frozen=True, slots=True)
class Country:
    """A country: 多哥, Togo, its people and adjective Togolese, its capital Lome.

    `also` is other English of it, `gives` other Chinese from which that English may come. `common` is
    one whose English no model gets wrong. `ambiguous` is English of it that means other things,
    too (Jordan), `others` are Chinese words that contain a name of it and mean something else.
    """

    zh: tuple[str, ...]
    en: str
    people: tuple[str, ...]
    also: tuple[str, ...]
    capitals: tuple[str, ...]
    gives: tuple[str, ...]
    common: bool
    ambiguous: tuple[str, ...]
    others: tuple[str, ...]


@functools.cache
def countries() -> tuple[Country, ...]:
    """The countries of the table, in its order."""
    return tuple(
        Country(
            tuple(zh.split()),
            en,
            _listed(people),
            _listed(also),
            _listed(capitals),
            tuple(gives.split()),
            common == "+",
            _listed(ambiguous),
            tuple(others.split()),
        )
        for zh, en, people, also, capitals, gives, common, ambiguous, others in tables.rows(
            "countries.tsv"
        )
    )


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split(",")))


@functools.cache
def cities() -> tuple[tuple[str, str, str], ...]:
    """Cities abroad as (Chinese, English, mark); the mark is on those that every model knows."""
    return tuple((zh, en, mark) for zh, en, mark in tables.rows("cities.tsv"))


@functools.cache
def capitals(en: str) -> tuple[str, ...]:
    """The Chinese names of the capitals of a country, given by its English."""
    wanted = next(country.capitals for country in countries() if country.en == en)
    return tuple(zh for zh, city, _ in cities() if city in wanted)


@functools.cache
def ambiguous() -> frozenset[str]:
    """English of countries that means other things, too: Jordan, Polish."""
    return frozenset(form for country in countries() for form in country.ambiguous)


@functools.cache
def other_words() -> tuple[str, ...]:
    """Chinese words that contain a country's name and mean something else: 印度洋, 朝鲜族."""
    return tuple(word for country in countries() for word in country.others)


def known(word: str) -> bool:
    """Whether a Chinese word is a country's name."""
    return word in _by_chinese()


def named(zh: str) -> dict[str, Country]:
    """The countries that a Chinese text names, by the words that name them, in order."""
    return {word: _by_chinese()[word] for _, word in spans(zh)}


def spans(zh: str) -> list[tuple[int, str]]:
    """(start, name) of each mention of a country in a text.

    A name beside a dot is a person's, 萨尔瓦多·达利.
    """
    found = [
        (start, word)
        for start, word in _phrases().longest(zh)
        if word in _by_chinese() and not set(zh[max(0, start - 1) : start + len(word) + 1]) & _DOTS
    ]
    if not found:
        return []
    words = list(_words(zh))
    return [
        (start, word)
        for start, word in found
        if not any(
            _cuts(bounds, start, start + len(word), common=_by_chinese()[word].common)
            for bounds in words
        )
    ]


def _cuts(bounds: tuple[int, int], start: int, stop: int, *, common: bool) -> bool:
    """Whether a word of the text shows that a span is no word: it lies partly in it, partly outside.

    Within a word a name of two characters counts at the word's beginning only, but for common
    countries: 美国 in 驻美国大使馆, not 海地 in 上海地区.
    """
    first, end = bounds
    if stop <= first or end <= start:
        return False
    within = first >= start and end <= stop
    around = first <= start and stop <= end and (common or first == start or stop - start > 2)
    return not within and not around


def _words(zh: str) -> Iterator[tuple[int, int]]:
    """The bounds of the tagger's words in a text."""
    position = 0
    for sentence in tagger.tag([zh])[0]:
        position = zh.index(sentence[0][0], position)
        for word, _ in sentence:
            yield position, position + len(word)
            position += len(word)


def is_abroad(zh: str) -> bool:
    """Whether a text has the characters of a country's name; quick, and true of 湖南非遗, too."""
    return any(word in _by_chinese() for _, word in _phrases().longest(zh))


def rare(zh: str) -> dict[str, str]:
    """English of the countries in a text that models get wrong at times, by their Chinese."""
    return {word: country.en for word, country in named(zh).items() if not country.common}


@functools.cache
def cities_abroad() -> Mapping[str, str]:
    """English of cities abroad by Chinese; those of China are in the gazetteer."""
    return {zh: en for zh, en, _ in cities()}


def cities_in(text: str) -> dict[str, str]:
    """English of the cities abroad in a text that models get wrong at times, by Chinese."""
    return {name: cities_abroad()[name] for _, name in _rare_cities().longest(text)}


@functools.cache
def _rare_cities() -> Phrases:
    """Cities without a mark: others every model knows, or they are also words."""
    return Phrases(zh for zh, _, mark in cities() if not mark)


@functools.cache
def _by_chinese() -> Mapping[str, Country]:
    return {word: country for country in countries() for word in country.zh}


@functools.cache
def _phrases() -> Phrases:
    return Phrases((*_by_chinese(), *other_words()))

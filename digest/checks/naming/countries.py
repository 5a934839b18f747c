"""The countries of a translation against those of its source: each one, and no other."""

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping

from digest.checks.check import Check, Example, Fault
from digest.checks.pair import TextPair
from digest.terminology.countries import Country, ambiguous, capitals, countries, spans

# Phrases that contain a country's English but refer to another, or to none.
_NO_ENGLISH = (
    "New Mexico", "Northern Ireland", "Northern Irish", "American Samoa", "New England", "British Columbia", "French Polynesia", "French Guiana",
    "Indian Ocean", "Latin America", "Latin American", "South America", "South American", "North America", "North American", "Central America",
    "Central American", "African American", "African Americans", "African-American", "African-Americans", "Sea of Japan", "French fries", "Swiss cheese",
    "Spanish flu", "Korean War", "Vietnam War", "Gulf of Mexico", "Gulf of Guinea", "Panama Canal", "US$", "US dollar", "US dollars", "U.S. dollar", "U.S. dollars", "US Dollar",
    "New Guinea", "British Virgin Islands", "American football", "American Football", "Inner Mongolia", "Inner Mongolian",
)  # fmt: skip
# English that refers to a country named before: the president said that his country had learned.
_SECOND = re.compile(
    r"\b(?:the|this|that|his|her|its|their|our) (?:[a-z]+ )?(?:country|nation|kingdom)\b",
    re.IGNORECASE,
)


def find_missing(pair: TextPair) -> Iterator[Fault]:
    """Yield one fault per country that the Chinese names and the English does not."""
    plain = _plain(pair.en)
    for word, country in pair.source.countries.items():
        if not _is_named(country, pair.zh, plain):
            yield Fault(f"{word} should read {country.en}", word, country.en)


def find_invented(pair: TextPair) -> Iterator[Fault]:
    """Yield one fault per country in the English that no word of the Chinese gives."""
    # 科方 refers to the Comoros in an article that says so.
    explained = "; ".join(english for _, english in pair.short_forms)
    for form in _without_source(pair):
        if form not in explained:
            yield Fault(f"{form} is not in the Chinese", form)


def _is_named(country: Country, zh: str, en: str) -> bool:
    """Whether the English names it; its capital will do, unless the Chinese names the capital itself.

    Well-known cities imply their country: nobody needs to be told what New York is in.
    """
    if _english_of(country.en).search(en) or _SECOND.search(en):
        return True
    own = not country.common and any(city in zh for city in capitals(country.en))
    return not own and any(_plain(city) in en for city in country.capitals)


def _without_source(pair: TextPair) -> Iterator[str]:
    """English of countries that no word of the Chinese gives, each once."""
    matches = _english().finditer(_plain(pair.en))
    said = {match[0]: _by_english()[match[0]] for match in matches if match[0] in _by_english()}
    if not said:
        return
    rest = pair.zh
    for start, word in spans(pair.zh):
        rest = f"{rest[:start]}{' ' * len(word)}{rest[start + len(word) :]}"
    there = pair.source.countries.values()
    # 乌军 is the Ukrainian army where Ukraine is named, and not that of Uzbekistan.
    taken = {word[0] for word in pair.source.countries}
    for form, among in said.items():
        if form not in ambiguous() and not any(
            country in there
            or any(word in rest for word in country.gives if word not in taken)
            or any(word in rest for word in (*country.zh, *capitals(country.en)))
            for country in among
        ):
            yield form


@functools.cache
def _by_english() -> Mapping[str, tuple[Country, ...]]:
    made: dict[str, tuple[Country, ...]] = {}
    for country in countries():
        for form in (country.en, *country.people, *country.also):
            made[_plain(form)] = (*made.get(_plain(form), ()), country)
    return made


@functools.cache
def _english() -> re.Pattern[str]:
    words = sorted((*_by_english(), *_NO_ENGLISH), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!(?<=\w)\w)")


@functools.cache
def _english_of(en: str) -> re.Pattern[str]:
    country = next(c for c in countries() if c.en == en)
    forms = (_plain(form) for form in (country.en, *country.people, *country.also))
    # In small letters US and UK are words.
    words = (re.escape(f) if len(f) < 4 else f"(?i:{re.escape(f)})" for f in forms)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(words)})(?![^\W_])")


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", re.sub(r" ?['’] ?(?=I|s\b)", "'", text))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


CHECKS: tuple[Check[TextPair], ...] = (
    Check(
        "country_missing", "warning", "names",
        'a country is nowhere in the English, nor its people, its capital or "the country"',
        find_missing, measured=(62, 57), retry=("term", "samples"),
        examples=(Example("多哥总统来到杭州。", "The Togolese president came to Hangzhou.", "The president came to Hangzhou."),),
    ),
    Check(
        "country_invented", "warning", "names",
        "a country that no word of the Chinese gives: Fiji for 菲律宾",
        find_invented, measured=(28, 25), retry=("samples",),
        examples=(Example("菲律宾的渔民。", "Fishermen of the Philippines.", "Fishermen of Fiji and the Philippines."),),
    ),
)  # fmt: skip

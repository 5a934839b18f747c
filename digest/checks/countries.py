"""Checks that the countries of a Chinese text, and no others, are in its English."""

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from digest.records import Finding
from digest.terminology.countries import Country, _by_chinese, _chinese, _cities, countries, named

Names = Sequence[tuple[str, str]]
# English that holds a country's English and speaks of another, or of none.
_NO_ENGLISH = (
    "New Mexico", "Northern Ireland", "Northern Irish", "American Samoa", "New England", "British Columbia", "French Polynesia", "French Guiana",
    "Indian Ocean", "Latin America", "Latin American", "South America", "South American", "North America", "North American", "Central America",
    "Central American", "African American", "African Americans", "African-American", "African-Americans", "Sea of Japan", "French fries", "Swiss cheese",
    "Spanish flu", "Korean War", "Vietnam War", "Gulf of Mexico", "Gulf of Guinea", "Panama Canal", "US$", "US dollar", "US dollars", "U.S. dollar", "U.S. dollars", "US Dollar",
    "New Guinea", "British Virgin Islands", "American football", "American Football", "Inner Mongolia", "Inner Mongolian",
)  # fmt: skip
# Names of people, places or things besides: never an English that must have its Chinese.
_AMBIGUOUS = frozenset(
    {
        "Jordan", "Chad", "Georgia", "Georgian", "Georgians", "Israel", "Lao", "Pole", "Poles", "Polish", "Finn", "Finns", "Dane", "Danes", "Turk", "Turks",
        "Turkey", "Dominic", "Dominik", "Dominique", "Dominick", "Columbia", "Columbian", "Bengal", "Sultan", "Sultans", "States", "Federal", "Fed", "Uncle", "Yankee", "Emirates",
        "CAR", "IDF", "Zealand", "Kiwi", "Kiwis", "Malay", "Tunis", "Franco", "Russo", "Salvador", "Nevis", "Trinidad", "Tobago", "Saint Vincent", "St. Vincent", "St Vincent",
        "Persian", "Persians", "Persia", "Bajan", "Vincentian", "Antigua", "Siam", "Viet Nam", "Greek", "Greeks", "Holland", "England", "Roman", "Macedonia", "Macedonian",
        "Central African", "Central Africans", "Mongol", "Mongols", "Hellenic", "Saudi-led", "Salvadorean", "Timor", "Swede", "Swedes", "Motswana", "Grenadines", "Khmer", "Tongan", "Tongans",
    }
)  # fmt: skip
# English that stands for a country named before: the president said that his country had learned.
_SECOND = re.compile(
    r"\b(?:the|this|that|his|her|its|their|our) (?:[a-z]+ )?(?:country|nation|kingdom)\b",
    re.IGNORECASE,
)


def check(zh: str, en: str, _: Names) -> Iterator[Finding]:
    """A finding a country that the English leaves out, or names though no word of the Chinese gives it."""
    plain = _plain(en)
    for word, country in named(zh).items():
        if not _stands_in(country, zh, plain):
            yield Finding("country_missing", "warning", f"{word} should read {country.en}")
    for form in _added(zh, plain):
        yield Finding("country_invented", "warning", f"{form} is not in the Chinese")


def _stands_in(country: Country, zh: str, en: str) -> bool:
    """Whether the English names it; its capital may, unless that is the Chinese's own word.

    Of the common ones all know what New York is in.
    """
    if _english_of(country.en).search(en) or _SECOND.search(en):
        return True
    own = not country.common and any(city in zh for city in _cities(country.en))
    return not own and any(_plain(city) in en for city in country.capitals)


def _added(zh: str, en: str) -> Iterator[str]:
    """English of countries that no word of the Chinese gives, each once."""
    rest = _chinese().sub(lambda m: " " if m[0] in _by_chinese() else m[0], zh)
    there = named(zh).values()
    # 乌军 where Ukraine is named is no army of Uzbekistan.
    taken = {word[0] for word in named(zh)}
    said = {
        match[0]: _by_english()[match[0]]
        for match in _english().finditer(en)
        if match[0] in _by_english()
    }
    for form, among in said.items():
        if form not in _AMBIGUOUS and not any(
            country in there
            or any(word in rest for word in country.gives if word not in taken)
            or any(word in rest for word in (*country.zh, *_cities(country.en)))
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
    # US and UK are words in small letters too.
    words = (re.escape(f) if len(f) < 4 else f"(?i:{re.escape(f)})" for f in forms)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(words)})(?![^\W_])")


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", re.sub(r" ?['’] ?(?=I|s\b)", "'", text))
    return "".join(c for c in decomposed if not unicodedata.combining(c))

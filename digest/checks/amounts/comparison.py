"""Which numbers of a Chinese text its English lacks, and which it made up."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date  # noqa: N812 - `date` is a parameter here
from decimal import Decimal

from digest.quantities import dates, english
from digest.quantities.number import Index, Number, power_of_ten

_CLOCK = re.compile(r"(\d{1,2})\s?[:：]\s?(\d\d)")
_DOTTED = re.compile(r"(?<![\d.,])\d{1,2}\.\d\d(?!\d)")
_BEFORE_YEAR = re.compile(
    rf"(?:\b(?:[Ii]n|[Ss]ince|until|during|year|of|from|by|{dates.MONTHS}\.?(?:\s+\d{{1,2}}(?:st|nd|rd|th)?)?,?)|[(–-])\s*$"
)
# Conversions that only move the decimal point count if the English names their unit: for each
# unit behind a Chinese number, the English to look for.
_TENFOLD_UNITS = {
    "吨": r"kilograms?\b|\bkgs?\b", "公斤": r"\bton(?:ne)?s?\b", "千克": r"\bton(?:ne)?s?\b",
    "公顷": r"square kilomet|\bsq\.? km", "平方公里": "hectare", "平方千米": "hectare", "平方米": "hectare",
    "度": r"\b[MGT]Wh\b|(?:mega|giga|tera)watt", "千瓦时": r"\b[MGT]Wh\b|(?:mega|giga|tera)watt",
    "千瓦": r"\b[MGT]W\b|(?:mega|giga|tera)watt", "兆瓦": r"\b[kGT]W\b|(?:kilo|giga|tera)watt",
    "吉瓦": r"\bMW\b|megawatt",
}  # fmt: skip
# The same for other readings of a number, by its own Chinese: "5 per 10,000", "two in ten".
_NAMED_READINGS = (
    (re.compile("[千万]分之"), re.compile(r"thousand|10,?000|1,?000|‰|basis point|per ?mille", re.IGNORECASE)),
    (re.compile(".{1,3}成"), re.compile(r"\bten(?:ths?)?\b|\b10\b", re.IGNORECASE)),
    (re.compile(r"..(?:元|[\d一二三四五六七八九十]+)年"), re.compile(r"\breign|\byear of|Republic|Minguo|\bROC\b|Emperor|\d(?:st|nd|rd|th) year", re.IGNORECASE)),
)  # fmt: skip
# Sizes without a number before them: the trillion yuan, a new billion-yuan park; not several million.
_BARE_SIZE = re.compile(
    r"(?<!few )(?<!ral )(?<!any )(?<!ome )(?<!half )(?<!-)\b(?P<size>million|billion|trillion)\b",
    re.IGNORECASE,
)
# "Several hundred thousand" gives a size, and no number.
_SOME_SIZE = re.compile(
    r"\b(?:several|a few|some|many)\s+(?P<size>(?:hundred\s+)?(?:thousand|million|billion|trillion))\b",
    re.IGNORECASE,
)
# Years that the Chinese names by their distance from the article's.
RELATIVE_YEARS = {"今年": 0, "去年": -1, "前年": -2, "明年": 1, "后年": 2, "同年": 0, "年内": 0}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Numbers of the Chinese missing from the English, and of the English without a source.

    Each value once. `confused` are pairs (Chinese, English) in which a round size is wrong by a
    power of ten: 千亿级 as a trillion.
    """

    missing: tuple[Number, ...]
    invented: tuple[Number, ...]
    confused: tuple[tuple[Number, Number], ...]


def compare(
    zh: str, ours: Sequence[Number], en: str, theirs: Sequence[Number], date: Date | None
) -> Comparison:
    """The two texts' numbers side by side; `zh` is normalised, relative years count from `date`."""
    confused = tuple(_round_sizes(zh, ours, en, theirs))
    # 23:15 is printed as 23.15 too, a score of 12:10 as 12.10.
    clocks = {f"{m[1]}.{m[2]}" for m in _CLOCK.finditer(zh)}
    plain = _DOTTED.sub(lambda m: m[0].replace(".", ":") if m[0] in clocks else m[0], en)
    theirs = theirs if plain == en else english.numbers(plain)
    ours = tuple(_with_named_units(number, zh, en) for number in ours)
    implied = tuple(Number((0, 0), (Decimal(value),)) for value in _implied(zh, date))
    english_ones, chinese_ones = Index(theirs), Index((*ours, *implied))
    missing = {n.value: n for n in ours if n.must and not english_ones.holds(n)}
    invented = {
        n.value: n
        for n in theirs
        if n.must
        and not chinese_ones.holds(n)
        and (n.scaled or not _printed(en[slice(*n.span)], zh))
    }
    return Comparison(tuple(missing.values()), tuple(invented.values()), confused)


def is_power_of_ten_off(ours: Number, theirs: Number, zh: str, en: str) -> bool:
    """Whether the English number is the Chinese one but for a power of ten.

    A percentage is never taken for a number that is none.
    """
    share = re.match(r"\s*[%％]", zh[ours.span[1] :]) or "分之" in zh[slice(*ours.span)]
    if bool(share) != bool(re.match(r"\s*(?:%|per\s?cent)", en[theirs.span[1] :])):
        return False
    return any(power_of_ten(a, b) for a in ours.values for b in theirs.values[:1])


def is_year(en: str, number: Number) -> bool:
    """Whether an English number is used as a year: in 1987, May 2019, September 30, 2021."""
    first, end = number.span
    return bool(
        re.fullmatch(r"1[89]\d\d|20\d\d", en[first:end])
        and _BEFORE_YEAR.search(en[max(0, first - 24) : first])
        and not re.match(r"\s+(?:[a-z]+\s+)?(?:people|yuan|[a-z]+s)\b", en[end:])
    )


def _round_sizes(
    zh: str, ours: Sequence[Number], en: str, known: Sequence[Number]
) -> Iterator[tuple[Number, Number]]:
    """Round sizes with the English that is a power of ten away: 千亿级 as a trillion."""
    theirs = (*known, *_bare_sizes(en, known))
    said, meant = Index(theirs), Index(ours)
    for number in ours:
        loose = not number.must or number.vague
        if not (loose and number.scaled) or _is_figure_of_speech(zh, number):
            continue
        if said.holds(number):
            continue
        for other in theirs:
            round_too = not other.must and other.value >= 1000 and not meant.holds(other)
            if round_too and is_power_of_ten_off(number, other, zh, en):
                yield number, other


def _is_figure_of_speech(zh: str, number: Number) -> bool:
    """Whether it is 万 alone, as in 万岛之国; not that of 上万人 and 数以万计."""
    first, end = number.span
    return zh[first:end] == "万" and not number.vague and zh[max(0, first - 2) : first] != "数以"


def _bare_sizes(en: str, known: Sequence[Number]) -> Iterator[Number]:
    """Sizes in words that are part of no known number."""
    taken = {place for number in known for place in range(*number.span)}
    for match in (*_SOME_SIZE.finditer(en), *_BARE_SIZE.finditer(en)):
        if taken.isdisjoint(range(*match.span())):
            taken.update(range(*match.span()))
            yield Number(match.span(), (Decimal(english.scale(match["size"])),))


def _with_named_units(number: Number, zh: str, en: str) -> Number:
    """The number without the readings and conversions whose unit the English does not name."""
    own = zh[slice(*number.span)]
    for chinese, english_words in _NAMED_READINGS:
        if chinese.match(own) and not english_words.search(en):
            return replace(number, converted=())
    place = number.span[1]
    unit = next((words for unit, words in _TENFOLD_UNITS.items() if zh.startswith(unit, place)), "")
    if not unit or re.search(unit, en, re.IGNORECASE):
        return number
    kept = tuple(v for v in number.converted if not power_of_ten(v, number.value))
    return replace(number, converted=kept)


def _printed(digits: str, zh: str) -> bool:
    """Whether the Chinese prints these digits as they are, not as part of a longer number."""
    own = rf"(?<![\d.,]){re.escape(digits)}(?![.,]?\d|\s?[余多]?[十百千万亿])"
    return re.search(own, zh) is not None


def _implied(zh: str, date: Date | None) -> Iterator[int]:
    """Years that the Chinese names by their distance from the article's, and the ends of months."""
    if date:
        yield from (date.year + n for word, n in RELATIVE_YEARS.items() if word in zh)
        yield date.year
    if re.search("[月年季度][末底]|月底", zh):
        yield from (28, 29, 30, 31)

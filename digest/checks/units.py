"""Amounts whose unit a translation changed but not their figure: 300亩 as 300 acres."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from digest.quantities import chinese, english
from digest.quantities.number import Number
from digest.records import Finding
from digest.text import hanzi

# Kind of measure, its size in square metres, kilograms or metres, and its plain English. The
# market units (亩, 斤, 里, 尺, 丈) are the State Council's of 1959.
_CHINESE: dict[str, tuple[str, str, str]] = {
    "亩": ("area", "666.667", "mu"), "公顷": ("area", "10000", "hectares"),
    "平方公里": ("area", "1000000", "square kilometers"),
    "平方千米": ("area", "1000000", "square kilometers"),
    "平方米": ("area", "1", "square meters"), "英亩": ("area", "4046.86", "acres"),
    "斤": ("mass", "0.5", "jin"), "公斤": ("mass", "1", "kilograms"),
    "千克": ("mass", "1", "kilograms"), "吨": ("mass", "1000", "tonnes"),
    "克": ("mass", "0.001", "grams"), "磅": ("mass", "0.453592", "pounds"),
    "里": ("length", "500", "li"), "华里": ("length", "500", "li"),
    "公里": ("length", "1000", "kilometers"), "千米": ("length", "1000", "kilometers"),
    "米": ("length", "1", "meters"), "厘米": ("length", "0.01", "centimeters"),
    "毫米": ("length", "0.001", "millimeters"), "英里": ("length", "1609.34", "miles"),
    "海里": ("length", "1852", "nautical miles"), "英尺": ("length", "0.3048", "feet"),
    "尺": ("length", "0.333333", "chi"), "丈": ("length", "3.33333", "zhang"),
}  # fmt: skip
# Longer ones first; a ton may be short, long or metric.
_ENGLISH: tuple[tuple[str, str, str], ...] = (
    (r"square[\s-]+kilomet(?:er|re)s?|sq\.?\s?km|km²", "area", "1000000"),
    (r"square[\s-]+met(?:er|re)s?|sq\.?\s?m\b|m²", "area", "1"),
    (r"square[\s-]+miles?", "area", "2589988"), (r"square[\s-]+(?:feet|foot)", "area", "0.092903"),
    (r"mus?\b", "area", "666.667"), (r"hectares?|ha\b", "area", "10000"),
    (r"acres?", "area", "4046.86"), (r"kilomet(?:er|re)s?|kms?\b", "length", "1000"),
    (r"nautical[\s-]+miles?", "length", "1852"), (r"miles?", "length", "1609.34"),
    (r"centimet(?:er|re)s?|cm\b", "length", "0.01"), (r"millimet(?:er|re)s?|mm\b", "length", "0.001"),
    (r"met(?:er|re)s?", "length", "1"), (r"feet|foot", "length", "0.3048"), (r"li\b", "length", "500"),
    (r"kilograms?|kilos?|kgs?\b", "mass", "1"), (r"(?:metric[\s-]+)?ton(?:ne)?s?", "mass", "1000"),
    (r"jin\b|catt(?:y|ies)", "mass", "0.5"), (r"pounds?|lbs?\b", "mass", "0.453592"),
    (r"grams?", "mass", "0.001"),
)  # fmt: skip
_UNIT_ZH = re.compile(
    rf"[余多来]?\s?({'|'.join(sorted(_CHINESE, key=len, reverse=True))})(?![程边面年岁高拉])"
)
# 十里店 and 八里桥 are places.
_PLACE = re.compile("[碑铺店村堡桥亭河坡坪街洋镇乡屯营沟湾墩牌岗塘香庄台]")
_UNITS_EN = tuple(
    (re.compile(rf"[\s-]*({words})(?![a-z])", re.IGNORECASE), kind, Decimal(size))
    for words, kind, size in _ENGLISH
)
# 62 miles or 60 for 100 km; a short ton is 10 percent less than a tonne.
_ROUNDED = Decimal("0.11")


@dataclass(frozen=True, slots=True)
class _Measure:
    """A number with its unit: where the unit stands, what it measures, and how much in all."""

    number: Number
    unit: tuple[int, int]
    kind: str
    amount: Decimal
    english: str = ""


def findings(zh: str, en: str) -> Iterator[Finding]:
    """Amounts in another unit than in the Chinese that come to something else in it."""
    for wrong, meant in _wrong(zh, en):
        shown = f"{wrong.number.value.normalize():,f}"
        yield Finding(
            "unit_wrong",
            "error",
            f"{shown} {en[slice(*wrong.unit)]}: the Chinese says "
            f"{meant.number.value.normalize():,f} {meant.english}",
        )


def repair(zh: str, en: str) -> str:
    """The English with the unit of the Chinese where the figure is the same: 300 mu."""
    for wrong, meant in reversed(tuple(_wrong(zh, en))):
        first, end = wrong.unit
        if _figure(meant).equals(wrong.number) and en[first - 1 : first] != "-":
            en = f"{en[:first]}{meant.english}{en[end:]}"
    return en


def _wrong(zh: str, en: str) -> Iterator[tuple[_Measure, _Measure]]:
    """Each English measure that no Chinese one comes to, and the one whose figure it has."""
    zh = hanzi.normalise(zh)
    ours = list(_measured_zh(zh))
    if not ours:
        return
    plain = [n for n in chinese.numbers(zh) if all(n is not m.number for m in ours)]
    for theirs in _measured_en(en):
        alike = [m for m in ours if m.kind == theirs.kind]
        if any(_close(theirs.amount, m.amount) for m in alike):
            continue
        if any(m.english.endswith(en[slice(*theirs.unit)].lower().strip("s") + "s") for m in ours):
            continue  # 12 miles off a coast are nautical ones
        if any(theirs.number.equals(n) for n in plain):
            continue  # another number, of which the Chinese leaves the unit unsaid
        meant = [m for m in alike if theirs.number.equals(m.number)]
        if len({(m.number.value, m.english) for m in meant}) == 1:
            yield theirs, meant[0]


def _figure(measure: _Measure) -> Number:
    """The number as it is printed, not what it comes to in other units."""
    return replace(measure.number, converted=())


def _close(a: Decimal, b: Decimal) -> bool:
    return abs(a - b) <= max(a, b) * _ROUNDED


def _measured_zh(zh: str) -> Iterator[_Measure]:
    for number in chinese.numbers(zh):
        unit = _UNIT_ZH.match(zh, number.span[1])
        if unit and not (unit[1] == "里" and _PLACE.match(zh, unit.end())):
            kind, size, word = _CHINESE[unit[1]]
            yield _Measure(number, unit.span(1), kind, number.value * Decimal(size), word)


def _measured_en(en: str) -> Iterator[_Measure]:
    for number in english.numbers(en):
        for words, kind, size in _UNITS_EN:
            if unit := words.match(en, number.span[1]):
                yield _Measure(number, unit.span(1), kind, number.value * size)
                break

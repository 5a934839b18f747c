"""Measures in a unit that does not match the figure: 300亩 as 300 acres."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from digest.checks.check import Check, Edit, Example, Fault
from digest.checks.pair import TextPair
from digest.quantities.number import Number

# What a unit measures, its size in square metres, kilograms or metres, and its English. The market
# units (亩, 斤, 里, 尺, 丈) are those of the State Council's order of 1959.
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
# The longest first. A ton may be short, long or metric.
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
# 十里店 and 八里桥 are place names.
_PLACE = re.compile("[碑铺店村堡桥亭河坡坪街洋镇乡屯营沟湾墩牌岗塘香庄台]")
_UNITS_EN = tuple(
    (re.compile(rf"[\s-]*({words})(?![a-z])", re.IGNORECASE), kind, Decimal(size))
    for words, kind, size in _ENGLISH
)
# 100 km is printed as 62 miles or 60; a short ton is 10 percent less than a tonne.
_ROUNDED = Decimal("0.11")


@dataclass(frozen=True, slots=True)
class _Measure:
    """A number with its unit: the unit's span, what it measures, and the amount in base units."""

    number: Number
    unit: tuple[int, int]
    kind: str
    amount: Decimal
    english: str = ""


def find(pair: TextPair) -> Iterator[Fault]:
    """Yield measures that amount to none of the Chinese but have the figure of one.

    The edit puts in the unit of the Chinese, unless the unit is part of a word (a 300-acre park).
    """
    for wrong, meant in _wrong(pair):
        shown = f"{wrong.number.value.normalize():,f}"
        first, end = wrong.unit
        same_figure = replace(meant.number, converted=()).equals(wrong.number)
        clear = same_figure and pair.en[first - 1 : first] != "-"
        yield Fault(
            f"{shown} {pair.en[first:end]}: the Chinese says "
            f"{meant.number.value.normalize():,f} {meant.english}",
            f"{shown} {pair.en[first:end]}",
            edits=(Edit(first, end, meant.english),) if clear else (),
        )


def _wrong(pair: TextPair) -> Iterator[tuple[_Measure, _Measure]]:
    """Each English measure that amounts to no Chinese one, with the one whose figure it has."""
    ours = list(_of_chinese(pair))
    if not ours:
        return
    measured = {m.number.span for m in ours}
    plain = [n for n in pair.source.numbers if n.span not in measured]
    for theirs in _of_english(pair):
        alike = [m for m in ours if m.kind == theirs.kind]
        if any(_is_close(theirs.amount, m.amount) for m in alike):
            continue
        word = pair.en[slice(*theirs.unit)].lower().strip("s") + "s"
        if any(m.english.endswith(word) for m in ours):
            continue  # 12 miles off a coast are nautical miles
        if any(theirs.number.equals(n) for n in plain):
            continue  # another number, whose unit the Chinese leaves out
        meant = [m for m in alike if theirs.number.equals(m.number)]
        if len({(m.number.value, m.english) for m in meant}) == 1:
            yield theirs, meant[0]


def _is_close(a: Decimal, b: Decimal) -> bool:
    return abs(a - b) <= max(a, b) * _ROUNDED


def _of_chinese(pair: TextPair) -> Iterator[_Measure]:
    zh = pair.source.plain
    for number in pair.source.numbers:
        unit = _UNIT_ZH.match(zh, number.span[1])
        if unit and not (unit[1] == "里" and _PLACE.match(zh, unit.end())):
            kind, size, word = _CHINESE[unit[1]]
            yield _Measure(number, unit.span(1), kind, number.value * Decimal(size), word)


def _of_english(pair: TextPair) -> Iterator[_Measure]:
    for number in pair.target.numbers:
        for words, kind, size in _UNITS_EN:
            if unit := words.match(pair.en, number.span[1]):
                yield _Measure(number, unit.span(1), kind, number.value * size)
                break


CHECKS: tuple[Check[TextPair], ...] = (
    Check(
        "unit_wrong", "error", "numbers", "another unit: 300 acres for 300亩",
        find, measured=(45, 45), retry=("samples",),
        examples=(
            Example("新种茶树300亩。", "It planted 300 mu of tea.", "It planted 300 acres of tea.", repaired=True),
            Example("收了3000斤米。", "It got 3,000 jin of rice.", "It got 3,000 kilograms of rice.", repaired=True),
            Example("走了50公里路。", "He walked 31 miles.", "He walked 50 miles."),
        ),
    ),
)  # fmt: skip

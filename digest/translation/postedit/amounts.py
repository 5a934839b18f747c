"""Amounts that the Chinese states and the English loses: 260多 as 260, 三五年 as 35 years."""

import re
from collections import Counter
from decimal import Decimal

from digest.quantities import chinese, english
from digest.quantities.number import Number
from digest.text import hanzi
from digest.text.numerals import DIGITS

_AND_MORE = re.compile(r"[余多]")
# Words that already say that there are more, or that the number is approximate.
_SAID = re.compile(
    r"\b(?:more|over|above|some|about|around|nearly|almost|roughly|approximately|least|estimated|than|"
    r"exceed\w*|surpass\w*|excess|top\w*|upwards?|several|dozens|beyond|past|close)\b(?:\W+\w+){0,3}?\W*$",
    re.IGNORECASE,
)
# How far before a number such words can begin.
_WINDOW = 80
_SAID_BEHIND = re.compile(
    r"\s*(?:-odd|\+|plus\b|or (?:so|more)\b|and (?:more|over)\b|odd\b|-|th\b|%)"
)

# 三五年 is three to five years, not 35.
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_EITHER = re.compile(
    r"(?<![零〇一二两三四五六七八九十百千万亿第初\d])([一二两三四五六七八])([二三四五六七八九])(?=[个年月天日次人名倍岁斤里米步分小])"
)


def fix_amounts(zh: str, en: str) -> str:
    """The English with "more than" for 多 and 余, and with three to five where it has 35 for 三五."""
    return _add_more_than(hanzi.normalise(zh), _split_approximate(zh, en))


def _split_approximate(zh: str, en: str) -> str:
    """The English with three to five where it has 35 for 三五."""
    for found in _EITHER.finditer(zh):
        least, most = (DIGITS[char] for char in found.groups())
        wrong = re.compile(rf"(?<![\d.,])\b{least}{most}\b(?![.,]?\d| ?%)")
        if least < most and f"{least}{most}" not in zh and len(wrong.findall(en)) == 1:
            between = "or" if most == least + 1 else "to"
            en = wrong.sub(f"{_WORDS[least]} {between} {_WORDS[most]}", en)
    return en


def _add_more_than(zh: str, en: str) -> str:
    """The English with "more than" before the numbers that the Chinese follows with 多 or 余.

    Only if one number of each text has the value and no word beside it says so already.
    """
    ours: dict[Decimal, list[Number]] = {}
    for number in chinese.numbers(zh):
        if number.must and number.value >= 10:
            ours.setdefault(number.value, []).append(number)
    theirs = english.numbers(en)
    counts = Counter(number.value for number in theirs)
    for number in reversed(theirs):
        same = ours.get(number.value, [])
        first, end = number.span
        if len(same) != 1 or counts[number.value] > 1 or not en[first].isdigit():
            continue
        start, stop = same[0].span
        more = _AND_MORE.match(zh, stop) or _AND_MORE.search(zh, start, stop)
        said = _SAID.search(en, max(0, first - _WINDOW), first) or _SAID_BEHIND.match(en, end)
        if more and not said:
            before = en[max(0, first - _WINDOW) : first].rstrip()
            opens = not before or before[-1] in ".!?"
            en = f"{en[:first]}{'More' if opens else 'more'} than {en[first:]}"
    return en

"""Checks of a summary against its article, in Chinese and in English."""

import itertools
import re
from collections.abc import Sequence
from decimal import Decimal

from digest.checks import (
    changes,
    dates,
)
from digest.quantities import chinese, english
from digest.quantities.number import Index, Number
from digest.records import Finding
from digest.text import hanzi

# What says that a number is rounded, and how far one may be that is not said to be.
_ROUGH = re.compile(r"(?:近|超|逾|破|约|超过|突破|上)$")
_ROUNDING = Decimal("0.025")
# Of a long article only so many numbers are added up, lest any number be a sum.
_MOST_ADDED = 12
# 90后, 三三一 and 千三 are a cohort, a label and a rate.
_NO_AMOUNT = re.compile(r".+后|[一二三四五六七八九]{3}$|[百千][一二三四五六七八九]$")


def check_summary(summary: str, source: str) -> tuple[Finding, ...]:
    """What a Chinese summary says that its article does not."""
    if not hanzi.has_han(summary):
        return (Finding("empty", "error", "the summary is empty or not Chinese"),)
    known, shares = Index(chinese.numbers(source)), Index(_shares(source))
    own = {
        n.value: n
        for n in chinese.numbers(summary)
        if n.certain and not _NO_AMOUNT.match(summary[slice(*n.span)])
    }.values()
    numbers_of_source = chinese.numbers(source)
    strange = [
        f"{n.value.normalize():,f}"
        for n in own
        if not known.holds(n)
        and not rounded(n, numbers_of_source, summary)
        and not _sum_of_two(n, numbers_of_source)
    ]
    strange += [
        f"{n.value.normalize():,f} %"
        for n in _shares(summary)
        if not shares.holds(n) and not rounded(n, _shares(source), summary)
    ]
    strange += [f"{month}月{day}日" for month, day in dates.strange_to(summary, source)]
    return tuple(
        Finding("summary_number", "error", f"{text} is not in the article") for text in strange
    ) + tuple(changes.check_summary(summary, source))


def rounded(number: Number, exact: Sequence[Number], text: str) -> bool:
    """Whether a summary's number is one of its article's, rounded as summaries do.

    12亿 for 12.18亿, within 2.5 percent; 超四万 and 六成 within one of its last digit.
    """
    first, end = number.span
    loose = number.vague or "成" in text[first:end] or _ROUGH.search(text[:first])
    places = int(number.value.normalize().as_tuple().exponent)
    unit = Decimal(1).scaleb(places)
    for other in exact:
        gap = abs(other.value - number.value)
        finer = int(other.value.normalize().as_tuple().exponent) < places
        if finer and gap < unit and (loose or gap <= other.value * _ROUNDING):
            return True
    return False


def _sum_of_two(number: Number, exact: Sequence[Number]) -> bool:
    """Whether a summary adds up two numbers of its article: 133 and 12 are 145 in all."""
    values = sorted({n.value for n in exact if n.must})[-_MOST_ADDED:]
    return any(
        abs(a + b - number.value) <= (number.value * _ROUNDING if number.scaled else 0)
        for a, b in itertools.combinations(values, 2)
    )


def check_english_summary(summary: str, body: str) -> tuple[Finding, ...]:
    """What numbers and days an English summary holds that the English body does not."""
    known = Index(english.numbers(body))
    own = {n.value: n for n in english.numbers(summary) if n.must and not known.holds(n)}
    days = {day for day, _ in dates.of_english(body)}
    strange = [f"{value.normalize():,f}" for value in own]
    strange += [match[0] for day, match in dates.of_english(summary) if day not in days]
    return tuple(
        Finding("summary_number", "warning", f"{text} is not in the English body")
        for text in strange
    )


def _shares(text: str) -> list[Number]:
    """The numbers of a Chinese text that are percentages: 58%, 百分之五十八, 六成."""
    return [
        number
        for number in chinese.numbers(text)
        if re.match(r"\s*[%％]", text[number.span[1] :])
        or re.match(r"百分之|.{1,2}成", text[slice(*number.span)])
    ]

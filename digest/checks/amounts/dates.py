"""Days, months and years of a translation against those of its source."""

import re
from collections.abc import Iterator
from datetime import timedelta

from digest.checks.amounts.comparison import RELATIVE_YEARS, is_power_of_ten_off, is_year
from digest.checks.check import Check, Edit, Example, Fault
from digest.checks.pair import TextPair
from digest.quantities import dates, english
from digest.quantities.number import Number
from digest.text.numerals import small_number

_YEAR_BEHIND = re.compile(r",?\s+((?:19|20)\d\d)\b")
_ORDINAL_YEAR = re.compile(r"\b((?:19|20)\d\d)(?:st|nd|rd|th)\b")
_RELATIVE = re.compile(
    "[今昨前明当翌次同]天|[今昨当前翌次明同]日|[周星期][一二三四五六日末天]|[晨晚]间|今晚|昨晚|前夕"
)
_LUNAR = re.compile("农历|阴历|正月|腊月|初[一二三四五六七八九十]|除夕")
_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_LUNAR_DAY = re.compile(
    r"(?P<lunar>农历|阴历)?(?:[一-龥]{0,2}年)?(?P<month>[正冬腊]|[一二三四五六七八九十]{1,2})月"
    r"(?P<day>初[一二三四五六七八九十]|廿[一二三四五六七八九]?|[一二三]?十[一二三四五六七八九]?)"
)
_END = re.compile("[月年季度周旬][末底初]|月底|年初|旬")
_ADDED_YEAR = rf"\b({dates.MONTHS}(?:\s+\d{{1,2}})?),?\s+"


def find_wrong_days(pair: TextPair) -> Iterator[Fault]:
    """Yield English days of which the Chinese has the month or the day of the month alone right."""
    for day, match in _unsourced_days(pair):
        if _near(pair, day):
            edits = _correction(pair, day, match)
            yield Fault(f"{match[0]} is another day in the Chinese", match[0], edits=edits)


def find_invented(pair: TextPair) -> Iterator[Fault]:
    """Yield days and years that no word of the Chinese gives."""
    for day, match in _unsourced_days(pair):
        if not _near(pair, day):
            yield Fault(f"{match[0]} is not in the Chinese", match[0])
    yield from _class_years(pair)
    yield from _invented_years(pair)


def find_lunar(pair: TextPair) -> Iterator[Fault]:
    """Yield days of the lunar calendar given as calendar days: 正月初八 as January 8."""
    days = {day for _, day in _lunar_days(pair.source.plain)}
    if not days or re.search("lunar|Chinese (?:calendar|New Year)", pair.en, re.IGNORECASE):
        return
    for day, match in pair.target.days:
        if day in days and day not in pair.source.dates.whole - days:
            yield Fault(f"{match[0]} is a day of the lunar calendar in the Chinese", match[0])


def _lunar_days(zh: str) -> Iterator[tuple[str, dates.Day]]:
    for match in _LUNAR_DAY.finditer(zh):
        month = _LUNAR_MONTHS.get(match["month"]) or small_number(match["month"])
        if match["lunar"] or match["month"] in _LUNAR_MONTHS or match["day"][0] in "初廿":
            yield match[0], (month, small_number(match["day"]))


def ordinal_years(pair: TextPair) -> Iterator[Fault]:
    """Yield years made ordinals: 2026年第三次 as the 2026th."""
    for year in _ORDINAL_YEAR.findall(pair.en):
        if f"{year}年" in pair.source.plain:
            yield Fault(f"{year} is a year in the Chinese", year)


def _near(pair: TextPair, day: dates.Day) -> bool:
    return any(day[0] == m or day[1] == d for m, d in pair.source.dates.whole)


def _correction(pair: TextPair, day: dates.Day, match: re.Match[str]) -> tuple[Edit, ...]:
    """The one day of the Chinese that shares a half with this one and is not in the English."""
    known, said = pair.source.dates.whole, {day for day, _ in pair.target.days}
    meant = [d for d in known - said if (day[0] == d[0]) != (day[1] == d[1])]
    if len(meant) != 1 or len(known) > len(said):
        return ()
    name = english.MONTH_NAMES[meant[0][0] - 1]
    text = f"{name} {meant[0][1]}" if match["month"] else f"{meant[0][1]} {name}"
    return (Edit(*match.span(), text),)


def _unsourced_days(pair: TextPair) -> Iterator[dates.DayMatch]:
    zh, date, known = pair.zh, pair.date, pair.source.dates
    if _LUNAR.search(zh):
        return
    relative = _RELATIVE.search(zh)
    around = {date + timedelta(n) for n in range(-8, 9)} if date else set()
    near = {(d.month, d.day) for d in around} if relative else set()
    months = known.months | {(d.month - 2) % 12 + 1 for d in around} | {d.month for d in around}
    for (month, day), match in pair.target.days:
        # The month of a day alone is known from the article's date; without it, the translator's.
        fits = day in known.days and (not date or month in months or not known.months)
        alone = not date and relative and not known.whole and not known.days
        if not (
            (month, day) in known.whole
            or fits
            or (month, day) in near
            or alone
            or (day > 27 and _END.search(zh))
        ):
            yield (month, day), match


def _class_years(pair: TextPair) -> Iterator[Fault]:
    """Yield years behind a date that the Chinese gives to a class of students alone.

    11月22日,2004届 as November 22, 2004.
    """
    for _, match in pair.target.days:
        year = _YEAR_BEHIND.match(pair.en, match.end())
        if year and set(re.findall(rf"{year[1]}\s*(.?)", pair.source.plain)) in ({"届"}, {"级"}):
            yield Fault(f"the year {year[1]} is not in the Chinese", year[1])


def _invented_years(pair: TextPair) -> Iterator[Fault]:
    zh = pair.source.plain
    mistakable = [*pair.comparison.missing, *(n for n in pair.source.numbers if n.scaled)]
    for number in pair.comparison.invented:
        off = any(is_power_of_ten_off(one, number, zh, pair.en) for one in mistakable)
        # Which year 去年 is, only the translator knew.
        known = pair.date or not _may_be_relative(pair, number)
        if not off and is_year(pair.en, number) and known:
            year = f"{number.value:f}"
            yield Fault(f"the year {year} is not in the Chinese", year, edits=_year(pair, number))


def _may_be_relative(pair: TextPair, number: Number) -> bool:
    """Whether the Chinese may mean the year by 去年; not if it gives a plain 10月24日 for the day."""
    words = "|".join(word for word in RELATIVE_YEARS if word in pair.zh)
    day = re.search(rf"\b{dates.MONTHS}\.?\s+\d{{1,2}},?\s+$", pair.en[: number.span[0]])
    return bool(words) and not (day and not re.search(rf"(?:{words})\s?\d{{1,2}}\s?月", pair.zh))


def _year(pair: TextPair, number: Number) -> tuple[Edit, ...]:
    """The edit for a wrong year: the one that 去年 means, or none behind a month."""
    words = [n for word, n in RELATIVE_YEARS.items() if word in pair.zh]
    if pair.date and len(words) == 1:
        return (Edit(*number.span, f"{pair.date.year + words[0]}"),)
    if number.scaled or not 1900 <= number.value <= 2100:
        return ()
    added = re.finditer(rf"{_ADDED_YEAR}{number.value:f}\b,?", pair.en)
    return tuple(Edit(match.end(1), match.end(), "") for match in added)


CHECKS: tuple[Check[TextPair], ...] = (
    Check(
        "date_wrong", "warning", "numbers", "another month or another day of the month",
        find_wrong_days, retry=("samples",),
        examples=(
            Example("9月23日召开。", "It met on September 23.", "It met on August 23.", repaired=True),
            Example("9月23日召开。", "It met on 23 September.", "It met on 24 September.", repaired=True),
        ),
    ),
    Check(
        "lunar_date", "warning", "numbers", "a day of the lunar calendar as a calendar day", find_lunar,
        retry=("samples",),
        examples=(Example("二月初二，庙会开始。", "The fair began on the second day of the second lunar month.", "The fair began on February 2."),),
    ),
    Check(
        "date_invented", "warning", "numbers", "a day or year is not in the Chinese",
        find_invented, measured=(9, 6), retry=("samples",),
        examples=(
            Example("近日，工会成立了。", "The union was founded recently.", "The union was founded on May 15."),
            Example("9月30日他说。", "On September 30 he said so.", "On September 30, 2021, he said so.", repaired=True),
            Example("工会成立了。", "The union was founded.", "The union was founded in 1987."),
        ),
    ),
)  # fmt: skip

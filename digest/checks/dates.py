"""Months and days of a translation against those of its source: wrong ones found and put right."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - `date` is a parameter here
from datetime import timedelta

from digest.quantities import chinese, english
from digest.records import Finding
from digest.text import hanzi

Day = tuple[int, int]  # a month and a day of it

MONTHS = f"(?:{'|'.join(sorted(english.MONTHS, key=len, reverse=True))})"
_ENGLISH = re.compile(
    rf"\b(?P<month>{MONTHS})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?![,.]?\d|:|\s*(?:%|[ap]\.?m\b|million|billion|people))|"
    rf"\b(?P<first>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<after>{MONTHS})\b"
)
_YEAR_BEHIND = re.compile(r",?\s+((?:19|20)\d\d)\b")
_COUNT = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_LIST = (
    rf"{_COUNT}(?:\s?[日号]?(?:上午|下午|晚)?\s?[、，和及与至到~～\-－–—]+\s?{_COUNT}(?!\d|\s?月))*"
)
_DATED = re.compile(rf"(?P<month>{_COUNT})\s?月\s?(?P<days>{_LIST})\s?[日号]")
_DAYS = re.compile(
    rf"(?<![\d.])(?<![\d一二三四五六七八九十]月)(?<!\d月\s)(?P<days>{_LIST})\s?[日号](?!线|楼|院|店|机|台|馆|文|令)"
)
_MONTHS_NAMED = re.compile(rf"(?P<month>{_COUNT})(?:[、至到~\-－–—]{_COUNT})*\s?月")
# Days that have a name, and dates in figures (9·11, 5/20), which may be said in full.
_FEASTS = {
    "五一": (5, 1), "十一": (10, 1), "国庆": (10, 1), "八一": (8, 1), "七一": (7, 1),
    "六一": (6, 1), "元旦": (1, 1), "三八": (3, 8), "五四": (5, 4), "双十一": (11, 11),
    "双11": (11, 11), "双12": (12, 12), "双十二": (12, 12), "圣诞": (12, 25),
}  # fmt: skip
_FIGURES = re.compile(
    r"(?:(?<![\d.])|(?<=“))(\d{1,2})(?:[/·]|(?<=“\d)\.|(?<=“\d\d)\.)(\d{1,2})(?!\d)"
)
_RELATIVE = re.compile(
    "[今昨前明当翌次同]天|[今昨当前翌次明同]日|[周星期][一二三四五六日末天]|[晨晚]间|今晚|昨晚|前夕"
)
_LUNAR = re.compile("农历|阴历|正月|腊月|初[一二三四五六七八九十]|除夕")
_END = re.compile("[月年季度周旬][末底初]|月底|年初|旬")


@dataclass(frozen=True, slots=True)
class Dates:
    """What days a text names: whole ones, and days and months that stand alone."""

    whole: frozenset[Day]
    days: frozenset[int]
    months: frozenset[int]


def of_chinese(text: str) -> Dates:
    """The days that a Chinese text names; 5月1日至3日 is two, of which the second is also alone."""
    text = re.sub(r"[（(](\d{1,2})[)）](?=日)", r"\1", hanzi.normalise(text))  # 今（27）日
    whole = {day for word, day in _FEASTS.items() if word in text}
    whole |= {(int(m[1]), int(m[2])) for m in _FIGURES.finditer(text)}
    for match in _DATED.finditer(text):
        month = int(chinese.value(match["month"]))
        whole |= {(month, day) for day in _each(match["days"])}
    alone = {day for match in _DAYS.finditer(text) for day in _each(match["days"])}
    months = {int(chinese.value(n)) for m in _MONTHS_NAMED.finditer(text) for n in _counts(m[0])}
    return Dates(frozenset(whole), frozenset(alone), frozenset(months))


def of_english(text: str) -> tuple[tuple[Day, re.Match[str]], ...]:
    """The days of months that an English text names, each with its place."""
    return tuple(
        ((english.MONTHS[m["month"] or m["after"]], int(m["day"] or m["first"])), m)
        for m in _ENGLISH.finditer(text)
        if 0 < int(m["day"] or m["first"]) < 32
    )


def findings(zh: str, en: str, date: Date | None = None) -> Iterator[Finding]:
    """Days of the English that the Chinese does not name; relative ones count from `date`."""
    known = of_chinese(zh)
    for day, match in _strange(zh, en, date):
        near = [(m, d) for m, d in known.whole if day[0] == m or day[1] == d]
        if near:
            yield Finding("date_wrong", "warning", f"{match[0]} is another day in the Chinese")
        else:
            yield Finding("date_invented", "warning", f"{match[0]} is not in the Chinese")
    yield from _years(zh, en)


def _years(zh: str, en: str) -> Iterator[Finding]:
    """Years behind a date that the Chinese has of a class of students alone, and years as ordinals.

    11月22日,2004届 as November 22, 2004; 2026年第三次 as the 2026th.
    """
    zh = hanzi.normalise(zh)
    for year in re.findall(r"\b((?:19|20)\d\d)(?:st|nd|rd|th)\b", en):
        if f"{year}年" in zh:
            yield Finding("number_invented", "warning", f"{year} is a year in the Chinese")
    for _, match in of_english(en):
        year = _YEAR_BEHIND.match(en, match.end())
        if year and set(re.findall(rf"{year[1]}\s*(.?)", zh)) in ({"届"}, {"级"}):
            yield Finding("date_invented", "warning", f"the year {year[1]} is not in the Chinese")


def strange_to(summary: str, source: str) -> tuple[Day, ...]:
    """The days that a Chinese summary names and its article does not."""
    known = of_chinese(source)
    said = {
        (int(chinese.value(match["month"])), day)
        for match in _DATED.finditer(hanzi.normalise(summary))
        for day in _each(match["days"])
    }
    return tuple(
        sorted(
            day
            for day in said - known.whole
            if not (day[1] in known.days and (day[0] in known.months or not known.months))
        )
    )


def repair(zh: str, en: str) -> str:
    """The English with a wrong month or day put right.

    Only where the Chinese names one day that shares the other half, and the English nowhere says it.
    """
    known, said = of_chinese(zh).whole, {day for day, _ in of_english(en)}
    for (month, day), match in reversed(tuple(_strange(zh, en, None))):
        meant = [d for d in known - said if (month == d[0]) != (day == d[1])]
        if len(meant) == 1 and len(known) <= len(said):
            name = english.MONTH_NAMES[meant[0][0] - 1]
            text = f"{name} {meant[0][1]}" if match["month"] else f"{meant[0][1]} {name}"
            en = f"{en[: match.start()]}{text}{en[match.end() :]}"
    return en


def _strange(zh: str, en: str, date: Date | None) -> Iterator[tuple[Day, re.Match[str]]]:
    if _LUNAR.search(zh):
        return
    known, relative = of_chinese(zh), _RELATIVE.search(zh)
    around = {date + timedelta(n) for n in range(-8, 9)} if date else set()
    near = {(d.month, d.day) for d in around} if relative else set()
    months = known.months | {(d.month - 2) % 12 + 1 for d in around} | {d.month for d in around}
    for (month, day), match in of_english(en):
        # The month of a day alone is known from the article's date, and else is the translator's.
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


def _each(days: str) -> Iterator[int]:
    yield from (int(chinese.value(count)) for count in _counts(days))


def _counts(text: str) -> list[str]:
    return re.findall(_COUNT, text)

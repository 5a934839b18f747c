"""Days and months that Chinese and English texts name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from digest.quantities import chinese, english
from digest.text import hanzi

Day = tuple[int, int]  # a month and a day of it
DayMatch = tuple[Day, re.Match[str]]

MONTHS = f"(?:{'|'.join(sorted(english.MONTHS, key=len, reverse=True))})"
_ENGLISH = re.compile(
    rf"\b(?P<month>{MONTHS})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?![,.]?\d|:|\s*(?:%|[ap]\.?m\b|million|billion|people))|"
    rf"\b(?P<first>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<after>{MONTHS})\b"
)
_COUNT = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_LIST = rf"{_COUNT}(?:\s?[日号]?(?:上午|下午|晚)?\s?[、，和及与至到~～\-－–—]+\s?{_COUNT}(?!\d|\s?月)){{0,31}}"
_DATED = re.compile(rf"(?P<month>{_COUNT})\s?月\s?(?P<days>{_LIST})\s?[日号]")
_DAYS = re.compile(
    rf"(?<![\d.])(?<![\d一二三四五六七八九十]月)(?<!\d月\s)(?P<days>{_LIST})\s?[日号](?!线|楼|院|店|机|台|馆|文|令)"
)
_MONTHS_NAMED = re.compile(rf"(?P<month>{_COUNT})(?:[、至到~\-－–—]{_COUNT}){{0,12}}\s?月")
# 今（27）日
_BRACKETED = re.compile(r"[（(](\d{1,2})[)）](?=日)")
# Days that have a name, and dates in figures (9·11, 5/20), which English may spell out.
_FEASTS = {
    "五一": (5, 1), "十一": (10, 1), "国庆": (10, 1), "八一": (8, 1), "七一": (7, 1),
    "六一": (6, 1), "元旦": (1, 1), "三八": (3, 8), "五四": (5, 4), "双十一": (11, 11),
    "双11": (11, 11), "七七事变": (7, 7), "九一八": (9, 18), "五卅": (5, 30), "八一五": (8, 15), "双12": (12, 12), "双十二": (12, 12), "圣诞": (12, 25),
}  # fmt: skip
_FIGURES = re.compile(
    r"(?:(?<![\d.])|(?<=“))(\d{1,2})(?:[/·]|(?<=“\d)\.|(?<=“\d\d)\.)(\d{1,2})(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Dates:
    """The days that a Chinese text names: complete ones, and days and months that occur alone."""

    whole: frozenset[Day]
    days: frozenset[int]
    months: frozenset[int]


def of_chinese(text: str) -> Dates:
    """The days that a Chinese text names.

    5月1日至3日 gives two complete days; the second is also listed among the days alone.
    """
    text = _BRACKETED.sub(r"\1", hanzi.normalise(text))
    whole = {day for word, day in _FEASTS.items() if word in text}
    whole |= {(int(m[1]), int(m[2])) for m in _FIGURES.finditer(text)}
    whole |= set(days_with_month(text))
    alone = {day for match in _DAYS.finditer(text) for day in _each(match["days"])}
    months = {int(chinese.value(n)) for m in _MONTHS_NAMED.finditer(text) for n in _counts(m[0])}
    return Dates(frozenset(whole), frozenset(alone), frozenset(months))


def days_with_month(text: str) -> Iterator[Day]:
    """The days that a Chinese text gives with their month, in order."""
    for match in _DATED.finditer(hanzi.normalise(text)):
        month = int(chinese.value(match["month"]))
        yield from ((month, day) for day in _each(match["days"]))


def of_english(text: str) -> tuple[DayMatch, ...]:
    """The days of months that an English text names, each with its match.

    The match has the groups `month` and `day`, or `first` and `after` where the day comes first.
    """
    return tuple(
        ((english.MONTHS[m["month"] or m["after"]], int(m["day"] or m["first"])), m)
        for m in _ENGLISH.finditer(text)
        if 0 < int(m["day"] or m["first"]) < 32
    )


def _each(days: str) -> Iterator[int]:
    yield from (int(chinese.value(count)) for count in _counts(days))


def _counts(text: str) -> list[str]:
    return re.findall(_COUNT, text)

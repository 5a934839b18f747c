"""Reads dates as papers, scrapers and feeds write them, as days in a time zone (China's by default)."""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from digest.errors import ConfigError
from digest.text.hanzi import normalise
from digest.text.numerals import DIGITS, small_number

# China has had one offset and no summer time since 1991.
CHINA = timezone(timedelta(hours=8))
_FIRST, _LAST = date(1900, 1, 1), date(2100, 12, 31)

_ZERO = "〇○零0Ｏ"
_DIGIT = f"[{_ZERO}一二三四五六七八九]"
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,3})"
_YEAR = rf"(?:(?:19|20)\d\d|[一二]{_DIGIT}{{3}})"
# 2026年11月20日, 二〇二六年十一月廿日, 2026年十一月二十日.
_CHINESE = re.compile(rf"(?<!\d)({_YEAR})\s*年\s*/?\s*({_NUMBER})\s*月\s*/?\s*({_NUMBER})(?!\d)")
# Year 1 of the Republic is 1912.
_REPUBLIC = re.compile(
    rf"民[国國]\s*(\d{{1,3}}|{_DIGIT}{{2,3}}|{_NUMBER})\s*年\s*({_NUMBER})\s*月\s*({_NUMBER})(?!\d)"
)
_SEPARATED = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})(?!\d)"
)
# 20261120, and with a time 202611200930 or 20261120093000.
_COMPACT = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(0\d|1[0-2])([0-3]\d)(?:[01]\d[0-5]\d(?:[0-5]\d)?|2[0-3][0-5]\d(?:[0-5]\d)?)?(?!\d)"
)
_IN_PATH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_/]?(\d\d)[-_/]?(\d\d)(?!\d)")
# 20/11/2026 or 11/20/2026: read where only one order is possible.
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)(?!\d)")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_ENGLISH = tuple(
    (re.compile(pattern, re.IGNORECASE), order)
    for pattern, order in (
        (rf"\b(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{_MONTH},?[\s-]+((?:19|20)\d\d)", "dmy"),
        (rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)", "mdy"),
        # As `date` and java.util.Date print: Mon May 20 10:00:00 CST 2024.
        (
            rf"\b{_MONTH}\s+(\d{{1,2}})\s+\d\d:\d\d(?::\d\d)?\s+(?:[A-Z+:\d]+\s+)?((?:19|20)\d\d)",
            "mdy",
        ),
    )
)
_CLOCK = re.compile(
    r"(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?", re.IGNORECASE
)
_EPOCH = re.compile(r"-?\d{9,10}(?:\.\d+)?|\d{12,13}|\d{15,16}")
_AGO = re.compile(
    r"(\d{1,3}|[一二两三四五六七八九十半]{1,2})\s*(?:个)?(秒钟?|分钟|小时|天|日|周|星期)[之以]?前"
)
_AGO_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7}
_DAYS_BACK = {"刚刚": 0, "刚才": 0, "今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
_NO_YEAR = re.compile(
    r"(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})日?(?:\s*\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?"
)


def zone_named(name: str) -> tzinfo:
    """The time zone of a name such as Asia/Shanghai; ConfigError if there is none."""
    if name == "Asia/Shanghai":
        return CHINA  # needs no time zone database
    try:
        return ZoneInfo(name)
    except (ValueError, LookupError, OSError) as error:
        raise ConfigError(
            f"inputs.time_zone: {name!r} is not a time zone known here; use one such as Asia/Shanghai or UTC"
        ) from error


def parse_date(value: object, zone: tzinfo = CHINA, *, today: date | None = None) -> date | None:
    """The day in `zone` that a date or time names; None if it names no full, plausible date.

    Reads ISO, RFC 822, 2024年5月20日, 二〇二四年五月廿日, 民国113年5月20日, 20240520, 20/5/2024 where no
    other order is possible, and epoch seconds to microseconds. `today`, the day on which the text was
    printed, gives 昨天, 3小时前 and 5-20 their day. `CST` is China's time, not Chicago's; a time without
    a zone is in `zone`.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = normalise(str(value).strip()[:200])
    if _COMPACT.fullmatch(text):
        day = _first_day(_COMPACT, text, "ymd")
        if day:
            return day
    if _EPOCH.fullmatch(text):
        return _from_epoch(float(text), zone)
    day = (
        _first_day(_SEPARATED, text, "ymd")
        or _first_day(_CHINESE, text, "ymd")
        or _republican(text)
        or _first_day(_COMPACT, text, "ymd")
        or next(
            (found for rule, order in _ENGLISH if (found := _first_day(rule, text, order))), None
        )
        or _year_last(text)
    )
    if day is None:
        return _relative(text, today) if today else None
    return _in_zone(day, text, zone)


def date_in_path(path: str) -> date | None:
    """The day in the name of a file, its folder or a URL, such as 2026-07-04 or 202607/04."""
    days = [_day(*map(int, found.groups())) for found in _IN_PATH.finditer(path)]
    return next((day for day in reversed(days) if day), None)


def _first_day(pattern: re.Pattern[str], text: str, order: str) -> date | None:
    for found in pattern.finditer(text):
        part = dict(zip(order, found.groups(), strict=True))
        day = _day(_number(part["y"]), _number(part["m"]), _number(part["d"]))
        if day:
            return day
    return None


def _number(text: str) -> int:
    """A year, month or day in figures, Chinese digits (二〇二六), Chinese numerals (廿一) or English."""
    if text.isdecimal():
        return int(text)
    if text[:3].lower() in _MONTHS:
        return _MONTHS.index(text[:3].lower()) + 1
    if set(text) & set("十廿卅"):
        return small_number(text)
    return int("".join("0" if char in _ZERO else str(DIGITS[char]) for char in text))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if _FIRST <= found <= _LAST else None


def _republican(text: str) -> date | None:
    found = _REPUBLIC.search(text)
    return found and _day(1911 + _number(found[1]), _number(found[2]), _number(found[3]))


def _year_last(text: str) -> date | None:
    for found in _YEAR_LAST.finditer(text):
        first, second, year = map(int, found.groups())
        days = {_day(year, second, first), _day(year, first, second)} - {None}
        if len(days) == 1:
            return days.pop()
    return None


def _relative(text: str, today: date) -> date | None:
    ago = _AGO.search(text)
    if ago:
        days = _AGO_DAYS.get(ago[2], 0) * (0 if ago[1] == "半" else _number(ago[1]))
        return today - timedelta(days=days)
    for word, back in _DAYS_BACK.items():
        if text.startswith(word):
            return today - timedelta(days=back)
    found = _NO_YEAR.fullmatch(text)
    if not found:
        return None
    # The latest such day that is not after the day of printing.
    years = (today.year, today.year - 1)
    candidates = (_day(year, int(found[1]), int(found[2])) for year in years)
    return next((day for day in candidates if day and day <= today), None)


def _from_epoch(number: float, zone: tzinfo) -> date | None:
    # Seconds have up to 10 digits before the point, milliseconds 13, microseconds 16.
    seconds = number / 1e6 if number >= 1e14 else number / 1e3 if number >= 1e11 else number
    found = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).astimezone(zone).date()
    return found if _FIRST <= found <= _LAST else None


def _in_zone(day: date, text: str, zone: tzinfo) -> date:
    """The day, moved if the text states a time in another zone, where it is a day earlier or later."""
    clock = _CLOCK.search(text)
    stated = (clock[4] or "").upper() if clock else ""
    if not clock or not stated or int(clock[1]) > 23 or int(clock[2]) > 59:
        return day
    offset = timedelta()
    if stated[0] in "+-":
        offset = timedelta(hours=int(stated[1:3]), minutes=int(stated[-2:]))
        offset = -offset if stated[0] == "-" else offset
    if offset >= timedelta(hours=24):
        return day
    moment = datetime(day.year, day.month, day.day, int(clock[1]), int(clock[2]), tzinfo=UTC)
    return (moment - offset).astimezone(zone).date()

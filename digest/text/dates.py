"""Dates as papers, scrapers and feeds write them, as days in a time zone: China's, if not said."""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from digest.errors import ConfigError

# China has had one offset and no summer time since 1991.
CHINA = timezone(timedelta(hours=8))
_FIRST, _LAST = date(1900, 1, 1), date(2100, 12, 31)

_SEPARATED = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})(?!\d)"
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_HAN_DATE = re.compile(
    "([一二][〇○零一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_IN_PATH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_/]?(\d\d)[-_/]?(\d\d)(?!\d)")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{_MONTH},?[\s-]+((?:19|20)\d\d)", re.IGNORECASE
)
_MONTH_FIRST = re.compile(
    rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)", re.IGNORECASE
)
# `date` and java.util.Date print the year last: Mon May 20 10:00:00 CST 2024.
_YEAR_LAST = re.compile(
    rf"\b{_MONTH}\s+(\d{{1,2}})\s+\d\d:\d\d(?::\d\d)?\s+(?:[A-Z+:\d]+\s+)?((?:19|20)\d\d)",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?", re.IGNORECASE
)
_EPOCH = re.compile(r"-?\d{9,10}(?:\.\d+)?|\d{12,13}|\d{15,16}")
_HAN_DIGITS = {han: digit for digit, han in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}


def zone_named(name: str) -> tzinfo:
    """The time zone of a name such as Asia/Shanghai; ConfigError where there is none."""
    if name == "Asia/Shanghai":
        return CHINA  # also where the machine has no table of zones
    try:
        return ZoneInfo(name)
    except (ValueError, LookupError, OSError) as error:
        raise ConfigError(
            f"inputs.time_zone: {name!r} is no time zone known here; name one such as Asia/Shanghai or UTC"
        ) from error


def parse_date(value: object, zone: tzinfo = CHINA) -> date | None:
    """The day in `zone` that a date or time names; None where it names no full, plausible date.

    Takes ISO, RFC 822, 2024年5月20日, 二〇二四年五月二十日, 20240520 and epoch seconds to
    microseconds. `CST` is China's time, not Chicago's; a time without a zone is the zone's own.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value).strip()[:200]
    if _COMPACT.fullmatch(text):
        return _first_day(_COMPACT, text, "ymd")
    if _EPOCH.fullmatch(text):
        return _from_epoch(float(text), zone)
    day = (
        _first_day(_SEPARATED, text, "ymd")
        or _first_day(_COMPACT, text, "ymd")
        or _first_day(_DAY_FIRST, text, "dmy")
        or _first_day(_MONTH_FIRST, text, "mdy")
        or _first_day(_YEAR_LAST, text, "mdy")
        or _from_han(text)
    )
    return day and _in_zone(day, text, zone)


def date_in_path(path: str) -> date | None:
    """The day that a file's name, its folder or a URL states, such as 2026-07-04 or 202607/04."""
    days = [_day(*map(int, found.groups())) for found in _IN_PATH.finditer(path)]
    return next((day for day in reversed(days) if day), None)


def _first_day(pattern: re.Pattern[str], text: str, order: str) -> date | None:
    for found in pattern.finditer(text):
        part = dict(zip(order, found.groups(), strict=True))
        month = part["m"]
        number = int(month) if month.isdecimal() else _MONTHS.index(month[:3].lower()) + 1
        day = _day(int(part["y"]), number, int(part["d"]))
        if day:
            return day
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if _FIRST <= found <= _LAST else None


def _from_epoch(number: float, zone: tzinfo) -> date | None:
    # Seconds have up to 10 digits before the point, milliseconds 13, microseconds 16.
    seconds = number / 1e6 if number >= 1e14 else number / 1e3 if number >= 1e11 else number
    found = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).astimezone(zone).date()
    return found if _FIRST <= found <= _LAST else None


def _from_han(text: str) -> date | None:
    found = _HAN_DATE.search(text)
    if not found:
        return None
    year = int("".join(str(_HAN_DIGITS[c]) for c in found[1]))
    return _day(year, _han_number(found[2]), _han_number(found[3]))


def _han_number(text: str) -> int:
    tens, ten, units = text.rpartition("十")
    return (_HAN_DIGITS.get(tens, 1) * 10 if ten else 0) + _HAN_DIGITS.get(units, 0)


def _in_zone(day: date, text: str, zone: tzinfo) -> date:
    """The day, moved where the text states a time in a zone in which the day is another."""
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

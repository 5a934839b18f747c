"""Number and date style: dates, numbers, money and dashes in the form that the house wants.

Each rule is a pattern with its replacement. It changes only what has a single reading: a number
without a counted noun may be a label (a hotline, a method called 15830), a month before a capital
may be part of a name.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Literal

from digest.config.settings import Dash, DateForm
from digest.quantities.english import MONTH_NAMES, MONTHS, SHORT_MONTHS
from digest.quantities.number import grouped
from digest.translation.house_style.context import before

Put = Callable[[re.Match[str]], str]
Rule = tuple[re.Pattern[str], Put]

# The full stop of Nov. is part of it if the sentence continues; otherwise it ends the sentence.
_MONTH = rf"(?:(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b(?:(?<=\b\w\w\w)\.(?=\s[a-z\d]|[,;)])|(?<=Sept)\.(?=\s[a-z\d]|[,;)]))?)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DAYS = rf"{_DAY}(?:\s?[-–]\s?{_DAY}|\sto\s{_DAY})?"
_NO_MORE = (
    r"(?![\w:/]|\s?%|[.,]\d|\s?[-–]\s?\d|,?\s\d{1,2}\b(?!\d)|,?\s(?:and|or|to)\s\d(?!\d?\s[A-Z])"
    r"|\s(?:[ap]\.?m\b|percent|per\scent|million|billion|people|yuan))"
)
_DATE = re.compile(
    rf"(?<![\w.,/-])(?<!\d\s)(?<!\d[snrt][tdh]\s)(?:(?P<month>{_MONTH})\s(?P<days>{_DAYS})(?:,?\s(?P<year>(?:1[89]|20)\d\d))?"
    rf"|(?:the\s(?=\d+[snrt]))?(?P<first>{_DAYS})\s(?:of\s)?(?P<then>{_MONTH})(?:,?\s(?P<in>(?:1[89]|20)\d\d))?)"
    rf"{_NO_MORE}"
)

# The end of a name, not a month: Li Jun 12.
_FORENAME = re.compile(r"(?!\b(?:On|In|By|From|Since|Until|Before|After|For|To)\s)\b[A-Z][a-z]+\s$")

_CAPITAL_BEHIND, _SMALL_BEHIND = re.compile(r"\s[A-Z]"), re.compile(r"\s[a-z]")
_SCALE = r"(?:million|billion|trillion)"
_AMOUNT = r"\d[\d,]*(?:\.\d+)?"
_SEVERAL = re.compile(rf"(?:\d|{_SCALE})(?:,|\s(?:and|or|to)|\s?[-–])\s?$")
_MONEY = rf"(?P<money>(?:{_AMOUNT}(?:\s{_SCALE})?(?:\sto\s|\s?[-–]\s?))?{_AMOUNT}(?:\s{_SCALE})?)"
_YUAN = "(?:yuan|renminbi|RMB|CNY)"
_IN_YUAN = re.compile(
    rf"(?<![\w.,$€£¥–-])(?<!\d\s){_MONEY}\s?(?:yuan|renminbi|(?:RMB|CNY)(?!\s?\d))\b(?![-–]|\s?{_YUAN}\b)"
)
_IN_RMB = re.compile(
    rf"\b(?:RMB|CNY)\s?{_MONEY}(?![\w%]|[,.]\d|\s?[-–]|\sto\s\d)(?:\s(?:yuan|renminbi)\b)?(?!\s?{_YUAN}\b)"
)

_PLAIN = re.compile(r"(?<![\w.,/:–-])\d{4,9}(?:\.\d+)?(?![\w/:%–-]|[.,]\d)")
_COUNTED = re.compile(
    "people|yuan|dollars|euros|pounds|workers|employees|staff|members|households|families|residents|"
    "farmers|villagers|students|teachers|children|women|men|visitors|tourists|participants|companies|"
    "enterprises|firms|businesses|unions|shops|stores|schools|villages|projects|jobs|posts|cases|items|"
    "copies|books|sets|vehicles|cars|trucks|trains|flights|homes|houses|rooms|beds|seats|kilomet(?:er|re)s|"
    "km|met(?:er|re)s|tons|tonnes|kilograms|kg|mu|hectares|acres|miles|square|cubic|times|days|years|months|"
    "steps|trees|sheep|pigs|cattle|volunteers|drivers|riders|couriers|doctors|nurses|patients|soldiers|"
    "kilowatts|megawatts"
)
_LABELLED = re.compile(
    r"(?:\b(?:no|number|line|route|hotline|dial|call|calls|called|calling|code|room|platform|model|"
    r"highway|flight|train|phone|tel|iso|issue|article|in|of|since|year|by|from|until"
    rf"|{_MONTH})\b\.?:?,?\s?)$",
    re.IGNORECASE,
)
_NOT_COUNTED = frozenset(
    ["hours", "hotlines", "systems", "platforms", "numbers", "codes", "models", "services"]
)
_FOLLOWING = re.compile(
    r"(?:\sto\s\d[\d,]{3,})?\s(?:(?:new|more|other|poor|local|young|square|cubic)\s)?(?P<noun>[a-z]+)\b"
)
_MONEY_SIGN = re.compile(r"(?:[$€£¥]|\b(?:RMB|CNY|USD|EUR|GBP))\s?$")

_MILLIONS = re.compile(r"(?<![\w.,/–-])\d{1,3}(?:,\d{3}){2,}(?![\w–-]|[.,]\d)")
_SCALED = re.compile(rf"(?<![\w.,/–-])(?P<amount>{_AMOUNT})\s(?P<scale>{_SCALE})\b(?![–-])")
_SCALES = {"million": 10**6, "billion": 10**9, "trillion": 10**12}

_DASHES = re.compile(r"(?<=[^\s—–-])(?: *—[ —]*| +(?:--|–|-) +)(?=[^\s—–-])")


def percents(wanted: str) -> Iterator[Rule]:
    """5 percent, 5 per cent and 5% as `wanted` says."""
    unit = "%" if wanted == "%" else f" {wanted}"
    yield re.compile(r"(?<=\d)(?:\s?%|\s(?:percent|per cent)\b)"), lambda _: unit


def dates(form: DateForm) -> Iterator[Rule]:
    """Days of months in one form, with a range of days and the year."""
    yield _DATE, lambda found: _dated(found, form)


def _dated(found: re.Match[str], form: DateForm) -> str:
    name, year = found["month"] or found["then"], found["year"] or found["in"]
    month = MONTHS[name.rstrip(".")]
    # July 1 Medal, May 4 Movement; Li Jun 12: names.
    if not year and _CAPITAL_BEHIND.match(found.string, found.end()):
        return found[0]
    if found["month"] and len(name) < 4 and month != 5 and _FORENAME.search(before(found)):
        return found[0]
    days = re.sub("st|nd|rd|th", "", found["days"] or found["first"])
    if not all(0 < int(day) < 32 for day in re.findall(r"\d+", days)):
        return found[0]
    if form == "22 November":
        return " ".join(filter(None, (days, MONTH_NAMES[month - 1], year)))
    named = (SHORT_MONTHS if form == "Nov. 22" else MONTH_NAMES)[month - 1]
    if not year:
        return f"{named} {days}"
    # A year behind the day is set off by two commas, the second one within a sentence only.
    within = _SMALL_BEHIND.match(found.string, found.end())
    return f"{named} {days}, {year}" + ("," if within else "")


def thousands() -> Iterator[Rule]:
    """8294 people as 8,294 people, if a currency sign precedes it or a counted noun follows."""
    yield _PLAIN, _separated


def _separated(found: re.Match[str]) -> str:
    preceding = before(found)
    if not _MONEY_SIGN.search(preceding):
        following = _FOLLOWING.match(found.string, found.end())
        noun = following["noun"] if following else ""
        year = len(found[0]) == 4 and 1800 <= int(found[0]) <= 2100
        sure = bool(_COUNTED.fullmatch(noun))
        likely = noun.endswith("s") and not noun.endswith(("ss", "us", "is", "as"))
        if _LABELLED.search(preceding) and (year or not sure):
            return found[0]
        if not sure and (year or not likely or noun in _NOT_COUNTED or preceding.endswith("the ")):
            return found[0]
    whole, dot, part = found[0].partition(".")
    return f"{int(whole):,}{dot}{part}"


def large(form: Literal["words", "digits"]) -> Iterator[Rule]:
    """3,500,000 as 3.5 million, or the reverse; the value is never rounded."""
    if form == "words":
        yield _MILLIONS, lambda found: grouped(Decimal(found[0].replace(",", "")))
    else:
        yield _SCALED, _in_digits


def _in_digits(found: re.Match[str]) -> str:
    # The first of "3 to 5 million" means millions too.
    if _SEVERAL.search(before(found)):
        return found[0]
    value = Decimal(found["amount"].replace(",", "")) * _SCALES[found["scale"]]
    return f"{value.normalize():,f}"


def currency(form: Literal["500 yuan", "RMB 500"]) -> Iterator[Rule]:
    """Amounts of yuan in one form; a list of amounts that share the word stays as it is."""
    if form == "RMB 500":
        yield _IN_YUAN, lambda m: m[0] if _several(m) else f"RMB {m['money']}"
        return
    yield _IN_RMB, lambda m: f"{m['money']} yuan"
    yield _IN_YUAN, lambda m: f"{m['money']} yuan"


def _several(found: re.Match[str]) -> bool:
    return bool(_SEVERAL.search(before(found)))


def dashes(wanted: Dash) -> Iterator[Rule]:
    """Dashes between words in one form; between numbers they mark ranges and stay."""
    yield _DASHES, lambda found: found[0] if _range(found) else wanted


def _range(found: re.Match[str]) -> bool:
    beside = (found.string[found.start() - 1], found.string[found.end()])
    digits = [char.isdigit() for char in beside]
    return all(digits) or ("-" in found[0] and any(digits))

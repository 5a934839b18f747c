"""The numbers of a translation against those of its source: found, hinted, repaired."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date as Date  # noqa: N812 - `date` is a parameter here
from decimal import Decimal

from digest.records import Finding
from digest.verify import chinese, dates, english, money, sizes
from digest.verify.values import Index, Number, grouped, power_of_ten

_VAGUE_DATES = {
    "近日": "recently", "日前": "recently", "近期": "recently", "当天": "that day",
    "近年来": "in recent years", "今年以来": "so far this year", "前段时间": "some time ago",
}  # fmt: skip
_COUNT_WORDS = {
    "人": " people", "名": "", "元": " yuan", "家": "", "户": " households", "亩": " mu",
    "美元": " US dollars", "港元": " Hong Kong dollars", "欧元": " euros", "英镑": " pounds",
    "日元": " yen", "日圆": " yen", "卢布": " rubles", "韩元": " won",
}  # fmt: skip
_BEFORE_YEAR = re.compile(
    rf"(?:\b(?:in|since|until|during|year|of|from|by|{dates.MONTHS}\.?(?:\s+\d{{1,2}}(?:st|nd|rd|th)?)?,?)|[(–-])\s*$"
)
_RELATIVE_YEARS = {"今年": 0, "去年": -1, "前年": -2, "明年": 1, "后年": 2, "同年": 0, "年内": 0}


def findings(zh: str, en: str, date: Date | None = None) -> Iterator[Finding]:
    """What the numbers of `en` have wrong; relative dates count from `date`, the article's."""
    yield from dates.findings(zh, en, date)
    yield from money.findings(zh, en)
    missing, invented = compare(zh, en, date)
    mistakable = _mistakable(zh, missing)
    for number in invented:
        if any(_mistaken(one, number) for one in mistakable):
            yield Finding(
                "number_power_of_ten", "error", f"{_shown(number)} is wrong by a power of ten"
            )
        elif _is_year(en, number):
            yield Finding(
                "date_invented", "warning", f"the year {number.value:f} is not in the Chinese"
            )
        else:
            yield Finding("number_invented", "warning", f"{_shown(number)} is not in the Chinese")
    for number in missing:
        if not any(_mistaken(number, other) for other in invented):
            yield Finding("number_missing", "warning", f"{_shown(number)} is not in the English")


def _is_year(en: str, number: Number) -> bool:
    """Whether it is said as a year: in 1987, May 2019, September 30, 2021."""
    first, end = number.span
    return bool(
        re.fullmatch(r"1[89]\d\d|20\d\d", en[first:end])
        and _BEFORE_YEAR.search(en[max(0, first - 24) : first])
        and not re.match(r"\s+(?:[a-z]+\s+)?(?:people|yuan|[a-z]+s)\b", en[end:])
    )


def compare(
    zh: str, en: str, date: Date | None = None
) -> tuple[tuple[Number, ...], tuple[Number, ...]]:
    """The numbers that the English misses, and those that it made up, each value once."""
    ours, theirs = chinese.numbers(zh), english.numbers(en)
    implied = tuple(Number((0, 0), (Decimal(value),)) for value in _implied(zh, date))
    english_ones, chinese_ones = Index(theirs), Index((*ours, *implied))
    missing = {n.value: n for n in ours if n.must and not english_ones.holds(n)}
    invented = {
        n.value: n
        for n in theirs
        if n.must and not chinese_ones.holds(n) and (n.scaled or en[slice(*n.span)] not in zh)
    }
    return tuple(missing.values()), tuple(invented.values())


def hints(zh: str) -> tuple[tuple[str, str], ...]:
    """(Chinese, English) for the numbers and vague dates that models get wrong."""
    found = {}
    for number in chinese.numbers(zh):
        first, end = number.span
        if not number.must or not (number.scaled or number.value >= 1000) or zh[end:][:1] == "年":
            continue
        counted = next((w for w in _COUNT_WORDS if zh[end:].startswith(w)), "")
        if not number.scaled and not counted and 1900 <= number.value <= 2100:
            continue  # 2018-2019 are years
        if zh[end:].startswith("人次"):
            counted = ""  # journeys and visits, not people
        about = "more than " if any(c in zh[first:end] for c in "余多") else ""
        if zh[end:][:1] in "余多":
            about = "more than "
            counted = ""
            end += 1
        found[zh[first:end] + counted] = (
            about + grouped(number.value) + _COUNT_WORDS.get(counted, "")
        )
    found |= sizes.hints(zh)
    found |= {word: en for word, en in _VAGUE_DATES.items() if _stands_in(word, zh)}
    return tuple(found.items())


def _stands_in(word: str, zh: str) -> bool:
    """Whether a vague date is one: not in 30日前, 今日前往, 最近日本."""
    return bool(
        re.search(rf"(?<![\d一二三四五六七八九十今昨当明同每生节附最临靠]){word}(?![本军])", zh)
    )


def repair(zh: str, en: str) -> str | None:
    """The English with what is plainly meant put right, or None where that changes nothing.

    Numbers wrong by a power of ten, added years, a wrong month or day, dollars for yuan. Only where one number of the Chinese alone can be meant: same digits, and no other like it.
    """
    missing, invented = compare(zh, en)
    wanted = _mistakable(zh, missing)
    meant = {n.value: {w.value for w in wanted if power_of_ten(w.value, n.value)} for n in invented}
    taken = Counter(value for values in meant.values() for value in values)
    repaired = en
    for number in reversed(english.numbers(en)):
        values = meant.get(number.value, set()) if number.must else set()
        if len(values) == 1 and taken[min(values)] == 1:
            first, end = number.span
            repaired = f"{repaired[:first]}{grouped(min(values))}{repaired[end:]}"
    for number in invented:
        repaired = _without_year(repaired, number)
    repaired = money.repair(zh, dates.repair(zh, repaired))
    return repaired if repaired != en else None


def _without_year(en: str, invented: Number) -> str:
    """The English without a year that was added to a month: On September 30, 2021, he said."""
    if invented.scaled or not 1900 <= invented.value <= 2100:
        return en
    return re.sub(rf"\b({dates.MONTHS}(?:\s+\d{{1,2}})?),?\s+{invented.value:f}\b,?", r"\1", en)


def _mistakable(zh: str, missing: Sequence[Number]) -> list[Number]:
    """The numbers that a wrong one may stand for: those missing, and all with 万 or 亿."""
    return [*missing, *(number for number in chinese.numbers(zh) if number.scaled)]


def _mistaken(ours: Number, theirs: Number) -> bool:
    return any(power_of_ten(a, b) for a in ours.values for b in theirs.values[:1])


def _shown(number: Number) -> str:
    return f"{number.value.normalize():,f}"


def _implied(zh: str, date: Date | None) -> Iterator[int]:
    """Years that the Chinese names by their distance from the article's, and the ends of months."""
    if date:
        yield from (date.year + n for word, n in _RELATIVE_YEARS.items() if word in zh)
        yield date.year
    if re.search("[月年季度][末底]|月底", zh):
        yield from (28, 29, 30, 31)

"""The numbers of a translation against those of its source: found, and repaired."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date as Date  # noqa: N812 - `date` is a parameter here
from decimal import Decimal

from digest.checks import bounds, currency, dates, times_of_day, units
from digest.quantities import chinese, english
from digest.quantities.number import Index, Number, grouped, power_of_ten
from digest.records import Finding
from digest.text import hanzi

_CLOCK = re.compile(r"(\d{1,2})\s?[:：]\s?(\d\d)")
_DOTTED = re.compile(r"(?<![\d.,])\d{1,2}\.\d\d(?!\d)")
_BEFORE_YEAR = re.compile(
    rf"(?:\b(?:[Ii]n|[Ss]ince|until|during|year|of|from|by|{dates.MONTHS}\.?(?:\s+\d{{1,2}}(?:st|nd|rd|th)?)?,?)|[(–-])\s*$"
)
# Conversions that only move the point count where the English says their unit.
_TENFOLD_UNITS = {
    "吨": r"kilograms?\b|\bkgs?\b", "公斤": r"\bton(?:ne)?s?\b", "千克": r"\bton(?:ne)?s?\b",
    "公顷": r"square kilomet|\bsq\.? km", "平方公里": "hectare", "平方千米": "hectare", "平方米": "hectare",
}  # fmt: skip
# Sizes without a number before them: the trillion yuan, a new billion-yuan park; not several million.
_BARE_SIZE = re.compile(
    r"(?<!few )(?<!ral )(?<!any )(?<!ome )(?<!half )(?<!-)\b(?P<size>million|billion|trillion)\b",
    re.IGNORECASE,
)
# Several hundred thousand: a size, and no number.
_SOME_SIZE = re.compile(
    r"\b(?:several|a few|some|many)\s+(?P<size>(?:hundred\s+)?(?:thousand|million|billion|trillion))\b",
    re.IGNORECASE,
)
_RELATIVE_YEARS = {"今年": 0, "去年": -1, "前年": -2, "明年": 1, "后年": 2, "同年": 0, "年内": 0}


def findings(zh: str, en: str, date: Date | None = None) -> Iterator[Finding]:
    """What the numbers of `en` have wrong; relative dates count from `date`, the article's."""
    yield from dates.findings(zh, en, date)
    yield from currency.findings(zh, en)
    yield from bounds.findings(zh, en)
    yield from units.findings(zh, en)
    yield from times_of_day.findings(zh, en)
    missing, invented = compare(zh, en, date)
    mistakable = _mistakable(zh, missing)
    for number in invented:
        if any(_mistaken(one, number, zh, en) for one in mistakable):
            yield Finding(
                "number_power_of_ten", "error", f"{_shown(number)} is wrong by a power of ten"
            )
        elif _is_year(en, number):
            if not date and _unnamed_year(zh, en, number):
                continue  # which year 去年 is, only the translator knew
            yield Finding(
                "date_invented", "warning", f"the year {number.value:f} is not in the Chinese"
            )
        else:
            yield Finding("number_invented", "warning", f"{_shown(number)} is not in the Chinese")
    for _, other in round_sizes(zh, en):
        wrong = f"{en[slice(*other.span)]} is wrong by a power of ten"
        yield Finding("number_power_of_ten", "error", wrong)
    for number in missing:
        if not any(_mistaken(number, other, zh, en) for other in invented):
            yield Finding("number_missing", "warning", f"{_shown(number)} is not in the English")


def round_sizes(zh: str, en: str) -> Iterator[tuple[Number, Number]]:
    """Round sizes and what the English makes of them, a power of ten away.

    千亿级 as a trillion, 十几亿 as tens of millions.
    """
    ours, known = chinese.numbers(zh), english.numbers(en)
    theirs = (*known, *_bare_sizes(en, known))
    said, meant = Index(theirs), Index(ours)
    for number in ours:
        loose = not number.must or number.vague
        if not (loose and number.scaled) or _figure_of_speech(hanzi.normalise(zh), number):
            continue
        if said.holds(number):
            continue
        for other in theirs:
            round_too = not other.must and other.value >= 1000 and not meant.holds(other)
            if round_too and _mistaken(number, other, zh, en):
                yield number, other


def _figure_of_speech(zh: str, number: Number) -> bool:
    """Whether it is 万 alone, as in 万岛之国; not that of 上万人 and 数以万计."""
    first, end = number.span
    return zh[first:end] == "万" and not number.vague and zh[max(0, first - 2) : first] != "数以"


def _bare_sizes(en: str, known: Sequence[Number]) -> Iterator[Number]:
    """Those that stand in none of the known numbers."""
    taken = {place for number in known for place in range(*number.span)}
    for match in (*_SOME_SIZE.finditer(en), *_BARE_SIZE.finditer(en)):
        if taken.isdisjoint(range(*match.span())):
            taken.update(range(*match.span()))
            yield Number(match.span(), (Decimal(english.scale(match["size"])),))


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
    plain_zh = hanzi.normalise(zh)
    # 23:15 is set as 23.15 too, a score of 12:10 as 12.10.
    clocks = {f"{m[1]}.{m[2]}" for m in _CLOCK.finditer(plain_zh)}
    plain = _DOTTED.sub(lambda m: m[0].replace(".", ":") if m[0] in clocks else m[0], en)
    ours = tuple(_as_said(number, plain_zh, en) for number in chinese.numbers(zh))
    theirs = english.numbers(plain)
    implied = tuple(Number((0, 0), (Decimal(value),)) for value in _implied(zh, date))
    english_ones, chinese_ones = Index(theirs), Index((*ours, *implied))
    missing = {n.value: n for n in ours if n.must and not english_ones.holds(n)}
    invented = {
        n.value: n
        for n in theirs
        if n.must
        and not chinese_ones.holds(n)
        and (n.scaled or not _printed(en[slice(*n.span)], zh))
    }
    return tuple(missing.values()), tuple(invented.values())


def _as_said(number: Number, zh: str, en: str) -> Number:
    """The number without conversions by a power of ten to units that the English does not name."""
    place = number.span[1]
    said = next((said for unit, said in _TENFOLD_UNITS.items() if zh.startswith(unit, place)), None)
    if said is None or re.search(said, en, re.IGNORECASE):
        return number
    kept = tuple(v for v in number.converted if not power_of_ten(v, number.value))
    return replace(number, converted=kept)


def _printed(digits: str, zh: str) -> bool:
    """Whether the Chinese prints these digits as they are, not as part of a longer number."""
    own = rf"(?<![\d.,]){re.escape(digits)}(?![.,]?\d|\s?[余多]?[十百千万亿])"
    return re.search(own, hanzi.normalise(zh)) is not None


def repair(zh: str, en: str, date: Date | None = None) -> str | None:
    """The English with what is plainly meant put right, or None where that changes nothing.

    Numbers wrong by a power of ten, added years, a wrong year for 去年, a wrong month or day, one
    currency for another. Only where one number of the Chinese alone can be meant: same digits, and
    no other like it.
    """
    missing, invented = compare(zh, en, date)
    wanted = _mistakable(zh, missing)
    meant = {n.value: {w.value for w in wanted if _mistaken(w, n, zh, en)} for n in invented}
    taken = Counter(value for values in meant.values() for value in values)
    repaired = en
    for number in reversed(english.numbers(en)):
        values = meant.get(number.value, set()) if number.must else set()
        if len(values) == 1 and taken[min(values)] == 1:
            first, end = number.span
            repaired = f"{repaired[:first]}{grouped(min(values))}{repaired[end:]}"
    for number in invented:
        repaired = _year_of(zh, repaired, number, date) or _without_year(repaired, number)
    for repair_more in (
        dates.repair,
        currency.repair,
        bounds.repair,
        times_of_day.repair,
        units.repair,
    ):
        repaired = repair_more(zh, repaired)
    return repaired if repaired != en else None


def _unnamed_year(zh: str, en: str, number: Number) -> bool:
    """Whether the Chinese may mean the year by 去年; not where it gives a plain 10月24日 for the day."""
    said = "|".join(word for word in _RELATIVE_YEARS if word in zh)
    day = re.search(rf"\b{dates.MONTHS}\.?\s+\d{{1,2}},?\s+$", en[: number.span[0]])
    return bool(said) and not (day and not re.search(rf"(?:{said})\s?\d{{1,2}}\s?月", zh))


def _year_of(zh: str, en: str, invented: Number, date: Date | None) -> str:
    """The English with the year that the Chinese names by its distance from the article's; or ""."""
    said = [n for word, n in _RELATIVE_YEARS.items() if word in zh]
    if not date or len(said) != 1 or not _is_year(en, invented):
        return ""
    first, end = invented.span
    return f"{en[:first]}{date.year + said[0]}{en[end:]}"


def _without_year(en: str, invented: Number) -> str:
    """The English without a year that was added to a month: On September 30, 2021, he said."""
    if invented.scaled or not 1900 <= invented.value <= 2100:
        return en
    return re.sub(rf"\b({dates.MONTHS}(?:\s+\d{{1,2}})?),?\s+{invented.value:f}\b,?", r"\1", en)


def _mistakable(zh: str, missing: Sequence[Number]) -> list[Number]:
    """The numbers that a wrong one may stand for: those missing, and all with 万 or 亿."""
    return [*missing, *(number for number in chinese.numbers(zh) if number.scaled)]


def _mistaken(ours: Number, theirs: Number, zh: str, en: str) -> bool:
    """Whether the English number is the Chinese one but for a power of ten: no share for a sum."""
    share = re.match(r"\s*[%％]", zh[ours.span[1] :]) or "分之" in zh[slice(*ours.span)]
    if bool(share) != bool(re.match(r"\s*(?:%|per\s?cent)", en[theirs.span[1] :])):
        return False
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

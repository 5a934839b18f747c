"""Times of day of a translation against those of its source: invented ones, morning for evening."""

import re
from collections.abc import Iterator
from decimal import Decimal

from digest.checks.check import Check, Edit, Example, Fault
from digest.checks.pair import TextPair
from digest.quantities import chinese

# 7点45分, 晚上八点半, 17:45, 9时许.
_PART = "凌晨|清晨|早晨|早上|早|上午|中午|下午|午后|傍晚|晚上|晚间|晚|深夜|夜里|半夜|夜间|当晚"
_COUNT = r"\d{1,2}|[零一二三四五六七八九十两]{1,3}"
_CHINESE = re.compile(
    rf"(?:(?P<part>{_PART})\s*)?(?:(?P<hour>\d{{1,2}})\s?[:：]\s?(?P<minute>\d\d)(?!\d)|"
    rf"(?<![\d.])(?P<oclock>{_COUNT})\s?(?:点钟|点|时(?!代|候|间|期|常|而|尚|速|空|任|报|髦|机|至今|不时))"
    rf"(?:(?P<past>\d{{1,2}}|[零一二三四五六七八九十]{{1,3}})\s?分|(?P<half>半)|(?P<quarter>[一三])刻)?)"
)
_EVENING = re.compile("下午|午后|傍晚|晚|夜")
_ENGLISH = re.compile(
    r"(?<![\d:.,$£€])(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[AaPp])\.?[Mm]\b\.?|"
    r"(?<![\d:.,])(?P<clock>[01]?\d|2[0-4]):(?P<past>[0-5]\d)(?![\d:]|\.\d)"
)
# Papers abroad convert times to their readers' zone; scores and ratios look like times.
_ELSEWHERE = re.compile(
    "北京时间|当地时间|美东|格林|GMT|UTC|世界时|时区|比分|[胜负平败]|：\\d{1,2}：", re.IGNORECASE
)
_NOON, _DAY = 12 * 60, 24 * 60  # minutes


def find_invented(pair: TextPair) -> Iterator[Fault]:
    """Yield clock times that are not in the Chinese."""
    for match, at, known in _unsourced(pair):
        if not _same_clock(at, known):
            yield Fault(f"{match[0]} is not in the Chinese", match[0])


def find_wrong(pair: TextPair) -> Iterator[Fault]:
    """Yield times with the wrong half of the day, or none (16 p.m.); the edit puts in the right one."""
    for match, at, known in _unsourced(pair):
        if _same_clock(at, known):
            edits = _correction(match, at, known)
            yield Fault(f"{match[0]} is another time in the Chinese", match[0], edits=edits)


def _correction(match: re.Match[str], at: int, known: frozenset[int]) -> tuple[Edit, ...]:
    """p.m. for a.m. where the Chinese says the time: 17:45 AM is 5:45 PM."""
    half = match["half"]
    meant = {other for other in known if (other - at) % _DAY == _NOON}
    if half and int(match["hour"]) > 12:
        meant = {at} & known or meant
    if not half or len(meant) != 1:
        return ()
    (right,) = meant
    hour, letter = right // 60 % 12 or 12, "p" if right % _DAY >= _NOON else "a"
    letter = letter.upper() if half.isupper() else letter
    minutes = f":{match['minute']}" if match["minute"] else ""
    place = match.start("half") - match.start()
    gap = " " if match[0][place - 1 : place] == " " else ""
    return (Edit(*match.span(), f"{hour}{minutes}{gap}{letter}{match[0][place + 1 :]}"),)


def _unsourced(pair: TextPair) -> Iterator[tuple[re.Match[str], int, frozenset[int]]]:
    """English times that are not right, in minutes since midnight, with those of the Chinese."""
    matches = list(_ENGLISH.finditer(pair.en))
    if not matches or _ELSEWHERE.search(pair.zh):
        return
    known = frozenset(_of_chinese(pair.source.plain))
    for match in matches:
        at, certain = _minutes(match)
        impossible = bool(match["half"]) and int(match["hour"]) > 12
        fits = at in known or (not certain and _same_clock(at, known))
        if not fits or (impossible and known):
            yield match, at, known


def _same_clock(at: int, known: frozenset[int]) -> bool:
    """Whether a clock face shows one of the known times at that time."""
    return any((other - at) % _NOON == 0 for other in known)


def _minutes(match: re.Match[str]) -> tuple[int, bool]:
    """Minutes since midnight, and whether the text says which half of the day."""
    hour = int(match["hour"] or match["clock"])
    minute = int(match["minute"] or match["past"] or 0)
    half = (match["half"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour % 24 * 60 + minute, bool(half) or hour > 12


def _of_chinese(zh: str) -> Iterator[int]:
    """Each time that the text says; both readings if it does not say the half of the day."""
    for match in _CHINESE.finditer(zh):
        hour = int(match["hour"] or chinese.value(match["oclock"]))
        past = chinese.value(match["minute"] or match["past"] or "零")
        if match["half"]:
            past = Decimal(30)
        elif match["quarter"]:
            past = 15 * chinese.value(match["quarter"])
        at = hour % 24 * 60 + int(past)
        evening = match["part"] and _EVENING.search(match["part"])
        if hour > 12 or (match["part"] and not evening and match["part"] != "中午"):
            yield at
        elif evening:
            yield at % _NOON + _NOON
            if hour == 12:
                yield 0
        else:
            yield from (at, (at + _NOON) % _DAY)


CHECKS: tuple[Check[TextPair], ...] = (
    Check(
        "time_invented", "warning", "numbers", "a time of day is not in the Chinese",
        find_invented, measured=(4, 4), retry=("samples",),
        examples=(Example("用时65分钟。", "It took 65 minutes.", "It ended at 6:55 a.m., after 65 minutes."),),
    ),
    Check(
        "time_wrong", "warning", "numbers", "morning for evening, or 16 p.m.",
        find_wrong, measured=(5, 5), retry=("samples",),
        examples=(
            Example("下午5点开会。", "They met at 5 p.m.", "They met at 5 a.m.", repaired=True),
            Example("17点45分开会。", "They met at 5:45 PM.", "They met at 17:45 AM.", repaired=True),
        ),
    ),
)  # fmt: skip

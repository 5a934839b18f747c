"""Times of day of a translation against those of its source: invented ones, morning for evening."""

import re
from collections.abc import Iterator

from digest.quantities import chinese
from digest.records import Finding
from digest.text import hanzi

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
# Papers abroad turn times into their readers'; scores and ratios look like times.
_ELSEWHERE = re.compile(
    "北京时间|当地时间|美东|格林|GMT|UTC|世界时|时区|比分|[胜负平败]|：\\d{1,2}：", re.IGNORECASE
)
_NOON = 12 * 60


def findings(zh: str, en: str) -> Iterator[Finding]:
    """Times that the Chinese does not say, and those with its hands but another half of the day."""
    for match, at, others in _strange(zh, en):
        if _turned(at, others):
            yield Finding("time_wrong", "warning", f"{match[0]} is another time in the Chinese")
        else:
            yield Finding("time_invented", "warning", f"{match[0]} is not in the Chinese")


def repair(zh: str, en: str) -> str:
    """The English with p.m. for a.m. where the Chinese says the time: 17:45 AM is 5:45 PM."""
    for match, at, others in reversed(tuple(_strange(zh, en))):
        half = match["half"]
        meant = {other for other in others if (other - at) % (24 * 60) == _NOON}
        if half and int(match["hour"]) > 12:
            meant = {at} & others or meant
        if half and len(meant) == 1:
            (right,) = meant
            hour, letter = right // 60 % 12 or 12, "p" if right % (24 * 60) >= _NOON else "a"
            letter = letter.upper() if half.isupper() else letter
            minutes = f":{match['minute']}" if match["minute"] else ""
            place = match.start("half") - match.start()
            gap = " " if match[0][place - 1 : place] == " " else ""
            put = f"{hour}{minutes}{gap}{letter}{match[0][place + 1 :]}"
            en = f"{en[: match.start()]}{put}{en[match.end() :]}"
    return en


def _strange(zh: str, en: str) -> Iterator[tuple[re.Match[str], int, frozenset[int]]]:
    if _ELSEWHERE.search(zh):
        return
    known = frozenset(_of_chinese(zh))
    for match in _ENGLISH.finditer(en):
        at, certain = _minutes(match)
        impossible = bool(match["half"]) and int(match["hour"]) > 12
        fits = at in known or (not certain and any((k - at) % _NOON == 0 for k in known))
        if not fits or (impossible and known):
            yield match, at, known


def _turned(at: int, others: frozenset[int]) -> bool:
    return any((other - at) % _NOON == 0 for other in others)


def _minutes(match: re.Match[str]) -> tuple[int, bool]:
    """Minutes since midnight, and whether the half of the day is said."""
    hour = int(match["hour"] or match["clock"])
    minute = int(match["minute"] or match["past"] or 0)
    half = (match["half"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour % 24 * 60 + minute, bool(half) or hour > 12


def _of_chinese(zh: str) -> Iterator[int]:
    """Each time that the text says; one whose half of the day is unsaid is two."""
    for match in _CHINESE.finditer(hanzi.normalise(zh)):
        hour = int(match["hour"] or chinese.value(match["oclock"]))
        past = chinese.value(match["minute"] or match["past"] or "零")
        minute = (
            30
            if match["half"]
            else 15 * int(chinese.value(match["quarter"]))
            if match["quarter"]
            else int(past)
        )
        at = hour % 24 * 60 + minute
        evening = match["part"] and _EVENING.search(match["part"])
        if hour > 12 or (match["part"] and not evening and match["part"] != "中午"):
            yield at
        elif evening:
            yield at % _NOON + _NOON
            if hour == 12:
                yield 0
        else:
            yield from (at, (at + _NOON) % (24 * 60))

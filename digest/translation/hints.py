"""Hints: English for the numbers, sizes and vague dates of a text that models get wrong."""

import re

from digest.checks import TextPair
from digest.quantities import chinese
from digest.quantities.english import MONTH_NAMES
from digest.quantities.number import Number, grouped
from digest.translation import vague_amounts

Hints = tuple[tuple[str, str], ...]

_VAGUE_DATES = {
    "近日": "recently", "日前": "recently", "近期": "recently", "当天": "that day",
    "近年来": "in recent years", "今年以来": "so far this year", "前段时间": "some time ago",
    # Without it, 每周三 becomes the third Wednesday.
    "每周一": "every Monday", "每周二": "every Tuesday", "每周三": "every Wednesday",
    "每周四": "every Thursday", "每周五": "every Friday", "每周六": "every Saturday",
    "每周日": "every Sunday",
}  # fmt: skip
_COUNT_WORDS = {
    "人": " people", "名": "", "元": " yuan", "家": "", "户": " households", "亩": " mu",
    "美元": " US dollars", "港元": " Hong Kong dollars", "欧元": " euros", "英镑": " pounds",
    "日元": " yen", "日圆": " yen", "卢布": " rubles", "韩元": " won",
}  # fmt: skip
# Words that smaller numbers count, for those that were left out.
_MORE_WORDS = _COUNT_WORDS | {
    "分钟": " minutes", "小时": " hours", "个小时": " hours", "天": " days", "年来": " years",
    "年": " years", "岁": " years old", "吨": " tonnes", "公里": " kilometers", "%": "%",
    "平方米": " square meters", "米": " meters", "个月": " months", "项": " items", "组": " sets",
}  # fmt: skip
_LIMITS = {
    "近": "nearly", "将近": "nearly", "接近": "nearly", "超": "more than", "超过": "more than",
    "逾": "more than", "约": "about", "不到": "less than", "不足": "less than",
}  # fmt: skip
_LIMIT = re.compile(
    rf"(?<![最附临靠新相节制契条公预合签违])(?:{'|'.join(sorted(_LIMITS, key=len, reverse=True))})$"
)
_SECONDS = re.compile(r"(?<![分\d])\d{1,2}秒\d{2,3}(?![\d.])")
_DAY = re.compile(r"(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?[日号]")


def hints(zh: str) -> Hints:
    """(Chinese, English) for the large numbers, the sizes and the vague dates of a text."""
    found: dict[str, str] = {}
    for number in chinese.numbers(zh):
        end = number.span[1]
        if not number.must or not (number.scaled or number.value >= 1000) or zh[end:][:1] == "年":
            continue
        counted = _counted(zh[end:], _COUNT_WORDS)
        if not number.scaled and not counted and 1900 <= number.value <= 2100:
            continue  # 2018-2019 are years
        found |= dict([_hint(zh, number, counted)])
    found |= vague_amounts.hints(zh)
    found |= {whole: f"{whole.replace('秒', '.')} seconds" for whole in _SECONDS.findall(zh)}
    found |= {word: en for word, en in _VAGUE_DATES.items() if _is_vague_date(word, zh)}
    return tuple(found.items())


def reminders(pair: TextPair) -> Hints:
    """(Chinese, English) for the numbers and sizes that an English lacks, with what they count."""
    zh, plain = pair.zh, pair.source.plain
    found: dict[str, str] = {}
    for number in pair.comparison.missing:
        days = (m for m in _DAY.finditer(plain) if m.start() <= number.span[0] < m.end())
        if day := next(days, None):
            month = int(day["month"])
            if 0 < month <= len(MONTH_NAMES):
                found[zh[slice(*day.span())]] = f"{MONTH_NAMES[month - 1]} {day['day']}"
        else:
            found |= dict([_hint(zh, number, _counted(zh[number.span[1] :], _MORE_WORDS))])
    sizes = vague_amounts.hints(plain)
    for number, _ in pair.comparison.confused:
        size = zh[slice(*number.span)]
        if whole := next((words for words in sizes if size in words), ""):
            found[whole] = sizes[whole].removesuffix(" of")
            continue
        about = "more than " if "十几" in size else ""
        if about or not number.vague:  # 数千亿 is not 100 billion
            found[size] = about + grouped(number.value)
    return tuple(found.items())


def _counted(rest: str, words: dict[str, str]) -> str:
    """The word at the start of `rest` that the number before it counts, or ""."""
    counted = max((w for w in words if rest.startswith(w)), key=len, default="")
    return "" if rest.startswith("人次") else counted  # journeys and visits, not people


def _hint(zh: str, number: Number, counted: str) -> tuple[str, str]:
    first, end = number.span
    about = "more than " if any(c in zh[first:end] for c in "余多") else ""
    if zh[end:][:1] in {"余", "多"}:
        about, counted = "more than ", ""
        end += 1
    elif limit := _LIMIT.search(zh[:first]):
        about, first = about or f"{_LIMITS[limit[0]]} ", limit.start()
    return zh[first:end] + counted, about + grouped(number.value) + _MORE_WORDS.get(counted, "")


def _is_vague_date(word: str, zh: str) -> bool:
    """Whether the text has the vague date: 30日前, 今日前往 and 最近日本 do not have 日前 and 近日."""
    return bool(
        re.search(rf"(?<![\d一二三四五六七八九十今昨当明同每生节附最临靠]){word}(?![本军])", zh)
    )

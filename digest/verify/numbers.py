"""Numbers of both languages as values, so that 3.5万 equals 35,000."""

import re
from decimal import Decimal

from digest import zh

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10**4, "亿": 10**8}
_ZH_NUMBER = re.compile(r"(\d[\d,，]*(?:\.\d+)?)\s*([十百千]?[余多]?[万亿]{0,2})")
_ZH_SPELLED = re.compile(
    r"[零〇一二三四五六七八九十百千两]*[十百千万亿][零〇一二三四五六七八九十百千两万亿]*"
)
# 20世纪90年代 is one number in English: the 1990s.
_DECADE = re.compile(r"(\d{1,2})世纪(\d0)年代")
_EN_NUMBER = re.compile(
    r"((?>\d[\d,]*(?:\.\d+)?))(?:[\s-]*(thousand|million|billion|trillion|k|m|bn)\b)?(?:st|nd|rd|th|s)?(?![A-Za-z])",
    re.IGNORECASE,
)
_EN_SCALES = {
    "thousand": 10**3, "k": 10**3, "million": 10**6, "m": 10**6,
    "billion": 10**9, "bn": 10**9, "trillion": 10**12,
}  # fmt: skip


def zh_values(text: str) -> tuple[Decimal, ...]:
    """The values of numbers written in digits, with their 万 and 亿, in order."""
    values = []
    text = _DECADE.sub(
        lambda found: f"{(int(found[1]) - 1) * 100 + int(found[2])}年代", zh.normalise(text)
    )
    for digits, unit in _ZH_NUMBER.findall(text):
        value = Decimal(re.sub("[,，]", "", digits))
        for char in unit:
            value *= _UNITS.get(char, _SCALES.get(char, 1))
        values.append(value)
    return tuple(values)


def en_values(text: str) -> tuple[Decimal, ...]:
    """The values of numbers written in digits, with their thousand, million and so on, in order."""
    return tuple(value for _, value in en_spans(text))


def en_spans(text: str) -> tuple[tuple[tuple[int, int], Decimal], ...]:
    """Where each number in digits stands, its scale word included, and its value."""
    return tuple(
        (
            found.span(),
            Decimal(found[1].replace(",", "")) * _EN_SCALES.get((found[2] or "").lower(), 1),
        )
        for found in _EN_NUMBER.finditer(text)
        if found[1].strip(",")
    )


def spelled_values(text: str) -> tuple[int, ...]:
    """The values of numbers spelled in Chinese characters (两千三百, 十二), in order."""
    return tuple(_spelled(match) for match in _ZH_SPELLED.findall(text))


def _spelled(text: str) -> int:
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _UNITS:
            section += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            total = (total + section + digit or 1) * _SCALES[char]
            section = digit = 0
    return total + section + digit


def grouped(value: Decimal) -> str:
    """8294 as 8,294; 35000000 as 35 million; whole English house style for hints."""
    for scale, name in ((10**9, "billion"), (10**6, "million")):
        if value >= scale and (value * 1000 / scale) % 1 == 0:
            return f"{(value / scale).normalize():f} {name}"
    return f"{value.normalize():,f}"

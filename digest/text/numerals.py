"""Chinese digits and numerals below 100: the one table that every reader of numbers uses."""

import re
from collections.abc import Mapping
from types import MappingProxyType

DIGITS: Mapping[str, int] = MappingProxyType(
    {digit: value for value, digit in enumerate("零一二三四五六七八九")}
    | {"〇": 0, "○": 0, "两": 2}
)


def small_number(text: str) -> int:
    """The value of figures or of numerals below 100: 12, 十二, 廿三, 初五, 元 (first)."""
    if text.isdecimal():
        return int(text)
    if text == "元":
        return 1
    text = text.removeprefix("初").replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    return (10 * DIGITS.get(tens, 1) if ten else 0) + DIGITS.get(ones, 0)


# An l, I, O or S that text recognition read for a 1, 0 or 5, where a counted unit or another digit
# shows that it is none of 4S店, 5G, G20, O2O or B2B; and a dash for 一.
_UNIT = r"[年月日时点分秒万亿元人名个台箱吨件辆户家岁次米%]"
_DAMAGED = re.compile(
    rf"(?<![A-Za-z\d])[lI]\d+(?:\.\d+)?(?={_UNIT})|(?<![A-Za-z\d.])\d+[OolI]\d+(?={_UNIT})"
    rf"|(?<![A-Za-z\d])\d+[OoSlI](?={_UNIT})|(?<=近)[—－-]成|(?<![A-Za-z\d])[lI]\.\d+(?={_UNIT})"
)


def damaged_numbers(text: str) -> tuple[str, ...]:
    """The numbers of a text that have a letter or a dash in the place of a digit: l9, 2O26, 近—成."""
    return tuple(dict.fromkeys(found[0] for found in _DAMAGED.finditer(text)))

"""Chinese digits and numerals below 100: the one table that every reader of numbers uses."""

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

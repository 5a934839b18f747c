"""English for amounts that the Chinese gives without an exact number: 数千亿, 十几万, 逾百亿, 两成."""

import re
from decimal import Decimal

from digest.quantities import chinese
from digest.quantities.number import grouped

_PLURALS = (
    (10**12, "trillions"), (10**11, "hundreds of billions"), (10**10, "tens of billions"),
    (10**9, "billions"), (10**8, "hundreds of millions"), (10**7, "tens of millions"),
    (10**6, "millions"), (10**5, "hundreds of thousands"), (10**4, "tens of thousands"),
    (1000, "thousands"), (100, "hundreds"), (10, "dozens"),
)  # fmt: skip
_SEVERAL = re.compile(r"[数几]([十百千]?[万亿]{1,2}|[十百千])(?![年代分])")
_TEENS = re.compile(r"(?<![二三四五六七八九两])十[几多余]([万亿]{1,2})")
_ABOUT = {
    "逾": "more than", "超": "more than", "超过": "more than", "近": "nearly", "上": "more than", "约": "about",
}  # fmt: skip
_ROUND = re.compile(
    r"(逾|超过|超|近|约|上)([十百千][万亿]{0,2}|[万亿])(?![\d一二三四五六七八九十百千万亿年代分])"
)
# 数以万计
_COUNTED_BY = re.compile(r"数以([十百千]?[万亿]|[十百千])计")
_TENTHS = re.compile(
    r"(?<![\d一二三四五六七八九十])([两二三四五六七八九])成(?=[多以左的，。、；]|$)"
)


def hints(zh: str) -> dict[str, str]:
    """The vague amounts in a text, each with its English."""
    found = {}
    for match in (*_SEVERAL.finditer(zh), *_COUNTED_BY.finditer(zh)):
        size = chinese.value(match[1] if match[1][0] in "十百千" else f"一{match[1]}")
        word = next((word for least, word in _PLURALS if size == least), "")
        if word:
            found[match[0]] = f"{word} of"
    for match in _TEENS.finditer(zh):
        found[match[0]] = f"more than {grouped(chinese.value('十' + match[1]))}"
    for match in _ROUND.finditer(zh):
        amount = chinese.value(match[2] if match[2][0] in "十百千" else f"一{match[2]}")
        if amount >= Decimal(100):
            found[match[0]] = f"{_ABOUT[match[1]]} {grouped(amount)}"
    for match in _TENTHS.finditer(zh):
        found[match[0]] = f"{10 * chinese.value(match[1]).normalize():f} percent"
    return found

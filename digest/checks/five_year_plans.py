"""China's five-year plans by their numbers: 十四五 is the 14th, and not the 15th."""

import re
from collections.abc import Iterator, Sequence

from digest.records import Finding

Names = Sequence[tuple[str, str]]

_DIGITS = "一二三四五六七八九"
_CHINESE = re.compile(
    rf"(?<![\d二三四五六七八九])(?:第?十([{_DIGITS}])个五年|十([{_DIGITS}])五(?![\d年月日天个十百千万亿点号层人名届]))"
)
_ORDINALS = (
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
)  # fmt: skip
_ENGLISH = re.compile(
    rf"\b(?:(1\d)th|({'|'.join(_ORDINALS)}))(?=[- ](?:[A-Za-z]+ )?five[- ]year\b)", re.IGNORECASE
)


def check(zh: str, en: str, _: Names) -> Iterator[Finding]:
    """A finding a plan that the English leaves out or that no word of the Chinese gives."""
    there, said = _in_chinese(zh), _in_english(en)
    for number in sorted(there - said):
        yield Finding(
            "plan_missing",
            "warning",
            f"十{_DIGITS[number - 11]}五 should read {number}th Five-Year Plan",
        )
    for number in sorted(said - there) if there else ():
        yield Finding(
            "plan_invented", "warning", f"{number}th Five-Year Plan is not in the Chinese"
        )


def put_right(zh: str, en: str) -> str:
    """The English with the one plan that the Chinese speaks of, where it has one other."""
    there, said = _in_chinese(zh), _in_english(en)
    if there == said or len(there) != 1 or len(said) != 1:
        return en
    return _ENGLISH.sub(f"{there.pop()}th", en)


def _in_chinese(zh: str) -> set[int]:
    return {11 + _DIGITS.index(a or b) for a, b in _CHINESE.findall(zh)}


def _in_english(en: str) -> set[int]:
    return {
        int(digits) if digits else 11 + _ORDINALS.index(word.casefold())
        for digits, word in _ENGLISH.findall(en)
    }

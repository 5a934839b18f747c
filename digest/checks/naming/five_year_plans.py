"""China's five-year plans by their numbers: 十四五 is the 14th, not the 15th."""

import re
from collections.abc import Iterator

from digest.checks.check import Check, Edit, Example, Fault
from digest.checks.pair import TextPair
from digest.text.numerals import DIGITS

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


def find_missing(pair: TextPair) -> Iterator[Fault]:
    """Yield plans that the Chinese names and the English does not.

    The edit corrects the number if each text speaks of a single plan.
    """
    ours, theirs = _of_chinese(pair.zh), _of_english(pair.en)
    single = len(ours) == len(theirs) == 1
    for number in sorted(ours - set(theirs)):
        chinese, english = f"十{_DIGITS[number - 11]}五", f"{number}th Five-Year Plan"
        matches = theirs.popitem()[1] if single else []
        edits = tuple(Edit(*match.span(), f"{number}th") for match in matches)
        yield Fault(f"{chinese} should read {english}", chinese, english, edits)


def find_invented(pair: TextPair) -> Iterator[Fault]:
    """Yield plans in the English that are not among those that the Chinese names."""
    ours = _of_chinese(pair.zh)
    for number in sorted(set(_of_english(pair.en)) - ours) if ours else ():
        plan = f"{number}th Five-Year Plan"
        yield Fault(f"{plan} is not in the Chinese", plan)


def _of_chinese(zh: str) -> set[int]:
    return {10 + DIGITS[a or b] for a, b in _CHINESE.findall(zh)}


def _of_english(en: str) -> dict[int, list[re.Match[str]]]:
    """The plans by their numbers, each with its mentions."""
    found: dict[int, list[re.Match[str]]] = {}
    for match in _ENGLISH.finditer(en):
        number = int(match[1]) if match[1] else 11 + _ORDINALS.index(match[2].casefold())
        found.setdefault(number, []).append(match)
    return found


CHECKS: tuple[Check[TextPair], ...] = (
    Check(
        "plan_missing", "warning", "names", "another five-year plan than 十四五, or none",
        find_missing, retry=("samples",),
        examples=(
            Example("“十四五”期间新增三条线。", "Three lines were added in the 14th Five-Year Plan period.", "Three lines were added in the 15th Five-Year Plan period.", repaired=True),
        ),
    ),
    Check(
        "plan_invented", "warning", "names", "a five-year plan that the Chinese does not name",
        find_invented, retry=("samples",),
        examples=(Example("“十四五”的成就。", "What the 14th Five-Year Plan brought.", "What the 13th Five-Year Plan and the 14th Five-Year Plan brought."),),
    ),
)  # fmt: skip

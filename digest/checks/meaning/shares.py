"""Percentages and multiples: 两成 as 2 percent, 增长2倍 as "doubled", 25个基点 as 25 percent."""

import re
from collections.abc import Iterator
from decimal import Decimal

from digest.checks.check import Check, Example, Fault
from digest.checks.pair import TextPair
from digest.quantities import chinese
from digest.quantities.number import Index, Number

_PERCENT = re.compile(r"\s?(?:%|percent\b|per cent\b)(?!age)")
_PERCENT_OR_POINT = re.compile(r"\s?(?:%|percent|per cent)")
_SHARE_ZH = re.compile(r"[百千万]分之|.{1,3}成")
_BASIS_POINTS = re.compile(r"\s?个?基点")
_COUNT = r"[一二两三四五六七八九十\d.]+"
_GROWTH = r"(?:增长|增加|提高|提升|上升|上涨|扩大|涨|多|增)了?(?:近|约|超过|超)?"
# 增长2倍 is tripled; 增长到2倍 and 是去年的2倍 are doubled.
_MULTIPLES: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(rf"{_GROWTH}(?P<n>{_COUNT})倍"), 1),
    (re.compile(rf"(?:到|至|为|是|的)[^，。]{{0,6}}?(?P<n>{_COUNT})倍"), 0),
)
_DOUBLINGS = re.compile(r"翻(?:了)?(?P<n>[一两二三四五\d])?番")
_VERBS = {
    "doubl": 2, "tripl": 3, "trebl": 3, "quadrupl": 4, "quintupl": 5, "sextupl": 6,
}  # fmt: skip
_VERB = re.compile(
    r"\b(doubl|tripl|trebl|quadrupl|quintupl|sextupl)(?:e|es|ed|ing)\b", re.IGNORECASE
)


def find_share(pair: TextPair) -> Iterator[Fault]:
    """Yield percentages of up to 10 (others are numbers of their own) that the Chinese does not have.

    Only where the Chinese gives tenths, thousandths or ten-thousandths.
    """
    shares = [n for n in pair.source.numbers if _SHARE_ZH.match(pair.zh[slice(*n.span)])]
    if not shares:
        return
    zh = pair.source.plain
    others = [
        n
        for n in pair.source.numbers
        if n not in shares and (n.value > 10 or _PERCENT.match(zh, n.span[1]))
    ]
    known = Index([*(_plain(n) for n in shares), *others])
    for number in pair.target.numbers:
        if _PERCENT.match(pair.en, number.span[1]) and not known.holds(number):
            shown = f"{number.value.normalize():f} percent"
            meant = f"{shares[0].value.normalize():f} percent"
            yield Fault(f"{shown} is not in the Chinese, which has {meant}", shown, meant)


def _plain(number: Number) -> Number:
    return Number(number.span, number.values, vague=number.vague)


def find_basis_points(pair: TextPair) -> Iterator[Fault]:
    """Yield basis points given as percent: 25个基点 is 0.25 percent."""
    zh = pair.source.plain
    points = [n for n in pair.source.numbers if _BASIS_POINTS.match(zh, n.span[1])]
    for number in pair.target.numbers if points else ():
        if _PERCENT_OR_POINT.match(pair.en, number.span[1]) and any(
            number.equals(n) for n in points
        ):
            shown = f"{number.value.normalize():f}"
            yield Fault(
                f"{shown} percent: the Chinese says basis points", shown, f"{shown} basis points"
            )


def find_multiple(pair: TextPair) -> Iterator[Fault]:
    """Yield doubled, tripled ... where the Chinese gives other multiples only."""
    verbs = _VERB.findall(pair.en)
    meant = set(_multiples(pair.source.plain)) if verbs else set()
    for verb in dict.fromkeys(verb.lower() for verb in verbs):
        if meant and _VERBS[verb] not in meant:
            (first, *_) = sorted(meant)
            word = f"{verb}ed"
            yield Fault(f"{word}: the Chinese says {first.normalize():f} times as much", word)


def _multiples(zh: str) -> Iterator[Decimal]:
    """The multiples that a Chinese text gives; none where one is not understood."""
    rest = zh
    for pattern, more in _MULTIPLES:
        for match in pattern.finditer(rest):
            yield chinese.value(match["n"]) + more
        rest = pattern.sub("", rest)
    for match in _DOUBLINGS.finditer(rest):
        yield Decimal(2) ** int(chinese.value(match["n"] or "一"))
    if re.search("倍增|加倍|[成翻]倍", rest):
        yield Decimal(2)


CHECKS: tuple[Check[TextPair], ...] = (
    Check(
        "share_wrong", "warning", "numbers", "two percent for 两成, five percent for 万分之五",
        find_share, retry=("samples",),
        examples=(
            Example("近三成职工参加了三次培训。", "Nearly 30 percent took part three times.", "Nearly 3 percent took part three times."),
            Example("费率为千分之三。", "The rate is 0.3 percent.", "The rate is 3 percent."),
        ),
    ),
    Check(
        "basis_points", "warning", "numbers", "basis points as percent", find_basis_points,
        retry=("samples",),
        examples=(Example("利率下调15个基点。", "The rate was cut by 15 basis points.", "The rate was cut by 15 percent."),),
    ),
    Check(
        "multiple_wrong", "warning", "numbers", 'another multiple: "doubled" for 增长2倍 or 翻两番',
        find_multiple, retry=("samples",),
        examples=(
            Example("产量增长3倍。", "Output quadrupled.", "Output tripled."),
            Example("产值翻两番。", "Output quadrupled.", "Output doubled."),
        ),
    ),
)  # fmt: skip

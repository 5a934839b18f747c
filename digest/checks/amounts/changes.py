"""What a number says of a change: 增至58 (to 58) is not 增加58 (by 58)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from digest.checks.check import Check, Example, Fault
from digest.checks.pair import ChineseText, EnglishText, SummaryPair, TextPair
from digest.quantities.number import Number

_RISES = "增加?|增长|增多|增高|上升|升高?|上涨|涨|提高|提升|扩大|扩展|攀升|上调"
_FALLS = "减少?|下降|降低?|下跌|跌|缩减|缩短|缩小|压缩|下调|回落|下滑"
_ROUGHLY = "(?:[近约超逾]|超过|大约|将近)?"
_ZH_TO = re.compile(rf"(?:{_RISES}|{_FALLS})(?:至|到|为)了?{_ROUGHLY}$")
_ZH_BY = re.compile(rf"(?:{_RISES}|{_FALLS})了?{_ROUGHLY}$")
_ZH_CHANGES = re.compile(f"{_RISES}|{_FALLS}")
# How many characters before a number can hold the longest match.
_LONGEST_ZH, _LONGEST_EN = 9, 60
_STEMS = (
    "(?:increas|ris|rose|grow|grew|expand|climb|jump|soar|fall|fell|drop|declin|decreas|reduc|cut|lower|rais|"
    r"shorten|narrow|shr[aiu]nk|add(?:ed|ing)\b|(?:up|down)\b)"
)
_EN_CHANGES = re.compile(rf"\b{_STEMS}", re.IGNORECASE)
_CHANGES = rf"{_STEMS}\w*(?:\s+[\w’'-]+){{0,3}}?"
_ABOUT = r"(?:\s+(?:about|nearly|more\s+than|over|around|almost|some|US))?\s*[$¥]?$"
# "By up to 20 percent" gives a difference.
_EN_TO = re.compile(rf"\b{_CHANGES}\s+(?<!\bup )to{_ABOUT}", re.IGNORECASE)
_EN_BY = re.compile(rf"\b{_CHANGES}\s+by{_ABOUT}|\badd(?:ed|ing){_ABOUT}", re.IGNORECASE)
# 增长5% and 下降5%, with nothing between the change and its size.
_RISE_ZH = re.compile(rf"(?:{_RISES})了?{_ROUGHLY}$")
_WAY_ZH = re.compile(
    rf"(?<![少慢缓负难未不降下减速])(?:增长|增加|上升|上涨|提高|提升|下降|下跌|下滑|减少|降低)了?{_ROUGHLY}$"
)
# 拖累经济增长1个百分点: the growth is dragged down.
_CHECKED_ZH = re.compile("拖累|抑制|遏制|减缓|拉低")
_WAY_EN = re.compile(
    r"\b(?:(?P<up>rose|risen|rises?|grew|grown|increased|climbed|jumped|surged|soared|gained|up)"
    r"|(?P<down>fell|fallen|falls|dropped|declined|decreased|shrank|plunged|slid|down))(?: by)?"
    r"(?: (?:about|nearly|almost|over|more than|some|around))?\s?[$¥€£]?$",
    re.IGNORECASE,
)
_Changes = Mapping[Decimal, set[str]]


def find(pair: TextPair) -> Iterator[Fault]:
    """Yield numbers that are the result of a change in one text and its size in the other."""
    return _confused(_of_chinese(pair.source), _of_english(pair.target), "the Chinese")


def find_turned(pair: TextPair) -> Iterator[Fault]:
    """Yield numbers by which something rises in one text and falls in the other."""
    zh, en = pair.source.plain, pair.en
    ways = {
        number.value: "up" if _RISE_ZH.search(before) else "down"
        for number in pair.source.numbers
        if _WAY_ZH.search(before := zh[max(0, number.span[0] - _LONGEST_ZH) : number.span[0]])
        and not _CHECKED_ZH.search(before)
    }
    for number in pair.target.numbers if ways else ():
        said = _WAY_EN.search(en, max(0, number.span[0] - _LONGEST_EN), number.span[0])
        meant = ways.get(number.value)
        if said and meant and (meant == "up") != bool(said["up"]):
            amount = f"{number.value.normalize():,f}"
            yield Fault(f"{said['up'] or said['down']} {amount}: the Chinese says {meant}", amount)


def find_in_summary(pair: SummaryPair) -> Iterator[Fault]:
    """Yield the same for a Chinese summary against its article."""
    return _confused(_of_chinese(pair.article), _of_chinese(pair.summary), "the article")


def _of_chinese(text: ChineseText) -> _Changes:
    """For each number the set of "to", "by", and "" where it belongs to no change."""
    if not _ZH_CHANGES.search(text.plain):
        return {}
    return _uses(text.plain, text.numbers, _ZH_TO, _ZH_BY, _LONGEST_ZH)


def _of_english(text: EnglishText) -> _Changes:
    if not _EN_CHANGES.search(text.text):
        return {}
    return _uses(text.text, text.numbers, _EN_TO, _EN_BY, _LONGEST_EN)


def _uses(
    text: str, numbers: Sequence[Number], to: re.Pattern[str], by: re.Pattern[str], window: int
) -> _Changes:
    uses: dict[Decimal, set[str]] = {}
    for number in numbers:
        first = number.span[0]
        before = text[max(0, first - window) : first].rstrip()
        word = "to" if to.search(before) else "by" if by.search(before) else ""
        uses.setdefault(number.value, set()).add(word)
    return uses


def _confused(source: _Changes, own: _Changes, where: str) -> Iterator[Fault]:
    for value, used in own.items():
        # A number that is used in both ways is not judged.
        meant = source.get(value, set())
        if len(used) == len(meant) == 1 and used | meant == {"to", "by"}:
            (word,), (right,), amount = used, meant, f"{value.normalize():,f}"
            message = f"a change {word} {amount}: {where} says {right} {amount}"
            yield Fault(message, f"{word} {amount}", f"{right} {amount}")


_DOC = 'what something changed to given as the difference, or the reverse: 增至58 as "by 58"'
CHECKS: tuple[Check[TextPair], ...] = (
    Check(
        "change_turned", "warning", "numbers", "a rise as a fall, or the reverse", find_turned,
        retry=("samples",),
        examples=(Example("客流增长了12%。", "Passenger traffic grew by 12 percent.", "Passenger traffic fell by 12 percent."),),
    ),
    Check(
        "change_confused", "warning", "numbers",
        f"{_DOC} (37,000 lines, 410 of which say either: one reference flagged, wrongly)", find,
        examples=(
            Example("工会驿站增至58座。", "The stations increased to 58.", "The stations increased by 58."),
            Example("成本下降了20%。", "The cost fell by 20 percent.", "The cost fell to 20 percent."),
        ),
    ),
)  # fmt: skip
SUMMARY_CHECKS: tuple[Check[SummaryPair], ...] = (
    Check(
        "summary_change", "warning", "summary",
        f"{_DOC} (none of 1,260 summaries by people flagged)", find_in_summary,
        examples=(Example("全区工会驿站增至58座。", "工会驿站增至58座。", "工会驿站增加58座。"),),
    ),
)  # fmt: skip

"""Which number goes with what: from and to, ratios, the dead and the missing, minus, before and after."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from digest.checks.check import Check, Example, Fault
from digest.checks.pair import ChineseText, TextPair
from digest.quantities import dates
from digest.quantities.number import Number

_CHANGE = (
    r"(?:下?降|减|跌|下滑|回落|缩|升|上?涨|增|提|扩|调|攀升|变|恢复)[^\d，。；]{0,4}(?:至|到|为)"
)
_FROM_ZH = re.compile(r"(?:由|从)[^\d，。；]{0,12}$")
_TO_ZH = re.compile(rf"{_CHANGE}[^\d，。；]{{0,4}}$")
_FROM_EN = re.compile(
    r"\bfrom(?: (?:a|an|the|about|around|some|nearly|over|just|US|RMB)| [A-Za-z]+ of)*\s?[$¥€£]?$",
    re.IGNORECASE,
)
_TO_EN = re.compile(
    r"\bto(?: (?:a|an|the|about|around|some|nearly|over|just|US|RMB)| [A-Za-z]+ of)*\s?[$¥€£]?$",
    re.IGNORECASE,
)
_RATIO_ZH = re.compile(
    r"比[例率值]?(?:[约近仅为是达高至:：]|大约|接近)*\s?(?P<a>\d+(?:\.\d+)?)\s?(?:[:：∶]|比)\s?(?P<b>\d+(?:\.\d+)?)(?![\d:：∶])"
)
_RATIO_EN = re.compile(
    r"(?<![\d:.])(?P<a>\d+(?:\.\d+)?)\s?(?:[:∶]|to|-to-)\s?(?P<b>\d+(?:\.\d+)?)(?![\d:])"
)
_FATES: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "dead": (re.compile("遇难|死亡|丧生|身亡|罹难|死"), re.compile(r"\b(?:killed|dead|died|deaths?|fatalit\w+|dying|lives)\b")),
    "injured": (re.compile("受伤|[轻重]伤|伤(?!亡)"), re.compile(r"\b(?:injur\w+|wounded|hurt)\b")),
    "missing": (re.compile("失联|失踪|下落不明"), re.compile(r"\b(?:missing|unaccounted|lost contact)\b")),
    "trapped": (re.compile("被困"), re.compile(r"\btrapped\b")),
    "rescued": (re.compile("获救|救出|脱险"), re.compile(r"\b(?:rescued|saved)\b")),
}  # fmt: skip
_CLAUSE_ZH, _CLAUSE_EN = re.compile(r"[，。；、,;]"), re.compile(r"[.;]\s|,\s| and | while | with ")
_MINUS_ZH = re.compile(
    r"(?:零下|(?:^|[为是至到达约在升降（(，、：:“])\s?[-−－]|(?:^|[为是至到达约在])负)\s?$"
)
_MINUS_EN = re.compile(
    r"\b(?:minus|negative|below|sub-?zero|fell|fall\w*|drop\w*|declin\w*|decreas\w*|contract\w*|shr[aiu]nk\w*|"
    r"down|loss\w*|lost|reduc\w*|cut|lower\w*|deficit|freezing|slump\w*|slid\w*|recession)\b|[-−–—]\s?[$¥€£]?\d",
    re.IGNORECASE,
)  # fmt: skip
_AFTER_ZH, _BEFORE_ZH = (
    re.compile(r"\s?(?:以|之)?后(?!续|来)"),
    re.compile(r"\s?(?:以|之)?前(?!后|往|来|夕)"),
)
_TIMES_EN = {
    "before": re.compile(r"\b(?:before|prior to|by|until|till|no later than|ahead of|up to)\b", re.IGNORECASE),
    "after": re.compile(r"\b(?:after|following|since|from|later than|as of|starting|beginning|onwards?)\b", re.IGNORECASE),
}  # fmt: skip


def find_from_to(pair: TextPair) -> Iterator[Fault]:
    """Yield changes whose start and end are swapped: 由5.1%降至4.8% as "to 5.1 from 4.8"."""
    zh, en = pair.source.plain, pair.en
    starts = _preceded(zh, pair.source.numbers, _FROM_ZH)
    ends = _preceded(zh, pair.source.numbers, _TO_ZH)
    if not starts or not ends or starts & ends:
        return
    said_from = _preceded(en, pair.target.numbers, _FROM_EN)
    said_to = _preceded(en, pair.target.numbers, _TO_EN)
    for first in sorted(starts & said_to - said_from):
        for last in sorted(ends & said_from - said_to):
            a, b = shown(first), shown(last)
            yield Fault(f"the Chinese says from {a} to {b}, not from {b} to {a}", f"{b} to {a}")


def _preceded(text: str, numbers: tuple[Number, ...], words: re.Pattern[str]) -> set[Decimal]:
    return {n.value for n in numbers if words.search(text, max(0, n.span[0] - 40), n.span[0])}


def find_ratio(pair: TextPair) -> Iterator[Fault]:
    """Yield ratios whose sides are swapped."""
    ours = {(m["a"], m["b"]) for m in _RATIO_ZH.finditer(pair.source.plain)}
    for match in _RATIO_EN.finditer(pair.en) if ours else ():
        said = (match["a"], match["b"])
        if said not in ours and said[::-1] in ours:
            right = f"{said[1]} to {said[0]}"
            yield Fault(f"the Chinese says {right}, not {said[0]} to {said[1]}", match[0], right)


def find_swapped_fates(pair: TextPair) -> Iterator[Fault]:
    """Yield numbers of dead, injured or missing people that are given to one another."""
    ours = fates_of_chinese(pair.source)
    theirs = (
        _fates(_CLAUSE_EN.split(pair.en), pair.target.numbers, pair.en, 1) if len(ours) > 1 else {}
    )
    for fate, count in theirs.items():
        others = {other for other, number in ours.items() if number == count}
        if others and ours.get(fate, count) != count and others.isdisjoint({fate}):
            yield Fault(f"{shown(count)} {fate}: the Chinese says {shown(ours[fate])}", fate)


def fates_of_chinese(text: ChineseText) -> dict[str, Decimal]:
    """How many people a Chinese text counts as dead, injured, missing, trapped or rescued."""
    return _fates(_CLAUSE_ZH.split(text.plain), text.numbers, text.plain, 0)


def _fates(
    clauses: list[str], numbers: tuple[Number, ...], text: str, language: int
) -> dict[str, Decimal]:
    """The count for each fate, from clauses that have a single number and a single fate."""
    found: dict[str, Decimal] = {}
    start = 0
    for clause in clauses:
        start = text.index(clause, start)
        inside = [n.value for n in numbers if start <= n.span[0] < start + len(clause)]
        fates = [fate for fate, words in _FATES.items() if words[language].search(clause)]
        if len(inside) == 1 and len(fates) == 1:
            found.setdefault(fates[0], inside[0])
        start += len(clause)
    return found


def find_lost_sign(pair: TextPair) -> Iterator[Fault]:
    """Yield negative numbers whose sign is lost: 零下15摄氏度 as 15 degrees."""
    zh = pair.source.plain
    negative = [
        n for n in pair.source.numbers if _MINUS_ZH.search(zh, max(0, n.span[0] - 4), n.span[0])
    ]
    if not negative or _MINUS_EN.search(pair.en):
        return
    for number in negative:
        if any(n.equals(number) for n in pair.target.numbers):
            figure = shown(number)
            yield Fault(f"{figure} is negative in the Chinese", figure, f"minus {figure}")


def find_turned_times(pair: TextPair) -> Iterator[Fault]:
    """Yield days after which something happens in one text, and before which in the other."""
    zh = pair.source.plain
    said = {"after": _days_followed_by(zh, _AFTER_ZH), "before": _days_followed_by(zh, _BEFORE_ZH)}
    for day, match in pair.target.days if any(said.values()) else ():
        window = pair.en[max(0, match.start() - 25) : match.start()]
        for meant, other in (("after", "before"), ("before", "after")):
            alone = day in said[meant] and day not in said[other]
            turned = _TIMES_EN[other].search(window) and not _TIMES_EN[meant].search(pair.en)
            if alone and turned:
                yield Fault(
                    f"the Chinese says {meant} {match[0]}, not {other}",
                    match[0],
                    f"{meant} {match[0]}",
                )


def _days_followed_by(zh: str, words: re.Pattern[str]) -> set[dates.Day]:
    found = set()
    for match in re.finditer(r"(\d{1,2})月(\d{1,2})[日号]", zh):
        if words.match(zh, match.end()):
            found.add((int(match[1]), int(match[2])))
    return found


def shown(value: Decimal | Number) -> str:
    """A number for a message: 1,234.5."""
    number = value.value if isinstance(value, Number) else value
    return f"{number.normalize():,f}"


CHECKS: tuple[Check[TextPair], ...] = (
    Check(
        "from_to_swapped", "warning", "numbers", "the start of a change as its end", find_from_to,
        retry=("samples",),
        examples=(Example("占比由去年的12%升至15%。", "The share rose to 15 percent from 12 percent.", "The share rose from 15 percent to 12 percent."),),
    ),
    Check(
        "ratio_swapped", "warning", "numbers", "the sides of a ratio swapped", find_ratio,
        retry=("samples",),
        examples=(Example("师生比为1:12。", "The ratio of teachers to students is 1 to 12.", "The ratio of teachers to students is 12 to 1."),),
    ),
    Check(
        "counts_swapped", "warning", "numbers", "the number of the dead as that of the injured or missing",
        find_swapped_fates, retry=("samples",),
        examples=(Example("事故造成4人死亡，15人受伤。", "The accident left 4 people dead and 15 injured.", "The accident left 15 people dead and 4 injured."),),
    ),
    Check(
        "sign_lost", "warning", "numbers", "a negative number without its minus", find_lost_sign,
        retry=("samples",),
        examples=(Example("室外零下20摄氏度。", "It was minus 20 degrees Celsius outside.", "It was 20 degrees Celsius outside."),),
    ),
    Check(
        "before_for_after", "warning", "numbers", "before a day instead of after it, or the reverse",
        find_turned_times, retry=("samples",),
        examples=(Example("6月30日前完成。", "It will be done before June 30.", "It will be done after June 30."),),
    ),
)  # fmt: skip

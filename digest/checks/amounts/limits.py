"""Limits and approximations on the wrong side: 近 (nearly) as "more than"."""

import re
from collections.abc import Iterator, Sequence

from digest.checks.check import Check, Edit, Example, Fault
from digest.checks.pair import TextPair
from digest.quantities.number import Number

_BELOW_ZH = re.compile(r"(?:将近|接近|不到|不足|不满|未满|低于|少于|(?<![最附临靠新相])近)$")
_ABOVE_ZH = re.compile(r"(?:超过|高达|不少于|不低于|至少|超|逾)$")
# Not 节约, 条约 and New York (纽约).
_ABOUT_ZH = re.compile(r"(?<![节契条公制预合签违纽邀])约$|大概$")
_ABOUT_BEHIND_ZH = re.compile(r"[\u4e00-\u9fff%％]{0,3}?(?:左右|上下)")
_MORE_ZH = re.compile(r"[余多]")
_BELOW = re.compile(
    r"\b(?:nearly|almost|close to|just under|under|below|less than|fewer than|not quite|near)"
    r"(?: (?:the|a|US\$?|HK\$?|\$|RMB|CNY))?\s*[£$€]?$",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    r"\b(?:more than|over|above|exceed(?:s|ed|ing)?|upwards of|in excess of|greater than|surpass(?:es|ed|ing)?)"
    r"(?: (?:the|a|US\$?|HK\$?|\$|RMB|CNY))?\s*[£$€]?$",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:no|not|n't|never|nor)\s+$", re.IGNORECASE)
# The longest limit with its negation fits into this many characters before a number.
_WINDOW = 80
# 不超过 is a limit of its own.
_DENIED = re.compile(r"(?:不|未|没有?|不得|不会|不能)(?:超过|超|逾|高于)$")
# The words of a limit that an edit replaces; a verb such as "exceeds" would break the sentence.
_REPLACEABLE = re.compile(
    r"(?!exceed|surpass)[a-z]+(?: (?:than|to|of|excess of|under|quite))?", re.IGNORECASE
)


def find(pair: TextPair) -> Iterator[Fault]:
    """Yield numbers that the Chinese limits on one side and the English on the other."""
    for number, words, meant in _turned(pair):
        shown = f"{number.value.normalize():,f}"
        yield Fault(
            f"the Chinese says {meant} {shown}, not {words[0].lower()}",
            shown, f"{meant} {shown}", tuple(_edits(words, meant)),
        )  # fmt: skip


def _edits(words: re.Match[str], meant: str) -> Iterator[Edit]:
    if found := _REPLACEABLE.match(words[0]):
        text = meant.capitalize() if words[0][0].isupper() else meant
        yield Edit(words.start(), words.start() + found.end(), text)


def _turned(pair: TextPair) -> Iterator[tuple[Number, re.Match[str], str]]:
    """The English number, the match of its limit, and the limit that the Chinese gives."""
    limits = _limits(pair.source.plain, pair.source.numbers)
    if not any(word for _, word in limits):
        return
    en = pair.en
    for number in pair.target.numbers:
        end = number.span[0]
        start = max(0, end - _WINDOW)
        above, below = _ABOVE.search(en, start, end), _BELOW.search(en, start, end)
        words = above or below
        if not words or _NOT.search(en, start, words.start()):
            continue
        meant = {word for n, word in limits if n.equals(number)}
        if len(meant) == 1:
            (limit,) = meant
            if limit and _contradicts(limit, words[0].lower(), above=bool(above)):
                yield number, words, limit


def _contradicts(limit: str, words: str, *, above: bool) -> bool:
    """Whether the English is on the other side of a limit; "nearly" may stand for "about"."""
    if limit == "about":
        return above or words.startswith(("under", "below", "less", "fewer", "just under"))
    return (limit == "more than") != above


def _limits(zh: str, numbers: Sequence[Number]) -> list[tuple[Number, str]]:
    return [(number, _limit(zh, number)) for number in numbers if number.value > 10]


def _limit(zh: str, number: Number) -> str:
    """The limit that the Chinese sets to a number: nearly, about, less or more than, or ""."""
    first, end = number.span
    before, rest = zh[max(0, first - _WINDOW) : first].rstrip(" "), zh[end : end + 1]
    if _DENIED.search(before):
        return ""
    if below := _BELOW_ZH.search(before):
        return "nearly" if below[0].endswith("近") else "less than"
    inside = _MORE_ZH.search(zh[first:end])
    if _ABOVE_ZH.search(before) or inside or _MORE_ZH.match(rest):
        return "more than"
    about = _ABOUT_ZH.search(before) or _ABOUT_BEHIND_ZH.match(zh, end)
    return "about" if about else ""


CHECKS: tuple[Check[TextPair], ...] = (
    Check(
        "number_bound", "warning", "numbers",
        "a limit on the wrong side: 近 as \"more than\" (none in 22,000 lines; 7 in 225 of our model's, all real)",
        find, retry=("samples",),
        examples=(
            Example("近5000万个。", "Nearly 50 million.", "More than 50 million.", repaired=True),
            Example("约300人来了。", "About 300 people came.", "More than 300 people came.", repaired=True),
            Example("逾300人来了。", "Over 300 people came.", "Nearly 300 people came."),
        ),
    ),
)  # fmt: skip

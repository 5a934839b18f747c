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


# Upper and lower limits, before or behind a number.
_AT_MOST_ZH = re.compile(
    r"(?:最多|至多|不超过|不高于|不多于|不得超过|不得高于|不大于)[^\d，。；一二三四五六七八九十百千万两]{0,6}$"
)
_AT_LEAST_ZH = re.compile(
    r"(?:至少|最少|不低于|不少于|不小于|不得低于|不得少于|起码)[^\d，。；一二三四五六七八九十百千万两]{0,6}$"
)
_AT_MOST = re.compile(
    r"\b(?:not|n['’]t|never|cannot)(?: \w+){0,3}? (?:more|longer|higher|greater|over|above|exceed\w*|surpass\w*)\b|\b(?:at most|up to|(?:no|not) (?:more|higher|greater|larger|bigger|longer|later|older|taller|heavier|faster) than|not (?:to )?exceed\w*|maximum|max|within|not over|limits?|limit(?:ed|ing) to|cap(?:s|ped|ping)?|as (?:much|many|high|long) as|(?<!no )(?<!not )(?:less|fewer) than|(?<!not )(?:under|below))\b",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"\b(?:not|n['’]t|never|cannot)(?: \w+){0,3}? (?:less|lower|fewer|shorter|below|under)\b|\b(?:at least|(?:no|not) (?:less|lower|fewer|smaller|shorter|younger|earlier|lighter|slower) than|not below|minimum|min|as (?:little|few|low) as|or (?:more|above|over|higher)|and (?:above|over)|(?<!no )(?<!not )more than|(?<!not )(?:over|above)|exceed\w*|upwards of|starting (?:at|from)|lowest|bottom|floor|not under|least|fewest|plus)\b|\d\+",
    re.IGNORECASE,
)


def _none(words: str) -> re.Pattern[str]:
    """A limit that is denied far before the number: "No operator may control more than"."""
    denied = rf"\b(?:no|none|nobody|neither)\b[^.;:]{{0,60}} (?:{words})\b[^.;:]{{0,12}}$"
    return re.compile(denied, re.IGNORECASE)


_NONE_ABOVE = _none(r"more|longer|higher|greater|over|above|exceed\w*")
_NONE_BELOW = _none("less|fewer|lower|shorter|under|below")


def find_turned_limits(pair: TextPair) -> Iterator[Fault]:
    """Yield upper limits made lower ones, and the reverse: 最多3个月 as "at least 3 months"."""
    for number, meant in _firm_limits(pair):
        window = pair.en[max(0, number.span[0] - 30) : number.span[1] + 25]
        before = pair.en[max(0, number.span[0] - _WINDOW) : number.span[0]]
        if meant == "at most":
            words, others, none = _AT_MOST, _AT_LEAST, _NONE_ABOVE
        else:
            words, others, none = _AT_LEAST, _AT_MOST, _NONE_BELOW
        turned = others.search(window)
        if turned and not words.search(window) and not none.search(before):
            shown = f"{number.value.normalize():,f}"
            yield Fault(
                f"the Chinese says {meant} {shown}, not {turned[0].lower()}",
                shown,
                f"{meant} {shown}",
            )


def find_lost_limits(pair: TextPair) -> Iterator[Fault]:
    """Yield limits that the English drops: 至少12人 as 12 people."""
    for number, meant in _firm_limits(pair):
        if not _AT_LEAST.search(pair.en) and not _AT_MOST.search(pair.en):
            shown = f"{number.value.normalize():,f}"
            yield Fault(f"the Chinese says {meant} {shown}", shown, f"{meant} {shown}")


def _firm_limits(pair: TextPair) -> Iterator[tuple[Number, str]]:
    """The English numbers that the Chinese limits, each with "at least" or "at most".

    Not those that it also has without this limit: which of them the English means is not known.
    """
    zh = pair.source.plain
    limited: list[tuple[Number, str]] = []
    for number in pair.source.numbers:
        start, end = max(0, number.span[0] - 14), number.span[0]
        most, least = _AT_MOST_ZH.search(zh, start, end), _AT_LEAST_ZH.search(zh, start, end)
        limit = "" if bool(most) == bool(least) else "at most" if most else "at least"
        limited.append((number, limit))
    for number in pair.target.numbers if any(limit for _, limit in limited) else ():
        meant = {limit for n, limit in limited if n.value == number.value}
        if len(meant) == 1 and (limit := meant.pop()):
            yield number, limit


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
    """Whether the English is on the other side of a limit; "nearly" may render 约 (about)."""
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
    Check(
        "limit_turned", "warning", "numbers", "an upper limit as a lower one, or the reverse",
        find_turned_limits, retry=("samples",),
        examples=(
            Example("每人最多申请5次。", "Each person may apply up to 5 times.", "Each person may apply at least 5 times."),
            Example("单人同时操控不得超过3台。", "No operator may control more than three at once.", "One person must control at least three at once."),
            Example("时薪不低于25元。", "Hourly pay is no less than 25 yuan.", "Hourly pay is no more than 25 yuan."),
        ),
    ),
    Check(
        "limit_lost", "warning", "numbers", "a limit (至少, 不超过) dropped", find_lost_limits, measured=(3, 3),
        retry=("samples",),
        examples=(Example("至少40人被困。", "At least 40 people were trapped.", "40 people were trapped."),),
    ),
)  # fmt: skip

"""Amounts that a translation puts on the other side of their limit: 近 as "more than"."""

import re
from collections.abc import Iterator

from digest.quantities import chinese, english
from digest.quantities.number import Number
from digest.records import Finding
from digest.text import hanzi

_BELOW_ZH = re.compile(r"(?:将近|接近|不到|不足|不满|未满|低于|少于|(?<![最附临靠新相])近)$")
_ABOVE_ZH = re.compile(r"(?:超过|高达|不少于|不低于|至少|超|逾)$")
# 节约, 条约 and New York are none.
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
# So many characters before a number hold the longest of these, and what denies it.
_WORDS_BEFORE = 80
# 不超过 and 不足 are limits of their own.
_DENIED = re.compile(r"(?:不|未|没有?|不得|不会|不能)(?:超过|超|逾|高于)$")


def findings(zh: str, en: str) -> Iterator[Finding]:
    """Amounts of which the Chinese says that they are less, and the English more; or the reverse."""
    for number, said, meant in _turned(zh, en):
        shown = f"{number.value.normalize():,f}"
        yield Finding(
            "number_bound", "warning", f"the Chinese says {meant} {shown}, not {said[0].lower()}"
        )


def repair(zh: str, en: str) -> str:
    """The English with such words turned round: more than 50 million is nearly 50 million."""
    for _, said, meant in reversed(tuple(_turned(zh, en))):
        word = re.match(r"[a-z]+(?: (?:than|to|of|excess of|under|quite))?", said[0], re.IGNORECASE)
        if word and not word[0].lower().startswith(("exceed", "surpass")):
            first, end = said.start(), said.start() + word.end()
            fit = meant.capitalize() if said[0][0].isupper() else meant
            en = f"{en[:first]}{fit}{en[end:]}"
    return en


def _turned(zh: str, en: str) -> Iterator[tuple[Number, re.Match[str], str]]:
    """The English number, its words for the limit, and the words that the Chinese has."""
    zh = hanzi.normalise(zh)
    limits = [(number, _limit(zh, number)) for number in chinese.numbers(zh) if number.value > 10]
    if not any(word for _, word in limits):
        return
    for number in english.numbers(en):
        words = {word for n, word in limits if n.equals(number)}
        end = number.span[0]
        start = max(0, end - _WORDS_BEFORE)
        above, below = _ABOVE.search(en, start, end), _BELOW.search(en, start, end)
        said = above or below
        if said and len(words) == 1 and not _NOT.search(en, start, said.start()):
            (meant,) = words
            if meant and _against(meant, said[0].lower(), above=bool(above)):
                yield number, said, meant


def _against(meant: str, said: str, *, above: bool) -> bool:
    """Whether the words say the other side; nearly so many may be about so many."""
    if meant == "about":
        return above or said.startswith(("under", "below", "less", "fewer", "just under"))
    return (meant == "more than") != above


def _limit(zh: str, number: Number) -> str:
    """What stands for nearly, about, less or more than around a Chinese number; empty for none."""
    first, end = number.span
    before, rest = zh[max(0, first - _WORDS_BEFORE) : first].rstrip(" "), zh[end : end + 1]
    if _DENIED.search(before):
        return ""
    if below := _BELOW_ZH.search(before):
        return "nearly" if below[0].endswith("近") else "less than"
    inside = _MORE_ZH.search(zh[first:end])
    if _ABOVE_ZH.search(before) or inside or _MORE_ZH.match(rest):
        return "more than"
    about = _ABOUT_ZH.search(before) or _ABOUT_BEHIND_ZH.match(zh, end)
    return "about" if about else ""

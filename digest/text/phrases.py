"""Finds phrases in a text: many at once, in a time that grows with the text alone; or one term."""

import functools
import re
from collections.abc import Iterable, Iterator


class Phrases:
    """A set of phrases to look for, indexed by first character and length."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._known = frozenset(phrase for phrase in phrases if phrase)
        lengths: dict[str, set[int]] = {}
        for phrase in self._known:
            lengths.setdefault(phrase[0], set()).add(len(phrase))
        self._lengths = {c: tuple(sorted(found, reverse=True)) for c, found in lengths.items()}

    def at(self, text: str, start: int) -> Iterator[str]:
        """The phrases that begin at `start`, longest first."""
        for length in self._lengths.get(text[start : start + 1], ()):
            phrase = text[start : start + length]
            if len(phrase) == length and phrase in self._known:
                yield phrase

    def all(self, text: str) -> Iterator[tuple[int, str]]:
        """(start, phrase) of every occurrence, overlapping ones included."""
        for start, char in enumerate(text):
            if char in self._lengths:
                for phrase in self.at(text, start):
                    yield start, phrase

    def longest(self, text: str) -> list[tuple[int, str]]:
        """(start, phrase) of occurrences that do not overlap, in text order; longer phrases win."""
        taken = bytearray(len(text))
        chosen = []
        for start, phrase in sorted(self.all(text), key=lambda found: (-len(found[1]), found[0])):
            end = start + len(phrase)
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * len(phrase)
                chosen.append((start, phrase))
        return sorted(chosen)


@functools.lru_cache(maxsize=4096)
def as_words(term: str) -> re.Pattern[str]:
    """Finds an English term as whole words: in any case, in the plural, and as a possessive."""
    words = re.escape(term.replace("’", "'")).replace("'", "['’]")
    return re.compile(rf"(?<!\w){words}(?:(?:e?s)?['’]s?|e?s)?(?!\w)", re.IGNORECASE)

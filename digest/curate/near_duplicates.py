"""Which articles tell one story: near-duplicates by the character n-grams that they share."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

_Hashes = NDArray[np.uint64]

# Character n-grams: long enough that common phrases of the trade do not make two stories one.
_GRAM = 5
# What so few grams share may be a stock phrase (图为活动现场): such texts must be equal.
_SHORT = 24
# A later part of a text cannot make it another story; it bounds the memory a telling takes.
_TELLING_CHARS = 20_000
# One gram in four is looked up; what shares 0.6 of 40 grams is missed once in a thousand times.
_SAMPLE = 4
# Phrases that hundreds of articles hold tell stories apart badly and take longest to look up.
_MOST_POSTINGS = 20_000
_MOST_CANDIDATES = 8
# An excerpt stands at the beginning of its article; a brief in the middle of a round-up does not.
_EXCERPT_FACTOR, _EXCERPT_CHARS = 3, 100
# A reprint that changes figures changes little else.
_BUT_FOR_FIGURES = 0.9
_PRIME, _MIX = np.uint64(1_000_003), np.uint64(0x9E3779B97F4A7C15)
_FIGURES = re.compile("[0-9]+")
_NOT_TEXT = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Telling:
    """One text of a story."""

    title: str
    text: str
    day: date | None = None


def stories(tellings: Sequence[Telling], similarity: float) -> list[list[int]]:
    """Groups of the tellings of one story each, the longest first.

    Two are one story where the shorter shares `similarity` of its 5-grams with the longer, or with
    the longer's beginning where it is much shorter; or, on one day, where all but the figures is
    the same. Groups come in the order of their first member.
    """
    texts = [plain(telling.text)[:_TELLING_CHARS] for telling in tellings]
    order = sorted(range(len(texts)), key=lambda i: (-len(texts[i]), i))
    groups: dict[int, list[int]] = {}
    same: dict[str, int] = {}
    index = _Index(texts, [telling.day for telling in tellings])
    for at in order:
        text = texts[at]
        short = len(text) < _SHORT + _GRAM
        key = f"{plain(tellings[at].title)}\n{text}" if short else text
        first = same.setdefault(key, at)
        if first == at and not short:
            first = index.first_telling(at, similarity)
        if first == at:
            groups[at] = [at]
            index.tells_first[at] = True
        else:
            groups[first].append(at)
            same[key] = first
    return sorted(groups.values(), key=min)


class _Index:
    """Which texts hold a gram; `tells_first` marks those that a later text can belong to."""

    def __init__(self, texts: Sequence[str], days: Sequence[date | None]) -> None:
        self._texts = texts
        self._days = days
        self._grams = [_grams(_without_figures(text)) for text in texts]
        sampled = [own[own % _SAMPLE == 0] for own in self._grams]
        hashes = np.concatenate([*sampled, np.empty(0, np.uint64)])
        owners = np.repeat(np.arange(len(texts), dtype=np.int32), [len(own) for own in sampled])
        by_hash = np.argsort(hashes, kind="stable")
        self._hashes, self._owners = hashes[by_hash], owners[by_hash]
        self.tells_first = np.zeros(len(texts), dtype=bool)

    def first_telling(self, at: int, similarity: float) -> int:
        """The longer text that tells the story of `at`, or `at` itself."""
        candidates = self._candidates(at, similarity)
        return next((c for c in candidates if self._one_story(c, at, similarity)), at)

    def _one_story(self, longer: int, at: int, similarity: float) -> bool:
        text = self._texts[at]
        beginning = self._texts[longer][: _EXCERPT_FACTOR * len(text) + _EXCERPT_CHARS]
        whole = len(beginning) == len(self._texts[longer])
        theirs = self._grams[longer] if whole else _grams(_without_figures(beginning))
        but_for_figures = _share(self._grams[at], theirs)
        if but_for_figures < similarity:
            return False  # with their figures they share less
        # Weather and markets fill the same mould with other figures day by day.
        days = {self._days[longer], self._days[at]} - {None}
        if len(days) < 2 and but_for_figures >= max(similarity, _BUT_FOR_FIGURES):
            return True
        return _share(_grams(text), _grams(beginning)) >= similarity

    def _candidates(self, at: int, similarity: float) -> list[int]:
        """The texts that may hold enough of `at`, the likeliest first."""
        probes = self._grams[at]
        probes = probes[probes % _SAMPLE == 0]
        low = np.searchsorted(self._hashes, probes, side="left")
        high = np.searchsorted(self._hashes, probes, side="right")
        rarest = np.argsort(high - low, kind="stable")
        within = np.cumsum((high - low)[rarest]) <= _MOST_POSTINGS
        rarest = rarest[within]
        lists = [self._owners[low[i] : high[i]] for i in rarest if high[i] - low[i] > 1]
        if not lists:
            return []
        found, counts = np.unique(np.concatenate(lists), return_counts=True)
        # Half of what is asked for: a sample of one in four may be off by that much.
        likely = self.tells_first[found] & (counts >= similarity * len(rarest) / 2)
        found, counts = found[likely], counts[likely]
        best = np.argsort(-counts, kind="stable")[:_MOST_CANDIDATES]
        return [int(found[i]) for i in best]


def plain(text: str) -> str:
    """The letters and digits of a text, wide and narrow ones alike."""
    return _NOT_TEXT.sub("", unicodedata.normalize("NFKC", text))


def _without_figures(text: str) -> str:
    return _FIGURES.sub("0", text)


def _grams(text: str) -> _Hashes:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    if len(codes) < _GRAM:
        return np.empty(0, np.uint64)
    hashes = np.zeros(len(codes) - _GRAM + 1, np.uint64)
    for offset in range(_GRAM):
        hashes = hashes * _PRIME + codes[offset : len(codes) - _GRAM + 1 + offset]
    hashes *= _MIX
    hashes ^= hashes >> np.uint64(29)
    return np.unique(hashes)


def _share(own: _Hashes, other: _Hashes) -> float:
    """How much of `own` is in `other`; both are sorted."""
    if not len(own) or not len(other):
        return 0.0
    places = np.searchsorted(other, own)
    return float(np.count_nonzero(other[np.minimum(places, len(other) - 1)] == own)) / len(own)

"""Groups articles on the same story: near-duplicates by shared character n-grams."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

_Hashes = NDArray[np.uint64]

# Length of the n-grams: long enough that common phrases do not make two stories similar.
_GRAM = 5
# Shorter texts share stock phrases (图为活动现场) by chance: they must be equal.
_SHORT = 24
# Only the beginning of a text is compared, which bounds memory.
_TELLING_CHARS = 20_000
# One n-gram in four is looked up; a text that shares 0.6 of 40 n-grams is missed once in 1,000.
_SAMPLE = 4
# Phrases that occur in hundreds of articles distinguish stories badly and take longest to look up.
_MOST_POSTINGS = 20_000
_MOST_CANDIDATES = 8
# An excerpt is the beginning of its article; a brief in the middle of a round-up is no excerpt.
_EXCERPT_FACTOR, _EXCERPT_CHARS = 3, 100
# Similarity, figures aside, from which two texts of one day are the same story.
_BUT_FOR_FIGURES = 0.9
_PRIME, _MIX = np.uint64(1_000_003), np.uint64(0x9E3779B97F4A7C15)
_FIGURES = re.compile("[0-9]+")
_NOT_TEXT = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Telling:
    """One version of a story."""

    title: str
    text: str
    day: date | None = None


def stories(tellings: Sequence[Telling], similarity: float) -> list[list[int]]:
    """Group versions of the same story: lists of indices, the longest version first in each.

    Two texts are the same story if the shorter shares `similarity` (0 to 1) of its 5-grams with the
    longer, or with the longer's beginning if it is much shorter; or if they are of the same day and
    differ in their figures only. Groups are in the order of their first member.
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
    """Finds texts by n-gram; `tells_first` marks the texts that a later one can be grouped with."""

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
        """The longer text on the same story as text `at`, or `at` itself."""
        candidates = self._candidates(at, similarity)
        return next((c for c in candidates if self._one_story(c, at, similarity)), at)

    def _one_story(self, longer: int, at: int, similarity: float) -> bool:
        text = self._texts[at]
        beginning = self._texts[longer][: _EXCERPT_FACTOR * len(text) + _EXCERPT_CHARS]
        whole = len(beginning) == len(self._texts[longer])
        theirs = self._grams[longer] if whole else _grams(_without_figures(beginning))
        but_for_figures = _share(self._grams[at], theirs)
        if but_for_figures < similarity:
            return False  # figures included, they share even less
        # Weather and market reports differ from day to day in their figures only.
        days = {self._days[longer], self._days[at]} - {None}
        if len(days) < 2 and but_for_figures >= max(similarity, _BUT_FOR_FIGURES):
            return True
        return _share(_grams(text), _grams(beginning)) >= similarity

    def _candidates(self, at: int, similarity: float) -> list[int]:
        """The texts that may share enough with text `at`, the most promising first."""
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
        # Half of the required share: a sample of one in four may be off by that much.
        likely = self.tells_first[found] & (counts >= similarity * len(rarest) / 2)
        found, counts = found[likely], counts[likely]
        best = np.argsort(-counts, kind="stable")[:_MOST_CANDIDATES]
        return [int(found[i]) for i in best]


def plain(text: str) -> str:
    """The letters and digits of a text, in their compatibility form (NFKC)."""
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
    """The share of `own` that is in `other`, 0 to 1; both are sorted."""
    if not len(own) or not len(other):
        return 0.0
    places = np.searchsorted(other, own)
    return float(np.count_nonzero(other[np.minimum(places, len(other) - 1)] == own)) / len(own)

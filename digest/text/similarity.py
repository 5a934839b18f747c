"""Similarity of texts, and the text on which others agree: minimum Bayes risk (Eikema and Aziz 2020)."""

import functools
from collections import Counter
from collections.abc import Callable, Sequence

# Similarity of a text to a reference, from 0 to 1.
Likeness = Callable[[str, str], float]
# chrF2 (Popovic 2015): character n-grams of 1 to 6 without blanks, recall weighted twice.
_ORDER, _BETA = 6, 2.0
# Of Chinese one-line summaries the one with least extra content is wanted: precision is weighted twice.
_LINE_BETA = 0.5


def chrf(made: str, wanted: str) -> float:
    """chrF2 of a text against a reference, from 0 to 1."""
    scores = []
    for ours, theirs in zip(_grams(made), _grams(wanted), strict=True):
        if ours and theirs:
            shared = (ours & theirs).total()
            scores.append(_f(shared / ours.total(), shared / theirs.total(), _BETA))
    return sum(scores) / len(scores) if scores else 0.0


def in_order(made: str, wanted: str) -> float:
    """ROUGE-L of two texts on characters, from 0 to 1, with precision weighted twice."""
    shared = common(made, wanted)
    return _f(shared / len(made), shared / len(wanted), _LINE_BETA) if shared else 0.0


def most_agreed(texts: Sequence[str], like: Likeness = chrf) -> int:
    """The index of the text with the greatest similarity to the others; 0 for one or two texts and in ties."""
    if len(texts) < 3:
        return 0
    scores = [
        sum(like(text, other) for j, other in enumerate(texts) if j != i)
        for i, text in enumerate(texts)
    ]
    return scores.index(max(scores))


def common(a: str, b: str) -> int:
    """The length in characters of the longest common subsequence."""
    lengths = [0] * (len(b) + 1)
    for char in a:
        before = 0
        for place, other in enumerate(b, 1):
            kept = lengths[place]
            lengths[place] = (
                before + 1 if char == other else max(lengths[place], lengths[place - 1])
            )
            before = kept
    return lengths[-1]


@functools.lru_cache(maxsize=64)
def _grams(text: str) -> tuple[Counter[str], ...]:
    text = "".join(text.split())
    return tuple(
        Counter(text[i : i + size] for i in range(len(text) - size + 1))
        for size in range(1, _ORDER + 1)
    )


def _f(precision: float, recall: float, beta: float) -> float:
    both = beta**2 * precision + recall
    return (1 + beta**2) * precision * recall / both if both else 0.0

"""Which of several texts the others agree with most: minimum Bayes risk (Eikema and Aziz 2020)."""

import functools
from collections import Counter
from collections.abc import Callable, Sequence

# How much of `wanted` is in `made` and the reverse, 0 to 1.
Likeness = Callable[[str, str], float]
# chrF as Popovic (2015): character n-grams of 1 to 6 without blanks, recall weighed twice.
_ORDER, _BETA = 6, 2.0
# In Chinese lines what few others say is left out: precision is weighed twice.
_LINE_BETA = 0.5


def chrf(made: str, wanted: str) -> float:
    """The chrF of one text against another as its reference."""
    scores = []
    for ours, theirs in zip(_grams(made), _grams(wanted), strict=True):
        if ours and theirs:
            shared = (ours & theirs).total()
            scores.append(_f(shared / ours.total(), shared / theirs.total(), _BETA))
    return sum(scores) / len(scores) if scores else 0.0


def in_order(made: str, wanted: str) -> float:
    """How much two texts have in common in the same order (ROUGE-L), with precision weighed twice."""
    shared = common(made, wanted)
    return _f(shared / len(made), shared / len(wanted), _LINE_BETA) if shared else 0.0


def most_agreed(texts: Sequence[str], like: Likeness = chrf) -> int:
    """The place of the text that the others agree with most; of two or of equals, of the first."""
    if len(texts) < 3:
        return 0
    scores = [
        sum(like(text, other) for j, other in enumerate(texts) if j != i)
        for i, text in enumerate(texts)
    ]
    return scores.index(max(scores))


def common(a: str, b: str) -> int:
    """The length of the longest common subsequence of characters."""
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

"""Which of several texts the others agree with most: minimum Bayes risk with chrF."""

from collections import Counter
from collections.abc import Sequence

# chrF as Popovic (2015): character n-grams of 1 to 6 without blanks, recall weighed twice.
_ORDER, _BETA = 6, 2.0


def most_agreed(texts: Sequence[str], beta: float = _BETA) -> int:
    """The place of the text that the others agree with most; of two or of equals, of the first.

    `beta`: how much more it counts that a text holds what the others hold than that they hold what it does.
    """
    scores = agreement(texts, beta) if len(texts) > 2 else [1.0]
    return scores.index(max(scores))


def agreement(texts: Sequence[str], beta: float = _BETA) -> list[float]:
    """For each text its mean chrF (0 to 1) against the others as references; Eikema and Aziz 2020."""
    bags = [_grams(text) for text in texts]
    if len(texts) < 2:
        return [1.0] * len(texts)
    return [
        sum(_chrf(bag, other, beta) for other in bags if other is not bag) / (len(bags) - 1)
        for bag in bags
    ]


def _grams(text: str) -> tuple[Counter[str], ...]:
    text = "".join(text.split())
    return tuple(
        Counter(text[i : i + size] for i in range(len(text) - size + 1))
        for size in range(1, _ORDER + 1)
    )


def _chrf(made: tuple[Counter[str], ...], wanted: tuple[Counter[str], ...], beta: float) -> float:
    scores = []
    for ours, theirs in zip(made, wanted, strict=True):
        if not ours or not theirs:
            continue
        shared = (ours & theirs).total()
        precision, recall = shared / ours.total(), shared / theirs.total()
        both = beta**2 * precision + recall
        scores.append((1 + beta**2) * precision * recall / both if both else 0.0)
    return sum(scores) / len(scores) if scores else 0.0

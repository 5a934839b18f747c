"""How close an answer is to a human translation; needs sacrebleu alone, so that it runs anywhere.

The BLEU of one sentence says little. What an answer adds to the logarithm of the BLEU of *all* answers is
a sum over its n-grams, in which a correct one counts the more the rarer its order is (Papineni et al.
2002, linearised at the corpus' current score). Of five answers to each of 841 texts, the best by this
measure have 32.0 BLEU together, the best by chrF++ 30.9, the greedy ones 28.1.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sacrebleu.metrics.chrf import CHRF
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a

# What a word more is worth where the answers are as long as the references, between nothing (where they
# are longer) and what shortness costs BLEU (where they are shorter).
LENGTH = 0.5
# Recall counts as much as precision. Where it counts twice, as is usual, the better answers are 9 % longer
# than the worse, and what learns from them grows too long (1.06 of the references' length).
_CHRF = CHRF(word_order=2, beta=1)
_WORDS = Tokenizer13a()  # type: ignore[no-untyped-call]
# Prior: one n-gram in this many is correct.
_PRIOR = 4.0


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of n-grams of one to four words: those in the reference, and all."""

    right: tuple[int, ...]
    all: tuple[int, ...]
    words: int  # of the reference


def counts(answer: str, reference: str) -> Counts:
    """BLEU's counts of an answer."""
    ours, theirs = (_WORDS(text).split() for text in (answer, reference))
    grams = [(_grams(ours, n), _grams(theirs, n)) for n in range(1, 5)]
    right = tuple((a & b).total() for a, b in grams)
    return Counts(right, tuple(a.total() for a, _ in grams), len(theirs))


def rarity(answers: Sequence[Counts]) -> list[float]:
    """Per n-gram order the number of n-grams for each correct one."""
    return [
        (_PRIOR + sum(one.all[n] for one in answers)) / (1 + sum(one.right[n] for one in answers))
        for n in range(4)
    ]


def bleu(one: Counts, rare: Sequence[float]) -> float:
    """What an answer adds to the logarithm of all answers' BLEU, per word of its reference."""
    sides = zip(one.right, one.all, rare, strict=True)
    gain = sum(right * weight - every for right, every, weight in sides) / 4
    return (gain + LENGTH * one.all[0]) / max(3, one.words)


def chrf(answer: str, reference: str) -> float:
    """chrF++ (Popović 2017), 0 to 1, with recall and precision weighted alike."""
    score: float = _CHRF.sentence_score(answer, [reference]).score
    return score / 100


def rouge(answer: str, reference: str) -> float:
    """ROUGE-L of letters and digits, F1, 0 to 1."""
    ours, theirs = ("".join(re.findall(r"\w", text)) for text in (answer, reference))
    row = [0] * (len(theirs) + 1)
    for one in ours:
        before = 0
        for j, other in enumerate(theirs, 1):
            before, row[j] = row[j], before + 1 if one == other else max(row[j], row[j - 1])
    return 2 * row[-1] / max(1, len(ours) + len(theirs))


def _grams(words: Sequence[str], n: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))

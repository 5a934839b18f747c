"""What a passage's doubt is estimated from: the model's scores of the English, and the findings.

Uncertainty of the model as a measure of quality: Fomicheva et al. 2020, "Unsupervised Quality
Estimation for Neural Machine Translation".
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import mean

from digest.engines.api import TokenScore
from digest.records import Finding

# Tokens of a stretch: about three words, the size of a wrong phrase.
_STRETCH = 5
# Nats by which the model prefers another token: it would hardly ever write this one.
_SURPRISE = 3.0

FEATURES = (
    "chance", "worst_chance", "regret", "worst_regret", "entropy", "surprises", "end",
    "length", "ratio", "errors", "warnings",
)  # fmt: skip


def features(
    zh: str, scores: Sequence[TokenScore], findings: Iterable[Finding]
) -> Mapping[str, float]:
    """A value for each name in FEATURES; `scores` holds at least the score of the text's end.

    Chances are log probabilities per token. Regret is by how much the model prefers another token.
    """
    chances = [score.chance for score in scores]
    regrets = [score.best - score.chance for score in scores]
    severities = [finding.severity for finding in findings]
    return {
        "chance": mean(chances),
        "worst_chance": min(_stretches(chances)),
        "regret": mean(regrets),
        "worst_regret": max(_stretches(regrets)),
        "entropy": mean(score.entropy for score in scores),
        "surprises": math.log1p(sum(regret > _SURPRISE for regret in regrets)),
        "end": chances[-1],
        "length": math.log(max(1, len(zh))),
        "ratio": math.log(len(scores) / max(1, len(zh))),
        "errors": float(min(2, severities.count("error"))),
        "warnings": float(min(2, severities.count("warning"))),
    }


def least_sure(en: str, scores: Sequence[TokenScore]) -> str:
    """The words of the English that the model finds least likely: those of at most _STRETCH tokens."""
    chances = [score.chance for score in scores[:-1]]  # the last is the end of the text
    if not chances:
        return ""
    stretches = _stretches(chances)
    worst = min(stretches)
    first = stretches.index(worst)
    unlikely = [
        place
        for place in range(first, min(first + _STRETCH, len(chances)))
        if chances[place] <= worst
    ]
    start = scores[unlikely[0] - 1].end if unlikely[0] else 0
    end = scores[unlikely[-1]].end
    while start and not en[start].isspace() and not en[start - 1].isspace():
        start -= 1
    while end < len(en) and not en[end].isspace():
        end += 1
    return en[start:end].strip()


def _stretches(values: Sequence[float]) -> list[float]:
    """The means of all stretches of _STRETCH neighbours; of shorter texts that of the whole."""
    size = min(_STRETCH, len(values))
    return [mean(values[i : i + size]) for i in range(len(values) - size + 1)]

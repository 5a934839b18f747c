"""Summaries without a model: sentences of the article, so that nothing can be invented."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from digest.engines.api import UNSCORED, Output, Request, Task
from digest.errors import EngineError
from digest.text import hanzi

_SENTENCES: dict[Task, int] = {"line": 1, "summarise": 2, "full": 5}
# Characters per sentence: shorter ones are fragments of speech, longer ones no summary.
_SHORTEST, _LONGEST = 12, 160
# TextRank (Mihalcea and Tarau 2004) over character bigrams. The first sentence gets a bonus, because
# news begins with what matters most.
_DAMPING, _ROUNDS, _LEAD_BONUS = 0.85, 30, 0.5


class Extractive:
    """Summarises only: a request for English raises EngineError."""

    fingerprint = "extractive-1"

    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        """See Engine."""
        for index, request in enumerate(requests):
            if request.given:
                yield index, UNSCORED
                continue
            if request.english:
                raise EngineError("the extractive engine cannot translate; set another translator")
            yield (
                index,
                Output(
                    "".join(central_sentences(request.text, _SENTENCES[request.task])), "stop", 0
                ),
            )


def central_sentences(text: str, count: int = 2) -> tuple[str, ...]:
    """The `count` sentences most similar to the others, in the order of the text; fewer if it is short.

    Sentences of unusual length are left out, unless there are no others.
    """
    sentences = hanzi.split_sentences(text.replace("\n", ""))
    usable = [s for s in sentences if _SHORTEST <= len(s) <= _LONGEST] or list(sentences)
    if len(usable) <= count:
        return tuple(usable)
    scores = _text_rank([Counter(pairwise(s)) for s in usable])
    scores[0] += _LEAD_BONUS * max(scores)
    best = sorted(range(len(usable)), key=lambda i: -scores[i])[:count]
    return tuple(usable[i] for i in sorted(best))


def _text_rank(bags: Sequence[Counter[tuple[str, str]]]) -> list[float]:
    count = len(bags)
    likeness = [
        [
            0.0 if i == j else (a & b).total() / (a.total() + b.total() or 1)
            for j, b in enumerate(bags)
        ]
        for i, a in enumerate(bags)
    ]
    sums = [sum(row) or 1.0 for row in likeness]
    scores = [1.0] * count
    for _ in range(_ROUNDS):
        scores = [
            1
            - _DAMPING
            + _DAMPING * sum(likeness[j][i] / sums[j] * scores[j] for j in range(count))
            for i in range(count)
        ]
    return scores

"""Each translation with the doubt that its English is right, and a finding where it is high."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from digest import checks
from digest.doubt import DOUBTFUL, Doubt, Passage, estimate
from digest.engines import Engine
from digest.records import Pair
from digest.translation import ladder

Translate = Callable[[Sequence[ladder.Text]], ladder.Translation]


def with_doubt(translate: Translate, terms: ladder.Terms, engine: Engine) -> Translate:
    """`translate`, its pairs with their doubt; where the engine cannot tell, they stay as they are."""

    def translated(texts: Sequence[ladder.Text]) -> ladder.Translation:
        done = translate(texts)
        passages = [
            Passage(pair.zh, pair.en, text.task, ladder.hints_of(text, terms), pair.findings)
            for text, pair in zip(texts, done.pairs, strict=True)
        ]
        doubts = estimate(passages, engine)
        pairs = zip(done.pairs, doubts, strict=True)
        return replace(done, pairs=tuple(marked(pair, doubt) for pair, doubt in pairs))

    return translated


def marked(pair: Pair, doubt: Doubt | None) -> Pair:
    """The pair with its doubt, and with a finding if that is high."""
    if doubt is None:
        return pair
    pair = replace(pair, doubt=doubt.probability, least_sure=doubt.words)
    if doubt.probability < DOUBTFUL:
        return pair
    message = f"the model doubts this English ({doubt.probability:.0%} likely wrong)"
    return replace(pair, findings=(*pair.findings, checks.finding("doubtful", message)))

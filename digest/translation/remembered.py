"""Passages that an editor corrected or accepted before: their English is taken, no model asked."""

from collections.abc import Callable, Sequence

from digest.records import Pair
from digest.translation.ladder import Text, Translation

Translate = Callable[[Sequence[Text]], Translation]


def with_memory(translate: Translate, exact: Callable[[str], str | None]) -> Translate:
    """`translate`, but for texts of which `exact` has the English; their pairs have no findings."""

    def translated(texts: Sequence[Text]) -> Translation:
        known = {text.zh: en for text in texts if (en := exact(text.zh)) is not None}
        done = translate([text for text in texts if text.zh not in known])
        asked = iter(done.pairs)
        pairs = tuple(
            Pair(text.zh, known[text.zh]) if text.zh in known else next(asked) for text in texts
        )
        remembered = (("memory", len(known)),) if known else ()
        return Translation(pairs, tuple(sorted((*done.strategies, *remembered))))

    return translated

"""One English for a foreigner whom no table knows: what the model says when it is asked for the name alone."""

import functools
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from digest.engines.api import Engine, Request, Task, ask
from digest.terminology import countries

# The name by itself, as a headline, and as who speaks; what two of the three answer is taken.
_ASKED: tuple[tuple[Task, str], ...] = (("translate", ""), ("headline", ""), ("translate", "说。"))
_LEAST, _TOKENS = 2, 32
_SAID = re.compile(r"\s+(?:says?|said)\b.*|\.$", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"(?:[A-Z][a-z]*['’-])?[A-Z][a-z]+")
_DOTS = re.compile("[·•・]")


def spelled(names: Sequence[str], engine: Engine) -> Mapping[str, str]:
    """The English of foreign names in Chinese letters, of those that the engine is sure of.

    Such an English has a word for each part between dots; a part alone is said as in the whole.
    """
    # Wholes come last, so that they go over a part that was asked for alone.
    ordered = sorted(names, key=lambda name: len(_DOTS.split(name)))
    requests = [Request(task, name + end, _TOKENS) for name in ordered for task, end in _ASKED]
    outputs = iter(ask(engine, requests))
    found: dict[str, str] = {}
    for name in ordered:
        said = Counter(_SAID.sub("", next(outputs).text.strip()) for _ in _ASKED)
        answer, times = said.most_common(1)[0]
        if times >= _LEAST and _is_name(answer, parts := _DOTS.split(name)):
            found[name] = answer
            found |= dict(zip(parts, answer.split(), strict=True)) if len(parts) > 1 else {}
    return found


def _is_name(answer: str, parts: Sequence[str]) -> bool:
    words = answer.split()
    return (
        len(words) == len(parts)
        and all(map(_WORD.fullmatch, words))
        and _places().isdisjoint(words)
    )


@functools.cache
def _places() -> frozenset[str]:
    """English of countries and of cities, states and people of theirs: Alaska is nobody's name."""
    return frozenset(
        form
        for country in countries.countries()
        for form in (country.en, *country.people, *country.also, *country.capitals)
    )

"""English spellings for foreigners whom no table has, asked of the model name by name."""

import functools
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from digest.engines.api import Engine, Request, Task, ask
from digest.terminology import countries

# Contexts in which a name is asked for: by itself, as a headline, as a speaker. A spelling that two of
# the three answers share is taken.
_ASKED: tuple[tuple[Task, str], ...] = (("translate", ""), ("headline", ""), ("translate", "说。"))
_LEAST, _TOKENS = 2, 32
_SAID = re.compile(r"\s+(?:says?|said)\b.*|\.$", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"(?:[A-Z][a-z]*['’-])?[A-Z][a-z]+")
_DOTS = re.compile("[·•・]")


def transliterate(names: Sequence[str], engine: Engine) -> Mapping[str, str]:
    """The English of foreign names in Chinese characters, for those that the engine is sure of.

    Such an English has one word per part between dots; a part that occurs alone is spelled as in
    the whole name.
    """
    # Whole names come last: they override a part that was asked for alone.
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
    """English of countries, their people, cities and states: Alaska is not a person."""
    return frozenset(
        form
        for country in countries.countries()
        for form in (country.en, *country.people, *country.also, *country.capitals)
    )

"""Chinese texts to checked English.

A long text is split into units: some sentences that are translated together. Each unit climbs a
ladder of retry strategies until no check finds a fault in its English:

1. plain         the unit as it is (`best`: several answers, of which the most typical is taken);
2. hints         the unit again, with hints for the numbers and sizes that the English left out;
3. inline        the unit with the English of missing numbers, names and terms set into the Chinese;
4. term          no request: the user's term in place of other words for it in the English so far;
5. placeholder   the unit with placeholders for missing names and terms, filled in afterwards;
6. sentences     each sentence of the unit by itself;
7. samples       other answers, for errors and for wrong numbers, dates and places only;
8. clauses       each clause of a long sentence by itself, for the same findings only;
9. term          as above, on the result.

`fast` takes the first answer and step 4. Every answer is post-edited, checked, and corrected as the
checks propose (`checks.apply_fixes`) before it is judged. The best attempt is kept with its
findings. The strategies themselves are in `strategies.py`.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from digest import checks
from digest.config import settings
from digest.config.settings import Effort
from digest.engines.api import Engine, Output, Task, ask
from digest.records import Finding, Pair
from digest.terminology import Matches, recogniser, render_opening
from digest.text import hanzi
from digest.text.similarity import most_agreed
from digest.translation import hints, strategies
from digest.translation.house_style import style as house_style
from digest.translation.postedit import post_edit
from digest.translation.strategies import Attempt, Strategy, Unit

# Sentences are packed into units of about this many characters: long enough for context, short
# enough that the model drops nothing.
UNIT_CHARS = 160
# Beam width, except for `fast`.
BEAMS = 4
MARKER = "[Not translated: see the Chinese text]"


class Terms(Protocol):
    """What a term base offers a translation."""

    @property
    def english(self) -> Mapping[str, str]:
        """All English of the term base by its Chinese."""
        ...

    def match(self, text: str) -> Matches:
        """The entries that occur in this text: what to hint, and what the English must hold."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """One text to translate.

    `date` is its article's, from which relative dates count; `short_forms` are the abbreviations that
    the article explains, with their English.
    """

    zh: str
    task: Task = "translate"
    date: datetime.date | None = None
    short_forms: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """One pair per text, in order, and how many units each strategy settled."""

    pairs: tuple[Pair, ...]
    strategies: tuple[tuple[str, int], ...]


def translate(
    texts: Sequence[Text],
    engine: Engine,
    *,
    terms: Terms,
    effort: Effort = "balanced",
    style: settings.EnglishStyle = settings.PLAIN_ENGLISH,
) -> Translation:
    """One pair per text, in order, its English in the house's style.

    Where even the best attempt is unusable, the English is MARKER, never the source and never
    nothing, and the pair has an `untranslated` finding.
    """
    openings = [_opening(text, terms) for text in texts]
    units = [
        _units(replace(text, zh=rest), terms)
        for text, (_, rest) in zip(texts, openings, strict=True)
    ]
    distinct = list(dict.fromkeys(unit for group in units for unit in group))
    beams = 1 if effort == "fast" else BEAMS
    settled = _climb(distinct, engine, strategies.LADDERS[effort], beams)
    pairs = tuple(
        _join(text, opening, [(unit, settled[unit]) for unit in group], style)
        for text, (opening, _), group in zip(texts, openings, units, strict=True)
    )
    counts = Counter(attempt.strategy for attempt in settled.values())
    return Translation(pairs, tuple(sorted(counts.items())))


def _climb(
    units: Sequence[Unit], engine: Engine, ladder: Sequence[Strategy], beams: int
) -> dict[Unit, Attempt]:
    """The best attempt at each unit; a unit leaves the ladder when nothing is wrong with it."""
    best: dict[Unit, Attempt] = {}
    unsettled = list(units)
    for strategy in ladder:
        requests = [
            tuple(replace(request, beams=beams) for request in strategy.ask(unit, best.get(unit)))
            for unit in unsettled
        ]
        outputs = iter(ask(engine, [request for group in requests for request in group]))
        for unit, group in zip(unsettled, requests, strict=True):
            answers = [next(outputs) for _ in group]
            attempts = [
                _corrected(unit, _judge(unit, output, strategy.name))
                for output in strategy.read(unit, best.get(unit), answers)
            ]
            best[unit] = _best([best[unit], *attempts] if unit in best else attempts)
        unsettled = [unit for unit in unsettled if any(best[unit].badness)]
    return best


def _best(attempts: Sequence[Attempt]) -> Attempt:
    """The attempt with the fewest faults; of several, the one that the others agree with most."""
    least = min(attempt.badness for attempt in attempts)
    among = [attempt for attempt in attempts if attempt.badness == least]
    return among[most_agreed([attempt.en for attempt in among])]


def _judge(unit: Unit, output: Output, strategy: str) -> Attempt:
    """The answer after post-editing, with what the checks find in it."""
    en = post_edit(unit.zh, output.text, unit.names, headline=unit.task == "headline")
    pair = checks.TextPair(
        checks.ChineseText(unit.zh),
        checks.EnglishText(en),
        unit.names,
        unit.given,
        unit.date,
        unit.short_forms,
    )
    return _checked(pair, output, strategy)


def _checked(pair: checks.TextPair, output: Output, strategy: str) -> Attempt:
    findings = checks.check_pair(pair)
    if output.finish_reason == "length":
        cut_off = checks.finding("cut_off", "the English did not end within its budget")
        findings = (cut_off, *findings)
    return Attempt(pair, output, findings, strategy)


def _corrected(unit: Unit, attempt: Attempt) -> Attempt:
    """The attempt with the corrections that the checks propose, if it is better with them."""
    pair = checks.apply_fixes(attempt.pair)
    if pair.en == attempt.en:
        return attempt
    return min(
        attempt,
        _judge(unit, replace(attempt.output, text=pair.en), "repaired"),
        key=lambda a: a.badness,
    )


def _opening(text: Text, terms: Terms) -> tuple[str, str]:
    """The English of a dateline, byline or credit, which rules render, and the rest to translate."""
    if text.task == "headline":
        return "", recogniser.join_headline(text.zh)
    return render_opening(text.zh, terms.english)


def _join(
    text: Text,
    opening: str,
    attempts: Sequence[tuple[Unit, Attempt]],
    style: settings.EnglishStyle,
) -> Pair:
    put = house_style.headline if text.task == "headline" else house_style.styled
    english = [opening] if opening else []
    english += [
        MARKER if attempt.unusable else put(attempt.en, style, names=unit.names)
        for unit, attempt in attempts
    ]
    found: list[Finding] = [f for _, attempt in attempts for f in attempt.findings]
    if any(attempt.unusable for _, attempt in attempts):
        found.append(checks.finding("untranslated", "no attempt gave English that can be used"))
    return Pair(text.zh, " ".join(english), tuple(dict.fromkeys(found)))


def _units(text: Text, terms: Terms) -> Iterable[Unit]:
    return tuple(
        Unit(
            part,
            text.task,
            text.date,
            text.short_forms,
            _hints(part, text, found),
            found.names,
            found.given,
        )
        for part in hanzi.pack(hanzi.split_sentences(text.zh), UNIT_CHARS)
        for found in [terms.match(part)]
    )


def hints_of(text: Text, terms: Terms) -> hints.Hints:
    """What the model is told of a whole text: names, terms, short forms and numbers."""
    return _hints(text.zh, text, terms.match(text.zh))


def _hints(part: str, text: Text, found: Matches) -> tuple[tuple[str, str], ...]:
    short_forms = (pair for pair in text.short_forms if pair[0] in part)
    return (*found.hints, *short_forms, *hints.hints(part))

"""The retry strategies of the ladder: what each asks the model, and how it reads the answers."""

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from digest import checks
from digest.config.settings import Effort
from digest.engines.api import Output, Request, Task
from digest.records import Finding
from digest.text import hanzi
from digest.translation import hints, term_placement

# English runs to about 0.7 tokens per Chinese character; twice that catches loops early.
TOKENS_PER_CHAR = 1.5
SPARE_TOKENS = 40
# Other answers that "samples" asks for.
SAMPLES = 3
# Clauses are translated in parts of about this many characters.
CLAUSE_CHARS = 60
# Answers per unit with `best`: the deterministic one and five samples; eight are no better.
BEST_ANSWERS = 6


@dataclass(frozen=True, slots=True)
class Unit:
    """What is translated at once: a text, or some sentences of a long one."""

    zh: str
    task: Task
    date: datetime.date | None
    short_forms: tuple[tuple[str, str], ...]
    hints: tuple[tuple[str, str], ...]
    names: tuple[tuple[str, str], ...]
    given: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """An English for a unit, the answer that it was made of, and what the checks found."""

    pair: checks.TextPair
    output: Output
    findings: tuple[Finding, ...]
    strategy: str

    @property
    def en(self) -> str:
        return self.pair.en

    @property
    def unusable(self) -> int:
        """How many findings say that this English is worse than none."""
        return sum(checks.REGISTRY[finding.check].unusable for finding in self.findings)

    @property
    def badness(self) -> tuple[int, int, int]:
        """Unusable findings, errors and warnings; attempts compare by it."""
        found = Counter(finding.severity for finding in self.findings)
        return self.unusable, found["error"], found["warning"]

    @property
    def needs_samples(self) -> bool:
        """Whether a finding is an error, or of a check that is worth other answers."""
        return any(
            f.severity == "error" or "samples" in checks.REGISTRY[f.check].retry
            for f in self.findings
        )

    @property
    def missing_terms(self) -> hints.Hints:
        """(Chinese, English) of the names and terms that the English lacks."""
        return tuple(
            dict.fromkeys(
                (f.subject, f.fix)
                for f in self.findings
                if "term" in checks.REGISTRY[f.check].retry
            )
        )


@dataclass(frozen=True, slots=True)
class Strategy:
    """One kind of attempt: what to ask for a unit, and which English texts the answers give.

    Both functions get the best attempt so far, None on the first step.
    """

    name: str
    ask: Callable[[Unit, Attempt | None], Sequence[Request]]
    read: Callable[[Unit, Attempt | None, Sequence[Output]], Iterable[Output]]


def _request(
    unit: Unit, zh: str, *, more: hints.Hints = (), seed: int = 0, near: bool = False
) -> Request:
    return Request(
        unit.task,
        zh,
        max_tokens=SPARE_TOKENS + int(len(zh) * TOKENS_PER_CHAR),
        hints=tuple(h for h in dict.fromkeys((*unit.hints, *more)) if h[0] in zh),
        seed=seed,
        near=near,
    )


def _ask_plain(unit: Unit, _: Attempt | None) -> Sequence[Request]:
    return (_request(unit, unit.zh),)


def _ask_best(unit: Unit, _: Attempt | None) -> Sequence[Request]:
    return tuple(_request(unit, unit.zh, seed=s, near=s > 0) for s in range(BEST_ANSWERS))


def _ask_with_hints(unit: Unit, attempt: Attempt | None) -> Sequence[Request]:
    """The unit again, with the English of the numbers left out.

    The model is told in hints, the form that it has learned: a sentence about an earlier attempt
    came back in the English of 24 of 2,000 lines.
    """
    request = _request(unit, unit.zh, more=_left_out(attempt))
    return () if request == _request(unit, unit.zh) else (request,)


def _ask_inline(unit: Unit, attempt: Attempt | None) -> Sequence[Request]:
    """The unit with the English of what was left out in the place of its Chinese.

    A model copies English that is in its text more reliably than it heeds a hint.
    """
    missing = (*_left_out(attempt), *(attempt.missing_terms if attempt else ()))
    mixed = unit.zh
    for chinese, english in sorted(dict.fromkeys(missing), key=lambda pair: -len(pair[0])):
        mixed = mixed.replace(chinese, f" {english} ")
    return (_request(unit, mixed),) if mixed != unit.zh else ()


def _ask_with_placeholders(unit: Unit, attempt: Attempt | None) -> Sequence[Request]:
    """The unit with a placeholder, which a model copies, for each missing name."""
    missing = attempt.missing_terms if attempt else ()
    zh = term_placement.insert_placeholders(unit.zh, missing)[0]
    return (_request(unit, zh),) if missing else ()


def _fill_placeholders(
    unit: Unit, attempt: Attempt | None, outputs: Sequence[Output]
) -> Iterable[Output]:
    quoted = bool(re.search("[“”「《]", unit.zh))
    missing = attempt.missing_terms if attempt else ()
    kept = term_placement.insert_placeholders(unit.zh, missing)[1]
    for output in outputs:
        en = term_placement.fill_placeholders(output.text, kept, quoted=quoted)
        if en is not None:
            yield replace(output, text=en)


def _place_terms(unit: Unit, attempt: Attempt | None, _: Sequence[Output]) -> Iterable[Output]:
    """The English so far with the user's terms in place of other words for them."""
    if attempt is None:
        return
    en, given = attempt.en, dict(unit.given)
    for chinese, _english in attempt.missing_terms:
        if chinese in given:
            en = term_placement.place_term(en, given[chinese]) or en
    if en != attempt.en:
        yield Output(en, "stop", 0)


def _ask_sentences(unit: Unit, _: Attempt | None) -> Sequence[Request]:
    """Each sentence by itself; a single one was asked for already."""
    sentences = hanzi.split_sentences(unit.zh)
    return tuple(_request(unit, sentence) for sentence in sentences) if len(sentences) > 1 else ()


def _ask_samples(unit: Unit, attempt: Attempt | None) -> Sequence[Request]:
    """Other answers, three per unit: only for findings that are worth them."""
    if attempt and not attempt.needs_samples:
        return ()
    more = _left_out(attempt)
    return tuple(_request(unit, unit.zh, more=more, seed=seed) for seed in range(1, SAMPLES + 1))


def _ask_clauses(unit: Unit, attempt: Attempt | None) -> Sequence[Request]:
    """Each clause of a long sentence as a sentence: stiff, but nothing is lost between them."""
    if attempt and not attempt.needs_samples:
        return ()
    pieces = [piece for s in hanzi.split_sentences(unit.zh) for piece in hanzi.split_clauses(s)]
    clauses = hanzi.pack(pieces, CLAUSE_CHARS)
    more = _left_out(attempt)
    return tuple(_request(unit, c, more=more) for c in clauses) if len(clauses) > 1 else ()


def _left_out(attempt: Attempt | None) -> hints.Hints:
    return hints.reminders(attempt.pair) if attempt else ()


def _each(_: Unit, __: Attempt | None, outputs: Sequence[Output]) -> Iterable[Output]:
    return outputs


def _joined(_: Unit, __: Attempt | None, outputs: Sequence[Output]) -> Iterable[Output]:
    if not outputs:
        return
    complete = all(output.finish_reason == "stop" for output in outputs)
    text = " ".join(output.text.strip() for output in outputs)
    tokens = sum(output.tokens for output in outputs)
    yield Output(text, "stop" if complete else "length", tokens)


_TERM = Strategy("term", lambda _, __: (), _place_terms)
_RETRIES = (
    Strategy("hints", _ask_with_hints, _each),
    Strategy("inline", _ask_inline, _each),
    _TERM,
    Strategy("placeholder", _ask_with_placeholders, _fill_placeholders),
    Strategy("sentences", _ask_sentences, _joined),
    Strategy("samples", _ask_samples, _each),
    Strategy("clauses", _ask_clauses, _joined),
    _TERM,
)
LADDERS: Mapping[Effort, tuple[Strategy, ...]] = {
    "fast": (Strategy("plain", _ask_plain, _each), _TERM),
    "balanced": (Strategy("plain", _ask_plain, _each), *_RETRIES),
    "best": (Strategy("plain", _ask_best, _each), *_RETRIES),
}

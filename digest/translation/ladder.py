"""Chinese texts to checked English, climbing a ladder of tries where a check fails."""

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from digest import checks as verify
from digest.checks import numbers
from digest.config import settings
from digest.config.settings import Effort
from digest.engines.api import Engine, Output, Request, Task, ask
from digest.records import Finding, Pair
from digest.terminology import Matches, countries, datelines, recogniser
from digest.text import hanzi
from digest.text.similarity import most_agreed
from digest.translation import hints, term_placement
from digest.translation.house_style import style as house_style
from digest.translation.postedit import meaning
from digest.translation.postedit import names as house_names
from digest.translation.postedit.slips import mended, paired

# Sentences are packed into units of about this many characters: long enough for context, short
# enough that the model drops nothing.
UNIT_CHARS = 160
# English runs to about 0.7 tokens a Chinese character; twice that catches loops early.
TOKENS_PER_CHAR = 1.5
SPARE_TOKENS = 40
SAMPLES = 3
# Clauses are asked for in parts of about this many characters.
CLAUSE_CHARS = 60
# Answers that are followed side by side, except by `fast`.
BEAMS = 4
# The answers of `best` a unit: the deterministic one and five samples; eight are no better.
MANY = 6
# An English text with one of these is worse than none.
UNUSABLE = frozenset(
    {"empty", "residue", "repetition", "refusal", "leak", "not_english", "cut_off"}
)
MARKER = "[Not translated: see the Chinese text]"
_UNTRANSLATED = Finding("untranslated", "error", "no try gave English that can be used")


class Terms(Protocol):
    """What a ledger of terms offers a translation."""

    @property
    def english(self) -> Mapping[str, str]:
        """All its English by the Chinese."""
        ...

    def match(self, text: str) -> Matches:
        """The entries that occur in this text: what to hint, and what the English must hold."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """One text to translate; its article's date, from which relative ones count, and its short forms."""

    zh: str
    task: Task = "translate"
    date: datetime.date | None = None
    sides: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """The pairs, one a text and in order, and how many units each rung of the ladder settled."""

    pairs: tuple[Pair, ...]
    rungs: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is asked for at once: a text, or some sentences of a long one."""

    zh: str
    text: Text
    hints: tuple[tuple[str, str], ...]
    names: tuple[tuple[str, str], ...]
    given: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Attempt:
    """An English for a unit, and what the checks found."""

    en: str
    findings: tuple[Finding, ...]
    rung: str

    @property
    def badness(self) -> tuple[int, int, int]:
        found = Counter(finding.severity for finding in self.findings)
        unusable = sum(finding.check in UNUSABLE for finding in self.findings)
        return unusable, found["error"], found["warning"]


@dataclass(frozen=True, slots=True)
class _Rung:
    """One kind of try: what to ask for a unit, and which English texts the answers give."""

    name: str
    ask: Callable[[_Unit, _Attempt | None], Sequence[Request]]
    read: Callable[[_Unit, _Attempt | None, Sequence[Output]], Iterable[Output]]


def translate(
    texts: Sequence[Text],
    engine: Engine,
    *,
    terms: Terms,
    effort: Effort = "balanced",
    style: settings.EnglishStyle = settings.PLAIN_ENGLISH,
) -> Translation:
    """One pair a text, in order; long texts are split on sentence ends and joined again.

    Each unit whose English fails a check climbs the ladder: with hints of what was left out, with its
    English set into the text, terms set where the English says them otherwise or where a sign stood,
    sentence by sentence, other samples, clause by clause, at each of
    them numbers repaired by rule. The best try is kept with its findings;
    where even that is unusable, its English is MARKER, never the source and never nothing. What is
    kept is set in the house's style.
    """
    openings = [_opening(text, terms) for text in texts]
    units = [
        _units(replace(text, zh=rest), terms)
        for text, (_, rest) in zip(texts, openings, strict=True)
    ]
    distinct = list(dict.fromkeys(unit for group in units for unit in group))
    settled = _climb(distinct, engine, _LADDERS[effort], 1 if effort == "fast" else BEAMS)
    pairs = tuple(
        _pair(text, opening, [(unit, settled[unit]) for unit in group], style)
        for text, (opening, _), group in zip(texts, openings, units, strict=True)
    )
    rungs = Counter(attempt.rung for attempt in settled.values())
    return Translation(pairs, tuple(sorted(rungs.items())))


def _climb(
    units: Sequence[_Unit], engine: Engine, ladder: Sequence["_Rung"], beams: int
) -> dict[_Unit, _Attempt]:
    best: dict[_Unit, _Attempt] = {}
    open_ = list(units)
    for rung in ladder:
        asked = [
            tuple(replace(request, beams=beams) for request in rung.ask(unit, best.get(unit)))
            for unit in open_
        ]
        outputs = iter(ask(engine, [request for requests in asked for request in requests]))
        for unit, requests in zip(open_, asked, strict=True):
            answers = [next(outputs) for _ in requests]
            tries = [
                _repair(unit, _judge(unit, o, rung.name))
                for o in rung.read(unit, best.get(unit), answers)
            ]
            best[unit] = _best([best[unit], *tries] if unit in best else tries)
        open_ = [unit for unit in open_ if any(best[unit].badness)]
    return best


def _best(tries: Sequence[_Attempt]) -> _Attempt:
    """The try with the fewest faults; of several, the one that the others agree with most."""
    least = min(attempt.badness for attempt in tries)
    among = [attempt for attempt in tries if attempt.badness == least]
    return among[most_agreed([attempt.en for attempt in among])]


def _judge(unit: _Unit, output: Output, rung: str) -> _Attempt:
    en = _headline(output.text) if unit.text.task == "headline" else output.text.strip()
    en = house_names.consistent(meaning.put_right(unit.zh, paired(unit.zh, mended(en))), unit.names)
    findings = verify.check_translation(
        unit.zh, en, names=unit.names, given=unit.given, date=unit.text.date
    )
    given = "; ".join(en for _, en in unit.text.sides)  # 科方 names the Comoros here
    findings = tuple(
        f
        for f in findings
        if f.check != "country_invented" or f.message.split(" is ")[0] not in given
    )
    if output.finish_reason == "length":
        cut_off = Finding("cut_off", "error", "the English did not end within its budget")
        findings = (cut_off, *findings)
    return _Attempt(en, findings, rung)


def _headline(text: str) -> str:
    """A headline ends without a full stop, as English papers set it; an abbreviation keeps its own."""
    text = text.strip()
    return text[:-1] if re.search(r"[a-z0-9]{2}\.$", text) else text


def _repair(unit: _Unit, attempt: _Attempt) -> _Attempt:
    """The attempt with its numbers put right where rules can, kept only if the checks agree."""
    repaired = numbers.repair(unit.zh, attempt.en, unit.text.date)
    if repaired is None:
        return attempt
    found = _judge(unit, Output(repaired, "stop", 0), "repaired")
    return min(attempt, found, key=lambda a: a.badness)


def _opening(text: Text, terms: Terms) -> tuple[str, str]:
    """The English of a dateline, byline or credit, which rules know better, and what is left to ask for."""
    if text.task == "headline":
        return "", recogniser.unwrapped(text.zh)
    return datelines.opening(text.zh, terms.english)


def _pair(
    text: Text,
    opening: str,
    attempts: Sequence[tuple[_Unit, _Attempt]],
    style: settings.EnglishStyle,
) -> Pair:
    put = house_style.headline if text.task == "headline" else house_style.styled
    english = [opening] if opening else []
    english += [
        MARKER if attempt.badness[0] else put(attempt.en, style, names=unit.names)
        for unit, attempt in attempts
    ]
    found = [f for _, a in attempts for f in a.findings]
    if any(attempt.badness[0] for _, attempt in attempts):
        found.append(_UNTRANSLATED)
    return Pair(text.zh, " ".join(english), tuple(dict.fromkeys(found)))


def _units(text: Text, terms: Terms) -> tuple[_Unit, ...]:
    return tuple(
        _Unit(part, text, _hints(part, text, found), found.names, found.given)
        for part in hanzi.pack(hanzi.split_sentences(text.zh), UNIT_CHARS)
        for found in [terms.match(part)]
    )


def _hints(part: str, text: Text, found: Matches) -> tuple[tuple[str, str], ...]:
    sides = (pair for pair in text.sides if pair[0] in part)
    return (*found.hints, *sides, *hints.hints(part))


def _request(
    unit: _Unit, zh_text: str, *, more: hints.Hints = (), seed: int = 0, near: bool = False
) -> Request:
    return Request(
        unit.text.task,
        zh_text,
        max_tokens=SPARE_TOKENS + int(len(zh_text) * TOKENS_PER_CHAR),
        hints=tuple(h for h in dict.fromkeys((*unit.hints, *more)) if h[0] in zh_text),
        seed=seed,
        near=near,
    )


def _plain(unit: _Unit, _: _Attempt | None) -> Sequence[Request]:
    return (_request(unit, unit.zh),)


def _hinted(unit: _Unit, attempt: _Attempt | None) -> Sequence[Request]:
    """The text once more, with the English of the numbers left out.

    What was wrong is told as the model has learned to be told, in hints: a sentence about an earlier
    try came back in the English of 24 of 2,000 lines.
    """
    request = _request(unit, unit.zh, more=_left_out(unit, attempt))
    return () if request == _request(unit, unit.zh) else (request,)


def _inlined(unit: _Unit, attempt: _Attempt | None) -> Sequence[Request]:
    """The text with the English of what was left out in the place of its Chinese.

    A model copies English that stands in its text more surely than it heeds a hint.
    """
    missing = _left_out(unit, attempt)
    missing += _unsaid(unit, attempt)
    mixed = unit.zh
    for chinese, english in sorted(missing, key=lambda pair: -len(pair[0])):
        mixed = mixed.replace(chinese, f" {english} ")
    return (_request(unit, mixed),) if mixed != unit.zh else ()


def _unsaid(unit: _Unit, attempt: _Attempt | None, check: str = "") -> hints.Hints:
    """The names and given terms that the checks miss in an English."""
    checks = {check} if check else {"name_missing", "term_missing", "country_missing"}
    said = [f.message for f in attempt.findings if f.check in checks] if attempt else []
    abroad = {word: country.en for word, country in countries.named(unit.zh).items()}
    known = abroad | dict(unit.names)
    return tuple(
        n for n in known.items() if any(m.startswith(f"{n[0]} should read ") for m in said)
    )


def _signed(unit: _Unit, attempt: _Attempt | None) -> Sequence[Request]:
    """The text with a sign in the place of each name left out, which a model copies."""
    missing = _unsaid(unit, attempt)
    return (_request(unit, term_placement.signed(unit.zh, missing)[0]),) if missing else ()


def _unsigned(unit: _Unit, attempt: _Attempt | None, outputs: Sequence[Output]) -> Iterable[Output]:
    quoted = bool(re.search("[“”「《]", unit.zh))
    kept = term_placement.signed(unit.zh, _unsaid(unit, attempt))[1]
    for output in outputs:
        if (en := term_placement.unsigned(output.text, kept, quoted=quoted)) is not None:
            yield replace(output, text=en)


def _placed(unit: _Unit, attempt: _Attempt | None, _: Sequence[Output]) -> Iterable[Output]:
    """The English so far with given terms where it says them otherwise; nothing is asked."""
    en = attempt.en if attempt else ""
    for chinese, _english in _unsaid(unit, attempt, "term_missing"):
        en = term_placement.placed(en, dict(unit.given)[chinese]) or en
    if attempt and en != attempt.en:
        yield Output(en, "stop", 0)


def _left_out(unit: _Unit, attempt: _Attempt | None) -> hints.Hints:
    return hints.reminders(unit.zh, attempt.en) if attempt else ()


def _sentences(unit: _Unit, _: _Attempt | None) -> Sequence[Request]:
    """Each sentence by itself; a single one was asked for already."""
    sentences = hanzi.split_sentences(unit.zh)
    return tuple(_request(unit, sentence) for sentence in sentences) if len(sentences) > 1 else ()


def _samples(unit: _Unit, attempt: _Attempt | None) -> Sequence[Request]:
    """Other tries, for errors and for wrong numbers only: they cost three answers each."""
    if attempt and not _grave(attempt):
        return ()
    more = _left_out(unit, attempt)
    return tuple(_request(unit, unit.zh, more=more, seed=seed) for seed in range(1, SAMPLES + 1))


def _clauses(unit: _Unit, attempt: _Attempt | None) -> Sequence[Request]:
    """Each clause of a long sentence as a sentence: stiff, but nothing is lost between them."""
    if attempt and not _grave(attempt):
        return ()
    pieces = [piece for s in hanzi.split_sentences(unit.zh) for piece in hanzi.split_clauses(s)]
    clauses = hanzi.pack(pieces, CLAUSE_CHARS)
    more = _left_out(unit, attempt)
    return tuple(_request(unit, c, more=more) for c in clauses) if len(clauses) > 1 else ()


def _grave(attempt: _Attempt) -> bool:
    """Whether a finding is an error, or about a number, a date or a place: what an editor answers for."""
    about = ("number", "date", "time", "country", "province", "plan")
    return any(f.severity == "error" or f.check.startswith(about) for f in attempt.findings)


def _many(unit: _Unit, _: _Attempt | None) -> Sequence[Request]:
    return tuple(_request(unit, unit.zh, seed=seed, near=seed > 0) for seed in range(MANY))


def _each(_: _Unit, __: _Attempt | None, outputs: Sequence[Output]) -> Iterable[Output]:
    return outputs


def _joined(_: _Unit, __: _Attempt | None, outputs: Sequence[Output]) -> Iterable[Output]:
    if not outputs:
        return
    complete = all(output.finish_reason == "stop" for output in outputs)
    text = " ".join(output.text.strip() for output in outputs)
    tokens = sum(output.tokens for output in outputs)
    yield Output(text, "stop" if complete else "length", tokens)


_PLACED = _Rung("placed", lambda _, __: (), _placed)
_RETRIES = (
    _Rung("hinted", _hinted, _each),
    _Rung("inlined", _inlined, _each),
    _PLACED,
    _Rung("signed", _signed, _unsigned),
    _Rung("sentences", _sentences, _joined),
    _Rung("sampled", _samples, _each),
    _Rung("clauses", _clauses, _joined),
    _PLACED,
)
_LADDERS: dict[Effort, tuple[_Rung, ...]] = {
    "fast": (_Rung("plain", _plain, _each), _PLACED),
    "balanced": (_Rung("plain", _plain, _each), *_RETRIES),
    "best": (_Rung("agreed", _many, _each), *_RETRIES),
}

"""Checks of translations made elsewhere: Chinese and English side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from digest import checks, terminology
from digest.app.context import RunContext
from digest.app.lines import term_base_of
from digest.doubt import Doubt, Passage, estimate
from digest.engines import Engine
from digest.errors import ConfigError, EngineError, InputError
from digest.text.encoding import decode
from digest.translation import ladder

# Pairs whose doubt is estimated at once; their results are printed together.
_AT_ONCE = 64
_WANTED = "each line is the Chinese, a tab, and its English"


def check_pairs(data: bytes, context: RunContext) -> Iterator[dict[str, Any]]:
    """The pairs of a tab-separated text in order, each with its findings and its doubt.

    `doubt` is the probability that the English holds a major error, None where the model cannot
    tell; `least_sure` are its least likely words. A name must appear as the gazetteer and the term
    base have it, a term as the user's glossary does. Empty lines are skipped. Raises InputError
    for a line without a tab, with its number.
    """
    pairs = list(_read(data))
    glossary = terminology.load_glossaries(context.settings.glossaries)
    terms = term_base_of([zh for _, zh, _ in pairs], glossary)
    with context.engines() as engines:
        engine: Engine | None = engines.translator
        for start in range(0, len(pairs), _AT_ONCE):
            some = pairs[start : start + _AT_ONCE]
            passages = [_passage(zh, en, terms) for _, zh, en in some]
            doubts: Sequence[Doubt | None] = [None] * len(some)
            try:
                doubts = estimate(passages, engine) if engine else doubts
            except (ConfigError, EngineError) as error:
                context.console.say(f"no doubt is estimated: {error}")
                engine = None
            for (number, zh, en), passage, doubt in zip(some, passages, doubts, strict=True):
                found = [asdict(finding) for finding in passage.findings]
                yield {
                    "line": number,
                    "zh": zh,
                    "en": en,
                    "findings": found,
                    "doubt": doubt and doubt.probability,
                    "least_sure": doubt.words if doubt else "",
                }


def _passage(zh: str, en: str, terms: terminology.TermBase) -> Passage:
    text = ladder.Text(zh, short_forms=terminology.short_forms(zh))
    matches = terms.match(zh)
    pair = checks.TextPair(
        checks.ChineseText(zh),
        checks.EnglishText(en),
        matches.names,
        matches.given,
        short_forms=text.short_forms,
    )
    hints = ladder.hints_of(text, terms)
    return Passage(zh, en, hints=hints, findings=checks.check_pair(pair))


def _read(data: bytes) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(decode(data).splitlines(), 1):
        if line.strip():
            zh, tab, rest = line.partition("\t")
            if not tab:
                raise InputError(f"line {number}: no tab; {_WANTED}")
            yield number, zh.strip(), rest.partition("\t")[0].strip()

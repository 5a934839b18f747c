"""Checks of translations made elsewhere: Chinese and English side by side, no model needed."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from digest import checks, terminology
from digest.app.lines import term_base_of
from digest.config.settings import Settings
from digest.errors import InputError
from digest.text.encoding import decode

_WANTED = "each line is the Chinese, a tab, and its English"


def check_pairs(data: bytes, settings: Settings) -> Iterator[dict[str, Any]]:
    """The pairs of a tab-separated text in order, each with its findings; empty lines are skipped.

    A name must appear as the gazetteer and the term base have it, a term as the user's glossary
    does. Raises InputError for a line without a tab, with its number.
    """
    pairs = list(_read(data))
    glossary = terminology.load_glossaries(settings.glossaries)
    terms = term_base_of([zh for _, zh, _ in pairs], glossary)
    for number, zh, en in pairs:
        matches = terms.match(zh)
        pair = checks.TextPair(
            checks.ChineseText(zh),
            checks.EnglishText(en),
            matches.names,
            matches.given,
            short_forms=terminology.short_forms(zh),
        )
        found = [asdict(finding) for finding in checks.check_pair(pair)]
        yield {"line": number, "zh": zh, "en": en, "findings": found}


def _read(data: bytes) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(decode(data).splitlines(), 1):
        if line.strip():
            zh, tab, rest = line.partition("\t")
            if not tab:
                raise InputError(f"line {number}: no tab; {_WANTED}")
            yield number, zh.strip(), rest.partition("\t")[0].strip()

"""Words of the Chinese without a counterpart in the English: denials, suspicions, plans.

The words are a table, words.yaml; each entry is a check.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

from digest.checks.check import Check, Example, Fault
from digest.checks.pair import TextPair


@dataclass(frozen=True, slots=True)
class _Word:
    """What to look for in both texts, and the message; `{word}` in it is the Chinese found."""

    zh: re.Pattern[str]
    en: re.Pattern[str]
    unless: re.Pattern[str] | None
    not_en: re.Pattern[str] | None
    message: str

    def find(self, pair: TextPair) -> Iterator[Fault]:
        """Yield a fault if the Chinese has the word and the English no counterpart."""
        found = self.zh.search(pair.source.plain)
        if not found or not pair.en.strip() or self.en.search(pair.en):
            return
        if self.unless and self.unless.search(pair.source.plain):
            return
        if self.not_en is None or self.not_en.search(pair.en):
            yield Fault(self.message.format(word=found[0]), found[0])


def _check(row: Mapping[str, Any]) -> Check[TextPair]:
    word = _Word(
        re.compile(row["zh"]),
        re.compile(row["en"], re.IGNORECASE),
        re.compile(row["unless"]) if "unless" in row else None,
        re.compile(row["not_en"], re.IGNORECASE) if "not_en" in row else None,
        row["message"],
    )
    measured = row.get("measured")
    return Check(
        row["id"],
        "warning",
        "meaning",
        row["doc"],
        word.find,
        measured=(measured[0], measured[1]) if measured else None,
        examples=tuple(Example(*example) for example in row["examples"]),
        retry=("samples",),
    )


def _checks() -> tuple[Check[TextPair], ...]:
    text = (files("digest.checks.meaning") / "words.yaml").read_text(encoding="utf-8")
    return tuple(map(_check, yaml.safe_load(text)))


CHECKS: tuple[Check[TextPair], ...] = _checks()

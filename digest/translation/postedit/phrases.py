"""Phrases that the model gets wrong, corrected by the table in phrases.yaml."""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class PhraseFix:
    """One entry of phrases.yaml; `example` is Chinese, wrong English, right English."""

    id: str
    find: re.Pattern[str]
    replace: str
    example: tuple[str, str, str]
    when: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    any_case: bool = False
    once: bool = False

    def applies_to(self, zh: str) -> bool:
        """Whether the Chinese is one for which the phrase is wrong."""
        return (not self.when or bool(self.when.search(zh))) and not (
            self.unless and self.unless.search(zh)
        )

    def apply(self, en: str) -> str:
        """The English with each match replaced."""
        if self.once and len(self.find.findall(en)) != 1:
            return en
        return self.find.sub(self._replacement, en)

    def _replacement(self, match: re.Match[str]) -> str:
        text = match.expand(self.replace)
        if self.any_case and match[0][0].isupper():
            return text[:1].upper() + text[1:]
        return text


def fix_phrases(zh: str, en: str) -> str:
    """The English with the phrases of the table corrected; applying it twice changes nothing more."""
    for fix in phrase_fixes():
        if fix.applies_to(zh):
            while (changed := fix.apply(en)) != en:
                en = changed
    return en


@functools.cache
def phrase_fixes() -> tuple[PhraseFix, ...]:
    """The table, in order."""
    text = (files("digest.translation.postedit") / "phrases.yaml").read_text(encoding="utf-8")
    return tuple(map(_phrase_fix, yaml.safe_load(text)))


def _phrase_fix(row: Mapping[str, Any]) -> PhraseFix:
    flags = re.IGNORECASE if row.get("any_case") else 0
    zh, wrong, right = row["example"]
    return PhraseFix(
        row["id"],
        re.compile(row["find"], flags),
        row["replace"],
        (zh, wrong, right),
        when=re.compile(row["when"]) if "when" in row else None,
        unless=re.compile(row["unless"]) if "unless" in row else None,
        any_case=row.get("any_case", False),
        once=row.get("once", False),
    )

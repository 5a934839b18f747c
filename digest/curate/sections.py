"""Assigns articles to sections by the rules of sections.yaml and of the settings."""

import functools
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

import yaml

from digest.config.settings import SectionSettings
from digest.records import Article

_HEADLINE_WEIGHT, _LEAD_CHARS, _LEAST = 3, 200, 3
# A word that a text repeats counts this often at most.
_MOST_TIMES = 2


@dataclass(frozen=True, slots=True)
class SectionRule:
    """A section's English name, and the words that assign an article to it."""

    en: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """The section of an article, None if no rule applies, and the reason for the report."""

    section: str | None
    reason: str


def rules(own: Mapping[str, SectionSettings]) -> Mapping[str, SectionRule]:
    """The packaged rules with the user's: words are added, an English name replaces ours."""
    merged = dict(_packaged())
    for name, rule in own.items():
        ours = merged.get(name, SectionRule())
        merged[name] = SectionRule(rule.en or ours.en, (*ours.words, *rule.words))
    return merged


def place(article: Article, known: Mapping[str, SectionRule]) -> Placement:
    """The section that the source states, else the one whose words score highest in the text."""
    if article.section:
        return Placement(article.section, "as the source says")
    headline = "\n".join(filter(None, (article.kicker, article.title, article.subtitle)))
    lead = article.text[:_LEAD_CHARS]
    scores: Counter[str] = Counter()
    said: dict[str, list[str]] = {}
    for name, rule in known.items():
        for word in dict.fromkeys(rule.words):
            score = _HEADLINE_WEIGHT * (word in headline) + min(lead.count(word), _MOST_TIMES)
            if score:
                scores[name] += score
                said.setdefault(name, []).append(word)
    name, score = scores.most_common(1)[0] if scores else ("", 0)
    if score < _LEAST:
        return Placement(None, "no section's words are in it")
    return Placement(name, f"by its words: {', '.join(said[name])}")


@functools.cache
def _packaged() -> Mapping[str, SectionRule]:
    text = (files("digest.curate") / "sections.yaml").read_text(encoding="utf-8")
    return {
        name: SectionRule(rule["en"], tuple(rule.get("words", ())))
        for name, rule in yaml.safe_load(text).items()
    }

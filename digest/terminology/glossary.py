"""Glossaries: what a user wants names and terms to be called, and drafts for an editor to correct."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from digest.errors import ConfigError
from digest.records import Article
from digest.text import hanzi
from digest.text.phrases import Phrases

_HEAD = """\
# Chinese: English that the digest will use, with how often and where first it was found.
# Correct the English and name this file as `glossary:` in your settings; delete what is right.
# An empty English leaves the name to the model.
"""


def load_glossaries(paths: Iterable[Path]) -> dict[str, str]:
    """Several glossaries as one, later ones over earlier: the house's, then the series'."""
    return {zh: en for path in paths for zh, en in load_glossary(path).items()}


def load_glossary(path: Path) -> dict[str, str]:
    """A user's glossary: a YAML mapping of Chinese to English, or a CSV or TSV of two columns.

    An empty English in YAML means that the name is left to the model.
    """
    if path.suffix.lower() in {".csv", ".tsv"}:
        return _table(path)
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: the glossary cannot be read: {error}") from error
    if not isinstance(data, dict) or not all(
        v is None or isinstance(v, str) for v in data.values()
    ):
        raise ConfigError(f"{path}: a glossary is a YAML mapping of Chinese to English")
    return {str(key): (value or "").strip() for key, value in data.items()}


def _table(path: Path) -> dict[str, str]:
    """Chinese and English from the first two columns; a first row without Chinese is a heading."""
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file, delimiter=delimiter) if any(row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"{path}: the glossary cannot be read: {error}") from error
    for number, row in enumerate(rows, 1):
        if len(row) < 2 or not row[1].strip():
            raise ConfigError(f"{path}:{number}: a glossary row is Chinese, then its English")
    return {row[0].strip(): row[1].strip() for row in rows if hanzi.has_han(row[0])}


def draft(entries: Mapping[str, str], articles: Iterable[Article]) -> str:
    """The entries that the articles hold, as a YAML glossary with counts and first places."""
    phrases = Phrases(entries)
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    for article in articles:
        printed = [line.names for line in article.bylines] + [
            line.names for line in article.credits
        ]
        names = (name for line in printed for name in line)
        parts = (article.section, article.kicker, article.title, article.subtitle, article.text)
        where = f"{article.provenance.path}:{article.provenance.lines[0]}"
        for text in (*names, *filter(None, parts)):
            for _, zh in phrases.longest(text):
                counts[zh] += 1
                first.setdefault(zh, where)
    return _HEAD + "".join(
        f"{_line(zh, entries[zh])}  # {counts[zh]}, {' '.join(first[zh].split())}\n"
        for zh in sorted(counts, key=lambda zh: (not entries[zh][:1].isupper(), zh))
    )


def _line(zh: str, en: str) -> str:
    value: Any = en or None
    text: str = yaml.safe_dump({zh: value}, allow_unicode=True, width=10**6)
    return text.rstrip("\n")

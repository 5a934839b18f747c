"""Glossaries: the English that a user wants for names and terms, and drafts for an editor to correct."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from digest.errors import ConfigError
from digest.records import Article
from digest.text import hanzi
from digest.text.phrases import Phrases
from digest.text.printable import on_one_line

_HEAD = """\
# Chinese: the English that the digest will use  # how often it occurs, and where first
# Correct the English, delete the lines that are right, and name this file as `glossary:` in your
# settings. An empty English leaves the name to the model.
"""


# One entry of a file: line number, Chinese, English.
_Entry = tuple[int, str, str]


def load_glossaries(paths: Iterable[Path]) -> dict[str, str]:
    """Several glossaries as one mapping of Chinese to English; later files go over earlier ones."""
    return {zh: en for path in paths for zh, en in load_glossary(path).items()}


def load_glossary(path: Path) -> dict[str, str]:
    """A user's glossary, Chinese to English: a YAML mapping, or a CSV or TSV file of two columns.

    An empty English in YAML means that the name is left to the model. ConfigError, with the line,
    where the file cannot be read, an entry has its languages swapped, or two entries disagree.
    """
    read = _table if path.suffix.lower() in {".csv", ".tsv"} else _mapping
    try:
        entries = list(read(path))
    except OSError as error:
        raise ConfigError(f"{path}: the glossary cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: the glossary is not UTF-8 text; save it as UTF-8") from error
    except (yaml.YAMLError, csv.Error, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise ConfigError(f"{path}: the glossary cannot be read: {reason}") from error
    return _checked(path, entries)


def _checked(path: Path, entries: Iterable[_Entry]) -> dict[str, str]:
    glossary: dict[str, str] = {}
    lines: dict[str, int] = {}
    for line, zh, en in entries:
        if not hanzi.has_han(zh) and hanzi.has_han(en):
            raise ConfigError(
                f"{path}:{line}: the key {zh!r} has no Chinese; an entry is Chinese, then its English"
            )
        if glossary.get(zh, en) != en:
            raise ConfigError(
                f"{path}:{line}: {zh} is {en!r} here and {glossary[zh]!r} on line {lines[zh]};"
                " keep one of them"
            )
        glossary[zh], lines[zh] = en, line
    return glossary


def _mapping(path: Path) -> Iterator[_Entry]:
    """The entries of a YAML mapping; what YAML takes for a truth value or a number is text here."""
    wanted = "a glossary is a YAML mapping of Chinese to English"
    try:
        node = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{path}:{line}: {wanted}: {error.problem}") from error
    if node is None:
        return
    if not isinstance(node, yaml.MappingNode):
        raise ConfigError(f"{path}: {wanted}")
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or not isinstance(value, yaml.ScalarNode):
            raise ConfigError(f"{path}:{line}: {wanted}, one English text per entry")
        empty = value.tag == "tag:yaml.org,2002:null"
        yield line, str(key.value), "" if empty else str(value.value).strip()


def _table(path: Path) -> Iterator[_Entry]:
    """The entries of the first two columns; a first row without Chinese is a heading."""
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter=delimiter)
        numbered = [(rows.line_num, row) for row in rows if any(row)]
    for number, (line, row) in enumerate(numbered):
        if len(row) < 2 or not row[1].strip():
            raise ConfigError(f"{path}:{line}: a glossary row is Chinese, then its English")
        if number or hanzi.has_han(row[0]):
            yield line, row[0].strip(), row[1].strip()


def draft(entries: Mapping[str, str], articles: Iterable[Article]) -> str:
    """The entries that occur in the articles, as a YAML glossary with counts and first places."""
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
        f"{_line(zh, entries[zh])}  # {counts[zh]}, {on_one_line(first[zh])}\n"
        for zh in sorted(counts, key=lambda zh: (not entries[zh][:1].isupper(), zh))
    )


def _line(zh: str, en: str) -> str:
    value: Any = en or None
    quoted = None if f"{zh}{en}".isprintable() else '"'
    text: str = yaml.safe_dump({zh: value}, allow_unicode=True, width=10**6, default_style=quoted)
    return text.rstrip("\n")

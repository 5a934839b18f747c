"""One English for one name, all week long."""

import csv
import functools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from digest import zh as zh_text
from digest.errors import ConfigError
from digest.records import Article
from digest.terms.companies import companies_in
from digest.terms.people import people_in, person, render_byline, render_credit
from digest.terms.places import bare, bodies_of, gazetteer_in, known_in, places_in
from digest.terms.recogniser import recognised

__all__ = [
    "Ledger", "build_ledger", "load_glossary", "person", "render_byline", "render_credit",
]  # fmt: skip

# Hints cost prefill; past so many the model heeds none of them.
MOST_HINTS = 12


@dataclass(frozen=True, slots=True)
class Ledger:
    """The week's names and terms: Chinese to the English to use, longest Chinese first."""

    entries: tuple[tuple[str, str], ...]

    def hints(self, text: str) -> tuple[tuple[str, str], ...]:
        """The entries that occur in the text, longest first, none inside another."""
        found = []
        for zh, en in self.entries:
            if zh in text:
                found.append((zh, en))
                text = text.replace(zh, "\n")
        return tuple(found[:MOST_HINTS])

    def names(self, text: str) -> tuple[tuple[str, str], ...]:
        """The entries that are proper names and occur in the text: the English must hold them."""
        return tuple((zh, en) for zh, en in self.hints(text) if en[:1].isupper())

    def to_yaml(self) -> str:
        """An editable glossary file."""
        return yaml.safe_dump(dict(self.entries), allow_unicode=True, sort_keys=True)


@functools.cache
def official() -> Mapping[str, str]:
    """Official English for terms of government, party and labour-union news."""
    text = (Path(__file__).parent / "official.yaml").read_text(encoding="utf-8")
    terms: dict[str, str] = yaml.safe_load(text)
    return terms


def build_ledger(articles: Iterable[Article], *, glossary: Mapping[str, str] = {}) -> Ledger:
    """The names and terms of a week: bylines, people in office, places and their organisations.

    The official terms come with them; the user's glossary goes over all.
    """
    printed: list[str] = []
    texts: list[str] = []
    for article in articles:
        printed += [name for byline in article.bylines for name in byline.names]
        printed += [name for credit in article.credits for name in credit.names]
        parts = (article.section, article.kicker, article.title, article.subtitle, article.text)
        texts.append("\n".join(filter(None, parts)))
    places: dict[str, str] = {}
    for text in texts:
        printed += [*people_in(text), *recognised(text)]
        places |= dict(places_in(text))
    week = "\n".join(texts)
    places |= dict(gazetteer_in(week))
    found = known_in(week) | places
    for zh, en in places.items():
        found |= {body: name for body, name in bodies_of(zh, en) if body in week} | bare(zh, en)
    found |= dict(companies_in(week, places))
    names = {name: person(name) for name in printed if len(name) > 1}
    terms = {zh: en for zh, en in official().items() if zh in week}
    entries = {**_told_apart(found), **names, **terms, **glossary}
    return Ledger(tuple(sorted(entries.items(), key=lambda item: (-len(item[0]), item[0]))))


def _told_apart(found: Mapping[str, str]) -> dict[str, str]:
    """Places with the province where another of the week has the same English: both Taizhous."""
    same = Counter(found[zh] for zh in _ALIKE if zh in found)
    return {
        zh: f"{en} in {_ALIKE[zh]}" if zh in _ALIKE and same[en] > 1 else en
        for zh, en in found.items()
    }


_ALIKE = {
    "台州": "Zhejiang", "台州市": "Zhejiang", "泰州": "Jiangsu", "泰州市": "Jiangsu",
    "宜春": "Jiangxi", "伊春": "Heilongjiang", "苏州": "Jiangsu", "宿州": "Anhui",
    "苏州市": "Jiangsu", "宿州市": "Anhui", "榆林": "Shaanxi", "玉林": "Guangxi",
    "抚州": "Jiangxi", "福州": "Fujian", "宜春市": "Jiangxi", "伊春市": "Heilongjiang",
    "榆林市": "Shaanxi", "玉林市": "Guangxi",
}  # fmt: skip


def load_glossary(path: Path) -> dict[str, str]:
    """A user's glossary: a YAML mapping of Chinese to English, or a CSV of two columns."""
    if path.suffix.lower() in {".csv", ".tsv"}:
        return _table(path)
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: the glossary cannot be read: {error}") from error
    if not isinstance(data, dict) or not all(isinstance(v, str) for v in data.values()):
        raise ConfigError(f"{path}: a glossary is a YAML mapping of Chinese to English")
    return {str(key): value for key, value in data.items()}


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
    return {row[0].strip(): row[1].strip() for row in rows if zh_text.has_han(row[0])}

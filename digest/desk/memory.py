"""A translation memory: passages whose English an editor corrected or accepted, in SQLite.

An exact match is printed without asking the model. A fuzzy match is shown to the editor with its
similarity: the ratio of difflib's SequenceMatcher (Ratcliff and Obershelp 1988), in percent.
"""

import difflib
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from digest.errors import InputError, OutputError

# Below this a match costs an editor more than it saves; most translation tools begin at 70 to 75.
LEAST_SIMILARITY = 75
# Candidates that share the most trigrams; only these are compared in full.
_CANDIDATES = 50
_SCHEMA = """
CREATE TABLE IF NOT EXISTS passage (
    zh TEXT PRIMARY KEY, en TEXT NOT NULL, origin TEXT NOT NULL, day TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE IF NOT EXISTS trigram USING fts5(zh, tokenize = 'trigram');
"""


@dataclass(frozen=True, slots=True)
class Remembered:
    """One passage of the memory: where it comes from (a week, a file) and the day it was kept."""

    zh: str
    en: str
    origin: str
    day: str


@dataclass(frozen=True, slots=True)
class Match:
    """A remembered passage and how much a new one is like it, in percent (100: the same)."""

    passage: Remembered
    percent: int


class Memory:
    """The memory in a file, which is made when it is first written to; a context manager."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._open:
            self._open.close()
            self._open = None

    def __len__(self) -> int:
        db = self._readable()
        return db.execute("SELECT count(*) FROM passage").fetchone()[0] if db else 0

    def __iter__(self) -> Iterator[Remembered]:
        db = self._readable()
        rows = db.execute("SELECT zh, en, origin, day FROM passage ORDER BY zh") if db else ()
        yield from (Remembered(*row) for row in rows)

    def exact(self, zh: str) -> str | None:
        """The English kept for exactly this Chinese passage, or None."""
        db = self._readable()
        row = db and db.execute("SELECT en FROM passage WHERE zh = ?", (zh,)).fetchone()
        return row[0] if row else None

    def similar(self, zh: str, most: int = 3) -> list[Match]:
        """The most similar passages, the most similar first; the same passage is not among them."""
        db = self._readable()
        grams = {zh[i : i + 3] for i in range(len(zh) - 2)}
        if not db or not grams:
            return []
        query = " OR ".join('"' + gram.replace('"', '""') + '"' for gram in sorted(grams))
        rows = db.execute(
            "SELECT p.zh, p.en, p.origin, p.day FROM trigram t JOIN passage p ON p.zh = t.zh"
            " WHERE trigram MATCH ? AND p.zh <> ? ORDER BY rank LIMIT ?",
            (query, zh, _CANDIDATES),
        )
        found = [Match(Remembered(*row), _percent(zh, row[0])) for row in rows]
        close = [match for match in found if match.percent >= LEAST_SIMILARITY]
        return sorted(close, key=lambda m: (-m.percent, m.passage.zh))[:most]

    def add(self, passages: Iterable[Remembered]) -> int:
        """Keep passages, the new English over the old; how many changed the memory."""
        db = self._writable()
        try:
            with db:
                return sum(_kept(db, one) for one in passages)
        except sqlite3.Error as error:
            raise OutputError(
                f"{self._path}: {error}: the memory cannot be written; make room there"
            ) from error

    def _readable(self) -> sqlite3.Connection | None:
        """The open database; None where nothing was ever kept."""
        return self._writable() if self._open or self._path.exists() else None

    def _writable(self) -> sqlite3.Connection:
        """The open database, made where there is none."""
        if self._open is None:
            self._open = _opened(self._path)
        return self._open


def _opened(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(path, timeout=30)
    except (OSError, sqlite3.Error) as error:
        raise OutputError(
            f"{path}: {error}: the memory cannot be opened; get the right to write there"
        ) from error
    try:
        db.executescript(_SCHEMA)
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the message quotes a damaged schema
        db.close()
        raise InputError(
            f"{path}: {error}: not a translation memory; move it away and import your export"
        ) from error
    return db


def _kept(db: sqlite3.Connection, one: Remembered) -> bool:
    """Whether keeping the passage changes the memory; blank ones are not kept."""
    if not one.zh.strip() or not one.en.strip():
        return False
    old = db.execute("SELECT en FROM passage WHERE zh = ?", (one.zh,)).fetchone()
    if old and old[0] == one.en:
        return False
    if not old:
        db.execute("INSERT INTO trigram (zh) VALUES (?)", (one.zh,))
    row = (one.zh, one.en, one.origin, one.day)
    db.execute("INSERT OR REPLACE INTO passage VALUES (?, ?, ?, ?)", row)
    return True


def _percent(a: str, b: str) -> int:
    return int(100 * difflib.SequenceMatcher(None, a, b, autojunk=False).ratio())

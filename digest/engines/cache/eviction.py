"""What goes from a cache of made texts, by age and by size: what was not used longest."""

import contextlib
import math
import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How big a cache may be, and how many days a text may lie unused; None for no limit."""

    max_bytes: int | None = None
    max_days: int | None = None


def prune(db: sqlite3.Connection, limits: Limits, today: int) -> int:
    """How many texts were over the limits and are gone; sqlite3.Error where they cannot go.

    Age counts from the last day before `today` on which anything was used, so that a clock that is
    wrong once, or a cache that nobody opened for a year, empties nothing. Texts of which no day is
    known (0) have no age and go first by size.
    """
    gone = 0
    with db:
        if limits.max_days is not None:
            gone += _older(db, limits.max_days, today)
        if limits.max_bytes is not None:
            while _live(db) > limits.max_bytes:
                size, texts = _live(db), _one(db, "SELECT count(*) FROM texts")
                surplus = math.ceil(texts * (size - limits.max_bytes) / size)
                taken = db.execute(
                    "DELETE FROM texts WHERE key IN"
                    " (SELECT key FROM texts ORDER BY used, key LIMIT ?)",
                    (surplus,),
                ).rowcount
                if not taken:
                    break
                gone += taken
    if _one(db, "PRAGMA freelist_count") * 2 > _one(db, "PRAGMA page_count"):
        # Room given back to the disk; pages that stay free are written over otherwise.
        with contextlib.suppress(sqlite3.Error):
            db.execute("VACUUM")
    return gone


def _older(db: sqlite3.Connection, days: int, today: int) -> int:
    before = db.execute("SELECT max(used) FROM texts WHERE used < ?", (today,)).fetchone()[0]
    if not before:
        return 0
    return db.execute("DELETE FROM texts WHERE used > 0 AND used < ?", (before - days,)).rowcount


def _live(db: sqlite3.Connection) -> int:
    """The bytes of the pages in use."""
    pages = _one(db, "PRAGMA page_count") - _one(db, "PRAGMA freelist_count")
    return pages * _one(db, "PRAGMA page_size")


def _one(db: sqlite3.Connection, sql: str) -> int:
    return int(db.execute(sql).fetchone()[0])

"""Evicts the least recently used outputs from a cache, by age and by size."""

import contextlib
import math
import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The most bytes of a cache, and days that an output may be unused; None: no limit."""

    max_bytes: int | None = None
    max_days: int | None = None


def prune(db: sqlite3.Connection, limits: Limits, today: int) -> int:
    """Delete what is over the limits; returns the number of rows deleted.

    Age counts from the last day before `today` on which anything was used, so that a wrong clock, or
    a year in which the cache was not opened, empties nothing. Rows without a known day (0) have no
    age and are the first to be deleted by size. sqlite3.Error if the file cannot be written.
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
        # Gives free pages back to the disk; otherwise they would be reused.
        with contextlib.suppress(sqlite3.Error):
            db.execute("VACUUM")
    return gone


def _older(db: sqlite3.Connection, days: int, today: int) -> int:
    before = db.execute("SELECT max(used) FROM texts WHERE used < ?", (today,)).fetchone()[0]
    if not before:
        return 0
    return db.execute("DELETE FROM texts WHERE used > 0 AND used < ?", (before - days,)).rowcount


def _live(db: sqlite3.Connection) -> int:
    """Bytes of the pages in use."""
    pages = _one(db, "PRAGMA page_count") - _one(db, "PRAGMA freelist_count")
    return pages * _one(db, "PRAGMA page_size")


def _one(db: sqlite3.Connection, sql: str) -> int:
    return int(db.execute(sql).fetchone()[0])

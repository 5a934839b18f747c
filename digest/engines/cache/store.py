"""Model outputs in one SQLite file: checksummed, repaired, and migrated from older versions."""

import contextlib
import hashlib
import json
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Self

from digest.engines.api import Output, Request
from digest.engines.cache import eviction
from digest.errors import OutputError
from digest.host import on_network

_SCHEMA = 3
# Outputs that may wait to be written, and for how long: what a killed run has to make again.
COMMIT_EVERY, COMMIT_SECONDS = 64, 2.0
_BUSY_SECONDS = 30.0
_PAUSE_SECONDS = 0.02
# SQLite error codes for a file whose pages cannot be trusted.
_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class Cache:
    """Outputs by engine fingerprint and request; use as a context manager.

    A damaged file is renamed, what can be read of it is kept, and `say` is called with a message.
    OutputError if the file cannot be used or written; what was committed stays.
    """

    def __init__(
        self,
        path: Path,
        say: Callable[[str], None] = lambda _: None,
        *,
        today: int = 0,
        max_bytes: int | None = None,
        max_days: int | None = None,
    ) -> None:
        """`today` is the day's ordinal number; 0 records no use and evicts nothing."""
        self._path = path
        self._say = say
        self._today = today
        self._limits = eviction.Limits(max_bytes, max_days)
        self._used: set[str] = set()
        self._pending: dict[str, str] = {}
        self._wrong: set[str] = set()
        self._committed = time.monotonic()
        self.hits = 0

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._db = self._open()
            except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
                if not _broken(error):
                    raise
                self._begin_anew()
        except (OSError, sqlite3.Error) as error:
            raise OutputError(self._unusable(error)) from error
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._commit()
            if self._today:
                self._prune()
        finally:
            self._db.close()

    def find(self, fingerprint: str, requests: Sequence[Request]) -> list[Output | None]:
        """Per request the output kept for it, or None; a row that is damaged counts as None.

        `hits` counts the texts found, not the scores of given English.
        """
        found = [self._find(_key(fingerprint, request)) for request in requests]
        self.hits += sum(
            output is not None and not request.given
            for request, output in zip(requests, found, strict=True)
        )
        return found

    def keep(self, fingerprint: str, request: Request, output: Output) -> None:
        """Keep an output; it is on disk after COMMIT_EVERY outputs or COMMIT_SECONDS."""
        key = _key(fingerprint, request)
        self._pending.setdefault(key, json.dumps(asdict(output), ensure_ascii=False))
        if (
            len(self._pending) >= COMMIT_EVERY
            or time.monotonic() - self._committed > COMMIT_SECONDS
        ):
            self._commit()

    def problems(self) -> list[str]:
        """One line per problem that SQLite's own check and the checksums find."""
        try:
            found = [str(row[0]) for row in self._db.execute("PRAGMA integrity_check(3)")]
            wrong = sum(
                _checksum(key, output) != crc or _parsed(output) is None
                for key, output, crc in self._db.execute("SELECT key, output, crc FROM texts")
            )
        except sqlite3.DatabaseError as error:
            return [str(error)]
        problems = [line for line in found if line != "ok"]
        return [*problems, f"{wrong} outputs are damaged"] if wrong else problems

    def _find(self, key: str) -> Output | None:
        pending = self._pending.get(key)
        return self._read(key) if pending is None else _parsed(pending)

    def _read(self, key: str) -> Output | None:
        sql = "SELECT output, crc, used FROM texts WHERE key = ?"
        try:
            row = self._db.execute(sql, (key,)).fetchone()
        except sqlite3.DatabaseError as error:
            if not _broken(error):
                raise OutputError(self._unusable(error)) from error
            self._begin_anew()
            row = self._db.execute(sql, (key,)).fetchone()
        if row is None:
            return None
        output = _parsed(row[0]) if _checksum(key, row[0]) == row[1] else None
        if output is not None:
            if row[2] != self._today and self._today:
                self._used.add(key)
            return output
        if not self._wrong:
            self._say(f"{self._path}: holds damaged outputs; they are made again")
        self._wrong.add(key)
        return None

    def _commit(self) -> None:
        try:
            self._write()
        except sqlite3.DatabaseError as error:
            if not _broken(error):
                raise OutputError(self._unusable(error)) from error
            self._begin_anew()
            self._write()
        self._pending.clear()
        self._wrong.clear()
        self._used.clear()
        self._committed = time.monotonic()

    def _write(self) -> None:
        today = self._today
        rows = [
            (key, output, _checksum(key, output), today) for key, output in self._pending.items()
        ]
        with self._db:
            self._db.executemany("DELETE FROM texts WHERE key = ?", [(key,) for key in self._wrong])
            # The first output stays, so that two runs at once end with the same texts.
            self._db.executemany("INSERT OR IGNORE INTO texts VALUES (?, ?, ?, ?)", rows)
            self._db.executemany(
                "UPDATE texts SET used = ? WHERE key = ?", [(today, key) for key in self._used]
            )

    def _prune(self) -> None:
        """Evict what is over the limits; a cache that cannot be pruned now is pruned next time."""
        try:
            gone = eviction.prune(self._db, self._limits, self._today)
        except sqlite3.Error as error:
            self._say(f"{self._path}: the cache cannot be made smaller now: {error}")
            return
        if gone:
            self._say(
                f"{self._path}: {gone} outputs that were not used for long were removed from the cache"
            )

    def _begin_anew(self) -> None:
        """Replace the damaged file by a new one with all that can still be read of it."""
        with contextlib.suppress(AttributeError, sqlite3.Error):
            self._db.close()
        aside = self._aside()
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                Path(f"{self._path}{suffix}").replace(f"{aside}{suffix}")
        self._db = self._open()
        with self._db:
            saved = self._db.executemany(
                "INSERT OR IGNORE INTO texts VALUES (?, ?, ?, ?)",
                ((*row, self._today) for row in _readable(aside)),
            ).rowcount
        self._say(
            f"{self._path}: the cache was damaged and is now called {aside.name}; "
            f"{max(0, saved)} of its outputs are kept, the others are made again"
        )

    def _aside(self) -> Path:
        """An unused name, so that no damaged file is ever overwritten."""
        names = (
            self._path.with_name(f"{self._path.name}.broken{'' if n == 1 else f'-{n}'}")
            for n in range(1, 10_000)
        )
        return next(name for name in names if not name.exists())

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=_BUSY_SECONDS)
        db.text_factory = lambda data: data.decode("utf-8", "replace")
        try:
            journal = "DELETE" if on_network(self._path) else "WAL"
            _set_journal(db, journal)
            # A power cut loses no commit; one fsync per commit costs little.
            db.execute("PRAGMA synchronous = FULL")
            self._migrate(db)
        except BaseException:
            db.close()
            raise
        return db

    def _migrate(self, db: sqlite3.Connection) -> None:
        """Create the table, or migrate it: schema 1 had no checksums, schema 2 no day of last use."""
        if _version(db) == _SCHEMA:
            return
        db.create_function("checksum", 2, _checksum, deterministic=True)
        db.execute("BEGIN IMMEDIATE")
        with db:
            version = _version(db)
            if version not in (0, 1, 2, _SCHEMA):
                raise OutputError(
                    f"{self._path}: made by another version of digest; give another with --cache"
                )
            if version == 0:
                db.execute(
                    "CREATE TABLE IF NOT EXISTS texts"
                    " (key TEXT PRIMARY KEY, output TEXT NOT NULL, crc INTEGER, used INTEGER)"
                    " WITHOUT ROWID"
                )
            if version == 1:
                db.execute("ALTER TABLE texts ADD COLUMN crc INTEGER")
                db.execute("UPDATE texts SET crc = checksum(key, output)")
            if version in (1, 2):
                db.execute("ALTER TABLE texts ADD COLUMN used INTEGER")
                db.execute("UPDATE texts SET used = ?", (self._today,))
            db.execute(f"PRAGMA user_version = {_SCHEMA}")

    def _unusable(self, error: Exception) -> str:
        return f"{self._path}: the cache cannot be used: {error}; --cache FILE or --no-cache"


def _set_journal(db: sqlite3.Connection, journal: str) -> None:
    """Set the journal mode; SQLite's own timeout does not cover two processes that set it at once."""
    until = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            db.execute(f"PRAGMA journal_mode = {journal}")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _broken(error: sqlite3.Error | UnicodeDecodeError) -> bool:
    # SQLite quotes a damaged schema in its message, which then is no UTF-8.
    return (
        isinstance(error, UnicodeDecodeError)
        or getattr(error, "sqlite_errorcode", 0) & 0xFF in _BROKEN
    )


def _checksum(key: str, output: str) -> int:
    return zlib.crc32(f"{key}\n{output}".encode())


def _readable(path: Path) -> Iterator[tuple[str, str, int]]:
    """The rows (key, output, crc) of a damaged file that still match their checksum.

    Keys are hashes. Read in 256 ranges of them, each from both ends, one bad page costs only its own
    rows.
    """
    db = sqlite3.connect(path)
    db.text_factory = lambda data: data.decode("utf-8", "replace")
    try:
        for first in range(256):
            bounds = (f"{first:02x}", f"{first:02x}g")
            for order in ("ASC", "DESC"):
                sql = f"SELECT key, output, crc FROM texts WHERE key >= ? AND key < ? ORDER BY key {order}"  # noqa: S608 - two fixed words
                with contextlib.suppress(sqlite3.DatabaseError, UnicodeDecodeError):
                    for key, output, crc in db.execute(sql, bounds):
                        if _checksum(key, output) == crc:
                            yield key, output, crc
    finally:
        db.close()


def _parsed(text: str) -> Output | None:
    """The output that a row holds; None if it is not one, such as one of another version."""
    try:
        row = json.loads(text)
        output = Output.read(row)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    known = isinstance(output.text, str) and output.finish_reason in ("stop", "length")
    return output if known and type(output.tokens) is int else None


def _key(fingerprint: str, request: Request) -> str:
    content = json.dumps([fingerprint, asdict(request)], ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()

"""What is kept: digest.json, files written whole or not at all, and the cache of made texts."""

import contextlib
import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Self, TypeVar

from digest.engines.base import Output, Request
from digest.errors import InputError, OutputError
from digest.records import (
    Digest,
    Entry,
    Failure,
    Finding,
    Mention,
    ModelInfo,
    Pair,
    PairBlock,
    PairByline,
    PairCredit,
    Provenance,
    Week,
)

SCHEMA = 1
_CACHE_SCHEMA = 1
# Texts answered but not yet on disk, at most: what a killed run does again.
COMMIT_EVERY, COMMIT_SECONDS = 64, 2.0
_BUSY_SECONDS = 30.0
_T = TypeVar("_T")


def write_atomic(path: Path, data: bytes) -> None:
    """The data under this name at once or not at all; the same bytes already there stay as they are."""
    with contextlib.suppress(OSError):
        if path.stat().st_size == len(data) and path.read_bytes() == data:
            return
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


class Cache:
    """Made texts in one SQLite file, found by the engine's fingerprint and the request.

    Use as a context manager. OutputError where the file cannot be used; a broken one is set aside.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pending: list[tuple[str, str]] = []
        self._committed = time.monotonic()

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._db = self._open()
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                # Not a database any more: what it held is made again.
                self._path.replace(self._path.with_name(f"{self._path.name}.broken"))
                self._db = self._open()
        except (OSError, sqlite3.Error) as error:
            raise OutputError(self._unusable(error)) from error
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._commit()
        finally:
            self._db.close()

    def find(self, fingerprint: str, requests: Sequence[Request]) -> list[Output | None]:
        """What is kept for each request, in order."""
        found: list[Output | None] = []
        for request in requests:
            row = self._db.execute(
                "SELECT output FROM texts WHERE key = ?", (_key(fingerprint, request),)
            ).fetchone()
            found.append(Output(**json.loads(row[0])) if row else None)
        return found

    def keep(self, fingerprint: str, request: Request, output: Output) -> None:
        """Keep an output; it is on disk after COMMIT_EVERY more, or COMMIT_SECONDS."""
        value = json.dumps(asdict(output), ensure_ascii=False)
        self._pending.append((_key(fingerprint, request), value))
        if (
            len(self._pending) >= COMMIT_EVERY
            or time.monotonic() - self._committed > COMMIT_SECONDS
        ):
            self._commit()

    def _commit(self) -> None:
        try:
            with self._db:
                # The first answer stays, so that two runs at once end with the same texts.
                self._db.executemany("INSERT OR IGNORE INTO texts VALUES (?, ?)", self._pending)
        except sqlite3.Error as error:
            raise OutputError(self._unusable(error)) from error
        self._pending.clear()
        self._committed = time.monotonic()

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=_BUSY_SECONDS)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version not in (0, _CACHE_SCHEMA):
                raise OutputError(  # noqa: TRY301
                    f"{self._path}: made by another version of digest; give another with --cache"
                )
            db.execute(
                "CREATE TABLE IF NOT EXISTS texts (key TEXT PRIMARY KEY, output TEXT NOT NULL)"
                " WITHOUT ROWID"
            )
            db.execute(f"PRAGMA user_version = {_CACHE_SCHEMA}")
        except BaseException:
            db.close()
            raise
        return db

    def _unusable(self, error: Exception) -> str:
        return f"{self._path}: the cache cannot be used: {error}; --cache FILE or --no-cache"


def _key(fingerprint: str, request: Request) -> str:
    content = json.dumps([fingerprint, asdict(request)], ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def dump_digest(digest: Digest) -> str:
    """The digest as the text of digest.json; `load_digest` gives the same digest back."""
    data = {
        "schema": SCHEMA,
        "week": str(digest.week),
        "title": {"zh": digest.title.zh, "en": digest.title.en},
        "articles": [_entry_to_json(entry) for entry in digest.entries],
        "failures": [asdict(failure) for failure in digest.failures],
        "model": asdict(digest.model),
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def load_digest(text: str) -> Digest:
    """The digest of a digest.json; InputError where it is none, or of another schema."""
    try:
        data = json.loads(text)
        if data["schema"] != SCHEMA:
            raise InputError(f"digest.json: schema {data['schema']!r}; this digest reads {SCHEMA}")
        return Digest(
            Week.parse(data["week"]),
            Pair(data["title"]["zh"], data["title"]["en"]),
            tuple(map(_entry, data["articles"])),
            tuple(Failure(**failure) for failure in data["failures"]),
            ModelInfo(**data["model"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"no {error}" if isinstance(error, KeyError) else str(error)
        raise InputError(f"digest.json: not a digest ({reason}); `digest run` makes one") from error


def _entry_to_json(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "kind": entry.kind,
        "section": _pair_to_json(entry.section),
        "kicker": _pair_to_json(entry.kicker),
        "title": _pair_to_json(entry.title),
        "subtitle": _pair_to_json(entry.subtitle),
        "bylines": [asdict(byline) for byline in entry.bylines],
        "credits": [asdict(credit) for credit in entry.credits],
        "date": entry.date.isoformat() if entry.date else None,
        "source": entry.source,
        "url": entry.url,
        "summary": [_pair_to_json(pair) for pair in entry.summary],
        "blocks": [
            {"type": block.type}
            | (_pair_to_json(block.pair) or {})
            | ({"incomplete": True} if block.incomplete else {})
            for block in entry.blocks
        ],
        "findings": [asdict(finding) for finding in entry.findings],
        "also": [asdict(mention) for mention in entry.also],
        "provenance": {"path": entry.provenance.path, "lines": list(entry.provenance.lines)},
    }


def _pair_to_json(pair: Pair | None) -> dict[str, Any] | None:
    if pair is None:
        return None
    return {"zh": pair.zh, "en": pair.en, "findings": [asdict(f) for f in pair.findings]}


def _entry(data: dict[str, Any]) -> Entry:
    first, last = data["provenance"]["lines"]
    return Entry(
        id=data["id"],
        kind=data["kind"],
        section=_maybe(_pair, data["section"]),
        kicker=_maybe(_pair, data["kicker"]),
        title=_pair(data["title"]),
        subtitle=_maybe(_pair, data["subtitle"]),
        bylines=tuple(PairByline(**byline) for byline in data["bylines"]),
        credits=tuple(PairCredit(**credit) for credit in data["credits"]),
        date=_maybe(date.fromisoformat, data["date"]),
        source=data["source"],
        url=data["url"],
        summary=tuple(map(_pair, data["summary"])),
        blocks=tuple(
            PairBlock(block["type"], _pair(block), block.get("incomplete", False))
            for block in data["blocks"]
        ),
        findings=_findings(data),
        also=tuple(Mention(**mention) for mention in data.get("also", ())),
        provenance=Provenance(data["provenance"]["path"], (first, last)),
    )


def _pair(data: dict[str, Any]) -> Pair:
    return Pair(data["zh"], data["en"], _findings(data))


def _findings(data: dict[str, Any]) -> tuple[Finding, ...]:
    return tuple(Finding(**finding) for finding in data.get("findings", ()))


def _maybe(make: Callable[[Any], _T], value: Any) -> _T | None:
    return None if value is None else make(value)

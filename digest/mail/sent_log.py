"""The log of sent issues, in SQLite: read before each message, so that nobody gets one twice."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from digest.errors import DeliveryError

# "sending": the last byte was about to go out. If the run that wrote this has died, nobody can
# know whether the server has the message.
State = Literal["sending", "sent"]

_SCHEMA = 2
_TABLE = """
CREATE TABLE IF NOT EXISTS sends (
    issue TEXT NOT NULL,
    recipient TEXT NOT NULL,
    content TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('sending', 'sent')),
    message_id TEXT NOT NULL,
    reply TEXT NOT NULL,
    changed TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (issue, recipient, content)
)
"""
# Format 1 knew no content, and its issues were named by week and title.
_FROM_FORMAT_1 = """
ALTER TABLE sends RENAME TO sends_1;
{table};
INSERT OR IGNORE INTO sends (issue, recipient, content, state, message_id, reply, changed)
    SELECT substr(issue, 1, instr(issue || ' ', ' ') - 1), recipient, '', state, message_id, reply,
    changed FROM sends_1 ORDER BY state = 'sending';
DROP TABLE sends_1;
"""


class SentLog:
    """All sends, keyed by issue, recipient and content. A change is on disk when it returns.

    Raises DeliveryError if the file cannot be read or written: without it, nothing may be sent.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._explained():
            path.parent.mkdir(parents=True, exist_ok=True)
            _make_private(path)
            self._database = sqlite3.connect(path, isolation_level=None, timeout=10)
            try:
                self._prepare()
            except BaseException:
                self._database.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()

    def states(self, issue: str) -> Mapping[str, Mapping[str, State]]:
        """For each recipient of the issue the contents that were sent, with their states."""
        found: dict[str, dict[str, State]] = {}
        with self._explained():
            rows = self._database.execute(
                "SELECT recipient, content, state FROM sends WHERE issue = ?", (issue,)
            )
            for recipient, content, state in rows:
                found.setdefault(recipient, {})[content] = state
        return found

    def claim(self, issue: str, recipient: str, content: str, message_id: str) -> None:
        """Notes that the last byte of a message is about to go out.

        Raises DeliveryError if that content was sent, or claimed, before.
        """
        with self._explained():
            added = self._database.execute(
                "INSERT INTO sends (issue, recipient, content, state, message_id, reply)"
                " VALUES (?, ?, ?, 'sending', ?, '') ON CONFLICT DO NOTHING",
                (issue, recipient, content, message_id),
            )
        if added.rowcount != 1:
            raise DeliveryError(
                f"{self._path}: another run is sending {issue} to {recipient}; wait for its end"
            )

    def confirm(self, issue: str, recipient: str, content: str, reply: str) -> None:
        """Notes that the server accepted the message."""
        self._change(
            "UPDATE sends SET state = 'sent', reply = ?, changed = CURRENT_TIMESTAMP"
            " WHERE issue = ? AND recipient = ? AND content = ? AND state = 'sending'",
            (reply, issue, recipient, content),
        )

    def release(self, issue: str, recipient: str, content: str) -> None:
        """Forgets a claim, so that the message can be sent again."""
        self._change(
            "DELETE FROM sends WHERE issue = ? AND recipient = ? AND content = ?"
            " AND state = 'sending'",
            (issue, recipient, content),
        )

    def _change(self, statement: str, values: tuple[str, ...]) -> None:
        with self._explained():
            self._database.execute(statement, values)

    def _prepare(self) -> None:
        # A rollback journal works on every file system; EXTRA also survives a power cut.
        self._database.execute("PRAGMA journal_mode = DELETE")
        self._database.execute("PRAGMA synchronous = EXTRA")
        (found,) = self._database.execute("PRAGMA user_version").fetchone()
        if found > _SCHEMA:
            raise DeliveryError(
                f"{self._path}: written by a newer digest (format {found}); upgrade to send from it"
            )
        if found < _SCHEMA:
            change = _FROM_FORMAT_1.format(table=_TABLE) if found == 1 else f"{_TABLE};"
            self._database.executescript(
                f"BEGIN IMMEDIATE; {change} PRAGMA user_version = {_SCHEMA}; COMMIT;"
            )
        self._database.execute("SELECT count(content) FROM sends").fetchone()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
            # SQLite quotes a damaged schema in its message, which then is no UTF-8.
            damaged = isinstance(
                error, sqlite3.DatabaseError | UnicodeDecodeError
            ) and not isinstance(error, sqlite3.OperationalError)
            remedy = (
                "it is damaged: restore it from a backup"
                if damaged or "no such" in str(error)
                else "make room or grant the right to write there, then send again"
            )
            raise DeliveryError(
                f"{self._path}: {error}: this log says who has the issue, and without it nothing is"
                f" sent; {remedy}"
            ) from error


def _make_private(path: Path) -> None:
    """Makes the file, if there is none, readable by its owner only: it holds addresses."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags, 0o600)
    try:
        if hasattr(os, "fchmod"):
            with contextlib.suppress(PermissionError):  # somebody else's file, in a shared folder
                os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)

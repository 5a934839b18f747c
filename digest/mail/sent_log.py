"""Who has been sent which issue, in SQLite: asked before every message, so that none goes twice."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from digest.errors import DeliveryError

# "sending": the last byte was about to go out. If its run has died, nobody can know whether the
# server took the message.
State = Literal["sending", "sent"]

_SCHEMA = 1
_TABLE = """
CREATE TABLE IF NOT EXISTS sends (
    issue TEXT NOT NULL,
    recipient TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('sending', 'sent')),
    message_id TEXT NOT NULL,
    reply TEXT NOT NULL,
    changed TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (issue, recipient)
)
"""


class SendLedger:
    """The sends of all issues, keyed by issue and recipient; a change returns once it is on disk.

    DeliveryError wherever the file cannot be read or written: without it, nothing may be sent.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._explained():
            path.parent.mkdir(parents=True, exist_ok=True)
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

    def states(self, issue: str) -> Mapping[str, State]:
        """Each recipient's state in this issue."""
        with self._explained():
            rows = self._database.execute(
                "SELECT recipient, state FROM sends WHERE issue = ?", (issue,)
            )
            return dict(rows)

    def claim(self, issue: str, recipient: str, message_id: str) -> None:
        """Notes that the last byte of the message is about to go out; refused the second time."""
        with self._explained():
            added = self._database.execute(
                "INSERT INTO sends (issue, recipient, state, message_id, reply)"
                " VALUES (?, ?, 'sending', ?, '') ON CONFLICT DO NOTHING",
                (issue, recipient, message_id),
            )
        if added.rowcount != 1:
            raise DeliveryError(
                f"{self._path}: another run is sending {issue} to {recipient}; wait for its end"
            )

    def confirm(self, issue: str, recipient: str, reply: str) -> None:
        """Notes that the server took the message."""
        self._change(
            "UPDATE sends SET state = 'sent', reply = ?, changed = CURRENT_TIMESTAMP"
            " WHERE issue = ? AND recipient = ? AND state = 'sending'",
            (reply, issue, recipient),
        )

    def release(self, issue: str, recipient: str) -> bool:
        """Forgets a claim, so that the message can be sent again; says whether there was one."""
        return self._change(
            "DELETE FROM sends WHERE issue = ? AND recipient = ? AND state = 'sending'",
            (issue, recipient),
        )

    def _change(self, statement: str, values: tuple[str, ...]) -> bool:
        with self._explained():
            return self._database.execute(statement, values).rowcount == 1

    def _prepare(self) -> None:
        # A rollback journal works on every file system; EXTRA also survives a power cut.
        self._database.execute("PRAGMA journal_mode = DELETE")
        self._database.execute("PRAGMA synchronous = EXTRA")
        (found,) = self._database.execute("PRAGMA user_version").fetchone()
        if found > _SCHEMA:
            raise DeliveryError(
                f"{self._path}: written by a newer digest (format {found}); upgrade to send from it"
            )
        self._database.execute("BEGIN IMMEDIATE")
        self._database.execute(_TABLE)
        self._database.execute(f"PRAGMA user_version = {_SCHEMA}")
        self._database.execute("COMMIT")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise DeliveryError(
                f"{self._path}: {error}: without this record of who has the issue nothing is sent;"
                " make room or grant the right to write there, then send again"
            ) from error

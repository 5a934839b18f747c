"""Delivers an issue over SMTP: each recipient gets it once, or is reported."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

from digest import storage
from digest.config.mailbox import Mailbox
from digest.config.settings import MailSettings
from digest.errors import ConfigError, DeliveryError, OutputError
from digest.mail.addresses import merge
from digest.mail.interrupts import delayed_interrupts
from digest.mail.sent_log import SentLog, State
from digest.mail.smtp import (
    Answer,
    Credentials,
    LostError,
    Patience,
    Session,
    UnansweredError,
    UnreachableError,
    UnwelcomeError,
    tls_context,
)

# "already": an earlier run sent it. "outdated": an earlier run sent an issue with other content.
# "deferred": refused for the moment, and the attempts are used up. "unknown": handed over, but no
# answer came; the server may or may not have it.
Outcome = Literal["sent", "already", "outdated", "refused", "deferred", "unknown"]

# After this many sessions in a row that broke off, a round is given up.
_MOST_LOST_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one recipient's message, and why."""

    recipient: Mailbox
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every recipient's message."""

    issue: str
    results: tuple[Result, ...]

    @property
    def complete(self) -> bool:
        """Whether everybody has the issue."""
        return all(result.outcome in ("sent", "already") for result in self.results)

    def of(self, outcome: Outcome) -> tuple[Result, ...]:
        """The results with this outcome."""
        return tuple(result for result in self.results if result.outcome == outcome)

    def lines(self) -> Iterator[str]:
        """How many recipients have the issue, then those who do not, by reason."""
        sent, already = len(self.of("sent")), len(self.of("already"))
        before = f", {already} had it already" if already else ""
        yield f"{self.issue}: sent to {sent} of {len(self.results)}{before}"
        for outcome, words in _WORDS:
            by_reason: dict[str, list[str]] = {}
            for result in self.of(outcome):
                by_reason.setdefault(result.reason, []).append(result.recipient.address)
            for reason, addresses in by_reason.items():
                yield f"{words} ({len(addresses)}): {', '.join(addresses)}: {reason}"


_WORDS: tuple[tuple[Outcome, str], ...] = (
    ("outdated", "not sent, --again sends them this version as a correction"),
    ("refused", "not sent, refused"),
    ("deferred", "not sent, run the same command again later"),
    ("unknown", "unknown whether it arrived, not sent again; after asking: --to ADDR --again"),
)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is delivered: an issue with its content, and the message to each recipient.

    `message` takes the recipient and the most bytes that the server accepts, or None.
    """

    issue: str
    content: str
    message: Callable[[Mailbox, int | None], EmailMessage]


@dataclass(frozen=True, slots=True)
class Transport:
    """How to deliver: the server, the login, the sent log, how to wait, and whom to tell."""

    settings: MailSettings
    log: Path
    credentials: Credentials | None = None
    patience: Patience = field(default_factory=Patience)
    pause: Callable[[float], None] = time.sleep
    say: Callable[[str], None] = field(default=lambda _: None)


@dataclass(frozen=True, slots=True)
class Again:
    """What is sent although it was sent before.

    `corrections`: to those who have another version of the issue. `unknown`: to those of whom it is
    not known whether they have it.
    """

    corrections: bool = False
    unknown: bool = False


_ONCE = Again()


def deliver(
    parcel: Parcel, recipients: Iterable[Mailbox], transport: Transport, again: Again = _ONCE
) -> Report:
    """Sends the issue to all recipients who do not have it, and reports on all of them.

    Raises ConfigError for settings that cannot send, DeliveryError if the log cannot be kept.
    """
    check(transport.settings)
    with SentLog(transport.log) as log, _alone(transport.log):
        rounds = _Rounds(parcel, transport, log, again)
        return Report(parcel.issue, tuple(rounds.run(merge(recipients))))


def check(settings: MailSettings) -> None:
    """Raises ConfigError for settings with which nothing can be sent."""
    for key in ("host", "sender"):
        if not getattr(settings, key):
            raise ConfigError(f"mail.{key} is not set; without it nothing can be sent")
    if settings.security != "none":
        tls_context(settings)


@contextmanager
def _alone(log: Path) -> Iterator[None]:
    try:
        with storage.exclusive(log.with_name(f"{log.name}.lock")):
            yield
    except OutputError as error:
        raise DeliveryError(str(error)) from error


class _Rounds:
    """Attempts to deliver one parcel: round after round over the recipients who are left."""

    def __init__(self, parcel: Parcel, transport: Transport, log: SentLog, again: Again) -> None:
        self._parcel = parcel
        self._transport = transport
        self._log = log
        self._again = again
        self._sender = Mailbox.parse(transport.settings.sender).address
        self._session: Session | None = None
        self._given_up = False

    def run(self, recipients: Sequence[Mailbox]) -> Iterator[Result]:
        """The last result of every recipient, in order."""
        states = self._log.states(self._parcel.issue)
        results = {
            recipient.key: earlier
            for recipient in recipients
            if (earlier := self._earlier(recipient, states.get(recipient.key, {})))
        }
        left = [recipient for recipient in recipients if recipient.key not in results]
        pauses = self._transport.patience.pauses
        try:
            for number, seconds in enumerate((0.0, *pauses)):
                if left and number:
                    reason = results[left[0].key].reason
                    self._transport.say(
                        f"{reason}; attempt {number + 1} of {len(pauses) + 1} in {seconds:g} s,"
                        " Ctrl-C stops"
                    )
                    self._transport.pause(seconds)
                for result in self._round(left):
                    results[result.recipient.key] = result
                left = [r for r in left if results[r.key].outcome == "deferred"]
                if self._given_up:
                    break
        finally:
            if self._session:
                self._session.close()
        return (results[recipient.key] for recipient in recipients)

    def _earlier(self, recipient: Mailbox, sent: Mapping[str, State]) -> Result | None:
        """The result of an earlier run, or None where the recipient is to get the message."""
        content = self._parcel.content
        match sent.get(content):
            case "sent":
                return Result(recipient, "already", "sent by an earlier run")
            case "sending" if self._again.unknown:
                self._log.release(self._parcel.issue, recipient.key, content)
                return None
            case "sending":
                return Result(recipient, "unknown", "an earlier run broke off while sending it")
        if not sent or self._again.corrections:
            return None
        return Result(recipient, "outdated", "they were sent another version of this issue")

    def _round(self, recipients: Sequence[Mailbox]) -> Iterator[Result]:
        """One result each. Once nobody can be served, the rest get the same reason, untried."""
        lost_in_a_row = 0
        hopeless: Result | None = None
        for recipient in recipients:
            if hopeless:
                yield replace(hopeless, recipient=recipient)
                continue
            result, lost = self._attempt(recipient)
            lost_in_a_row = lost_in_a_row + 1 if lost else 0
            if lost == "for all" or lost_in_a_row == _MOST_LOST_IN_A_ROW:
                # No more rounds, in which more recipients would become "unknown".
                self._given_up = result.outcome == "unknown"
                hopeless = replace(result, outcome="deferred") if self._given_up else result
            yield result

    def _attempt(self, recipient: Mailbox) -> tuple[Result, Literal["", "once", "for all"]]:
        """The result, and whether the session was lost, once or for all recipients."""
        try:
            return self._in_a_session(recipient), ""
        except UnansweredError as error:
            return Result(recipient, "unknown", str(error)), "once"
        except LostError as error:
            return Result(recipient, "deferred", str(error)), "once"
        except UnreachableError as error:
            return Result(recipient, "deferred", str(error)), "for all"
        except UnwelcomeError as error:
            return Result(recipient, "refused", str(error)), "for all"

    def _in_a_session(self, recipient: Mailbox) -> Result:
        """Hands one message over, in a new session if the one in use has come to its end."""
        while True:
            session = self._ready()
            try:
                return self._hand_over(session, recipient)
            except LostError:
                # Servers that take a limited number of messages end the session between two.
                if not session.delivered:
                    raise

    def _hand_over(self, session: Session, recipient: Mailbox) -> Result:
        message = self._parcel.message(recipient, session.max_bytes)
        answer = self._transfer(session, recipient, message)
        if answer.too_large:
            smaller = self._parcel.message(recipient, len(message.as_bytes()) - 1)
            if len(smaller.as_bytes()) < len(message.as_bytes()):
                answer = self._transfer(session, recipient, smaller)
        if answer.about_sender and answer.permanent and not answer.too_large:
            raise UnwelcomeError(f"the server refuses mail from {self._sender}: {answer}")
        outcome: Outcome = "deferred" if answer.temporary else "refused"
        return Result(recipient, "sent" if answer.accepted else outcome, str(answer))

    def _transfer(self, session: Session, recipient: Mailbox, message: EmailMessage) -> Answer:
        key = (self._parcel.issue, recipient.key, self._parcel.content)
        with ExitStack() as window:

            def claim() -> None:
                window.enter_context(delayed_interrupts())
                self._log.claim(*key, str(message["Message-ID"]))

            try:
                answer = session.hand_over(
                    self._sender, recipient.address, message.as_bytes(), claim=claim
                )
            except LostError:
                self._log.release(*key)
                raise
            if answer.accepted:
                self._log.confirm(*key, str(answer))
            else:
                self._log.release(*key)
        return answer

    def _ready(self) -> Session:
        if self._session is None or not self._session.open:
            transport = self._transport
            self._session = Session(transport.settings, transport.credentials, transport.patience)
        return self._session

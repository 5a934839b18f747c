"""An issue sent to its recipients over SMTP: each gets it once, or is reported."""

import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from pathlib import Path
from types import FrameType
from typing import Literal

from digest import storage
from digest.config.mailbox import Mailbox
from digest.config.settings import MailSettings
from digest.errors import ConfigError, DeliveryError, OutputError
from digest.mail.addresses import merge
from digest.mail.sent_log import SendLedger, State
from digest.mail.smtp import (
    Answer,
    Credentials,
    LostError,
    Patience,
    Session,
    UnansweredError,
    UnreachableError,
    UnwelcomeError,
)

# "already": an earlier run sent it. "deferred": refused for the moment, and the tries are used up.
# "unknown": handed over, but no answer was seen; sent again it might arrive twice.
Outcome = Literal["sent", "already", "refused", "deferred", "unknown"]

# So many sessions lost in a row without one message sent, and the round is given up.
_LOST_IN_A_ROW = 3


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
        """The report in words: how many have it, then everyone who has not, and why."""
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
    ("refused", "not sent, refused"),
    ("deferred", "not sent, to be tried again with the same command"),
    ("unknown", "unknown whether it arrived, not sent again; ask, else forward the .eml yourself"),
)


@dataclass(frozen=True, slots=True)
class Post:
    """The way that mail goes: a server, who logs in, the ledger of sends, and how to wait."""

    settings: MailSettings
    ledger: Path
    credentials: Credentials | None = None
    patience: Patience = field(default_factory=Patience)
    pause: Callable[[float], None] = time.sleep
    tell: Callable[[Result], None] = field(default=lambda _: None)


def send(
    letter: Callable[[Mailbox], EmailMessage],
    recipients: Iterable[Mailbox],
    *,
    issue: str,
    post: Post,
) -> Report:
    """The report of sending everyone's `letter` to those who have not had this issue.

    ConfigError for settings that cannot send, DeliveryError where the ledger cannot be kept.
    """
    check(post.settings)
    with SendLedger(post.ledger) as ledger, _alone(post.ledger):
        rounds = _Rounds(letter, issue, post, ledger)
        return Report(issue, tuple(rounds.run(merge(recipients))))


def check(settings: MailSettings) -> None:
    """ConfigError for settings that cannot send."""
    for key in ("host", "sender"):
        if not getattr(settings, key):
            raise ConfigError(
                f"mail.{key} is not set, so that nothing can be sent: set it in a file, --config FILE"
            )


@contextmanager
def _alone(ledger: Path) -> Iterator[None]:
    try:
        with storage.exclusive(ledger.with_name(f"{ledger.name}.lock")):
            yield
    except OutputError as error:
        raise DeliveryError(str(error)) from error


class _Rounds:
    """The tries at sending one issue: round after round over whoever is left."""

    def __init__(
        self,
        letter: Callable[[Mailbox], EmailMessage],
        issue: str,
        post: Post,
        ledger: SendLedger,
    ) -> None:
        self._letter = letter
        self._issue = issue
        self._post = post
        self._ledger = ledger
        self._sender = Mailbox.parse(post.settings.sender).address
        self._session: Session | None = None

    def run(self, recipients: Sequence[Mailbox]) -> Iterator[Result]:
        """Every recipient's last result, in order."""
        states = self._ledger.states(self._issue)
        results = {r.key: _earlier(r, states[r.key]) for r in recipients if r.key in states}
        left = [recipient for recipient in recipients if recipient.key not in states]
        try:
            for seconds in (0.0, *self._post.patience.pauses):
                if left:
                    self._post.pause(seconds)
                for result in self._round(left):
                    self._post.tell(result)
                    results[result.recipient.key] = result
                left = [r for r in left if results[r.key].outcome == "deferred"]
        finally:
            self._hang_up()
        return (results[recipient.key] for recipient in recipients)

    def _round(self, recipients: Sequence[Mailbox]) -> Iterator[Result]:
        """A result each; once nobody can be served, the rest get the reason untried."""
        lost_in_a_row = 0
        hopeless: Result | None = None
        for recipient in recipients:
            if hopeless:
                yield replace(hopeless, recipient=recipient)
                continue
            try:
                yield self._try(recipient)
                lost_in_a_row = 0
            except UnwelcomeError as error:
                hopeless = Result(recipient, "refused", str(error))
                yield hopeless
            except (UnreachableError, LostError) as error:
                lost_in_a_row += 1
                result = Result(recipient, "deferred", str(error))
                if isinstance(error, UnreachableError) or lost_in_a_row == _LOST_IN_A_ROW:
                    hopeless = result
                yield result

    def _try(self, recipient: Mailbox) -> Result:
        """What comes of one message, over a new session where a used one has come to its end."""
        while True:
            session = self._ready()
            try:
                return self._hand_over(session, recipient)
            except LostError:
                # Servers that take only so many messages a session end it between two of them.
                if not session.delivered:
                    raise

    def _hand_over(self, session: Session, recipient: Mailbox) -> Result:
        message = self._letter(recipient)
        with ExitStack() as window:

            def claim() -> None:
                window.enter_context(_interrupts_wait())
                self._ledger.claim(self._issue, recipient.key, str(message["Message-ID"]))

            try:
                answer = session.hand_over(
                    self._sender, recipient.address, message.as_bytes(), claim=claim
                )
            except UnansweredError as error:
                return Result(recipient, "unknown", str(error))
            if answer.accepted:
                self._ledger.confirm(self._issue, recipient.key, str(answer))
            else:
                self._ledger.release(self._issue, recipient.key)
        if answer.about_sender and not answer.temporary:
            raise UnwelcomeError(f"the server refuses mail from {self._sender}: {answer}")
        return _judged(recipient, answer)

    def _ready(self) -> Session:
        if self._session is None or not self._session.open:
            post = self._post
            self._session = Session(post.settings, post.credentials, post.patience)
        return self._session

    def _hang_up(self) -> None:
        if self._session:
            self._session.close()


def _earlier(recipient: Mailbox, state: State) -> Result:
    if state == "sent":
        return Result(recipient, "already", "sent by an earlier run")
    return Result(recipient, "unknown", "an earlier run broke off while handing it over")


def _judged(recipient: Mailbox, answer: Answer) -> Result:
    outcome: Outcome = "deferred" if answer.temporary else "refused"
    return Result(recipient, "sent" if answer.accepted else outcome, str(answer))


@contextmanager
def _interrupts_wait() -> Iterator[None]:
    """Ctrl-C and SIGTERM take effect after the block; a second one at once.

    The server's answer to a message is a round trip away: waiting for it spares a recipient whose
    mail would be "unknown".
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def hold(number: int, _: FrameType | None) -> None:
        if heard:
            restore()
            signal.raise_signal(number)
        heard.append(number)

    for number in before:
        signal.signal(number, hold)
    try:
        yield
    finally:
        restore()
    if heard:
        signal.raise_signal(heard[0])

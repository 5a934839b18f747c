"""One SMTP session: opened with TLS, logged in, each message handed over in two steps."""

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import IO, Any

from pydantic import SecretStr

from digest.config.settings import MailSettings
from digest.errors import ConfigError, DeliveryError
from digest.text.printable import on_one_line

_LINE_DOT = re.compile(rb"^\.", re.MULTILINE)
_GO_ON, _CLOSING, _TOO_LARGE = 354, 421, 552
# RFC 5321 allows 512 bytes per line of a reply; EHLO replies have some twenty lines.
_REPLY_BYTES = 64_000
_REPLY_CHARACTERS = 500
# An enhanced status code, RFC 3463: 5.7.8 is "credentials invalid".
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


class UnreachableError(DeliveryError):
    """No session now; a later attempt may succeed."""


class UnwelcomeError(DeliveryError):
    """No session with these settings: a later attempt would fail in the same way."""


class LostError(DeliveryError):
    """The session broke off before the message was complete: the server does not have it."""


class UnansweredError(DeliveryError):
    """The message was complete, and no answer came: the server may or may not have it."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """The login at the mail server. The password never appears in a message or a log."""

    user: str
    password: SecretStr


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for an answer, and between the attempts to deliver.

    An answer to a message can take ten minutes (RFC 5321, 4.5.3.2.6); grey lists ask for five.
    """

    command: float = 120
    handover: float = 600
    pauses: tuple[float, ...] = (5, 30, 120, 400, 600)


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply of the server."""

    code: int
    text: str
    about_sender: bool = False

    @property
    def accepted(self) -> bool:
        return 200 <= self.code < 300

    @property
    def temporary(self) -> bool:
        return 400 <= self.code < 500

    @property
    def permanent(self) -> bool:
        return 500 <= self.code < 600

    @property
    def too_large(self) -> bool:
        """Whether the server has no room for a message of this size."""
        return self.code == _TOO_LARGE

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class Session:
    """An open session with a mail server."""

    def __init__(
        self, settings: MailSettings, credentials: Credentials | None, patience: Patience
    ) -> None:
        self._patience = patience
        self._where = f"{settings.host}:{settings.port}"
        self.delivered = 0
        try:
            self._smtp = _connect(settings, patience.command)
        except (OSError, smtplib.SMTPException) as error:
            raise self._no_session(error, settings) from error
        try:
            self._secure(settings)
            self._log_in(credentials)
        except BaseException:
            self._smtp.close()
            raise

    @property
    def open(self) -> bool:
        return self._smtp.sock is not None

    @property
    def max_bytes(self) -> int | None:
        """The largest message that the server accepts (RFC 1870); None if it does not say."""
        stated = self._smtp.esmtp_features.get("size", "").strip()
        return int(stated) if stated.isascii() and stated.isdigit() and int(stated) else None

    def close(self) -> None:
        """Ends the session, with QUIT if the server still listens."""
        if self.open:
            try:
                self._smtp.quit()
            except (OSError, smtplib.SMTPException):
                self._smtp.close()

    def hand_over(
        self, sender: str, recipient: str, data: bytes, *, claim: Callable[[], None]
    ) -> Answer:
        """The server's answer to a message. `claim` is called just before the line that completes it.

        Before that line a server must not deliver the message (RFC 5321, section 4.1.1.4).
        Raises LostError while it is certain that the server does not have the whole message,
        UnansweredError afterwards.
        """
        refusal = self._envelope(sender, recipient, len(data))
        if refusal:
            self._make_ready(refusal)
            return refusal
        try:
            self._smtp.send(_LINE_DOT.sub(b"..", data))
            claim()
        except smtplib.SMTPServerDisconnected as error:
            raise LostError(f"{self._where} broke off: {error}") from error
        except BaseException:
            self._smtp.close()
            raise
        answer = self._complete()
        self._make_ready(answer)
        self.delivered += answer.accepted
        return answer

    def _envelope(self, sender: str, recipient: str, size: int) -> Answer | None:
        """None once the server waits for the message, else its refusal."""
        options = [f"size={size}"] if self._smtp.has_extn("size") else []
        steps: tuple[Callable[[], tuple[int, bytes]], ...] = (
            partial(self._smtp.mail, sender, options),
            partial(self._smtp.rcpt, recipient),
            partial(self._smtp.docmd, "data"),
        )
        for number, step in enumerate(steps):
            try:
                answer = _answer(*step(), about_sender=number == 0)
            except smtplib.SMTPException as error:
                raise LostError(f"{self._where} broke off: {error}") from error
            if answer.code == _CLOSING:
                self._smtp.close()
                raise LostError(f"{self._where} broke off: {answer}")
            if not (answer.accepted or answer.code == _GO_ON):
                return answer
        return None

    def _complete(self) -> Answer:
        try:
            self._set_timeout(self._patience.handover)
            self._smtp.send(b".\r\n")
        except (OSError, smtplib.SMTPException) as error:
            # Part of the message was still in the socket's buffer when the server hung up.
            self._smtp.close()
            raise LostError(f"{self._where} broke off: {error}") from error
        try:
            answer = _answer(*self._smtp.getreply())
            self._set_timeout(self._patience.command)
        except (OSError, smtplib.SMTPException) as error:
            self._smtp.close()
            raise UnansweredError(f"{self._where} gave no answer: {error}") from error
        if not (answer.accepted or answer.temporary or answer.permanent):
            self._smtp.close()
            raise UnansweredError(f"{self._where} gave no valid answer: {answer}")
        return answer

    def _make_ready(self, answer: Answer) -> None:
        """Resets the session for the next message, or closes it."""
        if answer.code == _CLOSING:
            self._smtp.close()
        elif not answer.accepted:
            try:
                self._smtp.rset()
            except smtplib.SMTPException:
                self._smtp.close()

    def _set_timeout(self, seconds: float) -> None:
        if self._smtp.sock:
            self._smtp.sock.settimeout(seconds)

    def _secure(self, settings: MailSettings) -> None:
        try:
            self._smtp.ehlo_or_helo_if_needed()
            if settings.security == "starttls":
                self._smtp.starttls(context=tls_context(settings))
                self._smtp.ehlo_or_helo_if_needed()
        except smtplib.SMTPNotSupportedError as error:
            raise UnwelcomeError(
                f"{self._where} offers no STARTTLS, and nothing is sent unencrypted;"
                " set security: tls with the server's TLS port, often 465"
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise self._no_session(error, settings) from error

    def _log_in(self, credentials: Credentials | None) -> None:
        if credentials is None:
            return
        try:
            self._smtp.login(credentials.user, credentials.password.get_secret_value())
        except smtplib.SMTPResponseException as error:
            answer = _answer(error.smtp_code, error.smtp_error)
            kind = UnreachableError if answer.temporary else UnwelcomeError
            # Not the whole answer: servers have repeated the password in it, encoded.
            status = " ".join((str(answer.code), *_STATUS.findall(answer.text)[:1]))
            raise kind(
                f"{self._where} refused the login of {credentials.user} ({status});"
                " check DIGEST_SMTP_USER and DIGEST_SMTP_PASSWORD"
            ) from None
        except smtplib.SMTPNotSupportedError:
            raise UnwelcomeError(f"{self._where} offers no login that is known here") from None
        except UnicodeEncodeError:
            # Not `from error`: it holds the password.
            raise UnwelcomeError(f"user and password for {self._where} must be ASCII") from None
        except (OSError, smtplib.SMTPException):
            raise UnreachableError(f"{self._where} broke off during the login") from None

    def _no_session(
        self, error: OSError | smtplib.SMTPException, settings: MailSettings
    ) -> DeliveryError:
        match error:
            case ssl.SSLCertVerificationError():
                return UnwelcomeError(
                    f"{self._where}: its certificate does not verify ({error.verify_message});"
                    " name the authority that signed it as ca_file, or correct host"
                )
            case ssl.SSLError():
                other = "starttls" if settings.security == "tls" else "tls"
                return UnwelcomeError(
                    f"{self._where}: no TLS there ({error.reason}); is it security: {other}?"
                )
            case socket.gaierror() if error.errno == socket.EAI_NONAME:
                return UnwelcomeError(f"{self._where}: there is no such host; check mail.host")
            case ConnectionRefusedError():
                return UnreachableError(
                    f"{self._where} refused the connection; is mail.port right?"
                )
            case smtplib.SMTPResponseException() if not 400 <= error.smtp_code < 500:
                answer = _answer(error.smtp_code, error.smtp_error)
                return UnwelcomeError(f"{self._where} refused the session: {answer}")
        return UnreachableError(f"{self._where} cannot be reached: {error}")


def tls_context(settings: MailSettings) -> ssl.SSLContext:
    """The TLS settings. Raises ConfigError if `mail.ca_file` cannot be used."""
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except (OSError, ssl.SSLError) as error:
        reason = getattr(error, "strerror", None) or "no certificate in PEM format"
        raise ConfigError(f"mail.ca_file: {settings.ca_file}: {reason}") from error


class _BoundedReplies:
    """Mixed into smtplib's classes: ends the session with a server whose reply does not end."""

    sock: socket.socket | None
    file: Any
    timeout: float

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = _LimitedReader(self.sock.makefile("rb"))
        if self.file is not None and self.sock is not None:
            self.file.begin(self.sock.gettimeout() or self.timeout)
        reply: tuple[int, bytes] = super().getreply()  # type: ignore[misc]
        return reply


class _LimitedReader:
    """A file of which each reply may be read up to a size, and for a time."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._bytes_left = 0
        self._deadline = 0.0

    def begin(self, seconds: float) -> None:
        self._bytes_left = _REPLY_BYTES
        self._deadline = time.monotonic() + seconds

    def readline(self, size: int) -> bytes:
        if self._bytes_left <= 0 or time.monotonic() > self._deadline:
            raise OSError("the answer does not end")
        line = self._file.readline(size)
        self._bytes_left -= len(line)
        return line

    def close(self) -> None:
        self._file.close()


class _Smtp(_BoundedReplies, smtplib.SMTP):
    pass


class _SmtpOverTls(_BoundedReplies, smtplib.SMTP_SSL):
    pass


def _connect(settings: MailSettings, timeout: float) -> smtplib.SMTP:
    if settings.security == "tls":
        context = tls_context(settings)
        return _SmtpOverTls(settings.host, settings.port, timeout=timeout, context=context)
    return _Smtp(settings.host, settings.port, timeout=timeout)


def _answer(code: int, text: bytes | str, *, about_sender: bool = False) -> Answer:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return Answer(code, on_one_line(words)[:_REPLY_CHARACTERS], about_sender)

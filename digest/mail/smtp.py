"""One SMTP session: opened with TLS, logged in, and a message handed over in two steps."""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from pydantic import SecretStr

from digest.config.settings import MailSettings
from digest.errors import DeliveryError

_LINE_DOT = re.compile(rb"^\.", re.MULTILINE)
_GO_ON, _CLOSING = 354, 421


class UnreachableError(DeliveryError):
    """No session now; another time it may work."""


class UnwelcomeError(DeliveryError):
    """No session with these settings: trying again changes nothing."""


class LostError(DeliveryError):
    """The session broke off before the message was handed over: the server does not have it."""


class UnansweredError(DeliveryError):
    """The message was handed over, and no answer came: the server may or may not have it."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who logs in at the mail server; the password never shows in a message or a log."""

    user: str
    password: SecretStr


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for a server, and between tries at what failed for the moment.

    An answer to a message can take ten minutes (RFC 5321, 4.5.3.2.6); grey lists ask for five.
    """

    command: float = 120
    handover: float = 600
    pauses: tuple[float, ...] = (5, 30, 120, 400, 600)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said to a message."""

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

    def close(self) -> None:
        """Ends the session, politely if the server still listens."""
        if self.open:
            try:
                self._smtp.quit()
            except (OSError, smtplib.SMTPException):
                self._smtp.close()

    def hand_over(
        self, sender: str, recipient: str, data: bytes, *, claim: Callable[[], None]
    ) -> Answer:
        """The server's answer to a message; `claim` runs just before the byte that completes it.

        Until that byte a server must not deliver (RFC 5321, 4.1.1.4), so that whatever happens
        before `claim`, an error of its own included, the recipient has got nothing.
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
        """None once the server waits for the message; otherwise its refusal."""
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
            answer = _answer(*self._smtp.getreply())
            self._set_timeout(self._patience.command)
        except (OSError, smtplib.SMTPException) as error:
            self._smtp.close()
            raise UnansweredError(f"{self._where} gave no answer: {error}") from error
        if not (answer.accepted or answer.temporary or answer.permanent):
            self._smtp.close()
            raise UnansweredError(f"{self._where} gave no answer that can be read: {answer}")
        return answer

    def _make_ready(self, answer: Answer) -> None:
        """Readies the session for the next message, or closes it."""
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
                self._smtp.starttls(context=_tls(settings))
                self._smtp.ehlo_or_helo_if_needed()
        except smtplib.SMTPNotSupportedError as error:
            raise UnwelcomeError(
                f"{self._where} offers no STARTTLS, and nothing is sent in the open;"
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
            said = _answer(error.smtp_code, error.smtp_error)
            kind = UnreachableError if said.temporary else UnwelcomeError
            raise kind(f"{self._where} refused the login of {credentials.user}: {said}") from None
        except smtplib.SMTPNotSupportedError as error:
            raise UnwelcomeError(f"{self._where} takes no login: {error}") from None
        except UnicodeEncodeError:
            # Not `from error`: it holds the password.
            raise UnwelcomeError(f"user and password for {self._where} must be ASCII") from None
        except (OSError, smtplib.SMTPException) as error:
            raise UnreachableError(f"{self._where} broke off at the login: {error}") from None

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
                return UnwelcomeError(f"{self._where}: there is no such host")
            case smtplib.SMTPResponseException() if not 400 <= error.smtp_code < 500:
                said = _answer(error.smtp_code, error.smtp_error)
                return UnwelcomeError(f"{self._where} turned us away: {said}")
        return UnreachableError(f"{self._where} cannot be reached: {error}")


def _connect(settings: MailSettings, timeout: float) -> smtplib.SMTP:
    if settings.security == "tls":
        return smtplib.SMTP_SSL(
            settings.host, settings.port, timeout=timeout, context=_tls(settings)
        )
    return smtplib.SMTP(settings.host, settings.port, timeout=timeout)


def _tls(settings: MailSettings) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.ca_file)


def _answer(code: int, text: bytes | str, *, about_sender: bool = False) -> Answer:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return Answer(code, " ".join(words.split()), about_sender)

"""Sends a week's digest to its readers, or to its editor, from the week's folder."""

import functools
import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from pydantic import SecretStr

from digest import storage
from digest.config.mailbox import Mailbox
from digest.config.settings import MailSettings, Settings
from digest.errors import ConfigError, DeliveryError
from digest.mail import addresses, delivery, message
from digest.mail.sent_log import SentLog
from digest.mail.smtp import Credentials
from digest.records import Digest, findings
from digest.render import render_epub, render_mail_html, render_text, with_doubt_marks
from digest.render.presentation import Presentation, top_stories

LOG = "sent.sqlite"
# How many recipients have the issue, beside the log: shows whether the log was lost.
COUNT = "sent.txt"


@dataclass(frozen=True, slots=True)
class SendOptions:
    """What `digest send` was asked to do.

    `to`: recipients instead of those of the settings. `to_editor`: send the editor's copy, to
    `mail.editor`. `dry_run`: write the .eml files, send nothing. `anyway`: also with errors or
    failures. `again`: send to recipients who have an earlier version, as a correction; to those in
    `to` of whom it is unknown whether they have it, too.
    """

    to: tuple[str, ...] = ()
    to_editor: bool = False
    dry_run: bool = False
    anyway: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Sender:
    """What sending needs from the outside: user and password, time, whom to tell, how to wait."""

    secrets: tuple[str, str]
    now: datetime
    say: Callable[[str], None]
    pause: Callable[[float], None] = time.sleep


def check_settings(settings: MailSettings, secrets: tuple[str, str]) -> None:
    """Raises ConfigError if nothing could be sent: now, not after an hour's work."""
    delivery.check(settings)
    if not _recipients(settings, ()):
        raise ConfigError("mail.recipients is empty: there is nobody to send the digest to")
    _credentials(settings, secrets)


def send_digest(
    folder: Path, settings: Settings, options: SendOptions, sender: Sender
) -> Iterator[str]:
    """Lines about what was written or sent.

    `digest.eml` in the folder is the message to the first recipient; a dry run also writes those to
    the others. Raises DeliveryError if the digest should not be sent, or not everyone got it.
    """
    digest = storage.read_edited(folder).digest
    if not options.dry_run:
        _check_digest(digest, folder, options)
    to = (settings.mail.editor,) if options.to_editor else options.to
    if not all(to):
        raise ConfigError("mail.editor is not set; --to-editor sends to that address")
    people = _recipients(settings.mail, to)
    issue = f"{digest.week} for the editor" if options.to_editor else str(digest.week)
    letters = _Letters(digest, settings, options)
    corrected = _corrected(folder / LOG, issue, letters.content) if options.again else frozenset()

    def compose(person: Mailbox | None, max_bytes: int | None = None) -> EmailMessage:
        letter = letters.correction if person and person.key in corrected else letters.first
        return message.compose(
            letter, person, settings=settings.mail, now=sender.now, max_bytes=max_bytes
        )

    first = compose(people[0] if people else None).as_bytes()
    storage.save(folder / "digest.eml", first, private=True)
    if options.dry_run:
        yield str(folder / "digest.eml")
        for person in people[1:]:
            path = folder / message.eml_name(person, first=False)
            storage.save(path, compose(person).as_bytes(), private=True)
            yield str(path)
        return
    if not people:
        raise ConfigError("nobody to send to: give --to ADDR, or set mail.recipients")
    parcel = delivery.Parcel(issue, letters.content, compose)
    transport = _transport(folder, settings.mail, sender)
    again = delivery.Again(
        corrections=options.again or options.to_editor,
        unknown=(options.again and bool(options.to)) or options.to_editor,
    )
    # The editor may well get the same copy again.
    count = None if options.to_editor else folder / COUNT
    yield from _delivered(parcel, people, transport, again, count)


def _transport(folder: Path, settings: MailSettings, sender: Sender) -> delivery.Transport:
    return delivery.Transport(
        settings,
        folder / LOG,
        _credentials(settings, sender.secrets),
        pause=sender.pause,
        say=sender.say,
    )


class _Letters:
    """The letter of an issue, and the same letter as a correction; made when asked for."""

    def __init__(self, digest: Digest, settings: Settings, options: SendOptions) -> None:
        style = settings.with_layout(digest.layout).page_style
        self._style = replace(style, editor=options.to_editor)
        digest = with_doubt_marks(digest, self._style)
        self._digest = digest
        self._texts = Presentation(self._style)
        self._text = render_text(digest, self._style)
        self._epub = render_epub(digest, self._style)

    @property
    def content(self) -> str:
        """Equal for issues that read the same."""
        return hashlib.sha256(self._text.encode()).hexdigest()

    @functools.cached_property
    def first(self) -> message.Letter:
        return self._letter("editors_copy" if self._style.editor else "", "")

    @functools.cached_property
    def correction(self) -> message.Letter:
        return self._letter("correction", "correction_notice")

    def _letter(self, kind: str, notice: str) -> message.Letter:
        digest, texts = self._digest, self._texts
        headlines = [entry.title for entry in top_stories(digest)[:1]]
        words = texts.words
        notices = f"{words[notice].zh}\n{words[notice].en}\n\n" if notice else ""
        return message.Letter(
            week=digest.week,
            content=self.content,
            subject=message.subject(
                digest.title,
                texts.dates(digest.days),
                headlines[0] if headlines else None,
                kind=words[kind] if kind else None,
                chinese_only=self._style.layout == "zh",
            ),
            text=notices + self._text,
            html=render_mail_html(digest, self._style, notice=notice),
            epub=self._epub,
            unsubscribe=words["unsubscribe"],
        )


def _check_digest(digest: Digest, folder: Path, options: SendOptions) -> None:
    """Raises DeliveryError for a digest that should not go out as it is."""
    if not digest.entries:
        raise DeliveryError(f"{folder}: no articles, so there is nothing to send")
    if options.anyway or options.to_editor:
        return
    errors = sum(finding.severity == "error" for finding in findings(digest))
    wrong = [f"failures: {len(digest.failures)}"] * bool(digest.failures)
    wrong += [f"errors in the English: {errors}"] * bool(errors)
    if wrong:
        raise DeliveryError(
            f"{folder}: not sent, {', '.join(wrong)}: see {storage.EDITORS_COPY} there;"
            " correct or accept them with `digest review`, or send with --anyway"
        )


def _corrected(log: Path, issue: str, content: str) -> frozenset[str]:
    """Who has another version of the issue, by key."""
    if not log.exists():
        return frozenset()
    with SentLog(log) as sent:
        states = sent.states(issue)
    return frozenset(key for key, contents in states.items() if set(contents) - {content})


def _delivered(
    parcel: delivery.Parcel,
    people: tuple[Mailbox, ...],
    transport: delivery.Transport,
    again: delivery.Again,
    count: Path | None,
) -> Iterator[str]:
    """Delivers; the lines of the report. `count` is where the number of recipients is kept."""
    known = _stated(count) if count else 0
    if _recorded(transport.log, parcel.issue) < known:
        raise DeliveryError(
            f"{transport.log}: {known} recipients were sent this issue, but the log has lost them;"
            f" restore it from a backup, or delete {count} to send the issue to everyone anew"
        )
    try:
        report = delivery.deliver(parcel, people, transport, again)
    finally:
        if count and transport.log.exists():
            storage.save(count, f"{_recorded(transport.log, parcel.issue)}\n".encode())
    lines = list(report.lines())
    if not report.complete:
        raise DeliveryError("\n".join(lines))
    yield from lines


def _stated(count: Path) -> int:
    try:
        return int(count.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def _recorded(log: Path, issue: str) -> int:
    """How many recipients of the issue the log knows."""
    if not log.exists():
        return 0
    with SentLog(log) as sent:
        return len(sent.states(issue))


def _recipients(settings: MailSettings, to: Sequence[str]) -> tuple[Mailbox, ...]:
    if to:
        return addresses.parse_all(to)
    listed = addresses.parse_all(settings.recipients)
    file = settings.recipients_file
    return addresses.merge((*listed, *(addresses.read(file) if file else ())))


def _credentials(settings: MailSettings, secrets: tuple[str, str]) -> Credentials | None:
    user, password = secrets
    user = user or settings.user
    if bool(user) != bool(password):
        given, missing = (
            ("user name", "DIGEST_SMTP_PASSWORD") if user else ("password", "DIGEST_SMTP_USER")
        )
        raise ConfigError(f"there is a {given} for the mail server, but {missing} is not set")
    return Credentials(user, SecretStr(password)) if user else None

"""A week's folder to its readers: what is read, who gets it, what is written and sent."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

from pydantic import SecretStr

from digest import storage
from digest.config.mailbox import Mailbox
from digest.config.settings import MailSettings, Settings
from digest.errors import ConfigError, DeliveryError
from digest.mail import addresses, delivery
from digest.mail import message as mail
from digest.mail.smtp import Credentials
from digest.render import epub, mail_html, markdown

LEDGER = "sent.sqlite"


def check(settings: MailSettings, secrets: tuple[str, str]) -> None:
    """ConfigError now rather than after an hour's work, where a mail could not be sent."""
    delivery.check(settings)
    if not _recipients(settings, ()):
        raise ConfigError("mail.recipients is empty: nobody would get the digest; or use --to")
    _credentials(settings, secrets)


def post(
    folder: Path,
    settings: Settings,
    to: Sequence[str],
    *,
    dry_run: bool,
    secrets: tuple[str, str],
) -> Iterator[str]:
    """Lines that say what was written or sent; DeliveryError where not everyone got theirs.

    `digest.eml` is the first recipient's message, with `dry_run` each other's has a file of its own;
    the ledger beside it stops second copies.
    """
    digest = storage.read_edited(folder).digest
    people = _recipients(settings.mail, to)
    style = settings.page_style
    # Who reads a mail as text has nothing to tap on.
    plain = replace(style, layout="stacked") if style.layout == "tap" else style
    parts = {
        "markdown": markdown.render(digest, plain),
        "html": mail_html.render(digest, style),
        "epub": epub.render(digest, style),
    }

    def message(person: Mailbox | None) -> EmailMessage:
        return mail.compose(digest, person, settings=settings.mail, **parts)  # type: ignore[arg-type]

    storage.save(folder / "digest.eml", message(people[0] if people else None).as_bytes())
    if dry_run:
        yield str(folder / "digest.eml")
        for person in people[1:]:
            path = folder / mail.eml_name(person, first=False)
            storage.save(path, message(person).as_bytes())
            yield str(path)
        return
    if not people:
        raise ConfigError("nobody to send to: give --to ADDR, or mail.recipients in the config")
    report = delivery.send(
        message,
        people,
        issue=f"{digest.week} {digest.title.zh}",
        post=delivery.Post(settings.mail, folder / LEDGER, _credentials(settings.mail, secrets)),
    )
    lines = list(report.lines())
    if not report.complete:
        raise DeliveryError("\n".join(lines))
    yield from lines


def _recipients(settings: MailSettings, to: Sequence[str]) -> tuple[Mailbox, ...]:
    try:
        if to:
            return addresses.merge(addresses.parse_all(to))
        listed = addresses.parse_all(settings.recipients)
        file = settings.recipients_file
        return addresses.merge((*listed, *(addresses.read(file) if file else ())))
    except ValueError as error:
        raise ConfigError(str(error)) from error


def _credentials(settings: MailSettings, secrets: tuple[str, str]) -> Credentials | None:
    user, password = secrets
    user = user or settings.user
    if bool(user) != bool(password):
        missing = "DIGEST_SMTP_PASSWORD" if user else "DIGEST_SMTP_USER"
        raise ConfigError(f"{missing} is not set in the environment, but its other half is")
    return Credentials(user, SecretStr(password)) if user else None

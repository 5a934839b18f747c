"""A digest as one mail a recipient: pure, and the same bytes for the same digest and recipient."""

import hashlib
from datetime import UTC, datetime, time, timedelta
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from urllib.parse import quote

from digest.config.mailbox import Mailbox
from digest.config.settings import MailSettings
from digest.records import Digest

# Gmail shows no more than 102 kB of HTML.
_CLIP_BYTES = 102_000
# Common servers take 10 MB; each Chinese character is nine bytes of quoted-printable.
EML_BYTES = 10_000_000
TEXT_BYTES = 4_000_000
# Digests are read on Friday. A fixed hour keeps a message the same whenever it is sent.
_ISO_FRIDAY = 5
_NOBODY = Mailbox("digest@localhost")


def compose(
    digest: Digest,
    recipient: Mailbox | None,
    *,
    markdown: str,
    html: str | None,
    epub: bytes | None,
    settings: MailSettings,
) -> EmailMessage:
    """The mail to one recipient: Markdown as its text, HTML beside it, the EPUB attached.

    What does not fit is left out, with a note in both languages where it is missed.
    """
    text = _text(markdown)
    message = _message(text, html, epub, digest)
    if epub is not None and _size(message) > EML_BYTES:
        note = _note(_EPUB_TOO_LARGE, megabytes=f"{len(epub) / 1e6:.1f}")
        message = _message(_noted(text, note), html and _noted_html(html, note), None, digest)
    _head(message, digest, recipient, settings)
    return message


def eml_name(recipient: Mailbox, *, first: bool) -> str:
    """What the message to a recipient is called on disk: `digest.eml`, then one an address."""
    return "digest.eml" if first else f"digest-{quote(recipient.key, safe='@+')}.eml"


_EPUB_TOO_LARGE = (
    "电子书（{megabytes} MB）过大，未随信附上。",
    "The e-book ({megabytes} MB) is too large to attach to this mail.",
)
_TEXT_CUT = (
    "……正文过长，此处截断，其余见附件。",
    "... This mail is cut here for its length; the attachment holds the rest.",
)


def _note(words: tuple[str, str], **values: str) -> tuple[str, str]:
    zh, en = (line.format(**values) for line in words)
    return zh, en


def _noted(text: str, note: tuple[str, str]) -> str:
    return "\n\n".join((text.rstrip("\n"), "---", *note)) + "\n"


def _noted_html(html: str, note: tuple[str, str]) -> str:
    zh, en = map(escape, note)
    paragraph = f'<p lang="zh-Hans">{zh}</p>\n<p lang="en">{en}</p>\n'
    body, end, rest = html.rpartition("</body>")
    return f"{body}{paragraph}{end}{rest}" if end else f"{html}{paragraph}"


def _text(markdown: str) -> str:
    """The Markdown, whole or cut at a line where its encoding would be too long."""
    room = TEXT_BYTES
    kept: list[str] = []
    for line in markdown.splitlines(keepends=True):
        room -= _encoded_bytes(line)
        if room < 0:
            return _noted("".join(kept), _TEXT_CUT)
        kept.append(line)
    return markdown


def _encoded_bytes(line: str) -> int:
    """At most what quoted-printable makes of a line, soft line breaks included."""
    return int(sum(1 if c.isascii() else 3 * len(c.encode()) for c in line) * 1.1) + 8


def _message(text: str, html: str | None, epub: bytes | None, digest: Digest) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message.set_content(text, cte="quoted-printable")
    if html is not None and len(html.encode()) <= _CLIP_BYTES:
        message.add_alternative(html, subtype="html", cte="quoted-printable")
    if epub is not None:
        name = f"digest-{digest.week}.epub"
        message.add_attachment(epub, maintype="application", subtype="epub+zip", filename=name)
    _fix_boundaries(message, text)
    return message


def _fix_boundaries(message: EmailMessage, text: str) -> None:
    """Boundaries from the content, where the standard library would draw them by chance."""
    seed = hashlib.sha256(text.encode()).hexdigest()[:24]
    for depth, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{seed}_{depth}")


def _size(message: EmailMessage) -> int:
    # The headers come later: no more than a few hundred bytes.
    return len(message.as_bytes()) + 2_000


def _head(
    message: EmailMessage, digest: Digest, recipient: Mailbox | None, settings: MailSettings
) -> None:
    sender = Mailbox.parse(settings.sender) if settings.sender else _NOBODY
    _address(message, "From", sender)
    if recipient:
        _address(message, "To", recipient)
    else:
        message["To"] = "undisclosed-recipients:;"
    if settings.reply_to:
        _address(message, "Reply-To", Mailbox.parse(settings.reply_to))
    message.set_raw("Subject", _encoded_words("Subject", _subject(digest)))
    message["Date"] = _date(digest)
    message["Message-ID"] = _message_id(digest, sender, recipient)
    message["Content-Language"] = "zh-Hans, en"
    if settings.unsubscribe:
        message["List-Unsubscribe"] = f"<{settings.unsubscribe}>"
    # RFC 3834: keeps holiday notices from answering.
    message["Auto-Submitted"] = "auto-generated"


def _address(message: EmailMessage, header: str, mailbox: Mailbox) -> None:
    if mailbox.name.isascii():
        message[header] = mailbox.header
    else:
        words = _encoded_words(header, mailbox.name)
        message.set_raw(header, f"{words}\n <{mailbox.address}>")


def _encoded_words(header: str, text: str) -> str:
    """RFC 2047 for the whole text: EmailMessage's own, word by word, loses spaces between them."""
    return Header(text, "utf-8", header_name=header).encode()


def _subject(digest: Digest) -> str:
    week, title = digest.week, digest.title
    subject = f"{title.zh} {week.year}年第{week.number}周 | {title.en} {week}"
    return " ".join("".join(c if c.isprintable() else " " for c in subject).split())


def _date(digest: Digest) -> datetime:
    friday = digest.week.monday + timedelta(days=_ISO_FRIDAY - 1)
    return datetime.combine(friday, time(), UTC)


def _message_id(digest: Digest, sender: Mailbox, recipient: Mailbox | None) -> str:
    parts = (digest.week, digest.title.zh, digest.title.en, recipient.key if recipient else "")
    named = hashlib.sha256("\n".join(map(str, (sender.key, *parts))).encode()).hexdigest()[:32]
    return f"<digest.{digest.week}.{named}@{sender.domain}>"

"""The mail to one recipient, composed without any input or output."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from urllib.parse import quote

from digest.config.mailbox import Mailbox
from digest.config.settings import MailSettings
from digest.records import Pair, Week
from digest.render.mail_html import GMAIL_CLIP_BYTES
from digest.text.printable import on_one_line

# Common servers accept 10 MB.
EML_BYTES = 10_000_000
# In quoted-printable a Chinese character takes nine bytes.
TEXT_BYTES = 4_000_000
# The headers, which are added after the body was measured.
_HEADER_BYTES = 4_000
_FILE_NAME_CHARACTERS = 150
_UNSET_SENDER = Mailbox("digest@localhost")


@dataclass(frozen=True, slots=True)
class Letter:
    """What all recipients of an issue get.

    `content` is equal for issues that read the same. `html` is None if it is too large for Gmail.
    `unsubscribe` are the words of the link.
    """

    week: Week
    content: str
    subject: str
    text: str
    html: str | None
    epub: bytes | None
    unsubscribe: Pair


def compose(
    letter: Letter,
    recipient: Mailbox | None,
    *,
    settings: MailSettings,
    now: datetime,
    max_bytes: int | None = None,
) -> EmailMessage:
    """The mail to a recipient: text, HTML as its alternative, the EPUB attached.

    What is too large, for the server (`max_bytes`) or in general, is left out, with a note about
    it in both languages.
    """
    link = settings.unsubscribe_link(recipient.address) if recipient else ""
    text, html = _cut(letter.text), letter.html
    if link:
        text, html = _with_note(text, html, letter.unsubscribe, link)
    message = _with_parts(text, html, letter.epub, letter.week)
    limit = min(EML_BYTES, max_bytes or EML_BYTES) - _HEADER_BYTES
    if letter.epub is not None and len(message.as_bytes()) > limit:
        size = f"{len(letter.epub) / 1e6:.1f}"
        note = Pair(_EPUB_TOO_LARGE.zh.format(size), _EPUB_TOO_LARGE.en.format(size))
        text, html = _with_note(text, html, note)
        message = _with_parts(text, html, None, letter.week)
    _add_headers(message, letter, recipient, settings, now)
    return message


def subject(
    title: Pair,
    dates: Pair,
    headline: Pair | None,
    *,
    kind: Pair | None = None,
    chinese_only: bool = False,
) -> str:
    """Title and days of the issue with its first headline; `kind` marks, say, a correction."""
    zh = f"{title.zh} {dates.zh.partition('年')[2]}"
    parts = [f"{zh}：{headline.zh}", headline.en] if headline else [zh, title.en]
    prefix = f"[{kind.zh} {kind.en}] " if kind else ""
    return on_one_line(prefix + " | ".join(parts[:1] if chinese_only else parts))


def eml_name(recipient: Mailbox, *, first: bool) -> str:
    """The file name of a recipient's message: `digest.eml` for the first, else with the address."""
    if first:
        return "digest.eml"
    name = quote(recipient.key, safe="@+")
    if len(name) > _FILE_NAME_CHARACTERS:
        name = f"{name[:_FILE_NAME_CHARACTERS]}-{_hash(recipient.key)[:8]}"
    return f"digest-{name}.eml"


_EPUB_TOO_LARGE = Pair(
    "电子书（{} MB）过大，未随信附上。",
    "The e-book ({} MB) is too large to attach to this mail.",
)
_TEXT_CUT = Pair(
    "……正文过长，此处截断，其余见附件。",
    "... This mail is cut here for its length; the attachment has the rest.",
)


def _with_note(text: str, html: str | None, note: Pair, link: str = "") -> tuple[str, str | None]:
    """Text and HTML with a note at their end, which leads to a link if one is given."""
    target = f": {link}" if link else ""
    text = "\n\n".join((text.rstrip("\n"), "-" * 20, f"{note.zh}\n{note.en}{target}")) + "\n"
    if html is None:
        return text, None
    words = (
        f'<span lang="zh-Hans">{escape(note.zh)}</span> <span lang="en">{escape(note.en)}</span>'
    )
    words = f'<a href="{escape(link)}">{words}</a>' if link else words
    body, end, rest = html.rpartition("</body>")
    paragraph = f"<p>{words}</p>\n"
    return text, f"{body}{paragraph}{end}{rest}" if end else f"{html}{paragraph}"


def _cut(text: str) -> str:
    """The text, cut at a line, with a note, where its encoding would be too long."""
    room = TEXT_BYTES
    kept: list[str] = []
    for line in text.splitlines(keepends=True):
        room -= _encoded_bytes(line)
        if room < 0:
            return _with_note("".join(kept), None, _TEXT_CUT)[0]
        kept.append(line)
    return text


def _encoded_bytes(line: str) -> int:
    """An upper bound of the length of a line in quoted-printable, with its soft line breaks."""
    return int(sum(1 if c.isascii() else 3 * len(c.encode()) for c in line) * 1.1) + 8


def _with_parts(text: str, html: str | None, epub: bytes | None, week: Week) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message.set_content(text, cte="quoted-printable")
    if html is not None and len(html.encode()) <= GMAIL_CLIP_BYTES:
        message.add_alternative(html, subtype="html", cte="quoted-printable")
    if epub is not None:
        name = f"digest-{week}.epub"
        message.add_attachment(epub, maintype="application", subtype="epub+zip", filename=name)
    # Boundaries from the content; the standard library would draw them at random.
    for depth, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{_hash(text)[:24]}_{depth}")
    return message


def _add_headers(
    message: EmailMessage,
    letter: Letter,
    recipient: Mailbox | None,
    settings: MailSettings,
    now: datetime,
) -> None:
    sender = Mailbox.parse(settings.sender) if settings.sender else _UNSET_SENDER
    _add_address(message, "From", sender)
    if recipient:
        _add_address(message, "To", recipient)
    else:
        message["To"] = "undisclosed-recipients:;"
    if settings.reply_to:
        _add_address(message, "Reply-To", Mailbox.parse(settings.reply_to))
    message.set_raw("Subject", _encoded_words("Subject", letter.subject))
    message["Date"] = now
    message["Message-ID"] = _message_id(letter, sender, recipient)
    message["Content-Language"] = "zh-Hans, en"
    link = settings.unsubscribe_link(recipient.address) if recipient else ""
    if link:
        message.set_raw("List-Unsubscribe", f"<{link}>")
    if link and settings.unsubscribes_with_one_click:
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    # RFC 3834: prevents automatic answers, such as holiday notices.
    message["Auto-Submitted"] = "auto-generated"


def _add_address(message: EmailMessage, header: str, mailbox: Mailbox) -> None:
    if mailbox.name.isascii():
        message[header] = mailbox.header
    else:
        words = _encoded_words(header, mailbox.name)
        message.set_raw(header, f"{words}\n <{mailbox.address}>")


def _encoded_words(header: str, text: str) -> str:
    """RFC 2047 for the whole text. EmailMessage encodes word by word, and loses spaces between."""
    return Header(text, "utf-8", header_name=header).encode()


def _message_id(letter: Letter, sender: Mailbox, recipient: Mailbox | None) -> str:
    """Different for each issue, content and recipient: servers drop a second copy of the same."""
    parts = (sender.key, letter.subject, letter.content, recipient.key if recipient else "")
    return f"<digest.{letter.week}.{_hash(chr(10).join(parts))[:32]}@{sender.domain}>"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

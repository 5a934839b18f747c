"""The composed message: what it holds, how it is encoded, and what happens when it is too big."""

import email
import email.policy
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from digest.config.mailbox import Mailbox
from digest.config.settings import MailSettings
from digest.mail import message as mail
from digest.records import Pair, Week

SETTINGS = MailSettings(host="mail.example.org", sender="编辑部 <editor@example.org>")
LI = Mailbox("li@example.org", "李娜")
WANG = Mailbox("wang@example.net")
TEXT = "标题\n\n你好，世界。Hello, world.\n.\n.. two dots\nFrom here = there\n" + "长" * 2000
HTML = "<!doctype html><html><body><p>你好</p>\n</body></html>"
EPUB = bytes(range(256)) * 8
NOW = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
LETTER = mail.Letter(
    Week(2026, 47), "1f", "一周要闻 | The Week", TEXT, HTML, EPUB, Pair("退订", "Leave")
)


def composed(
    recipient: Mailbox | None = LI,
    *,
    settings: MailSettings = SETTINGS,
    now: datetime = NOW,
    max_bytes: int | None = None,
    **letter: Any,
) -> EmailMessage:
    return mail.compose(
        replace(LETTER, **letter), recipient, settings=settings, now=now, max_bytes=max_bytes
    )


def reread(message: EmailMessage) -> EmailMessage:
    parsed = email.message_from_bytes(message.as_bytes(), policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    assert not [part.defects for part in parsed.walk() if part.defects]
    return parsed


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")


def attachments(message: EmailMessage) -> list[tuple[str | None, str, bytes]]:
    return [
        (part.get_filename(), part.get_content_type(), part.get_content())
        for part in message.iter_attachments()
    ]


def test_the_text_comes_first_the_html_its_alternative_and_the_epub_attached() -> None:
    message = reread(composed())
    assert body(message, "plain") == TEXT + "\n"
    assert body(message, "html") == HTML + "\n"
    assert attachments(message) == [("digest-2026-W47.epub", "application/epub+zip", EPUB)]
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/epub+zip",
    ]


def test_every_line_is_short_ascii_that_ends_in_crlf() -> None:
    raw = composed(settings=SETTINGS.model_copy(update={"unsubscribe": "mailto:a@example.org"}))
    lines = raw.as_bytes().split(b"\r\n")
    assert all(line.isascii() and len(line) <= 78 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    encodings = [
        part["Content-Transfer-Encoding"] for part in raw.walk() if not part.is_multipart()
    ]
    assert encodings == ["quoted-printable", "quoted-printable", "base64"]


DATES = Pair("2026年11月16日至22日", "16–22 November 2026")
HEADLINE = Pair("一把焊枪焊出十项专利", "One welding gun, ten patents")


def test_the_subject_names_the_week_and_the_first_headline() -> None:
    title = Pair("一周要闻", "The Week")
    made = mail.subject(title, DATES, HEADLINE)
    assert made == "一周要闻 11月16日至22日：一把焊枪焊出十项专利 | One welding gun, ten patents"
    assert mail.subject(title, DATES, None) == "一周要闻 11月16日至22日 | The Week"
    assert mail.subject(title, DATES, HEADLINE, chinese_only=True).endswith("十项专利")
    corrected = mail.subject(title, DATES, HEADLINE, kind=Pair("更正", "Correction"))
    assert corrected.startswith("[更正 Correction] 一周要闻")


@given(zh=st.text(min_size=1, max_size=200), en=st.text(min_size=1, max_size=200))
def test_any_headline_makes_a_subject_that_reads_back_the_same(zh: str, en: str) -> None:
    subject = mail.subject(Pair("一周要闻", "The Week"), DATES, Pair(zh, en))
    message = composed(subject=subject, epub=None, html=None, text="x")
    parsed = email.message_from_bytes(message.as_bytes(), policy=email.policy.default)
    assert parsed["Subject"] == subject
    assert parsed.keys() == message.keys()


@given(name=st.text(min_size=1, max_size=120))
def test_any_name_makes_a_to_header_that_reads_back_the_same(name: str) -> None:
    try:
        recipient = Mailbox.parse(f"{name} <li@example.org>")
    except ValueError:
        return
    message = composed(recipient, epub=None, html=None, text="x")
    parsed = email.message_from_bytes(message.as_bytes(), policy=email.policy.default)
    (address,) = parsed["To"].addresses
    assert address.addr_spec == "li@example.org"
    # Python 3.11 reads a blank between the parts of a folded name; mail programs read none.
    assert "".join(address.display_name.split()) == "".join(recipient.name.split())
    assert parsed.keys() == message.keys()


def test_nobody_sees_another_address() -> None:
    for recipient, other in ((LI, WANG), (WANG, LI)):
        settings = SETTINGS.model_copy(update={"recipients": (LI.address, WANG.address)})
        message = composed(recipient, settings=settings)
        assert message["To"].addresses[0].addr_spec == recipient.address
        assert other.address.encode() not in message.as_bytes()
        assert not set(message.keys()) & {"Cc", "Bcc"}


def test_the_same_issue_and_recipient_give_the_same_bytes() -> None:
    assert composed().as_bytes() == composed().as_bytes()


def test_the_message_id_names_content_and_recipient() -> None:
    ids = [
        composed(recipient, content=content)["Message-ID"]
        for recipient in (LI, WANG)
        for content in ("1f", "2e")
    ]
    assert len(set(ids)) == 4
    assert all(re.fullmatch(r"<[\w.-]+@example\.org>", message_id) for message_id in ids)
    assert composed(Mailbox("LI@example.org"))["Message-ID"] == ids[0]


def test_the_date_is_when_it_is_sent() -> None:
    assert composed()["Date"].datetime == NOW


def test_reply_and_unsubscribe_addresses_are_there_only_if_configured() -> None:
    assert not {"Reply-To", "List-Unsubscribe"} & set(composed().keys())
    settings = SETTINGS.model_copy(
        update={"reply_to": "desk@example.org", "unsubscribe": "mailto:desk@example.org?subject=no"}
    )
    message = reread(composed(settings=settings))
    assert message["Reply-To"] == "desk@example.org"
    assert message["List-Unsubscribe"] == "<mailto:desk@example.org?subject=no>"


@pytest.mark.parametrize(
    ("link", "header", "one_click"),
    [
        ("https://example.org/leave?who={recipient}", "<https://example.org/leave?who=li%40example.org>", True),
        ("https://example.org/leave", "<https://example.org/leave>", False),
        ("mailto:desk@example.org?subject={recipient}", "<mailto:desk@example.org?subject=li%40example.org>", False),
    ],
)  # fmt: skip
def test_who_wants_to_leave_finds_a_link_and_mail_programs_a_button(
    link: str, header: str, one_click: bool
) -> None:
    message = reread(composed(settings=SETTINGS.model_copy(update={"unsubscribe": link})))
    assert message["List-Unsubscribe"] == header
    assert (message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click") == one_click
    assert f"Leave: {header[1:-1]}" in body(message, "plain")
    assert f'<a href="{header[1:-1]}">' in body(message, "html")


def test_without_a_recipient_the_message_still_opens() -> None:
    message = reread(composed(None, settings=MailSettings()))
    assert message["To"] == "undisclosed-recipients:;"
    assert message["From"] == "digest@localhost"


def test_html_that_mail_programs_would_clip_is_left_to_the_text() -> None:
    html = HTML.replace("你好", "好" * 40_000)
    message = reread(composed(html=html))
    assert message.get_body(("html",)) is None
    assert body(message, "plain").startswith(TEXT)


def test_an_epub_that_makes_the_mail_too_big_is_left_out_with_a_note_in_both_languages() -> None:
    message = reread(composed(epub=bytes(7_500_000)))
    assert attachments(message) == []
    for kind in ("plain", "html"):
        text = body(message, kind)
        assert "电子书（7.5 MB）过大" in text
        assert "The e-book (7.5 MB) is too large" in text
    assert body(message, "html").rstrip().endswith("</p>\n</body></html>")


def test_an_epub_that_is_too_big_for_the_server_is_left_out_as_well() -> None:
    assert attachments(reread(composed(epub=bytes(500_000), max_bytes=600_000))) == []
    assert attachments(reread(composed(epub=bytes(500_000), max_bytes=800_000)))


@pytest.mark.parametrize("megabytes", [6.9, 7.1, 7.3, 9.0])
def test_no_message_is_ten_megabytes(megabytes: float) -> None:
    markdown = "中文一行。\n" * 40_000
    message = composed(text=markdown, epub=bytes(int(megabytes * 1e6)))
    assert len(message.as_bytes()) < 10_000_000


def test_a_text_too_long_for_a_mail_is_cut_at_a_line_with_a_note() -> None:
    markdown = "".join(f"第{n}行：{'长' * 100}\n" for n in range(10_000))
    message = reread(composed(text=markdown))
    text = body(message, "plain")
    kept, _, note = text.partition(f"\n\n{'-' * 20}\n\n")
    assert markdown.startswith(kept + "\n")
    assert "正文过长" in note
    assert "cut here for its length" in note
    assert len(message.as_bytes()) < 5_000_000


@pytest.mark.parametrize(
    "change",
    [
        {"sender": "editor"},
        {"recipients": ["li@example.org", "wang@"]},
        {"reply_to": "a b@example.org"},
        {"unsubscribe": "javascript:alert(1)"},
        {"unsubscribe": "mailto:a@example.org>\r\nBcc: b@example.org"},
        {"unsubscribe": "https://example.org/{address}"},
        {"editor": "desk"},
        {"sender": "=?utf-8?q?x=0D=0ABcc=3A_e=40e=2Eexample?= <a@example.org>"},
        {"security": "none"},
        {"security": "ssl"},
        {"port": 0},
        {"password": "secret"},
    ],
)
def test_settings_that_cannot_be_right_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        MailSettings.model_validate({"host": "mail.example.org", **change})


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]"])
def test_mail_in_the_open_is_for_this_machine_only(host: str) -> None:
    assert MailSettings(host=host, security="none").host == host


def test_several_messages_get_names_that_say_whose_they_are() -> None:
    assert mail.eml_name(LI, first=True) == "digest.eml"
    assert mail.eml_name(WANG, first=False) == "digest-wang@example.net.eml"
    long = mail.eml_name(Mailbox(f"{'%' * 60}@{'a.' * 60}org"), first=False)
    assert len(long) < 200, "a file system takes 255 bytes"
    assert mail.eml_name(Mailbox("../a/b@x.org"), first=False) == "digest-..%2Fa%2Fb@x.org.eml"


@pytest.mark.skipif(not shutil.which("munpack"), reason="munpack (Debian: mpack) is not installed")
def test_munpack_takes_out_the_epub_unharmed(tmp_path: Path) -> None:
    (tmp_path / "digest.eml").write_bytes(composed().as_bytes())
    subprocess.run(
        ["munpack", "-q", "-C", str(tmp_path), "digest.eml"], check=True, capture_output=True
    )
    assert (tmp_path / "digest-2026-W47.epub").read_bytes() == EPUB


@pytest.mark.skipif(not shutil.which("ripmime"), reason="ripmime is not installed")
def test_ripmime_takes_out_text_html_and_epub_unharmed(tmp_path: Path) -> None:
    eml = tmp_path / "digest.eml"
    eml.write_bytes(composed().as_bytes())
    out = tmp_path / "parts"
    subprocess.run(["ripmime", "-i", str(eml), "-d", str(out)], check=True, capture_output=True)
    parts = {path.name: path.read_bytes() for path in out.iterdir()}
    assert parts["digest-2026-W47.epub"] == EPUB
    texts = [
        data.replace(b"\r\n", b"\n").decode() for name, data in parts.items() if "text" in name
    ]
    assert any(text.rstrip() == TEXT for text in texts)
    assert any(text.rstrip() == HTML for text in texts)

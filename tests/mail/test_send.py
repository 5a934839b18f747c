"""Sending over a real SMTP server: encrypted, logged in, once to each."""

import random
import socket
import ssl
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from digest import storage
from digest.config.settings import MailSettings, Settings
from digest.errors import ConfigError, DeliveryError
from digest.mail import send
from tests.support.examples import a_digest

SECRETS = ("editor", "correct horse")


@dataclass
class Inbox:
    messages: list[Any] = field(default_factory=list)

    async def handle_RCPT(self, _: Any, __: Any, envelope: Any, address: str, ___: Any) -> str:  # noqa: N802
        if address.startswith("nobody"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:  # noqa: N802
        self.messages.append(envelope)
        return "250 OK"


@dataclass
class Server:
    inbox: Inbox
    settings: MailSettings


def log_in(_: Any, __: Any, ___: Any, mechanism: str, data: Any) -> AuthResult:
    del mechanism
    ok = isinstance(data, LoginPassword) and (data.login, data.password) == (
        b"editor",
        b"correct horse",
    )
    return AuthResult(success=ok, handled=ok)


def free_port() -> int:
    with socket.create_server(("localhost", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    inbox = Inbox()
    controller = Controller(
        inbox, hostname="localhost", port=free_port(), tls_context=context, require_starttls=True,
        authenticator=log_in, auth_required=True,
    )  # fmt: skip
    controller.start()
    settings = MailSettings(
        host="localhost", port=controller.port, security="starttls", ca_file=tmp_path / "ca.pem",
        sender="编辑部 <editor@example.org>", recipients=("li@example.org", "wang@example.org"),
    )  # fmt: skip
    yield Server(inbox, settings)
    controller.stop()


def sent(
    folder: Path, settings: MailSettings, *to: str, secrets: tuple[str, str] = SECRETS
) -> list[str]:
    made = Settings(mail=settings)
    storage.write_week(a_digest(), folder, made)
    return list(send.post(folder, made, to, dry_run=False, secrets=secrets))


def test_everyone_gets_one_message_of_their_own(server: Server, tmp_path: Path) -> None:
    sent(tmp_path / "week", server.settings)
    assert [m.rcpt_tos for m in server.inbox.messages] == [["li@example.org"], ["wang@example.org"]]
    assert b"application/epub+zip" in server.inbox.messages[0].content
    assert b"wang@example.org" not in server.inbox.messages[0].content


def test_sent_again_nobody_gets_it_twice(server: Server, tmp_path: Path) -> None:
    sent(tmp_path / "week", server.settings)
    lines = sent(tmp_path / "week", server.settings)
    assert len(server.inbox.messages) == 2
    assert "2 had it already" in lines[0]


def test_one_refused_address_keeps_nobody_else_from_the_digest(
    server: Server, tmp_path: Path
) -> None:
    with pytest.raises(DeliveryError, match=r"nobody@example\.org"):
        sent(tmp_path / "week", server.settings, "nobody@example.org", "li@example.org")
    assert [m.rcpt_tos for m in server.inbox.messages] == [["li@example.org"]]


def test_a_wrong_password_is_refused_and_never_shown(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DeliveryError) as error:
        sent(tmp_path / "week", server.settings, secrets=("editor", "hunter2"))
    assert "hunter2" not in str(error.value)
    assert not server.inbox.messages


def test_half_of_a_login_is_a_configuration_error(tmp_path: Path) -> None:
    settings = MailSettings(host="localhost", sender="a@example.org", recipients=("b@example.org",))
    with pytest.raises(ConfigError, match="DIGEST_SMTP_PASSWORD"):
        send.check(settings, ("editor", ""))
    assert not list(tmp_path.iterdir())


def test_four_hundred_get_one_message_each_through_random_kills(tmp_path: Path, home: Path) -> None:
    people = [f"reader{i}@example.org" for i in range(400)]
    inbox = Inbox()
    controller = Controller(inbox, hostname="localhost", port=free_port())
    controller.start()
    config = tmp_path / "config.yaml"
    (tmp_path / "people.txt").write_text("\n".join(people), encoding="utf-8")
    config.write_text(
        f"mail: {{host: localhost, port: {controller.port}, security: none, "
        f"sender: editor@example.org, recipients_file: {tmp_path / 'people.txt'}}}",
        encoding="utf-8",
    )
    folder = tmp_path / "week"
    storage.write_week(a_digest(), folder, Settings())
    words = [sys.executable, "-m", "digest", "send", str(folder), "--config", str(config)]
    chance = random.Random(20261124)
    kills = 0
    said = ""
    try:
        for _ in range(40):
            running = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            try:
                out, _ = running.communicate(timeout=chance.uniform(1.2, 3) if kills < 5 else 300)
                said += out.decode()
                break
            except subprocess.TimeoutExpired:
                kills += 1
                running.kill()
                running.communicate()
    finally:
        controller.stop()
    got = Counter(m.rcpt_tos[0] for m in inbox.messages)
    assert kills >= 3
    assert all(len(m.rcpt_tos) == 1 for m in inbox.messages)
    assert max(got.values()) == 1
    assert all(got[person] == 1 or person in said for person in people), said

"""The review page and its server: what they show, what they save, and whom they answer."""

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from digest.desk import (
    ArticleEdits,
    Edits,
    Memory,
    PassageEdit,
    Remembered,
    ReviewServer,
    review_page,
)
from digest.desk.edits_file import as_data
from digest.desk.review import issue
from digest.errors import InputError
from tests.support.examples import a_digest, an_entry

HOST = "127.0.0.1"


@contextmanager
def serving(saved: list[Edits]) -> Iterator[ReviewServer]:
    server = ReviewServer(lambda token: f"<p>{token}</p>", saved.append)
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(10)
    assert not thread.is_alive()


def ask(
    server: ReviewServer, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, str]:
    port = int(server.origin.rpartition(":")[2])
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, given)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def token_of(server: ReviewServer) -> str:
    return server.address.rpartition("=")[2]


def test_the_page_holds_every_passage_and_what_memory_knows(tmp_path: Path) -> None:
    digest = a_digest(an_entry())
    zh = digest.entries[0].blocks[0].pair.zh
    with Memory(tmp_path / "m.sqlite") as memory:
        memory.add([Remembered(f"{zh}好", "Remembered English.", "2026-W46", "")])
        (article,) = issue(digest, memory)["articles"]
    blocks = [p for p in article["passages"] if p["kind"] in ("paragraph", "heading")]
    assert [p["zh"] for p in blocks] == [b.pair.zh for b in digest.entries[0].blocks]
    assert blocks[0]["similar"][0]["en"] == "Remembered English."
    assert blocks[0]["similar"][0]["percent"] > 80


def test_nothing_from_outside_ends_the_pages_script(tmp_path: Path) -> None:
    edits = Edits(names={"</script><script>alert(1)</script>": "x"})
    with Memory(tmp_path / "m.sqlite") as memory:
        text = review_page(a_digest(an_entry()), edits, memory)
    assert text.count("<script") == 2
    assert "alert(1)" in text


def test_corrections_from_the_page_are_saved() -> None:
    edits = Edits(articles={"a-1": ArticleEdits("New", passages={"0" * 12: PassageEdit("一", "One")})})  # fmt: skip
    saved: list[Edits] = []
    with serving(saved) as server:
        body = json.dumps(as_data(edits)).encode()
        answer = ask(server, "POST", "/save", body, X_Token=token_of(server), Origin=server.origin)
        assert answer == (200, "Saved.")
    assert saved == [edits]


def test_the_page_is_shown_to_who_has_its_address_only() -> None:
    with serving([]) as server:
        token = token_of(server)
        assert ask(server, "GET", f"/?token={token}") == (200, f"<p>{token}</p>")
        assert ask(server, "GET", "/")[0] == 403
        assert ask(server, "GET", "/?token=x")[0] == 403
        assert ask(server, "GET", f"/?token={token}", Host="evil.example:80")[0] == 403


def test_another_site_cannot_save() -> None:
    saved: list[Edits] = []
    with serving(saved) as server:
        token, origin = token_of(server), server.origin
        assert ask(server, "POST", "/save", b"{}", X_Token=token)[0] == 403
        assert ask(server, "POST", "/save", b"{}", X_Token=token, Origin="http://evil.example")[0] == 403  # fmt: skip
        assert ask(server, "POST", "/save", b"{}", X_Token="x", Origin=origin)[0] == 403
    assert not saved


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"{", "Expecting"),
        (b'{"articles": {"a-1": {"drop": "yes"}}}', "articles.a-1.drop: should be true or false"),
        (b"[" * 100_000, ""),
    ],
)  # fmt: skip
def test_what_is_no_correction_is_refused_with_its_reason(body: bytes, told: str) -> None:
    saved: list[Edits] = []
    with serving(saved) as server:
        code, text = ask(server, "POST", "/save", body, X_Token=token_of(server), Origin=server.origin)  # fmt: skip
        assert code == 400
        assert told in text
        length = {"Content_Length": str(10**9)}
        assert ask(server, "POST", "/save", b"", X_Token=token_of(server), Origin=server.origin, **length)[0] == 413  # fmt: skip
    assert not saved


def test_a_page_that_cannot_be_made_says_why(capfd: pytest.CaptureFixture[str]) -> None:
    def broken(_: str) -> str:
        raise InputError("edits.yaml:3: not YAML")

    server = ReviewServer(broken, lambda _: None)
    thread = threading.Thread(target=server.serve)
    thread.start()
    code, text = ask(server, "GET", f"/?token={token_of(server)}")
    server.stop()
    thread.join(10)
    assert (code, text) == (500, "edits.yaml:3: not YAML; then reload this page")
    assert not capfd.readouterr().err


def test_the_done_button_ends_the_server() -> None:
    server = ReviewServer(lambda _: "", lambda _: None)
    thread = threading.Thread(target=server.serve)
    thread.start()
    assert ask(server, "POST", "/done", X_Token=token_of(server), Origin=server.origin)[0] == 200
    thread.join(10)
    assert not thread.is_alive()

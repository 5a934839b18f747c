"""Pages and feeds over http(s): a real server on the loopback, and the addresses that are refused."""

import gzip
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

from digest import ingest
from digest.errors import InputError
from digest.ingest.http import IPAddress, Limits, fetch, is_public
from digest.records import Article, Discard, Failure
from tests.ingest.test_inputs import BODY, PAGE, RSS

HTML = PAGE.format(charset="utf-8", body="".join(f"<p>{p}</p>" for p in BODY))
SMALL = Limits(silence=1, whole=2, size=2**20, redirects=3)


def anywhere(_: IPAddress) -> bool:
    return True


class Site(BaseHTTPRequestHandler):
    """Answers by the last part of the path."""

    def do_GET(self) -> None:
        name = self.path.partition("?")[0].strip("/").replace("-", "_").replace(".", "_")
        getattr(self, f"get_{name}", self.get_missing)()

    def log_message(self, *_: object) -> None:
        """Says nothing: a test's output is its own."""

    def say(self, body: bytes, code: int = 200, **headers: str) -> None:
        self.send_response(code)
        for header, value in ({"Content_Length": str(len(body))} | headers).items():
            self.send_header(header.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def get_missing(self) -> None:
        self.say(b"no", 404)

    def get_page(self) -> None:
        self.say(HTML.encode(), Content_Type="text/html")

    def get_feed_xml(self) -> None:
        self.say(RSS.format(body="".join(BODY)).encode(), Content_Type="application/rss+xml")

    def get_gb(self) -> None:
        self.say(HTML.replace("utf-8", "").encode("gbk"), Content_Type="text/html; charset=GBK")

    def get_mislabelled(self) -> None:
        self.say(HTML.encode(), Content_Type="text/html; charset=gb2312")

    def get_gzip(self) -> None:
        self.say(gzip.compress(HTML.encode()), Content_Encoding="gzip")

    def get_deflate(self) -> None:
        self.say(zlib.compress(HTML.encode()), Content_Encoding="deflate")

    def get_raw_deflate(self) -> None:
        packer = zlib.compressobj(wbits=-15)
        self.say(packer.compress(HTML.encode()) + packer.flush(), Content_Encoding="deflate")

    def get_brotli(self) -> None:
        self.say(b"whatever", Content_Encoding="br")

    def get_bomb(self) -> None:
        self.say(gzip.compress(b"a" * (SMALL.size + 1)), Content_Encoding="gzip")

    def get_just_inside(self) -> None:
        self.say(gzip.compress(b"a" * SMALL.size), Content_Encoding="gzip")

    def get_large(self) -> None:
        self.say(b"a" * (SMALL.size + 1))

    def get_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"a" * 65536)
        except OSError:
            self.close_connection = True

    def get_cut(self) -> None:
        self.say(b"half", Content_Length="8")
        self.close_connection = True

    def get_cut_gzip(self) -> None:
        self.say(gzip.compress(HTML.encode())[:-20], Content_Encoding="gzip")

    def get_empty(self) -> None:
        self.say(b"")

    def get_moved(self) -> None:
        self.say(b"", 301, Location="/page")

    def get_loop(self) -> None:
        self.say(b"", 302, Location="/loop")

    def get_slow_loop(self) -> None:
        time.sleep(0.4)
        self.say(b"", 302, Location="/slow-loop")

    def get_nowhere(self) -> None:
        self.say(b"", 302)

    def get_to_file(self) -> None:
        self.say(b"", 302, Location="file:///etc/passwd")

    def get_to_inside(self) -> None:
        port = self.headers["Host"].rpartition(":")[2]
        self.say(b"", 302, Location=f"http://127.0.0.2:{port}/page")

    def get_silent(self) -> None:
        time.sleep(SMALL.silence + 1)

    def get_drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"a")
                time.sleep(0.2)
        except OSError:
            self.close_connection = True

    def get_drip_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        try:
            for number in range(1000):
                self.wfile.write(f"X-{number}: a\r\n".encode())
                time.sleep(0.2)
        except OSError:
            self.close_connection = True

    def get_members(self) -> None:
        half = len(HTML) // 2
        packed = gzip.compress(HTML[:half].encode()) + gzip.compress(HTML[half:].encode())
        self.say(packed, Content_Encoding="gzip")

    def get_to_space(self) -> None:
        self.say(b"", 302, Location="http://a b/")

    def get_to_control(self) -> None:
        self.say(b"", 302, Location="http://a\x01b/")

    def get_to_bracket(self) -> None:
        self.say(b"", 302, Location="http://[::1/")

    def get_shouting(self) -> None:
        self.send_response(500, "no\x1b[31m" + "!" * 60_000)
        self.end_headers()

    def get_busy(self) -> None:
        self.say(b"", 503)

    def get_garbled(self) -> None:
        self.wfile.write(b"\x00\x01\x02 what\r\n\r\n")


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    yield from served(lambda server: None)


def served(prepare: Callable[[ThreadingHTTPServer], None]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    prepare(server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


get = partial(fetch, allowed=anywhere, limits=SMALL)


@pytest.mark.parametrize(
    "name", ["page", "gb", "gzip", "deflate", "raw-deflate", "moved", "mislabelled", "members"]
)
def test_a_page_is_read_however_it_is_sent(site: str, name: str) -> None:
    made, around = ingest.read([f"{site}/{name}"], fetch=get)
    assert isinstance(made, Article)
    assert isinstance(around, Discard)
    assert (made.title, str(made.date)) == ("山泉入户", "2026-07-04")
    assert tuple(block.text for block in made.blocks) == BODY
    assert made.url == f"{site}/{name}"


def test_a_feed_is_read_and_the_same_address_once(site: str) -> None:
    found = list(ingest.read([f"{site}/feed.xml", f"{site}/feed.xml"], fetch=get))
    assert [type(item) for item in found] == [Article, Failure]


def test_a_chinese_path_and_query_are_sent_as_bytes(site: str) -> None:
    assert get(f"{site}/page?版=一") == HTML.encode()


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("none", "404"),
        ("busy", "try later"),
        ("brotli", "'br'"),
        ("bomb", "more than 1 MiB"),
        ("large", "more than 1 MiB"),
        ("endless", "more than 1 MiB"),
        ("cut", "broke off"),
        ("cut-gzip", "broke off"),
        ("empty", "empty"),
        ("loop", "more than 3 redirects"),
        ("nowhere", "without a target"),
        ("to-space", "not a valid host name: 'a b'"),
        ("to-control", "not a valid"),
        ("to-bracket", "invalid address"),
        ("shouting", "500 no [31m!!!"),
        ("to-file", "not an http or https address"),
        ("silent", "did not answer within 1 s"),
        ("drip", "took longer than 2 s"),
        ("drip-headers", "took longer than 2 s"),
        ("garbled", "not valid HTTP"),
    ],
)
def test_what_cannot_be_had_costs_one_line_that_says_why(site: str, name: str, word: str) -> None:
    (failure,) = ingest.read([f"{site}/{name}"], fetch=get)
    assert isinstance(failure, Failure)
    assert failure.where == f"{site}/{name}"
    assert word in failure.reason
    assert len(failure.reason) < 200


def test_a_page_of_just_the_limit_is_taken(site: str) -> None:
    assert len(get(f"{site}/just-inside")) == SMALL.size


def test_nothing_on_the_own_machine_is_fetched(site: str) -> None:
    (failure,) = ingest.read([f"{site}/page"])
    assert isinstance(failure, Failure)
    assert "127.0.0.1 is a private or reserved address" in failure.reason


def test_a_redirect_into_the_own_network_is_not_followed(site: str) -> None:
    def only_first(address: IPAddress) -> bool:
        return str(address) == "127.0.0.1"

    with pytest.raises(InputError, match=r"127\.0\.0\.2 is a private or reserved address"):
        fetch(f"{site}/to-inside", allowed=only_first, limits=SMALL)


def test_a_name_that_resolves_otherwise_a_moment_later_changes_nothing(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["127.0.0.1", "127.0.0.2"])
    asked: list[str] = []

    def resolve(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", (next(answers) if host == "rebind.example" else host, port))]

    def note(address: IPAddress) -> bool:
        asked.append(str(address))
        return True

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    port = site.rpartition(":")[2]
    assert fetch(f"http://rebind.example:{port}/page", allowed=note, limits=SMALL) == HTML.encode()
    assert asked == ["127.0.0.1"]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
        "2002:7f00:1::", "64:ff9b::7f00:1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "240.0.0.1", "fec0::1", "3fff::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public_are_known(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "114.114.114.114", "2606:4700:4700::1111"])
def test_addresses_that_are_public_are_known(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/a",
        "http://",
        "http://[::1",
        "http://a:99999/",
        "http://u:p@example.org/",
        "http://exa mple.com/",
    ],
)
def test_what_is_no_plain_address_is_refused(url: str) -> None:
    with pytest.raises(InputError):
        get(url)


def test_one_clock_runs_over_a_whole_fetch(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four addresses that never answer and then a server that drips: the time is up all the same."""
    connect = socket.create_connection

    def slow(address: tuple[str, int], timeout: float) -> socket.socket:
        if address[0] == "127.0.0.1":
            return connect(address, timeout)
        time.sleep(timeout)
        raise TimeoutError

    addresses = [f"127.0.0.{n}" for n in (2, 3, 4, 5, 1)]
    monkeypatch.setattr(
        "socket.getaddrinfo",
        lambda _, port, **__: [(2, 1, 6, "", (name, port)) for name in addresses],
    )
    monkeypatch.setattr("socket.create_connection", slow)
    began = time.monotonic()
    with pytest.raises(InputError, match="took longer than 1 s"):
        fetch(f"{site}/drip", allowed=anywhere, limits=Limits(silence=0.3, whole=1))
    assert time.monotonic() - began < 3


def test_redirects_share_the_time_of_one_fetch(site: str) -> None:
    began = time.monotonic()
    with pytest.raises(InputError, match="took longer than 1 s"):
        fetch(f"{site}/slow-loop", allowed=anywhere, limits=Limits(silence=1, whole=1, redirects=9))
    assert time.monotonic() - began < 3


def test_a_name_lookup_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object, **__: object) -> list[object]:
        time.sleep(3)
        return []

    monkeypatch.setattr("socket.getaddrinfo", slow)
    began = time.monotonic()
    with pytest.raises(InputError, match="took"):
        fetch("http://slow.example/", allowed=anywhere, limits=Limits(whole=0.5))
    assert time.monotonic() - began < 2


def test_a_certificate_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA()

    def secure(server: ThreadingHTTPServer) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        server.socket = context.wrap_socket(server.socket, server_side=True)

    for site in served(secure):
        url = site.replace("http:", "https:") + "/page"
        with pytest.raises(InputError, match="certificate is not valid"):
            get(url)
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        assert get(url) == HTML.encode()

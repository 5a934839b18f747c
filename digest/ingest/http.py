"""Fetches one page or feed over HTTP(S): only addresses that the user named, only public hosts."""

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from digest import __version__
from digest.errors import InputError
from digest.text.encoding import decode
from digest.text.printable import on_one_line

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Allowed = Callable[[IPAddress], bool]
Fetch = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one fetch.

    `silence` is the read timeout and `whole` the total time including redirects and name lookup,
    both in seconds; `size` is in bytes after decompression.
    """

    silence: float = 20
    whole: float = 90
    size: int = 32 * 2**20
    redirects: int = 5


_CHUNK = 64 * 2**10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}
_SAFE = "/%:=&?~+!$,;'@()*[]-._"
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?|[0-9A-Fa-f:.]+")
_REASON_CHARS = 80
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Not global, but not known as such to the `ipaddress` of every Python that we support: the
# deprecated site-local range (RFC 3879) and the second range for documentation (RFC 9637).
_NOT_GLOBAL = tuple(map(ipaddress.ip_network, ("fec0::/10", "3fff::/20")))
# What http.client raises, and the ValueError of a connection that the timer closed meanwhile.
_BROKEN = (http.client.HTTPException, OSError, ValueError)


def is_public(address: IPAddress) -> bool:
    """Whether an address is on the public internet; an IPv4 address embedded in IPv6 counts as itself."""
    if isinstance(address, ipaddress.IPv6Address):
        embedded = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            embedded = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if embedded is not None:
            return is_public(embedded)
        if address.teredo is not None or any(address in network for network in _NOT_GLOBAL):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def fetch(url: str, *, allowed: Allowed = is_public, limits: Limits = Limits()) -> bytes:
    """The body of a page, decompressed, and re-encoded as UTF-8 where the server names a charset.

    The host of each redirect must resolve to an address that `allowed` accepts, and the connection
    goes to exactly that address. Raises InputError on any refusal, limit or network error.
    """
    deadline = time.monotonic() + limits.whole
    current = url
    for _ in range(limits.redirects + 1):
        with _response(current, allowed, limits, deadline) as response:
            if response.status not in _REDIRECTS:
                return _body(response, limits.size)
            location = response.getheader("Location")
            if not location:
                raise InputError(f"a redirect ({response.status}) without a target")
            current = _joined(current, location)
    raise InputError(f"more than {limits.redirects} redirects; give the address of the page itself")


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise InputError(f"a redirect to an invalid address: {location[:200]!r}") from error


@contextmanager
def _response(
    url: str, allowed: Allowed, limits: Limits, deadline: float
) -> Iterator[http.client.HTTPResponse]:
    """The response to one request; the connection is closed afterwards or at the deadline."""
    scheme, host, port, path = _parts(url)
    connection = _Connection(host, port, limits.silence, _context(scheme))
    # The socket's own timeout never fires on a server that sends one byte now and then.
    timer = threading.Timer(max(0, deadline - time.monotonic()), connection.abort)
    timer.daemon = True
    try:
        timer.start()
        connection.addresses = _resolved(host, port, allowed, deadline - time.monotonic())
        connection.request("GET", path, headers=_headers(host, port, scheme))
        with connection.getresponse() as response:
            yield response
        connection.check_not_aborted()
    except (*_BROKEN, InputError) as error:
        if connection.aborted:
            raise InputError(f"{host} took longer than {limits.whole:g} s") from error
        raise _explained(error, host, limits) from error
    finally:
        timer.cancel()
        connection.close()


def _explained(error: Exception, host: str, limits: Limits) -> InputError:
    if isinstance(error, InputError):
        return error
    if isinstance(error, TimeoutError):
        return InputError(f"{host} did not answer within {limits.silence:g} s")
    if isinstance(error, ssl.SSLCertVerificationError):
        return InputError(f"{host}: its certificate is not valid: {error.verify_message}")
    if isinstance(error, http.client.HTTPException):
        return InputError(f"{host}: the response is not valid HTTP ({type(error).__name__})")
    reason = str(getattr(error, "strerror", None) or error or type(error).__name__)
    return InputError(f"{host}: {on_one_line(reason)[:_REASON_CHARS]}")


def _parts(url: str) -> tuple[str, str, int, str]:
    """Scheme, host, port and path of an address, all in ASCII."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        if not re.fullmatch(r"[0-9a-fA-F:.]+", host):
            host = host.encode("idna").decode()
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError as error:  # includes UnicodeError
        raise InputError(f"not a valid address: {url[:200]!r}") from error
    if parts.scheme not in _PORTS or not host:
        raise InputError(f"not an http or https address: {url[:200]!r}")
    if parts.username is not None:
        raise InputError(
            "addresses with a user name or password are not fetched; save the page and name the file"
        )
    if not _HOST.fullmatch(host):
        raise InputError(f"not a valid host name: {host[:200]!r}")
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    return parts.scheme, host, port, (quote(parts.path, safe=_SAFE) or "/") + query


def _resolved(host: str, port: int, allowed: Allowed, seconds: float) -> list[str]:
    """The host's allowed addresses; InputError if there is none."""
    names = dict.fromkeys(_looked_up(host, port, seconds))
    public = [name for name in names if allowed(ipaddress.ip_address(name))]
    if not public:
        listed = ", ".join(names)
        subject = host if host in names else f"{host} resolves to {listed}, which"
        raise InputError(
            f"{subject} is a private or reserved address; only public hosts are fetched: "
            "save the page and name the file"
        )
    return public


def _looked_up(host: str, port: int, seconds: float) -> list[str]:
    """The addresses of a host. getaddrinfo has no timeout, so it gets a thread to be left behind."""
    found: list[str] = []
    problems: list[OSError] = []

    def look_up() -> None:
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(str(info[4][0]) for info in infos)
        except OSError as error:
            problems.append(error)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(max(0, seconds))
    if problems:
        raise InputError(f"{host}: no such host, or no network: {problems[0].strerror}")
    if not found:
        raise InputError(f"{host}: the name lookup took too long")
    return found


def _context(scheme: str) -> ssl.SSLContext | None:
    return ssl.create_default_context() if scheme == "https" else None


def _headers(host: str, port: int, scheme: str) -> dict[str, str]:
    name = f"[{host}]" if ":" in host else host
    return {
        "Host": name if port == _PORTS[scheme] else f"{name}:{port}",
        "User-Agent": f"digest/{__version__}",
        "Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8",
        "Accept-Language": "zh-CN, zh;q=0.9, en;q=0.5",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }


class _Connection(http.client.HTTPConnection):
    """A connection to addresses already checked, so that a second lookup cannot change them."""

    def __init__(
        self, host: str, port: int, silence: float, context: ssl.SSLContext | None
    ) -> None:
        super().__init__(host, port, timeout=silence)
        self._context = context
        self.addresses: list[str] = []
        self.aborted = False
        # Kept beside `sock`, which http.client drops once the headers are read.
        self._live: socket.socket | None = None

    def connect(self) -> None:
        """Connects to the first address that answers."""
        self.sock = self._live = sock = self._connected()
        self.check_not_aborted()
        if self._context:
            # The handshake is a step of its own, so that `abort` can end it as well.
            self.sock = self._live = wrapped = self._context.wrap_socket(
                sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.check_not_aborted()
            wrapped.do_handshake()

    def _connected(self) -> socket.socket:
        problem: OSError = OSError("no address to connect to")
        for address in self.addresses:
            self.check_not_aborted()
            try:
                return socket.create_connection((address, self.port), self.timeout)
            except OSError as error:
                problem = error
        raise problem

    def check_not_aborted(self) -> None:
        """ConnectionAbortedError once the time is up."""
        if self.aborted:
            raise ConnectionAbortedError

    def abort(self) -> None:
        """Ends the connection from another thread; whatever waits on it gets an error."""
        # Set before `_live` is read, as `connect` sets `_live` before it checks: one sees the other.
        self.aborted = True
        if self._live is not None:
            try:
                socket.socket.shutdown(self._live, socket.SHUT_RDWR)
            except OSError:
                return  # closed already


def _body(response: http.client.HTTPResponse, limit: int) -> bytes:
    if response.status != http.client.OK:
        later = "; try later" if response.status in {429, 503} else ""
        raise InputError(
            f"the server says {response.status} {on_one_line(response.reason[: 4 * _REASON_CHARS])[:_REASON_CHARS]}".rstrip()
            + later
        )
    stated = response.getheader("Content-Length", "")
    if stated.isdecimal() and int(stated[:20]) > limit:
        raise _too_large(limit)
    encoding = response.getheader("Content-Encoding", "identity").strip().lower()
    if encoding not in _WBITS:
        raise InputError(
            f"the server compressed the page as {encoding[:20]!r} unasked; save the page and name the file"
        )
    data = _decompressed(response, _WBITS[encoding], limit)
    if not data.strip():
        raise InputError("the server sent an empty page")
    return _recoded(data, response.headers.get_content_charset())


# zlib's wbits: 31 expects a gzip header, 15 a zlib header, -15 none (which is how some send deflate).
_WBITS = {"identity": None, "": None, "gzip": 31, "x-gzip": 31, "deflate": 15}


def _decompressed(response: http.client.HTTPResponse, wbits: int | None, limit: int) -> bytes:
    """The whole body, with never more than `limit` bytes of it in memory."""
    whole, received = bytearray(), 0
    decompressor = _Decompressor(wbits) if wbits else None
    while chunk := response.read(_CHUNK):
        received += len(chunk)
        try:
            room = limit + 1 - len(whole)
            whole += decompressor.feed(chunk, room) if decompressor else chunk
        except zlib.error as error:
            raise InputError(f"the compressed page is damaged: {error}") from error
        if len(whole) > limit or received > limit:
            raise _too_large(limit)
    if response.length or (decompressor and received and not decompressor.complete):
        raise InputError("the server broke off in the middle of the page; try again")
    return bytes(whole)


class _Decompressor:
    """Decompresses a body piece by piece; a gzip body may have several members (RFC 1952, 2.2)."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._object: zlib._Decompress | None = None

    @property
    def complete(self) -> bool:
        """Whether the data so far end where a compressed stream ends."""
        return self._object is not None and self._object.eof

    def feed(self, data: bytes, room: int) -> bytes:
        """The next piece decompressed, at most `room` bytes of it."""
        whole = b""
        while data and len(whole) < room:
            if self._object is None:
                raw = self._wbits == 15 and data[0] & 15 != 8
                self._object = zlib.decompressobj(-15 if raw else self._wbits)
            elif self._object.eof:
                if self._wbits != 31 or not data.startswith(b"\x1f"):
                    break  # padding behind the last member
                self._object = zlib.decompressobj(self._wbits)
            whole += self._object.decompress(data, room - len(whole))
            data = self._object.unused_data or self._object.unconsumed_tail
        return whole


def _too_large(limit: int) -> InputError:
    return InputError(f"more than {limit // 2**20} MiB; save the page and split it")


def _recoded(data: bytes, charset: str | None) -> bytes:
    """The bytes, converted to UTF-8 if they are something else and the server says what."""
    if not charset or charset.lower() in {"utf-8", "utf8"}:
        return data
    try:
        data.decode()
    except UnicodeDecodeError:
        return b"\xef\xbb\xbf" + decode(data, declared=charset).encode()
    return data

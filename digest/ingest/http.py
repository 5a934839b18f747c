"""One page or feed over http(s), only for an address that the user gives, and from public hosts only."""

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from digest import __version__
from digest.errors import InputError
from digest.text.encoding import decode

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Allowed = Callable[[IPAddress], bool]
Fetch = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one fetch: silence and the whole of one hop in seconds, size unpacked, redirects."""

    silence: float = 20
    whole: float = 90
    size: int = 32 * 2**20
    redirects: int = 5


_CHUNK = 64 * 2**10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}
_SAFE = "/%:=&?~+!$,;'@()*[]-._"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# http.client's own errors, and the ValueError of a connection that the clock closed under it.
_BROKEN = (http.client.HTTPException, OSError, ValueError)


def is_public(address: IPAddress) -> bool:
    """Whether an address is on the open internet, also as an IPv4 address within IPv6 means it."""
    if isinstance(address, ipaddress.IPv6Address):
        within = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            within = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if within is not None:
            return is_public(within)
        if address.teredo is not None:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def fetch(url: str, *, allowed: Allowed = is_public, limits: Limits = Limits()) -> bytes:
    """What an address holds, unpacked; UTF-8 where the server states another encoding.

    Each hop's host must resolve to an address that `allowed` permits, and the connection is made
    to that very address. InputError where that, or a limit, or the server says no.
    """
    seen = url
    for _ in range(limits.redirects + 1):
        with _get(seen, allowed, limits) as answer:
            if answer.status not in _REDIRECTS:
                return _body(answer, limits.size)
            seen = urljoin(seen, answer.getheader("Location") or "")
            if not answer.getheader("Location"):
                raise InputError(f"a redirect ({answer.status}) that does not say where to")
    raise InputError(f"more than {limits.redirects} redirects; give the address of the page itself")


@contextmanager
def _get(url: str, allowed: Allowed, limits: Limits) -> Iterator[http.client.HTTPResponse]:
    """The answer of one hop, its connection closed afterwards or when its time is up."""
    scheme, host, port, path = _parts(url)
    connection = _Connection(host, port, limits.silence, _context(scheme))
    # A server that sends a byte now and then never falls silent: the clock ends it.
    clock = threading.Timer(limits.whole, connection.abort)
    clock.daemon = True
    try:
        connection.addresses = _resolved(host, port, allowed)
        clock.start()
        connection.request("GET", path, headers=_headers(host, port, scheme))
        yield connection.getresponse()
        if connection.aborted:
            raise ConnectionAbortedError
    except TimeoutError as error:
        raise InputError(f"{host} did not answer within {limits.silence:g} s") from error
    except ssl.SSLCertVerificationError as error:
        raise InputError(f"{host}: its certificate is not valid: {error.verify_message}") from error
    except _BROKEN as error:
        if connection.aborted:
            raise InputError(f"{host} took longer than {limits.whole:g} s") from error
        raise InputError(f"{host}: {_plain(error)}") from error
    finally:
        clock.cancel()
        connection.close()


def _parts(url: str) -> tuple[str, str, int, str]:
    """Scheme, host, port and path of an address, in ASCII."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        if not re.fullmatch(r"[0-9a-fA-F:.]+", host):
            host = host.encode("idna").decode()
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError as error:  # UnicodeError, too
        raise InputError(f"not an address that can be fetched: {url[:200]!r}") from error
    if parts.scheme not in _PORTS or not host:
        raise InputError(f"not an http or https address: {url[:200]!r}")
    if parts.username is not None:
        raise InputError("addresses with a user name or password are not fetched; save the page")
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    return parts.scheme, host, port, (quote(parts.path, safe=_SAFE) or "/") + query


def _resolved(host: str, port: int, allowed: Allowed) -> list[str]:
    """The host's addresses that are allowed; InputError where there is none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise InputError(f"{host}: no such host, or no network: {error.strerror}") from error
    names = dict.fromkeys(str(info[4][0]) for info in found)
    public = [name for name in names if allowed(ipaddress.ip_address(name))]
    if not public:
        raise InputError(
            f"{host} is {', '.join(names)}, not an address on the open internet; save the page first"
        )
    return public


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
    """A connection to addresses that were checked, whatever the name resolves to a moment later."""

    def __init__(
        self, host: str, port: int, silence: float, context: ssl.SSLContext | None
    ) -> None:
        super().__init__(host, port, timeout=silence)
        self._context = context
        self.addresses: list[str] = []
        self.aborted = False
        # The answer outlives `sock`, which http.client lets go when the headers are read.
        self._live: socket.socket | None = None

    def connect(self) -> None:
        """Connects to the first of the addresses that answers."""
        self.sock = self._live = sock = self._connected()
        if self._context:
            # The handshake comes after the socket is known, so that the clock can end it too.
            self.sock = self._live = wrapped = self._context.wrap_socket(
                sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            wrapped.do_handshake()

    def _connected(self) -> socket.socket:
        problem: OSError = OSError("no address to connect to")
        for address in self.addresses:
            try:
                return socket.create_connection((address, self.port), self.timeout)
            except OSError as error:
                problem = error
        raise problem

    def abort(self) -> None:
        """Ends the connection from another thread; what waits on it goes on with an error."""
        self.aborted = True
        if self._live is not None:
            try:
                socket.socket.shutdown(self._live, socket.SHUT_RDWR)
            except OSError:
                return  # closed already


def _body(answer: http.client.HTTPResponse, limit: int) -> bytes:
    if answer.status != http.client.OK:
        later = "; try later" if answer.status in {429, 503} else ""
        raise InputError(f"the server says {answer.status} {answer.reason}{later}")
    stated = answer.getheader("Content-Length", "")
    if stated.isdecimal() and int(stated) > limit:
        raise _too_large(limit)
    packed = answer.getheader("Content-Encoding", "identity").strip().lower()
    if packed not in _UNPACKERS:
        raise InputError(f"packed as {packed[:20]!r}, which was not asked for; save the page")
    data = _unpacked(answer, _UNPACKERS[packed], limit)
    if not data.strip():
        raise InputError("the server sent an empty page")
    return _recoded(data, answer.headers.get_content_charset())


# zlib's wbits: with a gzip header, and with zlib's or none, as servers send deflate.
_UNPACKERS = {"identity": None, "": None, "gzip": 31, "x-gzip": 31, "deflate": 15}


def _unpacked(answer: http.client.HTTPResponse, wbits: int | None, limit: int) -> bytes:
    """All of the body, never more than `limit` of it in memory."""
    unpacker = zlib.decompressobj(wbits) if wbits else None
    whole, received = bytearray(), 0
    while chunk := answer.read(_CHUNK):
        if wbits == 15 and not received and (chunk[0] & 15) != 8:
            unpacker = zlib.decompressobj(-15)
        received += len(chunk)
        try:
            whole += unpacker.decompress(chunk, limit + 1 - len(whole)) if unpacker else chunk
        except zlib.error as error:
            raise InputError(f"the page is packed in a way that is broken: {error}") from error
        if len(whole) > limit or received > limit:
            raise _too_large(limit)
    if answer.length or (unpacker and received and not unpacker.eof):
        raise InputError("the server broke off in the middle of the page; try again")
    return bytes(whole)


def _too_large(limit: int) -> InputError:
    return InputError(f"more than {limit // 2**20} MiB; save it and split it")


def _recoded(data: bytes, charset: str | None) -> bytes:
    """The bytes, as UTF-8 where they are not and the server says what they are."""
    if not charset or charset.lower() in {"utf-8", "utf8"}:
        return data
    try:
        data.decode()
    except UnicodeDecodeError:
        return b"\xef\xbb\xbf" + decode(data, declared=charset).encode()
    return data


def _plain(error: Exception) -> str:
    if isinstance(error, http.client.HTTPException):
        return f"the answer is no HTTP that can be read ({type(error).__name__})"
    return str(getattr(error, "strerror", None) or error or type(error).__name__)

"""A server for the review page, on the loopback interface of this machine alone.

Every request must name a loopback host (against DNS rebinding) and carry the session's token; a
request that saves must also come from the page itself (`Origin`). The server ends with the command.
"""

import hmac
import json
import secrets
import sys
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from digest.desk.edits import Edits
from digest.desk.edits_file import from_data
from digest.errors import DigestError

# A week of 130 articles, every passage corrected, is about 1 MB.
_MAX_BYTES = 16 * 2**20
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"
    " connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)


class ReviewServer:
    """Serves one issue's review page; `page(token)` makes it, `save(edits)` keeps what it sends.

    `address` is what to open in a browser. `serve()` returns when the page says that it is done.
    """

    def __init__(
        self, page: Callable[[str], str], save: Callable[[Edits], None], *, port: int = 0
    ) -> None:
        self._page, self._save = page, save
        self._token = secrets.token_urlsafe(24)
        handler = type("Handler", (_Handler,), {"desk": self})
        self._http = _Server(("127.0.0.1", port), handler)
        self._http.daemon_threads = True

    @property
    def address(self) -> str:
        """The page's URL, with the token in it."""
        return f"{self.origin}/?token={self._token}"

    @property
    def origin(self) -> str:
        """Scheme, host and port of the page."""
        return f"http://127.0.0.1:{self._http.server_port}"

    def serve(self) -> None:
        """Answer until `stop`, or until the page's Done button."""
        try:
            self._http.serve_forever(poll_interval=0.1)
        finally:
            self._http.server_close()

    def stop(self) -> None:
        """End `serve`; to be called from another thread."""
        self._http.shutdown()

    def is_ours(self, token: str) -> bool:
        """Whether a request's token is this session's."""
        return hmac.compare_digest(token.encode(), self._token.encode())

    def page(self) -> str:
        """The page as it is now, with corrections that were saved."""
        return self._page(self._token)

    def save(self, data: Any) -> None:
        """Keep the corrections that the page sent; DigestError where they are none."""
        self._save(from_data(data, "the page"))


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing of a browser that hangs up; anything else as the standard library does."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    desk: ReviewServer
    server_version = "digest"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        token = parts.query.removeprefix("token=")
        if not self._is_local() or parts.path != "/" or not self.desk.is_ours(token):
            self._answer(HTTPStatus.FORBIDDEN, "Open the address that the command printed.")
            return
        try:
            page = self.desk.page()
        except DigestError as error:  # such as a mistake that was typed into edits.yaml meanwhile
            self._answer(HTTPStatus.INTERNAL_SERVER_ERROR, f"{error}; then reload this page")
            return
        self._answer(HTTPStatus.OK, page, "text/html")

    def do_POST(self) -> None:
        token = self.headers.get("X-Token", "")
        from_page = self.headers.get("Origin") == self.desk.origin
        if not self._is_local() or not from_page or not self.desk.is_ours(token):
            self._answer(HTTPStatus.FORBIDDEN, "Not from the review page.")
            return
        try:
            length = int(self.headers.get("Content-Length", ""))
        except ValueError:
            length = -1
        if not 0 <= length <= _MAX_BYTES:
            self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Too large.")
            return
        body = self.rfile.read(length)
        if self.path == "/done":
            self._answer(HTTPStatus.OK, "Done.")
            # From this thread, serve_forever in the main one can be told to end.
            self.desk.stop()
            return
        try:
            self.desk.save(json.loads(body))
        except (ValueError, RecursionError, DigestError) as error:
            self._answer(HTTPStatus.BAD_REQUEST, str(error) or "Not understood.")
            return
        self._answer(HTTPStatus.OK, "Saved.")

    def log_message(self, *_: object) -> None:
        """Nothing: the token is in the request line."""

    def _is_local(self) -> bool:
        """Whether the request was meant for this address, not for a name that leads here."""
        return self.headers.get("Host", "") == urlsplit(self.desk.origin).netloc

    def _answer(self, status: HTTPStatus, text: str, kind: str = "text/plain") -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

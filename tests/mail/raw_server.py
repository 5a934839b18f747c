"""An SMTP server that misbehaves as told: drops sessions, echoes secrets, never ends a reply."""

import base64
import contextlib
import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Reply = Callable[[str], bytes | None]
"""The reply to a command, "message" before one and "." for its end; None hangs up."""


@dataclass
class RawServer:
    """What it received: a session per connection, the recipients of complete messages."""

    port: int
    sessions: int = 0
    received: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


def ordinary(command: str) -> bytes | None:
    if command.startswith("EHLO"):
        return b"250-here\r\n250 SIZE 10000000\r\n"
    return b"354 go on\r\n" if command == "DATA" else b"250 ok\r\n"


@contextlib.contextmanager
def raw_server(reply: Reply = ordinary) -> Iterator[RawServer]:
    listener = socket.create_server(("localhost", 0))
    server = RawServer(int(listener.getsockname()[1]))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                server.sessions += 1
                with connection, contextlib.suppress(OSError):
                    _session(connection, server, reply)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        # A blocked accept() survives close(): shutdown wakes it.
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=5)


def _session(connection: socket.socket, server: RawServer, reply: Reply) -> None:
    connection.sendall(b"220 hello\r\n")
    lines = connection.makefile("rb")
    recipient = ""
    for line in lines:
        command = re.sub("^[a-z]+", lambda verb: verb[0].upper(), line.decode().strip())
        if command.startswith("RCPT"):
            recipient = re.findall("<(.*)>", command)[0]
        answer = reply(command)
        if answer is None:
            return
        connection.sendall(answer)
        if command == "QUIT":
            return
        if command == "DATA" and answer.startswith(b"354"):
            if reply("message") is None:  # hangs up before it has read the message
                return
            text = b""
            for part in lines:
                if part == b".\r\n":
                    break
                text += part
            else:  # the client has hung up
                return
            answer = reply(".")
            if answer is None:
                return
            if answer.startswith(b"250"):
                server.received.append(recipient)
                server.messages.append(text.decode())
            connection.sendall(answer)


def echoes_the_login(command: str) -> bytes | None:
    """Refuses every login, with all that it was told, as some servers have done."""
    if command.startswith("EHLO"):
        return b"250-here\r\n250 AUTH PLAIN LOGIN\r\n"
    if command.startswith("AUTH"):
        secret = command.rsplit(maxsplit=1)[-1]
        with contextlib.suppress(ValueError):
            secret += " " + base64.b64decode(secret).decode().replace("\0", " ")
        return f"535 5.7.8 wrong: {secret}\r\n".encode()
    return b"250 ok\r\n"

"""Holds Ctrl-C and SIGTERM back while a message is being handed over."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def delayed_interrupts() -> Iterator[None]:
    """Within the block, Ctrl-C and SIGTERM wait for its end; a second one takes effect at once.

    The server's answer to a message is one round trip away. Waiting for it saves a recipient of
    whom it would be unknown whether the message arrived.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    received: list[int] = []
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def hold(number: int, _: FrameType | None) -> None:
        if received:
            restore()
            signal.raise_signal(number)
        received.append(number)

    for number in before:
        signal.signal(number, hold)
    try:
        yield
    finally:
        restore()
    if received:
        signal.raise_signal(received[0])

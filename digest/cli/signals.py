"""Ctrl-C and SIGTERM: the first one stops the work, and nothing interrupts the clean-up after it."""

import signal
from types import FrameType
from typing import NoReturn

_STOPS = (signal.SIGINT, signal.SIGTERM)


class Stopped(BaseException):
    """Stops the work; unlike KeyboardInterrupt, click prints no empty line for it."""


def listen() -> None:
    """Make either signal raise Stopped in the main thread, once.

    Later signals are ignored: an impatient second Ctrl-C would lose the texts that are being saved.
    A signal that the parent process has disabled (nohup, `&` in a script) stays disabled.
    """
    for number in _STOPS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)


def _stop(_: int, __: FrameType | None) -> NoReturn:
    for number in _STOPS:
        signal.signal(number, signal.SIG_IGN)
    raise Stopped

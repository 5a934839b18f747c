"""Ctrl-C and SIGTERM alike: the first stops the work, and nothing disturbs what is then put away."""

import signal
from types import FrameType
from typing import NoReturn

_STOPS = (signal.SIGINT, signal.SIGTERM)


class Stopped(BaseException):
    """The work is to stop; not a KeyboardInterrupt, at which click writes an empty line."""


def listen() -> None:
    """From now on, either signal raises Stopped in the main thread, once.

    Later ones are not heard: an impatient second Ctrl-C would lose the texts that are just being
    kept. A signal that whoever started the process has shut off (nohup, `&` in a script) stays off.
    """
    for number in _STOPS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)


def _stop(_: int, __: FrameType | None) -> NoReturn:
    for number in _STOPS:
        signal.signal(number, signal.SIG_IGN)
    raise Stopped

"""The errors a user can meet. Each message says what, where and what to do."""

import traceback
from pathlib import Path

_MESSAGE_CHARS = 200


class DigestError(Exception):
    """Base of all expected errors; `cli.py` prints the message and exits with `exit_code`."""

    exit_code = 1


class ConfigError(DigestError):
    """The command line, a config file or an installation is wrong."""

    exit_code = 2


class InputError(DigestError):
    """One input cannot be read; costs that input only."""


class EngineError(DigestError):
    """The model cannot run; it would hit every article alike, so the run stops."""


class DeliveryError(DigestError):
    """A digest was made but could not be delivered, or not to everyone."""


class OutputError(DigestError):
    """A file cannot be written: no room, no right, or something in the way."""


class BusyError(DigestError):
    """Another run is at work in the same place."""


def describe_unexpected(error: Exception) -> str:
    """An unexpected exception as one line: its type, its message and where in digest it was raised."""
    place = ""
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(Path(__file__).parent):
            place = (
                f" at digest/{path.relative_to(Path(__file__).parent).as_posix()}:{frame.lineno}"
            )
    message = " ".join(str(error).split())[:_MESSAGE_CHARS]
    return f"internal error: {type(error).__name__}{f': {message}' if message else ''}{place}"

"""Errors that a user can meet. Each message says what happened, where, and what to do."""

import traceback
from pathlib import Path

_MESSAGE_CHARS = 200


class DigestError(Exception):
    """Base of all expected errors; `cli` prints the message and exits with `exit_code`."""

    exit_code = 1


class ConfigError(DigestError):
    """The command line, a settings file or the installation is wrong."""

    exit_code = 2


class InputError(DigestError):
    """One input cannot be used; it costs that input only."""


class EngineError(DigestError):
    """The model cannot run; this would affect every article, so the run stops."""


class DeliveryError(DigestError):
    """A digest was made but could not be delivered to everyone."""


class OutputError(DigestError):
    """A file cannot be written: disk full, no permission, or something in the way."""


class BusyError(DigestError):
    """Another run is using the same place; trying again later may work (EX_TEMPFAIL)."""

    exit_code = 75


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

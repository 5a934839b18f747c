"""Errors that a user can meet. Each message says what happened, where, and what to do."""

import errno
import re
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_MESSAGE_CHARS = 200
# Pydantic's messages for these error types name Python's types.
_WANTED = {
    "path_type": "the name of a file or folder",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "keys with values",
    "mapping_type": "keys with values",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
    "dataclass_type": "keys with values",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text, in quotes if it looks like a number or a date",
}
# What to do about a failed write; about all others: make room.
_WRITE_REMEDIES = {
    errno.EACCES: "get the right to write there",
    errno.EPERM: "get the right to write there",
    errno.EROFS: "mount it for writing",
    errno.ENOTDIR: "move the file away that is in the way",
    errno.EISDIR: "move the folder away that is in the way",
}


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


def cannot_write(place: Path, error: OSError) -> str:
    """The message for a place that cannot be written to, with the remedy for the reason."""
    remedy = _WRITE_REMEDIES.get(error.errno or 0, "make room")
    reason = error.strerror or str(error)
    return f"{place}: {reason}: cannot write there; {remedy} or choose another folder"


def describe_mistake(found: Mapping[str, Any]) -> str:
    """What is wrong with a value of a file, such as "should be a list", without the value.

    `found` is an item of the `errors()` of Pydantic's ValidationError.
    """
    kind, message = found["type"], str(found["msg"])
    if kind in _WANTED:
        return f"should be {_WANTED[kind]}"
    if kind == "missing":
        return "is missing"
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        return "is not a known key"
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    message = re.sub(r"^\w+ should ", "should ", message)
    return f"{message[:1].lower()}{message[1:]}"


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

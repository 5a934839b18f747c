"""Halves of characters, which JSON and file names may hold and no file of text can."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

_Value = TypeVar("_Value")


def mended(value: _Value) -> _Value:
    """The value with "?" for each lone surrogate in its strings, tuples and dataclasses within too."""
    return cast("_Value", _mended(value))


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode() if _broken(value) else value
    if isinstance(value, tuple):
        return tuple(map(_mended, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **dict(_changes(value)))
    return value


def _changes(value: Any) -> Iterator[tuple[str, Any]]:
    for field in fields(value):
        before = getattr(value, field.name)
        after = _mended(before)
        if after is not before and after != before:
            yield field.name, after


def _broken(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False

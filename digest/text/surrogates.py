"""Replaces lone UTF-16 surrogates, which JSON and file names may contain but UTF-8 cannot encode."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

_Value = TypeVar("_Value")


def replace_surrogates(value: _Value) -> _Value:
    """The value with "?" for each lone surrogate in its strings, at any depth."""
    return map_strings(value, _without_surrogates)


def map_strings(value: _Value, change: Callable[[str], str]) -> _Value:
    """The value with each of its strings changed, in tuples, lists, dicts and dataclasses as well.

    Raises RecursionError for values nested too deep.
    """
    return cast("_Value", _mapped(value, change))


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_mapped(item, change) for item in value)
    if isinstance(value, list):
        return [_mapped(item, change) for item in value]
    if isinstance(value, dict):
        return {_mapped(key, change): _mapped(item, change) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **dict(_changes(value, change)))
    return value


def _changes(value: Any, change: Callable[[str], str]) -> Iterator[tuple[str, Any]]:
    for field in fields(value):
        before = getattr(value, field.name)
        after = _mapped(before, change)
        if after is not before and after != before:
            yield field.name, after


def _without_surrogates(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text

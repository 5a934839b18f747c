"""The one loader of the tables in this folder. Their sources and licences: SOURCES.md."""

import functools
from pathlib import Path
from typing import Any

import yaml

# libyaml reads the tables ten times as fast as the loader in Python.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FOLDER = Path(__file__).parent


def lines(name: str) -> list[str]:
    """The lines of a table that are neither empty nor comments."""
    text = (_FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and line[0] != "#"]


def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a TSV table by columns; every row has as many as the longest."""
    cells = [line.split("\t") for line in lines(name)]
    width = max(map(len, cells))
    return tuple((*row, *[""] * (width - len(row))) for row in cells)


@functools.cache
def document(name: str) -> Any:
    """What a YAML file holds."""
    return yaml.load((_FOLDER / name).read_bytes(), _LOADER)  # noqa: S506 - a safe loader

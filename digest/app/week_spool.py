"""What was read, laid out by week on disk, so that memory holds one week at a time."""

import contextlib
import tempfile
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from pydantic import TypeAdapter

from digest.errors import InputError, OutputError
from digest.pipeline import why_nothing
from digest.progress import translated_chars
from digest.records import Article, Discard, Failure, Week

Found = Article | Discard | Failure
_ITEM: TypeAdapter[Found] = TypeAdapter(Found)  # a line of JSON each


@dataclass(frozen=True, slots=True)
class Part:
    """One week of what was read; `later` is the size of all articles of the weeks after it."""

    week: Week
    items: Iterable[Found]
    later: int = 0


@contextmanager
def by_week(
    found: Iterable[Found], folder: Path | None, *, fallback: Week | None = None
) -> Iterator[tuple[Part, ...]]:
    """What was read by week, the earliest first; the items can be read within.

    What bears no date belongs to the latest week, or to `fallback` where nothing bears one; lines
    left out and inputs that failed go with the article read before them from the same place. The
    file in `folder` (None: the system's for such files) has no name: nothing is left of it, however
    the run ends. InputError where there is no article, or no date at all; OutputError where there
    is no room.
    """
    with _room(folder):
        shelf = _Shelf(tempfile.TemporaryFile(dir=folder), folder)  # noqa: SIM115 - closed below
    try:
        for item in found:
            shelf.put(item)
        yield shelf.parts(fallback)
    finally:
        shelf.close()


@contextmanager
def _room(folder: Path | None) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{folder or tempfile.gettempdir()}: {error.strerror or error}: what is read is kept there by week; "
            f"free the place or choose another with --out"
        ) from error


@dataclass(slots=True)
class _Week:
    """Where the items of a week stand in the file, and the size of its articles."""

    places: "array[int]" = field(default_factory=lambda: array("Q"))
    size: int = 0


class _Shelf:
    """A file of items, with their places by week; under None what no date sorts."""

    def __init__(self, file: IO[bytes], folder: Path | None) -> None:
        self._file = file
        self._folder = folder
        self._weeks: dict[Week | None, _Week] = {None: _Week()}
        self._last: tuple[str, Week | None] = ("", None)
        self._articles = 0
        self._failures: list[Failure] = []
        self._left_out: Discard | None = None

    def put(self, item: Found) -> None:
        """Keeps an item under its week."""
        week = self._weeks.setdefault(self._sorted(item), _Week())
        with _room(self._folder):
            week.places.append(self._file.tell())
            self._file.write(_ITEM.dump_json(item) + b"\n")
        if isinstance(item, Article):
            week.size += translated_chars(item)

    def _sorted(self, item: Found) -> Week | None:
        if isinstance(item, Article):
            week = Week.of(item.date) if item.date else None
            self._articles += 1
            self._last = (item.provenance.path, week)
            return week
        if isinstance(item, Failure):
            self._failures.append(item)
        else:
            self._left_out = self._left_out or item
        path, week = self._last
        return week if path == (item.where if isinstance(item, Failure) else item.path) else None

    def parts(self, fallback: Week | None) -> tuple[Part, ...]:
        """A part a week."""
        loose = self._weeks.pop(None)
        dated = sorted(week for week in self._weeks if week is not None)
        if not self._articles:
            raise InputError(why_nothing(self._failures, self._left_out))
        latest = dated[-1] if dated else fallback
        if latest is None:
            raise InputError(
                "no article bears a date; say which week it is, such as --week 2026-W47"
            )
        last = self._weeks.setdefault(latest, _Week())
        # In the order in which all was read.
        last.places = array("Q", sorted((*last.places, *loose.places)))
        last.size += loose.size
        parts: list[Part] = []
        later = 0
        for week in reversed(dated or [latest]):
            parts.append(Part(week, self._items(self._weeks[week].places), later))
            later += self._weeks[week].size
        return tuple(reversed(parts))

    def _items(self, places: "array[int]") -> Iterator[Found]:
        for place in places:
            with _room(self._folder):
                self._file.seek(place)
                item = _ITEM.validate_json(self._file.readline())
            yield item

    def close(self) -> None:
        """The file is gone."""
        with contextlib.suppress(OSError):  # what no disk took, nobody reads any more
            self._file.close()

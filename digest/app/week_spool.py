"""Spools parsed articles to disk by issue week, so that only one week is in memory."""

import contextlib
import tempfile
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO

from pydantic import TypeAdapter

from digest.errors import InputError, OutputError
from digest.pipeline import why_nothing
from digest.progress import translated_chars
from digest.records import Article, Discard, Failure, Period, Week, issue_week

Found = Article | Discard | Failure
_ITEM: TypeAdapter[Found] = TypeAdapter(Found)  # one line of JSON each


@dataclass(frozen=True, slots=True)
class WeekItems:
    """The items of one week; `later` is the size of all articles of later weeks, in characters."""

    week: Week
    period: Period
    items: Iterable[Found]
    articles: int
    characters: int
    later: int = 0


@contextmanager
def by_week(
    found: Iterable[Found], folder: Path | None, *, today: date, ends_on: int = 7
) -> Iterator[tuple[WeekItems, ...]]:
    """Group what was read by issue week, the earliest first; the items can be read within.

    Issues end on ISO weekday `ends_on`. Undated articles go to the latest week that has begun
    `today`, else to the earliest; discards and failures go with the article read before them from
    the same file. The temporary file is in `folder` (None: the system's folder) and has no name, so
    nothing is left of it however the run ends. InputError if there is no article, or no date at
    all; OutputError if the disk is full.
    """
    with _disk_errors(folder):
        spool = _Spool(tempfile.TemporaryFile(dir=folder), folder, ends_on)  # noqa: SIM115 - closed below
    try:
        for item in found:
            spool.put(item)
        yield spool.weeks(today)
    finally:
        spool.close()


@contextmanager
def _disk_errors(folder: Path | None) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{folder or tempfile.gettempdir()}: {error.strerror or error}: the articles read are "
            f"kept there; free space or choose another folder with --out"
        ) from error


@dataclass(slots=True)
class _Week:
    """Where a week's items are in the file, and how many articles and characters they hold."""

    offsets: "array[int]" = field(default_factory=lambda: array("Q"))
    articles: int = 0
    characters: int = 0


class _Spool:
    """A file of items, with their offsets by week; None holds the items without a date."""

    def __init__(self, file: IO[bytes], folder: Path | None, ends_on: int) -> None:
        self._file = file
        self._folder = folder
        self._ends_on = ends_on
        self._weeks: dict[Week | None, _Week] = {None: _Week()}
        self._last: tuple[str, Week | None] = ("", None)
        self._articles = 0
        self._failures: list[Failure] = []
        self._first_discard: Discard | None = None

    def put(self, item: Found) -> None:
        """Keep an item under its week; an article that cannot be written is a failure."""
        try:
            week, line = self._week_of(item), _ITEM.dump_json(item)
        except (ValueError, OverflowError) as error:
            if not isinstance(item, Article):
                raise
            self.put(Failure("read", item.provenance.path, f"{item.title!a}: {error}"))
            return
        kept = self._weeks.setdefault(week, _Week())
        with _disk_errors(self._folder):
            kept.offsets.append(self._file.tell())
            self._file.write(line + b"\n")
        if isinstance(item, Article):
            self._articles += 1
            kept.articles += 1
            kept.characters += translated_chars(item)

    def _week_of(self, item: Found) -> Week | None:
        if isinstance(item, Article):
            week = issue_week(item.date, self._ends_on) if item.date else None
            self._last = (item.provenance.path, week)
            return week
        if isinstance(item, Failure):
            self._failures.append(item)
        else:
            self._first_discard = self._first_discard or item
        path, week = self._last
        return week if path == (item.where if isinstance(item, Failure) else item.path) else None

    def weeks(self, today: date) -> tuple[WeekItems, ...]:
        """The weeks with their items, the earliest first."""
        undated = self._weeks.pop(None)
        dated = sorted(week for week in self._weeks if week is not None)
        if not self._articles:
            raise InputError(why_nothing(self._failures, self._first_discard))
        if not dated:
            raise InputError("no article has a date; say which week it is, such as --week last")
        current = issue_week(today, self._ends_on)
        latest = self._weeks[max((w for w in dated if w <= current), default=dated[0])]
        # In the order in which everything was read.
        latest.offsets = array("Q", sorted((*latest.offsets, *undated.offsets)))
        latest.articles += undated.articles
        latest.characters += undated.characters
        weeks: list[WeekItems] = []
        later = 0
        for week in reversed(dated):
            own = self._weeks[week]
            period = Period.of(week, self._ends_on)
            items = self._items(own.offsets)
            weeks.append(WeekItems(week, period, items, own.articles, own.characters, later))
            later += own.characters
        return tuple(reversed(weeks))

    def _items(self, offsets: "array[int]") -> Iterator[Found]:
        for offset in offsets:
            with _disk_errors(self._folder):
                self._file.seek(offset)
                item = _ITEM.validate_json(self._file.readline())
            yield item

    def close(self) -> None:
        """Close the file, which removes it."""
        with contextlib.suppress(OSError):  # data that the disk did not take is not needed any more
            self._file.close()

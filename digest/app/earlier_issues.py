"""Finds the stories of an issue that earlier issues in the output folder have told."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from digest import storage
from digest.curate import Telling, told_before
from digest.errors import InputError
from digest.records import Digest, Entry, FirstReport, Week

# A story that rests for longer is a new one; what one of these issues knows of its beginning is kept.
_WEEKS_BACK = 8


def follow_stories(digest: Digest, outputs: Path, similarity: float) -> Digest:
    """The digest, with the first report of each article whose story the last eight issues had.

    An issue that cannot be read is passed over; the archive reports it.
    """
    before = list(_earlier(outputs, digest.week))
    if not before:
        return digest
    told = told_before(
        [_telling(entry) for entry in digest.entries],
        [_telling(entry) for _, entry in before],
        similarity,
    )
    entries = tuple(
        replace(entry, first_reported=min(_first(*before[i]) for i in told[at]))
        if at in told
        else entry
        for at, entry in enumerate(digest.entries)
    )
    return replace(digest, entries=entries)


def _earlier(outputs: Path, week: Week) -> Iterator[tuple[Week, Entry]]:
    """The articles of the issues before a week, corrections included, the latest issue first."""
    known: list[Week] = []
    for record in outputs.glob(f"*-W*/{storage.RECORD}"):
        try:
            known.append(Week.parse(record.parent.name))
        except ValueError:
            continue
    for earlier in sorted((w for w in known if w < week), reverse=True)[:_WEEKS_BACK]:
        try:
            entries = storage.read_edited(outputs / str(earlier)).digest.entries
        except InputError:
            continue
        yield from ((earlier, entry) for entry in entries)


def _telling(entry: Entry) -> Telling:
    return Telling(entry.title.zh, "\n".join(b.pair.zh for b in entry.blocks), entry.date)


def _first(week: Week, entry: Entry) -> FirstReport:
    return entry.first_reported or FirstReport(str(week), entry.id)

"""The issues of an outputs folder, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digest import storage
from digest.errors import InputError
from digest.records import Digest, Entry, Failure, FirstReport
from digest.render.presentation import anchor
from digest.storage import RECORD


@dataclass(frozen=True, slots=True)
class Issue:
    """One week: its folder's name and its digest with the editor's corrections."""

    folder: str
    digest: Digest

    @property
    def page(self) -> str:
        """The path of the issue's page, relative to the outputs folder."""
        return f"{self.folder}/digest.html"

    def link(self, entry: Entry) -> str:
        """The path of an article within the issue's page."""
        return f"{self.page}#{anchor(entry)}"


def quiet_stories(issue: Issue, before: Issue | None) -> tuple[Entry, ...]:
    """The stories that ran in several issues up to `before`, and of which this one has nothing."""
    told = {_story(issue, entry) for entry in issue.digest.entries}
    return tuple(
        entry
        for entry in (before.digest.entries if before else ())
        if entry.first_reported and _story(issue, entry) not in told
    )


def _story(issue: Issue, entry: Entry) -> FirstReport:
    return entry.first_reported or FirstReport(str(issue.digest.week), entry.id)


def read_issues(outputs: Path) -> tuple[tuple[Issue, ...], tuple[Failure, ...]]:
    """The issues that can be read, newest first, and one failure per week that cannot."""
    issues, failures = [], []
    for found in _read(outputs):
        if isinstance(found, Issue):
            issues.append(found)
        else:
            failures.append(found)
    return tuple(sorted(issues, key=lambda i: i.digest.week, reverse=True)), tuple(failures)


def _read(outputs: Path) -> Iterator[Issue | Failure]:
    for record in sorted(outputs.glob(f"*/{RECORD}")):
        folder = record.parent
        try:
            yield Issue(folder.name, storage.read_edited(folder).digest)
        except InputError as error:
            yield Failure("archive", folder.name, str(error))

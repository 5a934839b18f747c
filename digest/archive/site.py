"""Writes the archive: index.html, search.js, feed.atom, feed.json and articles.csv."""

from collections.abc import Iterator
from pathlib import Path

import jinja2

from digest import storage
from digest.archive.feeds import atom, json_feed
from digest.archive.search import search_script
from digest.archive.table import articles_csv
from digest.archive.weeks import Issue, quiet_stories, read_issues
from digest.records import Failure, Pair

# Headlines of a week on the front page; the week's own page has them all.
HEADLINES = 5


def write_archive(outputs: Path, title: Pair, base: str) -> Iterator[Path | Failure]:
    """Write the archive of all weeks in a folder; gives each file, and each week that is unreadable.

    `base` is the address that the folder is served at, with a slash at its end, or "". A browser
    opens the files from a disk, too.
    """
    issues, failures = read_issues(outputs)
    yield from failures
    files = {
        "index.html": _front_page(issues, title),
        "search.js": search_script(issues),
        "feed.atom": atom(issues, title, base),
        "feed.json": json_feed(issues, title, base),
        "articles.csv": articles_csv(issues),
    }
    for name, text in files.items():
        storage.save(outputs / name, text.encode())
        yield outputs / name


def _front_page(issues: tuple[Issue, ...], title: Pair) -> str:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("digest.archive"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("index.html").render(
        title=title,
        issues=[(issue, quiet_stories(issue, before)) for issue, before in _with_earlier(issues)],
        headlines=HEADLINES,
        sections=_sections,
        running=_running,
        weeks={str(issue.digest.week): issue for issue in issues},
    )


def _with_earlier(issues: tuple[Issue, ...]) -> Iterator[tuple[Issue, Issue | None]]:
    """Each issue with the one before it."""
    return zip(issues, (*issues[1:], None), strict=True)


def _running(issue: Issue) -> int:
    """How many articles of an issue go on with a story of an earlier one."""
    return sum(entry.first_reported is not None for entry in issue.digest.entries)


def _sections(issue: Issue) -> list[tuple[Pair, int]]:
    """The sections of an issue in order, with the number of their articles."""
    counts: dict[Pair, int] = {}
    for entry in issue.digest.entries:
        if entry.section:
            section = Pair(entry.section.zh, entry.section.en)
            counts[section] = counts.get(section, 0) + 1
    return list(counts.items())

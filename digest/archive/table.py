"""All articles as a table for spreadsheets."""

import csv
import io
from collections.abc import Sequence
from pathlib import PurePath

from digest.archive.weeks import Issue
from digest.records import pairs

COLUMNS = (
    "week", "date", "source", "page", "section", "title_zh", "title_en", "file", "flags", "link",
)  # fmt: skip


def articles_csv(issues: Sequence[Issue]) -> str:
    """One row per article, as UTF-8 with a byte order mark, which Excel asks for."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for issue in issues:
        for entry in issue.digest.entries:
            flags = len(entry.findings) + sum(len(pair.findings) for pair in pairs(entry))
            first, last = entry.provenance.lines
            row = (
                str(issue.digest.week), entry.date.isoformat() if entry.date else "",
                entry.source or "", entry.page or "", entry.section.zh if entry.section else "",
                entry.title.zh, entry.title.en,
                f"{PurePath(entry.provenance.path).name}:{first}-{last}", str(flags), issue.link(entry),
            )  # fmt: skip
            writer.writerow(map(_inert, row))
    return "\ufeff" + out.getvalue()


def _inert(text: str) -> str:
    """The text, with a quote before what a spreadsheet would run as a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text

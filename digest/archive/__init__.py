"""All weeks of an outputs folder as static files: a front page with search, feeds, a table."""

from digest.archive.site import write_archive
from digest.archive.weeks import Issue, read_issues

__all__ = ["Issue", "read_issues", "write_archive"]

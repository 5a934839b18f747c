"""Selects, groups and orders the articles of a week's issue."""

from digest.curate.issue import Issue, Placed, curate

__all__ = ["Issue", "Placed", "curate"]

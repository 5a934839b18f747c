"""Selects, groups and orders the articles of a week's issue."""

from digest.curate.issue import (
    Issue,
    Placed,
    Window,
    curate,
    fingerprint,
    set_aside,
    why_outside,
)
from digest.curate.near_duplicates import Telling
from digest.curate.running_stories import told_before

__all__ = [
    "Issue",
    "Placed",
    "Telling",
    "Window",
    "curate",
    "fingerprint",
    "set_aside",
    "told_before",
    "why_outside",
]

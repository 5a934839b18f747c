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

__all__ = ["Issue", "Placed", "Window", "curate", "fingerprint", "set_aside", "why_outside"]

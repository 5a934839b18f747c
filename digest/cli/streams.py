"""Standard streams that a scheduler closed, or that are not in UTF-8."""

import io
import os
import sys
from pathlib import Path


def reopen_closed() -> None:
    """Open the null device for each standard stream that is closed, as `2>&-` leaves it.

    Python has None for such a stream, and the next file that is opened would get its descriptor.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - stays open


def write_utf8() -> None:
    """Write results in UTF-8 whatever the locale: they are Chinese, and our commands read UTF-8."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")


def flush_or_drop() -> None:
    """Flush what was printed, or discard it, so that the interpreter's own flush cannot fail."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

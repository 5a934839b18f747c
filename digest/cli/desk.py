"""The editor's commands: review, export, import, archive, memory."""

import contextlib
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import signals
from digest.cli.options import (
    COMPLETE,
    FILE,
    FOLDER,
    command,
    configured,
    console,
    loudness,
    out,
    today,
)

if TYPE_CHECKING:
    from digest.config.settings import Settings

_WEEK = click.argument("folder", metavar="WEEKDIR", type=FOLDER)
_EXCHANGED = click.argument("file", metavar="FILE", type=FILE)


@command(example="digest review outputs/2026-W47")
@_WEEK
@click.option("--file", "as_file", is_flag=True, help="Write review.html; start no server.")
@click.option("--no-browser", is_flag=True, help="Print the address; open no browser.")
def review(folder: Path, as_file: bool, no_browser: bool) -> int:
    """Read and correct a week's digest in the browser.

    Corrections are saved in WEEKDIR/edits.yaml; render, send and run apply them.
    """
    from digest.app import desk

    if as_file:
        out(str(desk.write_review_page(folder)))
        return COMPLETE
    server = desk.review_server(folder, today())
    with contextlib.suppress(signals.Stopped):
        out(server.address)
        console.say("to end, use the page's button or press Ctrl-C here")
        if not no_browser:
            webbrowser.open(server.address)
        server.serve()
    console.say("ended; what you saved is kept")
    return COMPLETE


@command(
    name="export",
    example="digest export outputs/2026-W47 w47.xlf\ndigest export outputs/2026-W47 w47.docx",
)
@_WEEK
@_EXCHANGED
@configured
def export_week(folder: Path, file: Path, settings: "Settings") -> int:
    """Write a week as XLIFF 2.1 (FILE.xlf) or for Word (FILE.docx).

    A translator's own tool reads XLIFF, and `digest import` takes it back.
    """
    from digest.app import desk

    desk.export_week(folder, file, settings)
    out(str(file))
    return COMPLETE


@command(name="import", example="digest import outputs/2026-W47 w47.xlf")
@_WEEK
@_EXCHANGED
def import_week(folder: Path, file: Path) -> int:
    """Take a translator's XLIFF as corrections of a week."""
    from digest.app import desk
    from digest.app.digests import counted

    count = desk.import_week(folder, file, today())
    console.say(f"{counted(count, 'passage')} corrected in {folder / 'edits.yaml'}")
    return COMPLETE


@command(example="digest archive --config my.yaml")
@configured
def archive(settings: "Settings") -> int:
    """Write the front page of all weeks: search, feeds, a table.

    `digest run` does this too. docs/editing.md says which files to publish.
    """
    from digest.app.archive import write_archive

    for line in write_archive(settings):
        console.say(line)
    out(str(settings.outputs / "index.html"))
    return COMPLETE


@click.group(params=loudness(), epilog="\b\nExample:\n  digest memory import agency.tmx")
def memory() -> None:
    """Keep the translation memory of the editor's corrections."""


@command(name="import", example="digest memory import agency.tmx")
@_EXCHANGED
@configured
def import_memory(file: Path, settings: "Settings") -> int:
    """Add a TMX or TSV file to the memory in the outputs folder."""
    from digest.app import desk
    from digest.app.digests import counted

    memory_file = settings.outputs / desk.MEMORY
    count = desk.import_memory(file, memory_file)
    console.say(f"{counted(count, 'passage')} added or changed in {memory_file}")
    return COMPLETE


@command(name="export", example="digest memory export all.tmx")
@_EXCHANGED
@configured
def export_memory(file: Path, settings: "Settings") -> int:
    """Write the memory as TMX 1.4b (FILE.tmx) or as TSV (FILE.tsv)."""
    from digest.app import desk
    from digest.app.digests import counted

    count = desk.export_memory(settings.outputs / desk.MEMORY, file)
    console.say(f"{counted(count, 'passage')} written")
    out(str(file))
    return COMPLETE


memory.add_command(import_memory)
memory.add_command(export_memory)

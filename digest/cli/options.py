"""Options that commands share: how loud, which settings, which model and cache."""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digest.telemetry.console import Console

if TYPE_CHECKING:
    from digest.app.context import RunContext
    from digest.config.settings import Settings

Body = Callable[..., int]
FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


def _now() -> datetime:
    return datetime.now(UTC)


console = Console(sys.stderr, _now)


def _hear(_: click.Context, parameter: click.Parameter, given: bool) -> None:
    if given and parameter.name == "log_json":
        console.json = True
    elif given:
        console.level = "quiet" if parameter.name == "quiet" else "verbose"


def loudness() -> list[click.Option]:
    """--quiet, --verbose and --log-json, for every command."""
    words = {
        "quiet": "Say only what went wrong.",
        "verbose": "Say more.",
        "log-json": "As JSON lines.",
    }
    return [
        click.Option([f"--{name}"], is_flag=True, expose_value=False, callback=_hear, help=text)
        for name, text in words.items()
    ]


def configured(body: Callable[..., int]) -> Body:
    """--config and --profile; the body gets the settings."""

    @click.option(
        "--config", "config_file", type=FILE, metavar="FILE", help="Over the profile's settings."
    )
    @click.option("--profile", default="default", show_default=True, help="Packaged settings.")
    @wraps(body)
    def with_settings(config_file: Path | None, profile: str, **options: Any) -> int:
        from digest.config import loader

        return body(settings=loader.load(profile=profile, file=config_file), **options)

    return with_settings


def asks_model(body: Callable[..., int]) -> Body:
    """The options of every command that asks a model; the body gets them as a session."""

    @configured
    @click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), help="Where models run.")
    @click.option("--cache", type=FILE, metavar="FILE", help="Where made texts are kept.")
    @click.option("--no-cache", is_flag=True, help="Neither read nor keep made texts.")
    @click.option(
        "--cluster", is_flag=False, flag_value="", metavar="[ADDRESS]", help="On Ray; give it last."
    )
    @wraps(body)
    def with_session(
        settings: "Settings",
        device: str | None,
        cache: Path | None,
        no_cache: bool,
        cluster: str | None,
        **options: Any,
    ) -> int:
        from digest.app.context import RunContext

        settings = settings.model_copy(update={"device": device} if device else {})
        settings = settings.on_cluster(cluster)
        if settings.cluster:  # what ray would say on stderr is no message of ours
            os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
        kept = None if no_cache else cache or cache_folder() / "texts.sqlite"
        session = RunContext(
            settings, cache_folder() / "models", kept, console, time.monotonic, _now
        )
        return body(session=session, **options)

    return with_session


def writes(body: Callable[..., int]) -> Body:
    """The options of what makes a week's folder; the body gets them as a session."""

    @asks_model
    @click.option("--out", type=FOLDER, metavar="DIR", help="Where the week's folder is made.")
    @click.option("--metrics", type=FILE, metavar="FILE", help="Figures for Prometheus.")
    @wraps(body)
    def with_outputs(
        session: "RunContext", out: Path | None, metrics: Path | None, **options: Any
    ) -> int:
        return body(session=replace(session.writing_to(out), metrics=metrics), **options)

    return with_outputs


def cache_folder() -> Path:
    """Where made texts and models are kept."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "digest"

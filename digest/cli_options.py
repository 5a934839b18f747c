"""Options that commands share: how loud, which settings, which model and cache."""

import os
import sys
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digest.console import Console

if TYPE_CHECKING:
    from digest.config import Settings

Body = Callable[..., int]
FILE = click.Path(dir_okay=False, path_type=Path)

console = Console(sys.stderr)


def _hear(_: click.Context, parameter: click.Parameter, given: bool) -> None:
    if given:
        console.level = "quiet" if parameter.name == "quiet" else "verbose"


def loudness() -> list[click.Option]:
    """--quiet and --verbose, for every command."""
    words = {"quiet": "Say only what went wrong.", "verbose": "Say more."}
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
        from digest import config

        return body(settings=config.load(profile=profile, file=config_file), **options)

    return with_settings


def asks_model(body: Callable[..., int]) -> Body:
    """The options of every command that asks a model; the body gets them as a session."""

    @configured
    @click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), help="Where models run.")
    @click.option("--cache", type=FILE, metavar="FILE", help="Where made texts are kept.")
    @click.option("--no-cache", is_flag=True, help="Neither read nor keep made texts.")
    @wraps(body)
    def with_session(
        settings: "Settings",
        device: str | None,
        cache: Path | None,
        no_cache: bool,
        **options: Any,
    ) -> int:
        from digest.session import Session

        settings = settings.model_copy(update={"device": device} if device else {})
        kept = None if no_cache else cache or cache_folder() / "texts.sqlite"
        session = Session(settings, cache_folder() / "models", kept, console, time.monotonic)
        return body(session=session, **options)

    return with_session


def cache_folder() -> Path:
    """Where made texts and models are kept."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "digest"

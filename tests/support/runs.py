"""A run's context for tests that call the use cases directly."""

import io
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from digest.app.context import RunContext
from digest.config import load
from digest.telemetry.console import Console


def context(
    folder: Path,
    *,
    stream: TextIO | None = None,
    now: datetime = datetime(2026, 11, 27, 6, 30, tzinfo=UTC),
    clock: Callable[[], float] = time.monotonic,
    strict: bool = True,
) -> RunContext:
    """The fake profile, writing to `folder` without a cache, on the morning of a Friday."""
    console = Console(stream or io.StringIO(), lambda: now)
    settings = load(profile="fake").model_copy(update={"outputs": folder})
    models = folder / "models"
    return RunContext(settings, models, None, console, clock, console._now, strict=strict)

"""Messages for people and log readers, and the progress display, on one stream."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TextIO

from digest.progress import ProgressListener
from digest.telemetry.progress_display import (
    HEARTBEAT_SECONDS,
    Heartbeat,
    JsonProgress,
    ProgressState,
    bar,
)
from digest.text.printable import escape_controls

if TYPE_CHECKING:
    from rich.progress import Progress

Level = Literal["quiet", "normal", "verbose"]


class Console:
    """Messages on a stream: errors always, others by `level`; with `json`, as JSON lines."""

    def __init__(
        self, stream: TextIO, now: Callable[[], datetime], level: Level = "normal"
    ) -> None:
        self._stream = stream
        self._now = now
        self._bar: Progress | None = None
        self._state: ProgressState | None = None
        self.level: Level = level
        self.json = False

    def error(self, message: str) -> None:
        """Something went wrong; always shown."""
        self._write("error", message)

    def say(self, message: str) -> None:
        """Something worth knowing; hidden by --quiet."""
        if self.level != "quiet":
            self._write("info", message)

    def detail(self, message: str) -> None:
        """Something that only --verbose shows."""
        if self.level == "verbose":
            self._write("debug", message)

    def activity(self, message: str) -> None:
        """What a long step without texts is doing, such as converting a model.

        A progress bar shows it until the next text is done; without a bar it is a message.
        """
        if self._state:
            self._state.activity = message.removesuffix(" ...")
        if self._bar is None:
            self.say(message)

    def event(self, **values: object) -> None:
        """Something for programs that read the log; only with `json`, and not if quiet."""
        if self.json and self.level != "quiet":
            self._write("info", "", **values)

    @contextmanager
    def watching(self) -> Iterator[ProgressListener]:
        """Show the progress reported within: a bar on a terminal, a line now and then elsewhere."""
        if self.json or self.level == "quiet":
            yield JsonProgress(self.event, self._now)
            return
        self._state = state = ProgressState(self.say, self.detail)
        try:
            if self._stream.isatty():
                with bar(self._stream, state) as self._bar:
                    yield state
            else:
                with Heartbeat(HEARTBEAT_SECONDS, lambda: self.say(state.line())):
                    yield state
        finally:
            self._bar = self._state = None

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Take the bar away while something else is written to the terminal."""
        if self._bar is None:
            yield
            return
        self._bar.stop()
        yield
        self._bar.start()

    def _write(self, level: str, message: str, **values: object) -> None:
        if self.json:
            text = {"message": message} if message else {}
            line = {"time": self._now().isoformat(), "level": level, **text, **values}
            dumped = json.dumps(line, ensure_ascii=False)
            message = dumped.encode("utf-8", "backslashreplace").decode()
        else:
            message = escape_controls(message)
        # A log on a full disk costs the message, not the run.
        with self.paused(), _only_broken_pipes():
            self._stream.write(f"{message}\n")
            self._stream.flush()


@contextmanager
def _only_broken_pipes() -> Iterator[None]:
    """Suppress OSError, except where the reader has gone."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError:
        return

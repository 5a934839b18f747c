"""What a person sees while a command works: messages and a progress bar, on the stream given."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TextIO

from digest.progress import NullProgress, ProgressListener

if TYPE_CHECKING:
    from rich.progress import Progress

Level = Literal["quiet", "normal", "verbose"]
# A log hears of a long stage at most so often.
_PROGRESS_SECONDS = 30.0


class Console:
    """Messages on a stream: errors always, the rest as `level` says; with `json`, JSON lines."""

    def __init__(
        self, stream: TextIO, now: Callable[[], datetime], level: Level = "normal"
    ) -> None:
        self._stream = stream
        self._now = now
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

    def event(self, **values: object) -> None:
        """Something for the programs that read the log; nothing without `json`, or if quiet."""
        if self.json and self.level != "quiet":
            self._write("info", "", **values)

    @contextmanager
    def watching(self) -> Iterator[ProgressListener]:
        """A progress bar within, if a person is there to see it."""
        if self.json:
            yield Logged(self, self._now)
            return
        if self.level == "quiet" or not self._stream.isatty():
            yield Spoken(self) if self.level == "verbose" else NullProgress()
            return
        # rich costs a tenth of a second, which `digest --help` should not pay.
        from rich.console import Console as RichConsole  # noqa: PLC0415
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

        columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            TextColumn("{task.completed:.0f}/{task.total:.0f} texts"),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(elapsed_when_finished=True),
        )
        with Progress(*columns, console=RichConsole(file=self._stream)) as progress:
            yield Bars(progress)

    def _write(self, level: str, message: str, **values: object) -> None:
        if self.json:
            told = {"message": message} if message else {}
            line = {"time": self._now().isoformat(), "level": level, **told, **values}
            message = json.dumps(line, ensure_ascii=False)
        self._stream.write(f"{message}\n")
        self._stream.flush()


class Spoken(NullProgress):
    """A watch that says each stage on a line, for logs."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def stage(self, name: str) -> None:
        """A line with the stage's name."""
        self._console.detail(f"{name} ...")

    def ahead(self, done: int, total: int, seconds: float) -> None:
        """A line with the time left."""
        self._console.detail(_left(done, total, seconds))


class Logged:
    """A watch that logs each stage as it begins, and now and then how far it is."""

    def __init__(self, console: Console, now: Callable[[], datetime]) -> None:
        self._console = console
        self._now = now
        self._stage = ""
        self._asked = self._done = 0
        self._told = now()

    def stage(self, name: str) -> None:
        """A line with the stage's name."""
        self._stage, self._asked, self._done = name, 0, 0
        self._console.event(event="stage", stage=name)

    def asked(self, texts: int) -> None:
        """More texts were asked for."""
        self._asked += texts

    def answered(self, _: int) -> None:
        """A line, if the last one is long ago, or the clock was set back."""
        self._done += 1
        now = self._now()
        if not 0 <= (now - self._told).total_seconds() < _PROGRESS_SECONDS:
            self._told = now
            self._console.event(
                event="progress", stage=self._stage, done=self._done, asked=self._asked
            )

    def ahead(self, done: int, total: int, seconds: float) -> None:
        """A line with the seconds left."""
        self._console.event(
            event="ahead", characters=done, characters_in_all=total, seconds_left=round(seconds)
        )


class Bars:
    """A watch that draws a bar a stage: texts done, tokens per second, time left."""

    def __init__(self, progress: "Progress") -> None:
        self._progress = progress
        self._task = progress.add_task("start", total=0, rate="")
        self._tokens = 0

    def stage(self, name: str) -> None:
        """A new bar."""
        self._progress.remove_task(self._task)
        self._task = self._progress.add_task(name, total=0, rate="")
        self._tokens = 0

    def asked(self, texts: int) -> None:
        """The bar grows: more texts were asked for."""
        total = self._progress.tasks[-1].total or 0
        self._progress.update(self._task, total=total + texts)

    def answered(self, tokens: int) -> None:
        """The bar moves on."""
        self._tokens += tokens
        elapsed = self._progress.tasks[-1].elapsed
        rate = f"{self._tokens / elapsed:.0f} tok/s" if elapsed and self._tokens else ""
        self._progress.update(self._task, advance=1, rate=rate)

    def ahead(self, done: int, total: int, seconds: float) -> None:
        """The time left for all that follows, over the bar."""
        if done < total:
            self._progress.console.print(_left(done, total, seconds))


def _left(done: int, total: int, seconds: float) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{done / max(1, total):.0%} of the text, about {hours} h {minutes:02} min left"

"""How far a run is, shown as a bar, as a line every half minute, or as JSON events."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from digest.progress import Estimate, duration

if TYPE_CHECKING:
    from rich.progress import Progress

HEARTBEAT_SECONDS = 30.0
# The pace of a stage says something once the model has worked this long on this share of it.
_LEAST_SECONDS, _LEAST_SHARE = 10.0, 0.05


class ProgressState:
    """Follows a run; `line` describes it at any time.

    `say` gets one line with the estimate for the whole run, `detail` one line per stage.
    """

    def __init__(
        self,
        say: Callable[[str], None],
        detail: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._say = say
        self._detail = detail
        self._clock = clock
        self._estimate = Estimate(0, 0, 0.0)
        self._estimated_at = 0.0
        self.activity = ""
        self._begin("starting")

    def _begin(self, name: str) -> None:
        self._stage = name
        self._texts = self._texts_done = 0
        self._chars = self._chars_done = self._tokens = 0
        # Since the first answer of the model: loading it and answers from the cache say nothing.
        self._since: float | None = None
        self._worked = 0

    def stage(self, name: str) -> None:
        """See ProgressListener."""
        self._detail(f"{name} ...")
        self.activity = ""
        self._begin(name)

    def requested(self, texts: int, chars: int) -> None:
        """See ProgressListener."""
        self._texts += texts
        self._chars += chars

    def answered(self, chars: int, tokens: int) -> None:
        """See ProgressListener."""
        self.activity = ""
        self._texts_done += 1
        self._chars_done += chars
        if not tokens:
            return
        if self._since is None:
            self._since = self._clock()
        else:
            self._worked += chars
            self._tokens += tokens

    def estimate(self, estimate: Estimate) -> None:
        """See ProgressListener."""
        if estimate.seconds and not self._estimate.total:
            self._say(f"{estimate.total:,} characters: up to {duration(estimate.seconds)}")
        self._estimate, self._estimated_at = estimate, self._clock()

    @property
    def share(self) -> float | None:
        """The share of the work that is done, 0 to 1; None while it is unknown."""
        total = self._estimate.total or self._chars
        if not total:
            return None
        # While texts are summarised, none of them is done yet.
        done = 0 if self._stage == "summarise" and self._estimate.total else self._chars_done
        return min(1.0, (self._estimate.done + done) / total)

    @property
    def seconds_left(self) -> float | None:
        """The time that the run still needs; None while it is unknown."""
        left = self._estimate.seconds - (self._clock() - self._estimated_at)
        left = left if self._estimate.seconds else 0.0
        if self._since is not None and self._worked:
            spent = self._clock() - self._since
            if spent >= _LEAST_SECONDS and self._worked >= _LEAST_SHARE * self._chars:
                left = max(left, spent / self._worked * (self._chars - self._chars_done))
        return left if left > 0 else None

    def line(self) -> str:
        """The current step, the texts done in it, the speed, and the time left."""
        if self.activity:
            return self.activity
        parts = [self._stage]
        if self._texts:
            parts[0] += f" {self._texts_done:,}/{self._texts:,} texts"
        if self._since is not None and self._clock() > self._since and self._tokens:
            parts.append(f"{self._tokens / (self._clock() - self._since):.0f} tokens/s")
        left = self.seconds_left
        if left is not None:
            parts.append(
                f"about {duration(left)} left" if left >= 60 else "less than a minute left"
            )
        return ", ".join(parts)


@contextmanager
def bar(stream: TextIO, state: ProgressState) -> Iterator["Progress"]:
    """One live line on a terminal, which is gone when the work is done."""
    # rich takes a tenth of a second to import, which `digest --help` should not pay.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    class Line(ProgressColumn):
        max_refresh = None

        def render(self, task: Task) -> Text:
            share = state.share
            progress.update(task.id, completed=share or 0.0, total=None if share is None else 1.0)
            return Text(state.line(), no_wrap=True, overflow="ellipsis")

    progress = Progress(
        SpinnerColumn(),
        BarColumn(bar_width=20),
        Line(),
        console=Console(file=stream),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    progress.add_task("")
    with progress:
        yield progress


class Heartbeat:
    """Calls `beat` every `seconds` from a thread of its own, until it is closed."""

    def __init__(self, seconds: float, beat: Callable[[], None]) -> None:
        self._seconds = seconds
        self._beat = beat
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        while not self._closed.wait(self._seconds):
            self._beat()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._closed.set()


class JsonProgress:
    """Reports stages, estimates and, every half minute, progress as events for log readers."""

    def __init__(self, event: Callable[..., None], now: Callable[[], datetime]) -> None:
        self._event = event
        self._now = now
        self._stage = ""
        self._texts = self._done = 0
        self._last = now()

    def stage(self, name: str) -> None:
        """See ProgressListener."""
        self._stage, self._texts, self._done = name, 0, 0
        self._event(event="stage", stage=name)

    def requested(self, texts: int, _: int) -> None:
        """See ProgressListener."""
        self._texts += texts

    def answered(self, _: int, __: int) -> None:
        """See ProgressListener."""
        self._done += 1
        now = self._now()
        # Below 0: the clock was set back.
        if not 0 <= (now - self._last).total_seconds() < HEARTBEAT_SECONDS:
            self._last = now
            self._event(event="progress", stage=self._stage, done=self._done, asked=self._texts)

    def estimate(self, estimate: Estimate) -> None:
        """See ProgressListener."""
        self._event(
            event="estimate",
            characters=estimate.done,
            characters_in_all=estimate.total,
            seconds_left=round(estimate.seconds),
        )

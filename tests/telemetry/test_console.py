"""What a person sees of a run: on a terminal, in a pipe, in a log."""

import io
import json
import time
from datetime import UTC, datetime

import pytest

from digest.progress import Estimate
from digest.telemetry.console import Console, Level
from digest.telemetry.progress_display import Heartbeat, ProgressState
from digest.text.printable import escape_controls

NOW = datetime(2026, 11, 27, tzinfo=UTC)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def state(clock: Clock) -> tuple[ProgressState, list[str]]:
    said: list[str] = []
    return ProgressState(said.append, lambda _: None, clock), said


def test_escape_sequences_do_not_reach_the_terminal() -> None:
    stream = io.StringIO()
    console = Console(stream, lambda: NOW)
    console.error("no such file: \x1b[2J\x1b]0;owned\x07page\u202e.txt \ud83d")
    written = stream.getvalue()
    assert written == "no such file: \\x1b[2J\\x1b]0;owned\\x07page\\u202e.txt \\ud83d\n"
    assert escape_controls("山泉入户\tWater\n") == "山泉入户\tWater\n"


def test_json_lines_stay_json_whatever_they_hold() -> None:
    stream = io.StringIO()
    console = Console(stream, lambda: NOW)
    console.json = True
    console.say("\x1b \u202e \ud83d")
    assert json.loads(stream.getvalue())["message"].startswith("\x1b \u202e ")


def test_no_time_left_is_shown_before_there_is_a_pace() -> None:
    """A minute of loading says nothing about the speed."""
    clock = Clock()
    progress, _ = state(clock)
    progress.stage("translate")
    progress.requested(100, 5000)
    clock.seconds = 60
    assert progress.line() == "translate 0/100 texts"
    progress.answered(50, 40)
    assert progress.line() == "translate 1/100 texts"


def test_the_time_left_is_that_of_the_texts_left_at_the_pace_since_the_first_answer() -> None:
    clock = Clock()
    progress, _ = state(clock)
    progress.stage("translate")
    progress.requested(100, 5000)
    clock.seconds = 60
    for _ in range(26):
        progress.answered(50, 40)
        clock.seconds += 4
    # 25 texts in 104 s after the first; 74 are left.
    assert progress.seconds_left == pytest.approx(104 / 25 * 74, rel=0.01)
    assert progress.line() == "translate 26/100 texts, 10 tokens/s, about 5 min left"


def test_texts_from_the_cache_give_no_pace() -> None:
    clock = Clock()
    progress, _ = state(clock)
    progress.stage("translate")
    progress.requested(100, 5000)
    for _ in range(90):
        progress.answered(50, 0)
        clock.seconds += 1
    assert progress.line() == "translate 90/100 texts"


def test_an_estimate_from_earlier_runs_is_said_once_and_counted_down() -> None:
    clock = Clock()
    progress, said = state(clock)
    progress.estimate(Estimate(0, 5000, 300.0))
    progress.estimate(Estimate(0, 5000, 300.0))
    assert said == ["5,000 characters: up to 5 min"]
    clock.seconds = 120
    assert progress.seconds_left == 180


def test_what_prepares_the_model_is_shown_until_the_first_answer() -> None:
    progress, _ = state(Clock())
    progress.stage("names")
    progress.activity = "converting the model"
    assert progress.line() == "converting the model"
    progress.answered(5, 5)
    assert progress.line() == "names"


def test_a_pipe_gets_a_line_now_and_then() -> None:
    beats: list[str] = []
    with Heartbeat(0.01, lambda: beats.append("translate 1/2 texts")):
        time.sleep(0.2)
    count = len(beats)
    assert count >= 3
    time.sleep(0.05)
    assert len(beats) <= count + 1


@pytest.mark.parametrize("level", ["normal", "verbose"])
def test_nothing_of_the_bar_is_left_on_the_terminal(level: Level) -> None:
    stream = Terminal()
    console = Console(stream, lambda: NOW, level)
    with console.watching() as progress:
        progress.stage("translate")
        progress.requested(2, 20)
        console.activity("converting ...")
        progress.answered(10, 5)
        console.say("a message")
        time.sleep(0.3)
    shown = stream.getvalue()
    assert "a message\n" in shown
    # The bar's line is erased (ESC [2K) last, and the cursor shown again.
    assert shown.rstrip().endswith(("\x1b[2K", "\x1b[?25h"))


def test_quiet_shows_no_progress() -> None:
    stream = Terminal()
    console = Console(stream, lambda: NOW, "quiet")
    with console.watching() as progress:
        progress.stage("translate")
        console.activity("converting ...")
    assert stream.getvalue() == ""

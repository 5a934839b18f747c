"""Many articles are worked on in windows, which leave no mark on what is made."""

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest import ingest
from digest.app import digests
from digest.app.context import RunContext
from digest.config import loader
from digest.progress import EtaEstimator
from digest.telemetry.console import Console
from lab.bench import left
from tests.support.newsroom import articles


def made(folder: Path, source: Path) -> tuple[dict[str, bytes], list[dict[str, object]]]:
    stream = io.StringIO()
    console = Console(stream, lambda: datetime(2026, 11, 25, tzinfo=UTC))
    console.json = True
    settings = loader.load(profile="fake").model_copy(update={"outputs": folder})
    times: Iterator[int] = iter(range(10**9))
    session = RunContext(settings, folder, None, console, lambda: float(next(times)), console._now)
    (outcome,) = digests.make_weeks(ingest.read([str(source)]), session, week=None)
    files = {
        path.name: path.read_bytes()
        for path in outcome.folder.iterdir()
        if path.name != "report.json"
    }
    return files, [json.loads(line) for line in stream.getvalue().splitlines()]


def test_windows_of_any_size_give_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join(json.dumps(a) for a in articles(12)), encoding="utf-8")
    whole, _ = made(tmp_path / "a", source)
    monkeypatch.setattr("digest.pipeline.WINDOW_CHARS", 600)
    parts, events = made(tmp_path / "b", source)
    assert parts == whole
    assert len(parts) == 4
    told = [event for event in events if event["event"] == "ahead"]
    assert len(told) > 3
    assert told[-1]["characters"] == told[-1]["characters_in_all"]
    assert told[-1]["seconds_left"] == 0


def test_the_time_left_is_that_of_the_parts_that_took_work() -> None:
    clock = iter([0.0, 1.0, 11.0, 22.0])
    ahead = EtaEstimator(lambda: next(clock), pace=0.5)
    assert ahead.begin(600, 400) == (0, 1000, 500.0)
    assert ahead.after(100, worked=False) == (100, 1000, 450.0)
    assert ahead.after(100, worked=True) == (200, 1000, 80.0)
    done, _, left = ahead.after(100, worked=True)
    assert done == 300
    assert left == pytest.approx(73.5)


def test_the_next_week_corrects_what_was_thought_to_follow() -> None:
    """Between two weeks lies work too: what is set aside was not known before."""
    clock = iter([0.0, 10.0, 40.0])
    ahead = EtaEstimator(lambda: next(clock))
    ahead.begin(100, 300)
    assert ahead.after(100, worked=True) == (100, 400, 30.0)
    assert ahead.begin(200, 0) == (100, 300, 20.0)
    assert ahead.after(200, worked=True) == (300, 300, 0.0)


def test_the_time_left_is_right_within_a_fifth_after_a_tenth(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A long run in small: its first window is a sixteenth of it."""
    monkeypatch.setattr("digest.pipeline.FIRST_CHARS", 500)
    monkeypatch.setattr("digest.pipeline.WINDOW_CHARS", 20_000)
    found = left.measure(48, weeks=1)
    print(found)
    assert abs(found["after"]["10%"]["off_percent"]) <= 20

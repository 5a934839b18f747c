"""Many articles are processed in windows, which do not change the result."""

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
from digest.progress import Estimate, EtaEstimator
from digest.telemetry.console import Console
from lab.bench import left
from tests.support.newsroom import articles


def made(folder: Path, source: Path) -> tuple[dict[str, bytes], list[dict[str, object]]]:
    stream = io.StringIO()
    console = Console(stream, lambda: datetime(2026, 11, 25, tzinfo=UTC))
    console.json = True
    settings = loader.load(profile="fake").model_copy(update={"outputs": folder})
    times: Iterator[int] = iter(range(10**9))
    context = RunContext(settings, folder, None, console, lambda: float(next(times)), console._now)
    (outcome,) = digests.make_weeks(ingest.read([str(source)]), context, week=None)
    assert outcome.folder
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
    monkeypatch.setattr("digest.pipeline.week.WINDOW_CHARS", 600)
    parts, events = made(tmp_path / "b", source)
    assert parts == whole
    assert {"digest.json", "digest.md", "digest.epub", "digest.html"} <= set(parts)
    told = [event for event in events if event["event"] == "estimate"]
    assert len(told) > 3
    assert told[-1]["characters"] == told[-1]["characters_in_all"]
    assert told[-1]["seconds_left"] == 0


def test_the_time_left_is_estimated_from_parts_that_the_model_worked_on() -> None:
    clock = iter([0.0, 1.0, 11.0, 22.0])
    eta = EtaEstimator(lambda: next(clock), pace=0.5)
    assert eta.begin(600, 400) == Estimate(0, 1000, 500.0)
    assert eta.finish(100, worked=False) == Estimate(100, 1000, 450.0)
    assert eta.finish(100, worked=True) == Estimate(200, 1000, 80.0)
    last = eta.finish(100, worked=True)
    assert last.done == 300
    assert last.seconds == pytest.approx(73.5)


def test_the_next_week_corrects_the_size_expected_of_it() -> None:
    """The time between two weeks counts; articles set aside were not known before."""
    clock = iter([0.0, 10.0, 40.0])
    eta = EtaEstimator(lambda: next(clock))
    eta.begin(100, 300)
    assert eta.finish(100, worked=True) == Estimate(100, 400, 30.0)
    assert eta.begin(200, 0) == Estimate(100, 300, 20.0)
    assert eta.finish(200, worked=True) == Estimate(300, 300, 0.0)


def test_the_time_left_is_right_within_a_fifth_after_a_tenth(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A long run in small: its first window is a sixteenth of it."""
    monkeypatch.setattr("digest.pipeline.week.FIRST_CHARS", 500)
    monkeypatch.setattr("digest.pipeline.week.WINDOW_CHARS", 20_000)
    found = left.measure(96, weeks=1)
    print(found)
    assert abs(found["after"]["10%"]["off_percent"]) <= 20

"""A run that is interrupted, killed or starved keeps finished work, and says how to resume."""

import io
import itertools
import json
import os
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.app import digests
from digest.app.context import RunContext
from digest.config import loader
from digest.engines.cache.store import Cache
from digest.telemetry.console import Console
from lab.bench.kills import Trial, kill_often


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_an_interrupted_run_keeps_finished_work(tmp_path: Path, stop: signal.Signals) -> None:
    trial = Trial(tmp_path / "trial", 6, 0.02)
    trial.prepare()
    process = trial.start()
    while len(trial.made()) < 6:
        assert process.is_alive()
        time.sleep(0.02)
    for _ in range(2):  # an impatient user
        os.kill(process.pid or 0, stop)
    process.join()
    assert process.exitcode == 130
    assert (
        trial.said()
        == "digest: interrupted; finished work is kept; run the same command to resume\n"
    )
    assert len(set(trial.made()) - trial.kept()) <= 1
    assert not list((trial.folder / "out").glob("*/*"))
    trial.finish()
    assert sum(trial.made().values()) <= len(trial.made()) + 1


def test_ten_kills_lose_nothing_but_what_was_in_flight(tmp_path: Path) -> None:
    found = kill_often(tmp_path, kills=10, count=12)
    assert found["kills"] == 10


def test_a_clock_set_back_changes_nothing_but_what_it_says(tmp_path: Path) -> None:
    hours = itertools.count(0, -1)

    def now() -> datetime:
        return datetime(2026, 11, 25, tzinfo=UTC) + timedelta(hours=next(hours))

    stream = io.StringIO()
    console = Console(stream, now)
    console.json = True
    settings = loader.load(profile="fake").model_copy(update={"outputs": tmp_path / "out"})
    context = RunContext(
        settings, tmp_path, tmp_path / "texts.sqlite", console, time.monotonic, now
    )  # fmt: skip
    list(digests.make_weeks(digests.sample(), context, week=digests.SAMPLE_WEEK))
    made = json.loads((tmp_path / "out" / str(digests.SAMPLE_WEEK) / "report.json").read_text())
    assert made["finished"] >= made["started"]
    assert all(seconds >= 0 for seconds in made["seconds"].values())
    events = [json.loads(line)["event"] for line in stream.getvalue().splitlines()]
    assert events.count("stage") == 5
    with Cache(tmp_path / "texts.sqlite") as cache:
        assert not cache.problems()

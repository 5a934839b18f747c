"""A run that is stopped, killed or starved loses nothing that was done, and says how to go on."""

import signal
import time
from pathlib import Path

import pytest

from tests.bench.kills import Trial, kill_often


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_told_to_stop_keeps_what_is_done(
    tmp_path: Path, stop: signal.Signals
) -> None:
    trial = Trial(tmp_path / "trial", 6, 0.02)
    trial.prepare()
    process = trial.start()
    while not len(trial.made()) > 5:
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(stop)
    process.send_signal(stop)  # an impatient hand
    _, said = process.communicate()
    assert process.returncode == 130
    assert said.decode().splitlines() == [
        "digest: interrupted; what was done is kept, the same command goes on"
    ]
    made = set(trial.made())
    assert len(made - trial.kept()) <= 1
    assert not list((trial.folder / "out").glob("*/*"))
    process = trial.start()
    process.communicate()
    assert process.returncode == 0
    assert sum(trial.made().values()) <= len(trial.made()) + 1


def test_ten_kills_lose_nothing_but_what_was_in_flight(tmp_path: Path) -> None:
    found = kill_often(tmp_path, kills=10, count=12)
    assert found["kills"] == 10

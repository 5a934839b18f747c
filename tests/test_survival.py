"""A run that is stopped, killed or starved loses nothing that was done, and says how to go on."""

import os
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
    while len(trial.made()) < 6:
        assert process.is_alive()
        time.sleep(0.02)
    for _ in range(2):  # an impatient hand
        os.kill(process.pid or 0, stop)
    process.join()
    assert process.exitcode == 130
    assert trial.said() == "digest: interrupted; what was done is kept, the same command goes on\n"
    assert len(set(trial.made()) - trial.kept()) <= 1
    assert not list((trial.folder / "out").glob("*/*"))
    trial.finish()
    assert sum(trial.made().values()) <= len(trial.made()) + 1


def test_ten_kills_lose_nothing_but_what_was_in_flight(tmp_path: Path) -> None:
    found = kill_often(tmp_path, kills=10, count=12)
    assert found["kills"] == 10

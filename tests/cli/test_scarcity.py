"""Full disks, folders that take no files, caches in small places: one clear line, nothing lost."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from digest.engines.api import Output, Request
from digest.engines.cache.store import COMMIT_EVERY, Cache
from digest.errors import OutputError
from lab.bench.kills import WEEK, Trial

Mounted = Callable[[str], Path]
ROOT_USER = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Mounted]:
    """A file system in memory, of the size asked for."""
    if sys.platform != "linux" or not ROOT_USER:
        pytest.skip("only root on Linux mounts file systems")
    places: list[Path] = []

    def mount(size: str) -> Path:
        place = tmp_path / f"small{len(places)}"
        place.mkdir()
        words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
        if subprocess.run(words, capture_output=True, check=False).returncode:
            pytest.skip("no file system can be mounted here")
        places.append(place)
        return place

    yield mount
    for place in places:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place: Path) -> Path:
    """A file that leaves no room."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            return ballast
    return ballast


def refused(trial: Trial, *words: str) -> None:
    """One line that says so, code 1, and no half-written file."""
    process = trial.start()
    process.join()
    assert process.exitcode == 1, trial.said()
    (line,) = trial.said().splitlines()
    for word in words:
        assert word in line
    assert not list((trial.folder / "out").glob("*/.digest*"))


def test_a_full_disk_for_the_digest_costs_no_text(mounted: Mounted) -> None:
    place = mounted("1m")
    trial = Trial(place.parent / "trial", 6, 0.01)
    trial.prepare()
    trial.folder.joinpath("out").symlink_to(place)
    process = trial.start()
    while not trial.made():
        time.sleep(0.01)
    ballast = fill(place)
    process.join()
    assert process.exitcode == 1
    (line,) = trial.said().splitlines()
    assert "No space left" in line
    assert "make room or choose another folder" in line
    assert not list(place.glob(f"{WEEK}/*"))
    refused(trial, "No space left")
    ballast.unlink()
    trial.finish()
    assert set(trial.made().values()) == {1}


def test_a_full_disk_for_the_cache_keeps_what_was_kept(mounted: Mounted) -> None:
    place = mounted("10m")
    trial = Trial(place.parent / "trial", 20, 0.01, elsewhere=place)
    trial.prepare()
    process = trial.start()
    while len(trial.made()) <= COMMIT_EVERY:
        time.sleep(0.01)
    ballast = fill(place)
    process.join()
    assert process.exitcode == 1
    (line,) = trial.said().splitlines()
    assert "the cache cannot be used" in line
    assert "--cache FILE or --no-cache" in line
    refused(trial, str(trial.cache))
    ballast.unlink()
    lost = set(trial.made()) - trial.kept()
    assert len(lost) < len(trial.made())
    trial.finish()
    assert all(times == 1 or key in lost for key, times in trial.made().items())


def test_a_cache_fills_ten_megabytes_and_no_more(mounted: Mounted) -> None:
    path = mounted("10m") / "texts.sqlite"
    requests = [Request("translate", f"第{n}条", 40) for n in range(20_000)]
    kept = 0

    def keep_all() -> None:
        nonlocal kept
        with Cache(path) as cache:
            for request in requests:
                cache.keep("f", request, Output(request.text * 200, "stop", 9))
                kept += 1

    with pytest.raises(OutputError, match="full"):
        keep_all()
    with Cache(path) as cache:
        assert not cache.problems()
        outputs = cache.find("f", requests[:kept])
    assert sum(output is not None for output in outputs) >= kept - 2 * COMMIT_EVERY
    assert kept > 1000


def test_a_cache_on_a_read_only_file_system_is_refused(mounted: Mounted) -> None:
    place = mounted("10m")
    trial = Trial(place.parent / "trial", 3, 0, elsewhere=place)
    trial.prepare()
    trial.finish()
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
    refused(trial, str(trial.cache), "--cache FILE or --no-cache")
    subprocess.run(["mount", "-o", "remount,rw", str(place)], check=True)
    trial.finish()
    assert set(trial.made().values()) == {1}


def test_losing_write_permission_costs_no_text() -> None:
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder) / "trial", 6, 0.01, user=65534 if ROOT_USER else None)
        trial.prepare()
        out = trial.folder / "out"
        out.mkdir()
        for path in (Path(folder), trial.folder, out):
            path.chmod(0o777)
        process = trial.start()
        while not trial.made():
            assert process.is_alive(), trial.said()
            time.sleep(0.01)
        out.chmod(0o555)
        process.join()
        assert process.exitcode == 1
        (line,) = trial.said().splitlines()
        assert "Permission denied" in line
        refused(trial, "Permission denied")
        out.chmod(0o777)
        trial.finish()
        assert set(trial.made().values()) == {1}


def test_two_runs_on_one_cache_give_the_same_result(tmp_path: Path) -> None:
    one, other = (Trial(tmp_path / name, 12, 0.005, elsewhere=tmp_path) for name in "ab")
    one.prepare()
    other.prepare()
    processes = [one.start(), other.start()]
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0], (one.said(), other.said())
    assert one.files() == other.files()
    assert set(one.made()) | set(other.made()) <= one.kept()
    with Cache(one.cache) as cache:
        assert not cache.problems()

"""The cache of model outputs survives damage, older versions and other runs."""

import contextlib
import sqlite3
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from digest.engines.api import Output, Request
from digest.engines.cache.store import Cache
from digest.host import on_network

REQUESTS = [Request("translate", f"第{n}条新闻", 40) for n in range(4000)]


def fill(path: Path, today: int = 0) -> None:
    with Cache(path, today=today) as cache:
        for request in REQUESTS:
            cache.keep("f", request, Output(request.text * 20, "stop", 9))


def found(path: Path, said: list[str]) -> int:
    with Cache(path, said.append) as cache:
        outputs = cache.find("f", REQUESTS)
    kept = [(r, o) for r, o in zip(REQUESTS, outputs, strict=True) if o]
    assert all(o.text == r.text * 20 for r, o in kept)
    return len(kept)


@pytest.mark.parametrize(
    "row",
    [
        "", "{", "[]", "null", "3", '"text"', "{}", "[" * 100_000,
        '{"text": "a", "finish_reason": "stop"}',
        '{"text": "a", "finish_reason": "stop", "tokens": 1, "logprob": 0.5}',
        '{"text": null, "finish_reason": "stop", "tokens": 1}',
        '{"text": "a", "finish_reason": "eos", "tokens": 1}',
        '{"text": "", "finish_reason": "stop", "tokens": 0, "scores": [{"chance": -1, "best": -1, "entropy": 1}]}',
        '{"text": "a", "finish_reason": "stop", "tokens": true}',
    ],
    ids=lambda row: row[:24],
)  # fmt: skip
def test_a_row_that_is_no_output_is_made_again(tmp_path: Path, row: str) -> None:
    path = tmp_path / "texts.sqlite"
    request, output = Request("translate", "水厂", 9), Output("Waterworks", "stop", 3)
    with Cache(path) as cache:
        cache.keep("f", request, output)
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        (key,) = db.execute("SELECT key FROM texts").fetchone()
        crc = zlib.crc32(f"{key}\n{row}".encode())
        db.execute("UPDATE texts SET output = ?, crc = ?", (row, crc))
    said: list[str] = []
    with Cache(path, said.append) as cache:
        assert cache.problems() == ["1 outputs are damaged"]
        assert cache.find("f", [request]) == [None]
        cache.keep("f", request, output)
    with Cache(path, said.append) as cache:
        assert cache.find("f", [request]) == [output]
    assert len(said) == 1


def test_damaged_pages_cost_their_own_texts_and_are_told_of(tmp_path: Path) -> None:
    path = tmp_path / "texts.sqlite"
    fill(path)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(data)
    said: list[str] = []
    assert found(path, said) > 0.95 * len(REQUESTS)
    assert "is now called texts.sqlite.broken" in said[0]
    assert (tmp_path / "texts.sqlite.broken").exists()
    again: list[str] = []
    assert found(path, again) > 0.95 * len(REQUESTS)
    assert not again


def test_a_text_that_was_changed_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "texts.sqlite"
    fill(path)
    database = sqlite3.connect(path)
    with database:
        database.execute(
            "UPDATE texts SET output = output || ' ' WHERE key = (SELECT min(key) FROM texts)"
        )
    database.close()
    with Cache(path) as cache:
        assert cache.problems() == ["1 outputs are damaged"]
    said: list[str] = []
    assert found(path, said) == len(REQUESTS) - 1
    assert "holds damaged outputs" in said[0]
    fill(path)
    assert found(path, said) == len(REQUESTS)


@pytest.mark.parametrize("version", [1, 2])
def test_a_cache_of_an_older_version_is_taken_over(tmp_path: Path, version: int) -> None:
    path = tmp_path / "texts.sqlite"
    fill(path)
    database = sqlite3.connect(path)
    with database:
        database.execute("ALTER TABLE texts DROP COLUMN used")
        if version == 1:
            database.execute("ALTER TABLE texts DROP COLUMN crc")
        database.execute(f"PRAGMA user_version = {version}")
    database.close()
    assert found(path, []) == len(REQUESTS)
    with Cache(path) as cache:
        assert cache.problems() == []


@pytest.mark.parametrize("kept", [1, 3])
def test_a_text_not_yet_on_disk_is_found(tmp_path: Path, kept: int) -> None:
    with Cache(tmp_path / "texts.sqlite") as cache:
        for request in REQUESTS[:kept]:
            cache.keep("f", request, Output("x", "stop", 1))
        assert all(cache.find("f", REQUESTS[:kept]))


def test_texts_that_were_not_used_for_long_go(tmp_path: Path) -> None:
    path = tmp_path / "texts.sqlite"
    fill(path, today=1000)
    with Cache(path, today=1040) as cache:
        assert all(cache.find("f", REQUESTS[:100]))
    said: list[str] = []
    # The year in which nobody came counts for nothing; nor does a clock that is wrong once.
    with Cache(path, said.append, today=1400, max_days=60) as cache:
        assert all(cache.find("f", REQUESTS[:10]))
    assert not said
    with Cache(path, said.append, today=1407, max_days=30):
        pass
    assert "3990 outputs" in said[0]
    assert found(path, []) == 10


def test_a_clock_set_back_takes_nothing_out(tmp_path: Path) -> None:
    path = tmp_path / "texts.sqlite"
    fill(path, today=1000)
    with Cache(path, today=900, max_days=1) as cache:
        assert all(cache.find("f", REQUESTS))
    assert found(path, []) == len(REQUESTS)


def test_a_cache_is_kept_under_its_size(tmp_path: Path) -> None:
    path = tmp_path / "texts.sqlite"
    fill(path, today=1000)
    before = path.stat().st_size
    with Cache(path, today=1001, max_bytes=before // 4) as cache:
        assert all(cache.find("f", REQUESTS[:50]))
    assert path.stat().st_size <= before // 4
    with Cache(path) as cache:
        assert all(cache.find("f", REQUESTS[:50]))
        assert not cache.problems()
    assert found(path, []) > len(REQUESTS) // 8


def test_two_at_once_keep_what_both_make(tmp_path: Path) -> None:
    path = tmp_path / "texts.sqlite"
    with Cache(path, today=1) as one, Cache(path, today=1) as other:
        for request in REQUESTS:
            for cache, text in ((one, "one"), (other, "other")):
                cache.keep("f", request, Output(text, "stop", 9))
    with Cache(path) as cache:
        outputs = cache.find("f", REQUESTS)
        assert not cache.problems()
    assert all(outputs)
    assert {o.text for o in outputs if o} <= {"one", "other"}


@pytest.mark.parametrize(
    ("mounted", "mode"), [("nfs4", "delete"), ("fuse.sshfs", "delete"), ("ext4", "wal")]
)
def test_files_of_other_machines_get_a_journal_that_needs_no_shared_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mounted: str, mode: str
) -> None:
    path = tmp_path / "my cache" / "texts.sqlite"
    place = str(path.parent.resolve()).replace(" ", "\\040")
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nserver:/x {place} {mounted} rw 0 0\n")
    assert on_network(path, mounts) == (mode == "delete")
    assert not on_network(tmp_path / "texts.sqlite", mounts)
    # No such file system can be mounted in a test: the cache is told of one.
    monkeypatch.setattr("digest.engines.cache.store.on_network", lambda p: on_network(p, mounts))
    fill(path)
    with contextlib.closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == (mode,)
    assert found(path, []) == len(REQUESTS)


def test_runs_that_open_a_new_cache_at_the_same_moment_all_get_it(tmp_path: Path) -> None:
    def opened(path: Path, together: threading.Barrier) -> None:
        together.wait()
        with Cache(path):
            pass

    with ThreadPoolExecutor(4) as pool:
        for n in range(25):
            together = threading.Barrier(4)
            paths = [tmp_path / f"{n}.sqlite"] * 4
            list(pool.map(opened, paths, [together] * 4))

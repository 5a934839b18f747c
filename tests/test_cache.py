"""The cache of made texts survives damage, older versions and other runs."""

import sqlite3
from pathlib import Path

import pytest

from digest.cache import Cache
from digest.engines.base import Output, Request

REQUESTS = [Request("translate", f"第{n}条新闻", 40) for n in range(4000)]


def fill(path: Path) -> None:
    with Cache(path) as cache:
        for request in REQUESTS:
            cache.keep("f", request, Output(request.text * 20, "stop", 9))


def found(path: Path, said: list[str]) -> int:
    with Cache(path, said.append) as cache:
        outputs = cache.find("f", REQUESTS)
    kept = [(r, o) for r, o in zip(REQUESTS, outputs, strict=True) if o]
    assert all(o.text == r.text * 20 for r, o in kept)
    return len(kept)


def test_damaged_pages_cost_their_own_texts_and_are_told_of(tmp_path: Path) -> None:
    path = tmp_path / "texts.sqlite"
    fill(path)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(data)
    said: list[str] = []
    assert found(path, said) > 0.95 * len(REQUESTS)
    assert "set aside as texts.sqlite.broken" in said[0]
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
        assert cache.problems() == ["1 texts fail their checksum"]
    said: list[str] = []
    assert found(path, said) == len(REQUESTS) - 1
    assert "fails its checksum" in said[0]
    fill(path)
    assert found(path, said) == len(REQUESTS)


def test_a_cache_of_the_first_version_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "texts.sqlite"
    fill(path)
    database = sqlite3.connect(path)
    with database:
        database.execute("ALTER TABLE texts DROP COLUMN crc")
        database.execute("PRAGMA user_version = 1")
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

"""The tool that damages one thing at a time, on a small scale, and the faults that it found."""

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from digest import desk
from digest.app import doctor
from digest.desk import ArticleEdits, Edits, Memory
from digest.engines.cache.store import Cache
from digest.errors import DeliveryError, InputError
from digest.mail.sent_log import SentLog
from lab.quality.damage import damage_files, poison_all, records
from lab.quality.poisons import POISONS, Poison
from tests.support.examples import a_digest
from tests.support.runs import context


def test_the_ways_of_poisoning_are_thirty() -> None:
    assert len(POISONS) == len({poison.name for poison in POISONS}) == 30


def test_a_poisoned_article_costs_only_itself(tmp_path: Path) -> None:
    some = [p for p in POISONS if p.name in ("mathematical digits", "JSON cut off")]
    tally = poison_all(some, articles=4, folder=tmp_path)
    assert (tally.done, tally.faults) == (2, [])


def test_a_missing_article_is_a_fault(tmp_path: Path) -> None:
    """A longer version of a good article under another id is printed instead of it."""
    good = records(3)[0]
    longer = good | {"id": "x", "text": f"{good['text']}水厂的职工说，今后还要再建一座。"}
    twin = Poison("twin", json.dumps(longer))
    tally = poison_all([twin], articles=4, folder=tmp_path)
    assert len(tally.faults) == 1


def test_a_change_to_a_kept_file_is_answered_with_a_message_or_read(tmp_path: Path) -> None:
    tally = damage_files(range(16), tmp_path)
    assert (tally.done, tally.faults) == (16, [])
    assert tally.messages > 4


def damage_schema(path: Path) -> Path:
    """A database whose schema is no UTF-8: SQLite quotes it in its message, which Python cannot read."""
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE texts (key TEXT PRIMARY KEY, output TEXT)")
    database.commit()
    database.close()
    data = path.read_bytes()
    path.write_bytes(data.replace(b"CREATE TABLE texts", b"CREATE TABL\xc2 texts"))
    return path


def test_a_cache_with_a_damaged_schema_is_set_aside(tmp_path: Path) -> None:
    path = damage_schema(tmp_path / "texts.sqlite")
    with Cache(path) as cache:
        assert cache.problems() == []
    assert (tmp_path / "texts.sqlite.broken").exists()


def test_the_doctor_finds_a_cache_with_a_damaged_schema(tmp_path: Path) -> None:
    run = replace(context(tmp_path / "out"), cache=damage_schema(tmp_path / "texts.sqlite"))
    (result,) = [one for one in doctor.examine(run, ("", "")) if one.name == "cache"]
    assert not result.ok
    assert "damaged" in result.message


def test_a_memory_with_a_damaged_schema_is_named(tmp_path: Path) -> None:
    path = damage_schema(tmp_path / "memory.sqlite")
    with Memory(path) as memory, pytest.raises(InputError, match="not a translation memory"):
        memory.exact("一")


def test_a_log_of_recipients_with_a_damaged_schema_stops_the_sending(tmp_path: Path) -> None:
    path = damage_schema(tmp_path / "sent.sqlite")
    with pytest.raises(DeliveryError, match="it is damaged"):
        SentLog(path)


def test_a_place_behind_the_last_article_is_the_last(tmp_path: Path) -> None:
    issue = a_digest()
    first = issue.entries[0].id
    edited = desk.apply(issue, Edits(articles={first: ArticleEdits(place=10**30)}))
    assert edited.digest.entries[-1].id == first

"""What is kept: made texts, the record of a digest, whole files."""

import json
import random
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digest.engines.api import Output, Request, ask
from digest.engines.cache.cached import Cached
from digest.engines.cache.store import Cache
from digest.engines.fake import Fake
from digest.errors import InputError, OutputError
from digest.render import render_html, render_markdown
from digest.storage.atomic_write import write_atomic
from digest.storage.digest_json import dump_digest, load_digest
from tests.support.examples import a_digest

REQUESTS = [Request("translate", f"第{n}条新闻", 40) for n in range(9)]


class Counting(Fake):
    """Counts what it is asked, and stops working after some answers if told to."""

    def __init__(self, most: int = 10**6) -> None:
        super().__init__()
        self.asked = 0
        self._most = most

    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        for index, output in super().generate(requests):
            if self.asked == self._most:
                raise KeyboardInterrupt
            self.asked += 1
            yield index, output


def test_a_text_is_made_once_in_all_runs(tmp_path: Path) -> None:
    made = []
    engine = Counting()
    for _ in range(2):
        with Cache(tmp_path / "texts.sqlite") as cache:
            made.append([output.text for output in ask(Cached(engine, cache), REQUESTS)])
    assert made[0] == made[1] == [output.text for output in ask(Fake(), REQUESTS)]
    assert engine.asked == len(REQUESTS)


def test_equal_requests_are_asked_once(tmp_path: Path) -> None:
    engine = Counting()
    with Cache(tmp_path / "texts.sqlite") as cache:
        first, second = ask(Cached(engine, cache), [REQUESTS[0], REQUESTS[0]])
    assert first.text == second.text
    assert engine.asked == 1


def test_an_interrupted_run_goes_on_where_it_was(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), Cache(tmp_path / "texts.sqlite") as cache:
        ask(Cached(Counting(most=5), cache), REQUESTS)
    engine = Counting()
    with Cache(tmp_path / "texts.sqlite") as cache:
        ask(Cached(engine, cache), REQUESTS)
    assert engine.asked == len(REQUESTS) - 5


def test_the_first_answer_of_two_runs_at_once_stays(tmp_path: Path) -> None:
    path = tmp_path / "texts.sqlite"
    with Cache(path) as one, Cache(path) as two:
        one.keep("f", REQUESTS[0], Output("first", "stop", 1))
        one._commit()
        two.keep("f", REQUESTS[0], Output("second", "stop", 1))
    with Cache(path) as cache:
        (found,) = cache.find("f", REQUESTS[:1])
    assert found is not None
    assert found.text == "first"


def test_a_file_that_is_no_database_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "texts.sqlite"
    path.write_bytes(b"not a database at all" * 100)
    with Cache(path) as cache:
        assert cache.find("f", REQUESTS[:1]) == [None]
    assert (tmp_path / "texts.sqlite.broken").read_bytes().startswith(b"not a database")


def test_a_cache_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "texts.sqlite"
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(OutputError, match="another version"), Cache(path):
        pass


def test_a_digest_comes_back_the_same_from_its_file() -> None:
    assert load_digest(dump_digest(a_digest())) == a_digest()


def test_a_file_from_before_pages_were_kept_is_read() -> None:
    data = json.loads(dump_digest(a_digest()))
    for article in data["articles"]:
        del article["page"], article["source_en"]
    read = load_digest(json.dumps(data))
    assert {(entry.page, entry.source_en) for entry in read.entries} == {(None, None)}
    assert json.loads(dump_digest(read)) == data


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": 2}', '{"schema": 1, "week": "x"}'])
def test_a_file_that_is_no_digest_is_an_input_error(text: str) -> None:
    with pytest.raises(InputError, match=r"out/digest\.json: "):
        load_digest(text, "out/digest.json")


def test_the_layout_of_a_week_comes_back_with_it() -> None:
    chosen = replace(a_digest(), layout="zh")
    assert load_digest(dump_digest(chosen)) == chosen
    assert "layout" not in dump_digest(a_digest())


def changed(*path: str | int, value: object) -> str:
    """The example's digest.json with one value replaced."""
    data = json.loads(dump_digest(a_digest()))
    *parents, last = path
    place = data
    for step in parents:
        place = place[step]
    place[last] = value
    return json.dumps(data)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("schema",), 2, "schema 2; this version of digest reads schema 1"),
        (("week",), "2026-47", ".week: '2026-47' is not an ISO week such as 2026-W47"),
        (("week",), "9999-W52", ".week: "),
        (("articles", 1, "title", "en"), None, ".articles[1].title.en is null; should be text"),
        (("articles", 0, "titel"), "x", ".articles[0].titel is not a key of this file"),
        (("articles", 0, "source"), 5, ".articles[0].source is 5;"),
        (("articles", 0, "date"), "2026-99-99", '.articles[0].date is "2026-99-99";'),
        (("articles", 0, "id"), 'x"></a><script>', '.articles[0].id is "x'),
        (("articles", 2, "blocks", 2, "findings", 0, "severity"), "warn", '.articles[2].blocks[2].findings[0].severity is "warn";'),
        (("layout",), "wide", '.layout is "wide";'),
    ],
)  # fmt: skip
def test_a_mistake_of_an_editor_is_reported_with_its_place(
    path: tuple[str | int, ...], value: object, message: str
) -> None:
    with pytest.raises(InputError) as error:
        load_digest(changed(*path, value=value), "digest.json")
    (line,) = str(error.value).splitlines()
    assert line.startswith(f"digest.json: {message}")


def test_text_that_is_not_json_is_reported_with_its_line() -> None:
    for text in (
        dump_digest(a_digest()).replace('"zh": "一周要闻"', '"zh": "一周要闻'),
        '{"week": "\\ud83d"}',
    ):
        with pytest.raises(
            InputError, match=r"digest\.json: Invalid JSON.* at line \d+ column \d+"
        ):
            load_digest(text)


ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    10**30,
    "",
    "warn",
    "2026-W99",
    "\x00\x1b[31m",
    "a" * 9999,
    [],
    [[]],
    {},
    {"zh": 1},
)


def test_any_change_is_read_or_reported_and_what_is_read_can_be_rendered() -> None:
    """A thousand random changes, one at a time: a value replaced, a key or an element taken out."""
    chance = random.Random(29)
    text = dump_digest(a_digest())
    reported = 0
    for _ in range(1000):
        data = json.loads(text)
        places = [(parent, key) for parent, key in nodes(data)]
        parent, key = chance.choice(places)
        if chance.random() < 0.2:
            del parent[key]
        else:
            parent[key] = chance.choice(ODD)
        try:
            digest = load_digest(json.dumps(data))
        except InputError:
            reported += 1
        else:
            render_markdown(digest)
            render_html(digest)
    assert 500 < reported < 1000


def nodes(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container of a JSON value with each of its keys or indices."""
    keys = range(len(value)) if isinstance(value, list) else list(value)
    for key in keys:
        yield value, key
        if isinstance(value[key], list | dict):
            yield from nodes(value[key])


def test_the_same_bytes_leave_a_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_atomic(path, b"one")
    before = path.stat().st_mtime_ns
    write_atomic(path, b"one")
    assert path.stat().st_mtime_ns == before
    write_atomic(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [path]

"""How long a run will take: its size, times the pace of earlier runs."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from digest.progress import duration
from digest.telemetry import estimate, run_history
from digest.telemetry.run_history import RunRecord
from tests.conftest import Command
from tests.support.newsroom import write_pages

RUN = RunRecord("k", 4000, 4.0, 60.0)
DEFAULT = estimate.default_pace(int8=True, cores=2)


def run(command: Command, pages: Path, home: Path, *more: object) -> None:
    words = ("run", pages, "--week", "2026-W47", "--out", home / "out", *more)
    ran = command(*words, XDG_CACHE_HOME=str(home))
    assert ran.code == 0, ran.err


def last_run(home: Path) -> RunRecord:
    return RunRecord(**json.loads((home / "digest" / "rates.jsonl").read_text().splitlines()[-1]))


def test_a_plan_names_the_size_and_the_time_before_any_run(
    command: Command, tmp_path: Path
) -> None:
    pages = write_pages(tmp_path / "pages", range(5))
    ran = command("plan", pages, "--profile", "fake", XDG_CACHE_HOME=str(tmp_path))
    assert ran.code == 0, ran.err
    assert ran.out.startswith("5 articles, ")
    assert "no earlier run on this machine" in ran.out


def test_a_plan_is_as_fast_as_the_runs_before(command: Command, tmp_path: Path) -> None:
    config = tmp_path / "fake.yaml"
    config.write_text("translator: {engine: fake, tokens_per_second: 3000}\nformats: [md]\n")
    more = ("--config", config, "--no-cache")
    run(command, write_pages(tmp_path / "known", range(2)), tmp_path, *more)
    known = last_run(tmp_path)
    pages = write_pages(tmp_path / "new", range(200, 208))
    said = command("plan", pages, *more, XDG_CACHE_HOME=str(tmp_path)).out
    assert "as fast as one earlier run on this machine" in said
    pace = estimate.pace([known], DEFAULT)
    assert pace.seconds_per_character == known.model_seconds / known.characters
    assert pace.seconds(articles=0, characters=known.characters) == pytest.approx(
        known.loading_seconds + known.model_seconds
    )


def test_a_plan_is_within_a_quarter_of_the_run(command: Command, tmp_path: Path) -> None:
    """Three sizes, after runs of two others; the fake engine at a fixed rate, so that time is work."""
    config = tmp_path / "fake.yaml"
    # 300 tokens/s before the invented articles were 1.8 times as long.
    config.write_text("translator: {engine: fake, tokens_per_second: 540}\nformats: [md]\n")
    more = ("--config", config, "--no-cache")
    for first, count in ((0, 6), (100, 20)):
        pages = write_pages(tmp_path / f"known{count}", range(first, first + count))
        run(command, pages, tmp_path, *more)
    for first, count in ((200, 8), (300, 16), (400, 32)):
        pages = write_pages(tmp_path / f"new{count}", range(first, first + count))
        said = command("plan", pages, *more, XDG_CACHE_HOME=str(tmp_path)).out
        articles, characters = (int(n.replace(",", "")) for n in re.findall(r"([\d,]+) [ac]", said))
        lines = (tmp_path / "digest" / "rates.jsonl").read_text().splitlines()
        pace = estimate.pace([RunRecord(**json.loads(line)) for line in lines], DEFAULT)
        planned = pace.seconds(articles=articles, characters=characters)
        run(command, pages, tmp_path, *more)
        report = json.loads((tmp_path / "out" / "2026-W47" / "report.json").read_text())
        taken = sum(report["seconds"].values())
        print(count, "articles:", round(planned, 1), "s planned,", round(taken, 1), "s taken")
        assert report["counts"]["articles"] == articles == count
        # A second more for what a busy machine adds to a start.
        assert planned == pytest.approx(taken, rel=0.25, abs=1.0)


def test_a_run_from_the_cache_is_not_kept(command: Command, tmp_path: Path) -> None:
    pages = write_pages(tmp_path / "pages", range(2))
    for _ in range(2):
        run(command, pages, tmp_path, "--profile", "fake")
    assert len((tmp_path / "digest" / "rates.jsonl").read_text().splitlines()) == 1


def test_a_run_that_converted_the_model_is_left_out_once_there_are_others() -> None:
    first = replace(RUN, loading_seconds=70.0, model_seconds=90.0)
    assert estimate.pace([first, RUN], DEFAULT) == estimate.pace([RUN], DEFAULT)


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 s"), (89, "89 s"), (600, "10 min"), (11_100, "3 h 05 min")]
)
def test_times_are_written_for_people(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_a_damaged_history_file_counts_as_empty(tmp_path: Path) -> None:
    file = tmp_path / "rates.jsonl"
    file.write_text("{\n")
    assert run_history.load(file, "k") == []
    run_history.keep(file, RUN)
    assert run_history.load(file, "k") == [RUN]
    assert run_history.load(file, "other") == []

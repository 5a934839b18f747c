"""What a run will take: counted as the run counts, estimated from what earlier runs took."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.telemetry import estimate, run_history
from digest.telemetry.run_history import Rate
from tests.conftest import ROOT, Command
from tests.support.newsroom import write_pages

RUN = Rate("k", 10, 4000, 120, 4400, 4.0, 60.0, 1.0, 3_000_000_000, 90_000, 4000)


def run(command: Command, pages: Path, home: Path, *more: object) -> dict[str, float]:
    """A run's report."""
    words = ("run", pages, "--week", "2026-W47", "--out", home / "out", *more)
    ran = command(*words, XDG_CACHE_HOME=str(home))
    assert ran.code == 0, ran.err
    return dict(json.loads((home / "out" / "2026-W47" / "report.json").read_text())["texts"])


def planned(command: Command, pages: Path, home: Path, *more: object) -> dict[str, object]:
    ran = command("plan", pages, *more, XDG_CACHE_HOME=str(home))
    assert ran.code == 0, ran.err
    return dict(json.loads(ran.out))


def test_the_texts_counted_are_those_that_a_run_asks_for(command: Command, tmp_path: Path) -> None:
    pages = write_pages(tmp_path / "pages", range(5))
    counted = planned(command, pages, tmp_path, "--profile", "fake")
    texts = run(command, pages, tmp_path, "--profile", "fake")
    assert counted["articles"] == 5
    # A retry may ask for a sentence that was made for itself: it is asked for, but not made again.
    assert counted["texts"] == texts["asked"] - texts["without_model"]


def test_articles_of_many_weeks_and_of_none_are_counted(command: Command, tmp_path: Path) -> None:
    lines = [
        {"title": f"第{n}座水厂", "text": f"第{n}座水厂{'甲乙丙'[n] * 9}开工。", "date": date}
        for n, date in enumerate(("2026-01-05", "2026-11-20", None))
    ]
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert planned(command, file, tmp_path, "--profile", "fake")["articles"] == 3


def test_a_plan_is_within_a_quarter_of_the_run(command: Command, tmp_path: Path) -> None:
    """Three sizes, after runs of two others; the fake engine at a rate, so that time is work."""
    config = tmp_path / "fake.yaml"
    config.write_text("translator: {engine: fake, tokens_per_second: 300}\nformats: [md]\n")
    more = ("--config", config, "--no-cache")
    for first, count in ((0, 6), (100, 20)):
        run(
            command,
            write_pages(tmp_path / f"known{count}", range(first, first + count)),
            tmp_path,
            *more,
        )
    for first, count in ((200, 8), (300, 16), (400, 32)):
        pages = write_pages(tmp_path / f"new{count}", range(first, first + count))
        plan_ = planned(command, pages, tmp_path, *more)
        run(command, pages, tmp_path, *more)
        took = Rate(
            **json.loads((tmp_path / "digest" / "rates.jsonl").read_text().splitlines()[-1])
        )
        here = plan_["here"]
        assert isinstance(here, dict)
        seconds = took.loading_seconds + took.model_seconds + took.other_seconds
        print(count, "articles:", here["seconds"], "s planned,", round(seconds, 1), "s taken;")
        print(here["memory_bytes"] // 10**6, "MB planned,", took.memory_bytes // 10**6, "MB taken")
        assert took.articles == count
        # A second more for what a busy machine adds to a start.
        assert here["seconds"] == pytest.approx(seconds, rel=0.25, abs=1.0)
        assert here["memory_bytes"] == pytest.approx(took.memory_bytes, rel=0.25)


def test_a_run_from_the_cache_says_nothing_of_the_model(command: Command, tmp_path: Path) -> None:
    pages = write_pages(tmp_path / "pages", range(2))
    for _ in range(2):
        run(command, pages, tmp_path, "--profile", "fake")
    assert len((tmp_path / "digest" / "rates.jsonl").read_text().splitlines()) == 1


def test_the_table_in_the_docs_is_what_the_command_prints(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for the machine: the page has two cores with quick int8, and no run yet."""
    counted = planned(command, ROOT / "digest" / "app" / "sample_page.txt", tmp_path)
    work = estimate.Counts(
        *(int(str(counted[key])) for key in ("articles", "texts", "characters", "characters"))
    )
    pace = estimate.default_pace(int8=True, cores=2)
    table = estimate.table(work, pace, estimate.Wanted(8, 2500, 2))
    assert table in (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")


def test_a_run_that_converted_the_model_is_left_out_once_there_are_others() -> None:
    first = replace(RUN, loading_seconds=70.0, memory_bytes=9_000_000_000)
    default = estimate.default_pace(int8=True, cores=2)
    assert estimate.pace([first], default).memory_bytes > 8e9
    assert estimate.pace([first, RUN], default) == estimate.pace([RUN], default)


def test_runs_of_two_sizes_show_what_a_run_begins_with() -> None:
    default = estimate.default_pace(int8=True, cores=2)
    large = replace(RUN, characters=8000, week_characters=8000, model_seconds=100.0)
    assert estimate.pace([RUN, large], default).start_seconds == pytest.approx(20)


@given(st.integers(1, 64), st.floats(1, 1e4), st.floats(0.1, 100))
def test_more_workers_take_less_time_and_cost_no_less(
    workers: int, tokens_per_second: float, cost: float
) -> None:
    work = estimate.Counts(100_000, 1_200_000, 40_000_000, 400_000)
    pace = estimate.pace([RUN], estimate.default_pace(int8=True, cores=2))
    one = estimate.estimate(work, pace, estimate.Wanted(1, tokens_per_second, cost))["workers"]
    many = estimate.estimate(work, pace, estimate.Wanted(workers, tokens_per_second, cost))[
        "workers"
    ]
    assert many["seconds"] <= one["seconds"]
    assert many["cost"] >= one["cost"]


def test_a_broken_file_of_rates_says_nothing(tmp_path: Path) -> None:
    file = tmp_path / "rates.jsonl"
    file.write_text("{\n")
    assert run_history.load(file, "k") == []
    run_history.keep(file, RUN)
    assert run_history.load(file, "k") == [RUN]
    assert run_history.load(file, "other") == []

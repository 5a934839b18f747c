"""What is in which issue: nothing is lost, nothing is told twice, nothing wrong is sent."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from digest.app import digests
from digest.app.digests import Outcome
from digest.errors import InputError
from digest.records import Article, Block, Failure, Period, Provenance, Week
from tests.conftest import Command
from tests.support.newsroom import bodies
from tests.support.runs import context

TEXTS = bodies(12, seed=6)
W47, W48 = Week(2026, 47), Week(2026, 48)


def article(number: int, day: date | None) -> Article:
    return Article(
        id=f"a{number}", kind="article", section=None, kicker=None, title=f"第{number}号消息",
        subtitle=None, dateline=None, bylines=(), credits=(), date=day, source=None, url=None,
        blocks=(Block("p", TEXTS[number]),), provenance=Provenance(f"{number}.txt", (1, 3)),
    )  # fmt: skip


def november(day: int) -> date:
    return date(2026, 11, day)


def make(
    folder: Path,
    found: Sequence[Article | Failure],
    week: Week | None,
    period: Period | None = None,
) -> list[Outcome]:
    return list(digests.make_weeks(found, context(folder), week=week, period=period))


def titles(folder: Path, week: Week) -> set[str]:
    made = json.loads((folder / str(week) / "digest.json").read_text(encoding="utf-8"))
    return {article["id"] for article in made["articles"]}


def test_every_friday_run_tells_each_story_once_and_loses_none(tmp_path: Path) -> None:
    """--last 7d on two Fridays: the weekend between them, an undated story, a late one."""
    first = [article(0, november(18)), article(1, None)]
    make(tmp_path, first, W47, Period(november(14), november(20)))
    late, weekend, new = (
        article(2, november(20)),
        article(3, november(21)),
        article(4, november(25)),
    )
    make(tmp_path, [*first, late, weekend, new], W48, Period(november(21), november(27)))
    assert titles(tmp_path, W47) == {"a0", "a1"}
    assert titles(tmp_path, W48) == {"a2", "a3", "a4"}


def test_a_run_made_again_makes_the_same_issue(tmp_path: Path) -> None:
    found = [article(0, november(18)), article(1, None)]
    for _ in range(2):
        make(tmp_path, found, W47)
        assert titles(tmp_path, W47) == {"a0", "a1"}


def test_an_issue_whose_folder_is_deleted_was_never_published(tmp_path: Path) -> None:
    found = [article(0, november(18)), article(1, None)]
    make(tmp_path, found, W47)
    for file in (tmp_path / str(W47)).iterdir():
        file.unlink()
    make(tmp_path, [*found, article(2, november(25))], W48)
    assert titles(tmp_path, W48) == {"a1", "a2"}


def test_the_pages_name_the_days_that_the_issue_covers(tmp_path: Path) -> None:
    make(tmp_path, [article(0, november(18))], W47, Period(november(14), november(20)))
    page = (tmp_path / str(W47) / "digest.md").read_text(encoding="utf-8")
    assert "14–20 November 2026" in page


def test_a_future_week_is_reported_and_gets_no_undated_article(tmp_path: Path) -> None:
    found = [article(0, november(18)), article(1, None), article(2, date(2099, 12, 30))]
    made = make(tmp_path, found, None)
    assert [outcome.begun for outcome in made] == [True, False]
    assert "2099-W53 lies in the future: check the date 2099-12-30" in made[1].messages
    assert titles(tmp_path, W47) == {"a0", "a1"}


def test_a_week_of_which_nothing_is_left_stops_no_other_week(tmp_path: Path) -> None:
    """All of W47 is in W48 already, as late stories."""
    make(tmp_path, [article(0, november(18))], W47)
    late = [article(1, november(19)), article(2, november(25))]
    make(tmp_path, late, W48)
    assert titles(tmp_path, W48) == {"a1", "a2"}
    for file in (tmp_path / str(W47)).iterdir():
        file.unlink()
    first, second = make(tmp_path, late, None)
    assert first.folder is None
    assert "already published in 2026-W48" in first.messages[0]
    assert second.folder


def test_a_date_that_no_calendar_week_has_costs_its_article(tmp_path: Path) -> None:
    found = [article(0, november(18)), article(1, date(9999, 12, 31)), article(2, date(1, 1, 1))]
    (outcome,) = make(tmp_path, found, None)
    assert titles(tmp_path, W47) == {"a0"}
    assert any("9999-12-31" in line for line in outcome.messages)
    assert not outcome.complete


def test_glossary_entries_that_no_article_has_are_named(tmp_path: Path) -> None:
    (tmp_path / "terms.yaml").write_text("第0号消息: Report Zero\n远山县: Far Hill\n", "utf-8")
    run = context(tmp_path / "out")
    settings = run.settings.model_copy(update={"glossary": tmp_path / "terms.yaml"})
    found = [article(0, november(18))]
    (outcome,) = digests.make_weeks(found, replace(run, settings=settings), week=W47)
    assert "glossary: 1 entry not found in this issue: 远山县" in outcome.messages


def test_a_failure_of_the_only_week_asked_for_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="2026-W48: none of the 1 articles"):
        make(tmp_path, [article(0, november(18))], W48)
    assert not (tmp_path / str(W48)).exists()


def test_this_and_last_week_depend_on_the_day_on_which_issues_end() -> None:
    from digest.cli.windows import resolve

    friday, saturday = november(27), november(28)
    assert resolve("this", None, today=saturday, ends_on=7) == (W48, None)
    assert resolve("this", None, today=saturday, ends_on=5) == (Week(2026, 49), None)
    assert resolve("last", None, today=saturday, ends_on=7) == (W47, None)
    days = Period(november(21), friday)
    assert resolve(None, 7, today=friday, ends_on=7) == (W48, days)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--last", "week"), "not a number of days such as 7d"),
        (("--week", "2026-47"), "not an ISO week such as 2026-W47"),
        (("--week", "9999-W52"), "years from 1800 to 2999"),
        (("--week", "this", "--last", "7d"), "cannot be combined"),
    ],
)
def test_a_wrong_window_is_wrong_usage(command: Command, words: tuple[str, ...], said: str) -> None:
    ran = command("run", "x.txt", "--profile", "fake", *words)
    assert ran.code == 2
    assert said in ran.err


def test_a_clock_behind_the_pages_loses_no_article(tmp_path: Path) -> None:
    """A machine that thinks it is 2020 makes the digest all the same."""
    run = replace(context(tmp_path, now=datetime(2020, 1, 1, tzinfo=UTC)))
    (outcome,) = digests.make_weeks([article(0, november(18)), article(1, None)], run, week=None)
    assert titles(tmp_path, W47) == {"a0", "a1"}
    assert not outcome.begun

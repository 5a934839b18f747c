"""An archive of many weeks: a folder a week, as if each had been made by itself."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.app.week_spool import Found, by_week
from digest.errors import InputError, OutputError
from digest.records import Article, Discard, Failure, Provenance, Week
from tests.conftest import Command
from tests.curate.test_curate import article
from tests.support.newsroom import articles

TODAY = date(2026, 11, 27)
PLACES = ("a.txt", "b.txt", "c.jsonl")


def archive(folder: Path, *, count: int, weeks: int) -> Path:
    """Articles of several weeks in one file, in no order of time."""
    file = folder / "archive.jsonl"
    lines = (json.dumps(one, ensure_ascii=False) for one in articles(count, weeks=weeks))
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def run(command: Command, source: Path, out: Path, *more: object) -> tuple[str, str]:
    words = ("run", source, "--profile", "fake", "--no-cache", "--out", out)
    ran = command(*words, *more)
    assert ran.code == 0, ran.err
    return ran.out, ran.err


def test_each_week_is_made_as_if_it_were_alone(command: Command, tmp_path: Path) -> None:
    source = archive(tmp_path, count=9, weeks=3)
    said, told = run(command, source, tmp_path / "all", "--metrics", tmp_path / "all.prom")
    weeks = ["2026-W39", "2026-W40", "2026-W41"]
    assert [Path(line).parent.name for line in said.splitlines()] == weeks
    assert told.count("3 articles, 0 failures") == 3
    assert "3 weeks: 9 articles, 0 failures" in told
    assert sorted(path.name for path in (tmp_path / "all").iterdir() if path.is_dir()) == weeks
    figures = (tmp_path / "all.prom").read_text()
    for week in weeks:
        run(command, source, tmp_path / "one", "--week", week)
        for name in ("digest.json", "digest.md", "digest.html", "digest.epub"):
            made = (tmp_path / "all" / week / name).read_bytes()
            assert made == (tmp_path / "one" / week / name).read_bytes()
        report = json.loads((tmp_path / "all" / week / "report.json").read_text())
        assert report["counts"] == {
            "articles": 3, "blocks": report["counts"]["blocks"], "failures": 0, "set_aside": 0,
            "left_out": 0, "also_in": 0,
        }  # fmt: skip
        assert f'digest_items{{week="{week}",what="articles"}} 3' in figures
    assert figures.count("# TYPE digest_items gauge") == 1


def test_undated_articles_and_failures_go_to_the_latest_week(
    command: Command, tmp_path: Path
) -> None:
    source = archive(tmp_path, count=2, weeks=2)
    page = tmp_path / "page.txt"
    page.write_text("山泉入户\n\n本报讯 昨天，江口县的水厂开始供水。\n", encoding="utf-8")
    words = ("run", page, source, tmp_path / "gone.txt", "--profile", "fake", "--no-cache")
    ran = command(*words, "--out", tmp_path)
    assert ran.code == 3, ran.err
    made = {
        week: json.loads((tmp_path / week / "digest.json").read_text())
        for week in ("2026-W39", "2026-W40")
    }
    assert [len(made[week]["articles"]) for week in made] == [1, 2]
    assert [len(made[week]["failures"]) for week in made] == [0, 1]


def items() -> Iterator[st.SearchStrategy[Found]]:
    place = st.sampled_from(PLACES)
    days = st.dates(date(2026, 1, 1), date(2026, 1, 31))
    yield st.builds(
        lambda where, day, text: article(text=text, date=day, provenance=Provenance(where, (1, 1))),
        place, st.none() | days, st.text(min_size=1, max_size=9),
    )  # fmt: skip
    yield st.builds(lambda where, text: Discard(where, (1, 2), text, "debris"), place, st.text())
    yield st.builds(lambda where: Failure("read", where, "broken"), place)


def of(part: Iterable[Found], week: Week) -> None:
    for item in part:
        if isinstance(item, Article) and item.date:
            assert Week.of(item.date) == week


@given(st.lists(st.one_of(*items()), max_size=30))
def test_every_item_is_in_one_week_in_input_order(
    found: list[Found],
) -> None:
    dated = {Week.of(i.date) for i in found if isinstance(i, Article) and i.date}
    if not dated:
        with pytest.raises(InputError), by_week(found, None, today=TODAY):
            pass
        return
    with by_week(found, None, today=TODAY) as parts:
        assert [part.week for part in parts] == sorted(dated)
        kept = {part.week: list(part.items) for part in parts}
    for week, own in kept.items():
        of(own, week)
        rest = iter(found)
        assert all(any(item == other for other in rest) for item in own)
    together = [item for own in kept.values() for item in own]
    assert sorted(map(repr, together)) == sorted(map(repr, found))


def test_discards_go_to_the_week_of_their_file() -> None:
    old, new = article("旧", date=date(2026, 11, 2)), article("新")
    debris = Discard(old.provenance.path, (4, 4), "责编", "a credit")
    lost = Failure("read", "nowhere.txt", "no such file")
    with by_week([old, debris, new, lost], None, today=TODAY) as parts:
        assert [list(part.items) for part in parts] == [[old, debris], [new, lost]]
        assert parts[0].later > 0
        assert parts[1].later == 0


def test_the_spool_file_is_invisible(tmp_path: Path) -> None:
    with by_week([article()], tmp_path, today=TODAY) as ((part,)):
        assert list(part.items) == [article()]
        assert not list(tmp_path.iterdir())


def test_a_missing_folder_for_the_spool_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(OutputError, match=r"nowhere.*--out"),
        by_week([article()], tmp_path / "nowhere", today=TODAY),
    ):
        pass

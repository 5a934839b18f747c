"""Stories followed over several issues: what is new, what goes on, what has gone quiet."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from digest import storage
from digest.app.earlier_issues import follow_stories
from digest.archive import write_archive
from digest.config.settings import PageStyle, Settings
from digest.curate import Telling, told_before
from digest.errors import InputError
from digest.records import Digest, Entry, FirstReport, Pair, PairBlock, Week
from digest.render import render_html
from tests.render.test_render import FORMS
from tests.support.examples import a_digest, an_entry
from tests.support.newsroom import bodies

ONE, TWO, THREE = bodies(3, seed=21)
TITLE = Pair("一周", "Weekly")


def story(name: str, text: str, week: int) -> Entry:
    return replace(
        an_entry(name),
        title=Pair(f"标题{name}", f"Title {name}"),
        date=date.fromisocalendar(2026, week, 3),
        blocks=(PairBlock("p", Pair(text, f"English of {name}.")),),
    )


def issue(folder: Path, week: int, *entries: Entry) -> Digest:
    """An issue, written with its stories followed, as a run writes it."""
    digest = replace(a_digest(), week=Week(2026, week), entries=entries)
    digest = follow_stories(digest, folder, 0.7)
    storage.write_week(digest, folder / str(digest.week), Settings(formats=("html",)))
    return digest


def firsts(digest: Digest) -> Sequence[FirstReport | None]:
    return [entry.first_reported for entry in digest.entries]


def test_a_story_told_again_is_found_and_others_are_not() -> None:
    before = [Telling("甲", ONE), Telling("乙", TWO)]
    again = Telling("丙", f"{TWO}记者昨天又去看了看。")
    assert told_before([Telling("丁", THREE), again], before, 0.7) == {1: (1,)}
    assert told_before([again], [], 0.7) == {}


def test_a_story_keeps_its_first_week_over_several_issues(tmp_path: Path) -> None:
    assert firsts(issue(tmp_path, 45, story("a", ONE, 45), story("b", TWO, 45))) == [None, None]
    second = issue(tmp_path, 46, story("c", f"{ONE}补充一句。", 46), story("d", THREE, 46))
    assert firsts(second) == [FirstReport("2026-W45", "a"), None]
    third = issue(tmp_path, 47, story("e", f"{ONE}再补充一句。", 47))
    assert firsts(third) == [FirstReport("2026-W45", "a")]
    read = storage.read_week(tmp_path / "2026-W47")
    assert firsts(read) == firsts(third)


def test_later_issues_and_long_past_ones_do_not_count(tmp_path: Path) -> None:
    issue(tmp_path, 30, story("old", ONE, 30))
    for week in range(31, 40):
        issue(tmp_path, week, story(f"w{week}", bodies(1, seed=week)[0], week))
    assert firsts(issue(tmp_path, 40, story("again", ONE, 40))) == [None]
    assert firsts(issue(tmp_path, 29, story("late", ONE, 29))) == [None]


def test_an_issue_that_cannot_be_read_costs_only_its_stories(tmp_path: Path) -> None:
    issue(tmp_path, 44, story("a", ONE, 44))
    issue(tmp_path, 45, story("b", TWO, 45))
    (tmp_path / "2026-W45" / "digest.json").write_text("{", encoding="utf-8")
    made = issue(tmp_path, 46, story("c", ONE, 46), story("d", TWO, 46))
    assert firsts(made) == [FirstReport("2026-W44", "a"), None]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_when_a_story_was_first_reported(form: str) -> None:
    first = replace(an_entry(), first_reported=FirstReport("2026-W05", "b"))
    rendered = FORMS[form](a_digest(first), PageStyle())
    assert "First reported in week 5 of 2026" in rendered
    assert "首次报道：2026年第5周" in rendered
    # Only the page lies beside the other weeks' pages: a book or a mail has nothing to link to.
    assert ('href="../2026-W05/digest.html#a-b"' in rendered) == (form == "html")
    assert "First reported" not in FORMS[form](a_digest(an_entry()), PageStyle())


def test_the_link_of_a_page_leads_to_the_first_report(tmp_path: Path) -> None:
    issue(tmp_path, 45, story("a", ONE, 45))
    page = render_html(issue(tmp_path, 46, story("b", ONE, 46)))
    assert 'href="../2026-W45/digest.html#a-a"' in page
    assert 'id="a-a"' in (tmp_path / "2026-W45" / "digest.html").read_text(encoding="utf-8")


def test_the_archive_tells_what_goes_on_and_what_has_gone_quiet(tmp_path: Path) -> None:
    issue(tmp_path, 45, story("a", ONE, 45), story("b", TWO, 45))
    issue(tmp_path, 46, story("c", ONE, 46), story("d", THREE, 46))
    issue(tmp_path, 47, story("e", TWO, 47))
    list(write_archive(tmp_path, TITLE, ""))
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    w47, w46, w45 = page.split("<article>")[1:]
    assert "1 articles, 1 on stories of earlier issues" in w47
    assert '(first reported in <a href="2026-W45/digest.html">2026-W45</a>)' in w47
    # The story of ONE ran in two issues and is not in this one; that of THREE ran once.
    assert "Nothing new on:" in w47
    assert "Title c" in w47
    assert "Title d" not in w47
    assert "Nothing new on:" not in w46
    assert "first reported" not in w45


@pytest.mark.parametrize(
    ("week", "article"), [("../..", "a"), ("2026-W99", "a"), ("2026-W45", "a#<script>")]
)
def test_a_first_report_that_would_break_a_link_is_refused(
    tmp_path: Path, week: str, article: str
) -> None:
    issue(tmp_path, 45, replace(story("a", ONE, 45), first_reported=FirstReport("2026-W44", "x")))
    record = tmp_path / "2026-W45" / "digest.json"
    data = json.loads(record.read_text(encoding="utf-8"))
    data["articles"][0]["first_reported"] = {"week": week, "article": article}
    record.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(InputError, match="first_reported"):
        storage.read_week(tmp_path / "2026-W45")

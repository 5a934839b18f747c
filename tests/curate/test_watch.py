"""The watch list: what must be in an issue, what moves up, what stays out, and the reasons."""

import json
from pathlib import Path

import pytest

from digest.config.settings import IssueSettings, PageStyle, WatchSettings
from digest.curate.watch import watched
from digest.records import Block
from digest.render import render_html
from digest.storage import read_week
from tests.conftest import Command
from tests.curate.test_curate import article, issue, taken, titles
from tests.support.newsroom import bodies

WAGES = "讨回欠薪的十二名送餐员昨天拿到了工资，最多的一位领回九千元，援助中心还要再跑三家公司。"


def found(word: str, **parts: str) -> bool:
    return bool(watched([article(**parts)], WatchSettings(must=(word,))).must)


def test_words_are_found_in_both_scripts_and_in_any_width() -> None:
    assert found("欠薪", title="讨回欠薪")
    assert found("欠薪", title="别的", text="他被拖欠薪水。")
    assert found("农民工", title="農民工返鄉")
    assert found("農民工", title="农民工返乡")
    assert found("ai", title="用ＡＩ看病")
    assert found("欠薪", title="十二人讨回欠 薪")
    assert not found("欠薪", title="山泉入户")


def test_a_latin_word_is_found_as_a_whole_word_only() -> None:
    assert found("AI", title="AI来了")
    assert not found("AI", title="PAID之后")
    assert not found("5", title="第15届")


def test_every_part_of_an_article_is_searched_but_for_never() -> None:
    blocks = (Block("p", "开头一段。"), Block("p", "后面说到彩票。"))
    named = article(blocks=blocks, section="城事", dateline="新华社云溪电")
    watch = WatchSettings(must=("云溪",), prefer=("城事", "彩票"), never=("开头", "后面"))
    found = watched([named], watch)
    assert (found.must, found.prefer, found.never) == (("云溪",), ("城事", "彩票"), ("开头",))


def test_never_leaves_an_article_out_and_says_why() -> None:
    made = issue(article("福利彩票开奖"), article("别的", text=WAGES), watch={"never": ["彩票"]})
    assert titles(made) == ["别的"]
    assert len(made.considered) == 2
    (cut,) = made.set_aside
    assert cut.reason == "福利彩票开奖: on the watch list: 彩票 (issue.watch.never)"


def test_must_wins_over_never() -> None:
    one = article("彩票店拖欠工资", text=WAGES)
    made = issue(one, watch={"never": ["彩票"], "must": ["欠薪"]})
    assert titles(made) == ["彩票店拖欠工资"]
    assert made.set_aside == ()


def test_must_comes_first_and_is_in_a_full_section() -> None:
    one, two, three = bodies(3, seed=8)
    headed = article("有引题", text=one, section="经济", kicker="引题", subtitle="副题")
    plain = article("平常", text=two, section="经济")
    wages = article("讨薪", text=WAGES, section="经济")
    also_wages = article("又讨薪", text=f"欠薪案。{three}", section="经济")
    made = issue(headed, plain, wages, also_wages, most_per_section=1, watch={"must": ["欠薪"]})
    assert titles(made) == ["讨薪", "又讨薪"]
    assert [point.reason for point in made.placed[0].points] == ["on the watch list: 欠薪"]
    assert made.watched == {"讨薪": ("欠薪",), "又讨薪": ("欠薪",)}
    assert len(made.set_aside) == 2


def test_prefer_moves_an_article_up() -> None:
    one, two = bodies(2, seed=8)
    headed = article("有引题", text=one, section="经济", kicker="引题", subtitle="副题")
    port = article("江口港扩建", text=two, section="经济")
    assert titles(issue(headed, port)) == ["有引题", "江口港扩建"]
    made = issue(headed, port, watch={"prefer": ["江口港", "黄河"]})
    assert titles(made) == ["江口港扩建", "有引题"]
    assert made.scores["江口港扩建"] > made.scores["有引题"]


def test_must_takes_an_undated_article() -> None:
    undated = article("讨薪", text=WAGES, date=None)
    assert "issue.undated" in taken(undated, undated="exclude")[0]
    assert taken(undated, undated="exclude", watch={"must": ["欠薪"]}) == [""]


def test_another_version_of_a_story_counts_too() -> None:
    long = article(
        "送餐员拿到工资", text=f"{WAGES}他们每天从早上六点跑到夜里。".replace("欠薪", "报酬")
    )
    short = article("送餐员讨回欠薪", text=WAGES)
    made = issue(short, long, watch={"must": ["欠薪"]})
    assert made.watched == {"送餐员拿到工资": ("欠薪",)}


def test_a_word_cannot_be_wanted_and_unwanted() -> None:
    with pytest.raises(ValueError, match="'彩票' cannot be in `never` and in `must`"):
        IssueSettings.model_validate({"watch": {"must": ["彩票"], "never": [" 彩票 "]}})
    with pytest.raises(ValueError, match="an entry of the watch list is empty"):
        WatchSettings(must=(" ",))


def test_reasons_are_in_the_report_and_in_the_editors_copy(
    command: Command, tmp_path: Path
) -> None:
    (tmp_path / "my.yaml").write_text(
        "issue: {watch: {must: [欠薪], never: [彩票]}}\n", encoding="utf-8"
    )
    lines = [
        json.dumps({"title": title, "date": "2026-11-18", "text": text})
        for title, text in (("送餐员的工资", WAGES), ("彩票开奖", bodies(1, seed=1)[0]))
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    wanted = ("--week", "2026-W47", "--profile", "fake", "--config", tmp_path / "my.yaml")
    ran = command("run", tmp_path / "in.jsonl", *wanted, "--out", tmp_path / "out")
    assert ran.code == 0, ran.err
    assert "彩票开奖: on the watch list: 彩票 (issue.watch.never)" in ran.err
    folder = tmp_path / "out" / "2026-W47"
    report = json.loads((folder / "report.json").read_text())
    assert report["order"][0]["points_because"][0] == "+50 on the watch list: 欠薪"
    assert "彩票" in report["set_aside"][0]["reason"]
    made = read_week(folder)
    assert made.entries[0].watched == ("欠薪",)
    assert "On the watch list" in render_html(made, PageStyle(editor=True))
    assert "watch list" not in (folder / "digest.html").read_text()


def test_an_issue_of_which_the_list_leaves_nothing_is_an_error(
    command: Command, tmp_path: Path
) -> None:
    (tmp_path / "my.yaml").write_text("issue: {watch: {never: [彩票]}}\n", encoding="utf-8")
    line = json.dumps({"title": "彩票开奖", "date": "2026-11-18", "text": WAGES})
    (tmp_path / "in.jsonl").write_text(line, encoding="utf-8")
    wanted = ("--week", "2026-W47", "--profile", "fake", "--config", tmp_path / "my.yaml")
    ran = command("run", tmp_path / "in.jsonl", *wanted, "--out", tmp_path / "out")
    assert ran.code == 1
    assert "on the watch list: 彩票" in ran.err
    assert not (tmp_path / "out" / "2026-W47").exists()

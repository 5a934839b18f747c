"""`digest check`: findings on pairs of lines, for editors with other tools."""

import json
from pathlib import Path

import pytest

from digest.app.check import check_pairs
from digest.errors import InputError
from tests.conftest import Command
from tests.support.runs import context

GOOD = "水厂吸收会员41人。\tThe waterworks took in 41 members.\n"
WARNED = "水厂吸收会员41人。\tThe waterworks took in members.\n"
WRONG = "水厂吸收会员41人。\tThe waterworks took in 410 members.\tby hand\n"


def test_each_pair_comes_back_with_its_findings_and_an_error_is_exit_code_3(
    command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "pairs.tsv"
    file.write_text(GOOD + "\n" + WARNED + WRONG, encoding="utf-8")
    ran = command("check", "--profile", "fake", file)
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 3
    assert [row["line"] for row in rows] == [1, 3, 4]
    assert [[f["check"] for f in row["findings"]] for row in rows] == [
        [], ["number_missing"], ["number_power_of_ten"],
    ]  # fmt: skip
    assert rows[2]["findings"][0]["subject"] == "410"
    assert command("check", "--profile", "fake", data=(GOOD + WARNED).encode()).code == 0


def test_a_line_without_a_tab_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 2: no tab"):
        list(check_pairs((GOOD + "只有中文").encode(), context(tmp_path)))


def test_the_terms_of_the_glossary_are_held(command: Command, tmp_path: Path) -> None:
    (tmp_path / "terms.yaml").write_text("水厂: water treatment works\n", encoding="utf-8")
    (tmp_path / "my.yaml").write_text("glossary: terms.yaml\n", encoding="utf-8")
    ran = command(
        "check", "--profile", "fake", "--config", tmp_path / "my.yaml", data=GOOD.encode()
    )
    (row,) = [json.loads(line) for line in ran.out.splitlines()]
    assert [(f["check"], f["subject"], f["fix"]) for f in row["findings"]] == [
        ("term_missing", "水厂", "water treatment works")
    ]

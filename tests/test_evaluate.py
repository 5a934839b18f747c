"""Scores: what they are for equal, different and half-equal texts."""

import json
from pathlib import Path

import pytest

from digest import evaluate
from digest.records import Finding, Pair
from tests.conftest import Command


def test_equal_texts_score_100() -> None:
    pair = Pair("三座水厂开始供水。", "Three waterworks have begun to supply water.")
    scores = evaluate.score_translations([pair], [pair.en])
    assert scores["bleu"] == scores["chrf"] == 100.0


def test_findings_are_counted_by_check() -> None:
    found = Finding("number_missing", "warning", "72")
    scores = evaluate.score_translations([Pair("", "a b c d", (found, found))], ["a b c d"])
    assert scores["findings"] == {"number_missing": 2}


@pytest.mark.parametrize(
    ("made", "wanted", "one", "two", "longest"),
    [
        ("水厂供水", "水厂供水", 1, 1, 1),
        ("水厂", "供电", 0, 0, 0),
        ("甲乙丙丁", "丁丙乙甲", 1, 0, 0.25),
    ],
)
def test_rouge_counts_characters(
    made: str, wanted: str, one: float, two: float, longest: float
) -> None:
    assert evaluate.rouge(made, wanted) == {"rouge_1": one, "rouge_2": two, "rouge_l": longest}


def test_eval_gives_one_json_object(command: Command, tmp_path: Path) -> None:
    (tmp_path / "zh").write_text("水厂供水。\n", encoding="utf-8")
    (tmp_path / "en").write_text("The waterworks supplies water.\n", encoding="utf-8")
    paths = ("--source", tmp_path / "zh", "--reference", tmp_path / "en")
    ran = command("eval", "mt", *paths, "--profile", "fake", "--no-cache")
    assert json.loads(ran.out).keys() >= {"bleu", "chrf", "findings", "lines"}
    (tmp_path / "en").write_text("", encoding="utf-8")
    assert command("eval", "mt", *paths, "--profile", "fake").code == 1

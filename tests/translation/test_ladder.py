"""The ladder of retry strategies, over an engine that answers as the test says."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

import pytest

from digest.config import settings
from digest.config.settings import Effort
from digest.engines.api import Output, Request
from digest.terminology import Matches
from digest.translation.ladder import MARKER, Text, translate


class Scripted:
    """An engine of one function; remembers what it was asked."""

    fingerprint = "scripted"

    def __init__(self, answer: Callable[[Request], str | Output]) -> None:
        self._answer = answer
        self.asked: list[Request] = []

    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        for index, request in reversed(list(enumerate(requests))):
            self.asked.append(request)
            answer = self._answer(request)
            yield index, answer if isinstance(answer, Output) else Output(answer, "stop", 5)


class NoTerms:
    english: Mapping[str, str] = MappingProxyType({})

    def match(self, text: str) -> Matches:
        return Matches()


def test_texts_come_back_in_order_each_with_its_english() -> None:
    engine = Scripted(lambda request: f"English of {len(request.text)}")
    texts = [Text("甲乙丙丁" * n + "。") for n in range(1, 9)]
    done = translate(texts, engine, terms=NoTerms())
    assert [pair.zh for pair in done.pairs] == [text.zh for text in texts]
    assert dict(done.strategies)["plain"] >= 1


def test_a_long_text_is_asked_in_units_and_nothing_of_it_is_dropped() -> None:
    engine = Scripted(
        lambda request: "Some English words for this part of the text, as many as it takes."
    )
    text = "".join(f"这是第{n}句话，它说了一些关于水厂的事情。" for n in range(40))
    translate([Text(text)], engine, terms=NoTerms())
    plain = [request for request in engine.asked if not request.seed]
    assert len(plain) > 1
    for n in range(40):
        assert any(f"第{n}句话" in request.text for request in plain)


def test_a_number_left_out_is_asked_for_with_what_it_counts() -> None:
    def answer(request: Request) -> str:
        given = any("38" in english for _, english in request.hints)
        return f"It helped {'38 ' if given else ''}workers."

    engine = Scripted(answer)
    done = translate([Text("帮助了38名职工。")], engine, terms=NoTerms())
    assert done.pairs[0].en == "It helped 38 workers."
    assert dict(done.strategies) == {"hints": 1}
    # A sentence about the earlier try comes back as English.
    assert not any(request.note for request in engine.asked)


def test_nothing_is_asked_for_twice() -> None:
    engine = Scripted(lambda _: "It has members.")
    translate([Text("吸收会员8294人。")], engine, terms=NoTerms())
    assert len(set(engine.asked)) == len(engine.asked)


def test_a_power_of_ten_is_repaired_without_asking_again() -> None:
    engine = Scripted(lambda _: "It saved 380 million yuan.")
    done = translate([Text("节约成本380万元。")], engine, terms=NoTerms())
    assert done.pairs[0].en == "It saved 3.8 million yuan."
    assert len(engine.asked) == 1


def test_a_number_left_out_is_asked_for_with_its_english_then_clause_by_clause() -> None:
    source = (
        "市总工会今年为全市的快递员和网约车司机办了许多实事，投入资金2000万元，"
        "还为一线职工安排了各种各样的体检和疗休养活动，共惠及职工3600人。"
    )

    def answer(request: Request) -> str:
        if request.text == source:
            return "The federation did much for couriers, with check-ups for 3,600 workers."
        parts = {"2000": "It spent 20 million yuan.", "3600": "The check-ups reached 3,600 people."}
        return " ".join(english for digits, english in parts.items() if digits in request.text)

    engine = Scripted(answer)
    done = translate([Text(source)], engine, terms=NoTerms())
    assert ("2000万元", "20 million yuan") in engine.asked[0].hints
    assert done.pairs[0].en == "It spent 20 million yuan. The check-ups reached 3,600 people."
    assert dict(done.strategies) == {"clauses": 1}


class OneTerm(NoTerms):
    def match(self, text: str) -> Matches:
        pairs = [("共同富裕", "common prosperity for all")]
        found = tuple(pair for pair in pairs if pair[0] in text)
        return Matches(names=found, given=found)


def test_a_term_that_hints_do_not_bring_is_set_into_the_text() -> None:
    def answer(request: Request) -> str:
        given = "common prosperity for all" in request.text
        return f"They spoke of common prosperity{' for all' if given else ''}."

    engine = Scripted(answer)
    done = translate([Text("他们谈到了共同富裕。")], engine, terms=OneTerm())
    assert done.pairs[0].en == "They spoke of common prosperity for all."
    assert dict(done.strategies) == {"inline": 1}
    assert engine.asked[-1].text == "他们谈到了 common prosperity for all 。"


def test_a_term_takes_the_place_of_other_words_for_it() -> None:
    engine = Scripted(lambda _: "They spoke of prosperity common for all.")
    done = translate([Text("他们谈到了共同富裕。")], engine, terms=OneTerm(), effort="fast")
    assert done.pairs[0].en == "They spoke of common prosperity for all."
    assert dict(done.strategies) == {"term": 1}
    assert len(engine.asked) == 1


def test_a_placeholder_keeps_the_place_of_a_term_that_nothing_else_brings() -> None:
    def answer(request: Request) -> str:
        return "They spoke of the QAX." if "QAX" in request.text else "They spoke of wealth."

    done = translate([Text("他们谈到了共同富裕。")], Scripted(answer), terms=OneTerm())
    assert done.pairs[0].en == "They spoke of the common prosperity for all."
    assert dict(done.strategies) == {"placeholder": 1}
    assert not done.pairs[0].findings


def test_a_term_that_nothing_brings_is_reported() -> None:
    engine = Scripted(lambda _: "They spoke of wealth.")
    done = translate([Text("他们谈到了共同富裕。")], engine, terms=OneTerm())
    assert [finding.check for finding in done.pairs[0].findings] == ["term_missing"]


def test_a_dateline_is_rendered_by_rule_and_only_the_rest_is_asked_for() -> None:
    engine = Scripted(lambda _: "Ten bridges opened.")
    done = translate([Text("新华社北京11月22日电 十座桥通车。")], engine, terms=NoTerms())
    assert done.pairs[0].en == "BEIJING, Nov. 22 (Xinhua) — Ten bridges opened."
    assert [request.text for request in engine.asked] == ["十座桥通车。"]


def test_what_stays_unusable_is_a_marker_and_a_finding_never_the_source() -> None:
    source = "工会给骑手送去了凉茶。"
    done = translate([Text(source)], Scripted(lambda r: r.text), terms=NoTerms())
    assert done.pairs[0].en == MARKER
    assert done.pairs[0].findings[0].severity == "error"


def test_an_answer_cut_off_is_an_error() -> None:
    engine = Scripted(lambda _: Output("The union", "length", 5))
    done = translate([Text("工会给骑手送去了凉茶。")], engine, terms=NoTerms())
    assert "cut_off" in {finding.check for finding in done.pairs[0].findings}


def test_one_bad_text_costs_no_other() -> None:
    def answer(request: Request) -> str:
        return "中文" if "坏" in request.text else "Good English."

    done = translate(
        [Text("好的。"), Text("坏的。"), Text("很好。")], Scripted(answer), terms=NoTerms()
    )
    assert [pair.en for pair in done.pairs] == ["Good English.", MARKER, "Good English."]


def test_a_headline_ends_without_a_full_stop() -> None:
    engine = Scripted(lambda _: "Ten patents from one gun.")
    done = translate([Text("一把焊枪焊出十项专利", "headline")], engine, terms=NoTerms())
    assert done.pairs[0].en == "Ten patents from one gun"


def test_an_empty_line_asks_nothing() -> None:
    engine = Scripted(lambda _: "x")
    done = translate([Text("")], engine, terms=NoTerms())
    assert done.pairs[0].en == ""
    assert not engine.asked


def test_best_takes_the_try_that_the_others_agree_with() -> None:
    answers = ["A cat sat there.", "The water works opened.", "The water works has opened."]
    engine = Scripted(lambda request: answers[min(request.seed, 2)])
    done = translate([Text("水厂开工了。")], engine, terms=NoTerms(), effort="best")
    assert done.pairs[0].en == "The water works has opened."


@pytest.mark.parametrize(("effort", "beams"), [("fast", 1), ("balanced", 4), ("best", 4)])
def test_all_but_fast_ask_for_four_answers_to_be_followed_at_every_try(
    effort: Effort, beams: int
) -> None:
    engine = Scripted(lambda _: "It has members.")
    translate([Text("吸收会员8294人。")], engine, terms=NoTerms(), effort=effort)
    assert {request.beams for request in engine.asked} == {beams}


def test_fast_asks_each_text_once_and_marks_what_is_wrong() -> None:
    engine = Scripted(lambda _: "It has members.")
    done = translate([Text("吸收会员8294人。")], engine, terms=NoTerms(), effort="fast")
    assert len(engine.asked) == 1
    assert [finding.check for finding in done.pairs[0].findings] == ["number_missing"]


def test_the_house_sets_the_english_and_leaves_the_marker() -> None:
    engine = Scripted(lambda _: "The labor center opened.")
    british = settings.EnglishStyle(spelling="british")
    done = translate([Text("劳动中心开门了。")], engine, terms=NoTerms(), style=british)
    assert done.pairs[0].en == "The labour centre opened."


def test_a_country_that_a_short_form_names_is_not_invented() -> None:
    engine = Scripted(lambda _: "The Comorian side has thanked China.")
    short_forms = (("科方", "the Comorian side"),)
    with_short_forms = translate(
        [Text("科方感谢中方。", short_forms=short_forms)], engine, terms=NoTerms()
    )
    without = translate([Text("科方感谢中方。")], engine, terms=NoTerms())
    assert engine.asked[0].hints == short_forms
    assert not with_short_forms.pairs[0].findings
    assert [f.check for f in without.pairs[0].findings] == ["country_invented"]

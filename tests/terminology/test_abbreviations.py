"""Short forms get the English of their antecedents: every example of the table is tested."""

import pytest

from digest.terminology.abbreviations import forms, short_forms

EXAMPLES = [(form, article, en) for form in forms() for article, en in form["examples"].items()]


@pytest.mark.parametrize(("form", "article", "en"), EXAMPLES, ids=[a for _, a, _ in EXAMPLES])
def test_a_short_form_has_the_english_of_its_antecedent(
    form: dict[str, str], article: str, en: str | None
) -> None:
    found = [english for _, english in short_forms(article)]
    assert found == ([en] if en else []), form["short"]


def test_every_form_has_an_example_that_holds() -> None:
    assert all(any(form["examples"].values()) for form in forms())


def test_two_unions_of_one_level_leave_the_short_form_general() -> None:
    article = "安吉县总工会和德清县总工会签约，县总今年还将联合办学。"
    assert dict(short_forms(article))["县总"] == "County Federation of Trade Unions"


def test_short_forms_of_countries_are_those_that_the_article_names() -> None:
    article = "科摩罗总统说，科方赞赏中方的愿景，愿推动科中合作。中科关系稳定发展。中科院院士出席。"
    assert dict(short_forms(article)) == {
        "中科": "China-Comoros", "科中": "Comoros-China", "科方": "the Comorian side",
    }  # fmt: skip
    assert not short_forms("中科关系稳定发展，科方表示赞赏。")


@pytest.mark.parametrize(
    "article",
    [
        "科威特和科摩罗的代表来访。中科关系稳定发展。",
        "美国代表来访，中美关系稳定。",
        "不丹客人来访，不方表示感谢。",
    ],
)
def test_a_short_form_that_says_neither_of_two_or_what_all_know_is_left_alone(article: str) -> None:
    assert not short_forms(article)


def test_an_article_goes_on_to_call_a_japanese_by_the_surname() -> None:
    assert short_forms("首相高市早苗发言。高市的言论受到批评。") == (("高市", "Takaichi"),)
    assert not short_forms("首相高市早苗发言。")
    assert not short_forms("高市的言论受到批评。")


def test_unions_are_known_by_their_short_forms() -> None:
    assert short_forms("省总下拨送清凉资金600万元。") == (
        ("省总", "Provincial Federation of Trade Unions"),
    )
    assert not short_forms("全市总产值增长。市总工会推出应用。")
    assert short_forms("同时，市总还选树了典型，市总拨出经费。") == (
        ("市总", "Municipal Federation of Trade Unions"),
    )
    assert not short_forms("全省总量增长，省总量居前，省总下拨资金。")

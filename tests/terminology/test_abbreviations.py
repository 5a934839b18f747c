"""Short forms stand for what their article names in full: every example of the table holds."""

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

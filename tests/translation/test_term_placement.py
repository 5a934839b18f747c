"""What an entry of a glossary offers, and its English set into a translation that lacks it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest import checks, terminology
from digest.terminology.entry_forms import offered, preferred
from digest.translation import term_placement


@pytest.mark.parametrize(
    ("entry", "forms"),
    [("flood control / prevention in the delta", ("flood control in the delta", "flood prevention in the delta")),
     ("model worker / exemplary worker", ("model worker", "exemplary worker")),
     ("job/employment policy", ("job policy", "employment policy")),
     ("old-age care / care for the aged", ("old-age care", "care for the aged")),
     ("old-age care; care for the aged", ("old-age care", "care for the aged")),
     ("Workers' Home Scheme (WHS)", ("Workers' Home Scheme (WHS)", "Workers' Home Scheme", "WHS")),
     ("Plan for Rivers (2031-2040)", ("Plan for Rivers (2031-2040)",)),
     ("labor (trade) union", ("labor union", "labor trade union")),
     ("trade union（工会）", ("trade union",)),
     ("to raise wages", ("to raise wages", "raise wages")),
     ("workers and/or farmers", ("workers and/or farmers",)),
     ("open 24/7", ("open 24/7",)),
     ("reform or opening up", ("reform or opening up",))],
)  # fmt: skip
def test_an_entry_offers_what_it_lists_the_first_preferred(
    entry: str, forms: tuple[str, ...]
) -> None:
    assert offered(entry) == forms
    assert preferred(entry) == forms[0]


@given(st.text("ab;/ ()（）工1", min_size=1, max_size=30))
def test_every_entry_offers_something(entry: str) -> None:
    assert all(offered(entry))


def found(en: str, zh: str, entry: str) -> bool:
    findings = checks.check_translation(f"他们谈到{zh}。", en, given=[(zh, entry)])
    return "term_missing" not in {finding.check for finding in findings}


@pytest.mark.parametrize(
    ("en", "there"),
    [("They spoke of flood control in the delta.", True),
     ("They spoke of flood prevention in the delta.", True),
     ("They spoke of floods in the delta.", False),
     ("They spoke of flood control.", False)],
)  # fmt: skip
def test_any_english_that_the_entry_offers_counts_and_no_other(en: str, there: bool) -> None:
    assert found(en, "三角洲防洪", "flood control / prevention in the delta") == there


def test_a_name_that_the_user_gave_is_held_word_for_word() -> None:
    assert found("They spoke of the Delta Flood Act.", "三角洲防洪法", "Delta Flood Act")
    assert not found("They spoke of the Flood Act.", "三角洲防洪法", "Delta Flood Act")
    assert found("They spoke of Pan.", "潘仙德", "Pan Xiande")


def test_the_term_base_writes_the_first_and_accepts_each() -> None:
    terms = terminology.build_term_base([], glossary={"防洪": "flood control / prevention"})
    assert terms.match("防洪工作").hints == (("防洪", "flood control"),)
    assert terms.match("防洪工作").given == (("防洪", "flood control / prevention"),)
    assert terms.english["防洪"] == "flood control"


def test_an_official_term_that_a_glossary_repeats_is_held_too() -> None:
    terms = terminology.build_term_base([], glossary={"共同富裕": "common prosperity"})
    assert terms.match("谈共同富裕").given == (("共同富裕", "common prosperity"),)


@pytest.mark.parametrize(
    ("en", "entry", "set_"),
    [("The new development pattern is here.", "new pattern of development", "The new pattern of development is here."),
     ("It revised a Delta River Protection Law today.", "law on Delta River protection", "It revised a law on Delta River protection today."),
     ("Low Earth orbit is near.", "low-Earth orbit", "Low-Earth orbit is near."),
     ("An old supply fair opened.", "a supply fair of old", "A supply fair of old opened."),
     ("It gave the Delta's \"Workers Medal\" to him.", "Workers Medal of the Delta", "It gave the Workers Medal of the Delta to him."),
     ("It gave “Workers” Medal of Deltas to him.", "Workers Medal of the Delta", "It gave Workers Medal of the Delta to him."),
     ("They spoke of the eradication of wage debts.", "eradicate wage debts", "They spoke of eradicating wage debts."),
     # The words contain another name, half of it is elsewhere, or two places may be meant.
     ("The Hulan space station is up.", "Dagong space station", None),
     ("Rivers and the law of deltas.", "Rivers Protection Act of the Delta", None),
     ("Green jobs here, green jobs there.", "jobs that are green", None),
     ("Nothing of it.", "new pattern of development", None)],
)  # fmt: skip
def test_a_term_goes_where_the_english_plainly_says_it_otherwise(
    en: str, entry: str, set_: str | None
) -> None:
    assert term_placement.place_term(en, entry) == set_


def test_placeholders_are_replaced_by_their_terms() -> None:
    zh, kept = term_placement.insert_placeholders(
        "谈到防洪法和防洪。", [("防洪", "flood control"), ("防洪法", "Flood Act")]
    )
    first, second = (sign for sign, _ in kept)
    assert zh == f"谈到 {first} 和 {second} 。"
    en = term_placement.fill_placeholders(
        f"They spoke of “{first}” and {second}.", kept, quoted=False
    )
    assert en == "They spoke of Flood Act and flood control."
    assert term_placement.fill_placeholders(f"They spoke of {first}.", kept, quoted=False) is None


@pytest.mark.parametrize(
    ("en", "term", "set_"),
    [("The QAX won.", "the Medal", "The Medal won."), ("A QAX won.", "skilled workers", "Skilled workers won."),
     ("He said the protection of the QAX counts.", "protect the rights", "He said protecting the rights counts."),
     ("It is a QAX.", "old medal", "It is an old medal."), ("He said: QAX.", "It rains.", "He said: It rains."),
     ("We met. QAX came.", "unions", "We met. Unions came."), ("He, the QAX, won.", "a saint", "He, a saint, won.")],
)  # fmt: skip
def test_articles_and_capitals_fit_their_place(en: str, term: str, set_: str) -> None:
    assert term_placement.fill_placeholders(en, [("QAX", term)], quoted=False) == set_


@given(st.text(max_size=40), st.text(min_size=1, max_size=40).filter(str.strip))
@example("", "(\\A)")
def test_no_placeholder_is_left_in_any_text(en: str, entry: str) -> None:
    term_placement.place_term(en, entry)
    zh, kept = term_placement.insert_placeholders(f"{en}工会", [("工会", entry)])
    filled = term_placement.fill_placeholders(zh, kept, quoted=True)
    assert filled is None or not any(sign in filled for sign, _ in kept)

"""Post-editing: what the Chinese leaves no doubt of is corrected, and good English is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import checks
from digest.checks import TextPair
from digest.quantities import english
from digest.translation.postedit.amounts import fix_amounts
from digest.translation.postedit.names import use_one_form
from digest.translation.postedit.phrases import PhraseFix, fix_phrases, phrase_fixes
from digest.translation.postedit.quotes import close_quotes


@pytest.mark.parametrize("fix", phrase_fixes(), ids=lambda fix: fix.id)
def test_each_phrase_fix_corrects_its_example_and_leaves_the_result_alone(fix: PhraseFix) -> None:
    zh, wrong, right = fix.example
    assert fix.applies_to(zh)
    assert fix.apply(wrong) != wrong
    assert fix_phrases(zh, wrong) == right
    assert fix_phrases(zh, right) == right


@pytest.mark.parametrize(
    "en",
    ["He knew that that had had no end, a very very long one.", "A one-party state, a European, a ewe.",
     "It grew more and more, for years and years: junior high and high school, funds and funds raised.", "In the 1970s he ran 3000m, on macOS, with lncRNA.",
     "Menteri Menteri met Ming Ming.", "He was concerned by the news.", "Wait... and see.",
     "It is a user's a-list of a U.S. firm.", "Group A is ahead; vitamin A and B."],
)  # fmt: skip
def test_good_english_is_left_alone(en: str) -> None:
    assert fix_phrases("", en) == en


@given(st.text("a e.ou1”… (RMB)yn", max_size=60))
def test_fixing_phrases_twice_changes_nothing_more_and_no_number(en: str) -> None:
    once = fix_phrases("", en)
    assert fix_phrases("", once) == once
    digits = [number.values for number in english.numbers(en) if number.must]
    assert [number.values for number in english.numbers(once) if number.must] == digits


@pytest.mark.parametrize(
    ("zh", "en", "right"),
    [
        ("驿站有260多名会员。", "The station has 260 members.", "The station has more than 260 members."),
        ("260余人参加。", "260 people came.", "More than 260 people came."),
        ("两天来了3万多人。", "In two days 30,000 people came.", "In two days more than 30,000 people came."),
        ("三五年后再建水厂。", "It will be built in 35 years.", "It will be built in three to five years."),
        ("来了七八个人。", "Some 78 people came.", "Some seven or eight people came."),
    ],
)  # fmt: skip
def test_an_amount_that_the_english_loses_is_restored(zh: str, en: str, right: str) -> None:
    assert fix_amounts(zh, en) == right
    assert fix_amounts(zh, right) == right


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("驿站有260多名会员。", "The station has over 260 members."),
        ("驿站有260多名会员。", "The station has some 260 members."),
        ("驿站有260多名会员。", "The station has 260-odd members."),
        ("驿站有260名会员。", "The station has 260 members."),
        ("260多人中有260名党员。", "Of the 260 people 260 are members."),
        ("多年来有260名会员。", "It has had 260 members for years."),
        ("今年以来和近年来都有增长。", "It grew in recent years."),
        ("第三五年计划要35年。", "It takes 35 years."), ("二十三五年后。", "In 35 years."),
        ("三五年里有35.5万人来过。", "In three to five years 35.5 thousand came."),
        ("他介绍，这是当年推出的。", "It was introduced that year, he said."),
        ("近年来，会员增长。", "In recent years, membership grew."),
        ("5月1日晚，他们走访企业。", "On the evening of May 1, they visited firms."),
    ],
)  # fmt: skip
def test_english_that_says_it_already_is_left_alone(zh: str, en: str) -> None:
    assert fix_amounts(zh, fix_phrases(zh, en)) == en


@given(st.integers(11, 99_999), st.sampled_from(["多", "余"]), st.sampled_from("名个座吨"))
def test_more_than_is_said_once_and_the_checks_agree(number: int, more: str, unit: str) -> None:
    zh, en = f"仓库有{number}{more}{unit}。", f"The store has {number:,} of them."
    right = fix_amounts(zh, en)
    assert right == f"The store has more than {number:,} of them."
    assert fix_amounts(zh, right) == right
    assert not checks.check_translation(zh, right)


def test_xizang_is_the_one_form_of_its_name() -> None:
    names = (("西藏", "Xizang"),)
    en = "Xizang and Tibet; Tibetan barley; Tibet Airlines."
    wanted = "Xizang and Xizang; Tibetan barley; Tibet Airlines."
    assert use_one_form(en, names) == wanted
    assert use_one_form("Tibet", ()) == "Tibet"
    assert use_one_form("Tibet", (("西藏", "Tibet"),)) == "Tibet"


@pytest.mark.parametrize(
    ("zh", "en", "right"),
    [("他说：“明天开工。”", 'He said: "Work begins tomorrow.', 'He said: "Work begins tomorrow."'),
     ("他说：“明天开工。”", "He said: “Work begins tomorrow.", "He said: “Work begins tomorrow.”"),
     ("有人问，明天开工吗？", 'One asked, "Does it begin?', 'One asked, "Does it begin?"'),
     ("他说：“明天开工。”", "\"He said: 'Work begins.'", "He said: 'Work begins.'"),
     ("“他来了。”他们看到了“家”。", '"He came. "They saw a "home".', '"He came." They saw a "home".'),
     ("“明天开工”是厂里的口号。", 'Work begins" is their motto.', '"Work begins" is their motto.')],
)  # fmt: skip
def test_a_quote_gets_its_partner_where_the_chinese_says_its_place(
    zh: str, en: str, right: str
) -> None:
    assert close_quotes(zh, en) == right
    assert not checks.REGISTRY["unbalanced"].findings(TextPair.of(zh, right))


@pytest.mark.parametrize(
    ("zh", "en"),
    [("他说：“明天开工。”", 'He said: "Work begins."'),
     ("他的“突破”并不光彩。", 'His "breakthrough" was a"disgrace.'),
     ("“明天开工，", '"Work begins tomorrow,'),
     ("“开工”的消息传开。", 'The news of "work spread.')],
)  # fmt: skip
def test_quotes_stay_where_their_place_is_in_doubt(zh: str, en: str) -> None:
    assert close_quotes(zh, en) == en

"""Slips that are never right are put right, and good English is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.checks import fluency
from digest.quantities import english
from digest.translation.postedit.slips import mended, paired


@pytest.mark.parametrize(
    ("en", "right"),
    [("It led the many listed listed banks.", "It led the many listed banks."),
     ("He read Takaichi’sTaiwan remarks.", "He read Takaichi’s Taiwan remarks."),
     ("It began a era of an old kind.", "It began an era of an old kind."),
     ("-- A report -- from here.", "— A report — from here."),
     ("They signed a `Cooperation Agreement`.", 'They signed a "Cooperation Agreement".'),
     ("They visited and visited the workers.", "They visited the workers."),
     ("The 2025truck drivers sent it viaEMS express.", "The 2025 truck drivers sent it via EMS express."),
     ("He waited ... ... and left.", "He waited ... and left."),
     ("He said, “It is so. ”", "He said, “It is so.”"),
     ("A fine of 300 yuan (RMB) was paid.", "A fine of 300 yuan was paid."),
     ("The law was widely concerned by the public.", "The law drew wide attention from the public."),
     ("The laws are widely concerned by all.", "The laws are drawing wide attention from all."),
     ("The laws were widely concerned.", "The laws drew wide attention."),
     ("“It is true skill.” Luo Jianping said. He left.", "“It is true skill,” Luo Jianping said. He left."),
     ("A wedding andDating event.", "A wedding and Dating event."),
     ('"It is good." She said, "It is."', '"It is good," she said, "It is."')],
)  # fmt: skip
def test_a_slip_is_put_right(en: str, right: str) -> None:
    assert mended(en) == right


@pytest.mark.parametrize(
    "en",
    ["He knew that that had had no end, a very very long one.", "A one-party state, a European, a ewe.",
     "It grew more and more, for years and years: junior high and high school, funds and funds raised.", "In the 1970s he ran 3000m, on macOS, with lncRNA.",
     "Menteri Menteri met Ming Ming.", "He was concerned by the news.", "Wait... and see.",
     "It is a user's a-list of a U.S. firm.", "Group A is ahead; vitamin A and B."],
)  # fmt: skip
def test_good_english_is_left_alone(en: str) -> None:
    assert mended(en) == en


@given(st.text("a e.ou1”… (RMB)yn", max_size=60))
def test_mending_twice_changes_nothing_more_and_no_number(en: str) -> None:
    once = mended(en)
    assert mended(once) == once
    digits = [number.values for number in english.numbers(en) if number.must]
    assert [number.values for number in english.numbers(once) if number.must] == digits


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
    assert paired(zh, en) == right
    assert not [*fluency.balance(zh, right, ())]


@pytest.mark.parametrize(
    ("zh", "en"),
    [("他说：“明天开工。”", 'He said: "Work begins."'),
     ("他的“突破”并不光彩。", 'His "breakthrough" was a"disgrace.'),
     ("“明天开工，", '"Work begins tomorrow,'),
     ("“开工”的消息传开。", 'The news of "work spread.')],
)  # fmt: skip
def test_quotes_stay_where_their_place_is_in_doubt(zh: str, en: str) -> None:
    assert paired(zh, en) == en


def test_a_day_before_a_bracket_is_no_mark_of_a_list() -> None:
    assert not [*fluency.balance("下周一（1日）开会。", "They meet on Monday (June 1).", ())]
    assert not [*fluency.balance("1）开会。", "1) They meet.", ())]
    assert [*fluency.balance("下周一（1日）开会。", "They meet on Monday (June 1.", ())]

"""Slips that are never right are put right, and good English is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.mending import mended
from digest.verify import english


@pytest.mark.parametrize(
    ("en", "right"),
    [("It led the many listed listed banks.", "It led the many listed banks."),
     ("It began a era of an old kind.", "It began an era of an old kind."),
     ("He waited ... ... and left.", "He waited ... and left."),
     ("He said, “It is so. ”", "He said, “It is so.”"),
     ("A fine of 300 yuan (RMB) was paid.", "A fine of 300 yuan was paid."),
     ("The law was widely concerned by the public.", "The law drew wide attention from the public."),
     ("The laws are widely concerned by all.", "The laws are drawing wide attention from all."),
     ("The laws were widely concerned.", "The laws drew wide attention.")],
)  # fmt: skip
def test_a_slip_is_put_right(en: str, right: str) -> None:
    assert mended(en) == right


@pytest.mark.parametrize(
    "en",
    ["He knew that that had had no end, a very very long one.", "A one-party state, a European, a ewe.",
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

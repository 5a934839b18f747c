"""Of several texts the one that the others agree with most is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.similarity import chrf, common, in_order, most_agreed


def test_the_text_that_the_others_agree_with_is_taken() -> None:
    assert (
        most_agreed(["It rained all day.", "The union met today.", "The union has met today."]) > 0
    )


def test_of_two_the_first_is_taken() -> None:
    assert most_agreed(["a", "the union met"]) == 0


def test_a_line_without_what_few_others_say_is_preferred() -> None:
    lines = ["总工会举办技能竞赛并表彰先进", "总工会举办技能竞赛", "总工会举办职工技能竞赛"]
    assert lines[most_agreed(lines, in_order)] == "总工会举办技能竞赛"


@pytest.mark.parametrize(
    ("a", "b", "length"), [("abcde", "ace", 3), ("", "ab", 0), ("ba", "ab", 1)]
)
def test_what_two_texts_share_in_order(a: str, b: str, length: int) -> None:
    assert common(a, b) == length


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_is_a_share_and_whole_for_equals(a: str, b: str) -> None:
    for like in (chrf, in_order):
        assert 0 <= like(a, b) <= 1.0 + 1e-9
        assert not a.strip() or like(a, a) == pytest.approx(1.0)

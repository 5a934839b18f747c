"""Many phrases found at once."""

from hypothesis import given
from hypothesis import strategies as st

from digest.text.phrases import Phrases


def test_longest_phrases_are_chosen_first_and_none_touches_another() -> None:
    phrases = Phrases(["安吉", "安吉县", "吉县", "县总工会"])
    assert phrases.longest("安吉县总工会") == [(0, "安吉"), (2, "县总工会")]


@given(st.text("甲乙丙", max_size=30), st.sets(st.text("甲乙丙", min_size=1, max_size=4)))
def test_every_phrase_of_a_text_is_found(text: str, phrases: set[str]) -> None:
    found = {phrase for _, phrase in Phrases(phrases).all(text)}
    assert found == {phrase for phrase in phrases if phrase in text}

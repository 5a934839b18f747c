"""Beam search over small made-up languages."""

import itertools
import math
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.engines.native import beam_search
from digest.engines.native.beam_search import Beam

END = 0
Language = Callable[[tuple[int, ...]], dict[int, float]]


def searched(language: Language, width: int, most: int = 60) -> tuple[list[int], str]:
    """The answer to nothing in a language, which gives the next tokens' chances after some."""
    text = Beam(width, most, frozenset({END}))
    while text.live:
        text.extend([likeliest(language(answer.tokens), 2 * width) for answer in text.live])
    answer, reason = text.result()
    return list(answer.tokens), reason


def likeliest(chances: dict[int, float], count: int) -> list[tuple[int, float]]:
    ordered = sorted(chances, key=lambda token: -chances[token])[:count]
    return [(token, math.log(chances[token])) for token in ordered]


def told(answers: dict[tuple[int, ...], dict[int, float]]) -> Language:
    return lambda tokens: answers.get(tokens, {END: 1.0})


def test_an_answer_behind_a_less_likely_word_is_found_by_two_and_not_by_one() -> None:
    language = told({(): {1: 0.6, 2: 0.4}, (1,): {3: 0.4, 4: 0.35, 5: 0.25}, (2,): {6: 1.0}})
    assert searched(language, 1) == ([1, 3, END], "stop")
    assert searched(language, 2) == ([2, 6, END], "stop")


def test_a_longer_answer_is_not_held_against_it() -> None:
    """0.5 for one token is 0.5 a token; 0.5 x 0.8 x 0.8 is 0.68 a token."""
    language = told({(): {END: 0.5, 1: 0.5}, (1,): {2: 0.8, 3: 0.2}, (1, 2): {END: 0.8, 4: 0.2}})
    assert searched(language, 2) == ([1, 2, END], "stop")


def test_what_is_far_behind_is_given_up() -> None:
    text = Beam(4, 9, frozenset({END}))
    assert text.extend([likeliest({1: 0.6, 2: 0.3, 3: 0.1}, 8)]) == [0, 0]
    assert [answer.tokens for answer in text.live] == [(1,), (2,)]


def test_of_two_that_have_long_said_the_same_the_likelier_goes_on() -> None:
    def language(tokens: tuple[int, ...]) -> dict[int, float]:
        return {1: 0.6, 2: 0.4} if not tokens else {3 + len(tokens): 1.0}

    text = Beam(4, 99, frozenset({END}))
    sizes = []
    for _ in range(beam_search.SAME + 1):
        text.extend([likeliest(language(answer.tokens), 8) for answer in text.live])
        sizes.append(len(text.live))
    assert sizes == [2] * beam_search.SAME + [1]
    assert text.live[0].tokens[0] == 1


@pytest.mark.parametrize("width", [1, 4])
def test_an_answer_without_an_end_is_cut(width: int) -> None:
    def endless(tokens: tuple[int, ...]) -> dict[int, float]:
        return {1 + len(tokens) * 7 % 30: 0.9, 40: 0.1}

    answer, reason = searched(endless, width, most=25)
    assert (len(answer), reason) == (25, "length")


@pytest.mark.parametrize("width", [1, 4])
def test_a_loop_is_cut_before_its_budget_ends(width: int) -> None:
    answer, reason = searched(lambda _: {7: 0.9, 8: 0.1}, width, most=500)
    assert reason == "length"
    assert len(answer) < 80


@given(st.lists(st.floats(0.05, 1), min_size=39, max_size=39))
def test_where_nothing_is_given_up_it_is_the_best_of_all(weights: list[float]) -> None:
    """Three tokens and three places: 13 beginnings with a chance for each token after them."""
    known = [p for n in range(3) for p in itertools.product((END, 1, 2), repeat=n)]
    chances = {
        begun: normal(weights[3 * i : 3 * i + 3]) for i, begun in enumerate(known)
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(beam_search, "BEHIND", math.inf)
        found, reason = searched(lambda tokens: chances[tokens], width=27, most=3)
    whole = [t for n in range(3) for p in itertools.product((1, 2), repeat=n) for t in [(*p, END)]]
    best = max(whole, key=lambda tokens: mean(chances, tokens))
    assert reason == "stop"
    assert mean(chances, found) == pytest.approx(mean(chances, best))


def normal(weights: Sequence[float]) -> dict[int, float]:
    return {token: weight / sum(weights) for token, weight in enumerate(weights)}


def mean(chances: dict[tuple[int, ...], dict[int, float]], tokens: Sequence[int]) -> float:
    logs = [math.log(chances[tuple(tokens[:i])][token]) for i, token in enumerate(tokens)]
    return sum(logs) / len(logs)

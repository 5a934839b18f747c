"""Chinese text cut into sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.hanzi import MAX_SENTENCE_CHARS, split_sentences


def test_a_quotation_belongs_to_its_sentence() -> None:
    assert split_sentences("他说：“甲。乙。”丁！") == ("他说：“甲。乙。”", "丁！")


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("王立、李敏、" * 3_000, "、"),
        ("水厂供水，" * 4_000, "，"),
        ("“" + "水厂开工了。" * 3_000, "。"),
        ("“" + "他说：‘开工了。’" * 3_000, "’"),
        ("水" * 20_000, "水"),
    ],
)
def test_a_sentence_without_an_end_is_cut_at_the_best_place(text: str, ending: str) -> None:
    sentences = split_sentences(text)
    assert "".join(sentences) == text
    assert max(map(len, sentences)) <= MAX_SENTENCE_CHARS
    assert all(sentence.endswith(ending) for sentence in sentences)


@given(st.text("水厂。，、“”（）!1,\n ", max_size=3 * MAX_SENTENCE_CHARS))
def test_sentences_joined_are_the_text(text: str) -> None:
    sentences = split_sentences(text)
    assert "".join(sentences) == text
    assert all(0 < len(sentence) <= MAX_SENTENCE_CHARS for sentence in sentences)

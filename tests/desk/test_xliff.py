"""An issue on its way to a translator's tool and back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.desk import ArticleEdits, Edits, PassageEdit, apply, from_xliff, passage_key, to_xliff
from digest.errors import InputError
from digest.records import Digest, Pair, PairBlock
from tests.support.examples import a_digest, an_entry

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), min_size=1).filter(str.strip)  # fmt: skip


def issue(*english: str) -> Digest:
    blocks = tuple(PairBlock("p", Pair(f"第{n}段。", en)) for n, en in enumerate(english))
    entry = replace(
        an_entry("a-1"),
        title=Pair("工人来了", "Workers come"),
        kicker=None,
        subtitle=None,
        summary=(),
        blocks=blocks,
    )
    return replace(a_digest(), entries=(entry,))


def test_nothing_changed_is_no_correction() -> None:
    digest = a_digest(an_entry("a-1"), an_entry("2b"))
    assert from_xliff(to_xliff(digest).encode(), digest, "w.xlf") == Edits()


def test_a_changed_target_is_a_correction() -> None:
    digest = issue("First.", "Second & <last>.")
    text = to_xliff(digest).replace("First.", "The first one.")
    text = text.replace(">Workers come<", ">New headline<")
    key = passage_key("第0段。")
    expected = ArticleEdits(
        "New headline", passages={key: PassageEdit("第0段。", "The first one.")}
    )
    edits = from_xliff(text.encode(), digest, "w.xlf")
    assert edits == Edits(articles={"a-1": expected})
    assert apply(digest, edits).digest.entries[0].blocks[0].pair.en == "The first one."


def test_a_passage_that_a_tool_split_into_sentences_comes_back_whole() -> None:
    digest = issue("It rained. All day.")
    text = to_xliff(digest).replace(
        '<target xml:space="preserve">It rained. All day.</target></segment>',
        "<target>It poured.</target></segment><ignorable><source> </source></ignorable>"
        "<segment><source>。</source><target>All day.</target></segment>",
    )  # fmt: skip
    edits = from_xliff(text.encode(), digest, "w.xlf")
    assert apply(digest, edits).digest.entries[0].blocks[0].pair.en == "It poured. All day."
    unfinished = text.replace("<target>All day.</target>", "")
    assert from_xliff(unfinished.encode(), digest, "w.xlf") == Edits()


@given(st.lists(TEXT, min_size=1, max_size=4), st.lists(TEXT, min_size=1, max_size=4))
def test_any_english_comes_back_as_it_was_set(old: list[str], new: list[str]) -> None:
    before, after = issue(*old), issue(*new)
    edits = from_xliff(to_xliff(after).encode(), before, "w.xlf")
    done = apply(before, edits).digest.entries[0].blocks
    for block, en in zip(done, new, strict=False):
        assert block.pair.en == en


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<xliff version='1.2'/>", "not an XLIFF 2 file"),
        (to_xliff(issue("x")).replace('original="a-1"', 'original="a-9"'), "'a-9' is not in the issue"),
        ("no xml", "not XML.*digest export"),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_or_week_is_refused(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        from_xliff(text.encode(), issue("x"), "w.xlf")

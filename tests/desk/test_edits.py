"""An editor's corrections: laid over an issue, kept through every later run."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.desk import (
    EDITS,
    ArticleEdits,
    Edits,
    PassageEdit,
    apply,
    dump_edits,
    load_edits,
    parse_edits,
    passage_key,
)
from digest.errors import InputError
from digest.records import Digest, Finding, Pair, PairBlock
from tests.support.examples import a_digest, an_entry

FLAG = Finding("number_missing", "warning", "12 is missing")
BODY = Pair("王立国说，12名工人来了。", "Wang Liguang said workers came.", (FLAG,))


def issue() -> Digest:
    first = replace(
        an_entry(), id="a-1", title=Pair("工人来了", "Workers come"), section=Pair("工会", "Unions"),
        summary=(Pair("工人来了。", "Workers came, Wang Liguang says."),),
        blocks=(PairBlock("p", BODY),),
    )  # fmt: skip
    second = replace(first, id="a-2", title=Pair("运动会", "Games"), section=Pair("体育", "Sport"))
    return replace(a_digest(), entries=(first, second))


def edited(**article: object) -> Digest:
    return apply(issue(), Edits(articles={"a-1": ArticleEdits(**article)})).digest  # type: ignore[arg-type]


def test_a_corrected_passage_replaces_the_english_and_its_flags() -> None:
    passages = {passage_key(BODY.zh): PassageEdit(en="Wang Liguo said 12 workers came.")}
    pair = edited(passages=passages).entries[0].blocks[0].pair
    assert pair == Pair(BODY.zh, "Wang Liguo said 12 workers came.")


def test_an_accepted_flag_is_gone_and_the_english_stays() -> None:
    passages = {passage_key(BODY.zh): PassageEdit(accepted=("number_missing",))}
    assert edited(passages=passages).entries[0].blocks[0].pair == Pair(BODY.zh, BODY.en)
    others = {passage_key(BODY.zh): PassageEdit(accepted=("date_wrong",))}
    assert edited(passages=others).entries[0].blocks[0].pair == BODY


def test_a_headline_a_note_and_a_section_are_the_editors() -> None:
    note = Pair("编者按", "Editor's note")
    entry = edited(headline="Dozen workers arrive", note=note, section="体育").entries[0]
    assert entry.title == Pair("工人来了", "Dozen workers arrive")
    assert entry.note == note
    assert entry.section == Pair("体育", "Sport")


def test_an_article_can_be_dropped_or_moved() -> None:
    assert [entry.id for entry in edited(drop=True).entries] == ["a-2"]
    assert [entry.id for entry in edited(place=2).entries] == ["a-2", "a-1"]


def test_a_name_is_corrected_everywhere_but_not_inside_another_word() -> None:
    done = apply(issue(), Edits(names={"Wang Liguang": "Wang Liguo", "Wor": "x"}))
    text = [pair.en for e in done.digest.entries for pair in (*e.summary, e.blocks[0].pair)]
    assert not any("Liguang" in en for en in text)
    assert all("Wang Liguo" in en for en in text)
    assert done.digest.entries[0].title.en == "Workers come"
    assert done.unused == ("name Wor: not in this issue",)


def test_a_correction_that_finds_nothing_is_told() -> None:
    passages = {"000000000000": PassageEdit(zh="走了的话", en="Gone.")}
    edits = Edits(articles={"a-1": ArticleEdits(passages=passages, section="美食"), "a-9": ArticleEdits(drop=True)})  # fmt: skip
    done = apply(issue(), edits)
    assert done.digest == issue()
    assert not done.applied
    assert len(done.unused) == 3
    assert any("走了的话" in line for line in done.unused)


def test_corrections_laid_on_twice_are_laid_on_once() -> None:
    passages = {passage_key(BODY.zh): PassageEdit(en="Wang Liguang said 12 workers came.")}
    edits = Edits(
        lead=Pair("导语", "Lead"),
        names={"Wang Liguang": "Wang Liguo"},
        articles={"a-1": ArticleEdits(headline="New", place=2, passages=passages)},
    )
    once = apply(issue(), edits)
    twice = apply(once.digest, edits)
    assert twice.digest == once.digest
    assert not twice.unused


WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs", "Cc"]), max_size=20)
PAIRS = st.none() | st.builds(Pair, WORDS, WORDS)
PASSAGES = st.builds(PassageEdit, WORDS, WORDS, st.lists(WORDS, max_size=2).map(tuple))
ARTICLES = st.builds(
    ArticleEdits, WORDS, st.booleans(), WORDS, st.integers(0, 99), PAIRS,
    st.dictionaries(WORDS, PASSAGES, max_size=3),
)  # fmt: skip
EDITS_OF_ANY_KIND = st.builds(
    Edits, PAIRS, st.dictionaries(WORDS, WORDS, max_size=3), st.dictionaries(WORDS, ARTICLES, max_size=3)
)  # fmt: skip


@given(EDITS_OF_ANY_KIND)
def test_any_corrections_are_read_back_as_they_were_written(edits: Edits) -> None:
    assert parse_edits(dump_edits(edits)) == edits


def test_a_file_by_hand_reads(tmp_path: Path) -> None:
    key = passage_key(BODY.zh)
    (tmp_path / EDITS).write_text(
        f"names: {{Wang Liguang: Wang Liguo}}\narticles:\n  a-1:\n    headline: Dozen arrive\n"
        f"    passages:\n      {key}:\n        en: Twelve came.\n",
        encoding="utf-8",
    )
    done = apply(issue(), load_edits(tmp_path))
    assert done.digest.entries[0].title.en == "Dozen arrive"
    assert done.digest.entries[0].blocks[0].pair.en == "Twelve came."
    assert load_edits(tmp_path / "elsewhere") == Edits()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("articles: [", "edits.yaml:1: not YAML"),
        ("articles: {a-1: {headlin: x}}", "articles.a-1.headlin: is not a known key"),
        ("articles: {a-1: {drop: maybe}}", "articles.a-1.drop: should be true or false"),
        ("articles: {a-1: {headline: 2026}}", "articles.a-1.headline: should be text"),
        ("just words", "the file: should be keys with values"),
        ("a: &a {zh: *a}", "a: is not a known key"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_file_is_named_with_its_place(
    text: str, told: str, tmp_path: Path
) -> None:
    (tmp_path / EDITS).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_edits(tmp_path)
    assert told in str(error.value)

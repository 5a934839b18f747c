"""The translation memory: exact and similar passages, and its way to other tools."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.desk import Memory, Remembered, from_tmx, from_tsv, to_tmx, to_tsv
from digest.errors import InputError

ONE = Remembered("市总工会慰问了120名户外劳动者。", "The city's union visited 120 outdoor workers.", "2026-W46", "2026-11-13")  # fmt: skip


def test_a_passage_that_was_kept_is_found_again(tmp_path: Path) -> None:
    with Memory(tmp_path / "m.sqlite") as memory:
        assert memory.exact(ONE.zh) is None
        assert not (tmp_path / "m.sqlite").exists()
        assert memory.add([ONE]) == 1
    with Memory(tmp_path / "m.sqlite") as memory:
        assert memory.exact(ONE.zh) == ONE.en
        assert memory.exact(ONE.zh[:-1]) is None
        assert list(memory) == [ONE]


def test_the_last_correction_wins_and_an_equal_one_changes_nothing(tmp_path: Path) -> None:
    with Memory(tmp_path / "m.sqlite") as memory:
        memory.add([ONE])
        newer = Remembered(ONE.zh, "The union called on 120 people.", "2026-W47", "2026-11-20")
        assert memory.add([ONE, newer]) == 1
        assert memory.exact(ONE.zh) == newer.en
        assert memory.add([newer]) == 0
        assert len(memory) == 1


def test_a_similar_passage_is_offered_with_its_percentage(tmp_path: Path) -> None:
    with Memory(tmp_path / "m.sqlite") as memory:
        memory.add([ONE, Remembered("今天下雨。", "It rains today.", "", "")])
        (match,) = memory.similar("市总工会慰问了135名户外劳动者。")
        assert match.passage == ONE
        assert 85 <= match.percent < 100
        assert memory.similar("完全不同的一句话，没有相同之处。") == []
        assert memory.similar("雨") == []


def test_marks_of_the_query_language_are_text(tmp_path: Path) -> None:
    with Memory(tmp_path / "m.sqlite") as memory:
        memory.add([Remembered('他说"AND NOT *"并离开了会场。', "He said so and left.", "", "")])
        (match,) = memory.similar('他说"AND NOT *"并离开了会场')
        assert match.percent > 90


def test_blank_passages_are_not_kept(tmp_path: Path) -> None:
    with Memory(tmp_path / "m.sqlite") as memory:
        assert memory.add([Remembered(" ", "x", "", ""), Remembered("一", "", "", "")]) == 0


def test_a_file_that_is_no_memory_is_left_alone_and_named(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    path.write_bytes(b"no database at all, but some text" * 20)
    with Memory(path) as memory, pytest.raises(InputError, match="not a translation memory"):
        memory.exact("一")
    assert path.read_bytes().startswith(b"no database")


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), min_size=1)  # fmt: skip
DAYS = st.dates().map(lambda day: day.isoformat()) | st.just("")
PASSAGES = st.lists(st.builds(Remembered, TEXT, TEXT, TEXT, DAYS), max_size=5)


@given(PASSAGES)
def test_tmx_and_back_is_the_same(passages: list[Remembered]) -> None:
    assert list(from_tmx(to_tmx(passages).encode(), "m.tmx")) == passages


ANY_TEXT = st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip)


@given(st.lists(st.builds(Remembered, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT), max_size=5))
def test_tsv_and_back_is_the_same(passages: list[Remembered]) -> None:
    assert list(from_tsv(to_tsv(passages), "m.tsv")) == passages


def test_control_characters_make_no_tmx_ill_formed() -> None:
    (found,) = from_tmx(to_tmx([Remembered("一\x01二", "One\x0b", "", "")]).encode(), "m.tmx")
    assert (found.zh, found.en) == ("一二", "One")


def test_tmx_of_another_tool_reads() -> None:
    text = """<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd">
    <tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="sentence"
      o-tmf="x" adminlang="en" srclang="en-US" datatype="html"/><body>
    <tu creationdate="20250102T030405Z"><tuv xml:lang="en-US"><seg>A <bpt i="1">&lt;b&gt;</bpt>new<ept
      i="1">&lt;/b&gt;</ept> hall</seg></tuv><tuv xml:lang="ZH_cn"><seg>新<hi>礼堂</hi></seg></tuv></tu>
    <tu><tuv xml:lang="fr"><seg>salle</seg></tuv><tuv xml:lang="zh"><seg>厅</seg></tuv></tu>
    </body></tmx>"""
    found = list(from_tmx(text.encode(), "theirs.tmx"))
    assert found == [Remembered("新礼堂", "A new hall", "theirs.tmx", "2025-01-02")]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<tmx", "not XML"),
        (b"<html/>", "not a TMX file"),
        (b'<!DOCTYPE tmx [<!ENTITY a "b">]><tmx>&a;</tmx>', "declares XML entities"),
    ],
)
def test_a_file_that_is_no_tmx_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told):
        list(from_tmx(data, "m.tmx"))


def test_a_line_with_other_columns_is_named() -> None:
    with pytest.raises(InputError, match=r"m\.tsv:2: 1 columns"):
        list(from_tsv("一\tone\n二\n", "m.tsv"))

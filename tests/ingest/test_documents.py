"""PDF and EPUB files: their articles, or a line that says why not."""

import io
import shutil
import zipfile
from pathlib import Path

import pytest

from digest import ingest
from digest.ingest.formats.epub import MAX_BOOK_BYTES
from digest.records import Article, Failure

BODY = "江口县第三座水厂昨天开始供水，两万三千户居民用上了山泉水。水厂每天供水五万吨，管网延伸到每一个村。"
CONTAINER = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="O/p.opf"/></rootfiles></container>'
PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="n" href="n.xhtml" properties="nav"/>'
    '<item id="a" href="a%20b.xhtml"/></manifest><spine><itemref idref="n"/><itemref idref="a"/></spine></package>'
)


def book(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("META-INF/container.xml", CONTAINER)
        made.writestr("O/p.opf", PACKAGE)
        for name, text in files.items():
            made.writestr(f"O/{name.replace('_', ' ')}.xhtml", text)
    return out.getvalue()


def read(path: Path) -> list[object]:
    return list(ingest.read([str(path)]))


def test_a_books_chapters_are_articles(tmp_path: Path) -> None:
    page = f"<html><head><title>x</title></head><body><h1>水厂开工</h1><p>{BODY}</p></body></html>"
    path = tmp_path / "week.epub"
    path.write_bytes(book(n=page, a_b=page))
    (article,) = read(path)
    assert isinstance(article, Article)
    assert article.title == "水厂开工"
    assert BODY in article.text
    assert article.provenance.path.endswith("week.epub#O/a b.xhtml")


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04 broken", book(), book(a_b="0" * (MAX_BOOK_BYTES + 1))]
)
def test_a_book_that_is_broken_or_a_bomb_costs_one_line(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "week.epub"
    path.write_bytes(data)
    (failure,) = read(path)
    assert isinstance(failure, Failure)


@pytest.mark.browser
def test_a_pdfs_pages_are_read(tmp_path: Path) -> None:
    chromium = shutil.which("chromium")
    sync = pytest.importorskip("playwright.sync_api")
    if chromium is None:
        pytest.skip("no Chromium to print a PDF with")
    path = tmp_path / "page.pdf"
    with sync.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(f"<h1>水厂开工</h1><p>本报讯 记者王立报道 {BODY}</p>")
        page.pdf(path=str(path))
        browser.close()
    articles = [item for item in read(path) if isinstance(item, Article)]
    assert [article.title for article in articles] == ["水厂开工"]
    assert "山泉水" in articles[0].text
    assert articles[0].provenance.path.endswith("page.pdf#page=1")


def test_a_pdf_that_is_broken_costs_one_line(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing here")
    (failure,) = read(path)
    assert isinstance(failure, Failure)
    assert "PDF" in failure.reason

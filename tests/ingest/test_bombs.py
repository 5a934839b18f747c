"""Files made to break a reader: each is refused with a message, and one just inside the limit is read."""

import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from digest import ingest
from digest.ingest.formats import epub
from digest.ingest.formats import pdf as documents
from digest.ingest.reader import MAX_HTML_BYTES, MAX_PAGE_LINES
from digest.records import Article, Discard, Failure
from tests.conftest import ROOT
from tests.ingest.test_documents import BODY, CONTAINER, PACKAGE, book

CHAPTER = f"<html><body><h1>水厂开工</h1><p>{BODY}</p></body></html>"
LAUGHS = "".join(
    f'<!ENTITY a{n} "{("&a" + str(n - 1) + ";") * 10 if n else "笑"}">' for n in range(10)
)


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    """Whatever it is, it is read or refused within a minute."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < 60


def found(path: Path, data: bytes) -> list[Any]:
    path.write_bytes(data)
    return list(ingest.read([str(path)]))


def refused(path: Path, data: bytes, word: str) -> None:
    (failure,) = found(path, data)
    assert isinstance(failure, Failure)
    assert word in failure.reason


def read(path: Path, data: bytes) -> Article:
    articles = [item for item in found(path, data) if isinstance(item, Article)]
    assert articles
    return articles[0]


def test_a_zip_bomb_is_no_book(tmp_path: Path) -> None:
    bomb = book(a_b="0" * (epub.MAX_BOOK_BYTES + 1))
    refused(tmp_path / "a.epub", bomb, "decompresses to more than 64 MiB")


def test_a_chapter_is_bounded_too(tmp_path: Path) -> None:
    space = " " * (epub.MAX_CHAPTER_BYTES - len(CHAPTER.encode()))
    refused(tmp_path / "a.epub", book(a_b=f"{CHAPTER}{space} "), "chapter of more than 4 MiB")
    assert read(tmp_path / "b.epub", book(a_b=CHAPTER + space)).title == "水厂开工"


def test_pictures_of_a_book_do_not_count(tmp_path: Path) -> None:
    out = io.BytesIO(book(a_b=CHAPTER))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr("O/photo.jpg", bytes(epub.MAX_BOOK_BYTES + 1))
    assert read(tmp_path / "a.epub", out.getvalue()).title == "水厂开工"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_that_expand_each_other_are_not_read(tmp_path: Path, encoding: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("META-INF/container.xml", CONTAINER)
        text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE p [{LAUGHS}]>{PACKAGE}'
        made.writestr("O/p.opf", text.replace("<manifest>", "<manifest>&a9;").encode(encoding))
        made.writestr("O/a b.xhtml", CHAPTER)
    refused(tmp_path / "a.epub", out.getvalue(), "not a readable book")


def test_a_feed_of_entities_that_expand_each_other_is_small(tmp_path: Path) -> None:
    feed = f'<?xml version="1.0"?><!DOCTYPE rss [{LAUGHS}]><rss version="2.0"><channel><item><title>笑</title><description>{BODY}&a9;</description></item></channel></rss>'
    items = found(tmp_path / "a.xml", feed.encode())
    assert all(len(item.text) < 1000 for item in items if isinstance(item, Article))
    assert items


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_deep_json_is_refused_and_shallow_is_not(tmp_path: Path, name: str) -> None:
    refused(tmp_path / name, b'{"text":' * 100_000 + b"1" + b"}" * 100_000, "deep")
    for depth in (300, 900):
        record = '{"a":' * depth + "1" + "}" * depth
        good = json.dumps({"title": "水厂开工", "text": BODY, "more": 0}).replace("0", "NEST")
        items = found(tmp_path / name, good.replace("NEST", record).encode())
        assert len(items) == 1
    assert read(tmp_path / name, json.dumps({"data": {"title": "水厂", "text": BODY}}).encode())


def test_a_page_of_a_million_lines_is_refused_and_one_of_the_limit_is_not(tmp_path: Path) -> None:
    refused(tmp_path / "a.txt", "水\n".encode() * 1_000_000, "use one file per page")
    page = f"水厂开工\n\n本报讯 记者王立报道 {BODY}\n"
    blank = "\n" * (MAX_PAGE_LINES - page.count("\n") - 1)
    assert read(tmp_path / "b.txt", (page + blank).encode()).title == "水厂开工"


def test_a_huge_web_page_is_refused_and_one_of_the_limit_is_not(tmp_path: Path) -> None:
    space = " " * (MAX_HTML_BYTES - len(CHAPTER.encode()))
    refused(tmp_path / "a.html", f"{CHAPTER}{space} ".encode(), "more than 4 MiB")
    assert read(tmp_path / "b.html", (CHAPTER + space).encode()).title == "水厂开工"


@pytest.mark.parametrize(
    "piece", ["<!--", "<![", "<a ", "<div>", "<b>", "&#", "<tr><td>水", "<script>"]
)
def test_markup_that_never_closes_takes_no_time(tmp_path: Path, piece: str) -> None:
    page = f"<html><body><h1>水厂开工</h1><p>{BODY}</p>{piece * 20_000}"
    assert len(found(tmp_path / "a.html", page.encode())) <= 2
    record = json.dumps({"title": "水厂开工", "text": f"<p>{BODY}</p>{piece * 20_000}"})
    assert len(found(tmp_path / "a.json", record.encode())) <= 2


def pdf(*contents: bytes, password: str = "") -> bytes:
    writer = pypdf.PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for content in contents:
        page = writer.add_blank_page(600, 800)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F"): font})}
        )
        stream = DecodedStreamObject()
        stream.set_data(content)
        page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


SHOWN = b"BT /F 12 Tf 50 700 Td (Page of text) Tj ET"


def test_a_pdf_of_too_many_pages_is_refused_and_one_of_the_limit_is_not(tmp_path: Path) -> None:
    most = documents.MAX_PDF_PAGES
    refused(tmp_path / "a.pdf", pdf(*[SHOWN] * (most + 1)), "more than 500 pages")
    assert len(list(documents.pdf_pages(pdf(*[SHOWN] * most), "b.pdf"))) == most


def test_a_pdf_page_that_unpacks_to_too_much_costs_that_page(tmp_path: Path) -> None:
    most = documents.MAX_DRAWING_BYTES
    huge, inside = (SHOWN + b" " * (size - len(SHOWN)) for size in (most + 1, most))
    first, second = documents.pdf_pages(pdf(huge, inside), "a.pdf")
    assert isinstance(first, Discard)
    assert "8 MiB" in first.reason
    assert isinstance(second, tuple)


def test_a_scanned_pdf_names_the_tool(tmp_path: Path) -> None:
    refused(tmp_path / "a.pdf", pdf(b"", b""), "ocrmypdf")


def test_a_scanned_page_among_others_is_named(tmp_path: Path) -> None:
    first, second = documents.pdf_pages(pdf(SHOWN, b""), "a.pdf")
    assert first == ("a.pdf#page=1", "Page of text")
    assert isinstance(second, Discard)
    assert (second.path, "ocrmypdf" in second.reason) == ("a.pdf#page=2", True)


def test_a_page_set_vertically_is_named(tmp_path: Path) -> None:
    shown = b"".join(b"BT /F 12 Tf 50 %d Td (x) Tj ET\n" % y for y in range(700, 200, -20))
    (page,) = documents.pdf_pages(pdf(shown), "a.pdf")
    assert isinstance(page, Discard)
    assert "vertical text" in page.reason


def test_a_broken_pdf_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"\r\r" + b"%PDF-1.4\n1 0 obj\n")
    words = [sys.executable, "-m", "digest", "parse", str(tmp_path / "a.pdf")]
    said = subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT).stderr
    assert "pdftotext" in said
    assert "EOF marker" not in said


def test_a_locked_pdf_names_the_tool(tmp_path: Path) -> None:
    refused(tmp_path / "a.pdf", pdf(SHOWN, password="geheim"), "qpdf --decrypt")

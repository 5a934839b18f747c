"""Every limit of reading twice: a real-looking input just beyond it is refused, one just inside is read."""

import io
import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from digest import ingest
from digest.ingest import sources
from digest.ingest.formats import epub, json_csv, scraper_fields
from digest.ingest.reader import MAX_ALIKE, MAX_PAGE_BYTES, MAX_TEXT_BYTES
from digest.records import Article, Discard, Failure
from tests.ingest.test_documents import BODY, CONTAINER
from tests.ingest.test_quality import LONG
from tests.support import newsroom

SECOND = "".join(newsroom.story(Random(9), paragraphs=(6, 6)).paragraphs)
PAGE = f"水厂开工\n\n本报讯 记者王立报道 {BODY}\n"
CHAPTER = f"<html><body><h1>水厂开工</h1><p>{BODY}</p></body></html>"
LATIN = "The new works of Jiangkou county began to supply water yesterday. "
RECORD = {"title": "水厂开工", "text": BODY}


def nested(depth: int) -> bytes:
    value: Any = RECORD
    for _ in range(depth):
        value = [value]
    return json.dumps(value).encode()


def records(count: int) -> bytes:
    """A record, and empty objects up to `count` objects and lists in all."""
    return json.dumps(RECORD).encode()[:-1] + b', "more": [' + b"{}," * (count - 3) + b"{}]}"


def chapters(count: int) -> bytes:
    items = "".join(f'<item id="i{n}" href="{n}.xhtml"/>' for n in range(count))
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(count))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("META-INF/container.xml", CONTAINER)
        made.writestr(
            "O/p.opf",
            f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest><spine>{spine}</spine></package>',
        )
        for n in range(count):
            made.writestr(f"O/{n}.xhtml", CHAPTER if n == 0 else "<html><body/></html>")
    return out.getvalue()


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "水")
    return out.getvalue()


def padded(text: str, size: int, filler: bytes = b" ") -> bytes:
    data = text.encode()
    return data + filler * (size - len(data))


def line(size: int) -> bytes:
    """A record on a line of `size` bytes, its line end not counted, and one below it."""
    return padded(json.dumps(RECORD)[:-1], size - 1) + b"}\n" + json.dumps({"title": "二"}).encode()


def cell(size: int) -> bytes:
    """A table whose text has so many characters."""
    return f"标题,正文\n水厂,{BODY}{' ' * (size - len(BODY))}".encode()


def damaged(every: int) -> bytes:
    """A text with a byte that no encoding explains after so many characters."""
    return b"".join(LONG[at : at + every].encode() + b"\xff" for at in range(0, len(LONG), every))


def mixed(chinese: int, latin: int) -> bytes:
    """A text of so many Chinese characters, the title's among them, and so many Latin ones."""
    own = "".join(c for c in LONG if c >= "\u4e00" and c <= "\u9fff")[: chinese - 1]
    return json.dumps({"title": "水", "text": own + (LATIN * 20).replace(" ", "")[:latin]}).encode()


# name, what is beyond the limit, the word that says so, what is just inside.
LIMITS: dict[str, tuple[str, bytes, str, bytes]] = {
    "a page of too many bytes": (
        "a.txt", padded(PAGE, MAX_PAGE_BYTES + 1, b"\n"), "more than 16 MiB", padded(PAGE, MAX_PAGE_BYTES),
    ),
    "JSON of too many objects": (
        "a.json", records(json_csv.MAX_JSON_VALUES + 1), "2,000,000 objects", records(json_csv.MAX_JSON_VALUES),
    ),
    "lists within lists": ("a.json", nested(scraper_fields.MAX_DEPTH + 2), "deep", nested(scraper_fields.MAX_DEPTH)),
    "a line of JSON Lines": (
        "a.jsonl", line(json_csv.MAX_LINE_BYTES + 1), "line of more than 8 MiB", line(json_csv.MAX_LINE_BYTES - 1),
    ),
    "a cell of a table": (
        "a.csv", cell(json_csv.MAX_LINE_BYTES + 1), "not CSV", cell(json_csv.MAX_LINE_BYTES),
    ),
    "more cells than names": ("a.csv", f"标题,正文\n水厂,{BODY},x\n".encode(), "more cells", f"标题,正文\n水厂,{BODY}\n".encode()),
    "a book of too many chapters": (
        "a.epub", chapters(epub.MAX_CHAPTERS + 1), "more than 2000 chapters",
        chapters(epub.MAX_CHAPTERS),
    ),
    "a Word file": ("a.docx.epub", archive("word/document.xml"), "pandoc", chapters(1)),
    "a spreadsheet": ("a.xlsx.epub", archive("xl/workbook.xml"), "CSV", chapters(1)),
    "an archive": ("a.zip.epub", archive("page.txt"), "unpack", chapters(1)),
    "a text without Chinese": ("a.json", mixed(50, 204), "not Chinese", mixed(50, 200)),
    "a page without Chinese": ("a.txt", f"The Works\n{LATIN}\n".encode(), "not Chinese", PAGE.encode()),
    "a list of addresses": (
        "a.txt", b"https://example.org/a\nhttps://example.org/b\n", "name each as an input",
        f"https://example.org/a\n{PAGE}".encode(),
    ),
    "an empty file": ("a.txt", b" \n\n", "empty", PAGE.encode()),
    "a title without text": (
        "a.json", json.dumps({"title": "水厂开工", "text": " "}).encode(), "no text", json.dumps(RECORD).encode(),
    ),
    "a page of its masthead only": (
        "a.txt", "江口日报\n2026年7月4日 星期六\n国内统一连续出版物号 CN 33-0000\n第一版\n".encode(), "how the paper is published",
        f"江口日报\n2026年7月4日 星期六\n国内统一连续出版物号 CN 33-0000\n第一版\n\n{PAGE}".encode(),
    ),
    "front matter that is no YAML": (
        "a.md", f"---\ntitle: [水\n---\n{BODY}\n".encode(), "not YAML", f"---\ntitle: 水厂\n---\n{BODY}\n".encode(),
    ),
    "front matter of aliases": (
        "a.md", f"---\na: &a 水\ntitle: *a\n---\n{BODY}\n".encode(), "not YAML", f"---\ntitle: 水厂*\n---\n{BODY}\n".encode(),
    ),
    "a page without its frames": (
        "a.html", "<html><head><title>江口日报</title></head><frameset><noframes>请换浏览器</noframes></frameset></html>".encode(),
        "no text in this page", CHAPTER.encode(),
    ),
    "a feed of headlines": (
        "a.xml", "<rss version='2.0'><channel><item><title>水厂</title></item></channel></rss>".encode(), "only a headline",
        f"<rss version='2.0'><channel><item><title>水厂</title><description>{BODY}</description></item></channel></rss>".encode(),
    ),
    "a feed with characters that there are not": (
        "a.xml", b"<rss version='2.0'><channel><item><title>&#x110000;</title></item></channel></rss>", "feed",
        f"<rss version='2.0'><channel><item><title>&#x6c34;</title><description>{BODY}</description></item></channel></rss>".encode(),
    ),
    "damage in too much of a text": ("a.txt", damaged(15), "no Chinese encoding", "水厂开工\n\n".encode() + damaged(30)),
    "a box of binary data": ("a.txt", b"\xd0\xcf\x11\xe0" + bytes(600), "binary", PAGE.encode() + b"\x00"),
}  # fmt: skip


def read(path: Path, data: bytes) -> tuple[list[Article], str]:
    """The articles of a file, and all that was said besides."""
    path.write_bytes(data)
    found = list(ingest.read([str(path)]))
    reasons = [item.reason for item in found if isinstance(item, Discard | Failure)]
    return [item for item in found if isinstance(item, Article)], "\n".join(reasons)


@pytest.mark.parametrize("rule", LIMITS)
def test_what_lies_beyond_a_limit_is_refused_and_what_lies_inside_is_read(
    tmp_path: Path, rule: str
) -> None:
    name, beyond, word, inside = LIMITS[rule]
    articles, said = read(tmp_path / name, beyond)
    assert word in said
    assert not articles
    articles, _ = read(tmp_path / name, inside)
    assert articles


def test_standard_input_is_bounded_as_files_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources.bounded, "__defaults__", (len(PAGE.encode()),))
    (article,) = ingest.read(["-"], stdin=io.BytesIO(PAGE.encode()))
    assert isinstance(article, Article)
    (failure,) = ingest.read(["-"], stdin=io.BytesIO(PAGE.encode() + b" "))
    assert isinstance(failure, Failure)
    assert "split it" in failure.reason


def test_a_json_text_is_bounded(tmp_path: Path) -> None:
    articles, said = read(
        tmp_path / "a.json", padded(f"[{json.dumps(RECORD)}]", MAX_TEXT_BYTES + 1)
    )
    assert (articles, "more than 64 MiB" in said) == ([], True)
    articles, _ = read(tmp_path / "a.json", padded(f"[{json.dumps(RECORD)}]", MAX_TEXT_BYTES))
    assert articles


def test_what_a_book_unpacks_to_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epub, "MAX_BOOK_BYTES", len(CHAPTER.encode()))
    assert read(tmp_path / "a.epub", chapters(1))[0]
    monkeypatch.setattr(epub, "MAX_BOOK_BYTES", len(CHAPTER.encode()) - 1)
    articles, said = read(tmp_path / "a.epub", chapters(1))
    assert (articles, "decompresses to more" in said) == ([], True)


def test_problems_of_one_kind_are_listed_a_few_times_and_then_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    for wrong, lines in ((MAX_ALIKE, MAX_ALIKE), (MAX_ALIKE + 5, MAX_ALIKE + 1)):
        articles, said = read(path, json.dumps(RECORD).encode() + b"\n" + b"{\n" * wrong)
        assert len(articles) == 1
        assert len(said.splitlines()) == lines
        assert ("5 more like it" in said) == (wrong > MAX_ALIKE)


def test_a_legal_notice_is_the_sites_and_a_paragraph_that_speaks_of_one_is_not(
    tmp_path: Path,
) -> None:
    notice = "版权所有 未经授权不得转载"
    (article,), said = read(tmp_path / "a.txt", f"{PAGE}\n{notice}\n".encode())
    assert notice not in article.text
    assert "of the site" in said
    told = f"县文化馆说，这批手稿版权所有，{LONG}"
    (article,), _ = read(tmp_path / "a.txt", f"{PAGE}\n{told}\n".encode())
    assert "手稿" in article.text


def test_a_staff_box_is_no_article_and_a_long_text_under_such_a_title_is(tmp_path: Path) -> None:
    box = {"title": "本版责任编辑：王立", "text": "校对：陈兰"}
    articles, said = read(tmp_path / "a.json", json.dumps(box).encode())
    assert (articles, "staff box" in said) == ([], True)
    articles, _ = read(tmp_path / "a.json", json.dumps(box | {"text": LONG + SECOND}).encode())
    assert articles


@pytest.mark.parametrize("text", ["<!--" * 40_000, "![](" * 40_000, "[a](" * 40_000, " " * 300_000])
@pytest.mark.parametrize(
    "shell",
    [
        lambda text: ("a.txt", f"{PAGE}\n水厂{text}水\n"),
        lambda text: ("a.json", json.dumps({"title": "水厂", "text": f"{BODY}{text}"})),
    ],
)
def test_markup_that_never_closes_is_read_at_once(
    tmp_path: Path, text: str, shell: Callable[[str], tuple[str, str]]
) -> None:
    name, whole = shell(text)
    began = time.process_time()
    articles, said = read(tmp_path / name, whole.encode())
    assert articles or said
    assert time.process_time() - began < 15


def test_a_hidden_file_and_a_loop_of_links_cost_nothing(tmp_path: Path) -> None:
    (tmp_path / "换\n行.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / ".DS_Store").write_bytes(bytes(8))
    (tmp_path / "a.docx").write_bytes(archive("word/document.xml"))
    (tmp_path / "loop").symlink_to(tmp_path)
    found = list(ingest.read([str(tmp_path)]))
    (article,) = [item for item in found if isinstance(item, Article)]
    (rest,) = [item for item in found if not isinstance(item, Article)]
    assert article.title == "水厂开工"
    assert isinstance(rest, Discard)
    assert rest.reason == "2 files that are not read: .docx (1), hidden (1)"

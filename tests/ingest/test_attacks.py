"""Inputs made to end a run: each costs itself, and the article beside it is read all the same."""

import io
import json
import os
import struct
import time
import zipfile
from pathlib import Path

import pytest

from digest import ingest
from digest.ingest.formats import epub, html
from digest.ingest.formats.html_tree import read_page
from digest.records import Article, Discard, Failure
from tests.ingest.test_documents import BODY, CONTAINER

GOOD = f"水厂开工\n\n本报讯 记者王立报道 {BODY}\n"
CHAPTER = f"<html><body><h1>水厂开工</h1><p>{BODY}</p></body></html>"
STRICT = ingest.ReadOptions(strict=True)


def read(*inputs: Path, strict: bool = True) -> list[ingest.Found]:
    options = STRICT if strict else ingest.ReadOptions()
    return list(ingest.read([str(path) for path in inputs], options=options))


def articles(found: list[ingest.Found]) -> list[Article]:
    return [item for item in found if isinstance(item, Article)]


def said(found: list[ingest.Found]) -> str:
    return "\n".join(item.reason for item in found if not isinstance(item, Article))


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.txt"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_an_unexpected_exception_costs_its_source_and_leaves_a_traceback(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("odd")

    monkeypatch.setattr(html, "read_page", broken)
    page = tmp_path / "a.html"
    page.write_text(CHAPTER, encoding="utf-8")
    log: list[str] = []
    failure, article = ingest.read([str(page), str(good)], log=log.append)
    assert isinstance(failure, Failure)
    assert failure.reason.startswith("internal error: KeyError: 'odd' at digest/ingest/formats/")
    assert isinstance(article, Article)
    assert "Traceback" in log[0]
    with pytest.raises(KeyError):
        read(page)


def test_an_interrupt_is_never_swallowed(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(html, "read_page", interrupted)
    page = good.with_name("a.html")
    page.write_text(CHAPTER, encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        read(page, good, strict=False)


@pytest.mark.parametrize("field", ["title", "text", "author", "source", "date", "id"])
def test_half_an_emoji_in_json_costs_a_question_mark(tmp_path: Path, field: str) -> None:
    record = {"title": "水厂开工", "text": BODY * 4, "date": "2026-07-04"}
    record[field] = record.get(field, "江口") + "\ud83d"
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(record), encoding="utf-8")
    (article,) = articles(read(path))
    json.dumps(ingest.article_to_json(article), ensure_ascii=False).encode()


def test_half_an_emoji_in_front_matter_costs_a_question_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f'---\ntitle: "水厂开工\\ud83d"\n---\n{BODY}\n', encoding="utf-8")
    (article,) = articles(read(path))
    assert article.title == "水厂开工?"


@pytest.mark.parametrize(
    "value", ['!!timestamp "2026-99-99"', '!!int "x"', "!!bool maybe", "!!binary '*'", "!!set {水}"]
)
def test_a_yaml_tag_that_does_not_fit_its_value_is_plain_text(tmp_path: Path, value: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\ntitle: 水厂开工\ndate: {value}\n---\n{BODY}\n", encoding="utf-8")
    assert [article.title for article in articles(read(path))] == ["水厂开工"]


def test_pipes_sockets_and_links_out_of_a_folder_are_left_out(good: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    good.rename(folder / "good.txt")
    os.mkfifo(folder / "pipe.txt")
    secret = tmp_path / "secret.txt"
    secret.write_text("密码就在这里，谁也不该看到它。", encoding="utf-8")
    (folder / "link.txt").symlink_to(secret)
    (folder / "own.txt").symlink_to(folder / "good.txt")
    found = read(folder)
    assert len(articles(found)) == 1
    assert "links out of the folder (1), pipes and devices (1)" in said(found)
    assert "密码" not in repr(found)
    (failure,) = ingest.read([str(folder / "p*.txt")])
    assert isinstance(failure, Failure)
    assert failure.reason == "not a regular file"


def test_a_device_is_no_input(good: Path) -> None:
    found = read(Path(os.devnull), Path("/dev/zero"), good)
    assert len(articles(found)) == 1
    assert said(found).count("a device or socket, not a file") == 2


def book(*chapters: str, package: tuple[str, ...] = ()) -> bytes:
    """A book with some of the chapters that its package names."""
    names = package or tuple(f"{n}.xhtml" for n in range(len(chapters)))
    items = "".join(f'<item id="i{n}" href="{name}"/>' for n, name in enumerate(names))
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(names)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("META-INF/container.xml", CONTAINER)
        made.writestr(
            "O/p.opf",
            f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest><spine>{spine}</spine></package>',
        )
        for name, chapter in zip(names, chapters, strict=False):
            made.writestr(f"O/{name}", chapter)
    return out.getvalue()


def test_a_book_without_one_of_its_chapters_gives_the_others(tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(book(CHAPTER, package=("0.xhtml", "1.xhtml")))
    found = read(path)
    assert len(articles(found)) == 1
    assert "missing in the book" in said(found)


@pytest.mark.parametrize("what", ["encrypted", "lzma"])
def test_a_chapter_that_cannot_be_decompressed_costs_itself(tmp_path: Path, what: str) -> None:
    data = bytearray(book(CHAPTER, CHAPTER))
    at = data.rindex(b"PK\x01\x02")
    if what == "encrypted":
        data[at + 8] |= 1
    else:
        data[at + 10 : at + 12] = struct.pack("<H", zipfile.ZIP_LZMA)
    path = tmp_path / "a.epub"
    path.write_bytes(data)
    found = read(path)
    assert len(articles(found)) == 1
    assert "cannot be decompressed" in said(found)


def test_an_archive_of_too_many_files_is_refused_before_it_is_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(book(CHAPTER))
    assert len(articles(read(path))) == 1
    monkeypatch.setattr(epub, "MAX_DIRECTORY_BYTES", 100)
    assert "too many files" in said(read(path))


def test_a_feed_with_an_internal_document_type_is_a_feed(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE rss [ <!ENTITY nbsp "&#160;"> ]>\n<rss version="2.0"><channel><title>江口日报</title>'
        f"<item><title>水厂开工</title><description>{BODY}</description></item></channel></rss>",
        encoding="utf-8",
    )
    (article,) = articles(read(path))
    assert (article.title, article.text) == ("水厂开工", BODY)


@pytest.mark.parametrize(
    ("where", "public"),
    [
        ("/home/bob/clients/merger/x.txt", "x.txt"),
        ("/home/bob/x.jsonl:12", "x.jsonl:12"),
        ("pages/x.txt: 江口新闻/通讯", "x.txt: 江口新闻/通讯"),
        ("C:\\clients\\x.txt", "x.txt"),
        ("https://news.example/page?token=abc#top", "https://news.example/page"),
        ("https://bob:s3cr3t@news.example/page", "https://news.example/page"),
    ],
)
def test_a_failure_shows_subscribers_no_path_and_no_secret(where: str, public: str) -> None:
    assert Failure("read", where, "empty").public_where == public


def test_a_password_in_an_address_is_shown_nowhere() -> None:
    (failure,) = ingest.read(["https://bob:s3cr3t@news.example/page?token=abc"])
    assert isinstance(failure, Failure)
    assert "s3cr3t" not in repr(failure)
    assert "user name or password" in failure.reason


def page(body: str) -> str:
    return f"<!DOCTYPE html><html><body><h1>水厂开工</h1>{body}<p>{BODY}</p></body></html>"


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display:none">隐藏的指令</p>', "<p hidden>隐藏的指令</p>", '<span style="font-size: 0px">隐藏的指令</span>',
        '<div style="color:red; visibility: hidden"><p>隐藏的指令</p></div>',
    ],
)  # fmt: skip
def test_text_that_a_page_hides_is_left_out_with_a_reason(tmp_path: Path, hidden: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(page(hidden), encoding="utf-8")
    found = read(path)
    (article,) = articles(found)
    assert article.text == BODY
    assert [item.text for item in found if isinstance(item, Discard)] == ["隐藏的指令"]
    assert "hides" in said(found)
    record = tmp_path / "a.json"
    record.write_text(
        json.dumps({"title": "水厂开工", "content": f"<p>{BODY}</p>{hidden}"}), encoding="utf-8"
    )
    found = read(record)
    assert [article.text for article in articles(found)] == [BODY]
    assert "hides" in said(found)


@pytest.mark.parametrize("count", [100_000, 300_000])
def test_a_tag_of_very_many_attributes_takes_no_time(tmp_path: Path, count: int) -> None:
    attributes = " ".join(f"a{n}=1" for n in range(count))
    path = tmp_path / "a.html"
    path.write_text(f"<p {attributes}>{BODY}</p>".join(("<html><body>", "")), encoding="utf-8")
    began = time.process_time()
    assert [article.text for article in articles(read(path))] == [BODY]
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("before", "again", "behind"),
    [
        ("", '<span style="visibility:hidden">x</span>', ""),
        ('<div class="nav">甲' * 200, "<p>甲乙丙</p>", "</div>" * 200),
        ("<table><tr><td>甲</td><td>" * 80, "<p>甲乙丙</p>", "</td></tr></table>" * 80),
    ],
    ids=["hidden", "named as chrome", "tables in tables"],
)
def test_the_time_for_a_page_grows_with_its_length_alone(
    before: str, again: str, behind: str
) -> None:
    html = f"<html><body><p>{BODY}</p>{before}{again * 10_000}{behind}</body></html>"
    began = time.process_time()
    assert BODY in [piece.text for piece in read_page(html).pieces]
    assert time.process_time() - began < 3


def test_a_picture_within_a_tag_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(page(f'<img src="data:image/png;base64,{"A" * 50_000}" alt="图">'), "utf-8")
    assert [article.text for article in articles(read(path))] == [BODY]

"""Scrapers' files: every name that fields go by, every shape they come in, and what one error costs."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from digest import ingest
from digest.records import Article, Discard, Failure

BODY = (
    "昨天上午，江口县的第三座水厂开始供水，两万户居民用上了山泉水。",
    "县水务局局长单立说，今后三年，全县还要再建五座水厂，管网将延伸到每一个村。",
)
TEXT = "\n".join(BODY)
BASE: dict[str, Any] = {"title": "山泉入户", "text": TEXT}
# The names of schemas/README.md, of trafilatura, newspaper4k and fundus, and of Scrapy's items.
NAMES = {
    "title": "title news_title 标题 文章标题 headline article_title 新闻标题",
    "text": "text content raw_text raw_content 正文 markdown_body content_code text_html html maintext body "
    "article_body articleBody contentText 内容 cleaned_text plain_text",
    "date": "date datetime pub_time publish_time publish_date publishing_date published_at ctime release_time 日期 "
    "publication_date published_date postTime news_time date_publish datePublished pubDate 发布时间 filedate time "
    "created_at",
    "source": "source sitename website site medium_name hostname source-hostname article_from 来源 media newspaper "
    "news_source publisher 媒体名称",
    "url": "url link news_link sourceUrl 文章链接 source_url href canonical_url permalink 原文链接",
    "section": "section category cate column channel 栏目 articleSection",
    "author": "author authors author_name byline 作者",
}


def found(path: Path, **options: Any) -> list[Any]:
    return list(ingest.read([str(path)], **options))


def one(path: Path) -> Article:
    (made,) = found(path)
    assert isinstance(made, Article), made
    return made


def saved(tmp_path: Path, value: Any, name: str = "items.json") -> Path:
    path = tmp_path / name
    path.write_text(
        value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), encoding="utf-8"
    )
    return path


def pairs() -> Iterator[tuple[str, str]]:
    return ((ours, name) for ours, names in NAMES.items() for name in names.split())


@pytest.mark.parametrize(("ours", "name"), list(pairs()))
def test_every_name_that_a_field_goes_by_is_known(tmp_path: Path, ours: str, name: str) -> None:
    said: dict[str, Any] = {
        "title": "山泉入户",
        "text": TEXT,
        "date": "2026-07-04 08:30:00",
        "source": "江口日报",
        "url": "https://example.org/7",
        "section": "民生",
        "author": "王立",
    }
    record = {key: value for key, value in BASE.items() if key != ours} | {name: said[ours]}
    made = one(saved(tmp_path, [record]))
    assert {
        "title": made.title,
        "text": made.text,
        "date": f"{made.date} 08:30:00",
        "source": made.source,
        "url": made.url,
        "section": made.section,
        "author": "".join(name for byline in made.bylines for name in byline.names),
    }[ours] == said[ours]


@pytest.mark.parametrize(
    "record",
    [
        {"text": list(BODY)},
        {"body": {"summary": [], "sections": [{"headline": "", "paragraphs": list(BODY)}]}},
        {"body": {"summary": [BODY[0]], "sections": [{"paragraphs": [BODY[1]]}]}},
        {"content": [{"type": "p", "content": BODY[0]}, {"type": "p", "content": BODY[1]}]},
        {"content": f"<div><p>{BODY[0]}</p><p>{BODY[1]}</p></div>"},
        {"paragraphs": list(BODY)},
        {"article": {"content": TEXT}},
        {"data": {"detail": {"content": TEXT}}},
    ],
)
def test_a_body_in_any_shape_is_its_paragraphs(tmp_path: Path, record: dict[str, Any]) -> None:
    made = one(saved(tmp_path, [{"title": "山泉入户"} | record]))
    assert made.title == "山泉入户"
    assert tuple(block.text for block in made.blocks) == BODY


@pytest.mark.parametrize(
    "authors",
    [
        "王立 单岚",
        "王立、单岚",
        "王立,单岚",
        ["王立", "单岚"],
        [{"name": "王立"}, {"name": "单岚"}],
    ],
)
def test_authors_in_any_shape_are_their_names(tmp_path: Path, authors: object) -> None:
    made = one(saved(tmp_path, [BASE | {"authors": authors}]))
    assert [byline.names for byline in made.bylines] == [("王立", "单岚")]


@pytest.mark.parametrize(
    "day",
    [
        "2026年7月4日 08:30",
        "2026-07-03T23:30:00.000Z",
        1783123200,
        "1783123200000",
        "2026.07.04",
        "Sat, 04 Jul 2026 00:30:00 GMT",
        "二〇二六年七月四日",
        "2026/7/4",
        "20260704",
    ],
)
def test_a_date_in_any_form_is_the_day_in_china(tmp_path: Path, day: object) -> None:
    assert str(one(saved(tmp_path, [BASE | {"ctime": day}])).date) == "2026-07-04"


@pytest.mark.parametrize("delimiter", ["\t", ",", ";", "|"])
@pytest.mark.parametrize("name", ["a.tsv", "a.csv"])
def test_a_table_is_read_whatever_parts_its_cells(
    tmp_path: Path, name: str, delimiter: str
) -> None:
    quoted = TEXT.replace("\n", "\\n") if delimiter == "x" else f'"{TEXT}"'
    rows = [["标题", "日期", "正文"], ["山泉入户", "2026-07-04", quoted]]
    made = one(saved(tmp_path, "\n".join(delimiter.join(row) for row in rows), name))
    assert (made.title, str(made.date), made.text) == ("山泉入户", "2026-07-04", TEXT)
    assert made.provenance.lines == (2, 3)


def test_a_pages_latin_code_is_kept_as_its_section(tmp_path: Path) -> None:
    assert one(saved(tmp_path, [BASE | {"page": "A01"}])).section == "A01"
    assert one(saved(tmp_path, [BASE | {"版面": "A01：要闻"}])).section == "要闻"
    assert one(saved(tmp_path, [BASE | {"category": "domestic", "page": 3}])).section == "domestic"
    assert one(saved(tmp_path, [BASE | {"category": "news", "栏目": "民生"}])).section == "民生"
    assert one(saved(tmp_path, [BASE | {"page": 3}])).section is None


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("rmrb-2026-07-04.json", json.dumps([BASE])),
        ("20260704.jsonl", json.dumps(BASE)),
        ("edition_2026-07-04.csv", f'title,text\n山泉入户,"{TEXT}"'),
        ("2026-07-04.md", f"# 山泉入户\n\n{BODY[0]}\n\n{BODY[1]}\n"),
        (
            "2026-07-04.html",
            f"<html><body><h1>山泉入户</h1><p>{BODY[0]}</p><p>{BODY[1]}</p></body></html>",
        ),
    ],
)
def test_a_record_without_a_date_has_that_of_its_files_name(
    tmp_path: Path, name: str, data: str
) -> None:
    assert str(one(saved(tmp_path, data, name)).date) == "2026-07-04"


def test_a_records_own_date_is_before_that_of_its_file(tmp_path: Path) -> None:
    made = one(saved(tmp_path, [BASE | {"date": "2026-07-02"}], "2026-07-04.json"))
    assert str(made.date) == "2026-07-02"


def test_front_matter_says_what_the_article_is(tmp_path: Path) -> None:
    front = "---\ntitle: 山泉入户\ndate: 2026-07-04\nauthor: [王立, 单岚]\nsource: 江口日报\ncategory: 民生\n---\n"
    made = one(saved(tmp_path, f"{front}{BODY[0]}\n\n{BODY[1]}\n", "a.md"))
    assert (made.title, str(made.date), made.source, made.section) == (
        "山泉入户",
        "2026-07-04",
        "江口日报",
        "民生",
    )
    assert made.text == TEXT


@pytest.mark.parametrize("bad", ['{"title": "坏', "null", "3", '{"title": "只有标题"}', "{}"])
def test_a_bad_line_costs_that_line_and_is_named(tmp_path: Path, bad: str) -> None:
    good = json.dumps(BASE, ensure_ascii=False)
    path = saved(tmp_path, f"{good}\n{bad}\n{good}\n", "a.jsonl")
    first, failure, last = found(path)
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert isinstance(failure, Failure)
    assert failure.where == f"{path}:2"


@pytest.mark.parametrize("bad", [3, None, {}, {"title": "只有标题"}, {"text": 5, "title": "数"}])
def test_a_bad_record_of_a_list_costs_that_record_and_is_named(tmp_path: Path, bad: object) -> None:
    lines = ",\n".join(json.dumps(value, ensure_ascii=False) for value in (BASE, bad, BASE))
    path = saved(tmp_path, f"[{lines}]")
    first, failure, last = found(path)
    assert (type(first), type(last)) == (Article, Article)
    assert failure.where == f"{path}:2"


def test_a_row_with_too_many_cells_costs_that_row_and_is_named(tmp_path: Path) -> None:
    row = f'山泉入户,"{TEXT}"'
    path = saved(tmp_path, f"title,text\n{row}\n{row},more\n{row}\n", "a.csv")
    first, failure, last = found(path)
    assert (type(first), type(last)) == (Article, Article)
    assert failure.where == f"{path}:4"


def test_a_folder_of_mixed_files_in_mixed_encodings_gives_them_all(tmp_path: Path) -> None:
    saved(tmp_path, [BASE], "a.json")
    saved(tmp_path, json.dumps(BASE), "b.jsonl")
    (tmp_path / "c.csv").write_bytes(f'标题,正文\n山泉入户,"{TEXT}"'.encode("gb18030"))
    (tmp_path / "d.md").write_bytes(f"# 山泉入户\n\n{TEXT}\n".encode("utf-8-sig"))
    (tmp_path / "e.html").write_bytes(
        f"<html><head><meta charset=gbk></head><body><h1>山泉入户</h1><p>{BODY[0]}</p><p>{BODY[1]}</p></body></html>".encode(
            "gbk"
        )
    )
    (tmp_path / "f.jsonl").write_bytes(json.dumps(BASE, ensure_ascii=False).encode("utf-16"))
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    items = found(tmp_path)
    articles = [item for item in items if isinstance(item, Article)]
    assert [(a.title, a.text) for a in articles] == [("山泉入户", TEXT)] * 6
    assert [".jpg (1)" in i.reason for i in items if isinstance(i, Discard)] == [True]
    assert [type(i) for i in ingest.read([str(tmp_path / "*.json*")])] == [Article] * 3


@pytest.mark.parametrize(
    "data",
    [
        json.dumps([BASE]),
        json.dumps(BASE),
        f"{json.dumps(BASE)}\n{json.dumps(BASE)}",
        f"# 山泉入户\n\n{TEXT}",
    ],
)
def test_standard_input_is_what_it_holds(data: str) -> None:
    items = list(ingest.read(["-"], stdin=io.BytesIO(data.encode())))
    assert {type(item) for item in items} == {Article}

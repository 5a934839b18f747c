"""Shapes that scraped files, feeds and archives have: which articles are in them, and what is left out."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from digest import ingest
from digest.ingest.article.titles import read_title
from digest.records import Article, Block, Discard, Failure

FIRST = "山泉镇第三座水厂19日开始供水，两万户居民用上了山泉水，水价三年不变。"
SECOND = "镇水务所所长说，今后三年还要再建五座水厂，管网将延伸到每一个村。"


def read(path: Path, content: object, **fields: str) -> list[ingest.Found]:
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    options = ingest.ReadOptions(fields=fields, strict=True)
    return list(ingest.read([str(path)], options=options))


def articles(found: list[ingest.Found]) -> list[Article]:
    return [item for item in found if isinstance(item, Article)]


def reasons(found: list[ingest.Found]) -> str:
    return "\n".join(item.reason for item in found if not isinstance(item, Article))


@pytest.mark.parametrize(
    ("title", "bare", "page"),
    [
        ("[视频]山泉镇水厂供水", "山泉镇水厂供水", None),
        ("03版 - 山泉镇水厂供水", "山泉镇水厂供水", "03"),
        ("第A12版：【组图】山泉镇水厂供水", "山泉镇水厂供水", "A12"),
        ("山泉镇水厂供水 - 江口新闻网", "山泉镇水厂供水", None),
        ("山泉镇水厂供水_要闻_江口新闻网", "山泉镇水厂供水", None),
        ("【一线见闻】山泉镇水厂供水", "【一线见闻】山泉镇水厂供水", None),
        ("三版门神画重见天日", "三版门神画重见天日", None),
        ("江口-山泉高铁开通", "江口-山泉高铁开通", None),
        ("[视频]", "[视频]", None),
    ],
)
def test_a_scraped_title_loses_the_marks_around_it(title: str, bare: str, page: str | None) -> None:
    found = read_title(title, [Block("p", FIRST)])
    assert (found.text, found.page) == (bare, page)


def test_a_title_that_runs_on_into_the_text_ends_where_the_text_begins(tmp_path: Path) -> None:
    record = {
        "title": "山泉镇水厂供水近日，山泉镇第三座水厂开始供水。",
        "excerpt": f"山泉镇水厂供水近日，山泉镇第三座水厂开始供水。{SECOND[:-6]}",
    }
    (article,) = articles(read(tmp_path / "a.json", record))
    assert article.title == "山泉镇水厂供水"
    assert article.text.startswith("近日，山泉镇")
    assert article.blocks[-1].incomplete


def test_records_two_levels_down_are_found_under_any_name(tmp_path: Path) -> None:
    videos = [
        {"guid": n, "clip_info": {"title": f"[视频]山泉镇水厂供水{n}", "content": f"<p>江口台消息（江口联播）：{FIRST}</p>"}}
        for n in "ab"
    ]  # fmt: skip
    found = articles(read(tmp_path / "a.json", {"date": "20261120", "list": videos}))
    assert [article.title for article in found] == ["山泉镇水厂供水a", "山泉镇水厂供水b"]
    assert {(str(a.date), a.dateline, a.text) for a in found} == {
        ("2026-11-20", "江口台消息（江口联播）", FIRST)
    }


def test_an_entry_of_several_stories_is_several_articles(tmp_path: Path) -> None:
    body = "".join(
        f"<p><strong>{t}</strong></p><p>{b}</p>"
        for t, b in (("水厂供水", FIRST), ("再建五座", SECOND))
    )
    feed = (
        '<rss version="2.0"><channel><title>江口早报</title><item><title>江口早报 20261120</title>'
        f"<description><![CDATA[{body}]]></description></item></channel></rss>"
    )
    found = read(tmp_path / "a.xml", feed)
    assert [(a.title, a.text) for a in articles(found)] == [
        ("水厂供水", FIRST),
        ("再建五座", SECOND),
    ]
    assert "2 articles in one entry" in reasons(found)
    whole = articles(read(tmp_path / "b.xml", feed.replace("江口早报 20261120", "山泉入户")))
    assert [block.type for block in whole[0].blocks] == ["h", "p", "h", "p"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("版式设计：王立", "names only"),
        ("抱歉，您访问的页面不存在，请稍后重试。", "error message"),
        ("内容提要\n1. 水厂供水\n2. 再建五座\n3. 头班船提早", "headlines"),
    ],
)
def test_an_entry_that_is_no_article_is_left_out_with_its_reason(
    tmp_path: Path, text: str, reason: str
) -> None:
    found = read(tmp_path / "a.json", {"title": "灯火", "content": text})
    assert [type(item) for item in found] == [Discard]
    assert reason in reasons(found)


def test_a_caption_with_its_photographer_is_a_photo(tmp_path: Path) -> None:
    (article,) = articles(
        read(tmp_path / "a.json", {"title": "渡口", "content": f"{FIRST}\n王立摄", "page": 2})
    )
    assert (article.kind, article.page) == ("photo", "2")
    assert article.credits[0].names == ("王立",)


def test_a_date_with_its_page_number_gives_both(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Title", "Date", "Abstract"])
        rows.writerow(["水厂供水", "2026年11月20日第13版 ", f"……{FIRST[:-4]}"])
    (article,) = ingest.read([str(path)])
    assert isinstance(article, Article)
    assert (str(article.date), article.page, article.blocks[0].incomplete) == (
        "2026-11-20",
        "13",
        True,
    )


def test_a_table_without_texts_is_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    table = "path\tnote_x\n" + "\n".join(f"a{n}.txt\t水厂供水{n}" for n in range(73))
    (failure,) = read(tmp_path / "INDEX.tsv", table)
    assert isinstance(failure, Failure)
    assert "its columns: path, note_x" in failure.reason
    assert "inputs: {fields: {note_x: text}}" in failure.reason


def test_unknown_fields_are_named_with_the_advice_to_map_them(tmp_path: Path) -> None:
    (failure,) = read(tmp_path / "a.jsonl", {"headline_x": "水厂供水", "content_x": FIRST})
    assert isinstance(failure, Failure)
    assert "unknown fields: content_x, headline_x" in failure.reason
    assert "inputs: {fields: {content_x: text}}" in failure.reason


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        ({"a": {"b": [{"h": "水厂供水"}, {"c": FIRST}]}}, {"a.b.0.h": "title", "a.b.1.c": "text"}),
        (
            {"h": "水厂供水", "parts": [{"c": FIRST}, {"c": SECOND}]},
            {"h": "title", "parts[].c": "text"},
        ),
    ],
)
def test_nested_fields_are_mapped_by_their_paths(
    tmp_path: Path, value: dict[str, Any], fields: dict[str, str]
) -> None:
    (article,) = articles(read(tmp_path / "a.json", value, **fields))
    assert article.title == "水厂供水"
    assert article.text.startswith(FIRST)


def test_a_date_that_is_not_understood_is_shown(tmp_path: Path) -> None:
    found = read(tmp_path / "a.json", {"title": "水厂供水", "text": FIRST, "date": "05/06/2026"})
    assert articles(found)[0].date is None
    assert "'05/06/2026'" in reasons(found)


def test_a_relative_date_counts_from_the_day_in_the_files_name(tmp_path: Path) -> None:
    record = {"title": "水厂供水", "text": FIRST, "pubDate": "昨天 18:10"}
    (article,) = articles(read(tmp_path / "news-2026-11-20.json", record))
    assert str(article.date) == "2026-11-19"
    found = read(tmp_path / "a.json", record)
    assert "put the day into the file's name" in reasons(found)


def test_an_archive_with_one_heading_per_article_is_read_by_its_labels(tmp_path: Path) -> None:
    archive = (
        "# 江口新闻 - 2026年11月20日\n\n**新闻数量：** 2条\n\n---\n\n## 1. 水厂供水\n\n**来源：** 江口日报  \n"
        f"**时间：** Thu, 19 Nov 2026 10:23:52 GMT\n\n### 摘要\n\n水厂供水了。\n\n### 正文\n\n{FIRST}<br/>{SECOND}\n\n---\n\n"
        f"## 2. 再建五座\n\n- 来源: 江口台\n\n{SECOND}\n"
    )
    found = read(tmp_path / "a.md", archive)
    first, second = articles(found)
    assert (first.title, first.text, first.source) == ("水厂供水", f"{FIRST}\n{SECOND}", "江口日报")
    assert (str(first.date), str(second.date)) == ("2026-11-19", "2026-11-20")
    assert (second.title, second.text, second.provenance.lines) == ("再建五座", SECOND, (22, 27))
    assert "heading of an archive" in reasons(found)


def test_an_article_with_sub_headings_is_no_archive(tmp_path: Path) -> None:
    text = f"# 山泉入户\n\n{FIRST}\n\n## 水价不变\n\n{SECOND}\n\n## 等了很久\n\n{FIRST}\n"
    (article,) = read(tmp_path / "a.md", text)
    assert isinstance(article, Article)
    assert [block.type for block in article.blocks] == ["p", "h", "p", "h", "p"]


def test_a_digest_in_sections_is_read_item_by_item(tmp_path: Path) -> None:
    text = (
        f"━━ 今日头条 ━━\n\n1. 水厂供水\n{FIRST}（江口日报）\n\n2. 再建五座\n{SECOND}\n\n"
        "== 要闻速览 ==\n\n天气：冷空气21日夜间到达，山区有小雪。\n"
    )
    found = articles(read(tmp_path / "a.txt", text))
    assert [(a.title, a.section, a.source) for a in found] == [
        ("水厂供水", "今日头条", "江口日报"), ("再建五座", "今日头条", None), ("天气", "要闻速览", None),
    ]  # fmt: skip
    assert found[0].text == FIRST


def test_html_escaped_twice_is_html(tmp_path: Path) -> None:
    record = {
        "title": "水厂供水",
        "content": f"&lt;p&gt;{FIRST}&lt;/p&gt;&lt;p&gt;{SECOND}&lt;/p&gt;",
    }
    (article,) = articles(read(tmp_path / "a.json", record))
    assert [block.text for block in article.blocks] == [FIRST, SECOND]

"""Files as users have them: saved pages, feeds, scrapers' records, and what is not read."""

import json
import os
from pathlib import Path

import pytest

from digest import ingest
from digest.errors import ConfigError
from digest.records import Article, Discard, Failure
from digest.text.dates import zone_named
from tests.conftest import Command

BODY = (
    "昨天上午，江口县的第三座水厂开始供水，两万户居民用上了山泉水。",
    "县水务局局长单立说，今后三年，全县还要再建五座水厂，管网将延伸到每一个村。",
    "记者在现场看到，居民们提着水桶排队接水，脸上都是笑容，大家说这一天等了很久。",
)
PAGE = """<!doctype html><html><head><meta charset="{charset}"><title>山泉入户-江口在线</title>
<meta name="publishdate" content="2026-07-04"></head><body><nav><a href="/">首页</a> <a href="/n">新闻</a></nav>
<article><h1>山泉入户</h1>{body}</article><footer>版权所有 江口在线</footer></body></html>"""
RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>江口日报</title>
<item><title>山泉入户</title><link>https://example.org/1</link><pubDate>2024年5月20日</pubDate>
<description>&lt;p&gt;{body}&lt;/p&gt;</description></item>
<item><title>只有标题</title></item></channel></rss>"""


def found(path: Path) -> list[object]:
    return list(ingest.read([str(path)]))


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_a_saved_page_is_one_article(tmp_path: Path, charset: str) -> None:
    path = tmp_path / "page.html"
    html = PAGE.format(charset=charset, body="".join(f"<p>{p}</p>" for p in BODY))
    path.write_bytes(html.encode("gb18030" if charset == "gb2312" else charset))
    made, around = found(path)
    assert isinstance(made, Article)
    assert isinstance(around, Discard)
    assert "首页" in around.text
    assert made.title == "山泉入户"
    assert str(made.date) == "2026-07-04"
    assert tuple(block.text for block in made.blocks) == BODY


def test_the_same_page_a_fourth_time_is_not_empty(tmp_path: Path) -> None:
    html = PAGE.format(charset="utf-8", body="".join(f"<p>{p}</p>" for p in BODY))
    for name in "abcd":
        (tmp_path / f"{name}.html").write_text(html, encoding="utf-8")
    assert [type(item) for item in found(tmp_path)] == [Article, Discard] * 4


def test_a_feed_gives_its_entries_with_the_dates_it_states(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(RSS.format(body="".join(BODY)), encoding="utf-8")
    first, second = found(path)
    assert isinstance(first, Article)
    assert (first.source, str(first.date)) == ("江口日报", "2024-05-20")
    assert isinstance(second, Failure)


@pytest.mark.parametrize(
    "record",
    [
        {
            "标题": "山泉入户",
            "正文": "\n".join(BODY),
            "来源": "江口日报",
            "发布时间": "2026年7月4日",
        },
        {
            "headline": "山泉入户",
            "maintext": "\n".join(BODY),
            "sitename": "江口日报",
            "date_publish": "2026-07-04 08:00:00",
        },
        {
            "news_title": "山泉入户",
            "content": "<p>" + "</p><p>".join(BODY) + "</p>",
            "source": "江口日报",
            "ctime": 1783123200,
        },
    ],
)
def test_a_scrapers_record_is_read_under_its_own_names(
    tmp_path: Path, record: dict[str, object]
) -> None:
    path = tmp_path / "items.json"
    path.write_text(json.dumps([record], ensure_ascii=False), encoding="utf-8")
    (made,) = found(path)
    assert isinstance(made, Article)
    assert (made.title, made.source, str(made.date)) == ("山泉入户", "江口日报", "2026-07-04")
    assert tuple(block.text for block in made.blocks) == BODY


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("a.pdf", b"%PDF-1.7\n", "pdftotext"),
        ("a.epub", b"PK\x03\x04rest", "pandoc"),
        ("a.zip.txt", b"PK\x03\x04rest", "unpack"),
    ],
)
def test_what_is_not_read_names_the_tool_to_use_first(
    tmp_path: Path, name: str, data: bytes, word: str
) -> None:
    (tmp_path / name).write_bytes(data)
    (item,) = found(tmp_path / name)
    assert isinstance(item, Failure)
    assert word in item.reason


def article_in(path: Path, value: object) -> Article:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    (made,) = found(path)
    assert isinstance(made, Article)
    return made


def test_a_spiders_lists_of_nodes_are_read(tmp_path: Path) -> None:
    """What Scrapy's `getall` gives: every field a list, pages of results in lists of their own."""
    item = {
        "title": ["山泉", "入户"],
        "content": ["<p>", BODY[0], "</p>", f"<p>{BODY[1]}</p>"],
        "pub_date": [" ", "2026-07-04 08:00"],
        "author": ["记者 王立"],
    }
    made = article_in(tmp_path / "items.json", {"items": [[item]]})
    assert (made.title, str(made.date)) == ("山泉 入户", "2026-07-04")
    assert tuple(block.text for block in made.blocks) == BODY[:2]
    assert [(b.role, b.names) for b in made.bylines] == [("记者", ("王立",))]


def test_a_headline_is_read_without_its_markup(tmp_path: Path) -> None:
    item = {"title": "<b>山泉入户</b><br/>三年不涨价", "content": BODY[0]}
    assert (
        article_in(tmp_path / "a.json", {"data": {"list": [item]}}).title == "山泉入户 三年不涨价"
    )


def test_datelines_and_names_are_lifted_off_a_records_text_as_off_a_pages(tmp_path: Path) -> None:
    text = f"本报讯（记者 王立 通讯员 陈小兰）{BODY[0]}\n{BODY[1]}（周强摄影报道）"
    made = article_in(
        tmp_path / "a.json", {"title": "山泉入户", "text": text, "author": "王立、李明"}
    )
    assert made.dateline == "本报讯"
    assert tuple(block.text for block in made.blocks) == BODY[:2]
    assert [(b.role, b.names) for b in made.bylines] == [
        ("记者", ("王立",)),
        ("通讯员", ("陈小兰",)),
        ("作者", ("李明",)),
    ]
    assert [(c.names, c.what) for c in made.credits] == [(("周强",), "摄影报道")]


def test_a_feeds_summary_in_html_is_read_without_it(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(RSS.format(body=BODY[0]), encoding="utf-8")
    made = found(path)[0]
    assert isinstance(made, Article)
    assert made.text == BODY[0]


@pytest.mark.parametrize(
    ("zone", "stated", "day"),
    [
        ("Asia/Shanghai", "2026-07-03T18:30:00Z", "2026-07-04"),
        ("Asia/Shanghai", "2026-07-03T15:30:00Z", "2026-07-03"),
        ("America/New_York", "2026-07-04T03:30:00Z", "2026-07-03"),
        ("America/New_York", "2026-07-04T04:30:00Z", "2026-07-04"),
        ("Asia/Urumqi", "2026-07-03T18:30:00Z", "2026-07-04"),
        ("America/New_York", "2026-07-04", "2026-07-04"),
        ("UTC", 1783123200, "2026-07-04"),
    ],
)
def test_the_day_of_a_dated_time_is_that_of_the_users_zone(
    tmp_path: Path, zone: str, stated: object, day: str
) -> None:
    path = tmp_path / "a.json"
    path.write_text(
        json.dumps({"title": "山泉", "text": BODY[0], "date": stated}), encoding="utf-8"
    )
    (made,) = ingest.read([str(path)], options=ingest.ReadOptions(zone=zone_named(zone)))
    assert isinstance(made, Article)
    assert str(made.date) == day


def test_a_zone_that_there_is_not_is_named() -> None:
    with pytest.raises(ConfigError, match="'Mars' is not a time zone"):
        zone_named("Mars")


def test_half_characters_of_a_file_name_or_of_json_cost_no_other_article(
    tmp_path: Path, command: Command
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / os.fsdecode(b"a\xff.txt")).write_bytes(b"")
    record = {"title": "水\ud800厂开工", "text": "".join(BODY), "date": "2026-11-20"}
    (tmp_path / "in" / "b.json").write_text(json.dumps(record), encoding="utf-8")
    ran = command("run", tmp_path / "in", "--profile", "fake", "--out", tmp_path / "out")
    made = (tmp_path / "out" / "2026-W47" / "digest.md").read_text(encoding="utf-8")
    assert ran.code == 3  # the empty file is a failure
    assert "水?厂开工" in made
    assert "a?.txt" in ran.err

"""OPML, the list of feeds that feed readers export: whose feeds are fetched, and whose are not."""

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

import pytest

from digest import ingest
from digest.errors import InputError
from digest.ingest.formats.opml import feeds_in
from digest.ingest.sources import MAX_FEEDS
from digest.records import Article, Discard, Failure
from tests.ingest.test_inputs import BODY, RSS

FEED = RSS.replace("<item><title>只有标题</title></item>", "")


def opml(*urls: str) -> bytes:
    outlines = "".join(f'<outline type="rss" text="报" xmlUrl="{escape(url)}"/>' for url in urls)
    return f'<?xml version="1.0"?><opml version="2.0"><body><outline text="组">{outlines}</outline></body></opml>'.encode()


def site(url: str) -> bytes:
    """The body of a made-up address."""
    if "dead" in url:
        raise InputError("the server says 404 Not Found")
    if "moved" in url:
        return "<!doctype html><html><h1>江口在线</h1><p>首页在这里，欢迎读者。</p></html>".encode()
    return FEED.format(body=f"{url} {''.join(BODY)}").encode()


def read(path: Path, data: bytes, name: str = "feeds.opml") -> list[object]:
    (path / name).write_bytes(data)
    return list(ingest.read([str(path / name)], fetch=site))


def test_fifty_feeds_are_read_in_order_and_a_dead_one_costs_only_itself(tmp_path: Path) -> None:
    urls = [f"https://{'dead' if n == 7 else 'news'}.example/{n:02}.xml?a=1&b=2" for n in range(50)]
    found = read(tmp_path, opml(*urls))
    articles = [item for item in found if isinstance(item, Article)]
    (failure,) = [item for item in found if isinstance(item, Failure)]
    assert [article.provenance.path for article in articles] == urls[:7] + urls[8:]
    assert (failure.where, failure.reason) == (urls[7], "the server says 404 Not Found")


def test_a_front_page_in_the_place_of_a_feed_is_no_article(tmp_path: Path) -> None:
    (failure,) = read(tmp_path, opml("https://moved.example/rss"))
    assert isinstance(failure, Failure)
    assert failure.reason == "not a feed; the site may have moved it"


def test_addresses_that_are_not_of_the_web_are_named(tmp_path: Path) -> None:
    feed, file = read(tmp_path, opml("feed://news.example/1", "file:///etc/passwd"))
    assert isinstance(feed, Article)
    assert isinstance(file, Failure)
    assert "not an http or https address: 'file:///etc/passwd'" in file.reason


def test_private_addresses_of_a_list_are_refused(tmp_path: Path) -> None:
    (tmp_path / "feeds.opml").write_bytes(opml("http://127.0.0.1:1/feed.xml"))
    (failure,) = ingest.read([str(tmp_path / "feeds.opml")])
    assert isinstance(failure, Failure)
    assert "127.0.0.1 is a private or reserved address" in failure.reason


def test_of_an_endless_list_the_first_feeds_are_read_and_the_rest_is_said(tmp_path: Path) -> None:
    found = read(tmp_path, opml(*(f"https://dead.example/{n}" for n in range(MAX_FEEDS + 5))))
    assert len(found) == MAX_FEEDS + 1
    assert isinstance(found[-1], Failure)
    assert "205 feeds, of which the first 200 are read" in found[-1].reason


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (opml(), "no feed in this list"),
        (b"<opml><body>", "not XML"),
        (b'<!DOCTYPE o [<!ENTITY a "aa">]><opml>&a;</opml>', "declares XML entities"),
        (b"", "not XML"),
    ],
)
def test_a_list_that_cannot_be_read_says_why(tmp_path: Path, data: bytes, said: str) -> None:
    (failure,) = read(tmp_path, data)
    assert isinstance(failure, Failure)
    assert said in failure.reason


def test_nested_lists_are_read_in_order_without_what_is_commented_out() -> None:
    data = (
        b'<opml><body><outline><outline XMLURL=" https://a.example/ "/></outline>'
        b'<outline isComment="true" xmlUrl="https://b.example/"><outline xmlUrl="https://c.example/"/></outline>'
        b'<outline type="include" url="https://d.example/more.opml"/>'
        b'<outline xmlUrl="feed:https://e.example/"/><outline xmlUrl="https://a.example/"/></body></opml>'
    )
    assert feeds_in(data) == ("https://a.example/", "https://e.example/")
    deep = b"<opml>" + b"<outline>" * 5000 + b'<outline xmlUrl="https://a.example/"/>'
    assert feeds_in(deep + b"</outline>" * 5000 + b"</opml>") == ("https://a.example/",)


def test_only_a_list_that_is_named_is_fetched(tmp_path: Path) -> None:
    """A list that came with other files, or from the network, fetches nothing."""

    def refuse(url: str) -> bytes:
        assert url == "https://a.example/list"
        return opml("https://news.example/1")

    (tmp_path / "feeds.opml").write_bytes(opml("https://news.example/1"))
    (tmp_path / "list.xml").write_bytes(opml("https://news.example/1"))
    inputs: Sequence[str] = (str(tmp_path), "https://a.example/list")
    found: Iterator[object] = ingest.read(inputs, fetch=refuse)
    in_folder, not_read, remote = found
    assert isinstance(not_read, Discard)
    assert ".opml (1)" in not_read.reason
    for failure in (in_folder, remote):
        assert isinstance(failure, Failure)
        assert failure.reason.startswith("a list of feeds; name it as an input")

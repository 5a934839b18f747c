"""Saved web pages and feed files, through trafilatura and feedparser (extras html and feeds)."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any

from digest import host
from digest.errors import InputError
from digest.ingest.article.assemble import Found
from digest.ingest.formats.html_blocks import Piece, WebPage, read_page
from digest.ingest.formats.scraper_fields import ReadOptions, articles_in
from digest.ingest.sources import is_url
from digest.records import Provenance
from digest.text.dates import parse_date
from digest.text.encoding import decode
from digest.text.hanzi import has_han

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{2,20})", re.IGNORECASE)
# What Chinese sites state in meta elements; the first that is there is taken.
_DAYS = (
    "publishdate", "pubdate", "article:published_time", "og:published_time", "datepublished",
    "publish_time", "publishtime", "weibo:article:create_at", "date", "dc.date",
)  # fmt: skip
_AUTHORS = ("author", "article:author", "mediaid", "byl", "dc.creator")
_SOURCES = ("contentsource", "source", "mediaid", "og:site_name", "sitename", "application-name")
_SECTIONS = ("columnname", "article:section", "category")
_TITLES = ("articletitle", "og:title", "twitter:title")
# The line under the headline: time, source and who, as sites set it; it is no text of the article.
_LINE_OF = {
    "source": re.compile(r"(?:来源|稿源|信息来源|文章来源)\s*[:：]\s*([^\s|:：]{2,24})"),
    "author": re.compile(r"(?:作者|记者)\s*[:：]\s*([^\s|:：]{2,20}(?:[、 ][^\s|:：]{2,4}(?![:：]))*)"),
    "editor": re.compile(r"(?:责任编辑|责编|编辑)\s*[:：]\s*([^\s|:：)）\]】]{2,12})"),
}  # fmt: skip
_CONTROLS = re.compile(
    r"分享到|分享至|扫一扫|扫码|打印(?:本页)?|关闭窗口|字号|字体\s*[:：]|【?(?:大|中|小)】?$|我要纠错|点击(?:数|量)|浏览(?:次数|量)"
    r"|上一篇|下一篇|相关(?:阅读|新闻|链接|推荐|文章)|延伸阅读|推荐阅读|热门(?:推荐|新闻)|返回(?:顶部|首页)|版权所有|未经授权|备案号"
    r"|收藏本文|评论\(\d+\)|原标题[:：]|当前位置|您(?:现在)?的位置|^首页\s*[>＞»]"
)
_CONTROL_CHARS, _META_CHARS, _SHORT = 40, 80, 40
# A line of links within an article's text is a list of other articles.
_LINKED = 0.6
# The extractor's text may be so much shorter than the dump's before the dump is taken instead.
_LEAST_SHARE = 0.5
_SEPARATOR = re.compile(r"\s*[-_|—–·»]+\s*")


def read_html(data: bytes, path: str, options: ReadOptions) -> Iterator[Found]:
    """The article of a saved page; InputError where none is in it, or trafilatura is missing."""
    try:
        import trafilatura  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise InputError(host.missing("reading web pages", "html", error)) from error
    source = _decoded(data)
    page = read_page(source)
    # Never deduplicate=True: it keeps state, and the fourth copy of a page comes out empty.
    found = trafilatura.bare_extraction(
        source, favor_recall=True, include_comments=False, include_tables=True, with_metadata=True
    )
    title = _title(page) or ((found.title if found else "") or "")
    body = _body(page.pieces, (found.text if found else "") or "", title)
    if not body:
        raise InputError("no text in this page; was it saved before its script filled it?")
    record = _record(page, title, body, path)
    record["source_name"] = record["source_name"] or (found.sitename if found else None)
    lines = source.count("\n") + 1
    yield from articles_in(record, Provenance(path, (1, lines)), options=options)


def _decoded(data: bytes) -> str:
    """The page's text; what it declares counts only where it is no UTF-8, as mislabelled pages are."""
    charset = _CHARSET.search(data[:4096])
    try:
        data.decode()
    except UnicodeDecodeError:
        return decode(data, declared=charset[1].decode() if charset else None)
    return decode(data)


def _record(page: WebPage, title: str, body: Sequence[Piece], path: str) -> dict[str, Any]:
    """What JSON-LD states, else meta elements, else the lines around the headline."""
    around = "\n".join(p.text for p in page.pieces if len(p.text) <= _META_CHARS and p.links < 1)
    stated = {name: found[1] for name, rule in _LINE_OF.items() if (found := rule.search(around))}
    at = next((i for i, p in enumerate(page.pieces) if p.text == title), 0)
    near = (p.text for p in page.pieces[at + 1 : at + 5] if len(p.text) <= _META_CHARS)
    news = page.news
    days = (news.get("datePublished"), *(page.metas.get(name) for name in _DAYS), *near)
    kicker, subtitle = _beside(page.pieces, title)
    urls = (news.get("url"), page.meta("og:url"), path)
    return {
        "title": title,
        "kicker": kicker,
        "subtitle": subtitle,
        "text": [_block(p) for p in body if p.text not in {title, kicker, subtitle}],
        "date": next((str(day) for day in days if parse_date(day)), None),
        "author": news.get("author") or _named(page.meta(*_AUTHORS)) or stated.get("author"),
        "editor": stated.get("editor"),
        "section": news.get("articleSection") or page.meta(*_SECTIONS),
        "source_name": stated.get("source")
        or _named(page.meta(*_SOURCES))
        or _publisher(news.get("publisher")),
        "url": next((u for u in urls if isinstance(u, str) and is_url(u)), None),
    }


def _named(text: str | None) -> str | None:
    return text if text and has_han(text) else None


def _publisher(value: Any) -> str | None:
    name = value.get("name") if isinstance(value, dict) else value
    return name if isinstance(name, str) else None


def _block(piece: Piece) -> dict[str, str]:
    return {"type": "h" if piece.type == "h" else "p", "text": piece.text}


def _title(page: WebPage) -> str:
    """The headline: the h1 that the page's title repeats or its only one, else what the head states."""
    heads = [p.text for p in page.pieces if p.level == 1 and not p.frame]
    stated = [str(page.news.get("headline") or ""), *(page.metas.get(name, "") for name in _TITLES)]
    whole = page.title
    for head in heads:
        if len(heads) == 1 or head in whole or head in stated:
            return head
    for text in (*stated, whole):
        if text:
            return _without_site(text, page)
    return ""


def _without_site(text: str, page: WebPage) -> str:
    """A title less the names of column and site behind it."""
    site = page.meta("og:site_name", "sitename") or ""
    if site and text.endswith(site):
        return _SEPARATOR.sub("", text.removesuffix(site)[::-1], count=1)[::-1]
    first = _SEPARATOR.split(text)[0]
    return first if len(first) >= 4 else text


def _beside(pieces: Sequence[Piece], title: str) -> tuple[str | None, str | None]:
    """Kicker and subtitle: headings of e-papers right above and below the headline.

    A second heading of the subtitle's level further down makes it a sub-heading of the text.
    """
    at = next((i for i, p in enumerate(pieces) if p.level == 1 and p.text == title), None)
    if at is None:
        return None, None
    above = pieces[at - 1] if at else None
    below = pieces[at + 1] if at + 1 < len(pieces) else None
    kicker = above.text if above and above.level > 1 and not above.frame else None
    subtitle = None
    if below and below.level > 1:
        level = below.level
        alone = sum(p.level == level and not p.frame for p in pieces[at + 1 :]) == 1
        subtitle = below.text if alone else None
    return kicker, subtitle


def _body(pieces: Sequence[Piece], extracted: str, title: str) -> list[Piece]:
    """The pieces of the article: from the first that the extractor found to the last of them.

    What the extractor left out between these - sub-headings, lists, tables - is the article's, but
    for lines of links and controls. Where it found far less than the page says, the page counts.
    """
    at = next((i for i, p in enumerate(pieces) if p.text == title), -1)
    own = [p for p in pieces[at + 1 :] if not _is_furniture(p)]
    dump = list(takewhile(lambda p: not re.match("相关(?:阅读|新闻|链接)", p.text), own))
    bare = _bare(extracted)
    hits = [i for i, p in enumerate(dump) if len(p.text) >= 8 and _bare(p.text) in bare]
    span = dump[hits[0] : hits[-1] + 1] if hits else []
    while hits and hits[0] > 0 and dump[hits[0] - 1].type == "h":
        hits[0] -= 1
        span.insert(0, dump[hits[0]])
    after = dump[hits[-1] + 1 :] if hits else []
    # A list or table right behind the last paragraph is a part of it.
    span += takewhile(lambda p: p.type in {"item", "row"}, after)
    prose = [p for p in dump if p.type != "h"]
    short = sum(len(p.text) for p in span) < _LEAST_SHARE * sum(len(p.text) for p in prose)
    return dump if (short and len(bare) < _LEAST_SHARE * _size(dump)) or not span else span


def _size(pieces: Sequence[Piece]) -> int:
    return sum(len(p.text) for p in pieces)


def _bare(text: str) -> str:
    return re.sub(r"[\s|\-]+", "", text)


def _is_furniture(piece: Piece) -> bool:
    """Whether a piece belongs to the site and not to the article."""
    text = piece.text
    if piece.frame or (piece.links >= _LINKED and piece.type != "row"):
        return True
    if len(text) <= _CONTROL_CHARS and _CONTROLS.search(text):
        return True
    if len(text) > _META_CHARS or piece.type == "h":
        return False
    stated = sum(len(found[0]) for rule in _LINE_OF.values() for found in rule.finditer(text))
    clock = re.search(r"20\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}日?(?:\s*\d\d:\d\d(?::\d\d)?)?", text)
    rest = len(_bare(text)) - stated - (len(_bare(clock[0])) if clock else 0)
    return bool(stated or clock) and rest <= max(6, len(text) // 3)

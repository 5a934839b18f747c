"""Reads the article of a saved web page: trafilatura finds the text, our blocks keep its structure."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from digest import host
from digest.errors import InputError
from digest.ingest.article.assemble import Found
from digest.ingest.formats import html_tree
from digest.ingest.formats.field_names import ReadOptions
from digest.ingest.formats.html_body import (
    body_of,
    day_stated_in,
    is_named_on,
    is_publisher,
    paper_stated_in,
    stated_in,
)
from digest.ingest.formats.html_tree import Piece, WebPage, read_page
from digest.ingest.formats.scraper_fields import articles_in
from digest.ingest.page import boilerplate
from digest.ingest.sources import is_url
from digest.records import Article, Discard, Failure, Provenance
from digest.text.dates import parse_date
from digest.text.encoding import decode
from digest.text.hanzi import has_han

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{2,20})", re.IGNORECASE)
# What Chinese sites state in meta elements; the first present is taken.
_DAYS = (
    "publishdate", "pubdate", "article:published_time", "og:published_time", "datepublished",
    "publish_time", "publishtime", "weibo:article:create_at", "date", "dc.date",
)  # fmt: skip
_AUTHORS = ("author", "article:author", "mediaid", "byl", "dc.creator")
_SOURCES = ("contentsource", "source", "mediaid", "og:site_name", "sitename", "application-name")
_SECTIONS = ("columnname", "article:section", "category")
_TITLES = ("articletitle", "og:title", "twitter:title")
_META_CHARS = 80
_SEPARATOR = re.compile(r"\s*[-_|—–·»－｜]+\s*")
_MIN_TITLE_CHARS, _MAX_TITLE_CHARS = 4, 60
_LEFT_OUT_CHARS = 2000


def read_html(data: bytes, path: str, options: ReadOptions) -> Iterator[Found]:
    """Yields the article of a saved page, and what of the page is not part of it.

    Raises InputError if there is no article, or trafilatura is missing.
    """
    try:
        import trafilatura  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise InputError(host.missing("reading web pages", "html", error)) from error
    source = _decoded(data)
    page = read_page(source)
    # Never deduplicate=True: it keeps state, and the fourth copy of a page comes out empty.
    found = page.tree is not None and trafilatura.bare_extraction(
        page.tree,
        favor_recall=True,
        include_comments=False,
        include_tables=True,
        with_metadata=True,
    )
    stated = html_tree.without_marks((found.title if found else "") or "")
    title = _title(page) or stated
    body = body_of(page, (found.text if found else "") or "", title)
    where = Provenance(path, (1, source.count("\n") + 1))
    if page.hidden:
        hidden = "\n".join(page.hidden)[:_LEFT_OUT_CHARS]
        yield Discard(path, where.lines, hidden, "text that the page hides from its readers")
    if not body.pieces:
        raise InputError("no text in this page; was it saved before its script filled it?")
    record = _record(page, title, body.pieces, path)
    record["source_name"] = record["source_name"] or (found.sitename if found else None)
    used: list[str] = []
    for item in articles_in(record, where, options=options):
        yield item
        if isinstance(item, Failure):
            return
        if isinstance(item, Article):
            used += [item.title, item.kicker or "", item.subtitle or ""]
    around = [text for text in body.left_out if text not in used]
    if around:
        text = "\n".join(around)[:_LEFT_OUT_CHARS]
        yield Discard(path, where.lines, text, f"the site's, around the article ({len(around)})")


def _decoded(data: bytes) -> str:
    """The page's text; what it declares counts only if it is not UTF-8, as many declarations are wrong."""
    charset = _CHARSET.search(data[:4096])
    return decode(data, declared=charset[1].decode() if charset else None)


def _record(page: WebPage, title: str, body: Sequence[Piece], path: str) -> dict[str, Any]:
    """What JSON-LD states, else meta elements, else the lines around the headline."""
    stated = stated_in(page.pieces)
    at = next((i for i, p in enumerate(page.pieces) if p.text == title), 0)
    near = [p.text for p in page.pieces[at + 1 : at + 5] if len(p.text) <= _META_CHARS]
    paper, writers = paper_stated_in(near)
    news = page.news
    days = (news.get("datePublished"), *(page.metas.get(name) for name in _DAYS), *near)
    author = _named(page.meta(*_AUTHORS))
    site = author if author and is_publisher(author) else None
    kicker, subtitle = _beside(page.pieces, title)
    urls = (news.get("url"), page.meta("og:url"), path)
    return {
        "title": title,
        "kicker": kicker,
        "subtitle": subtitle,
        "text": [_block(p) for p in body if p.text not in {title, kicker, subtitle}],
        "date": next((str(day) for day in days if parse_date(day)), None)
        or day_stated_in(page.pieces),
        "author": news.get("author")
        or stated.get("author")
        or writers
        or (author if author and not site and is_named_on(page, author) else None),
        "editor": stated.get("editor"),
        "section": news.get("articleSection") or page.meta(*_SECTIONS),
        "source_name": stated.get("source")
        or paper
        or _named(page.meta(*_SOURCES))
        or _publisher(news.get("publisher"))
        or site,
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
    """The headline: the h1 that the page's title repeats, its only h1, or what the head states."""
    site = page.meta("og:site_name", "sitename")
    heads = [
        p.text
        for p in page.pieces
        if p.level == 1 and not p.frame and p.text != site and not is_site_name(p.text)
    ]
    stated = [str(page.news.get("headline") or ""), *(page.metas.get(name, "") for name in _TITLES)]
    for head in heads:
        if len(heads) == 1 or head in page.title or head in stated:
            return head
    titles = (_without_site(text, site) for text in (*stated, page.title) if text)
    title = next((text for text in titles if not is_site_name(text)), "")
    return title or _headline_above(page.pieces)


def _headline_above(pieces: Sequence[Piece]) -> str:
    """The headline of a page whose head names the site only: the line above the one with the date, or the text."""
    at = next(
        (i for i, p in enumerate(pieces) if parse_date(p.text[:_META_CHARS]) or _is_paragraph(p)), 0
    )
    for piece in reversed(pieces[:at]):
        if (
            _MIN_TITLE_CHARS <= len(piece.text) <= _MAX_TITLE_CHARS
            and has_han(piece.text)
            and piece.links < 1
            and not piece.frame
            and not is_site_name(piece.text)
        ):
            return piece.text
    return ""


def _is_paragraph(piece: Piece) -> bool:
    return len(piece.text) > _MAX_TITLE_CHARS or piece.text.endswith("。")


def is_site_name(text: str) -> bool:
    """Whether a text is the name of a site or channel, by the table of page and site words."""
    rule = boilerplate.rule_for(text, first=True)
    return rule is not None and rule.role in {"site-noise", "masthead"}


def _without_site(text: str, site: str | None) -> str:
    """A title without the names of column and site behind it."""
    if site and text.endswith(site):
        return _SEPARATOR.sub("", text.removesuffix(site)[::-1], count=1)[::-1]
    first = _SEPARATOR.split(text)[0]
    return first if len(first) >= _MIN_TITLE_CHARS else text


def _beside(pieces: Sequence[Piece], title: str) -> tuple[str | None, str | None]:
    """Kicker and subtitle: the headings of e-papers right above and below the headline.

    If a heading of the subtitle's level comes again further down, it is a sub-heading of the text.
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

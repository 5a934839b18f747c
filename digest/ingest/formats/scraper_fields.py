"""A scraper's record to an article: a table of the names that fields go by, and the user's own."""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from digest.errors import ConfigError
from digest.ingest.article.assemble import Found, Parts, assemble, blocks_of, one_line
from digest.ingest.formats import markup
from digest.records import Block, Discard, Failure, Provenance
from digest.text.dates import CHINA, date_in_path, parse_date
from digest.text.hanzi import has_han

# Our field, then the names it goes by, the most telling first. Case, blanks, - and _ do not count.
FIELD_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "news_id", "article_id", "uniquekey", "nid", "文章编号"),
    "title": ("title", "news_title", "article_title", "headline", "标题", "文章标题", "新闻标题", "主标题", "主题"),
    "kicker": ("kicker", "pre_title", "eyebrow", "引题", "肩题", "眉题"),
    "subtitle": ("subtitle", "sub_title", "副标题", "副题", "subheadline"),
    "text": (
        "text", "content", "body", "正文", "内容", "文章内容", "正文内容", "新闻内容", "article_text", "article_body",
        "full_text", "maintext", "paragraphs", "cleaned_text", "raw_text", "raw_content", "plaintext", "markdown_body", "markdown",
        "content_text", "content_html", "content_code", "text_html", "html",
    ),
    "excerpt": ("摘要", "summary", "abstract", "abs", "excerpt", "description", "digest", "导读"),
    "date": (
        "date", "datetime", "pub_time", "publish_time", "publish_date", "publishing_date", "published_at",
        "published_date", "publication_date", "date_published", "pub_date", "published", "date_publish", "ctime",
        "release_time", "post_time", "file_date", "news_time", "日期", "发布时间", "发布日期", "发表时间", "出版日期", "时间",
        "time", "ts", "created_at",
    ),
    "source": (
        "source_name", "sitename", "site_name", "medium_name", "newspaper", "paper", "media", "来源", "报纸", "媒体",
        "报纸名称", "媒体名称", "article_from", "news_source", "publisher", "source", "website", "site", "hostname", "source_hostname",
    ),
    "url": (
        "url", "link", "news_link", "source_url", "article_url", "文章链接", "链接", "网址", "原文链接", "href",
        "original_url", "external_url", "canonical_url", "permalink",
    ),
    "section": ("section", "column", "栏目", "版块", "频道", "channel", "article_section", "category", "cate", "categories", "分类"),
    "page": ("page", "版面", "版次", "page_name", "edition"),
    "author": ("author", "authors", "author_name", "byline", "作者", "撰稿", "署名"),
    "reporter": ("reporter", "记者", "journalist"),
    "correspondent": ("correspondent", "通讯员"),
    "editor": ("editor", "editors", "责任编辑", "责编", "编辑"),
    "dateline": ("dateline", "电头"),
}  # fmt: skip
_ROLES = {"author": "作者", "reporter": "记者", "correspondent": "通讯员"}
# What APIs and search indexes call the part of an answer that is the article.
_INNER = frozenset(
    {"article", "data", "detail", "news", "result", "item", "post", "doc", "_source"}
)
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9 _&/-]*")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_PAGE = re.compile(
    r"(?:第\s*)?[A-Za-z]?\d{1,3}\s*版?\s*[:：·\-—]?\s*|第?[一二三四五六七八九十]{1,3}版\s*[:：·\-—]?\s*"
)
_SECTION_CHARS = 20
MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How inputs are read.

    `fields` maps the user's JSON field names (dotted for nested ones) to ours, dates are days in
    `zone`, and `strict` re-raises unexpected exceptions instead of making them Failures (for tests).
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    zone: tzinfo = CHINA
    strict: bool = False

    def __post_init__(self) -> None:
        """ConfigError where a name is mapped to a field that there is not."""
        for theirs, ours in self.fields.items():
            if ours not in FIELD_NAMES:
                known = ", ".join(FIELD_NAMES)
                raise ConfigError(
                    f"inputs.fields: {theirs!r} is mapped to {ours!r}; there is: {known}"
                )


def articles_in(
    value: Any, where: Provenance, *, options: ReadOptions, depth: int = 0
) -> Iterator[Found]:
    """The articles of a JSON value: a record, a list of them, or a wrapper around a list.

    What a wrapper says of date, source and page holds for its records that do not say otherwise.
    """
    if depth > MAX_DEPTH:
        yield Failure("read", _at(where), f"lists within lists, more than {MAX_DEPTH} deep")
    elif isinstance(value, list):
        for item in value:
            yield from articles_in(item, where, options=options, depth=depth + 1)
    elif not isinstance(value, dict):
        yield Failure("read", _at(where), f"{str(value)[:40]!r} where an article's fields were due")
    elif {"schema", "week", "articles"} <= value.keys():
        yield Failure("read", _at(where), "a finished digest; `digest render` takes its folder")
    else:
        record = _Record(value, options.fields)
        records = [] if record.texts else _wrapped(value) or _inner(value)
        inherited = {
            name: value[name]
            for name in value
            if _plain(name) in _INHERITED and not isinstance(value[name], list | dict)
        }
        for item in records:
            within = inherited | item
            yield from articles_in(within, where, options=options, depth=depth + 1)
        if not records:
            yield from _article(record, where, options.zone)


def _at(where: Provenance) -> str:
    return f"{where.path}:{where.lines[0]}"


@functools.lru_cache(4096)
def _plain(name: str) -> str:
    return re.sub(r"[\s_\-.:]", "", str(name)).casefold()


_INHERITED = {_plain(name) for ours in ("date", "source", "page") for name in FIELD_NAMES[ours]}


def _wrapped(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The records that a value without text of its own is only the envelope of."""
    for child in value.values():
        flat = list(_flat(child, 0)) if isinstance(child, list) else []
        if flat and all(isinstance(item, dict) for item in flat):
            return flat
    nested = [child for child in value.values() if isinstance(child, dict)]
    return next((found for child in nested if (found := _wrapped(child))), [])


def _flat(items: list[Any], depth: int) -> Iterator[Any]:
    """The items of lists within lists, as a spider's pages of results come out."""
    for item in items:
        if isinstance(item, list) and depth < MAX_DEPTH:
            yield from _flat(item, depth + 1)
        else:
            yield item


def _inner(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The record that a value holds under a name such as `data`, with what the value itself says."""
    found = next((v for n, v in value.items() if n in _INNER and isinstance(v, dict)), None)
    if not found:
        return []
    return [{n: v for n, v in value.items() if not isinstance(v, list | dict)} | found]


class _Record:
    """A scraper's record, asked by our names."""

    def __init__(self, value: Mapping[str, Any], fields: Mapping[str, str]) -> None:
        self._mapped: dict[str, list[Any]] = {}
        for theirs, ours in fields.items():
            found = _at_path(value, theirs)
            if not _empty(found):
                self._mapped.setdefault(ours, []).append(found)
        claimed = {_plain(theirs) for theirs in fields}
        self._plain = {
            _plain(name): item
            for name, item in value.items()
            if _plain(name) not in claimed and not _empty(item)
        }

    def all(self, ours: str) -> list[Any]:
        """The values of a field, the most telling first."""
        names = (_plain(name) for name in FIELD_NAMES[ours])
        return self._mapped.get(ours, []) + [
            self._plain[n] for n in dict.fromkeys(names) if n in self._plain
        ]

    def line(self, ours: str) -> str | None:
        """The first value that is a text, on one line."""
        return next((line for v in self.all(ours) if (line := _line(v))), None)

    @property
    def texts(self) -> list[Any]:
        """The values that may be the body."""
        return [v for v in self.all("text") if isinstance(v, str | list | dict)]


def _line(value: Any) -> str:
    """A value as one line of text without markup; crawlers give a headline as a list of its nodes."""
    if isinstance(value, list):
        return " ".join(filter(None, (_line(item) for item in value)))
    if not isinstance(value, str | int | float):
        return ""
    return (
        " ".join(block.text for block in markup.html_blocks(value))
        if (isinstance(value, str) and markup.is_html(value))
        else one_line(str(value))
    )


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {}) or (isinstance(value, str) and not value.strip())


def _at_path(value: Mapping[str, Any], path: str) -> Any:
    """The value under a name, or under dotted names within each other."""
    if path in value:
        return value[path]
    found: Any = value
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _article(record: _Record, where: Provenance, zone: tzinfo) -> Iterator[Found]:
    blocks = next((b for text in record.texts if (b := tuple(_blocks(text)))), ())
    if not blocks:
        excerpts = (_excerpt(e) for e in record.all("excerpt") if isinstance(e, str))
        blocks = next((found for found in excerpts if found), ())
    hidden = "\n".join(
        filter(None, (markup.hidden_text(v) for v in record.texts if isinstance(v, str)))
    )
    if hidden:
        reason = "text that the page hides from its readers"
        yield Discard(where.path, where.lines, hidden[:2000], reason)
    url = next((u for u in record.all("url") + record.all("source") if _is_url(u)), None)
    days = (parse_date(day, zone) for value in record.all("date") for day in _items(value))
    day = next(filter(None, days), None)
    stated = record.line("date")
    if stated and not day:
        reason = "a date that names no day; it does not count"
        yield Discard(where.path, where.lines, stated[:80], reason)
    yield from assemble(
        Parts(
            title=record.line("title") or "",
            blocks=blocks,
            kicker=record.line("kicker"),
            subtitle=record.line("subtitle"),
            section=_section(record),
            dateline=record.line("dateline"),
            authors=tuple(
                (_ROLES[ours], name) for ours in _ROLES for name in _names(record.all(ours)[:1])
            ),
            editors=tuple(_names(record.all("editor")[:1])),
            day=day or (date_in_path(url) if url else None),
            source=_source(record),
            url=url,
            id=record.line("id"),
        ),
        where,
    )


def _excerpt(text: str) -> tuple[Block, ...]:
    if markup.is_html(text):  # as feeds have it
        text = "\n".join(block.text for block in markup.html_blocks(text))
    return blocks_of(text, excerpt=True)


def _items(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else (value,)


def _is_url(value: Any) -> bool:
    return isinstance(value, str) and _URL.fullmatch(value.strip()) is not None


def _source(record: _Record) -> str | None:
    names = [
        one_line(value)
        for value in record.all("source")
        if isinstance(value, str) and not _is_url(value)
    ]
    return next((name for name in names if name), None)


def _section(record: _Record) -> str | None:
    """The column or page name, a Chinese one first: 01版：要闻 is 要闻, A01 stays."""
    code = None
    for value in record.all("section") + record.all("page"):
        for item in _items(value):
            whole = one_line(item) if isinstance(item, str) else ""
            found = _PAGE.match(whole)
            name = whole[found.end() :] if found else whole
            if name and has_han(name) and len(name) <= _SECTION_CHARS:
                return name
            if code is None and _CODE.fullmatch(whole) and len(whole) <= _SECTION_CHARS:
                code = whole
    return code


def _names(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _names([value.get("name")])
        elif isinstance(value, list):
            yield from _names(value)


_HEADING_KEYS = frozenset({"headline", "heading", "title", "subheadline"})
_HEADING_TYPES = frozenset({"h", "h1", "h2", "h3", "heading", "subtitle"})
_TEXT_KEYS = (
    "summary", "headline", "heading", "title", "text", "content", "value", "paragraphs", "sections", "blocks",
)  # fmt: skip


def _blocks(value: Any, *, depth: int = 0, heading: bool = False) -> Iterator[Block]:
    """The blocks of a body: a text, HTML, Markdown, a list, or nested sections."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, str):
        if heading and one_line(value):
            yield Block("h", one_line(value))
        else:
            yield from markup.blocks(value)
    elif isinstance(value, list):
        if all(isinstance(item, str) for item in value) and not heading:
            yield from markup.blocks("\n".join(value))
        else:
            for item in value:
                yield from _blocks(item, depth=depth + 1, heading=heading)
    elif isinstance(value, dict):
        is_heading = str(value.get("type", "")).casefold() in _HEADING_TYPES
        for name in _TEXT_KEYS:
            child = value.get(name)
            if child:
                named = name in _HEADING_KEYS or (
                    is_heading and name in {"text", "content", "value"}
                )
                yield from _blocks(child, depth=depth + 1, heading=named)

"""The names that scrapers give their fields, and access to a record by ours."""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from digest.errors import ConfigError
from digest.ingest.article.assemble import one_line
from digest.ingest.formats import markup
from digest.text.dates import CHINA
from digest.text.hanzi import has_han

# Our field, then its names elsewhere, the most specific first. Case, blanks, - and _ do not count.
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
        """Raises ConfigError if a name is mapped to a field that does not exist."""
        for theirs, ours in self.fields.items():
            if ours not in FIELD_NAMES:
                known = ", ".join(FIELD_NAMES)
                raise ConfigError(
                    f"inputs.fields: {theirs!r} is mapped to {ours!r}, which is none of: {known}"
                )


@functools.lru_cache(4096)
def plain_name(name: str) -> str:
    """A field's name without case, blanks and marks."""
    return re.sub(r"[\s_\-.:]", "", str(name)).casefold()


class Record:
    """A scraper's record, accessed by our names."""

    def __init__(self, value: Mapping[str, Any], fields: Mapping[str, str]) -> None:
        texts = {str(name): _line(item) for name, item in value.items() if name not in fields}
        self._texts = sorted(
            filter(lambda n: has_han(texts[n]), texts), key=lambda n: -len(texts[n])
        )
        self._mapped: dict[str, list[Any]] = {}
        for theirs, ours in fields.items():
            found = _at_path(value, theirs)
            if not _empty(found):
                self._mapped.setdefault(ours, []).append(found)
        claimed = {plain_name(theirs) for theirs in fields}
        self._values = {
            plain_name(name): item
            for name, item in value.items()
            if plain_name(name) not in claimed and not _empty(item)
        }

    def all(self, ours: str) -> list[Any]:
        """The values of a field, the most specific first."""
        names = (plain_name(name) for name in FIELD_NAMES[ours])
        return self._mapped.get(ours, []) + [
            self._values[n] for n in dict.fromkeys(names) if n in self._values
        ]

    def line(self, ours: str) -> str | None:
        """The first value that is a text, on one line."""
        return next((line for v in self.all(ours) if (line := _line(v))), None)

    def unknown(self) -> list[str]:
        """The names of fields with Chinese texts that are none of ours, the longest text first."""
        return [name for name in self._texts if plain_name(name) not in _KNOWN]

    @property
    def texts(self) -> list[Any]:
        """The values that may be the body."""
        return [v for v in self.all("text") if isinstance(v, str | list | dict)]


_KNOWN = frozenset(plain_name(name) for names in FIELD_NAMES.values() for name in names)


def _line(value: Any) -> str:
    """A value as one line without markup; some crawlers give a headline as a list of nodes."""
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
    """The value at a name, or at a dotted path such as `data.items.0.title` or `data.parts[].text`.

    A number is a position in a list; a name asked of a list gives the list of its values.
    """
    if path in value:
        return value[path]
    found: Any = value
    for name in filter(None, re.split(r"[.\[\]]+", path)):
        found = _child(found, name)
    return found


def _child(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return value.get(name)
    if not isinstance(value, list):
        return None
    if name.isdecimal():
        return value[int(name)] if int(name) < len(value) else None
    return [child for item in value if (child := _child(item, name)) is not None]

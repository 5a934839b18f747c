"""The archive as an Atom feed (RFC 4287) and as a JSON Feed (version 1.1)."""

import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from xml.sax.saxutils import quoteattr

from digest.archive.weeks import Issue
from digest.records import Entry, Pair
from digest.text.printable import printable
from digest.text.xml import xml_text

# Feed readers fetch the whole feed each time; a quarter of a year is what one may have missed.
MOST_ISSUES = 13
_NAMESPACE = uuid.UUID("8f6f1f5e-3f5b-5a7e-9d3c-6b2b1c0d4e57")


@dataclass(frozen=True, slots=True)
class _Item:
    id: str
    link: str
    title: str
    text: str
    day: date


def atom(issues: Sequence[Issue], title: Pair, base: str) -> str:
    """One entry per issue and one per article; `base` is the archive's address, "" if it has none."""
    items = list(_items(issues))
    newest = max((item.day for item in items), default=date(1970, 1, 1))
    links = f"<link href={quoteattr(base or 'index.html')}/>\n"
    if base:
        links += (
            f'<link rel="self" type="application/atom+xml" href={quoteattr(base + "feed.atom")}/>\n'
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-Hans">\n'
        f"<id>{_urn('archive', base or title.zh)}</id>\n"
        f"<title>{_plain(title.zh)} {_plain(title.en)}</title>\n"
        f"<author><name>{_plain(title.en)}</name></author>\n"
        f"<updated>{_stamp(newest)}</updated>\n{links}"
        + "".join(_entry(item, base) for item in items)
        + "</feed>\n"
    )


def json_feed(issues: Sequence[Issue], title: Pair, base: str) -> str:
    """The same items as a JSON Feed."""
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{title.zh} {title.en}",
        "language": "zh-Hans",
    }
    if base:
        feed |= {"home_page_url": base, "feed_url": f"{base}feed.json"}
    feed["items"] = [
        {
            "id": item.id,
            "url": base + item.link,
            "title": item.title,
            "content_text": item.text,
            "date_published": _stamp(item.day),
        }
        for item in _items(issues)
    ]
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"


def _items(issues: Sequence[Issue]) -> Iterator[_Item]:
    for issue in issues[:MOST_ISSUES]:
        digest = issue.digest
        headlines = "\n".join(f"{e.title.zh}\n{e.title.en}" for e in digest.entries)
        name = f"{digest.title.zh} {digest.week} {digest.title.en}"
        yield _Item(_urn("issue", str(digest.week)), issue.page, name, headlines, digest.days.last)
        for entry in digest.entries:
            yield _Item(
                _urn("article", f"{digest.week} {entry.id}"),
                issue.link(entry),
                f"{entry.title.zh} {entry.title.en}",
                _text(entry),
                entry.date or digest.days.last,
            )


def _text(entry: Entry) -> str:
    summary = entry.summary or tuple(block.pair for block in entry.blocks[:1])
    return "\n".join(("".join(p.zh for p in summary), " ".join(p.en for p in summary)))


def _entry(item: _Item, base: str) -> str:
    return (
        f"<entry>\n<id>{item.id}</id>\n<title>{_plain(item.title)}</title>\n"
        f"<updated>{_stamp(item.day)}</updated>\n"
        f"<link href={quoteattr(base + item.link)}/>\n"
        f'<content type="text">{_plain(item.text)}</content>\n</entry>\n'
    )


def _urn(kind: str, name: str) -> str:
    """A name that stays the same for the same thing: a UUID of version 5 (RFC 9562)."""
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{kind} {name}')}"


def _stamp(day: date) -> str:
    return datetime.combine(day, time(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _plain(text: str) -> str:
    return xml_text(printable(text))

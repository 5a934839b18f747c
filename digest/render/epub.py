"""The digest as an EPUB 3 book, with the same bytes on every build."""

import bisect
import io
import itertools
import math
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from digest.config.settings import PageStyle
from digest.records import Digest, Entry, Pair
from digest.render import cover
from digest.render.presentation import top_stories
from digest.render.templating import Templates

_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="EPUB/content.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
# Any constant would do, but it must never change: a week's identifier is derived from it.
_NAMESPACE = uuid.UUID("6c1f6ba3-33c7-5a0f-9a3c-5e0f8f4f3b52")
# The zip format's earliest date.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PLAIN = PageStyle()
# Tolerance for sums of fractions, far below the size of one article.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Volume:
    """The number of a volume, and of how many."""

    number: int = 1
    of: int = 1


_WHOLE = Volume()


def volumes(digest: Digest, style: PageStyle = _PLAIN, *, max_bytes: int) -> list[bytes]:
    """The book in one file, or in volumes of at most `max_bytes` if it is larger.

    Articles are never split: one that is larger is a volume of its own.
    """
    book = render(digest, style)
    entries = _reading_order(Templates(style), digest)
    if len(book) <= max_bytes or len(entries) < 2:
        return [book]
    count = math.ceil(len(book) / max_bytes)
    while True:
        count = min(count, len(entries))
        books = [
            render(part, style, Volume(number, count))
            for number, part in enumerate(_parts(digest, entries, count), 1)
        ]
        if count == len(entries) or max(map(len, books)) <= max_bytes:
            return books
        count += 1


def _parts(digest: Digest, entries: Sequence[Entry], count: int) -> Iterator[Digest]:
    """The digest in `count` parts of about equal length, none empty."""
    sizes = [sum(len(b.pair.zh.encode()) + len(b.pair.en) for b in e.blocks) + 1 for e in entries]
    ends = [total * count / sum(sizes) for total in itertools.accumulate(sizes)]
    first = 0
    for number in range(1, count + 1):
        end = max(first + 1, bisect.bisect_left(ends, number - _ROUNDING) + 1)
        end = len(entries) if number == count else min(end, len(entries) - (count - number))
        failures = digest.failures if number == count else ()
        yield replace(digest, entries=tuple(entries[first:end]), failures=failures)
        first = end


def render(digest: Digest, style: PageStyle = _PLAIN, volume: Volume = _WHOLE) -> bytes:
    """One volume. Its identifier depends on week, title and volume, its dates on the week."""
    templates = Templates(style)
    entries = _reading_order(templates, digest)
    names = {id(entry): f"article-{i:04}" for i, entry in enumerate(entries, 1)}
    glossary = templates.texts.glossary(digest)
    glossary_page = ["glossary"] if glossary.lines else []
    pages = ["front", *names.values(), *glossary_page, "end"]
    words = templates.texts.words
    volume_name = _volume_name(words["volume"], volume)
    title = _title(digest, volume_name)
    package = {
        "title": title,
        "volume": volume,
        "uuid": _identifier(digest, volume),
        "pages": pages,
        "points": [
            ("front", words["glance"]),
            *((names[id(entry)], entry.title) for entry in entries),
            *((name, words[name]) for name in glossary_page),
            ("end", words["about"]),
        ],
    }

    def link(entry: Entry) -> str:
        return f"{names[id(entry)]}.xhtml"

    def page(content: str | Entry, heading: Pair) -> str:
        filled = templates.render(
            "page.xhtml", digest, page=content, title=f"{heading.zh} {heading.en}",
            link=link, book=True, start=f"{pages[1]}.xhtml", volume=volume_name,
            glossary=glossary, glossary_size=templates.texts.glossary_size(glossary),
        )  # fmt: skip
        # The XML declaration must be the first thing in its file.
        return filled.lstrip()

    files = {
        "META-INF/container.xml": _CONTAINER,
        "EPUB/content.opf": templates.render("content.opf", digest, **package),
        "EPUB/toc.ncx": templates.render("toc.ncx", digest, **package),
        "EPUB/style.css": templates.source("style.css"),
        "EPUB/front.xhtml": page("front", title),
        "EPUB/nav.xhtml": page("nav", words["contents"]),
        **{f"EPUB/{link(entry)}": page(entry, entry.title) for entry in entries},
        **{f"EPUB/{name}.xhtml": page(name, words[name]) for name in glossary_page},
        "EPUB/end.xhtml": page("end", words["about"]),
    }
    return _zipped(files, {"EPUB/cover.png": cover.png(_cover_text(templates, digest))})


def _cover_text(templates: Templates, digest: Digest) -> cover.CoverText:
    headlines = () if digest.layout == "zh" else tuple(e.title.en for e in top_stories(digest))
    return cover.CoverText(digest.week, digest.title, templates.texts.dates(digest.days), headlines)


def _reading_order(templates: Templates, digest: Digest) -> list[Entry]:
    return [entry for section in templates.texts.sections(digest) for entry in section.entries]


def _title(digest: Digest, volume_name: Pair) -> Pair:
    """The title of a volume, with its week and number."""
    return Pair(
        " ".join(filter(None, (digest.title.zh, str(digest.week), volume_name.zh))),
        ", ".join(filter(None, (f"{digest.title.en} {digest.week}", volume_name.en))),
    )


def _volume_name(words: Pair, volume: Volume) -> Pair:
    """The volume in both languages; empty for a book in one volume."""
    if volume.of == 1:
        return Pair("", "")
    return Pair(
        words.zh.format(volume.number, volume.of), words.en.format(volume.number, volume.of)
    )


def _identifier(digest: Digest, volume: Volume) -> uuid.UUID:
    """Depends on the week and the number of the volume, not on how many volumes there are."""
    named = f"{digest.week}\n{digest.title.zh}\n{digest.title.en}"
    return uuid.uuid5(_NAMESPACE, named if volume.of == 1 else f"{named}\n{volume.number}")


def _zipped(files: dict[str, str], binaries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        # First and uncompressed, so that its content is at a fixed offset: OCF 3.3, section 4.3.
        book.writestr(zipfile.ZipInfo("mimetype", _EPOCH), "application/epub+zip")
        content: list[tuple[str, str | bytes]] = [*files.items(), *binaries.items()]
        for name, data in content:
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            book.writestr(info, data)
    return out.getvalue()

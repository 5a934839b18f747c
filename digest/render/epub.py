"""The digest as an EPUB 3 book: own zip and templates, the same bytes on every build."""

import io
import struct
import uuid
import zipfile
import zlib

import jinja2

from digest.records import Digest, Entry, Pair
from digest.render.view import environment, in_order

_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="EPUB/content.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
# Any constant will do, as long as it never changes: it makes a week's book the same book for ever.
_NAMESPACE = uuid.UUID("6c1f6ba3-33c7-5a0f-9a3c-5e0f8f4f3b52")
# The zip format's earliest date.
_EPOCH = (1980, 1, 1, 0, 0, 0)
# Cover in the proportion that Kindle asks for (1.6), with a band a weekday.
_COVER_SIZE = (400, 640)


def render(digest: Digest) -> bytes:
    """The book; its identifier comes from week and title, its dates from the week."""
    made = environment()
    entries = in_order(digest)
    names = {id(entry): f"article-{i:04}" for i, entry in enumerate(entries, 1)}
    pages = ["front", *names.values(), "end"]
    title = Pair(f"{digest.title.zh} {digest.week}", f"{digest.title.en} {digest.week}")
    shared = {
        "digest": digest,
        "title": title,
        "uuid": uuid.uuid5(_NAMESPACE, f"{digest.week}\n{digest.title.zh}\n{digest.title.en}"),
        "pages": pages,
        "points": [
            ("front", "本周要点 The week at a glance"),
            *((names[id(e)], f"{e.title.zh} {e.title.en}") for e in entries),
            ("end", "说明 About"),
        ],
    }
    files: dict[str, str] = {
        "META-INF/container.xml": _CONTAINER,
        "EPUB/content.opf": made.get_template("content.opf").render(shared),
        "EPUB/toc.ncx": made.get_template("toc.ncx").render(shared),
        "EPUB/style.css": made.get_template("style.css").render(),
    }

    def link(entry: Entry) -> str:
        return f"{names[id(entry)]}.xhtml"

    def page(content: str | Entry, heading: str) -> str:
        return _page(
            made, digest=digest, page=content, title=heading, link=link, start=pages[1] + ".xhtml"
        )

    files["EPUB/front.xhtml"] = page("front", title.zh)
    files["EPUB/nav.xhtml"] = page("nav", "目录 Contents")
    for entry in entries:
        files[f"EPUB/{link(entry)}"] = page(entry, entry.title.zh)
    files["EPUB/end.xhtml"] = page("end", "说明 About")
    return _zipped(files, {"EPUB/cover.png": _cover(digest.week.number)})


def _page(made: jinja2.Environment, **values: object) -> str:
    # Without a blank before it: an XML declaration opens its file.
    return made.get_template("page.xhtml").render(values).lstrip()


def _zipped(files: dict[str, str], binaries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        # First and stored, so that its content stands at a fixed place: OCF 3.3, section 4.3.
        book.writestr(zipfile.ZipInfo("mimetype", _EPOCH), "application/epub+zip")
        content: list[tuple[str, str | bytes]] = [*files.items(), *binaries.items()]
        for name, data in content:
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            book.writestr(info, data)
    return out.getvalue()


def _cover(number: int) -> bytes:
    """A plain cover as PNG: seven bands, a shade of the week's own; no font is needed."""
    width, height = _COVER_SIZE
    red, green, blue = 60 + number * 3 % 120, 70 + number * 7 % 90, 110 + number * 5 % 110
    rows = bytearray()
    for y in range(height):
        lift = y * 7 // height * 9
        pixel = bytes((min(red + lift, 255), min(green + lift, 255), min(blue + lift, 255)))
        rows += b"\0" + pixel * width
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, data)
        for kind, data in (
            (b"IHDR", header),
            (b"IDAT", zlib.compress(bytes(rows), 9)),
            (b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

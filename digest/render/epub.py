"""The digest as an EPUB 3 book: own zip and templates, the same bytes on every build."""

import io
import uuid
import zipfile

from digest.records import Digest, Entry, Pair
from digest.render import cover
from digest.render.view import Look, Style

_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="EPUB/content.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
# Any constant will do, as long as it never changes: it makes a week's book the same book for ever.
_NAMESPACE = uuid.UUID("6c1f6ba3-33c7-5a0f-9a3c-5e0f8f4f3b52")
# The zip format's earliest date.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PLAIN = Style()


def render(digest: Digest, style: Style = _PLAIN) -> bytes:
    """The book; its identifier comes from week and title, its dates from the week."""
    look = Look(style)
    entries = [entry for section in look.sections(digest) for entry in section.entries]
    names = {id(entry): f"article-{i:04}" for i, entry in enumerate(entries, 1)}
    pages = ["front", *names.values(), "end"]
    title = Pair(f"{digest.title.zh} {digest.week}", f"{digest.title.en} {digest.week}")
    words = look.words
    shared = {
        "digest": digest,
        "title": title,
        "uuid": uuid.uuid5(_NAMESPACE, f"{digest.week}\n{digest.title.zh}\n{digest.title.en}"),
        "pages": pages,
        "points": [
            ("front", words["glance"]),
            *((names[id(entry)], entry.title) for entry in entries),
            ("end", words["about"]),
        ],
    }

    def link(entry: Entry) -> str:
        return f"{names[id(entry)]}.xhtml"

    def page(content: str | Entry, heading: Pair) -> str:
        made = look.page(
            "page.xhtml", digest=digest, page=content, title=f"{heading.zh} {heading.en}",
            link=link, book=True, start=f"{pages[1]}.xhtml",
        )  # fmt: skip
        # Without a blank before it: an XML declaration opens its file.
        return made.lstrip()

    files = {
        "META-INF/container.xml": _CONTAINER,
        "EPUB/content.opf": look.page("content.opf", **shared),
        "EPUB/toc.ncx": look.page("toc.ncx", **shared),
        "EPUB/style.css": look.page("style.css"),
        "EPUB/cover.svg": cover.svg(digest.week),
        "EPUB/front.xhtml": page("front", title),
        "EPUB/nav.xhtml": page("nav", words["contents"]),
        **{f"EPUB/{link(entry)}": page(entry, entry.title) for entry in entries},
        "EPUB/end.xhtml": page("end", words["about"]),
    }
    return _zipped(files, {"EPUB/cover.png": cover.png(digest.week)})


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

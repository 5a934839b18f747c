"""The digest as one HTML file: no script, no font, no picture from elsewhere."""

from digest.records import Digest
from digest.render.view import Look, Style, anchor

_PLAIN = Style()


def render(digest: Digest, style: Style = _PLAIN) -> str:
    """The whole digest, for a phone, a browser or a printer."""
    look = Look(style)
    return look.page(
        "digest.html",
        digest=digest,
        book=False,
        link=lambda entry: f"#{anchor(entry)}",
        style=look.source("style.css"),
    )

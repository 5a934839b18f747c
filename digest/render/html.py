"""The digest as one HTML file: no script, no font, no picture from elsewhere."""

from digest.config.settings import PageStyle
from digest.records import Digest
from digest.render.presentation import Renderer, anchor

_PLAIN = PageStyle()


def render(digest: Digest, style: PageStyle = _PLAIN) -> str:
    """The whole digest, for a phone, a browser or a printer."""
    look = Renderer(style)
    return look.page(
        "digest.html",
        digest=digest,
        book=False,
        link=lambda entry: f"#{anchor(entry)}",
        style=look.source("style.css"),
    )

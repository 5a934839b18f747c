"""The digest as the HTML of a mail: styles inline, tables for width, under Gmail's clip."""

from dataclasses import replace

import css_inline

from digest.config.settings import PageStyle
from digest.records import Digest, Layout
from digest.render.presentation import Renderer, anchor

# Gmail shows no more than 102 kB of HTML; the rest of the room is for notes of the mail's own.
BYTES = 100_000
# Mail programs neither fold nor set columns reliably.
_SIMPLER: dict[Layout, Layout] = {"side": "stacked", "tap": "stacked"}


def render(digest: Digest, style: PageStyle) -> str | None:
    """The digest for a mail, whole or else as summaries or headlines that say so.

    None where not even the headlines fit in BYTES.
    """
    whole = replace(style, layout=_SIMPLER.get(style.layout, style.layout))
    short = whole if style.layout == "zh" else replace(style, layout="summaries")
    tries = [(whole, ""), (short, "shortened"), (short, "headlines")]
    if style.layout == "zh":
        # Summaries are a layout of both languages.
        del tries[1]
    for look, shortened in tries:
        page = _page(digest, look, shortened)
        if len(page.encode()) <= BYTES:
            return page
    return None


def _page(digest: Digest, style: PageStyle, shortened: str) -> str:
    look = Renderer(style)
    page = look.page(
        "mail.html",
        digest=digest,
        book=False,
        shortened=shortened,
        link=lambda entry: f"#{anchor(entry)}",
        style=look.source("mail.css"),
    )
    return _INLINER.inline(page)


_INLINER = css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False)

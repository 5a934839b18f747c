"""The digest as the HTML of a mail: inline styles, tables for width, small enough for Gmail."""

from dataclasses import replace

import css_inline

from digest.config.settings import PageStyle
from digest.records import Digest, Layout
from digest.render.presentation import anchor
from digest.render.templating import Templates

# Gmail cuts the HTML of a mail off here and hides the rest.
GMAIL_CLIP_BYTES = 102_000
# What is kept free for the notes that the mail itself adds.
_NOTES_BYTES = 2_000
# Mail programs neither fold nor set columns reliably.
_SIMPLER: dict[Layout, Layout] = {"side": "stacked", "tap": "stacked"}


def render(digest: Digest, style: PageStyle, *, notice: str = "") -> str | None:
    """The digest whole, or else as summaries or headlines, with a line that says so.

    `notice` names words to print at the top. None if not even the headlines are small enough for Gmail.
    """
    whole = replace(style, layout=_SIMPLER.get(style.layout, style.layout))
    short = whole if style.layout == "zh" else replace(style, layout="summaries")
    attempts = [(whole, ""), (short, "shortened"), (short, "headlines")]
    if style.layout == "zh":
        del attempts[1]  # the summaries' layout is bilingual
    for attempt, shortened in attempts:
        page = _page(digest, attempt, shortened, notice)
        if len(page.encode()) <= GMAIL_CLIP_BYTES - _NOTES_BYTES:
            return page
    return None


def _page(digest: Digest, style: PageStyle, shortened: str, notice: str) -> str:
    templates = Templates(style)
    page = templates.render(
        "mail.html",
        digest,
        book=False,
        shortened=shortened,
        notice=notice,
        preheader=templates.texts.preheader(digest),
        link=lambda entry: f"#{anchor(entry)}",
        style=templates.source("mail.css"),
    )
    return _INLINER.inline(page)


_INLINER = css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False)

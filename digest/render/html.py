"""The digest as one HTML file without scripts, fonts or pictures from elsewhere."""

from digest.config.settings import PageStyle
from digest.records import Digest
from digest.render.presentation import anchor
from digest.render.templating import Templates

_PLAIN = PageStyle()


def render(digest: Digest, style: PageStyle = _PLAIN) -> str:
    """The whole digest, for a phone, a browser or a printer."""
    templates = Templates(style)
    glossary = templates.texts.glossary(digest)
    return templates.render(
        "digest.html",
        digest,
        book=False,
        beside_weeks=True,
        glossary=glossary,
        glossary_size=templates.texts.glossary_size(glossary),
        link=lambda entry: f"#{anchor(entry)}",
        style=templates.source("style.css"),
        page_style=templates.source("page.css"),
    )

"""The digest as one HTML file: no script, no font, no picture from elsewhere."""

from markupsafe import Markup

from digest.records import Digest
from digest.render.view import anchor, environment


def render(digest: Digest) -> str:
    """The whole digest, for a phone, a browser, a printer or a mail."""
    made = environment()
    source, _, _ = made.loader.get_source(made, "style.css") if made.loader else ("", None, None)
    return made.get_template("digest.html").render(
        digest=digest,
        link=lambda entry: f"#{anchor(entry)}",
        style=Markup(source),  # noqa: S704 - ours
    )

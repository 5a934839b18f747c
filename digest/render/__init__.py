"""The digest as Markdown, HTML, EPUB, DOCX and the HTML of a mail."""

from digest.render.docx import render as render_docx
from digest.render.doubt_marks import with_doubt_marks
from digest.render.epub import render as render_epub
from digest.render.epub import volumes as epub_volumes
from digest.render.html import render as render_html
from digest.render.mail_html import render as render_mail_html
from digest.render.markdown import render as render_markdown
from digest.render.plain_text import render as render_text
from digest.render.templating import check_templates

__all__ = [
    "check_templates",
    "epub_volumes",
    "render_docx",
    "render_epub",
    "render_html",
    "render_mail_html",
    "render_markdown",
    "render_text",
    "with_doubt_marks",
]

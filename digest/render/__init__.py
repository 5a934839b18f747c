"""A digest as Markdown, EPUB, HTML and mail."""

"""A Digest to Markdown, HTML and EPUB."""

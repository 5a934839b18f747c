"""Reads files, folders and addresses into articles."""

from digest.ingest.article.article_json import article_to_json
from digest.ingest.article.assemble import Found
from digest.ingest.formats.field_names import ReadOptions
from digest.ingest.formats.json_csv import article_from_json
from digest.ingest.page.explain import explain as explain_page
from digest.ingest.reader import read

__all__ = ["Found", "ReadOptions", "article_from_json", "article_to_json", "explain_page", "read"]

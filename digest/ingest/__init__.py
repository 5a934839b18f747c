"""Reads files, folders and addresses into articles."""

from digest.ingest.formats.scraper_fields import Reading
from digest.ingest.page.parse import explain
from digest.ingest.reader import read

__all__ = ["Reading", "explain", "read"]

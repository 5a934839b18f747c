"""Scores translations and summaries against references, with confidence intervals."""

from digest.evaluate.markdown_report import markdown
from digest.evaluate.summaries import Item
from digest.evaluate.translations import Line, Texts

__all__ = ["Item", "Line", "Texts", "markdown"]

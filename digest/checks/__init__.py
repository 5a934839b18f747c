"""Checks of an English text or a summary against its Chinese source."""

from digest.checks.summary import check_english_summary, check_summary
from digest.checks.translation import CHECKS, check_translation

__all__ = ["CHECKS", "check_english_summary", "check_summary", "check_translation"]

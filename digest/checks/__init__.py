"""Checks of an English text or a summary against its Chinese source."""

from digest.checks.check import Check, Edit, Example, Fault
from digest.checks.pair import ChineseText, EnglishText, TextPair
from digest.checks.registry import CHECKS, REGISTRY, SUMMARY_CHECKS, finding
from digest.checks.summary import check_english_summary, check_summary
from digest.checks.translation import apply_fixes, check_pair, check_translation

__all__ = [
    "CHECKS",
    "REGISTRY",
    "SUMMARY_CHECKS",
    "Check",
    "ChineseText",
    "Edit",
    "EnglishText",
    "Example",
    "Fault",
    "TextPair",
    "apply_fixes",
    "check_english_summary",
    "check_pair",
    "check_summary",
    "check_translation",
    "finding",
]

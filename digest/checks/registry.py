"""All checks, in the order in which they run, and the facts that other code reports.

To add a check, add an entry to the CHECKS of the module that it belongs to, with examples; then
write docs/checks.md again with `python -m lab.quality.reference`.
"""

from collections.abc import Mapping

from digest.checks.amounts import (
    changes,
    currency,
    dates,
    limits,
    numbers,
    summary_numbers,
    times_of_day,
    units,
)
from digest.checks.check import AnyCheck, Check, Fault
from digest.checks.meaning import contradictions, order, shares, words
from digest.checks.naming import countries, five_year_plans, job_titles, names, provinces
from digest.checks.pair import SummaryPair, TextPair
from digest.checks.wording import answers, loops
from digest.records import Finding

CHECKS: tuple[Check[TextPair], ...] = (
    *answers.CHECKS, *loops.CHECKS,
    *names.CHECKS, *countries.CHECKS, *provinces.CHECKS, *five_year_plans.CHECKS, *job_titles.CHECKS,
    *numbers.CHECKS, *dates.CHECKS, *times_of_day.CHECKS, *currency.CHECKS, *units.CHECKS,
    *limits.CHECKS, *changes.CHECKS, *shares.CHECKS, *order.CHECKS, *words.CHECKS,
)  # fmt: skip
SUMMARY_CHECKS: tuple[Check[SummaryPair], ...] = (
    *summary_numbers.SUMMARY_CHECKS, *contradictions.SUMMARY_CHECKS, *changes.SUMMARY_CHECKS, *names.SUMMARY_CHECKS,
)  # fmt: skip
# Facts that the code which makes texts reports about them.
FACTS: tuple[AnyCheck, ...] = (
    Check("cut_off", "error", "loops", "the text did not end within its budget", fact=True, unusable=True),
    Check("untranslated", "error", "untranslated", "no attempt was usable: the digest holds a marker", fact=True),
    Check("doubtful", "info", "meaning", "the model, asked how likely this English is, doubts it", fact=True),
    Check("damaged_number", "warning", "numbers", "a number of the source with a letter or a dash for a digit", fact=True),
    Check("summary_short", "warning", "summary", "a headline where a summary was wanted", fact=True),
    Check("summary_failed", "error", "summary", "no summary: the reason is in the message", fact=True),
    Check("summary_latin", "warning", "summary", "a Latin word that the article does not hold (4 of 1,260 summaries by people)"),
    Check("summary_extracted", "info", "summary", "no summary of the model passed its checks: these are sentences of the article", fact=True),
    Check("summary_part", "warning", "summary", "a part of a long article had no usable summary: its own sentences were summarised", fact=True),
)  # fmt: skip
_ALL: tuple[AnyCheck, ...] = (*CHECKS, *SUMMARY_CHECKS, *FACTS)
REGISTRY: Mapping[str, AnyCheck] = {check.id: check for check in _ALL}


def finding(check: str, message: str, subject: str = "") -> Finding:
    """A finding of a registered check; KeyError for an unknown id."""
    return REGISTRY[check].finding(Fault(message, subject))

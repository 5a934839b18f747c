"""Checks of a summary against its article, in Chinese and in English."""

from collections.abc import Sequence
from dataclasses import replace

from digest.checks.check import Fault
from digest.checks.pair import ChineseText, EnglishText, SummaryPair
from digest.checks.registry import REGISTRY, SUMMARY_CHECKS
from digest.quantities.number import Index
from digest.records import Finding
from digest.text import hanzi

Names = Sequence[tuple[str, str]]


def check_summary(
    summary: str, article: str, *, names: Names = (), article_names: Names = ()
) -> tuple[Finding, ...]:
    """Everything in a Chinese summary that its article does not say.

    `names` and `article_names` are the (Chinese, English) names that occur in each text.
    """
    if not hanzi.has_han(summary):
        return (REGISTRY["empty"].finding(Fault("the summary is empty or not Chinese")),)
    pair = SummaryPair(
        ChineseText(article), ChineseText(summary), tuple(names), tuple(article_names)
    )
    return tuple(finding for check in SUMMARY_CHECKS for finding in check.findings(pair))


def check_english_summary(summary: str, body: str) -> tuple[Finding, ...]:
    """The numbers and days of an English summary that the English body does not hold.

    These are warnings: the body may say them in another way, or be wrong itself.
    """
    ours, theirs = EnglishText(summary), EnglishText(body)
    known, days = Index(theirs.numbers), {day for day, _ in theirs.days}
    texts = [f"{value.normalize():,f}" for value in
             {n.value: n for n in ours.numbers if n.must and not known.holds(n)}]  # fmt: skip
    texts += [match[0] for day, match in ours.days if day not in days]
    check = replace(REGISTRY["summary_number"], severity="warning")
    return tuple(check.finding(Fault(f"{text} is not in the English body", text)) for text in texts)

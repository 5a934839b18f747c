"""Checks: a text pair in, Findings out. Adding a check is one line in CHECKS."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date as Date  # noqa: N812 - `date` is a parameter here

from digest import zh as zh_text
from digest.records import Finding
from digest.verify import chinese, dates, english, numbers, wording
from digest.verify import names as names_check
from digest.verify.values import Index, Number

Names = Sequence[tuple[str, str]]
Check = Callable[[str, str, Names], Iterator[Finding]]


def check_translation(
    zh: str, en: str, *, names: Names = (), date: Date | None = None
) -> tuple[Finding, ...]:
    """What is wrong with `en` as the English of `zh`; `names` must appear in it."""
    found = [finding for check in CHECKS for finding in check(zh, en, names)]
    return (*found, *numbers.findings(zh, en, date))


def check_summary(summary: str, source: str) -> tuple[Finding, ...]:
    """What a Chinese summary says that its article does not."""
    if not zh_text.has_han(summary):
        return (Finding("empty", "error", "the summary is empty or not Chinese"),)
    known, shares = Index(chinese.numbers(source)), Index(_shares(source))
    own = {n.value: n for n in chinese.numbers(summary) if n.certain}.values()
    strange = [f"{n.value.normalize():,f}" for n in own if not known.holds(n)]
    strange += [f"{n.value.normalize():,f} %" for n in _shares(summary) if not shares.holds(n)]
    strange += [f"{month}月{day}日" for month, day in dates.strange_to(summary, source)]
    return tuple(
        Finding("summary_number", "error", f"{text} is not in the article") for text in strange
    )


def check_english_summary(summary: str, body: str) -> tuple[Finding, ...]:
    """What numbers and days an English summary holds that the English body does not."""
    known = Index(english.numbers(body))
    own = {n.value: n for n in english.numbers(summary) if n.must and not known.holds(n)}
    days = {day for day, _ in dates.of_english(body)}
    strange = [f"{value.normalize():,f}" for value in own]
    strange += [match[0] for day, match in dates.of_english(summary) if day not in days]
    return tuple(
        Finding("summary_number", "warning", f"{text} is not in the English body")
        for text in strange
    )


def _shares(text: str) -> list[Number]:
    """The numbers of a Chinese text that are percentages: 58%, 百分之五十八, 六成."""
    return [
        number
        for number in chinese.numbers(text)
        if re.match(r"\s*[%％]", text[number.span[1] :])
        or re.match(r"百分之|.{1,2}成", text[slice(*number.span)])
    ]


CHECKS: tuple[Check, ...] = (
    wording.empty, wording.residue, wording.repetition, wording.refusal, wording.markup,
    wording.balance, wording.coverage, names_check.missing,
)  # fmt: skip

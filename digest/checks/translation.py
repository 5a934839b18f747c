"""Checks: a text pair in, Findings out. Adding a check is one line in CHECKS."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date as Date  # noqa: N812 - `date` is a parameter here

from digest.checks import (
    changes,
    countries,
    five_year_plans,
    fluency,
    job_titles,
    numbers,
    provinces,
)
from digest.checks import names as names_check
from digest.records import Finding

Names = Sequence[tuple[str, str]]
Check = Callable[[str, str, Names], Iterator[Finding]]


def check_translation(
    zh: str, en: str, *, names: Names = (), given: Names = (), date: Date | None = None
) -> tuple[Finding, ...]:
    """What is wrong with `en` as the English of `zh`.

    `names` must appear in it, those of the user's glossary, `given`, as they are written there.
    """
    strict = {chinese for chinese, _ in given}
    names = [name for name in names if name[0] not in strict]
    found = [finding for check in CHECKS for finding in check(zh, en, names)]
    found += names_check.not_as_given(en, given)
    return (*found, *numbers.findings(zh, en, date))


CHECKS: tuple[Check, ...] = (
    fluency.empty, fluency.residue, fluency.repetition, fluency.echo, fluency.refusal, fluency.language, fluency.markup,
    fluency.balance, fluency.coverage, names_check.missing, countries.check, provinces.check, five_year_plans.check,
    changes.check, job_titles.check,
)  # fmt: skip

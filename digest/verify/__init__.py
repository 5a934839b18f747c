"""Checks: a text pair in, Findings out. Adding a check is one line in CHECKS."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date as Date  # noqa: N812 - `date` is a parameter here

from digest import zh as zh_text
from digest.records import Finding
from digest.verify import chinese, english, numbers, wording
from digest.verify.values import Index

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
    known = Index(chinese.numbers(source))
    return tuple(
        Finding("summary_number", "error", f"{number.value:,f} is not in the article")
        for number in {n.value: n for n in chinese.numbers(summary) if n.certain}.values()
        if not known.holds(number)
    )


def check_english_summary(summary: str, body: str) -> tuple[Finding, ...]:
    """What numbers an English summary holds, as values, that the English body does not."""
    known = Index(english.numbers(body))
    strange = {n.value: n for n in english.numbers(summary) if n.must and not known.holds(n)}
    return tuple(
        Finding("summary_number", "warning", f"{value.normalize():,f} is not in the English body")
        for value in strange
    )


# The English may leave these out: Taizhou for Taizhou City.
_KINDS = frozenset(
    ["city", "county", "district", "province", "town", "township", "prefecture", "autonomous"]
)


def _names(_: str, en: str, names: Names) -> Iterator[Finding]:
    """Names of which a telling word is missing: order and short words are the translator's."""
    folded = en.casefold()
    for chinese_name, name in names:
        words = re.findall(r"[a-z']+", name.casefold())
        telling = [w for w in words if len(w) > 3 and w not in _KINDS] or words
        if not all(word in folded for word in telling):
            yield Finding("name_missing", "warning", f"{chinese_name} should read {name}")


CHECKS: tuple[Check, ...] = (
    wording.empty, wording.residue, wording.repetition, wording.refusal, wording.markup,
    wording.balance, wording.coverage, _names,
)  # fmt: skip

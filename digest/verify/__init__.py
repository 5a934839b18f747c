"""Checks: a text pair in, Findings out. Adding a check is one line in CHECKS."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date as Date  # noqa: N812 - `date` is a parameter here

from digest import zh as zh_text
from digest.records import Finding
from digest.verify import chinese, english, numbers
from digest.verify.values import Index

Names = Sequence[tuple[str, str]]
Check = Callable[[str, str, Names], Iterator[Finding]]

_REFUSAL = re.compile(r"\b(I'm sorry|I cannot|as an AI|language model)\b", re.IGNORECASE)
_LEAK = re.compile(
    r"(<\|im_|^Terms:|An earlier translation was wrong|output only the English)", re.MULTILINE
)
_LOOP = re.compile(r"(\b.{8,80}?)(?:\W*\1){3,}", re.DOTALL)
_MARKUP = re.compile(r"!\[\]\(|</?\w+>|&[a-z]+;|/enpproperty")


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


def _empty(_: str, en: str, __: Names) -> Iterator[Finding]:
    if not en.strip():
        yield Finding("empty", "error", "no English came back")


def _residue(_: str, en: str, __: Names) -> Iterator[Finding]:
    if zh_text.has_han(en):
        yield Finding("residue", "error", "Chinese characters are left in the English")


def _repetition(_: str, en: str, __: Names) -> Iterator[Finding]:
    if _LOOP.search(en):
        yield Finding("repetition", "error", "the English repeats itself")


def _refusal(_: str, en: str, __: Names) -> Iterator[Finding]:
    if _REFUSAL.search(en) or _LEAK.search(en):
        yield Finding("refusal", "error", "the model answered instead of translating")


def _markup(zh: str, en: str, _: Names) -> Iterator[Finding]:
    if _MARKUP.search(en) and not _MARKUP.search(zh):
        yield Finding("markup", "warning", "markup in the English")


def _coverage(zh: str, en: str, _: Names) -> Iterator[Finding]:
    # Real English has 0.55 to 0.75 words a Chinese character; under a quarter, clauses are gone.
    if zh_text.han_count(zh) >= 40 and len(en.split()) < zh_text.han_count(zh) / 4:
        yield Finding("coverage", "warning", "the English is much shorter than the Chinese")


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
    _empty, _residue, _repetition, _refusal, _markup, _coverage, _names,
)  # fmt: skip

"""Checks: a text pair in, Findings out. Adding a check is one line in CHECKS."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date as Date  # noqa: N812 - `date` is a parameter here
from decimal import Decimal

from digest import zh as chinese
from digest.records import Finding
from digest.verify.numbers import en_spans, en_values, grouped, spelled_values, zh_values

Names = Sequence[tuple[str, str]]
Check = Callable[[str, str, Names], Iterator[Finding]]

_REFUSAL = re.compile(r"\b(I'm sorry|I cannot|as an AI|language model)\b", re.IGNORECASE)
_LEAK = re.compile(
    r"(<\|im_|^Terms:|An earlier translation was wrong|output only the English)", re.MULTILINE
)
_LOOP = re.compile(r"(\b.{8,80}?)(?:\W*\1){3,}", re.DOTALL)
_MARKUP = re.compile(r"!\[\]\(|</?\w+>|&[a-z]+;|/enpproperty")
_WORDS = {
    word: value
    for value, words in enumerate(
        [
            "zero",
            "one,first",
            "two,second,both",
            "three,third",
            "four,fourth",
            "five,fifth",
            "six,sixth",
            "seven,seventh",
            "eight,eighth",
            "nine,ninth",
            "ten,tenth",
            "eleven",
            "twelve",
        ]
    )
    for word in words.split(",")
}
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
        start=1,
    )
}  # fmt: skip
_VAGUE_DATES = {
    "近日": "recently", "日前": "recently", "近期": "recently", "当天": "that day",
    "近年来": "in recent years", "今年以来": "so far this year", "前段时间": "some time ago",
}  # fmt: skip
_COUNTED = re.compile(
    r"(\d[\d,]*(?:\.\d+)?)([余多]?)([万亿]{1,2}|(?<=\d{4}))([余多]?)(人|名|元|家|户)?"
)
_COUNT_WORDS = {"人": " people", "名": "", "元": " yuan", "家": "", "户": " households"}


def check_translation(
    zh: str, en: str, *, names: Names = (), date: Date | None = None
) -> tuple[Finding, ...]:
    """What is wrong with `en` as the English of `zh`; `names` must appear in it."""
    del date  # vague dates are hinted, not checked
    return tuple(finding for check in CHECKS for finding in check(zh, en, names))


def check_summary(summary: str, source: str) -> tuple[Finding, ...]:
    """What a Chinese summary says that its article does not."""
    if not chinese.has_han(summary):
        return (Finding("empty", "error", "the summary is empty or not Chinese"),)
    known = {*zh_values(source), *map(Decimal, spelled_values(source))}
    return tuple(
        Finding("summary_number", "error", f"{value:,f} is not in the article")
        for value in dict.fromkeys(zh_values(summary))
        if value not in known
    )


def number_hints(zh: str) -> tuple[tuple[str, str], ...]:
    """(Chinese, English) for the numbers and vague dates that models get wrong."""
    hints = {}
    for match in _COUNTED.finditer(zh):
        digits, more, scale, more_behind, counted = match.groups()
        if more or more_behind or not (scale or digits):
            continue
        (value,) = zh_values(digits + scale)
        hints[match[0]] = grouped(value) + _COUNT_WORDS.get(counted or "", "")
    hints |= {word: en for word, en in _VAGUE_DATES.items() if word in zh}
    return tuple(hints.items())


def repair_numbers(zh: str, en: str) -> str | None:
    """The English with its one number that is wrong by a power of ten put right, or None."""
    wanted = [v for v in zh_values(zh) if v not in en_values(en)]
    extra = [v for v in en_values(en) if v not in zh_values(zh)]
    if len(wanted) != 1 or len(extra) != 1 or not _power_of_ten(wanted[0], extra[0]):
        return None
    spans = [span for span, value in en_spans(en) if value == extra[0]]
    if len(spans) != 1:
        return None
    first, end = spans[0]
    return f"{en[:first]}{grouped(wanted[0])}{en[end:]}"


def _power_of_ten(a: Decimal, b: Decimal) -> bool:
    if not (a and b):
        return False
    return (a / b).normalize().as_tuple().digits == (1,) and a != b


def _empty(_: str, en: str, __: Names) -> Iterator[Finding]:
    if not en.strip():
        yield Finding("empty", "error", "no English came back")


def _residue(_: str, en: str, __: Names) -> Iterator[Finding]:
    if chinese.has_han(en):
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


def _numbers(zh: str, en: str, _: Names) -> Iterator[Finding]:
    """Numbers in digits of the one side that the other side has in no form."""
    words = re.findall(r"[A-Za-z]+", en)
    small = {Decimal(_WORDS[w.lower()]) for w in words if w.lower() in _WORDS}
    months = {Decimal(_MONTHS[w]) for w in words if w in _MONTHS}
    theirs = {*en_values(en), *small, *months}
    known = {*zh_values(zh), *map(Decimal, spelled_values(zh))}
    missing = [v for v in dict.fromkeys(zh_values(zh)) if v not in theirs]
    invented = [
        v for v in dict.fromkeys(en_values(en)) if v > 10 and v not in known and str(v) not in zh
    ]
    for value in invented:
        if any(_power_of_ten(value, other) for other in missing):
            yield Finding("number_power_of_ten", "error", f"{value:,f} is wrong by a power of ten")
        else:
            yield Finding("number_invented", "warning", f"{value:,f} is not in the Chinese")
    for value in missing:
        if value > 10 and not any(_power_of_ten(value, other) for other in invented):
            yield Finding("number_missing", "warning", f"{value:,f} is not in the English")


def _coverage(zh: str, en: str, _: Names) -> Iterator[Finding]:
    # Real English has 0.55 to 0.75 words a Chinese character; under a quarter, clauses are gone.
    if chinese.han_count(zh) >= 40 and len(en.split()) < chinese.han_count(zh) / 4:
        yield Finding("coverage", "warning", "the English is much shorter than the Chinese")


def _names(_: str, en: str, names: Names) -> Iterator[Finding]:
    """Names of which a telling word is missing: order and short words are the translator's."""
    folded = en.casefold()
    for chinese_name, name in names:
        words = re.findall(r"[a-z']+", name.casefold())
        telling = [word for word in words if len(word) > 3] or words
        if not all(word in folded for word in telling):
            yield Finding("name_missing", "warning", f"{chinese_name} should read {name}")


CHECKS: tuple[Check, ...] = (
    _empty, _residue, _repetition, _refusal, _markup, _numbers, _coverage, _names,
)  # fmt: skip

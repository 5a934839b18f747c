"""House style on finished English: spelling, quotation marks, numbers and dates, headlines.

Pure and idempotent functions. Names of the term base and words within quotation marks are never
changed, and no number changes its value.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from importlib.resources import files

from digest.config.settings import EnglishStyle
from digest.quantities import english
from digest.translation.house_style import figures, headlines
from digest.translation.house_style.context import opens_sentence
from digest.translation.house_style.figures import Put, Rule

Names = Sequence[tuple[str, str]]

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’(?!\w)")
# Debris such as RMB RMB 5 needs a second round; no known text needs four.
_ROUNDS = 4


def styled(text: str, style: EnglishStyle, *, names: Names = ()) -> str:
    """The text in the house's style; names, quotations and the values of numbers stay."""
    if style.quotes == "typographic":
        text = _as_spelled(_typographic(text), names)
    elif style.quotes == "plain":
        text = text.translate(str.maketrans("“”‘’", "\"\"''"))
    return _ruled(text, _rules(style), names)


def headline(text: str, style: EnglishStyle, *, names: Names = ()) -> str:
    """A headline in the house's style and case; it begins with a capital, unless with an iPhone."""
    text = styled(
        re.sub(r"^[a-z](?![A-Z])", lambda found: found[0].upper(), text), style, names=names
    )
    if style.headlines is None:
        return text
    for _ in range(_ROUNDS):
        rules = headlines.titled() if style.headlines == "title" else headlines.sentenced(text)
        cased = _ruled(text, rules, names)
        if cased == text:
            break
        # With a capital, "may" may become a month.
        text = styled(cased, style, names=names)
    return text


def _rules(style: EnglishStyle) -> Iterator[Rule]:
    """The rules of a style, in an order in which none makes work for an earlier one."""
    if style.spelling:
        table = _british() if style.spelling == "british" else _american()
        yield re.compile("[A-Za-z]+"), functools.partial(_respelled, table)
    if style.percent:
        yield from figures.percents(style.percent)
    if style.dates:
        yield from figures.dates(style.dates)
    if style.yuan:
        yield from figures.currency(style.yuan)
    if style.thousands:
        yield from figures.thousands()
    if style.millions:
        yield from figures.large(style.millions)
    if style.dashes:
        yield from figures.dashes(style.dashes)


def _ruled(text: str, rules: Iterable[Rule], names: Names) -> str:
    """The text after the rules, applied outside names and quotations until nothing changes.

    A rule that would change the value of a number is skipped.
    """
    rules = tuple(rules)
    for _ in range(_ROUNDS):
        before = text
        for pattern, put in rules:
            changed = pattern.sub(functools.partial(_put, put, _kept(text, names)), text)
            if changed != text and _values(changed) == _values(text):
                text = changed
        if text == before:
            break
    return text


def _put(put: Put, kept: Sequence[tuple[int, int]], found: re.Match[str]) -> str:
    inside = any(start < found.end() and found.start() < end for start, end in kept)
    return found[0] if inside else put(found)


def _values(text: str) -> list[tuple[Decimal, ...]]:
    """The readings of the numbers in a text, except months: May in a headline may not be one."""
    found = english.numbers(text)
    return sorted(
        n.values for n in found if text[slice(*n.span)].capitalize() not in english.MONTHS
    )


@functools.cache
def _british() -> dict[str, str]:
    """American to British spellings; inflections are listed, as rules would catch other words."""
    text = (files("digest.translation.house_style") / "british.txt").read_text(encoding="utf-8")
    lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return {american: british for american, british in lines}  # noqa: C416 - pairs, checked


@functools.cache
def _american() -> dict[str, str]:
    return {british: american for american, british in _british().items()}


def _kept(text: str, names: Names) -> list[tuple[int, int]]:
    """The spans of quotations and of the term base's names."""
    spans = [found.span() for found in _QUOTED.finditer(text)]
    for _, name in names:
        if name[:1].isupper():
            spans += [found.span() for found in re.finditer(re.escape(name), text)]
    return spans


def _respelled(table: dict[str, str], found: re.Match[str]) -> str:
    word = found[0]
    new = table.get(word.casefold())
    # A capital within a sentence marks a name: Pearl Harbor, Lincoln Center.
    if new is None or (word[0].isupper() and not opens_sentence(found.string, found.start())):
        return word
    return new.capitalize() if word[0].isupper() else new


def _typographic(text: str) -> str:
    """The text with typographic quotation marks and apostrophes."""
    text = re.sub(r"(?<=\w)'(?=\w)|(?<=[a-z]s)'(?=\s)", "’", text)
    text = re.sub(r"(^|[\s(\[“‘—–-])\"(?=\S)", r"\1“", text)
    text = text.replace('"', "”")
    text = re.sub(r"(^|[\s(\[“—–-])'(?=\d0s\b)", r"\1’", text)
    text = re.sub(r"(^|[\s(\[“—–-])'(?=\S)", r"\1‘", text)
    return text.replace("'", "’")


def _as_spelled(text: str, names: Names) -> str:
    """The text with the apostrophe of pinyin as the term base has it: Xi'an."""
    for _, name in names:
        if re.search("[a-z]'[aeo]", name):
            text = text.replace(name.replace("'", "’"), name)
    return text

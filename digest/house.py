"""House style on finished English: spelling, quotes, figures, headlines; one form for one name.

Pure functions; doing one twice changes nothing more. Names of the ledger and words within quotation
marks are never touched, and no number changes its value.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Literal

from digest import house_figures as figures
from digest import house_headlines as headlines
from digest.house_figures import Put, Rule
from digest.verify import english

Names = Sequence[tuple[str, str]]

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’(?!\w)")


@dataclass(frozen=True, slots=True)
class Style:
    """What the house wants, by example; `None` leaves what there is."""

    spelling: Literal["british", "american"] | None = None
    percent: Literal["percent", "per cent", "%"] | None = None
    quotes: Literal["typographic", "plain"] | None = None
    dates: figures.DateForm | None = None
    thousands: Literal["1,000"] | None = None
    millions: Literal["words", "digits"] | None = None
    yuan: Literal["500 yuan", "RMB 500"] | None = None
    dashes: figures.Dash | None = None
    headlines: Literal["sentence", "title"] | None = None


PLAIN = Style()
# One English all week, where a model takes now the one and now the other.
_RENAMED = (("Tibet", "Xizang"),)
# Debris such as RMB RMB 5 takes a second round; no text is known that takes four.
_ROUNDS = 4


def styled(text: str, style: Style, *, names: Names = ()) -> str:
    """The text in the house's style; names and what is quoted stay, and each number's value."""
    if style.quotes == "typographic":
        text = _as_spelled(_typographic(text), names)
    elif style.quotes == "plain":
        text = text.translate(str.maketrans("“”‘’", "\"\"''"))
    return _ruled(text, _rules(style), names)


def headline(text: str, style: Style, *, names: Names = ()) -> str:
    """A headline in the house's style and case; it begins with a capital, but for an iPhone."""
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
        # A capital may make a month of "may".
        text = styled(cased, style, names=names)
    return text


def _rules(style: Style) -> Iterator[Rule]:
    """In an order in which none makes work for one before it."""
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
    """The text after the rules, outside names and quotations, again until they find nothing more.

    A rule that would change the value of a number changes nothing.
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
    """What the numbers of a text may mean, months aside: May in a headline may be no month."""
    found = english.numbers(text)
    return sorted(
        n.values for n in found if text[slice(*n.span)].capitalize() not in english.MONTHS
    )


@functools.cache
def _british() -> dict[str, str]:
    """American to British; inflections are written out, since rules would catch other words."""
    text = (files("digest") / "data" / "british.txt").read_text(encoding="utf-8")
    lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return {american: british for american, british in lines}  # noqa: C416 - pairs, checked


@functools.cache
def _american() -> dict[str, str]:
    return {british: american for american, british in _british().items()}


def _kept(text: str, names: Names) -> list[tuple[int, int]]:
    """The spans of quotations and of the ledger's names."""
    spans = [found.span() for found in _QUOTED.finditer(text)]
    for _, name in names:
        if name[:1].isupper():
            spans += [found.span() for found in re.finditer(re.escape(name), text)]
    return spans


def _respelled(table: dict[str, str], found: re.Match[str]) -> str:
    word = found[0]
    new = table.get(word.casefold())
    # A capital inside a sentence is a name's: Pearl Harbor, Lincoln Center.
    if new is None or (word[0].isupper() and not _opens(found.string, found.start())):
        return word
    return new.capitalize() if word[0].isupper() else new


def _opens(text: str, start: int) -> bool:
    """Whether a sentence begins at this place of the text."""
    return not re.sub(r"[\s\"'“‘(]+$", "", text[:start]) or bool(
        re.search(r"[.!?:][\s\"'”’“‘)]+$", text[:start])
    )


def _typographic(text: str) -> str:
    """Straight quotes made curly: opening at a word's beginning, apostrophes closing."""
    text = re.sub(r"(?<=\w)'(?=\w)|(?<=[a-z]s)'(?=\s)", "’", text)
    text = re.sub(r"(^|[\s(\[“‘—–-])\"(?=\S)", r"\1“", text)
    text = text.replace('"', "”")
    text = re.sub(r"(^|[\s(\[“—–-])'(?=\d0s\b)", r"\1’", text)
    text = re.sub(r"(^|[\s(\[“—–-])'(?=\S)", r"\1‘", text)
    return text.replace("'", "’")


def _as_spelled(text: str, names: Names) -> str:
    """The text with the apostrophe that parts syllables of pinyin as the ledger has it: Xi'an."""
    for _, name in names:
        if re.search("[a-z]'[aeo]", name):
            text = text.replace(name.replace("'", "’"), name)
    return text


_ORDINAL = re.compile(r"(?<![\d.,])(\d+)(?:st|nd|rd|th)\b")


def _ending(number: int) -> str:
    if number % 100 in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def consistent(en: str, names: Names) -> str:
    """The English with each ledger name in the ledger's form, where another form is plainly it.

    Plainly: the same letters with other capitals, gaps or hyphens (Pan Xian De, Huangyan district,
    Xian-de); a person's given name before the surname; the older name of a place. Anything else is left as it is, but for
    ordinals with an ending that is not theirs (22th).
    """
    for _, name in names:
        if name[:1].isupper() and name not in en and len(re.sub(r"\W", "", name)) > 4:
            for form in _forms(name):
                put = re.sub(form, functools.partial(_as_name, name), en)
                if put != en:
                    en = put
                    break
    for old, new in _RENAMED:
        if any(new in name for _, name in names) and not any(old in name for _, name in names):
            en = re.sub(rf"\b{old}\b(?! Airlines)", new, en)
    return _ORDINAL.sub(lambda found: found[1] + _ending(int(found[1])), en)


def _as_name(name: str, found: re.Match[str]) -> str:
    """The name for what was found, unless that is all small: dating is a word, Dating a place."""
    return found[0] if found[0].islower() else name


def _forms(name: str) -> list[str]:
    """Patterns of other ways to write a name, likeliest first."""
    loose = r"[\s-]?['’]?".join(re.escape(char) for char in re.sub(r"[\s'’-]", "", name))
    forms = [rf"(?<![\w-])(?i:{loose})(?![\w-])"]
    person = re.fullmatch(r"([A-Z][a-z]+) ([A-Z][a-z']+)", name)
    if person:
        given = r"[\s-]?['’]?".join(re.escape(c) for c in person[2].replace("'", ""))
        forms.append(rf"(?<![\w-])(?<![A-Z][a-z] )(?i:{given}),? {person[1]}(?![\w-])(?! [A-Z])")
    return forms

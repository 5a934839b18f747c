"""The English forms that a glossary entry offers for one Chinese term; the first is preferred."""

import functools
import re

from digest.text import hanzi

_SEPARATE = re.compile(r"\s*[;；]\s*")
_SLASH = re.compile(r"(?P<left>[\w'’-]+)\s*/\s*(?P<right>[\w'’-]+)")
# Slashes within English expressions: and/or, s/he, 24/7.
_NO_CHOICE = re.compile(r"\d|^(?:and|or|he|she|his|her|s)$", re.IGNORECASE)
_BRACKET = re.compile(r"\s*[(（](?P<inside>[^()（）]*)[)）]")
# If the phrases around a slash differ in length by more words, it separates words, not phrases.
_ALIKE = 1


@functools.cache
def offered(entry: str) -> tuple[str, ...]:
    """The English forms that an entry allows: A / B, A; B, A (B). At least one.

    "protection / conservation of rivers" offers either word before "of rivers", "trade union / labor
    union" either phrase. A bracket may be omitted unless it holds a digit; one that abbreviates the
    rest may replace it. An infinitive may lose its "to".
    """
    forms = [
        form
        for part in _SEPARATE.split(entry.strip())
        for choice in _chosen(part)
        for form in _unbracketed(choice)
    ]
    forms += [form.removeprefix("to ") for form in forms if form.startswith("to ")]
    clean = (re.sub(r"\s+", " ", form).strip(" ,;/") for form in forms)
    return tuple(dict.fromkeys(form for form in clean if form)) or (entry,)


def preferred(entry: str) -> str:
    """The English form to write for an entry."""
    return offered(entry)[0]


def _chosen(part: str) -> list[str]:
    """The readings of a part that may contain slashes."""
    slash = _SLASH.search(part)
    if not slash or any(_NO_CHOICE.search(word) for word in slash.groups()):
        return [part]
    before, behind = part[: slash.start()], part[slash.end() :]
    left, right = f"{before}{slash['left']}", f"{slash['right']}{behind}"
    fewer, more = sorted((len(left.split()), len(right.split())))
    spaced = re.search(r"\s/|/\s", slash[0])
    again = slash["left"].casefold() == slash["right"].casefold()
    if spaced and (again or (fewer > 1 and more - fewer <= _ALIKE)):
        return [left, *_chosen(right)]
    return [form for word in slash.groups() for form in _chosen(f"{before}{word}{behind}")]


def _unbracketed(form: str) -> list[str]:
    """The form with and without its bracket; with it first if the bracket belongs to a name."""
    found = _BRACKET.search(form)
    if not found:
        return [form]
    inside = found["inside"].strip()
    without = _BRACKET.sub(" ", form, count=1)
    if hanzi.has_han(inside):
        return [without]
    if re.search(r"\d", inside):
        return [form]
    if re.fullmatch(r"[A-Z][A-Z.&-]+s?", inside):
        return [form, without, inside]
    return (
        [form, without]
        if inside[:1].isupper()
        else [without, _BRACKET.sub(lambda _: f" {inside}", form)]
    )

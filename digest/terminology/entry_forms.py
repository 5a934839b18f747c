"""What an entry of a glossary offers: several English for one Chinese, the first preferred."""

import functools
import re

from digest.text import hanzi

_SEPARATE = re.compile(r"\s*[;；]\s*")
_SLASH = re.compile(r"(?P<left>[\w'’-]+)\s*/\s*(?P<right>[\w'’-]+)")
# Slashes that are English of their own: and/or, s/he, 24/7.
_NO_CHOICE = re.compile(r"\d|^(?:and|or|he|she|his|her|s)$", re.IGNORECASE)
_BRACKET = re.compile(r"\s*[(（](?P<inside>[^()（）]*)[)）]")
# Sides of a slash that differ by more words are one word of a phrase and another for it.
_ALIKE = 1


@functools.cache
def offered(entry: str) -> tuple[str, ...]:
    """The English that an entry allows: A / B, A; B, A (B). What it does not offer is not there.

    "protection / conservation of rivers" offers each word in its place, "trade union / labor union"
    each side. A bracket may be left out, unless it holds a digit; one that abbreviates the rest may
    stand alone. An infinitive may go without its "to".
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
    """The English of an entry that is to be written."""
    return offered(entry)[0]


def _chosen(part: str) -> list[str]:
    """The readings of a part with one slash or more."""
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
    """The form with and without what stands in brackets, that with it first where it is a name's."""
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

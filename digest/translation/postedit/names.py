"""One English form per name."""

import functools
import re

from digest.translation.house_style.style import Names

# Names for which a model uses two forms, now one and now the other: (old, form to use).
_RENAMED = (("Tibet", "Xizang"),)

_ORDINAL = re.compile(r"(?<![\d.,])(\d+)(?:st|nd|rd|th)\b")


def _ending(number: int) -> str:
    if number % 100 in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def use_one_form(en: str, names: Names) -> str:
    """The English with each name of the term base in its form there.

    A form is replaced if it has the same letters with other capitals, spaces or hyphens (Pan Xian
    De, Huangyan district, Xian-de), a person's given name before the surname, or the older name of
    a place. Ordinals get the ending that belongs to them (22th). Anything else stays.
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
    """The name, unless what was found is all small: dating is a word, Dating a place."""
    return found[0] if found[0].islower() else name


def _forms(name: str) -> list[str]:
    """Patterns for other forms of a name, the likeliest first."""
    loose = r"[\s-]?['’]?".join(re.escape(char) for char in re.sub(r"[\s'’-]", "", name))
    forms = [rf"(?<![\w-])(?i:{loose})(?![\w-])"]
    person = re.fullmatch(r"([A-Z][a-z]+) ([A-Z][a-z']+)", name)
    if person:
        given = r"[\s-]?['’]?".join(re.escape(c) for c in person[2].replace("'", ""))
        forms.append(rf"(?<![\w-])(?<![A-Z][a-z] )(?i:{given}),? {person[1]}(?![\w-])(?! [A-Z])")
    return forms

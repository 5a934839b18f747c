"""People's names: found by patterns around their titles, in pinyin, and joined with their titles."""

import re
from collections.abc import Mapping, Sequence

from digest.terminology import countries
from digest.terminology.data import tables
from digest.terminology.fixed_terms import chancellors
from digest.terminology.gazetteer import gazetteer, short_names
from digest.terminology.pinyin import name_pinyin
from digest.text.hanzi import has_han
from digest.text.hanzi import simplify as simplified
from digest.text.surnames import (
    COMMON_SURNAMES,
    COMPOUND_SURNAMES,
    SURNAME_READINGS,
    SURNAMES,
)

_RULES = tables.document("people.yaml")
POLITE: Mapping[str, str] = _RULES["polite"]
_BEHIND: Mapping[str, str] = _RULES["titles_behind"]
_NOTES: Mapping[str, str] = _RULES["notes"]


def _any_of(key: str) -> str:
    return f"(?:{'|'.join(_RULES[key].split())})"


_TITLE = re.compile(f"{_any_of('titles')}$")
_ADDRESS = re.compile(f"(?:{_any_of('titles')}|{_any_of('forms_of_address')})$")
_WORD = re.compile(_any_of("words"))
_BEFORE_VERB = re.compile(
    rf"(?:{_any_of('titles')}|[）)])([\u4e00-\u9fff]{{2,4}}?)(?={_any_of('verbs')})"
)
_IN_LIST = re.compile(
    rf"{_any_of('titles_in_lists')}([{''.join(sorted(COMMON_SURNAMES))}尚][\u4e00-\u9fff]{{1,2}})"
    "(?=[，、。；（）()]|等|一行|现场)"
)
# A studio is named for its leader: 某矿王立国劳模创新工作室.
_OF_STUDIO = re.compile(
    rf"((?!{_any_of('studio_kinds')})"
    rf"(?:{'|'.join(COMPOUND_SURNAMES)}|[{''.join(sorted(COMMON_SURNAMES))}])"
    rf"(?:(?!{_any_of('studio_kinds')})[\u4e00-\u9fff]){{1,2}})(?={_any_of('studio_kinds')}+工作室)"
)
_PINYIN = re.compile(r"[A-Z][a-z]+ [A-Z][a-z']+")
_NOTE = re.compile(r"\s*[（(]([^（）()]*)[）)]$")
_GAP = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_SCRIPTS = re.compile(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+")
# English puts titles of at most this many words before a name.
_TITLE_WORDS = 3
_COUNTY = 3  # the level of counties in the gazetteer


def people_in(text: str) -> list[str]:
    """The people whom a text names between a title and a verb, or a title and a comma.

    For use without the tagger, which finds these and others.
    """
    said = [
        found[1]
        for found in _BEFORE_VERB.finditer(text)
        if found[1][:2] in COMPOUND_SURNAMES or (found[1][0] in SURNAMES and len(found[1]) < 4)
    ]
    listed = [found[1] for found in _IN_LIST.finditer(text)]
    return [
        drop_verb(name)
        for name in (*said, *listed)
        if not _WORD.match(name) and not is_form_of_address(name)
    ]


def studio_leaders(text: str) -> list[str]:
    """The people for whom the studios in a text are named, whom the tagger does not tell apart."""
    return [found[1] for found in _OF_STUDIO.finditer(text) if not _is_place(found[1])]


def _is_place(name: str) -> bool:
    return name in short_names(_COUNTY) or name in gazetteer()


def is_form_of_address(name: str) -> bool:
    """Whether a name ends in a title: 孙主任. 王先生 does not count, since it has English: Mr. Wang."""
    return name[-2:] not in POLITE and _ADDRESS.search(name) is not None


def drop_verb(name: str) -> str:
    """刘霞 of 刘霞说, where the verb behind a name of two characters was taken for its third."""
    return name[:2] if len(name) == 3 and name[2] in _RULES["never_last"] else name


def person(name: str) -> str:
    """A Chinese name in pinyin, surname first: 潘仙德 is Pan Xiande, 周某 Zhou, 王先生 Mr. Wang.

    Parts between dots become words of a foreign name. Latin letters stay as they are: Reuters, 李Ava
    is Li Ava; of a note in brackets behind the name the English is known (实习: intern) or left out.
    """
    if not has_han(name):
        return name
    if note := _NOTE.search(name):
        own, english = person(name[: note.start()]), _NOTES.get(note[1], note[1])
        return own if has_han(english) else f"{own} ({english})"
    if len(pieces := _SCRIPTS.findall(_GAP.sub("", name))) > 1 and "·" not in name:
        return " ".join(person(piece.strip()) for piece in pieces)
    name = simplified(_GAP.sub("", name))
    if name[:-2] and name[-2:] in POLITE:
        return f"{POLITE[name[-2:]]}{COMPOUND_SURNAMES.get(name[:-2]) or person(name[:-2])}"
    name = name.rstrip("某") or name
    if "·" in name:
        return " ".join(name_pinyin(part) for part in name.split("·") if part)
    compound = COMPOUND_SURNAMES.get(name[:2]) if len(name) > 2 else None
    if compound:
        return f"{compound} {name_pinyin(name[2:])}"
    surname = SURNAME_READINGS.get(name[:1]) or name_pinyin(name[:1])
    return f"{surname} {name_pinyin(name[1:])}".strip()


def join_titles(text: str, hints: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The hints of a text, a title and the name beside it joined: Vice Mayor Pan Xiande, King Felipe.

    Only short titles, which English puts before a name. A title or a name that also occurs alone
    keeps a hint of its own.
    """
    offices = [(zh, en) for zh, en in hints if _TITLE.search(zh) and _short_office(en)]
    both: dict[str, tuple[str, ...]] = {
        office + name: (f"{_capital(title)} {en}", office, name)
        for office, title in offices
        for name, en in hints
        if office + name in text and _PINYIN.fullmatch(en)
    }
    both |= {
        name + office: (f"{title} {en}", name)
        for name, en in hints
        for office, title in _BEHIND.items()
        if name + office in text and _foreigner(name, en)
    }
    left = text
    for joined in sorted(both, key=len, reverse=True):
        left = left.replace(joined, "\n")
    within = {zh for _, *parts in both.values() for zh in parts if zh not in left}
    return (
        *((zh, en) for zh, (en, *_) in both.items()),
        *(pair for pair in hints if pair[0] not in within),
    )


def _foreigner(zh: str, en: str) -> bool:
    named = (
        en[:1].isupper()
        and en not in chancellors()
        and not _PINYIN.fullmatch(en)
        and len(en.split()) <= _TITLE_WORDS
    )
    return named and not countries.named(zh)


def _short_office(en: str) -> bool:
    few = len(en.split()) <= _TITLE_WORDS and " of " not in en
    return few and en == en.casefold() and not en.startswith("our ")


def _capital(title: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in title.split())

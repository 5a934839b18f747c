"""Whether the names of a Chinese text stand in its English, and those of a summary in its article."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from digest.records import Finding
from digest.terminology import countries
from digest.terminology.entry_forms import offered

Names = Sequence[tuple[str, str]]

# Words that a translator may leave out, put in another order, or say otherwise.
_GENERIC = frozenset(
    [
        "city",
        "county",
        "district",
        "province",
        "town",
        "township",
        "prefecture",
        "autonomous",
        "region",
        "banner",
        "league",
        "subdistrict",
        "area",
        "new",
        "municipal",
        "provincial",
        "special",
        "administrative",
        "the",
        "of",
        "and",
        "for",
        "in",
        "on",
        "to",
        "a",
        "an",
        "co",
        "ltd",
        "group",
        "party",
        "committee",
        "national",
        "central",
        "people's",
        "republic",
        "china",
        "china's",
        "chinese",
        "trade",
        "union",
        "unions",
        "federation",
        "bureau",
        "department",
        "commission",
        "office",
        "administration",
        "ministry",
        "agency",
        "court",
        "procuratorate",
        "state",
        "member",
        "members",
        "secretary",
        "deputy",
        "vice",
        "general",
        "standing",
        "congress",
        "council",
        "society",
        "association",
        "center",
        "mr",
        "ms",
    ]
)
_SMALL = frozenset(
    ["the", "a", "an", "of", "and", "for", "in", "on", "to", "with", "at", "by", "or"]
)
# Other English of the same name, in good use.
_ALSO = {
    "xizang": ("tibet", "tibetan"), "macao": ("macau",), "kashgar": ("kashi",), "garze": ("ganzi",),
    "inner": ("mongolia",), "hinggan": ("xing'an", "xingan"), "daxing'anling": ("hinggan", "xing'an", "daxinganling"),
    "ejin": ("ejina",), "aral": ("alar",), "lyuliang": ("lvliang", "luliang"), "national": ("anniversary", "founding"), "xigaze": ("shigatse",), "hotan": ("hetian", "khotan"), "uygur": ("uyghur",),
    "ili": ("yili",), "ngari": ("ali",), "guangdong": ("canton", "cantonese"), "beijing": ("peking",),
    "yangtze": ("changjiang",), "xinhua": ("xinhuanet",), "gdp": ("gross",), "cctv": ("television",),
    "zelensky": ("zelenskiy", "zelenskyy"), "cpc": ("ccp", "communist", "party"), "npc": ("congress",),
    "cppcc": ("consultative",), "hong": ("hongkong", "hong-kong"),
    "shigeru": ("ishiba",), "sanae": ("takaichi",), "shinzo": ("abe",), "fumio": ("kishida",),
    "asean": ("southeast",), "unesco": ("educational",), "unicef": ("children", "children's"),
    "apec": ("asia-pacific",), "oecd": ("co-operation", "cooperation"), "opec": ("petroleum",), "nato": ("atlantic",), "african": ("au",), "european": ("eu", "ec", "ecb"),
    "celac": ("caribbean",), "caricom": ("caribbean",), "ecowas": ("african",), "group": ("g77",),
    "security": ("unsc",), "refugee": ("unhcr", "refugees"),
    "yat-sen": ("zhongshan",), "tsinghua": ("qinghua",), "macau": ("macao",),
}  # fmt: skip


def missing(_: str, en: str, names: Names) -> Iterator[Finding]:
    """A finding a name of which what tells it from others is not in the English.

    Inflection, possessives, another order and other accepted spellings are allowed; so is a
    person's surname alone, unless another given name follows it. Countries have a check of their own.
    """
    en = "".join(c for c in unicodedata.normalize("NFD", en) if not unicodedata.combining(c))
    words = frozenset(_words(en))
    joined = re.sub(r"[^a-z]", "", en.casefold())
    for chinese, name in names:
        if not _present(name, en, words, joined) and not countries.known(chinese):
            yield Finding("name_missing", "warning", f"{chinese} should read {name}")


def not_as_given(en: str, given: Names) -> Iterator[Finding]:
    """A finding an entry of the user's glossary of which no English that it offers stands there.

    Words may be inflected; a person's surname alone is enough.
    """
    for chinese, entry in given:
        if not any(as_given(form, en) for form in offered(entry)) and not _short(
            chinese, entry, en
        ):
            yield Finding("term_missing", "warning", f"{chinese} should read {entry}")


def _short(chinese: str, entry: str, en: str) -> bool:
    person = re.fullmatch(r"([A-Z][a-z]+) ([A-Z][a-z']+)", entry)
    return bool(person and len(chinese) < 5 and _surname_alone(person[1], en))


def _present(name: str, en: str, words: frozenset[str], joined: str) -> bool:
    if re.sub(r"[^a-z]", "", name.casefold()) in joined:
        return True
    person = re.fullmatch(r"([A-Z][a-z]+) ([A-Z][a-z']+)", name)
    if person and person[2].casefold() not in _GENERIC and _surname_alone(person[1], en):
        return True
    if person and person[2].casefold() not in _GENERIC:
        return all(
            _spelt(word, words) or bool(words & set(_ALSO.get(word, ()))) for word in _words(name)
        )
    if name == name.casefold():
        # A name is a name in any order; what is small is a term that the user gave, word for word.
        return as_given(name, en)
    telling = [word for word in _words(name) if word not in _GENERIC and len(word) > 1]
    if not telling:
        # Congress, federation: a word of the name is enough where all its words are general.
        long = [word for word in _words(name) if len(word) > 4] or list(_words(name))
        return any(_said(word, words, joined) for word in long) or _initials(name) in en
    said = sum(_said(word, words, joined) for word in telling)
    return said >= (len(telling) + 1) // 2 or _initials(name) in en


def as_given(term: str, en: str) -> bool:
    """Whether the words of a term stand in a text in their order, inflected or not."""
    parts = [
        rf"{re.escape(word[: max(3, len(word) - 2)])}[\w'’]*" if len(word) > 4 else re.escape(word)
        for word in re.findall(r"[\w'-]+", term.casefold())
        if word not in {"the", "a", "an"}
    ]
    return re.search(r"\b" + r"\W+(?:the |an? )?".join(parts), en.casefold()) is not None


def _surname_alone(surname: str, en: str) -> bool:
    """Whether the surname stands with no given name behind or before it: Pan said, Pan's."""
    return re.search(rf"\b{surname}\b(?:'s|’s)?(?!-?\s?[A-Z][a-z])", en) is not None


def _said(word: str, words: frozenset[str], joined: str) -> bool:
    if word.endswith("xian") and word.removesuffix("xian") in words:
        return True
    if word in words or any(other in words for other in _ALSO.get(word, ())):
        return True
    if _spelt(word, words):
        return True
    if _SPELLED.fullmatch(word):
        return any(w.startswith(word) for w in words)
    stem = word[: max(4, len(word) - 3)]
    return (len(word) > 5 and any(w.startswith(stem) for w in words)) or (
        len(word) > 6 and word.replace("'", "") in joined
    )


# Two syllables or more of pinyin: Xinhua is not inflected as Xinhu.
_SPELLED = re.compile(
    "(?:(?:[bpmfdtnlgkhjqxzcsrwy]|[zcs]h)(?:i?ang|i?ong|[iu]?an|i?ao|uang|uai|[ieu]ng?|[aeo]i|ia|ie|iu|ou|u[aoie]|[aeiou])){2,}"
)


def _spelt(word: str, words: frozenset[str]) -> bool:
    """Whether a word of a person's name stands as it is; Lyu, Lu and Lv are one surname."""
    same = {word, word.replace("'", "")}
    if re.match("[ln]yu", word):
        same |= {word.replace("yu", "u", 1), word.replace("yu", "v", 1)}
    return bool(same & words)


def _initials(name: str) -> str:
    capital = "".join(word[0] for word in re.findall(r"[A-Z][\w']*", name))
    return capital if len(capital) > 2 else "\0"


def _words(text: str) -> list[str]:
    return [re.sub(r"['’]s$", "", w) for w in re.findall(r"[a-z][a-z'’-]*", text.casefold())]


def not_in(article: str, names: Names, its: Names = ()) -> tuple[Finding, ...]:
    """The names of a Chinese summary that its article does not hold, each once.

    `names` are the ledger's that occur in the summary, `its` those of the article. A name that the article has
    in a longer or a shorter form (安吉县 and 安吉; 中科院 and 中国科学院, by their English) is in it.
    """
    return tuple(
        Finding("summary_name", "error", f"{zh} is not in the article")
        for zh, en in dict(names).items()
        if zh not in article and _core(zh) not in article
        and not any(en == same and len(zh) != len(other) for other, same in its)
    )  # fmt: skip


def _core(zh: str) -> str:
    """A name without the kind that a text may leave out: 安吉县 is 安吉."""
    core = re.sub(r"(?:特别行政区|自治区|自治州|自治县|街道|[省市县区镇乡])$", "", zh)
    return core if len(core) > 1 else zh

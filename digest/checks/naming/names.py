"""Whether the names of a Chinese text appear in its English, and the user's terms as given."""

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any

import yaml

from digest.checks.check import Check, Example, Fault
from digest.checks.pair import ChineseText, EnglishText, SummaryPair, TextPair
from digest.terminology import countries
from digest.terminology.entry_forms import offered, preferred

Names = Sequence[tuple[str, str]]
# Two syllables or more of pinyin: Xinhua is not an inflected Xinhu.
_PINYIN = re.compile(
    "(?:(?:[bpmfdtnlgkhjqxzcsrwy]|[zcs]h)(?:i?ang|i?ong|[iu]?an|i?ao|uang|uai|[ieu]ng?|[aeo]i|ia|ie|iu|ou|u[aoie]|[aeiou])){2,}"
)
# The kind of a place, which a text may leave out: 安吉 for 安吉县.
_KIND = re.compile(r"(?:特别行政区|自治区|自治州|自治县|街道|[省市县区镇乡])$")


def find_missing(pair: TextPair) -> Iterator[Fault]:
    """Yield one fault per name whose distinctive words are missing from the English.

    Inflection, possessives, another order, aliases and other spellings are accepted; so is a
    person's surname alone, unless another given name follows it. Countries have their own check,
    and terms of the user's glossary, too.
    """
    strict = {chinese for chinese, _ in pair.terms}
    names = [name for name in pair.names if name[0] not in strict]
    if not names:
        return
    en = _Words(pair.en)
    for chinese, name in names:
        if not en.has(name) and not countries.known(chinese):
            yield Fault(f"{chinese} should read {name}", chinese, name)


def is_missing(chinese: str, name: str, en: str) -> bool:
    """Whether the check would report a single name as missing from an English text."""
    return bool(
        list(find_missing(TextPair(ChineseText(chinese), EnglishText(en), ((chinese, name),))))
    )


def find_missing_terms(pair: TextPair) -> Iterator[Fault]:
    """Yield one fault per entry of the user's glossary of which no English on offer appears.

    Words may be inflected; a person's surname alone is enough.
    """
    for chinese, entry in pair.terms:
        person = re.fullmatch(r"([A-Z][a-z]+) ([A-Z][a-z']+)", entry)
        if any(as_given(form, pair.en) for form in offered(entry)):
            continue
        if not (person and len(chinese) < 5 and _has_surname_alone(person[1], pair.en)):
            yield Fault(f"{chinese} should read {entry}", chinese, preferred(entry))


def find_not_in_article(pair: SummaryPair) -> Iterator[Fault]:
    """Yield the names of a Chinese summary that its article does not hold, each once.

    A name counts as held if the article has it in a longer or shorter form: 安吉县 and 安吉; 中科院
    and 中国科学院, by their English.
    """
    article = pair.article.text
    for zh, en in dict(pair.names).items():
        same = any(en == other and len(zh) != len(its) for its, other in pair.article_names)
        if zh not in article and _without_kind(zh) not in article and not same:
            yield Fault(f"{zh} is not in the article", zh)


def as_given(term: str, en: str) -> bool:
    """Whether the words of a term appear in a text in their order, inflected or not."""
    parts = [
        rf"{re.escape(word[: max(3, len(word) - 2)])}[\w'’]*" if len(word) > 4 else re.escape(word)
        for word in re.findall(r"[\w'-]+", term.casefold())
        if word not in {"the", "a", "an"}
    ]
    return re.search(r"\b" + r"\W+(?:the |an? )?".join(parts), en.casefold()) is not None


class _Words:
    """An English text prepared to look names up in it."""

    def __init__(self, en: str) -> None:
        self.text = "".join(
            c for c in unicodedata.normalize("NFD", en) if not unicodedata.combining(c)
        )
        self.words = frozenset(_words(self.text))
        self.letters = re.sub(r"[^a-z]", "", self.text.casefold())

    def has(self, name: str) -> bool:
        """Whether the text has a name or one of its aliases."""
        if re.sub(r"[^a-z]", "", name.casefold()) in self.letters or self._has_alias(name):
            return True
        generic = _generic()
        person = re.fullmatch(r"([A-Z][a-z]+) ([A-Z][a-z']+)", name)
        if person and person[2].casefold() not in generic:
            if _has_surname_alone(person[1], self.text):
                return True
            return all(
                self._is_spelled(word) or bool(self.words & set(_other_words().get(word, ())))
                for word in _words(name)
            )
        if name == name.casefold():
            # Without a capital it is no name but a term, which must appear word for word.
            return as_given(name, self.text)
        telling = [word for word in _words(name) if word not in generic and len(word) > 1]
        if not telling:
            # Congress, federation: one word of a name that consists of generic words is enough.
            long = [word for word in _words(name) if len(word) > 4] or list(_words(name))
            return any(self._has_word(word) for word in long)
        return sum(map(self._has_word, telling)) >= (len(telling) + 1) // 2

    def _has_alias(self, name: str) -> bool:
        # The initials of a name of three words or more abbreviate it: CNPC.
        capitals = "".join(word[0] for word in re.findall(r"[A-Z][\w']*", name))
        aliases = [*_aliases().get(name, ()), *([capitals] if len(capitals) > 2 else [])]
        return any(re.search(rf"\b{re.escape(alias)}", self.text) for alias in aliases)

    def _has_word(self, word: str) -> bool:
        if word.endswith("xian") and word.removesuffix("xian") in self.words:
            return True
        if not self.words.isdisjoint((word, *_other_words().get(word, ()))):
            return True
        if self._is_spelled(word):
            return True
        if _PINYIN.fullmatch(word):
            return any(w.startswith(word) for w in self.words)
        stem = word[: max(4, len(word) - 3)]
        return (len(word) > 5 and any(w.startswith(stem) for w in self.words)) or (
            len(word) > 6 and word.replace("'", "") in self.letters
        )

    def _is_spelled(self, word: str) -> bool:
        """Whether a word appears as it is; Lyu, Lu and Lv are one surname."""
        same = {word, word.replace("'", "")}
        if re.match("[ln]yu", word):
            same |= {word.replace("yu", "u", 1), word.replace("yu", "v", 1)}
        return bool(same & self.words)


def _has_surname_alone(surname: str, en: str) -> bool:
    """Whether a surname appears with no given name behind it: Pan said, Pan's."""
    return re.search(rf"\b{surname}\b(?:'s|’s)?(?!-?\s?[A-Z][a-z])", en) is not None


def _without_kind(zh: str) -> str:
    core = _KIND.sub("", zh)
    return core if len(core) > 1 else zh


def _words(text: str) -> list[str]:
    return [re.sub(r"['’]s$", "", w) for w in re.findall(r"[a-z][a-z'’-]*", text.casefold())]


@functools.cache
def _table() -> Mapping[str, Any]:
    text = (files("digest.checks.naming") / "aliases.yaml").read_text(encoding="utf-8")
    table: Mapping[str, Any] = yaml.safe_load(text)
    return table


def _aliases() -> Mapping[str, Sequence[str]]:
    table: Mapping[str, Sequence[str]] = _table()["names"]
    return table


def _other_words() -> Mapping[str, Sequence[str]]:
    table: Mapping[str, Sequence[str]] = _table()["words"]
    return table


@functools.cache
def _generic() -> frozenset[str]:
    return frozenset(_table()["generic"].split())


CHECKS: tuple[Check[TextPair], ...] = (
    Check(
        "name_missing", "warning", "names", "a name is not in the English",
        find_missing, measured=(59, 48), retry=("term",),
        examples=(
            Example("潘仙德说。", "Pan said so.", "He said so.", names=(("潘仙德", "Pan Xiande"),)),
            Example("欧洲央行说。", "The ECB said so.", "The EC said so.", names=(("欧洲央行", "European Central Bank"),)),
        ),
    ),
    Check(
        "term_missing", "warning", "names",
        "a term of your glossary is not in the English as given, nor in another form that its entry offers",
        find_missing_terms, fact=True, retry=("term",),
        examples=(Example("谈共同富裕。", "They spoke of common prosperity.", "They spoke of wealth.", terms=(("共同富裕", "common prosperity"),)),),
    ),
)  # fmt: skip
SUMMARY_CHECKS: tuple[Check[SummaryPair], ...] = (
    Check(
        "summary_name", "error", "summary", "a name that the article does not hold",
        find_not_in_article, measured=(77, 74),
        examples=(Example("安吉县的工会成立了。", "安吉工会成立。", "南浔工会成立。", names=(("安吉", "Anji"), ("南浔", "Nanxun"))),),
    ),
)  # fmt: skip

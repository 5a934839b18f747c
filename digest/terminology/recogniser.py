"""Reads people, firms, counties and landmarks off the words of tagged sentences."""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from digest.terminology import countries, tagger
from digest.terminology.data import tables
from digest.terminology.gazetteer import ordinary, short_names
from digest.terminology.people import POLITE, people_in, studio_leaders
from digest.terminology.person_scorer import names_in
from digest.terminology.pinyin import place_pinyin
from digest.terminology.tagger import Sentence, Word
from digest.text.surnames import COMPOUND_SURNAMES, SURNAMES

_RULES = tables.document("tagger.yaml")


def _characters(key: str) -> frozenset[str]:
    return frozenset("".join(_RULES[key].split()))


_FOREIGN, _TRANSLITERATED = _characters("foreign"), _characters("transliterated")
_NO_END = _characters("no_end")
_NO_COUNTIES, _NO_OWN = (frozenset(_RULES[key]) for key in ("no_counties", "no_own"))
# Foreign names of fewer characters are too often Chinese ones or words.
_FOREIGN_CHARS = 3
_LISTED_CHARS = 3
_NO_FIRM = re.compile("^(?:军工|国有|民营|铁路|该|某|中国)|[局院所厂社部](?:集团|股份|有限)")
_SURNAME = f"(?:{'|'.join(COMPOUND_SURNAMES)}|[{''.join(SURNAMES)}])"
# 周某 and 罗某某, whose given names are withheld, as of people before courts; 王师傅 and 欧阳女士.
_WITHHELD = re.compile(f"{_SURNAME}(?:某{{1,2}}|{'|'.join(POLITE)})")
_DOTS = frozenset("·•・")
_SPELLED = re.compile(rf"[{''.join(_FOREIGN)}]+(?:[·•・][{''.join(_FOREIGN)}]+)*")
_DOTTED = re.compile(rf"[{''.join(_FOREIGN)}]+(?:[·•・][{''.join(_FOREIGN)}]+)+")
_ELSEWHERE = re.compile("|".join(_RULES["elsewhere"]))
_LANDMARKS: dict[str, str] = _RULES["landmarks"]
# Log-odds from which a span is a name; by 0.97 and 0.90 recall on two corpora, see person_names.tsv.
NAME = -0.3
# The same for a name that the batch is known to have, and that is an ordinary word besides.
KNOWN_NAME = -2.5

_END: Word = ("。", "w")


def people_of(text: str) -> list[str]:
    """The Chinese names of the people in a text; without the tagger, those between title and verb."""
    (sentences,) = tagger.tag([text])
    found = people(sentences) if sentences else people_in(text)
    return [*found, *studio_leaders(text)]


def people(sentences: Iterable[Sentence]) -> list[str]:
    """The people with Chinese names in some sentences, in order; 王师傅 and 周某 are among them."""
    found: list[str] = []
    for sentence in _at_home(sentences):
        names = [name.name for name in names_in(sentence, NAME)]
        found += [*names, *_listed(sentence, frozenset(names))]
        found += [word for word, kind in sentence if kind == "PER" and _WITHHELD.fullmatch(word)]
    return list(dict.fromkeys(found))


def _listed(sentence: Sentence, known: frozenset[str]) -> list[str]:
    """People with rare surnames in a list between two known ones: 巨晓林 in 郭明义、巨晓林、高凤林."""
    words = [word for word, _ in sentence]
    return [
        word
        for i, (word, kind) in enumerate(sentence)
        if kind == "PER"
        and len(word) == _LISTED_CHARS
        and words[i - 1 : i] == words[i + 1 : i + 2] == ["、"]
        and {*words[i - 2 : i - 1], *words[i + 2 : i + 3]} <= known
    ]


def person_spans(text: str, names: Iterable[str]) -> list[tuple[int, str]]:
    """(start, name) of each mention of these names that is a person there, and no ordinary word."""
    wanted = frozenset(names)
    found: list[tuple[int, str]] = []
    position = 0
    for sentence in tagger.tag([text])[0]:
        whole = "".join(word for word, _ in sentence)
        start = position = text.index(whole, position)
        found += [
            (start + name.start, name.name)
            for name in names_in(sentence, KNOWN_NAME)
            if name.name in wanted
        ]
    return found


def ordinary_words(sentences: Iterable[Sentence]) -> frozenset[str]:
    """The words of two to four characters that the tagger does not take for names of people."""
    return frozenset(
        word
        for sentence in sentences
        for word, kind in sentence
        if kind != "PER" and 1 < len(word) < 5
    )


def firms(sentences: Iterable[Sentence]) -> frozenset[str]:
    """Companies whose whole names the tagger delimits: 沈鼓集团股份有限公司.

    Not branches, 上海局集团有限公司, nor names that begin with a place or an ordinary word.
    """
    return frozenset(
        word
        for sentence in _at_home(sentences)
        for word, kind in sentence
        if kind == "ORG"
        and word.endswith("有限公司")
        and not _NO_FIRM.search(word)
        and not ordinary(word[:2])
        and word[:2] not in short_names(2)
    )


def foreigners(sentences: Iterable[Sentence]) -> list[str]:
    """People whose names consist of three or more of the characters that spell foreign names.

    A piece of a longer name, 沙特尔 of 赞登沙特尔, is left out.
    """
    return [
        word
        for sentence in _at_home(sentences)
        for before, (word, kind), after in _with_neighbours(sentence)
        if kind == "PER"
        and len(word) >= _FOREIGN_CHARS
        and _SPELLED.fullmatch(word)
        and not {before[0][-1:], after[0][:1]} & (_FOREIGN | _DOTS)
    ]


def inside_foreign_names(text: str) -> Callable[[int, int], bool]:
    """A test of whether a span lies within a foreigner's name and is none of its parts.

    拉萨 in 阿拉萨内·瓦塔拉 does; 瓦塔拉 is a part.
    """
    names = [found.span() for found in _DOTTED.finditer(text)] if _DOTS & set(text) else []
    parts = {
        (start + part.start(), start + part.end())
        for start, end in names
        for part in re.finditer("[^·•・]+", text[start:end])
    }

    def inside(start: int, end: int) -> bool:
        return (start, end) not in parts and any(
            first <= start and end <= last and (start, end) != (first, last)
            for first, last in names
        )

    return inside


def places(sentences: Iterable[Sentence]) -> dict[str, str]:
    """English of the counties without their kind, villages and landmarks that the tagger finds."""
    return {
        word: en
        for sentence in _at_home(sentences)
        for word, kind in sentence
        if kind == "LOC" and (en := _county(word) or _landmark(word, sentence))
    }


def join_headline(headline: str) -> str:
    """A headline without the blank where its line only ran out: 成立配送行业 工会联合会.

    That is inside a word, and between a verb and its object alone (no verb) on the next line.
    """
    first, gap, rest = headline.partition(" ")
    joined = first + rest
    words = [word for sentence in tagger.tag([joined])[0] for word in sentence] if gap else []
    ends = [*itertools.accumulate(len(word) for word, _ in words)]
    if " " in rest or ends[-1:] != [len(joined)]:
        return headline
    if len(first) not in ends:
        return joined
    above, below = (
        {kind for end, (_, kind) in zip(ends, words, strict=True) if (end <= len(first)) is side}
        for side in (True, False)
    )
    return joined if "v" in above and "v" not in below else headline


def _at_home(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """The sentences that name no place where people spell their names by other rules than pinyin."""
    for sentence in sentences:
        if not _ELSEWHERE.search("".join(word for word, _ in sentence)):
            yield sentence


def _with_neighbours(sentence: Sentence) -> Iterator[tuple[Word, Word, Word]]:
    """Each word with the one before it and the one after it."""
    return zip([_END, *sentence], sentence, [*sentence, _END][1:], strict=False)


def _county(word: str) -> str | None:
    if len(word) < 2 or word[-1] == "州" or word in _NO_COUNTIES or word in short_names(1):
        return None
    return None if ordinary(word) else short_names(2).get(word)


def _landmark(word: str, sentence: Sequence[Word]) -> str | None:
    """珠市口站 as Zhushikou Station, unless the sentence speaks of another country."""
    generic = next((g for g in _LANDMARKS if word.endswith(g)), None)
    own = word.removesuffix(generic or "")
    if generic is None or not 1 < len(own) < 4 or own[-1] in _NO_END or own in _NO_OWN:
        return None
    known = short_names(2).get(own)
    foreign = sum(char in _FOREIGN for char in own) * 2 > len(own) or _TRANSLITERATED & set(own)
    if (foreign and not known) or _is_abroad("".join(word for word, _ in sentence)):
        return None
    return f"{known or place_pinyin(own)} {_LANDMARKS[generic]}"


def _is_abroad(text: str) -> bool:
    return countries.is_abroad(text) or any(city in text for city in countries.cities_abroad())

"""Which spans of a tagged sentence are names of people: a log-linear scorer over its words.

A candidate is a surname with one or two characters behind it. Its features are its characters, how
it lies on the words that the tagger found, and the words and characters around it; their weights
(`data/person_names.tsv`) are a logistic regression learned by `lab.tables.person_names` from texts
whose English says who is named. The sum of the weights is the log-odds that the candidate is a name.
"""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from digest.terminology import countries
from digest.terminology.data import tables
from digest.terminology.people import is_form_of_address
from digest.terminology.tagger import Sentence
from digest.text import hanzi
from digest.text.surnames import COMMON_SURNAMES, COMPOUND_SURNAMES, SURNAMES

_DOTS = frozenset("·•・")
_END = ("", "end")
# Half of the names with such characters in news from abroad are foreigners' (log-odds).
_FOREIGN_DOUBT = 2.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of a sentence, in characters, that may be a name, and its log-odds."""

    start: int
    name: str
    score: float

    @property
    def end(self) -> int:
        return self.start + len(self.name)


def names_in(sentence: Sentence, least: float) -> list[Candidate]:
    """The names with log-odds of at least `least`, in order; of overlapping ones the likeliest."""
    weights = _weights()
    chosen: list[Candidate] = []
    abroad = countries.is_abroad("".join(word for word, _ in sentence))
    scored = (
        Candidate(
            start, name, sum(weights.get(f, 0.0) for f in features) - _doubt(name, abroad=abroad)
        )
        for start, name, features in candidates(sentence)
        if not _is_word(name)
    )
    for found in sorted(scored, key=lambda c: (-c.score, c.start)):
        if found.score < least:
            break
        if all(found.end <= other.start or other.end <= found.start for other in chosen):
            chosen.append(found)
    return sorted(chosen, key=lambda c: c.start)


@functools.cache
def _weights() -> Mapping[str, float]:
    return {feature: float(weight) for feature, weight in tables.rows("person_names.tsv")}


def candidates(sentence: Sentence) -> Iterator[tuple[int, str, list[str]]]:
    """(start, characters, features) of each span that begins with a surname."""
    text = "".join(word for word, _ in sentence)
    layout = _Layout.of(sentence)
    abroad = countries.is_abroad(text)
    for start, char in enumerate(text):
        compound = text[start : start + 2] in COMPOUND_SURNAMES
        if not compound and char not in SURNAMES:
            continue
        family = 2 if compound else 1
        for size in (family + 1, family + 2):
            name = text[start : start + size]
            around = {text[start - 1 : start], text[start + size : start + size + 1]}
            if len(name) == size and hanzi.han_count(name) == size and not around & _DOTS:
                features = _features(text, layout, start, name, family)
                yield start, name, [*features, *_foreign(name, family, abroad=abroad)]


def _foreign(name: str, family: int, *, abroad: bool) -> Iterator[str]:
    """Whether a name may be a foreigner's: spelled with the characters of such, in news from abroad."""
    given = name[family:]
    count = sum(char in foreign_characters() for char in given)
    spelled = f"{count}{len(given)}{name[0] in foreign_characters():d}"
    yield f"foreign {spelled}"
    yield f"foreign {spelled} {abroad}"
    yield f"foreign family {name[:family]} {count == len(given)}"


def _doubt(name: str, *, abroad: bool) -> float:
    """What is taken off the log-odds of a name that is spelled like a foreign one: 马克龙, 罗莎."""
    family, given = name[0], name[1:]
    if family in _characters("chinese") and given[0] == "克":
        given = given[1:]  # 李克强
    seldom = not _characters("transliterated").isdisjoint(given)
    foreign = foreign_characters() | _characters("often_foreign")
    alike = family in _characters("first_of_foreign") and foreign.issuperset(given)
    return _FOREIGN_DOUBT if seldom or (alike and (abroad or len(given) > 1)) else 0.0


def _is_word(name: str) -> bool:
    """Whether a span is a known word or how somebody is is_form_of_address: 华氏度, 孙主任, 李氏."""
    return (
        "某" in name
        or name in tables.document("tagger.yaml")["no_people"]
        or name[-1] in _characters("nobody")
        or is_form_of_address(name)
    )


def foreign_characters() -> frozenset[str]:
    """The characters that spell foreign names."""
    return _characters("foreign")


@functools.cache
def _characters(key: str) -> frozenset[str]:
    return frozenset("".join(tables.document("tagger.yaml")[key].split()))


@dataclass(frozen=True, slots=True)
class _Layout:
    """The word that each character belongs to, and the words' bounds."""

    word_at: tuple[int, ...]
    starts: tuple[int, ...]
    words: Sentence

    @classmethod
    def of(cls, sentence: Sentence) -> "_Layout":
        word_at: list[int] = []
        starts: list[int] = []
        for number, (word, _) in enumerate(sentence):
            starts.append(len(word_at))
            word_at += [number] * len(word)
        return cls(tuple(word_at), tuple(starts), sentence)

    def word(self, number: int) -> tuple[str, str]:
        """A word with its kind; beyond the ends of the sentence an empty one."""
        return self.words[number] if 0 <= number < len(self.words) else _END


def _features(text: str, layout: _Layout, start: int, name: str, family: int) -> list[str]:
    end = start + len(name)
    first, last = layout.word_at[start], layout.word_at[end - 1]
    opens = layout.starts[first] == start
    closes = layout.starts[last] + len(layout.words[last][0]) == end
    kinds = (
        f"{layout.words[first][1]}{layout.words[last][1]}"
        if first != last
        else layout.words[first][1]
    )
    before, after = layout.word(first - 1), layout.word(last + 1)
    left = text[layout.starts[first] : start] if not opens else before[0]
    right = after[0] if closes else text[end : layout.starts[last] + len(layout.words[last][0])]
    given = name[family:]
    size = f"{family}{len(given)}"
    return [
        "bias",
        f"family {name[:family]}",
        f"common {name[0] in COMMON_SURNAMES} {size}",
        f"lies {opens:d}{closes:d} {kinds} {size} {last - first}",
        f"lies {opens:d}{closes:d} {kinds}",
        f"given {given}",
        f"first {given[0]}{len(given)}",
        f"last {given[-1]}{len(given)}",
        f"left {left[-2:]}",
        f"left1 {left[-1:]}{opens:d}",
        f"left kind {before[1] if opens else 'inside'}",
        f"right {right[:2]}",
        f"right1 {right[:1]}{closes:d}",
        f"right kind {after[1] if closes else 'inside'}",
        f"list {layout.word(first - 2)[1]}{before[0]}" if before[0] == "、" else "no list",
        f"listed {after[0]}{layout.word(last + 2)[1]}" if after[0] == "、" else "not listed",
    ]

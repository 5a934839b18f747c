"""The glossary at the end of an issue: its names and terms, each with the sentence that has it first."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from digest.records import Entry, Pair, Term
from digest.text.hanzi import split_sentences
from digest.text.phrases import Phrases, as_words

MOST_TERMS = 100
# A longer sentence, most often a list, is cut around the term.
_CHINESE_CHARS, _ENGLISH_CHARS = 200, 600
# Behind the end of a sentence and its closing quotes; not behind Mr., No. 5, or the J. of a name.
_BREAK = re.compile(
    r"(?<=[.!?…][”’\"')\]]|.[.!?…])(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bDr\.)(?<!\bNo\.)"
    r"(?<!\b[A-Z]\.)\s+(?=[“‘\"'(\[]?[A-Z0-9])"
)


@dataclass(frozen=True, slots=True)
class GlossaryLine:
    """A term, the sentence in which it occurs first, and the article that has it."""

    term: Term
    sentence: Pair
    entry: Entry


@dataclass(frozen=True, slots=True)
class Glossary:
    """The lines by their English; `total` counts the terms that were cut, too."""

    lines: tuple[GlossaryLine, ...] = ()
    total: int = 0

    @property
    def cut(self) -> bool:
        """Whether it has fewer lines than the issue has terms."""
        return len(self.lines) < self.total


def make_glossary(
    entries: Iterable[Entry],
    terms: Sequence[Term],
    passages: Callable[[Entry], Iterable[Pair]],
    *,
    most: int = MOST_TERMS,
) -> Glossary:
    """The glossary of some articles, of which `passages` gives what is printed.

    A term is in it if a passage has its Chinese and its English. Of more than `most` terms, those in
    most articles are kept.
    """
    english = {term.zh: term for term in terms if term.zh.strip() and term.en.strip()}
    known = Phrases(english)
    first: dict[str, GlossaryLine] = {}
    articles: Counter[str] = Counter()
    for entry in entries:
        met: set[str] = set()
        for pair in passages(entry):
            sentences = split_sentences(pair.zh)
            places = _places(sentences, known)
            met |= set(places)
            for zh in (zh for zh in places if zh not in first):
                sentence = _sentence(pair, sentences, places[zh], english[zh])
                if sentence:
                    first[zh] = GlossaryLine(english[zh], sentence, entry)
        articles.update(met)
    kept = sorted(first.values(), key=lambda line: -articles[line.term.zh])[:most]
    ordered = sorted(kept, key=lambda line: (line.term.en.casefold(), line.term.zh))
    return Glossary(tuple(ordered), len(first))


def _places(sentences: Sequence[str], known: Phrases) -> Mapping[str, list[int]]:
    """The numbers of the sentences that have each term, none within a longer one."""
    places: dict[str, list[int]] = {}
    for number, sentence in enumerate(sentences):
        for _, zh in known.longest(sentence):
            places.setdefault(zh, []).append(number)
    return places


def _sentence(
    pair: Pair, sentences: Sequence[str], places: Sequence[int], term: Term
) -> Pair | None:
    """The first sentence with a term, in both languages; None if its English is not there.

    Where both languages have as many sentences, they correspond by number.
    """
    words = as_words(term.en)
    english = _BREAK.split(pair.en)
    having = [number for number, sentence in enumerate(english) if words.search(sentence)]
    if not having:
        return None
    place, in_english = places[0], having[0]
    if len(english) == len(sentences):
        both = [number for number in places if number in having]
        place, in_english = (both[0], both[0]) if both else (place, in_english)
    zh, en = sentences[place].strip(), english[in_english].strip()
    found = words.search(en)
    return Pair(
        _around(zh, zh.find(term.zh), _CHINESE_CHARS),
        _around(en, found.start() if found else 0, _ENGLISH_CHARS),
    )


def _around(text: str, at: int, most: int) -> str:
    """At most this much of a text, with what is at `at` in the middle."""
    start = max(0, min(at - most // 2, len(text) - most))
    cut = text[start : start + most].strip()
    return f"{'…' if start else ''}{cut}{'…' if start + most < len(text) else ''}"

"""People, firms, counties and landmarks in running text, from the words that the tagger finds."""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from digest.terminology import countries, tables, tagger
from digest.terminology.datelines import abroad
from digest.terminology.gazetteer import ordinary, short_names
from digest.terminology.people import OFFICES, VERBS, addressed, cut, people_in
from digest.terminology.pinyin import spelled
from digest.terminology.tagger import Sentence, Word
from digest.text import hanzi
from digest.text.surnames import COMPOUND_SURNAMES, SURNAMES

_RULES = tables.document("tagger.yaml")


def _characters(key: str) -> frozenset[str]:
    return frozenset("".join(_RULES[key].split()))


_FOREIGN, _TRANSLITERATED = _characters("foreign"), _characters("transliterated")
_COUNTRIES, _NOBODY, _SIDES = map(_characters, ("countries", "nobody", "sides"))
_NEW_OR_OLD = _characters("new_or_old")
_CHINESE, _GIVEN_THERE_TOO = _characters("chinese"), _characters("given_there_too")
_GIVEN, _AFTER, _NO_END = map(_characters, ("given", "after", "no_end"))
_OFTEN, _FIRST = map(_characters, ("often_foreign", "first_of_foreign"))
_NAMED_ELSEWHERE, _NO_COUNTIES, _NO_OWN, _NO_PEOPLE, _NO_GIVEN = (
    frozenset(_RULES[key])
    for key in ("named_elsewhere", "no_counties", "no_own", "no_people", "no_given")
)
# 阿拉萨内·瓦塔拉, with its parts.
_FOREIGN_CHARS = 3
_LISTED_CHARS = 3
_NO_FIRM = re.compile("^(?:军工|国有|民营|铁路|该|某|中国)|[局院所厂社部](?:集团|股份|有限)")
# 周某 and 罗某某: the news keeps back the given names of people before courts.
_HIDDEN = re.compile(rf"[{''.join(SURNAMES)}]某{{1,2}}")
_DOTS = frozenset("·•・")
_SPELLED = re.compile(rf"[{''.join(_FOREIGN)}]+(?:[·•・][{''.join(_FOREIGN)}]+)*")
_DOTTED = re.compile(rf"[{''.join(_FOREIGN)}]+(?:[·•・][{''.join(_FOREIGN)}]+)+")
_ELSEWHERE = re.compile("|".join(_RULES["elsewhere"]))
_FIRM = f"(?:{'|'.join(_RULES['firm'])})"
_LANDMARKS: dict[str, str] = _RULES["landmarks"]
# The tagger's kinds of words that may follow a name of two characters.
_NEXT = frozenset({"d", "p", "v", "vd", "c", "u", "r", "TIME", "w", "m", "xc"})
# Before half of a foreign name, or of a place's: 尤利安努斯·叶墨, 苏格兰常青.
_PARTS = frozenset({"PER", "LOC", "nz"})

_END: Word = ("。", "w")


def people_of(text: str) -> list[str]:
    """The people whom a text names, by patterns and by the tagger."""
    (sentences,) = tagger.tag([text])
    return [*people_in(text), *people(text, sentences)]


def people(text: str, sentences: Iterable[Sentence]) -> list[str]:
    """The people that the sentences of a text name and whose surnames are known, in order.

    Also those whose given name is withheld, 周某, and those with rare surnames in a list of people.
    """
    read = _at_home(sentences)
    found = [
        word
        for before, (word, kind), after in _with_neighbours(read)
        if kind == "PER" and (_HIDDEN.fullmatch(word) or _is_person(word, before, after, text))
    ]
    return [*found, *_listed(read, frozenset(found))]


def _is_person(word: str, before: Word, after: Word, text: str) -> bool:
    """Whether a word that the tagger takes for a name is one, and whole; of one character never."""
    if not _named(word) or _doubtful(word, text):
        return False
    return len(word) > 2 or _shown(word, text) or _whole(word, before, after)


def _listed(sentences: Iterable[Sentence], known: frozenset[str]) -> list[str]:
    """巨晓林 of 郭明义、巨晓林、高凤林: people listed between two who are known."""
    return [
        sentence[i][0]
        for sentence in sentences
        for i in range(2, len(sentence) - 2)
        if sentence[i][1] == "PER"
        and len(sentence[i][0]) == _LISTED_CHARS
        and {sentence[i - 1][0], sentence[i + 1][0]} == {"、"}
        and {sentence[i - 2][0], sentence[i + 2][0]} <= known
    ]


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
    """People whose names of three characters or more consist of those that spell foreign names.

    A piece of a longer name, 沙特尔 of 赞登沙特尔, is left out.
    """
    return [
        word
        for before, (word, kind), after in _with_neighbours(_at_home(sentences))
        if kind == "PER"
        and len(word) >= _FOREIGN_CHARS
        and _SPELLED.fullmatch(word)
        and not {before[0][-1:], after[0][:1]} & (_FOREIGN | _DOTS)
    ]


def inside_foreign_names(text: str) -> Callable[[int, int], bool]:
    """Whether a span of the text is a piece of a foreigner's name, and none of its parts: 拉萨 in 阿拉萨内·瓦塔拉."""
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


def unwrapped(headline: str) -> str:
    """A headline without the gap where its line only ran out: 成立配送行业 工会联合会.

    That is inside a word, and behind a verb whose object stands alone, of nouns, on the next line.
    """
    first, gap, rest = headline.partition(" ")
    whole = first + rest
    words = [word for sentence in tagger.tag([whole])[0] for word in sentence] if gap else []
    ends = [*itertools.accumulate(len(word) for word, _ in words)]
    if " " in rest or ends[-1:] != [len(whole)]:
        return headline
    if len(first) not in ends:
        return whole
    above, below = (
        {kind for end, (_, kind) in zip(ends, words, strict=True) if (end <= len(first)) is side}
        for side in (True, False)
    )
    return whole if "v" in above and "v" not in below else headline


def _with_neighbours(sentences: Iterable[Sentence]) -> Iterator[tuple[Word, Word, Word]]:
    """Each word with the one before it and the one after it in its sentence."""
    for sentence in sentences:
        yield from zip([_END, *sentence], sentence, [*sentence, _END][1:], strict=False)


def _county(word: str) -> str | None:
    if len(word) < 2 or word[-1] == "州" or word in _NO_COUNTIES or word in short_names(1):
        return None
    return None if ordinary(word) else short_names(2).get(word)


def _landmark(word: str, sentence: Sequence[Word]) -> str | None:
    """珠市口站 as Zhushikou Station, where nothing in the sentence lies abroad."""
    generic = next((g for g in _LANDMARKS if word.endswith(g)), None)
    own = word.removesuffix(generic or "")
    if generic is None or not 1 < len(own) < 4 or own[-1] in _NO_END or own in _NO_OWN:
        return None
    known = short_names(2).get(own)
    foreign = sum(char in _FOREIGN for char in own) * 2 > len(own) or _TRANSLITERATED & set(own)
    if (foreign and not known) or _is_abroad("".join(word for word, _ in sentence)):
        return None
    return f"{known or spelled(own)} {_LANDMARKS[generic]}"


def _is_abroad(text: str) -> bool:
    return bool(countries.named(text)) or any(city in text for city in abroad())


def _at_home(sentences: Iterable[Sentence]) -> list[Sentence]:
    """The sentences of those that speak of no place where people spell themselves by other rules."""
    return [
        tuple(part for word in sentence for part in _parted(*word))
        for sentence in sentences
        if not _ELSEWHERE.search("".join(word for word, _ in sentence))
    ]


def _parted(word: str, kind: str) -> list[Word]:
    """A name and the verb behind it that the tagger takes for a part of it: 刘霞, 说."""
    name = cut(word) if kind == "PER" else word
    return [(name, kind), (word[len(name) :], "v")] if name != word else [(word, kind)]


def _named(word: str) -> bool:
    """Whether a word is a surname and one or two characters; given names alone are left out."""
    if addressed(word) or word in _NO_PEOPLE or word[1:] in _NO_GIVEN:
        return False
    if word[:2] in COMPOUND_SURNAMES:
        return len(word) in (3, 4)
    if word[-1] in _NOBODY or word.endswith("家军"):
        return False
    if len(word) not in (2, 3) or word[0] not in SURNAMES or hanzi.han_count(word) < len(word):
        return False
    if word[-1] in _NEW_OR_OLD and countries.named(word[:-1]):
        return False
    if word[-1] in _SIDES and (len(word) == 2 or word[1] in _FOREIGN):
        return False
    if all(char in _FOREIGN for char in word[1:]) and not (
        word[0] in _CHINESE and word[1:] in _GIVEN_THERE_TOO
    ):
        return False
    return not all(char in _COUNTRIES for char in word)


def _doubtful(word: str, text: str) -> bool:
    """Whether it may be a firm or a foreigner: what stands beside it, or its characters, say so.

    An office before a name, or a word for reporters, settles that a person has it.
    """
    if re.search(rf"{word}{_FIRM}", text):
        return True
    given = word[2:] if word[0] in _CHINESE and word[1] == "克" else word[1:]
    odd = any(char in _TRANSLITERATED for char in given) or (
        word[0] in _FIRST
        and all(char in _FOREIGN or char in _OFTEN for char in given)
        and (len(word) >= _FOREIGN_CHARS or _is_abroad(text))
    )
    return odd and not re.search(rf"(?:{OFFICES}|记者|通讯员|同志|师傅){word}", text)


def _whole(word: str, before: Word, after: Word) -> bool:
    """Whether a name of two characters is whole: by its given name and the words beside it."""
    following, kind = after
    if before[1] in _PARTS or word[1] not in _GIVEN or word in _NAMED_ELSEWHERE:
        return False
    return kind == "w" or (following in _AFTER if len(following) == 1 else kind in _NEXT)


def _shown(word: str, text: str) -> bool:
    """Whether a name of two characters, often half of a longer word, has an office or speaks."""
    return (
        re.search(
            rf"(?:{OFFICES}|记者|通讯员|同志|[、（(]){word}|{word}(?:{VERBS}|[、，（(]|等|同志|报道)",
            text,
        )
        is not None
    )

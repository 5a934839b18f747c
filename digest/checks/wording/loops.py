"""Repetition: loops, stutters, sentences and quoted phrases said again and again."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from digest.checks.check import Check, Example, Fault
from digest.checks.pair import TextPair

# A loop says a phrase of up to this many words at least four times in a row, over this many letters.
_PHRASE, _TIMES, _LOOP_LETTERS = 25, 4, 32
# A phrase of at least this size, said twice in a row, is a stutter, unless the Chinese repeats itself.
_STUTTER_WORDS, _STUTTER_LETTERS = 3, 12
_OPEN_WORD = 60  # letters without a blank: no word, but maybe a loop


def find_loops(pair: TextPair) -> Iterator[Fault]:
    """Yield a fault if the English repeats a phrase, or a word itself, many times in a row."""
    if _is_loop(pair.en):
        yield Fault("the English repeats itself")


def find_stutters(pair: TextPair) -> Iterator[Fault]:
    """Yield a fault if a phrase occurs twice in a row and the Chinese does not repeat itself."""
    clauses = [re.findall(r"\w+", clause) for clause in re.split(r"[.,;:!?]", pair.en.casefold())]
    if (
        any(_says(c, 2, 2 * _STUTTER_LETTERS, _STUTTER_WORDS) for c in clauses)
        and not _repeats(pair.zh)
        and not _is_loop(pair.en)
    ):
        yield Fault("the English says a phrase twice in a row")


def find_repeated_sentences(pair: TextPair) -> Iterator[Fault]:
    """Yield a fault if the English says a sentence twice and the Chinese does not repeat itself."""
    sentences = [s.strip() for s in re.split(r"(?<=[.!?])\s+", pair.en.casefold())]
    long = [s for s in sentences if len(s) > 20]
    if len(set(long)) < len(long) and not _repeats(pair.zh) and not _is_loop(pair.en):
        yield Fault("the English says a sentence twice")


def find_echoes(pair: TextPair) -> Iterator[Fault]:
    """Yield phrases in quotes three times in a sentence, if the Chinese repeats nothing as often."""
    plain = re.sub(r"\W", "", pair.zh)
    pairs = Counter(plain[i : i + 2] for i in range(len(plain) - 1))
    most = max([2, *pairs.values()])
    for sentence in re.split(r"(?<=[.!?;])\s+", pair.en.casefold()):
        quoted = Counter(re.findall(r"[“\"]([^“”\"]{4,40})[”\"]", sentence))
        for phrase, count in quoted.items():
            if count > most:
                shown = phrase.strip(" ,.")
                yield Fault(f"“{shown}” is in quotes {count} times", shown)


def _is_loop(en: str) -> bool:
    words = re.findall(r"\w+", en.casefold())
    return _says(words, _TIMES, _LOOP_LETTERS) or any(map(_is_loop_word, re.findall(r"\S+", en)))


def _says(words: Sequence[str], times: int, letters: int, fewest: int = 1) -> bool:
    """Whether a phrase occurs `times` times in a row, the copies `letters` long together.

    One pass per length of phrase, so that hostile texts take no longer than others.
    """
    for length in range(fewest, _PHRASE + 1):
        run = 0
        for place in range(length, len(words)):
            run = run + 1 if words[place] == words[place - length] else 0
            if run == (times - 1) * length or (run and run % length == 0 and run > times * length):
                said = words[place + 1 - length - run : place + 1]
                if sum(map(len, said)) >= letters:
                    return True
    return False


def _is_loop_word(word: str) -> bool:
    """Whether a string without blanks is a loop: hahaha, or a row of one sign."""
    return len(word) > _OPEN_WORD and _says(word[:2000], 8, _OPEN_WORD // 2)


def _repeats(zh: str) -> bool:
    """Whether eight characters occur twice in the Chinese, or a short phrase twice in a row."""
    plain = re.sub(r"[\W\d]+", "", zh)
    eights = [plain[i : i + 8] for i in range(len(plain) - 7)]
    return len(set(eights)) < len(eights) or bool(re.search(r"([\u4e00-\u9fff]{2,8})\W{0,2}\1", zh))


CHECKS: tuple[Check[TextPair], ...] = (
    Check(
        "repetition", "error", "loops", "a loop", find_loops, measured=(18, 18), unusable=True,
        examples=(Example("工会成立了。", "The union was founded.", "the union " * 5),),
    ),
    Check(
        "stutter", "warning", "loops", "a phrase twice in a row", find_stutters, measured=(11, 10),
        examples=(Example("职工的权益", "the rights of the workers of the city", "the rights of the workers of the workers of the city"),),
    ),
    Check(
        "sentence_repeated", "warning", "loops", "a sentence twice", find_repeated_sentences,
        examples=(Example("工会为职工建了驿站。职工在那里休息。", "The union built stations for workers. Workers rest there.", "The union built stations for workers. The union built stations for workers."),),
    ),
    Check(
        "echo", "warning", "loops", "a phrase in quotes three times in a sentence", find_echoes,
        measured=(3, 3),
        examples=(Example("推行思想上传带、技术上帮带的“三带”模式。", "The “three-tie” mode is used.", "The “three-tie” mode of “three-tie” training includes the “three-tie”."),),
    ),
)  # fmt: skip

"""Checks of a translation's wording: none, Chinese left, loops, refusals, leaks, parts left out."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from digest.records import Finding
from digest.text import hanzi

Names = Sequence[tuple[str, str]]

# An answer that speaks of itself. People in the news say sorry and cannot too: only what a model
# says of its own task counts, and not where the Chinese itself speaks of models.
_REFUSAL = re.compile(
    r"\bas an AI\b|\bI(?:'m| am) (?:just |only )?an? (?:AI|(?:large )?language model)\b|"
    r"\bI(?:'m| am) (?:sorry|unable|not able)[^.]{0,40}\b(?:translat|assist|provide|fulfil|your request)|"
    r"\bI (?:cannot|can't|can not|could not) (?:translate|assist with|help with|provide|fulfil|answer that)\b",
    re.IGNORECASE,
)
_MODELS = re.compile("模型|人工智能|AI|抱歉|对不起")
# Words of the prompt, of chat templates, and of answers about the answer.
_LEAK = re.compile(
    r"<\|\w{2,20}\|>|^Terms: |output only the English|"
    r"Use the given English|professional Chinese-to-English|"
    r"^\W{0,3}(?:(?:Sure|Certainly)[,!.] )?(?:Here is|Here's) (?:the|your) (?:\w+ )?translation\b|"
    r"^\W{0,3}(?:English )?Translation ?:|\((?:Note|Translator's note): ",
    re.MULTILINE | re.IGNORECASE,
)
# Small words of Portuguese, Spanish, French, German and Italian, and ours.
_THEIR_WORDS = """
    um uma do da dos das na nas ao aos para por com em que de os e o não são foi entra el la los las una y en con
    del al se le les des du une dans pour avec est et sur au aux der die und ein eine mit für von zu den dem ist nicht
    auf il di che della nel
"""
_OUR_WORDS = """
    the a an of to in and for on at by with is are was were from as that has have had its his her their after over
    it be will not this who which into about says said than or
"""
_OTHERS, _OURS = frozenset(_THEIR_WORDS.split()), frozenset(_OUR_WORDS.split())
_FEWEST_OTHERS = 3
_MARKUP = re.compile(
    r"!\[|\]\(https?:|</?[A-Za-z]{1,10}\s?/?>|&(?:[a-z]{2,6}|#\d{2,5});|/enpproperty|\*\*|```"
)
# A loop says a phrase of up to this many words at least four times on end, over this many letters.
_PHRASE, _TIMES, _LOOP_LETTERS = 25, 4, 32
# As long a phrase twice on end is a stutter, unless the Chinese repeats itself too.
_STUTTER_WORDS, _STUTTER_LETTERS = 3, 12
_OPEN_WORD = 60  # letters without a blank: no word, but maybe a loop
# English letters a Chinese character (a Latin word or number counts as one): e^1.15 on average.
# 11,091 reference pairs (news, health): 99.8 in 100 lie above e^0.65 where the Chinese is long, and
# short texts vary more; 99 in 100 above e^0.8 where three sentences stand together; none
# above e^2.3.
_FEWEST, _SHORT_SPREAD, _FEWEST_OF_SEVERAL, _MOST = 0.65, 10.0, 0.8, 2.3
_SHORTEST, _SEVERAL = 16, 50
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s|$)|\n")
_BRACKETS = (("(", ")"), ("[", "]"))
_LIST_MARK = re.compile(r"(?<!\S)(?:\d{1,2}|[a-z]|i{1,3}v?)\)")  # 1) and b)
_CHINESE_PAIRS = (("“", "”"), ("「", "」"), ("『", "』"), ("《", "》"), ("（", "）"), ("(", ")"))


def empty(_: str, en: str, __: Names) -> Iterator[Finding]:
    """No English at all."""
    if not en.strip():
        yield Finding("empty", "error", "no English came back")


def residue(_: str, en: str, __: Names) -> Iterator[Finding]:
    """Chinese characters left in the English."""
    if hanzi.has_han(en):
        yield Finding("residue", "error", "Chinese characters are left in the English")


def repetition(zh: str, en: str, _: Names) -> Iterator[Finding]:
    """Loops; a phrase said twice on end; a sentence said twice that the Chinese says once."""
    words = re.findall(r"\w+", en.casefold())
    if _says(words, _TIMES, _LOOP_LETTERS) or any(map(_loops, re.findall(r"\S+", en))):
        yield Finding("repetition", "error", "the English repeats itself")
        return
    clauses = [re.findall(r"\w+", clause) for clause in re.split(r"[.,;:!?]", en.casefold())]
    if any(_says(c, 2, 2 * _STUTTER_LETTERS, _STUTTER_WORDS) for c in clauses) and not _repeats(zh):
        yield Finding("stutter", "warning", "the English says a phrase twice on end")
    sentences = [s.strip() for s in re.split(r"(?<=[.!?])\s+", en.casefold())]
    long = [s for s in sentences if len(s) > 20]
    if len(set(long)) < len(long) and not _repeats(zh):
        yield Finding("sentence_repeated", "warning", "the English says a sentence twice")


def echo(zh: str, en: str, _: Names) -> Iterator[Finding]:
    """A phrase that a sentence sets in quotes three times, where the Chinese says nothing so often."""
    plain = re.sub(r"\W", "", zh)
    pairs = Counter(plain[i : i + 2] for i in range(len(plain) - 1))
    often = max([2, *pairs.values()])
    for sentence in re.split(r"(?<=[.!?;])\s+", en.casefold()):
        quoted = Counter(re.findall(r"[“\"]([^“”\"]{4,40})[”\"]", sentence))
        for phrase, count in quoted.items():
            if count > often:
                yield Finding(
                    "echo", "warning", f"“{phrase.strip(' ,.')}” stands in quotes {count} times"
                )


def _says(words: Sequence[str], times: int, letters: int, fewest: int = 1) -> bool:
    """Whether a phrase stands `times` times on end, the copies `letters` long together.

    One pass a length of phrase, so hostile texts take no longer than others.
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


def _loops(word: str) -> bool:
    """Whether what has no blanks is a loop: hahaha, or a row of one sign."""
    return len(word) > _OPEN_WORD and _says(word[:2000], 8, _OPEN_WORD // 2)


def _repeats(zh: str) -> bool:
    """Whether eight characters stand twice in the Chinese, or a short phrase twice on end."""
    plain = re.sub(r"[\W\d]+", "", zh)
    eights = [plain[i : i + 8] for i in range(len(plain) - 7)]
    return len(set(eights)) < len(eights) or bool(re.search(r"([\u4e00-\u9fff]{2,8})\W{0,2}\1", zh))


def refusal(zh: str, en: str, _: Names) -> Iterator[Finding]:
    """Answers about the task, and words of the prompt, in place of a translation."""
    if _REFUSAL.search(en) and not _MODELS.search(zh):
        yield Finding("refusal", "warning", "the model answered instead of translating")
    elif _LEAK.search(en):
        yield Finding(
            "leak", "warning", "words of the prompt, or about the answer, are in the English"
        )


def language(_: str, en: str, __: Names) -> Iterator[Finding]:
    """Another language than English: more of its small words than of English ones, and three at least.

    None of 37,000 lines of people and machines is found so.
    """
    words = re.findall(r"(?<![\w’'.-])[a-zà-ÿ]+(?![\w’'-])", en)
    others, ours = (sum(word in small for word in words) for small in (_OTHERS, _OURS))
    if others >= _FEWEST_OTHERS and others > ours:
        yield Finding("not_english", "warning", "the English is in another language")


def markup(zh: str, en: str, _: Names) -> Iterator[Finding]:
    """Markup that the Chinese does not hold."""
    if _MARKUP.search(en) and not _MARKUP.search(zh):
        yield Finding("markup", "warning", "markup in the English")


def balance(zh: str, en: str, _: Names) -> Iterator[Finding]:
    """Quotes and brackets that close nothing, or stay open, where those of the Chinese do not."""
    if any(zh.count(a) != zh.count(b) for a, b in _CHINESE_PAIRS) or zh.count('"') % 2:
        return
    # Writers mix “ with ", so what counts is that quotes come in pairs.
    # 1) is the mark of a list, or ends a bracket: (May 1).
    quotes, texts = len(re.findall("[“”\"]|''|``", en)), (en, _LIST_MARK.sub("", en))
    if quotes % 2 or all(any(t.count(a) != t.count(b) for a, b in _BRACKETS) for t in texts):
        yield Finding("unbalanced", "warning", "a quote or bracket has no partner in the English")


def coverage(zh: str, en: str, _: Names) -> Iterator[Finding]:
    """English too short for its Chinese by letters, and by sentences; and English too long."""
    size = hanzi.han_count(zh) + len(re.findall(r"[A-Za-z]+|\d+", zh))
    letters = len(re.findall(r"\w", en))
    if size < _SHORTEST or not letters:
        return
    ratio = math.log(letters / size)
    fewer = len(_SENTENCE_END.findall(en)) < len(hanzi.split_sentences(zh.strip()))
    if ratio < _FEWEST - _SHORT_SPREAD / size or (
        fewer and size >= _SEVERAL and ratio < _FEWEST_OF_SEVERAL
    ):
        yield Finding("coverage", "warning", "the English is too short to hold all of the Chinese")
    if ratio > _MOST:
        yield Finding("added", "warning", "the English is too long to hold the Chinese alone")

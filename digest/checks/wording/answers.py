"""Answers that are no translation: none, refusals, leaked prompts, other languages; parts left out."""

import math
import re
from collections.abc import Iterator

from digest.checks.check import Check, Edit, Example, Fault
from digest.checks.pair import TextPair
from digest.text import hanzi

# An answer about itself. People in the news say sorry and cannot too: only what a model says about
# its own task counts, and not if the Chinese itself is about models.
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
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_ENGLISH_MARKS = {"，": ",", "。": ".", "；": ";", "：": ":", "？": "?", "！": "!", "、": ","}
_MARKS = re.compile("[，。；：？！、] *")
_FEWEST_OTHERS = 3
_MARKUP = re.compile(
    r"!\[|\]\(https?:|</?[A-Za-z]{1,10}\s?/?>|&(?:[a-z]{2,6}|#\d{2,5});|/enpproperty|\*\*|```"
)
# Letters of English per Chinese character (a Latin word or number counts as one): e^1.15 on average.
# Of 11,091 reference pairs (news, health), 99.8 in 100 are above e^0.65 where the Chinese is long
# (short texts vary more), 99 in 100 above e^0.8 for three sentences or more, none above e^2.3.
_FEWEST, _SHORT_SPREAD, _FEWEST_OF_SEVERAL, _MOST = 0.65, 10.0, 0.8, 2.3
_SHORTEST, _SEVERAL = 16, 50
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s|$)|\n")
_BRACKETS = (("(", ")"), ("[", "]"))
_LIST_MARK = re.compile(r"(?<!\S)(?:\d{1,2}|[a-z]|i{1,3}v?)\)")  # 1) and b)
_CHINESE_PAIRS = (("“", "”"), ("「", "」"), ("『", "』"), ("《", "》"), ("（", "）"), ("(", ")"))


def find_empty(pair: TextPair) -> Iterator[Fault]:
    """Yield a fault if there is no English at all."""
    if not pair.en.strip():
        yield Fault("no English came back")


def find_chinese(pair: TextPair) -> Iterator[Fault]:
    """Yield a fault if Chinese characters are left in the English."""
    if hanzi.has_han(pair.en):
        yield Fault("Chinese characters are left in the English")


def find_damaged_characters(pair: TextPair) -> Iterator[Fault]:
    """Yield characters for private use in the English: a rare character of a damaged font or page."""
    for char in dict.fromkeys(_PRIVATE.findall(pair.en)):
        yield Fault(f"U+{ord(char):04X} is no character that readers can see", char)


def find_chinese_marks(pair: TextPair) -> Iterator[Fault]:
    """Yield Chinese punctuation in the English; the edits put in English marks."""
    marks = list(_MARKS.finditer(pair.en))
    if marks:
        edits = tuple(
            Edit(
                m.start(),
                m.end(),
                _ENGLISH_MARKS[m[0].strip()] + (" " if m.end() < len(pair.en) else ""),
            )
            for m in marks
        )
        listed = "".join(dict.fromkeys(m[0].strip() for m in marks))
        yield Fault(f"Chinese punctuation in the English: {listed}", listed, edits=edits)


def find_refusal(pair: TextPair) -> Iterator[Fault]:
    """Yield a fault if the model answers about its task instead of translating."""
    if _REFUSAL.search(pair.en) and not _MODELS.search(pair.zh):
        yield Fault("the model answered instead of translating")


def find_leak(pair: TextPair) -> Iterator[Fault]:
    """Yield a fault for words of the prompt, or about the answer, in the English."""
    if _LEAK.search(pair.en):
        yield Fault("words of the prompt, or about the answer, are in the English")


def find_other_language(pair: TextPair) -> Iterator[Fault]:
    """Yield a fault if more small words are of another language than English, and at least three."""
    words = re.findall(r"(?<![\w’'.-])[a-zà-ÿ]+(?![\w’'-])", pair.en)
    others, ours = (sum(word in small for word in words) for small in (_OTHERS, _OURS))
    if others >= _FEWEST_OTHERS and others > ours:
        yield Fault("the English is in another language")


def find_markup(pair: TextPair) -> Iterator[Fault]:
    """Yield a fault if the English has markup and the Chinese has none."""
    if (markup := _MARKUP.search(pair.en)) and not _MARKUP.search(pair.zh):
        yield Fault("markup in the English", markup[0])


def find_unbalanced(pair: TextPair) -> Iterator[Fault]:
    """Yield a fault for a quote or bracket without a partner, if those of the Chinese are paired."""
    zh, en = pair.zh, pair.en
    if any(zh.count(a) != zh.count(b) for a, b in _CHINESE_PAIRS) or zh.count('"') % 2:
        return
    # Writers mix “ with ", so only the number of quotes counts. 1) is the mark of a list item, or
    # the end of a bracket: (May 1).
    quotes, texts = len(re.findall("[“”\"]|''|``", en)), (en, _LIST_MARK.sub("", en))
    if quotes % 2 or all(any(t.count(a) != t.count(b) for a, b in _BRACKETS) for t in texts):
        yield Fault("a quote or bracket has no partner in the English")


def find_too_short(pair: TextPair) -> Iterator[Fault]:
    """Yield a fault if the English is too short for the Chinese, by letters and by sentences."""
    size, ratio = _ratio(pair)
    fewer = len(_SENTENCE_END.findall(pair.en)) < len(hanzi.split_sentences(pair.zh.strip()))
    if size >= _SHORTEST and (
        ratio < _FEWEST - _SHORT_SPREAD / size
        or (fewer and size >= _SEVERAL and ratio < _FEWEST_OF_SEVERAL)
    ):
        yield Fault("the English is too short to hold all of the Chinese")


def find_too_long(pair: TextPair) -> Iterator[Fault]:
    """Yield a fault if the English is too long to hold the Chinese alone."""
    size, ratio = _ratio(pair)
    if size >= _SHORTEST and ratio > _MOST:
        yield Fault("the English is too long to hold the Chinese alone")


def _ratio(pair: TextPair) -> tuple[int, float]:
    """The size of the Chinese (0 without English), and the log of the English letters per unit."""
    size = hanzi.han_count(pair.zh) + len(re.findall(r"[A-Za-z]+|\d+", pair.zh))
    letters = len(re.findall(r"\w", pair.en))
    return (size, math.log(letters / size)) if letters and size else (0, 0.0)


_SOURCE = "工会为户外职工建了驿站，里面有饮水机和药箱。职工可以在那里休息和充电。街道每天派人打扫。"
_ENGLISH = (
    "The union built stations for outdoor workers, with a water dispenser and a medicine box. "
    "Workers can rest and charge their phones there. The subdistrict sends people to clean every day."
)
CHECKS: tuple[Check[TextPair], ...] = (
    Check(
        "empty", "error", "coverage", "no English came back", find_empty, fact=True, unusable=True,
        examples=(Example("工会成立了。", "The union was founded.", " "),),
    ),
    Check(
        "residue", "error", "residue", "Chinese characters in the English",
        find_chinese, measured=(3, 3), unusable=True,
        examples=(Example("工会成立了。", "The union was founded.", "The 工会 was founded."),),
    ),
    Check(
        "damaged_character", "error", "residue", "a character for private use, which prints as a box",
        find_damaged_characters, fact=True,
        examples=(Example("张\ue863说。", "Zhang Yan said so.", "Zhang \ue863 said so."),),
    ),
    Check(
        "chinese_marks", "warning", "layout", "Chinese punctuation in the English", find_chinese_marks, measured=(8, 8),
        examples=(Example("开会，并投票。", "They met, and voted.", "They met，and voted。", repaired=True),),
    ),
    Check(
        "refusal", "warning", "wording", "an answer about the task instead of a translation",
        find_refusal, unusable=True,
        examples=(Example("工会成立了。", "A union was founded.", "As an AI language model, I see a union."),),
    ),
    Check(
        "leak", "warning", "wording", "words of the prompt, or about the answer",
        find_leak, unusable=True,
        examples=(Example("工会成立了。", "A union was founded.", "Here is the English translation: A union was founded."),),
    ),
    Check(
        "not_english", "warning", "wording", "another language (none of 37,000 lines of people and machines)",
        find_other_language, unusable=True,
        examples=(Example("工会走进项目部。", "The union visits the project.", "O sindicato entra no projeto de construção da ferrovia do sul"),),
    ),
    Check(
        "markup", "warning", "layout", "markup that the Chinese does not have",
        find_markup, examples=(Example("工会成立了。", "A union was founded.", "A **union** was founded."),),
    ),
    Check(
        "unbalanced", "warning", "layout", "a quote or bracket without its partner",
        find_unbalanced, measured=(57, 57),
        examples=(Example("他说：“工会成立了。”", 'He said: "A union was founded."', 'He said: "A union was founded.'),),
    ),
    Check(
        "coverage", "warning", "coverage", "the English is too short",
        find_too_short, measured=(19, 19), examples=(Example(_SOURCE, _ENGLISH, "Workers can rest there."),),
    ),
    Check(
        "added", "warning", "coverage", "the English is too long", find_too_long, measured=(5, 4),
        examples=(Example("工会近日在市里成立，职工和他们的家人都来了。", "The union was founded in the city, and the workers came with their families.", f"{_ENGLISH} {_ENGLISH}"),),
    ),
)  # fmt: skip

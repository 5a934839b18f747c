"""Small words that a model loses or takes for others, put right where the Chinese leaves no doubt."""

import re

from digest.checks import five_year_plans
from digest.quantities import chinese, english
from digest.text import hanzi

# 今年以来 is since January; where the Chinese speaks of other years too, the English may mean those.
_THIS_YEAR = "今年以来"
_OTHER_YEARS = re.compile(r"近[几数多]?年|近些年|这些年|多年|历年|[三四五两3452]年来")
_RECENT = re.compile(r"\b(?P<in>[Ii])n recent years\b")
_MAY_DAY = re.compile(r"[“\"]?五一[”\"]?(?:国际劳动节|劳动节|节)?前夕")
_EVENING = re.compile(r"\b(on|On) the (?:evening|night) of (?:May 1(?:st)?|May Day|1 May)\b")
# 介绍 before what somebody says; nobody introduces that something is so (22 of 4,000 lines).
_INTRODUCED = re.compile(r"\bintroduced that\b(?! (?:year|month|week|day|season|same)\b)")
# 致电 between heads of state is a telegram, where it goes on with good wishes; nobody calls on anybody.
_WIRED = re.compile(r"致电(?!话).*(?:祝贺|慰问|哀悼|吊唁|祝愿)")
_CALLED = re.compile(r"\bcalled (?:on |to |for )?(?=[A-Z])")
_AND_MORE = re.compile(r"[余多]")
# What says already that there are more, or about so many.
_SAID = re.compile(
    r"\b(?:more|over|above|some|about|around|nearly|almost|roughly|approximately|least|estimated|than|"
    r"exceed\w*|surpass\w*|excess|top\w*|upwards?|several|dozens|beyond|past|close)\b(?:\W+\w+){0,3}?\W*$",
    re.IGNORECASE,
)
_SAID_BEHIND = re.compile(
    r"\s*(?:-odd|\+|plus\b|or (?:so|more)\b|and (?:more|over)\b|odd\b|-|th\b|%)"
)

# 三五年 is three to five years, and not 35.
_DIGITS = "〇一二三四五六七八九"
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_EITHER = re.compile(
    r"(?<![零〇一二两三四五六七八九十百千万亿第初\d])([一二两三四五六七八])([二三四五六七八九])(?=[个年月天日次人名倍岁斤里米步分小])"
)


def put_right(zh: str, en: str) -> str:
    """The English with what is plainly meant: 今年以来 as this year, 介绍 as said that."""
    if _THIS_YEAR in zh and not _OTHER_YEARS.search(zh) and len(_RECENT.findall(en)) == 1:
        en = _RECENT.sub(
            lambda found: "So far this year" if found["in"] == "I" else "so far this year", en
        )
    if _MAY_DAY.search(zh):
        en = _EVENING.sub(r"\1 the eve of May Day", en)
    if "介绍" in zh:
        en = _INTRODUCED.sub("said that", en)
    if _WIRED.search(zh):
        en = _CALLED.sub("sent a message to ", en)
    return _with_more(hanzi.normalise(zh), _with_either(zh, five_year_plans.put_right(zh, en)))


def _with_either(zh: str, en: str) -> str:
    """The English with three to five where it has 35 for 三五."""
    for found in _EITHER.finditer(zh):
        least, most = (_DIGITS.index(char.replace("两", "二")) for char in found.groups())
        wrong = re.compile(rf"(?<![\d.,])\b{least}{most}\b(?![.,]?\d| ?%)")
        if least < most and f"{least}{most}" not in zh and len(wrong.findall(en)) == 1:
            between = "or" if most == least + 1 else "to"
            en = wrong.sub(f"{_WORDS[least]} {between} {_WORDS[most]}", en)
    return en


def _with_more(zh: str, en: str) -> str:
    """The English with "more than" before the numbers that the Chinese follows with 多 or 余.

    Only where one number of each text has the value and nothing near it says so already.
    """
    ours = [n for n in chinese.numbers(zh) if n.must and n.value >= 10]
    theirs = english.numbers(en)
    for number in reversed(theirs):
        same = [n for n in ours if n.value == number.value]
        twice = sum(n.value == number.value for n in theirs) > 1
        first, end = number.span
        if len(same) != 1 or twice or not en[first].isdigit():
            continue
        rest = zh[same[0].span[1] :]
        more = _AND_MORE.match(rest) or _AND_MORE.search(zh[slice(*same[0].span)])
        if more and not _SAID.search(en[:first]) and not _SAID_BEHIND.match(en, end):
            opens = not en[:first].strip() or en[:first].rstrip()[-1:] in ".!?"
            en = f"{en[:first]}{'More' if opens else 'more'} than {en[first:]}"
    return en

"""Lists of Chinese persons' names as bylines print them."""

import re

from digest.text.hanzi import fold
from digest.text.surnames import COMPOUND_SURNAMES, SURNAMES

_SEPARATORS = re.compile(r"[\s\u3000、，,；;/／|｜]+")
_HAN_NAME = re.compile(r"^[\u3400-\u9fff\U00020000-\U0003ffff]+(?:[·•][\u3400-\u9fff]+)*$")
# Names of other scripts with their dots are longer.
_LONGEST_NAME = 20
# What may follow 记者 without being a name: 记者手记, 记者获悉, 记者在现场看到.
_NO_NAME = re.compile(
    r"^(?:手记|观察|调查|节|站|团|部|会|证|行$|采访|走访|走基层|探访|体验|日记|来信|来鸿|连线|视点|在线|眼中|亲历|直击|专访|见闻|随笔|札记"
    r"|获悉|从|在|看到|了解|近日|日前|昨|今|发现|来到|走进|随|说|问|报道|编译|注意|队伍|培训|工作|们|席|协会|招待|代表|自述|心声)"
)


def split_names(text: str, *, any_surname: bool = False) -> tuple[str, ...] | None:
    """The persons that `text` lists, as printed, or None where it is no list of persons.

    `any_surname`: a role such as 记者 is printed before them, so that two to four characters between
    gaps are a name whatever they begin with.
    """
    tokens = [token for token in _SEPARATORS.split(text.strip()) if token]
    names: list[str] = []
    while tokens:
        token = tokens.pop(0)
        if len(token) == 1:
            token += _letters(tokens)
        elif token in COMPOUND_SURNAMES and tokens and len(tokens[0]) <= 2:
            token += tokens.pop(0)
        parts = _persons_in(token, any_surname=any_surname)
        if parts is None:
            return None
        names.extend(parts)
    return tuple(names) or None


def is_person(text: str) -> bool:
    """Whether `text` alone reads as one Chinese name, blanks within it aside."""
    names = _persons_in(re.sub(r"[\s\u3000]", "", text))
    return names is not None and len(names) == 1


def is_name_word(word: str) -> bool:
    """Whether a word between gaps is a name for sure: short, with a surname in front."""
    return 2 <= len(word) <= 3 and _has_surname(word) and word not in _NOT_NAMES


def _letters(tokens: list[str]) -> str:
    """The rest of a name set with gaps, taken off the tokens: 王 丽 beside others, 赵 大 海 alone."""
    singles = next((n for n, token in enumerate(tokens) if len(token) != 1), len(tokens))
    taken = 2 if singles == 2 else min(singles, 1)
    letters = "".join(tokens[:taken])
    del tokens[:taken]
    return letters


def _persons_in(token: str, *, any_surname: bool = False) -> tuple[str, ...] | None:
    if not _HAN_NAME.match(token):
        return None
    if "·" in token or "•" in token:
        return (token,) if len(token) <= _LONGEST_NAME else None
    first, joined, second = token.partition("和")
    if joined and 2 <= len(first) <= 3 and 2 <= len(second) <= 3:
        pair = (_persons_by_length(first), _persons_by_length(second))
        if pair[0] and pair[1]:
            return (*pair[0], *pair[1])
    found = _persons_by_length(token)
    if found is None and any_surname and 2 <= len(token) <= 4 and not _NO_NAME.match(fold(token)):
        return (token,)
    return found


def _persons_by_length(token: str) -> tuple[str, ...] | None:
    """One name, or several printed without a gap, cut where surnames are."""
    if token[:2] in COMPOUND_SURNAMES and 3 <= len(token) <= 4:
        return (token,)
    if len(token) in {2, 3}:
        return (token,) if _has_surname(token) else None
    if 4 <= len(token) <= 12:
        for size in (3, 2, 4):
            head, rest = token[:size], token[size:]
            if len(rest) < 2 or (size == 4 and head[:2] not in COMPOUND_SURNAMES):
                continue
            others = _persons_by_length(rest) if _has_surname(head) else None
            if others:
                return (head, *others)
    return (token,) if len(token) == 4 and _has_surname(token) else None


def _has_surname(name: str) -> bool:
    return name[0] in SURNAMES or fold(name[0]) in SURNAMES


# Words that often follow a byline and look like names.
_NOT_NAMES = frozenset(("近日", "日前", "昨日", "今日", "连日来", "时下", "金秋", "金融", "东风", "全国", "全省", "全市", "全区", "全县", "有的", "有了", "应邀", "经过", "国家", "海关", "双方", "从此", "时值", "时隔", "于是", "平时", "国务院", "公司", "后来", "华东", "和谐", "高温", "水利", "车间", "农民", "文化", "成立", "年初", "年底", "都说", "司机", "单位", "党员", "边走", "广大", "强化", "通过", "沙滩", "安全", "家住", "丰收", "红色", "能源", "利用", "一年", "一月"))  # fmt: skip

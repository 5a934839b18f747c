"""Chinese names in pinyin, with readings in names that pypinyin, made for ordinary words, gets wrong."""

import functools
from collections.abc import Mapping

from digest.text import hanzi
from digest.text.phrases import Phrases

# Readings in place names that the gazetteer, whose English is complete, does not have.
_IN_PLACES = {
    "大埔": "da bu", "乐清": "yue qing", "乐亭": "lao ting", "会稽": "kuai ji", "浒墅": "xu shu",
    "浒湾": "xu wan", "大栅栏": "da shi lan", "鄚州": "mao zhou", "铅山": "yan shan", "六安": "lu an",
    "六合": "lu he", "台州": "tai zhou", "丽水": "li shui", "亳州": "bo zhou", "蚌埠": "beng bu",
    "番禺": "pan yu", "莘庄": "xin zhuang", "洪洞": "hong tong", "东阿": "dong e", "涪陵": "fu ling",
    "吴堡": "wu bu", "瓦窑堡": "wa yao bu", "十里堡": "shi li pu", "马家堡": "ma jia pu",
    "红寺堡": "hong si pu", "处州": "chu zhou", "西藏": "xi zang", "重庆": "chong qing",
    "厦门": "xia men", "盩厔": "zhou zhi", "甪": "lu", "太行": "tai hang", "闵行": "min hang", "行唐": "xing tang", "尉犁": "yu li",
    "长子": "zhang zi", "都": "du", "长": "chang", "朝": "chao", "重": "chong", "乐": "le",
    "圩": "xu", "峪": "yu", "堌": "gu", "洑": "fu", "渑": "mian", "硚": "qiao", "圳": "zhen",
    "埗": "bu", "单": "shan", "泊": "bo", "厝": "cuo", "岙": "ao", "埭": "dai", "磡": "kan",
}  # fmt: skip
# Readings in given names and in names of firms.
_IN_NAMES = {
    "长": "chang", "朝": "chao", "乐": "le", "行": "xing", "传": "chuan", "都": "du", "朴": "pu",
    "曾": "zeng", "茜": "qian", "柏": "bai", "晟": "sheng", "禅": "chan", "觉": "jue", "为": "wei",
    "中": "zhong", "兴": "xing", "盛": "sheng", "琢": "zhuo", "泽": "ze", "奇": "qi", "解": "jie",
    "朝晖": "zhao hui", "朝霞": "zhao xia", "骁": "xiao", "颉": "jie", "祎": "yi", "濛": "meng",
    "单": "shan", "华": "hua", "大": "da", "少": "shao", "好": "hao", "子": "zi", "种": "zhong",
}  # fmt: skip


def place_pinyin(name: str) -> str:
    """A place's name as one capitalised word, with an apostrophe before a vowel inside: Xi'an."""
    return _word(name, _IN_PLACES)


def name_pinyin(name: str) -> str:
    """A given name, or a firm's own name, as one capitalised word of pinyin."""
    return _word(name, _IN_NAMES)


def _word(name: str, readings: Mapping[str, str]) -> str:
    syllables = _syllables(name)
    for start, phrase in _phrases(tuple(readings)).longest(name):
        syllables[start : start + len(phrase)] = readings[phrase].split()
    word = "".join(
        f"'{syllable}"
        if at and syllable[:1] in "aeo" and _is_han(name[at - 1 : at + 1])
        else syllable
        for at, syllable in enumerate(syllables)
    )
    return word[:1].upper() + word[1:]


def _is_han(text: str) -> bool:
    """Whether all characters are Chinese."""
    return hanzi.han_count(text) == len(text)


@functools.cache
def _phrases(known: tuple[str, ...]) -> Phrases:
    return Phrases(known)


def _syllables(name: str) -> list[str]:
    """One syllable per Chinese character, other characters as they are; ü is yu, as in passports."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - half a second that only names need

    found = lazy_pinyin(name, v_to_u=False, errors=list)  # type: ignore[arg-type]
    return [_plain(s) if _is_han(char) else char for char, s in zip(name, found, strict=True)]


def _plain(syllable: str) -> str:
    return {"lv": "lyu", "nv": "nyu"}.get(syllable, syllable.replace("v", "u"))

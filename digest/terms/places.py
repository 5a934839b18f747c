"""Places and the organisations named after them, read off running text by their suffixes."""

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

# Readings of names of towns and villages that pypinyin gets wrong; the gazetteer knows the rest.
_READINGS = {"大埔": "Dabu", "堡": "Bu", "圩": "Xu", "乐清": "Yueqing"}
_KINDS = {
    "省": "Province", "市": "City", "县": "County", "区": "District", "镇": "Town",
    "乡": "Township", "街道": "Subdistrict",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer: 台州, Taizhou, City; level 0 province, 1 prefecture, 2 county."""

    short: str
    name: str
    kind: str
    level: int

    @property
    def en(self) -> str:
        """Its full English: Taizhou City."""
        return f"{self.name} {self.kind}".strip()


@functools.cache
def gazetteer() -> Mapping[str, Place]:
    """China's provinces, prefectures and counties by their full Chinese names.

    From AreaCity's table of checked readings (MIT licence) by `tests/eval/gazetteer.py`, with the
    names of regions of other languages as official English sources write them.
    """
    lines = (Path(__file__).parent / "gazetteer.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return {full: Place(short, en, kind, int(level)) for full, short, en, kind, level in rows}


@functools.cache
def short_names(level: int) -> Mapping[str, str]:
    """Short names down to a level, 台州 for 台州市; of two alike the higher place's English."""
    ranked = sorted(gazetteer().values(), key=lambda place: -place.level)
    return {place.short: place.name for place in ranked if place.level <= level}


# What a place's organisations are called.
_BODIES = {
    "总工会": "Federation of Trade Unions", "人民政府": "People's Government", "政府": "government",
    "市委": "Municipal Party Committee", "县委": "County Party Committee",
    "区委": "District Party Committee", "省委": "Provincial Party Committee",
    "人大常委会": "People's Congress Standing Committee", "人民代表大会": "People's Congress",
    "政协": "CPPCC Committee", "纪委": "Discipline Inspection Commission",
    "人民法院": "People's Court", "中级人民法院": "Intermediate People's Court",
    "人民检察院": "People's Procuratorate", "公安局": "Public Security Bureau",
    "教育局": "Education Bureau", "卫健委": "Health Commission", "发改委": "Development and Reform Commission",
    "人力社保局": "Human Resources and Social Security Bureau",
    "人力资源和社会保障局": "Human Resources and Social Security Bureau",
    "交通运输局": "Transport Bureau", "市场监管局": "Market Regulation Bureau",
    "应急管理局": "Emergency Management Bureau", "民政局": "Civil Affairs Bureau",
    "农业农村局": "Agriculture and Rural Affairs Bureau", "住建局": "Housing and Construction Bureau",
    "税务局": "Tax Bureau", "妇联": "Women's Federation", "团委": "Youth League Committee",
    "工商联": "Federation of Industry and Commerce", "残联": "Disabled Persons' Federation",
    "人民医院": "People's Hospital", "中医院": "Hospital of Traditional Chinese Medicine",
    "第一人民医院": "First People's Hospital", "工人文化宫": "Workers' Cultural Palace",
    "供电公司": "Power Supply Company", "教育工会": "Education Union", "交通工会": "Transport Union",
}  # fmt: skip
# A name starts a clause, or follows one of these; a name itself holds none of them.
_BEFORE = r"(?:^|(?<=[，。、；：！？“”（）()《》 \n]))(?:近日|日前|目前|昨日|在|由|经|据|对|向|到|从|来自|位于|今年|其中)?"
_NAME = r"[^，。、；：！？“”（）()《》\s\d的是在了各全本该这那和与及由向市县区镇乡省个为]"
_CHAIN = re.compile(
    rf"{_BEFORE}((?:{_NAME}{{2,4}}?省)?(?:{_NAME}{{2,4}}?市)?(?:{_NAME}{{1,4}}?[县区])?(?:{_NAME}{{2,4}}?(?:镇|乡|街道))?)"
)
_LINK = re.compile(rf"({_NAME}{{1,4}}?)(省|市|县|区|镇|乡|街道)")
# 区域, 市场: words in which the kind is only the first half.
_WORD_GOES_ON = re.compile(
    r"(?:区[域间块别]|市[场民面值价容政]|县[域城级]|镇静|乡[村亲镇]|省[级力心略])"
)
# Names that are ordinary words too: taken only with their kind.
_ORDINARY = frozenset(
    [
        "朝阳", "长白", "和平", "东方", "长安", "开发", "中心", "西湖", "江南", "平安", "新华", "大同",
        "安定", "新城", "城关", "海港", "桥东", "桥西", "矿区", "郊区", "中山", "河东", "河西", "河北",
        "城东", "城西", "城中", "城北", "市中", "市北", "市南", "南山", "兴安", "阿里", "山南", "永定",
        "永安", "太平", "红旗", "向阳", "前进", "东风", "建华", "铁东", "铁西", "解放", "民主", "光明",
        "高明", "文成", "通化", "白云", "黄山", "泰山", "东山", "西山", "宝山", "南海", "东海", "北海",
        "双流", "友好", "胜利", "团结", "文化", "交口", "公安", "和顺", "安宁", "安康", "吉安", "大安",
    ]
)  # fmt: skip
# Not names: 全市 and 本区 are kept out by their first character, these by hand.
_COMMON = frozenset(
    [
        "城市",
        "都市",
        "小区",
        "社区",
        "园区",
        "校区",
        "山区",
        "地区",
        "景区",
        "厂区",
        "辖区",
        "片区",
        "片区",
        "灾区",
        "库区",
        "牧区",
        "林区",
        "新区",
        "城区",
        "郊区",
        "老区",
        "特区",
        "工业园区",
        "开发区",
        "自由市",
        "超市",
        "股市",
        "楼市",
        "上市",
        "门市",
        "夜市",
        "集市",
        "县市",
        "乡镇",
        "城镇",
        "家乡",
        "下乡",
        "回乡",
        "返乡",
        "故乡",
        "外省",
        "贫困县",
    ]
)


def places_in(text: str) -> Iterator[tuple[str, str]]:
    """(Chinese, English) for the places that `text` names with their kind.

    Only at the start of a clause or after another place, since elsewhere Chinese does not show
    where a name begins, and only if they are named twice or their union is. For places that the
    gazetteer does not have, towns above all.
    """
    for chain in _CHAIN.finditer(text):
        if _WORD_GOES_ON.match(text, chain.end() - 1):
            continue
        for name, kind in _LINK.findall(chain[1]):
            whole = f"{name}{kind}"
            sure = text.count(whole) > 1 or f"{whole}总工会" in text
            if (
                sure
                and whole not in _COMMON
                and whole not in gazetteer()
                and whole[-2:] not in _COMMON
            ):
                yield whole, place(name, kind)


def gazetteer_in(text: str) -> Iterator[tuple[str, str]]:
    """(Chinese, English) for the places of the gazetteer that a text names in full, anywhere.

    Longest names first, so that 安吉县 holds no 吉县.
    """
    for full, known in sorted(gazetteer().items(), key=lambda item: -len(item[0])):
        at = text.find(full)
        if at >= 0 and not _WORD_GOES_ON.match(text, at + len(full) - 1):
            yield full, known.en
            text = text.replace(full, "\n")


def place(name: str, kind: str) -> str:
    """The English of a place: 云溪, 市 is Yunxi City; a county of one character keeps its kind."""
    known = gazetteer().get(f"{name}{kind}")
    if known:
        return known.en
    return f"{_READINGS.get(name) or short_names(2).get(name) or spelled(name)} {_KINDS[kind]}"


def bare(zh: str, en: str) -> dict[str, str]:
    """The place's name without its kind, as headlines have it: 海宁 is Haining."""
    known = gazetteer().get(zh)
    kind = next((k for k in _KINDS if zh.endswith(k)), "")
    chars = known.short if known else zh.removesuffix(kind)
    name = known.name if known else en.removesuffix(f" {_KINDS.get(kind, '')}")
    return {chars: name} if len(chars) > 1 and chars not in _ORDINARY else {}


def known_in(text: str) -> dict[str, str]:
    """The provinces and prefectures that a text names without their kind."""
    return {
        zh: en
        for zh, en in short_names(1).items()
        if len(zh) > 1 and zh in text and zh not in _ORDINARY
    }


def bodies_of(zh: str, en: str) -> Iterator[tuple[str, str]]:
    """(Chinese, English) for the organisations that a place has: 安吉县总工会 and so on."""
    for body, english in _BODIES.items():
        yield f"{zh}{body}", f"{en} {english}"


def spelled(name: str) -> str:
    """A name as one capitalised word of pinyin, with an apostrophe before a vowel inside."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - half a second that only names need

    syllables = lazy_pinyin(name, v_to_u=False)
    word = syllables[0] + "".join(f"'{s}" if s[:1] in "aeo" else s for s in syllables[1:])
    return word[:1].upper() + word[1:].replace("v", "yu") if word else ""

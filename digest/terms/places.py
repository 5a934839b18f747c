"""Places and the organisations named after them, read off running text by their suffixes."""

import re
from collections.abc import Iterator

# Readings that pypinyin gets wrong in names of places (checked facts, by hand).
READINGS = {
    "长治": "Changzhi", "漯河": "Luohe", "朝阳": "Chaoyang", "莲都": "Liandu", "花都": "Huadu",
    "于都": "Yudu", "长宁": "Changning", "长白": "Changbai", "长葛": "Changge", "闵行": "Minhang",
    "六合": "Luhe", "什邡": "Shifang", "珲春": "Hunchun", "涡阳": "Guoyang", "佛冈": "Fogang",
    "台州": "Taizhou", "丽水": "Lishui", "乐清": "Yueqing", "鄞州": "Yinzhou", "嵊州": "Shengzhou",
    "缙云": "Jinyun", "重庆": "Chongqing", "厦门": "Xiamen", "西安": "Xi'an", "六安": "Lu'an",
    "长沙": "Changsha", "长春": "Changchun", "长兴": "Changxing", "陕西": "Shaanxi", "山西": "Shanxi",
    "内蒙古": "Inner Mongolia", "西藏": "Xizang", "新疆": "Xinjiang", "香港": "Hong Kong",
    "澳门": "Macao", "呼和浩特": "Hohhot", "乌鲁木齐": "Urumqi", "拉萨": "Lhasa", "哈尔滨": "Harbin",
    "齐齐哈尔": "Qiqihar", "喀什": "Kashgar", "黄岩": "Huangyan", "安吉": "Anji", "海宁": "Haining",
    "玉环": "Yuhuan", "番禺": "Panyu", "蚌埠": "Bengbu", "亳州": "Bozhou", "泌阳": "Biyang",
    "浚": "Xunxian", "铅山": "Yanshan", "大埔": "Dabu", "枞阳": "Zongyang", "牟平": "Muping",
    "中牟": "Zhongmu", "洪洞": "Hongtong", "东阿": "Dong'e", "单县": "Shanxian",
}  # fmt: skip
_KINDS = {
    "省": "Province", "市": "City", "县": "County", "区": "District", "镇": "Town",
    "乡": "Township", "街道": "Subdistrict",
}  # fmt: skip
# What a place's organisations are called.
_BODIES = {
    "总工会": "Federation of Trade Unions", "人民政府": "People's Government", "政府": "government",
    "人民法院": "People's Court", "公安局": "Public Security Bureau", "教育局": "Education Bureau",
    "妇联": "Women's Federation", "团委": "Youth League Committee",
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
    {"朝阳", "长白", "和平", "东方", "海南", "长安", "开发", "中心", "西湖", "江南"}
)
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

    Only names at the start of a clause or after another place are taken, since elsewhere Chinese
    does not show where a name begins; and of those only the known ones, those named twice, and
    those whose union or government is named.
    """
    for chain in _CHAIN.finditer(text):
        if _WORD_GOES_ON.match(text, chain.end() - 1):
            continue
        for name, kind in _LINK.findall(chain[1]):
            whole = f"{name}{kind}"
            sure = name in READINGS or text.count(whole) > 1 or f"{whole}总工会" in text
            if sure and whole not in _COMMON:
                yield whole, place(name, kind)


def place(name: str, kind: str) -> str:
    """The English of a place: 云溪, 市 is Yunxi City; a county of one character keeps its kind."""
    if len(name) == 1:
        # 浚县: the county's word belongs to the name.
        return f"{READINGS.get(name) or spelled(name + kind)} {_KINDS[kind]}"
    return f"{READINGS.get(name) or spelled(name)} {_KINDS[kind]}"


def bare(zh: str, en: str) -> dict[str, str]:
    """The place's name without its kind, as headlines have it: 海宁 is Haining."""
    name, _, kind = en.rpartition(" ")
    chars = zh.removesuffix(next(k for k, word in _KINDS.items() if word == kind))
    return {chars: name} if len(chars) > 1 and chars not in _ORDINARY else {}


def known_in(text: str) -> dict[str, str]:
    """The known names that a text holds without their kind."""
    return {
        zh: en for zh, en in READINGS.items() if len(zh) > 1 and zh in text and zh not in _ORDINARY
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

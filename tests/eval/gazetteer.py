"""Writes digest/terms/gazetteer.tsv from a table of China's places and their readings.

    python -m tests.eval.gazetteer area_readings_level3.csv > digest/terms/gazetteer.tsv

The table is AreaCity's (MIT licence): names and pinyin of provinces, prefectures and counties.
"""

import csv
import re
import sys

_KINDS = {
    "特别行政区": "Special Administrative Region", "自治州": "Autonomous Prefecture",
    "自治县": "Autonomous County", "自治旗": "Autonomous Banner", "地区": "Prefecture",
    "新区": "New Area", "林区": "Forestry District", "矿区": "Mining District", "省": "Province",
    "市": "City", "县": "County", "区": "District", "旗": "Banner", "盟": "League",
}  # fmt: skip
_PEOPLES = {
    "壮族": "Zhuang", "满族": "Manchu", "回族": "Hui", "苗族": "Miao", "维吾尔": "Uygur",
    "土家族": "Tujia", "彝族": "Yi", "蒙古族": "Mongolian", "蒙古": "Mongolian", "藏族": "Tibetan",
    "布依族": "Bouyei", "侗族": "Dong", "瑶族": "Yao", "朝鲜族": "Korean", "白族": "Bai",
    "哈尼族": "Hani", "哈萨克": "Kazakh", "黎族": "Li", "傣族": "Dai", "畲族": "She",
    "傈僳族": "Lisu", "仡佬族": "Gelao", "东乡族": "Dongxiang", "拉祜族": "Lahu", "水族": "Shui",
    "佤族": "Wa", "纳西族": "Naxi", "羌族": "Qiang", "土族": "Tu", "仫佬族": "Mulao",
    "锡伯": "Xibe", "柯尔克孜": "Kirgiz", "景颇族": "Jingpo", "达斡尔族": "Daur", "撒拉族": "Salar",
    "布朗族": "Blang", "毛南族": "Maonan", "塔吉克": "Tajik", "普米族": "Pumi", "怒族": "Nu",
    "鄂温克族": "Ewenki", "裕固族": "Yugur", "保安族": "Bonan", "独龙族": "Derung",
    "鄂伦春": "Oroqen", "哈萨克族": "Kazakh", "塔塔尔": "Tatar", "各族": "Various Nationalities",
}  # fmt: skip
# Regions and cities whose English is not their pinyin: the forms that official sources use.
OWN = {
    "内蒙古": "Inner Mongolia", "西藏": "Xizang", "新疆": "Xinjiang", "广西": "Guangxi",
    "宁夏": "Ningxia", "香港": "Hong Kong", "澳门": "Macao", "陕西": "Shaanxi",
    "呼和浩特": "Hohhot", "包头": "Baotou", "鄂尔多斯": "Ordos", "呼伦贝尔": "Hulunbuir",
    "巴彦淖尔": "Bayannur", "乌兰察布": "Ulanqab", "锡林郭勒": "Xilingol", "阿拉善": "Alxa",
    "兴安盟": "Hinggan", "锡林浩特": "Xilinhot", "二连浩特": "Erenhot", "满洲里": "Manzhouli",
    "乌鲁木齐": "Urumqi", "克拉玛依": "Karamay", "吐鲁番": "Turpan", "哈密": "Hami",
    "昌吉": "Changji", "博尔塔拉": "Bortala", "巴音郭楞": "Bayingolin", "阿克苏": "Aksu",
    "克孜勒苏": "Kizilsu", "喀什": "Kashgar", "和田": "Hotan", "伊犁": "Ili", "塔城": "Tacheng",
    "阿勒泰": "Altay", "石河子": "Shihezi", "库尔勒": "Korla", "伊宁": "Yining",
    "拉萨": "Lhasa", "日喀则": "Xigaze", "昌都": "Qamdo", "林芝": "Nyingchi", "山南": "Shannan",
    "那曲": "Nagqu", "阿里": "Ngari", "阿坝": "Aba", "甘孜": "Garze", "迪庆": "Deqen",
    "海北": "Haibei", "果洛": "Golog", "玉树": "Yushu", "格尔木": "Golmud", "德令哈": "Delingha",
    "鄂伦春": "Oroqen", "鄂温克族": "Ewenki", "莫力达瓦": "Morin Dawa", "前郭尔罗斯": "Qian Gorlos",
    "哈尔滨": "Harbin", "齐齐哈尔": "Qiqihar", "香格里拉": "Shangri-La", "西双版纳": "Xishuangbanna",
}  # fmt: skip
_MUNICIPALITIES = {"北京", "上海", "天津", "重庆"}


def main() -> None:
    with open(sys.argv[1], encoding="utf-8-sig") as file:  # noqa: PTH123 - a script's argument
        rows = list(csv.DictReader(file))
    written: dict[str, tuple[str, ...]] = {}
    for row in rows:
        full = row["ext_name"]
        # Taiwan's townships are of another depth in the table; 国外 is no place.
        if (row["id"].startswith("71") and row["deep"] != "0") or full == "国外":
            continue
        if len(full) > 2 or full[-1] in "县旗市":
            written.setdefault(full, (*place(full, row["name"], row["pinyin"]), row["deep"]))
    for full, parts in sorted(written.items()):
        print("\t".join((full, *parts)))


def place(full: str, short: str, pinyin: str) -> tuple[str, str, str]:
    """Short name, its English, and the English of what follows: 台州, Taizhou, City."""
    kind = next((k for k in _KINDS if full.endswith(k)), "")
    if full == short and len(full) > 2:
        short = full.removesuffix(kind)
    if short.endswith("新") and full.endswith("新区"):
        short, kind = short.removesuffix("新"), "新区"
    if full.endswith("自治区"):
        kind = "自治区"
    syllables = pinyin.split()
    name = OWN.get(short) or spelled(" ".join(syllables[: len(short)]))
    if short in _MUNICIPALITIES and len(full) == 3:
        return short, name, ""
    peoples, between = [], full.removeprefix(short).removesuffix(kind)
    while found := next(
        (p for p in sorted(_PEOPLES, key=len)[::-1] if between.startswith(p)), None
    ):
        peoples.append(_PEOPLES[found])
        between = between.removeprefix(found).removeprefix("族")
    joined = " and ".join(", ".join(peoples).rsplit(", ", 1))
    own = "Autonomous Region" if kind == "自治区" else _KINDS.get(kind, "")
    if len(full) == 2:
        own = _KINDS[full[-1]]
    return short, name, " ".join(filter(None, [joined, own]))


def spelled(pinyin: str) -> str:
    """Syllables as one capitalised word, with an apostrophe before a vowel inside."""
    first, *rest = pinyin.split()
    word = first + "".join(f"'{s}" if re.match("[aeo]", s) else s for s in rest)
    return word.replace("lv", "lyu").replace("nv", "nyu").capitalize()


if __name__ == "__main__":
    main()

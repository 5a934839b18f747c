"""China's provinces in an English that no word of the Chinese gives: 河北邱县 as in Henan Province."""

import re
from collections.abc import Iterator, Mapping, Sequence

from digest.records import Finding
from digest.terminology.gazetteer import places_by_province

Names = Sequence[tuple[str, str]]

# English, and the Chinese that gives it: its names, its short name, old names of its land, a firm that bears
# it. Municipalities and Tibet are left out: 首都 and 高原 speak of them, too.
_PROVINCES: Mapping[str, str] = {
    "Hebei": "河北 冀 燕赵", "Shanxi": "山西 晋", "Shaanxi": "陕西 陕 秦", "Liaoning": "辽宁 辽", "Jilin": "吉林 吉",
    "Heilongjiang": "黑龙江 黑 龙江 哈", "Jiangsu": "江苏 苏", "Zhejiang": "浙江 浙 钱江", "Anhui": "安徽 皖", "Fujian": "福建 闽",
    "Jiangxi": "江西 赣", "Shandong": "山东 鲁", "Henan": "河南 豫 中原", "Hubei": "湖北 鄂 楚", "Hunan": "湖南 湘 潇",
    "Guangdong": "广东 粤 广铁", "Hainan": "海南 琼 海航", "Sichuan": "四川 川 蜀", "Guizhou": "贵州 黔 贵", "Yunnan": "云南 滇 云",
    "Gansu": "甘肃 甘 陇", "Qinghai": "青海 青", "Guangxi": "广西 桂", "Ningxia": "宁夏 宁", "Xinjiang": "新疆 疆 新", "Inner Mongolia": "内蒙 蒙 伊利",
}  # fmt: skip
_ENGLISH = re.compile(rf"\b(?:{'|'.join(_PROVINCES)})\b")


def check(zh: str, en: str, _: Names) -> Iterator[Finding]:
    """A finding a province that the English names, where the Chinese names neither it nor a place in it."""
    for province in dict.fromkeys(_ENGLISH.findall(en)):
        given = (*_PROVINCES[province].split(), *places_by_province().get(province, ()))
        if not any(word in zh for word in given):
            yield Finding("province_invented", "warning", f"{province} is not in the Chinese")

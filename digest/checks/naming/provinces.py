"""Provinces of China in an English whose Chinese names another: 河北邱县 as in Henan Province."""

import re
from collections.abc import Iterator, Mapping

from digest.checks.check import Check, Example, Fault
from digest.checks.pair import TextPair
from digest.terminology.gazetteer import places_by_province

# Chinese that names a province besides the places in it: its name, its abbreviation, historical
# names of its land, a company named after it. An abbreviation that is also part of ordinary words
# (新, 云, 贵, 川, 苏 ...) is listed only in combinations; (?!...) excludes the words in which another
# one occurs. Municipalities and Tibet are left out: 首都 and 高原 refer to them, too.
_PROVINCES: Mapping[str, str] = {
    "Hebei": "河北|冀(?!望)|燕赵", "Shanxi": "山西|(?<![东西两魏])晋(?![升级职江朝])", "Shaanxi": "陕|三秦|秦[岭腔川巴]",
    "Liaoning": "辽(?![阔远])", "Jilin": "吉林|黑吉|吉黑|辽吉|吉辽|吉[企剧商]", "Heilongjiang": "黑龙江|龙江|黑吉|吉黑|哈尔滨|哈大|哈工|哈医",
    "Jiangsu": "江苏|江浙|苏[南北中锡浙皖沪商企绣超]|[沪浙皖]苏", "Zhejiang": "浙|钱江", "Anhui": "皖", "Fujian": "闽", "Jiangxi": "赣",
    "Shandong": "山东|齐鲁|[冀晋苏豫]鲁|鲁[西南中东北豫商企菜能]", "Henan": "(?<!犹)豫|河南|(?<![其当从集空])中原(?![则因有来本始理创材])",
    "Hubei": "湖北|鄂|荆楚|楚[剧商天]", "Hunan": "湖南|湘|潇", "Guangdong": "广东|粤|广铁",
    "Hainan": "海南|琼[州剧岛崖中]|海航", "Sichuan": "四川|蜀|[入在援赴返驻]川|川[渝藏陕黔滇贵甘青菜剧军企商籍酒茶江妹南北东西]|[贵甘]川",
    "Guizhou": "贵州|黔|云贵|川贵|贵广|贵南高铁", "Yunnan": "云南|滇|云贵|云企", "Gansu": "甘肃|陇|陕甘|甘[新青宁南陕]|青甘",
    "Qinghai": "青海|青藏|[甘川]青|青甘", "Guangxi": "广西|[粤湘黔滇入在援]桂|桂[剧企商东西南北粤湘黔滇]", "Ningxia": "宁夏|甘宁|宁[东甘]",
    "Xinjiang": "新疆|(?<![边无封])疆(?![域土界场])|兰新|新藏|甘新", "Inner Mongolia": "内蒙|蒙[东西中牛古]|[晋陕]蒙|伊利(?!诺)",
}  # fmt: skip
_ENGLISH = re.compile(rf"\b(?:{'|'.join(_PROVINCES)})\b")


def find(pair: TextPair) -> Iterator[Fault]:
    """Yield provinces in the English of which the Chinese names neither them nor a place in them."""
    for province in dict.fromkeys(_ENGLISH.findall(pair.en)):
        if not re.search(_PROVINCES[province], pair.zh) and not any(
            place in pair.zh for place in places_by_province().get(province, ())
        ):
            yield Fault(f"{province} is not in the Chinese", province)


CHECKS: tuple[Check[TextPair], ...] = (
    Check(
        "province_invented", "warning", "names",
        "a province that no word of the Chinese gives: Gansu for 赣南",
        find, measured=(10, 8), retry=("samples",),
        examples=(
            Example("在河北邱县开会。", "They met in Qiuxian, Hebei.", "They met in Qiuxian, Henan."),
            Example("新闻中心迎来贵宾。", "The press center received guests.", "The press center in Xinjiang received guests."),
            Example("云计算项目开工。", "The cloud project began.", "The cloud project of Yunnan began."),
        ),
    ),
)  # fmt: skip

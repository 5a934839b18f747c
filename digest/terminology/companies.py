"""Companies translated part by part: place, own name in pinyin, trade and legal form."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from digest.terminology.gazetteer import gazetteer, short_names
from digest.terminology.pinyin import name_pinyin

_TRADES = {
    "汽车运输": "Automobile Transport", "货运物流": "Freight Logistics", "快递物流": "Express Logistics",
    "供应链管理": "Supply Chain Management", "建筑工程": "Construction Engineering",
    "建设工程": "Construction", "信息技术": "Information Technology", "网络科技": "Network Technology",
    "生物科技": "Biotechnology", "新能源科技": "New Energy Technology", "新能源": "New Energy",
    "新材料": "New Materials", "机械制造": "Machinery Manufacturing", "物业管理": "Property Management",
    "餐饮管理": "Catering Management", "企业管理": "Business Management", "文化传媒": "Culture and Media",
    "房地产开发": "Real Estate Development", "房地产": "Real Estate", "汽车零部件": "Auto Parts",
    "医疗器械": "Medical Devices", "进出口": "Import and Export", "热电": "Thermal Power",
    "水电": "Hydropower", "运输": "Transport", "物流": "Logistics", "货运": "Freight", "快递": "Express",
    "科技": "Technology", "电子": "Electronics", "电器": "Electric Appliances", "电气": "Electric",
    "重型机械": "Heavy Machinery", "机械": "Machinery", "建设": "Construction", "建筑": "Construction", "化工": "Chemical",
    "化纤": "Chemical Fibre", "纺织": "Textile", "服饰": "Clothing", "服装": "Garment", "鞋业": "Shoes",
    "家具": "Furniture", "家居": "Home Furnishing", "食品": "Food", "药业": "Pharmaceutical",
    "制药": "Pharmaceutical", "医药": "Medicine", "能源": "Energy", "电力": "Electric Power",
    "燃气": "Gas", "水务": "Water", "环保": "Environmental Protection", "钢铁": "Steel",
    "金属": "Metal", "铝业": "Aluminium", "塑料": "Plastics", "橡胶": "Rubber", "包装": "Packaging",
    "印刷": "Printing", "纸业": "Paper", "汽车": "Automobile", "船舶": "Shipping", "航空": "Aviation",
    "交通": "Transport", "公交": "Public Transport", "旅游": "Tourism", "酒店": "Hotel",
    "商贸": "Trading", "贸易": "Trading", "实业": "Industrial", "工贸": "Industry and Trade",
    "投资": "Investment", "控股": "Holding", "置业": "Real Estate", "保险": "Insurance",
    "家政服务": "Domestic Services", "保安服务": "Security Services", "服务": "Services",
    "网络": "Network", "软件": "Software", "通信": "Communications", "光电": "Optoelectronics",
    "农业": "Agriculture", "机车部件": "Locomotive Parts", "炭业": "Carbon", "木业": "Wood",
    "表业": "Watch", "机车车辆": "Rolling Stock", "材料": "Materials", "仪表": "Instruments", "仪器": "Instruments",
    "电缆": "Cable", "线缆": "Cable", "轮胎": "Tire", "玻璃": "Glass", "陶瓷": "Ceramics", "乳业": "Dairy",
    "酒业": "Liquor", "饮料": "Beverage", "水泥": "Cement", "煤业": "Coal", "矿业": "Mining", "石化": "Petrochemical",
    "轴承": "Bearing", "机床": "Machine Tool", "重工": "Heavy Industry", "港务": "Port", "港口": "Port",
    "装饰": "Decoration", "人力资源": "Human Resources", "劳务": "Labor Services", "供热": "Heating",
    "自来水": "Water Supply", "污水处理": "Sewage Treatment", "电梯": "Elevator", "模具": "Mold", "五金": "Hardware",
    "玩具": "Toys", "印染": "Dyeing", "制衣": "Garment", "皮革": "Leather", "粮油": "Grain and Oil", "种业": "Seed",
    "牧业": "Animal Husbandry", "渔业": "Fisheries", "造船": "Shipbuilding", "造纸": "Papermaking",
    "冶金": "Metallurgical", "特钢": "Special Steel", "有色金属": "Nonferrous Metals", "电机": "Motor",
    "锅炉": "Boiler", "阀门": "Valve", "泵业": "Pump", "光伏": "Photovoltaic", "半导体": "Semiconductor",
    "咨询": "Consulting", "出租汽车": "Taxi", "客运": "Passenger Transport", "路桥": "Road and Bridge",
    "超市": "Supermarket", "百货": "Department Store", "广告": "Advertising", "租赁": "Leasing", "物业": "Property",
    "餐饮": "Catering", "园林": "Landscaping", "建工": "Construction", "砖瓦": "Brick and Tile", "茶业": "Tea", "竹业": "Bamboo", "传媒": "Media",
}  # fmt: skip
_FORMS = {
    "集团股份有限公司": "Group Co., Ltd.", "集团有限公司": "Group Co., Ltd.",
    "有限责任公司": "Co., Ltd.", "股份有限公司": "Co., Ltd.", "有限公司": "Co., Ltd.",
    "集团公司": "Group", "集团": "Group",
}  # fmt: skip
_OPENS = ",;:()，。、；：！？“”（）()《》\\s和与及在由到向从对为是了的"
_COMPANY = re.compile(rf"[^{_OPENS}]{{2,24}}?(?:{'|'.join(_FORMS)})")

# The power grid's branches: 国网武威供电公司.
_GRID = re.compile("国网(?P<place>[\u4e00-\u9fff]{2,8}?)(?P<kind>供电|电力)公司")
_GRID_KINDS = {"供电": "Power Supply", "电力": "Electric Power"}
# Words before a company that are no part of its name; and how a text introduces a short form.
_NO_PART = re.compile("[商方]|公司|企业|单位|厂家|业主")
_SHORT = re.compile(r'[（(](?:以下)?(?:简称|下称)[：:]?[“"]?([\u4e00-\u9fff]{2,8})\s*[”"]?\s*[）)]')


def companies_in(
    text: str,
    places: Mapping[str, str] = MappingProxyType({}),
    firms: Collection[str] = (),
) -> Iterator[tuple[str, str]]:
    """(Chinese, English) of the companies whose parts are clear, of their unions and short forms.

    `places` are places of the text that the gazetteer lacks, full name to English. `firms` are names
    that begin and end where a company's does, as the tagger found.
    """
    for match in _GRID.finditer(text):
        if place := _whole_place(match["place"]):
            yield match[0], f"State Grid {place} {_GRID_KINDS[match['kind']]} Company"
    for firm in firms:
        if english := company(firm, places, is_delimited=True):
            yield firm, english
    for match in _COMPANY.finditer(text):
        full, english = _from_its_place(match[0], places)
        if english:
            yield full, english
            if text.startswith("工会", match.end()):
                yield f"{full}工会", f"{english} Trade Union"
            yield from _in_short(full, text, places)
            short = _SHORT.match(text, match.end())
            if short and short[1] in full and (en := company(f"{short[1]}有限公司", places)):
                yield short[1], en.removesuffix(f" {_FORMS['有限公司']}")


def _in_short(full: str, text: str, places: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """成辉公司 and 成辉集团 as Chenghui, where the text uses them for the company."""
    if parts := _parts(full, places):
        short = (f"{parts.name}{kind}" for kind in ("公司", "集团"))
        yield from ((zh, name_pinyin(parts.name)) for zh in short if zh in text)


def _from_its_place(found: str, own: Mapping[str, str]) -> tuple[str, str | None]:
    """The company at the end of a match such as 开发商北京小桔科技有限公司, and its English or None."""
    if english := company(found, own):
        return found, english
    starts = (
        match.end()
        for match in _NO_PART.finditer(found)
        if _place(found[match.end() :], own, after_place=False)
    )
    start = next(starts, 0)
    return found[start:], company(found[start:], own) if start else None


def company(
    full: str, own: Mapping[str, str] = MappingProxyType({}), *, is_delimited: bool = False
) -> str | None:
    """台州市成辉运输有限公司 as Taizhou Chenghui Transport Co., Ltd.; None if its parts are unclear.

    `is_delimited`: the name is known to begin here, so that 沈鼓集团股份有限公司 is clear, too.
    """
    parts = _parts(full, own, is_delimited=is_delimited)
    if parts is None:
        return None
    return " ".join([*parts.places, name_pinyin(parts.name), *parts.trades, parts.form])


@dataclass(frozen=True, slots=True)
class _Parts:
    """A company's own name in Chinese, and the English of the other parts."""

    places: list[str]
    name: str
    trades: list[str]
    form: str


def _parts(full: str, own: Mapping[str, str], *, is_delimited: bool = False) -> _Parts | None:
    form = next((f for f in _FORMS if full.endswith(f)), None)
    if form is None:
        return None
    rest = full.removesuffix(form)
    trades: list[str] = []
    while trade := next((t for t in _TRADES if rest.endswith(t) and len(rest) > len(t) + 1), None):
        trades.insert(0, _TRADES[trade])
        rest = rest.removesuffix(trade)
    places: list[str] = []
    while place := _place(rest, own, after_place=bool(places)):
        places.append(place[1])
        rest = rest.removeprefix(place[0])
    # Without a trade or a place, nothing shows where the name begins.
    clear = is_delimited or trades or (places and form != "集团")
    if not 2 <= len(rest) <= (4 if places else 3) or not clear:
        return None
    return _Parts(places, rest, trades, _FORMS[form])


def _whole_place(name: str) -> str | None:
    known = gazetteer().get(name)
    if known is None:
        return short_names(2).get(name)
    return known.en if known.level > 1 else known.name


def _place(text: str, own: Mapping[str, str], *, after_place: bool) -> tuple[str, str] | None:
    """(Chinese, English) of the place with which a company's name begins, in full or in short.

    A county's short name counts only behind another place: 台州黄岩.
    """
    for length in range(min(len(text), 8), 1, -1):
        name = text[:length]
        known = gazetteer().get(name)
        if known and len(text) > length + 1:
            return name, known.name
        if name in own and len(text) > length + 1:
            return name, own[name].split()[0]
        short = short_names(2 if after_place else 1).get(name)
        if short and len(text) > length + 1:
            return name, short
    return None

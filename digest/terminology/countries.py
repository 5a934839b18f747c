"""Whether the countries that a Chinese text names stand in its English, and no others.

The names are a table, `terms/countries.tsv`: Chinese names, English, its people and things, other
English, capitals, what else in Chinese speaks of it, and a + where models know it. China has too
many names, and is left out.
"""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from digest.terminology import tables


@dataclass(frozen=True, slots=True)
class Country:
    """A country: 多哥, Togo, Togolese, Lome; `common` is one whose English no model gets wrong."""

    zh: tuple[str, ...]
    en: str
    people: tuple[str, ...]
    also: tuple[str, ...]
    capitals: tuple[str, ...]
    gives: tuple[str, ...]
    common: bool


# Words that hold a country's Chinese name and do not speak of it, or not as of a country.
NO_COUNTRIES = (
    "印度洋", "印度教", "印度支那", "马里兰", "马里奥", "马里亚", "马里斯", "索马里兰", "阿曼达", "古巴比伦", "几内亚湾", "新几内亚岛",
    "朝鲜战争", "朝鲜族", "朝鲜半岛", "法国梧桐", "荷兰豆", "荷兰猪", "荷兰语", "德国牧羊犬", "日本脑炎", "日本报", "日本市", "日本台",
    "日本刊", "日本省", "泰国际", "海地区", "海地铁", "海地方", "海地质", "海地产", "海地块", "多哥哥", "多哥们", "加纳税", "加纳入", "也门庭",
    "也门店", "苏丹红", "努尔苏丹", "北爱尔兰", "法属圭亚那", "西班牙语", "西班牙流感", "葡萄牙语", "意大利语", "意大利面", "约旦河", "瑞士卷",
    "瑞士军刀", "瑞士法郎", "美属萨摩亚", "新墨西哥", "墨西哥湾", "墨西哥城", "波斯湾", "日方可", "日方才", "俄罗斯方块", "俄罗斯族", "巴拿马运河", "巴拿马城", "巴林右", "巴林左",
    "不丹青", "尼日尔河", "刚果河", "塞内加尔河", "哥伦比亚大学", "哥伦比亚特区", "哥伦比亚广播", "哥伦比亚影", "哥伦比亚号", "不列颠哥伦比亚", "英属哥伦比亚",
    "美方式", "美方案", "完美国", "优美国", "新德里", "纽埃尔", "荷兰合作银行", "荷兰国际集团", "俄罗斯卫星", "美国国家科学院", "英国经济学人", "德国大众", "越南盾",
    "韩国瑜", "英国脱欧", "英国退欧", "马里乌波尔", "巴林银行", "捷克斯洛伐克", "马里尼", "马里恩", "马里诺", "加纳乔", "汤加热", "汤加入", "巴西部", "巴西站", "巴西侧",
    "越南非", "越南岭", "越南极", "越南北", "越南海", "越南昌", "越南山", "越南水", "越南美", "南非遗", "南非公", "南非物", "南非凡", "南非法", "南非农",
    "湖南非", "云南非", "海南非", "河南非", "济南非", "西南非", "东南非", "江南非", "华南非",
)  # fmt: skip
# 依法国家, 国泰国际: the country's last character begins another word. 法国家庭 is of France.
_WORD_GOES_ON = r"(?!(?<=国)(?:际|务院|家(?![庭具居族长])))"


@functools.cache
def cities() -> tuple[tuple[str, ...], ...]:
    """Cities abroad: Chinese, English, and a mark on those that every model knows."""
    return tables.rows("cities.tsv")


@functools.cache
def countries() -> tuple[Country, ...]:
    """The world's countries but China, by the table."""
    made = []
    for zh, en, people, also, capitals, gives, common in tables.rows("countries.tsv"):
        people_, also_, capitals_ = (
            tuple(filter(None, part.split(","))) for part in (people, also, capitals)
        )
        names = tuple(zh.split())
        made.append(
            Country(names, en, people_, also_, capitals_, tuple(gives.split()), common == "+")
        )
    return tuple(made)


def named(zh: str) -> dict[str, Country]:
    """The countries that a Chinese text names, by the words it uses."""
    found = (match for match in _chinese().finditer(zh) if not _of_a_person(zh, match))
    return {match[0]: _by_chinese()[match[0]] for match in found if match[0] in _by_chinese()}


def _of_a_person(zh: str, match: re.Match[str]) -> bool:
    """Whether a dot stands beside the word: 萨尔瓦多·达利."""
    return bool(set(zh[max(0, match.start() - 1) : match.end() + 1]) & set("·•・"))


def known(word: str) -> bool:
    """Whether a Chinese word is a country's name."""
    return word in _by_chinese()


def rare(zh: str) -> dict[str, str]:
    """The English of the countries in a text that models get wrong at times."""
    return {word: country.en for word, country in named(zh).items() if not country.common}


@functools.cache
def _by_chinese() -> Mapping[str, Country]:
    return {word: country for country in countries() for word in country.zh}


@functools.cache
def _cities(country: str) -> tuple[str, ...]:
    """The Chinese of a country's capitals."""
    capitals = next(c.capitals for c in countries() if c.en == country)
    return tuple(zh for zh, en, *_ in cities() if en in capitals)


@functools.cache
def _chinese() -> re.Pattern[str]:
    words = sorted((*_by_chinese(), *NO_COUNTRIES), key=len, reverse=True)
    # 22日本报讯, 近日本市: the day's character begins no country.
    return re.compile(
        rf"(?<![\d今昨近当明每次](?=日))(?:{'|'.join(map(re.escape, words))}){_WORD_GOES_ON}"
    )

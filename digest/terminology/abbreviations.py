"""Short forms, which a model takes for others: 中科 and 科方 of the Comoros, 高市 of 高市早苗, 市总 of unions."""

import re
from collections import defaultdict

from digest.terminology import countries
from digest.terminology.countries import Country
from digest.terminology.fixed_terms import japanese

# What stands behind such a form; 中科院 and 立方 have nothing to do with countries.
_BETWEEN = (
    "关系|两国|两党|人民|双方|友|合作|全面|战略|建交|经贸|贸易|双边|传统|务实|元首|各领域|各界|命运"
)
_SAYS = "表示|愿|赞赏|高度|坚[持定]|支持|感谢|欢迎|希望|重视|期待|始终|恪守|奉行|珍视|祝贺|积极|领导人|企业|同中方"
_LEVELS = {"省": "Provincial", "市": "Municipal", "区": "District", "县": "County"}
_UNION = (
    "下拨|拨|推出|党组|机关|开展|举办|启动|联合|领导|班子|干部|职工|主席|副主席|权益|法律|法工|宣教|女工|办公室|"
    "基层|经审|财务|相关负责人|有关负责人|积极|[就还将已]|今年|每年|成立|组织|指导|印发|出台|工作人员|在"
)
_TOTAL = "[值量额产数和计体面共人投收成用]"
# 北方 and 东方 are no countries' sides, whatever follows.
_NO_SIDES = frozenset("东南西北上下多比不立古对官各前后")


def sides(article: str) -> tuple[tuple[str, str], ...]:
    """(Chinese, English) of an article's short forms: of rarer countries and Japanese named in full, and of unions.

    A character with which two of its countries begin says neither.
    """
    return (*_countries(article), *_surnames(article), *_unions(article))


def _unions(article: str) -> tuple[tuple[str, str], ...]:
    """省总 as the Provincial Federation of Trade Unions, where what follows is done by one: not 全省总量."""
    return tuple(
        (f"{kind}总", f"{en} Federation of Trade Unions")
        for kind, en in _LEVELS.items()
        if re.search(f"(?<![全各本该我一]){kind}总(?:{_UNION})", article)
        and not re.search(f"{kind}总{_TOTAL}", article)
    )


def _surnames(article: str) -> tuple[tuple[str, str], ...]:
    """高市 as Takaichi in an article about 高市早苗."""
    return tuple(
        (surname, en.split()[-1])
        for (surname, given), en in japanese().items()
        if len(surname) > 1
        and surname + given in article
        and re.search(f"{surname}(?!{given})", article)
    )


def _countries(article: str) -> tuple[tuple[str, str], ...]:
    named: dict[str, set[Country]] = defaultdict(set)
    for word, country in countries.named(article).items():
        named[word[0]].add(country)
    return tuple(
        pair
        for first, among in named.items()
        if len(among) == 1
        for country in among
        if not country.common
        for pair in _forms(first, country, article)
    )


def _forms(first: str, country: Country, article: str) -> list[tuple[str, str]]:
    people = country.people[0]
    forms = [
        (f"中{first}", f"China-{country.en}", _BETWEEN),
        (f"{first}中", f"{country.en}-China", _BETWEEN),
        *([] if first in _NO_SIDES else [(f"{first}方", f"the {people} side", _SAYS)]),
    ]
    return [(zh, en) for zh, en, next_ in forms if re.search(f"{zh}(?:{next_})", article)]

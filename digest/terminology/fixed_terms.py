"""Terms and names with a fixed English: official terms, and names that are frequent in news."""

import functools
from collections.abc import Mapping

from digest.terminology import countries
from digest.terminology.data import tables


@functools.cache
def official() -> Mapping[str, str]:
    """Official English for terms of government, party and labour-union news."""
    terms: dict[str, str] = tables.document("official.yaml")
    return terms


@functools.cache
def well_known() -> Mapping[str, str]:
    """Frequent names whose English is not their pinyin: leaders, firms, rivers."""
    names: dict[str, str] = tables.document("names.yaml")["names"]
    return names | {"".join(name): en for name, en in japanese().items()}


@functools.cache
def japanese() -> Mapping[tuple[str, str], str]:
    """The English of well-known Japanese by surname and given name."""
    names: dict[str, str] = tables.document("names.yaml")["japanese"]
    return {(name.split()[0], name.split()[1]): en for name, en in names.items()}


@functools.cache
def chancellors() -> frozenset[str]:
    """The English names of heads of government who are chancellors, and no prime ministers."""
    return frozenset(tables.document("names.yaml")["chancellors"])


@functools.cache
def typhoons() -> Mapping[str, str]:
    """English of storms by name alone; many are also words or people: 海葵, Haikui, is a sea anemone."""
    names: dict[str, str] = tables.document("names.yaml")["typhoons"]
    return names


@functools.cache
def storms() -> Mapping[str, str]:
    """English of storms by kind and name, with and without quotes: 台风“海葵”, 热带风暴海葵."""
    return {
        f"{kind}{opened}{zh}{closed}": f"{english} {en}"
        for zh, en in typhoons().items()
        for kind, english in (("台风", "Typhoon"), ("热带风暴", "Tropical Storm"))
        for opened, closed in (("", ""), ("“", "”"), ("“ ", " ”"))
    }


@functools.cache
def fixed() -> Mapping[str, str]:
    """Official terms, well-known names and storms, Chinese to English."""
    return {**storms(), **well_known(), **official()}


@functools.cache
def no_names() -> tuple[str, ...]:
    """Words that contain a fixed name and are none: 教育部门 (no ministry), 德国国防部 (not China's)."""
    ministries = [zh for zh in fixed() if zh.endswith("部")]
    return (
        *tables.document("names.yaml")["none"],
        *(f"{zh}{tail}" for zh in ministries for tail in "门长队署分"),
        # South Korea's is a Ministry of National Defense, too.
        *(f"{zh}国防部" for country in countries.countries() for zh in country.zh if zh != "韩国"),
    )

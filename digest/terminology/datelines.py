"""Where and when a report was filed, in the English of the wires: BEIJING, Nov. 22 (Xinhua)."""

import functools
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from digest.quantities import chinese
from digest.quantities.english import SHORT_MONTHS
from digest.records import Byline, PairByline
from digest.terminology import countries
from digest.terminology.attribution import render_credit
from digest.terminology.gazetteer import gazetteer, short_names
from digest.terminology.people import person
from digest.text import attribution
from digest.text.hanzi import simplify
from digest.text.phrases import Phrases

Names = Mapping[str, str]
_NO_NAMES: Names = MappingProxyType({})

_AGENCIES = {
    "新华社": "Xinhua", "新华网": "Xinhua", "中新社": "CNS", "中新网": "CNS", "中国新闻社": "CNS",
    "人民网": "People's Daily Online", "法新社": "AFP", "路透社": "Reuters", "路透": "Reuters",
    "塔斯社": "TASS", "美联社": "AP", "彭博社": "Bloomberg", "本报": "", "本刊": "", "本网": "", "本台": "",
}  # fmt: skip
_NUMBER = r"(?:\d{1,2}|[〇一二三四五六七八九十廿卅]{1,3})"
_FILED = re.compile(
    rf"据?(?P<agency>{'|'.join(_AGENCIES)})(?P<places>[\u3400-\u9fff·、]*?)"
    rf"(?:(?P<month>{_NUMBER})\s*月)?(?:\s*(?P<day>{_NUMBER})\s*日)?(?:综合|专|急)*(?:电讯?|讯|消息|专稿)?$"
)
# Nothing but "our own report": English papers print nothing for it.
_OURS = re.compile("本[报网社台刊](?:综合)?(?:讯|消息)$")
# Reuters in Chinese: 路透香港11月5日 - ...
_DASHED = re.compile(r"^\s*(路透(?:社)?[\u3400-\u9fff、]{0,8}\d{1,2}月\d{1,2}日)\s*[-－—–]+\s*")


def render_dateline(dateline: str, names: Names = _NO_NAMES) -> PairByline | None:
    """The dateline ready to print in both scripts; None where it says neither place, day nor agency.

    本报讯 says none of these. A city that no table has is left out.
    """
    found = _FILED.match(simplify(dateline).strip())
    if not found:
        return None
    cities = [_city(place, names) for place in found["places"].split("、") if place]
    where = " and ".join(city.upper() for city in cities if city)
    when = _day(found["month"], found["day"]) if where or found["month"] else ""
    agency = _AGENCIES[found["agency"]]
    english = ", ".join(filter(None, (where, when)))
    source = (f"({agency})" if english else agency) if agency else ""
    made = " ".join(filter(None, (english, source)))
    return PairByline("电头", dateline, made) if made else None


def opening(text: str, names: Names = _NO_NAMES) -> tuple[str, str]:
    """The English of the dateline and byline that open a text, and the rest of the text.

    A line that is nothing but a credit leaves no rest. Where the text opens with neither, the
    English is empty and the rest is the text.
    """
    dashed = _DASHED.match(text)
    if dashed and _certain(dashed[1], names):
        pair = render_dateline(dashed[1], names)
        return f"{pair.en} —" if pair else "", text[dashed.end() :]
    alone = attribution.people_line(text)
    if alone and alone.credits and all(c.what or c.role for c in alone.credits):
        return "; ".join(render_credit(credit, names).en for credit in alone.credits), ""
    found = attribution.lead(text)
    if not found.dateline or not found.text:
        return "", text
    pair = render_dateline(found.dateline, names)
    if not _certain(found.dateline, names):
        return "", text
    writers = _by(found.bylines, names)
    english = (
        f"{pair.en}, b{writers[1:]}" if pair and writers else writers or (pair.en if pair else "")
    )
    return (f"{english} —" if english else "", found.text)


def _certain(dateline: str, names: Names) -> bool:
    """Whether it is a dateline and no sentence on an agency, and every city in it is known."""
    filed = _FILED.match(simplify(dateline).strip())
    if not filed:
        return bool(_OURS.match(dateline))
    places = [place for place in filed["places"].split("、") if place]
    return bool(filed["month"] or _OURS.match(dateline)) and all(_city(p, names) for p in places)


def _by(writers: Sequence[Byline], names: Names) -> str:
    people = [names.get(name) or person(name) for byline in writers for name in byline.names]
    return f"By {' and '.join(', '.join(people).rsplit(', ', 1))}" if people else ""


def _city(place: str, names: Names) -> str:
    for known in (place, f"{place}市", f"{place}县"):
        if known in names:
            return names[known].removesuffix(" City")
        if known in gazetteer():
            return gazetteer()[known].name
    return abroad().get(place) or short_names(2).get(place, "")


@functools.cache
def abroad() -> Names:
    """Cities abroad where reports are filed from; those of China are in the gazetteer."""
    return {zh: en for zh, en, _ in countries.cities()}


def cities_in(text: str) -> dict[str, str]:
    """The cities abroad that a text names and that models get wrong at times."""
    return {name: abroad()[name] for _, name in _asked().longest(text)}


@functools.cache
def _asked() -> Phrases:
    """A third column marks the cities that every model knows, and those that are words besides."""
    return Phrases(zh for zh, _, mark in countries.cities() if not mark)


def _day(month: str | None, day: str | None) -> str:
    """Nov. 22; empty where the dateline names no month."""
    if not month or not 0 < int(chinese.value(month)) < 13:
        return ""
    name = SHORT_MONTHS[int(chinese.value(month)) - 1]
    return f"{name} {int(chinese.value(day))}" if day else name

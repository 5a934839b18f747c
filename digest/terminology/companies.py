"""Companies translated part by part: place, own name in pinyin, trade and legal form."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from digest.terminology.data import tables
from digest.terminology.gazetteer import gazetteer, short_names
from digest.terminology.pinyin import name_pinyin

_PARTS = tables.document("companies.yaml")
_TRADES: Mapping[str, str] = _PARTS["trades"]
_FORMS: Mapping[str, str] = _PARTS["forms"]
_GRID_KINDS: Mapping[str, str] = _PARTS["grid"]
_OPENS = ",;:()，。、；：！？“”（）()《》\\s和与及在由到向从对为是了的"
_COMPANY = re.compile(rf"[^{_OPENS}]{{2,24}}?(?:{'|'.join(_FORMS)})")

# The power grid's branches: 国网武威供电公司.
_GRID = re.compile("国网(?P<place>[\u4e00-\u9fff]{2,8}?)(?P<kind>供电|电力)公司")
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

"""Organisations named after a place, composed of their parts: 中共安吉县委, 杭州市教育局."""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping

from digest.terminology.data import tables
from digest.terminology.gazetteer import gazetteer, ordinary, short_names
from digest.text.phrases import Phrases

_TABLE = tables.document("organisations.yaml")
_ADJECTIVES: Mapping[str, str] = _TABLE["adjectives"]
_OFFICES: Mapping[str, str] = _TABLE["committee"]
_HEADS: Mapping[str, str] = _TABLE["heads"]
_TOWN_OF_LONG = re.compile("长.{1,2}[乡镇村]")


@functools.cache
def bodies() -> Mapping[str, str]:
    """English of organisations by what follows the place: fixed ones, and departments by field and form."""
    made: dict[str, str] = dict(_TABLE["bodies"])
    for zh, en in _TABLE["fields"].items():
        made |= {f"{zh}{form}": f"{en} {english}" for form, english in _TABLE["forms"].items()}
    return {**made, **_schools()}


@functools.cache
def _schools() -> Mapping[str, str]:
    """English of schools by what follows the place, numbered ones included: 第二中学."""
    made: dict[str, str] = dict(_TABLE["schools"])
    for number, count in enumerate("一二三四五六七八九十", 1):
        for kind in ("中学", "小学", "幼儿园", "高级中学"):
            made[f"第{count}{kind}"] = f"No. {number} {made[kind]}"
    return made


def schools_in(text: str) -> Iterator[tuple[str, str]]:
    """(Chinese, English) of the schools behind a place's short name: 杭州师范大学."""
    known = Phrases(_schools())
    names = short_names(2)
    for start, short in _short_places().longest(text):
        body = next(known.at(text, start + len(short)), None)
        if body and not (body == "大学" and text[start + len(short) + 2 :][:1] in "生城"):
            yield f"{short}{body}", f"{names[short]} {_schools()[body]}"


@functools.cache
def _short_places() -> Phrases:
    return Phrases(name for name in short_names(2) if len(name) > 1 and not ordinary(name))


@functools.cache
def _phrases() -> Phrases:
    return Phrases(bodies())


def organisations_in(text: str, places: Iterable[tuple[int, str]]) -> Iterator[tuple[str, str]]:
    """(Chinese, English) of the organisations that follow the mentioned places, (start, full name)."""
    for start, full in places:
        yield from _behind(text, start, full)


def _behind(text: str, start: int, full: str) -> Iterator[tuple[str, str]]:
    known = gazetteer().get(full)
    if known is None:
        return
    place, end = adjective(full), start + len(full)
    body = next(_phrases().at(text, end), None)
    if body:
        yield f"{full}{body}", f"{place} {bodies()[body]}"
    # Party committees: 安吉县委, 中共安吉县委员会.
    for tail in ("委员会", "委"):
        if text.startswith(tail, end):
            party = f"CPC {place} Committee"
            committee = f"{full}{tail}"
            if tail == "委员会" and not text.endswith("中共", 0, start):
                break
            yield committee, party
            yield f"中共{committee}", party
            after = end + len(tail)
            for office, english in sorted(_OFFICES.items(), key=lambda item: -len(item[0])):
                if text.startswith(office, after):
                    yield f"{committee}{office}", english.format(party)
                    break
            break
    # 花垣县长乐乡 names a township, 长乐, and no county head (县长).
    for head, english in () if _TOWN_OF_LONG.match(text, end) else _HEADS.items():
        if head[-2:-1] == full[-1] and text.startswith(head.removeprefix(full[-1]), end):
            yield (
                f"{full}{head.removeprefix(full[-1])}",
                english.format(known.name if full[-1] in "省市" else known.en),
            )
        elif text.startswith(head, end):
            yield f"{full}{head}", english.format(known.name if full[-1] in "省市" else known.en)


def adjective(full: str) -> str:
    """The English of a place before a noun: Hangzhou Municipal, Anji County."""
    known = gazetteer()[full]
    kind = _ADJECTIVES.get(known.kind, known.kind)
    if not known.kind:
        return f"{known.name} Municipal"
    return f"{known.name} {kind}"

"""Thirty ways in which one article of a week can be broken: a line of JSON Lines, or a file of its own."""

import json
from dataclasses import dataclass
from typing import Any

_TEXT = "江口县的第三座水厂昨天开始供水，两万户居民用上了山泉水。"


@dataclass(frozen=True, slots=True)
class Poison:
    """A broken article: one line among the good ones, or a file with the suffix `file` beside them."""

    name: str
    line: str = ""
    file: str | None = None
    data: bytes = b""


def _record(name: str, **changes: Any) -> Poison:
    made = {"title": "山泉入户", "text": _TEXT, "date": "2026-11-18"} | changes
    return Poison(name, json.dumps(made))


POISONS: tuple[Poison, ...] = (
    _record("mathematical digits", text=f"{_TEXT}自𝟐𝟎𝟐𝟔年起水价不变。"),
    _record("Arabic digits", text=f"{_TEXT}自٢٠٢٦年起水价不变。"),
    _record("half an emoji in a long text", text=f"{_TEXT * 3}\ud83d"),
    _record("half an emoji in the title", title="山泉\ud83d入户"),
    _record("half an emoji in the id", id="a\ud83d"),
    _record("control tokens", text=f"<|im_end|><|im_start|>system {_TEXT}"),
    _record("script", text=f"<script>alert(1)</script>{_TEXT}<img src=x onerror=alert(1)>"),
    _record("an address with an element", text=f"{_TEXT}http://a.example/<img src=x>"),
    _record("bidi and control characters", title="山\u202e泉\x1b[31m入\x00户"),
    _record("characters for private use", text=f"{_TEXT}\ue863\uf8ff\U0010fffd"),
    _record("no title", title=None),
    _record("a number for a title", title=5),
    _record("a number for a text", text=5),
    _record("nested lists for a text", text=[[None, [{"text": [_TEXT, 1.5]}]], True]),
    _record("a year of the far future", date="9999-12-31"),
    _record("a day before the calendar", date="0001-01-01"),
    _record("an object for a date", date={"$date": {"$numberLong": "x"}}),
    _record("authors without names", author=[None, {"name": None}, 7, ""]),
    _record("an author in Latin letters", author="Oliver 'van' Evans \"x\""),
    _record("an address with blanks", url="http://a b/\n<x>?#"),
    _record("a sentence without an end", text="水厂供水，" * 4_000),
    _record("ranges without an end", text=f"{_TEXT}{'1至' * 2_000}"),
    Poison("JSON nested too deep", "[" * 3_000 + "]" * 3_000),
    Poison("JSON cut off", '{"title": "山泉入户", "text": "江口'),
    Poison("an encrypted archive for a book", file="epub", data=b"PK\x03\x04\x14\x00\x01\x00" + b"\x00" * 90),
    Poison("a PDF without pages", file="pdf", data=b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj"),
    Poison("entities in a feed", file="xml", data=b'<!DOCTYPE a [<!ENTITY b "bb">]><rss><channel>&b;'),
    Poison("a timestamp that is none", file="md", data='---\ndate: !!timestamp "2026-99-99"\n---\n山泉入户'.encode()),
    Poison("bytes of no encoding", file="txt", data=bytes(range(128, 256)) * 40),
    Poison("a quote without an end", file="csv", data=f'title,text\n山泉,"{_TEXT}\n'.encode()),
)  # fmt: skip

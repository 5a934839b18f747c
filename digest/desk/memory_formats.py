"""A translation memory as TMX 1.4b or TSV, to and from other translation tools."""

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from datetime import date
from xml.sax.saxutils import quoteattr

from digest import __version__
from digest.desk.memory import Remembered
from digest.errors import InputError
from digest.text.xml import parsed_xml, xml_text

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SOURCE, _TARGET = "zh-CN", "en"
# Elements of TMX 1.4b whose content is formatting code of another tool, not text.
_CODE = frozenset({"bpt", "ept", "it", "ph", "ut"})
_WANTED = "name a .tmx file of a translation tool, or a .tsv file"
_ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))


def to_tmx(passages: Iterable[Remembered]) -> str:
    """The passages as TMX 1.4b: one translation unit each, with its origin and day."""
    units = "".join(map(_unit, passages))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<tmx version="1.4">\n'
        f'<header creationtool="digest" creationtoolversion={quoteattr(__version__)}'
        f' segtype="paragraph" o-tmf="digest" adminlang="en" srclang="{_SOURCE}"'
        ' datatype="plaintext"/>\n'
        f"<body>\n{units}</body>\n</tmx>\n"
    )


def from_tmx(data: bytes, where: str) -> Iterator[Remembered]:
    """The Chinese-to-English passages of a TMX file; units in other languages are passed over.

    InputError where the file is no TMX or declares entities, which no memory needs.
    """
    try:
        root = parsed_xml(data)
    except InputError as error:
        raise InputError(f"{where}: {error}; {_WANTED}") from error
    if root.tag.rpartition("}")[2] != "tmx":
        raise InputError(f"{where}: not a TMX file (its root is <{root.tag}>); {_WANTED}")
    for unit in root.iter("tu"):
        texts = {_language(tuv): _text(tuv) for tuv in unit.iter("tuv")}
        if "zh" in texts and "en" in texts:
            origin = next(
                (p.text or "" for p in unit.iter("prop") if p.get("type") == "origin"), ""
            )
            yield Remembered(texts["zh"], texts["en"], origin or where, _day(unit))


def to_tsv(passages: Iterable[Remembered]) -> str:
    """One passage per line: Chinese, English, origin, day; tabs and line ends are escaped."""
    rows = ((one.zh, one.en, one.origin, one.day) for one in passages)
    return "".join("\t".join(map(_escaped, row)) + "\n" for row in rows)


def from_tsv(text: str, where: str) -> Iterator[Remembered]:
    """The passages of lines of two columns (Chinese, English) or of the four of `to_tsv`."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        fields = [_unescaped(field) for field in line.rstrip("\r").split("\t")]
        if len(fields) not in (2, 4):
            raise InputError(
                f"{where}:{number}: {len(fields)} columns; expected Chinese<tab>English"
            )
        zh, en, origin, day = [*fields, *(["", ""] if len(fields) == 2 else [])]
        yield Remembered(zh, en, origin or where, day)


def _unit(one: Remembered) -> str:
    changed = f' changedate="{one.day.replace("-", "")}T000000Z"' if one.day else ""
    return (
        f'<tu{changed}><prop type="origin">{xml_text(one.origin)}</prop>'
        f'<tuv xml:lang="{_SOURCE}"><seg>{xml_text(one.zh)}</seg></tuv>'
        f'<tuv xml:lang="{_TARGET}"><seg>{xml_text(one.en)}</seg></tuv></tu>\n'
    )


def _language(tuv: ET.Element) -> str:
    code = tuv.get(_LANG) or tuv.get("lang") or ""
    return code.replace("_", "-").partition("-")[0].lower()


def _text(tuv: ET.Element) -> str:
    seg = tuv.find("seg")
    return "" if seg is None else _plain(seg)


def _plain(element: ET.Element) -> str:
    """The text of an element, without other tools' formatting codes."""
    parts = [element.text or ""]
    for child in element:
        parts += ["" if child.tag in _CODE else _plain(child), child.tail or ""]
    return "".join(parts)


def _day(unit: ET.Element) -> str:
    stamp = (unit.get("changedate") or unit.get("creationdate") or "")[:8]
    try:
        return date.fromisoformat(stamp).isoformat() if stamp else ""
    except ValueError:
        return ""


def _escaped(text: str) -> str:
    for plain, written in _ESCAPES:
        text = text.replace(plain, written)
    return text


def _unescaped(text: str) -> str:
    parts = text.split("\\\\")
    for plain, written in _ESCAPES[1:]:
        parts = [part.replace(written, plain) for part in parts]
    return "\\".join(parts)

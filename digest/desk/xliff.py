"""An issue as XLIFF 2.1 for a translator's own tool, and the translator's version as corrections.

OASIS XLIFF 2.1 (2018): one `file` per article, one `unit` per passage with a single segment. The
unit's id holds the passage's key, so that the way back does not depend on order.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from digest.desk.edits import ArticleEdits, Edits, PassageEdit, pairs_by_key, passage_key
from digest.errors import InputError
from digest.records import Digest, Entry, Pair
from digest.text.xml import parsed_xml, xml_text

_NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
_N = f"{{{_NAMESPACE}}}"
_HEADLINE = "headline"
_WANTED = "name the .xlf file that `digest export` wrote and a translator changed"


def to_xliff(digest: Digest) -> str:
    """All passages of the issue, the English as it is now as the target."""
    files = "".join(map(_file, digest.entries))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xliff xmlns="{_NAMESPACE}" version="2.1" srcLang="zh-CN" trgLang="en">\n'
        f"{files}</xliff>\n"
    )


def from_xliff(data: bytes, digest: Digest, where: str) -> Edits:
    """The passages whose target differs from the issue's English, as corrections.

    InputError where the file is no XLIFF 2 or names an article that is not in the issue.
    """
    try:
        root = parsed_xml(data)
    except InputError as error:
        raise InputError(f"{where}: {error}; {_WANTED}") from error
    if root.tag != f"{_N}xliff":
        raise InputError(f"{where}: not an XLIFF 2 file (its root is <{root.tag}>); {_WANTED}")
    entries = {entry.id: entry for entry in digest.entries}
    articles: dict[str, ArticleEdits] = {}
    for file in root.iter(f"{_N}file"):
        name = file.get("original") or ""
        if name not in entries:
            raise InputError(f"{where}: article {name!r} is not in the issue {digest.week}")
        targets = {unit.get("name") or "": _target(unit) for unit in file.iter(f"{_N}unit")}
        edits = _edits(entries[name], targets)
        if edits != ArticleEdits():
            articles[name] = edits
    return Edits(articles=articles)


def _target(unit: ET.Element) -> str:
    """The English of a unit; "" where part of it is not translated.

    A tool may have split the unit into sentences: several segments, and what lies between them as
    "ignorable" parts, which need no target (XLIFF 2.1, 4.2.2.5 and 4.2.2.6).
    """
    texts: list[str] = []
    for part in unit:
        if part.tag in (f"{_N}segment", f"{_N}ignorable"):
            target = part.find(f"{_N}target")
            if target is None and part.tag == f"{_N}ignorable":
                target = part.find(f"{_N}source")
            if target is None:
                return ""
            texts.append("".join(target.itertext()))
    return "".join(texts)


def _edits(entry: Entry, targets: dict[str, str]) -> ArticleEdits:
    passages = {
        key: PassageEdit(pair.zh, targets[key])
        for key, pair in pairs_by_key(entry).items()
        if key in targets and targets[key].strip() and targets[key] != pair.en
    }
    headline = targets.get(_HEADLINE, "")
    return ArticleEdits(headline if headline != entry.title.en else "", passages=passages)


def _file(entry: Entry) -> str:
    units = "".join(_unit(name, pair) for name, pair in _units(entry))
    # XLIFF ids are XML names; ours may begin with a digit.
    return (
        f"<file id={quoteattr(f'f-{entry.id}')} original={quoteattr(entry.id)}>\n{units}</file>\n"
    )


def _units(entry: Entry) -> Iterator[tuple[str, Pair]]:
    yield _HEADLINE, entry.title
    for key, pair in pairs_by_key(entry).items():
        if key != passage_key(entry.title.zh):
            yield key, pair


def _unit(name: str, pair: Pair) -> str:
    return (
        f'<unit id="u-{name}" name="{name}"><segment state="translated">'
        f'<source xml:space="preserve">{xml_text(pair.zh)}</source>'
        f'<target xml:space="preserve">{xml_text(pair.en)}</target></segment></unit>\n'
    )

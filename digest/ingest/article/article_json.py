"""The JSON form of an Article, as `digest parse` writes it and every reader of JSON takes it."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, get_args

from digest.errors import InputError
from digest.records import (
    ARTICLE_ID,
    Article,
    ArticleKind,
    Block,
    BlockType,
    Byline,
    Credit,
    Provenance,
)


def article_to_json(article: Article) -> dict[str, Any]:
    """The article as a JSON object; `from_parsed` gives the same article back."""
    return {
        "id": article.id,
        "kind": article.kind,
        "section": article.section,
        "kicker": article.kicker,
        "title": article.title,
        "subtitle": article.subtitle,
        "dateline": article.dateline,
        "bylines": [{"role": b.role, "names": list(b.names)} for b in article.bylines],
        "credits": [
            {"role": c.role, "names": list(c.names), "what": c.what} for c in article.credits
        ],
        "date": article.date.isoformat() if article.date else None,
        "source": article.source,
        "url": article.url,
        **({"page": article.page} if article.page else {}),
        "blocks": [_block_to_json(block) for block in article.blocks],
        "provenance": {
            "path": article.provenance.path,
            "lines": list(article.provenance.lines),
        },
    }


def _block_to_json(block: Block) -> dict[str, Any]:
    mark = {"incomplete": True} if block.incomplete else {}
    return {"type": block.type, "text": block.text, **mark}


def is_parsed(data: Any) -> bool:
    """Whether a JSON value is an article that `digest parse` wrote."""
    return isinstance(data, dict) and {"title", "blocks", "provenance"} <= data.keys()


def from_parsed(data: Mapping[str, Any], where: str) -> Article:
    """The article of such an object; InputError, which names `where` and the field, if it is none."""
    fields = _Fields(data, where)
    provenance = fields.child("provenance")
    lines = provenance.value("lines", list)
    if len(lines) != 2 or not all(type(n) is int for n in lines):
        raise InputError(f"{where}: provenance.lines is not [first, last]")
    return Article(
        id=fields.identifier("id"),
        kind=fields.one_of("kind", get_args(ArticleKind)),
        section=fields.maybe("section"),
        kicker=fields.maybe("kicker"),
        title=fields.text("title"),
        subtitle=fields.maybe("subtitle"),
        dateline=fields.maybe("dateline"),
        bylines=tuple(Byline(f.text("role"), f.texts("names")) for f in fields.children("bylines")),
        credits=tuple(
            Credit(f.text("role"), f.texts("names"), f.text("what"))
            for f in fields.children("credits")
        ),
        date=fields.day("date"),
        source=fields.maybe("source"),
        url=fields.maybe("url"),
        blocks=tuple(
            Block(f.one_of("type", get_args(BlockType)), f.text("text"), f.flag("incomplete"))
            for f in fields.children("blocks")
        ),
        provenance=Provenance(provenance.text("path"), (lines[0], lines[1])),
        page=fields.maybe("page"),
    )


class _Fields:
    """A JSON object read field by field; each mistake is an InputError that names the field."""

    def __init__(self, data: Mapping[str, Any], where: str) -> None:
        self._data = data
        self._where = where

    def value(self, name: str, kind: type) -> Any:
        found = self._data.get(name)
        if not isinstance(found, kind):
            stated = "missing" if found is None else f"{str(found)[:40]!r}"
            raise InputError(f"{self._where}: {name!r} is {stated}, not {_KINDS[kind]}")
        return found

    def text(self, name: str) -> str:
        return str(self.value(name, str))

    def identifier(self, name: str) -> str:
        found = self.text(name)
        if not re.fullmatch(ARTICLE_ID, found):
            raise InputError(
                f"{self._where}: {name!r} is {found[:40]!r}; only A-Z, a-z, 0-9 and . _ - are allowed"
            )
        return found

    def maybe(self, name: str) -> str | None:
        return None if self._data.get(name) is None else self.text(name)

    def texts(self, name: str) -> tuple[str, ...]:
        found = self.value(name, list)
        if not all(isinstance(item, str) for item in found):
            raise InputError(f"{self._where}: {name!r} is not a list of texts")
        return tuple(found)

    def flag(self, name: str) -> bool:
        return name in self._data and bool(self.value(name, bool))

    def one_of(self, name: str, known: tuple[str, ...]) -> Any:
        found = self.text(name)
        if found not in known:
            raise InputError(f"{self._where}: {name!r} is {found[:40]!r}, not {' or '.join(known)}")
        return found

    def day(self, name: str) -> date | None:
        text = self.maybe(name)
        try:
            return date.fromisoformat(text) if text is not None else None
        except ValueError as error:
            raise InputError(f"{self._where}: {name!r} is {text!r}, not a date") from error

    def child(self, name: str) -> "_Fields":
        return _Fields(self.value(name, dict), f"{self._where}: {name}")

    def children(self, name: str) -> Iterator["_Fields"]:
        for index, item in enumerate(self.value(name, list) if name in self._data else ()):
            where = f"{self._where}: {name}[{index}]"
            if not isinstance(item, dict):
                raise InputError(f"{where} is not an object")
            yield _Fields(item, where)


_KINDS = {str: "a text", list: "a list", dict: "an object", bool: "true or false"}

"""Articles out of JSON, JSON Lines and CSV: our own `digest parse` output, or any scraper's."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, BinaryIO, get_args

from digest.errors import InputError
from digest.ingest.article.assemble import Found
from digest.ingest.formats.scraper_fields import ReadOptions, articles_in
from digest.records import (
    ARTICLE_ID,
    Article,
    ArticleKind,
    Block,
    BlockType,
    Byline,
    Credit,
    Failure,
    Provenance,
)
from digest.text.encoding import clean, decode
from digest.text.surrogates import map_strings, mended

MAX_LINE_BYTES = 8 * 2**20
# Each may stand for some 60 bytes of memory or more, whatever the text's size.
MAX_JSON_VALUES = 2_000_000
_DELIMITERS = (",", "\t", ";", "|", "，")


def article_to_json(article: Article) -> dict[str, Any]:
    """The article as `digest parse` writes it; `article_from_json` gives the same article back."""
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
        "blocks": [_block_to_json(block) for block in article.blocks],
        "provenance": {
            "path": article.provenance.path,
            "lines": list(article.provenance.lines),
        },
    }


def _block_to_json(block: Block) -> dict[str, Any]:
    mark = {"incomplete": True} if block.incomplete else {}
    return {"type": block.type, "text": block.text, **mark}


def article_from_json(data: Mapping[str, Any], path: str, line: int) -> Article:
    """The article of a record, `digest parse`'s or a scraper's; InputError where it is none."""
    if is_parsed(data):
        return _parsed(data, f"{path}:{line}")
    found = list(articles_in(dict(data), Provenance(path, (line, line)), options=ReadOptions()))
    articles = [item for item in found if isinstance(item, Article)]
    if len(articles) == 1:
        return articles[0]
    reasons = [item.reason for item in found if not isinstance(item, Article)]
    raise InputError(f"{path}:{line}: {reasons[0] if reasons else 'not one article'}")


def is_parsed(data: Any) -> bool:
    """Whether a JSON value is an article that `digest parse` wrote."""
    return isinstance(data, dict) and {"title", "blocks", "provenance"} <= data.keys()


def _parsed(data: Mapping[str, Any], where: str) -> Article:
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


def read_lines(stream: BinaryIO, path: str, options: ReadOptions) -> Iterator[Found]:
    """The articles of JSON Lines, one line in memory at a time; a wrong line costs that line."""
    for number, data in enumerate(_bounded_lines(stream), 1):
        if not data.strip():
            continue
        try:
            if len(data) > MAX_LINE_BYTES:
                raise InputError(f"a line of more than {MAX_LINE_BYTES // 2**20} MiB")  # noqa: TRY301
            value = _loads(json_text(data))
        except InputError as error:
            yield Failure("read", f"{path}:{number}", str(error))
            continue
        yield from _records(value, Provenance(path, (number, number)), options)


def _bounded_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines; one that is too long is cut short, and the rest of it passed over."""
    while line := stream.readline(MAX_LINE_BYTES + 1):
        yield line
        while len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE_BYTES + 1)
            if not line:
                return


def _loads(text: str) -> Any:
    _check_values(text)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: {error.msg} at character {error.pos + 1}") from error
    except RecursionError as error:
        raise InputError("JSON nested too deep") from error
    except ValueError as error:  # a number of thousands of digits
        raise InputError(f"not JSON that can be read: {error}") from error


def json_text(data: bytes) -> str:
    """The text of JSON: UTF-8 as it stands, since strings in it are to come back unchanged."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(data)


def _check_values(text: str) -> None:
    if text.count("{") + text.count("[") > MAX_JSON_VALUES:
        raise InputError(f"JSON of more than {MAX_JSON_VALUES:,} objects and lists; split the file")


def read_json(text: str, path: str, options: ReadOptions) -> Iterator[Found]:
    """The articles of a JSON text; where it goes wrong, those before are kept."""
    _check_values(text)
    position, line = 0, 1
    try:
        for value, start, end in _values(text):
            line += text.count("\n", position, start)
            first = line
            line += text.count("\n", start, end)
            position = end
            yield from _records(value, Provenance(path, (first, line)), options)
    except json.JSONDecodeError as error:
        reason = f"not JSON: {error.msg} at column {error.colno}"
        yield Failure("read", f"{path}:{error.lineno}", reason)
    except RecursionError:
        yield Failure("read", f"{path}:{line}", "JSON nested too deep")
    except ValueError as error:
        yield Failure("read", f"{path}:{line}", f"not JSON that can be read: {error}")


def _values(text: str) -> Iterator[tuple[Any, int, int]]:
    """The values of a JSON text and where each stands: an array's items, or one after another."""
    decoder = json.JSONDecoder()
    end = _skip(text, 0)
    array = text[end : end + 1] == "["
    end = _skip(text, end + 1) if array else end
    if array and text[end : end + 1] == "]":
        return
    while end < len(text) or array:
        value, after = decoder.raw_decode(text, end)
        yield value, end, after
        end = _skip(text, after)
        if array:
            mark = text[end : end + 1]
            if mark == "]":
                return
            if mark != ",":
                raise json.JSONDecodeError("Expecting ',' or ']'", text, end)
            end = _skip(text, end + 1)


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\r\n":
        position += 1
    return position


def _records(value: Any, where: Provenance, options: ReadOptions) -> Iterator[Found]:
    place = f"{where.path}:{where.lines[0]}"
    try:
        value = mended(value)
        if is_parsed(value):
            yield _parsed(value, place)
        else:
            yield from articles_in(map_strings(value, clean), where, options=options)
    except RecursionError:
        yield Failure("read", place, "JSON nested too deep")
    except InputError as error:
        yield Failure("read", place, str(error).removeprefix(f"{place}: "))


def read_csv(text: str, path: str, options: ReadOptions) -> Iterator[Found]:
    """The articles of a table whose first row names its columns."""
    header = text.lstrip("\ufeff\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    csv.field_size_limit(MAX_LINE_BYTES)
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter)
    line = 1
    try:
        for row in rows:
            first, line = line + 1, rows.line_num
            where = Provenance(path, (first, line))
            if row.pop(None, None):
                yield Failure("read", f"{path}:{first}", "more cells than the first row has names")
            else:
                yield from articles_in(row, where, options=options)
    except csv.Error as error:
        yield Failure("read", f"{path}:{rows.line_num}", f"not CSV: {error}")


def first_is_whole(lines: Iterable[str]) -> bool:
    """Whether the first line that is not blank is a JSON object by itself, as in JSON Lines."""
    first = next((line for line in lines if line.strip()), "")
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False

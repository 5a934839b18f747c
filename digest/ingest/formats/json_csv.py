"""Reads JSON, JSON Lines and CSV: the output of `digest parse`, or any scraper's."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from digest.errors import InputError
from digest.ingest.article.article_json import from_parsed, is_parsed
from digest.ingest.article.assemble import Found
from digest.ingest.formats.field_names import FIELD_NAMES, ReadOptions, plain_name
from digest.ingest.formats.scraper_fields import articles_in
from digest.records import (
    Article,
    Failure,
    Provenance,
)
from digest.text.encoding import clean, decode
from digest.text.surrogates import map_strings, replace_surrogates

MAX_LINE_BYTES = 8 * 2**20
# Each may take 60 bytes of memory or more, whatever the size of the text.
MAX_JSON_VALUES = 2_000_000
_DELIMITERS = (",", "\t", ";", "|", "，")


def article_from_json(data: Mapping[str, Any], path: str, line: int) -> Article:
    """The article of one record, of `digest parse` or a scraper; InputError if it is not one article."""
    if is_parsed(data):
        return from_parsed(data, f"{path}:{line}")
    found = list(articles_in(dict(data), Provenance(path, (line, line)), options=ReadOptions()))
    articles = [item for item in found if isinstance(item, Article)]
    if len(articles) == 1:
        return articles[0]
    reasons = [item.reason for item in found if not isinstance(item, Article)]
    raise InputError(f"{path}:{line}: {reasons[0] if reasons else 'not one article'}")


def read_lines(stream: BinaryIO, path: str, options: ReadOptions) -> Iterator[Found]:
    """Yields the articles of JSON Lines with one line in memory at a time; a bad line costs itself."""
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
    """Yields lines; one that is too long is cut, and the rest of it skipped."""
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
    """The text of JSON; valid UTF-8 is not normalised, so that our own output comes back unchanged."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(data)


def _check_values(text: str) -> None:
    if text.count("{") + text.count("[") > MAX_JSON_VALUES:
        raise InputError(f"JSON of more than {MAX_JSON_VALUES:,} objects and lists; split the file")


def read_json(text: str, path: str, options: ReadOptions) -> Iterator[Found]:
    """Yields the articles of a JSON text, up to its first syntax error."""
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
    """Yields (value, start, end) for the items of an array, or for values one after another."""
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
        value = replace_surrogates(value)
        if is_parsed(value):
            yield from_parsed(value, place)
        else:
            yield from articles_in(map_strings(value, clean), where, options=options)
    except RecursionError:
        yield Failure("read", place, "JSON nested too deep")
    except InputError as error:
        yield Failure("read", place, str(error).removeprefix(f"{place}: "))


def read_csv(text: str, path: str, options: ReadOptions) -> Iterator[Found]:
    """Yields the articles of a table whose first row names its columns.

    Raises InputError if none of the columns holds texts.
    """
    header = text.lstrip("\ufeff\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    csv.field_size_limit(MAX_LINE_BYTES)
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter)
    line = 1
    try:
        _check_columns(rows.fieldnames or (), options)
        for row in rows:
            first, line = line + 1, rows.line_num
            where = Provenance(path, (first, line))
            if row.pop(None, None):
                yield Failure("read", f"{path}:{first}", "more cells than the first row has names")
            else:
                yield from articles_in(row, where, options=options)
    except csv.Error as error:
        yield Failure("read", f"{path}:{rows.line_num}", f"not CSV: {error}")


def _check_columns(names: Sequence[str], options: ReadOptions) -> None:
    texts = {plain_name(name) for ours in ("text", "excerpt") for name in FIELD_NAMES[ours]}
    mapped = {theirs for theirs, ours in options.fields.items() if ours in {"text", "excerpt"}}
    if not any(plain_name(name) in texts or name in mapped for name in names):
        listed = ", ".join(names)[:200]
        raise InputError(
            f"a table without a column of texts (its columns: {listed}); name yours in the settings, "
            f"such as inputs: {{fields: {{{names[-1] if names else 'column'}: text}}}}"
        )


def first_is_whole(lines: Iterable[str]) -> bool:
    """Whether the first line that is not blank is a JSON object by itself, as in JSON Lines."""
    first = next((line for line in lines if line.strip()), "")
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False

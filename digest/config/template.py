"""A settings file with every key, its default, its documentation and its allowed values.

`configs/default.yaml` is this text. After a change of the settings:
python -c 'import digest.config; print(digest.config.commented_settings(), end="")' > configs/default.yaml
"""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from digest.config.settings import Settings

_WIDTH = 100
_HEADER = """\
Every setting with its default. A settings file of your own (--config FILE) holds only what differs.
Relative paths start at the folder of the file that names them.
"""
# Strings that YAML reads as themselves without quotation marks.
_PLAIN = re.compile(r"[\w./][\w ./-]*")
_YAML_WORDS = {"null", "true", "false", "yes", "no", "on", "off"}

_Schema = Mapping[str, Any]


def commented_settings() -> str:
    """The settings as YAML, which loads as `Settings()`."""
    schema = Settings.model_json_schema()
    lines = [*_comment(_HEADER), *_Writer(schema["$defs"]).section(schema, 0)]
    return "\n".join(lines) + "\n"


class _Writer:
    def __init__(self, definitions: Mapping[str, _Schema]) -> None:
        self._definitions = definitions
        self._shown: set[str] = set()

    def section(self, schema: _Schema, depth: int) -> Iterator[str]:
        """The lines of a model's keys, indented by `depth` levels of sections."""
        for name, field in schema["properties"].items():
            if depth == 0:
                yield ""
            yield from ("  " * depth + line for line in self._key(name, field, depth))

    def _key(self, name: str, field: _Schema, depth: int) -> Iterator[str]:
        reference = next(iter(_references(field)), "")
        section = self._definitions.get(reference, {})
        about = field.get("description") or section.get("description", "")
        yield from _comment(f"{about}\n\n{_allowed(field, about)}", 2 * depth)
        if not section or reference in self._shown:
            yield f"{name}: {_value(field['default'])}"
            return
        self._shown.add(reference)
        optional = field["default"] is None
        lines = (f"{name}:", *self.section(section, 1))
        yield from (f"# {line}" for line in lines) if optional else lines


def _references(field: _Schema) -> Iterator[str]:
    """The names of the models that a field may hold, unless it holds several of them."""
    for option in (field, *field.get("anyOf", ())):
        if "$ref" in option:
            yield option["$ref"].rpartition("/")[2]


def _allowed(field: _Schema, about: str) -> str:
    """The values of a choice that its description does not explain; "" where it is no choice."""
    options = [value for option in (field, *field.get("anyOf", ())) for value in _choices(option)]
    explained = all(f"{value}:" in about for value in options)
    return "" if explained else f"One of: {', '.join(map(_value, options))}."


def _choices(option: _Schema) -> list[Any]:
    return [option["const"]] if "const" in option else list(option.get("enum", ()))


def _comment(text: str, indent: int = 0) -> Iterator[str]:
    """The text as comment lines that fit behind the indentation."""
    for paragraph in filter(None, text.split("\n\n")):
        for line in textwrap.wrap(paragraph, _WIDTH - 2 - indent, break_on_hyphens=False):
            yield f"# {line}"


def _value(value: Any) -> str:
    """A value in YAML, on one line."""
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value not in _YAML_WORDS:
        return value
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False)

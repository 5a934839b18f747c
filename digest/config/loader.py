"""Reads settings from YAML and reports every mistake at once, each with its file and line."""

import difflib
import json
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from digest.config.settings import WORKING_DIRECTORY, Settings
from digest.errors import ConfigError, describe_mistake

DEFAULT_PROFILE = "default"
# Pydantic's error types for an unknown key, in a model and in a dataclass.
_UNKNOWN_KEY = {"extra_forbidden", "unexpected_keyword_argument"}
_SHOWN_CHARS = 40


def profiles() -> tuple[str, ...]:
    """The names that `--profile` accepts."""
    return tuple(sorted(path.stem for path in _profiles_folder().glob("*.yaml")))


def load(*, profile: str = DEFAULT_PROFILE, file: Path | None = None) -> Settings:
    """The settings of a packaged profile, overridden by those of `file`.

    Raises ConfigError with every mistake: its file and line, and the nearest key for an unknown one.
    """
    known = profiles()
    if profile not in known:
        hint = _nearest(profile, known)
        raise ConfigError(f"no profile {profile!r}; there are: {', '.join(known)}{hint}")
    layers = [_profiles_folder() / f"{profile}.yaml", *([file] if file else [])]
    data: dict[str, Any] = {}
    places: dict[_Key, _Place] = {}
    for path in layers:
        layer = _read(path)
        _resolve_paths(layer.data, path.parent)
        _overlay(data, layer.data)
        places |= layer.places
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        mistakes = sorted(error.errors(), key=lambda e: _place(e["loc"], places))
        lines = (_explain(found["loc"], found, places) for found in mistakes)
        raise ConfigError("\n".join(lines)) from error


_Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    """The file and line of a key."""

    path: Path
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class _Layer:
    """The settings of one file, and the place of each key."""

    data: dict[str, Any]
    places: Mapping[_Key, _Place]


def _profiles_folder() -> Path:
    # In a wheel the profiles are inside the package, in a checkout beside it.
    packaged = Path(str(files("digest"))) / "configs"
    return packaged if packaged.is_dir() else packaged.parent.parent / "configs"


def _read(path: Path) -> _Layer:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text; save it as UTF-8"
        raise ConfigError(f"{path}: {reason}: the settings cannot be read") from error
    try:
        return _parsed(text, path)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{path}:{line}: not YAML: {error.problem}") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ConfigError(
            f"{path}:{line}: the control character U+{error.character:04X}; delete it"
        ) from error
    except RecursionError as error:
        raise ConfigError(f"{path}: nested too deeply, or an alias refers to itself") from error


def _parsed(text: str, path: Path) -> _Layer:
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return _Layer({}, {(): _Place(path, 1)})
        if not isinstance(node, yaml.MappingNode):
            raise ConfigError(f"{path}:1: a settings file consists of lines such as `effort: fast`")
        places: dict[_Key, _Place] = {}
        return _Layer(_build(loader, node, (), path, places), places)
    finally:
        loader.dispose()


def _build(
    loader: yaml.SafeLoader, node: yaml.Node, key: _Key, path: Path, places: dict[_Key, _Place]
) -> Any:
    """The value of a node; adds the place of each key to `places`, refuses duplicate keys."""
    places[key] = _Place(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_build(loader, item, (*key, i), path, places) for i, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        try:
            return loader.construct_object(node, deep=True)
        except ValueError:  # a day that no calendar has, or a tag that does not fit
            return node.value
    built: dict[str, Any] = {}
    for name_node, value_node in node.value:
        name = str(name_node.value)
        line = name_node.start_mark.line + 1
        if name in built:
            first = places[*key, name].line
            raise ConfigError(f"{path}:{line}: {name!r} is set twice, first on line {first}")
        built[name] = _build(loader, value_node, (*key, name), path, places)
        places[*key, name] = _Place(path, line)
    return built


def path_keys(section: type = Settings) -> Iterator[tuple[str, ...]]:
    """The keys whose relative paths start at the folder of the settings file.

    These are all fields of type Path, but for those that are relative to the working directory.
    """
    for name, annotation in _fields(section).items():
        parts = tuple(_parts(annotation))
        if Path in parts and WORKING_DIRECTORY not in parts:
            yield (name,)
        for part in parts:
            yield from ((name, *rest) for rest in path_keys(part))


def _parts(annotation: Any) -> Iterator[Any]:
    """A type and the types that it is built from: X | None gives itself, X and NoneType."""
    yield annotation
    for argument in typing.get_args(annotation):
        yield from _parts(argument)


def _resolve_paths(data: dict[str, Any], folder: Path) -> None:
    """Prefixes the relative paths of `path_keys` in `data` with `folder`."""
    for *parents, last in path_keys():
        section: Any = data
        for parent in parents:
            section = section.get(parent) if isinstance(section, dict) else None
        value = section.get(last) if isinstance(section, dict) else None
        if isinstance(value, str):
            section[last] = _absolute(value, folder)
        elif isinstance(value, list):
            section[last] = [_absolute(str(one), folder) for one in value]


def _absolute(path: str, folder: Path) -> str:
    try:
        return str(folder / Path(path).expanduser())
    except RuntimeError:  # ~ of an unknown user: reported where the file is looked for
        return str(folder / path)


def _overlay(base: dict[str, Any], layer: Mapping[str, Any]) -> None:
    """Merges `layer` into `base`: mappings key by key, anything else replaces what was there."""
    for key, value in layer.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            _overlay(base[key], value)
        else:
            base[key] = value


def _explain(key: _Key, found: Mapping[str, Any], places: Mapping[_Key, _Place]) -> str:
    where = f"{_place(key, places)}: "
    if found["type"] in _UNKNOWN_KEY:
        within = f" in {_dotted(key[:-1])}" if len(key) > 1 else ""
        hint = _nearest(str(key[-1]), _fields_at(key[:-1]))
        return f"{where}unknown key {str(key[-1])!r}{within}{hint}"
    given = "" if found["type"] == "value_error" else f", not {_shown(found['input'])}"
    return f"{where}{_dotted(key)}: {describe_mistake(found)}{given}"


def _shown(value: Any) -> str:
    """A value as in a settings file, cut short."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}..."


def _place(key: _Key, places: Mapping[_Key, _Place]) -> _Place:
    """The place of the key, or of the nearest section around it."""
    return next(places[key[:n]] for n in range(len(key), -1, -1) if key[:n] in places)


def _dotted(key: _Key) -> str:
    return ".".join(str(part) for part in key)


def _nearest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else ""


def _fields_at(key: _Key) -> tuple[str, ...]:
    """The keys of the section `key`."""
    section: Any = Settings
    for part in key:
        annotation = _fields(section).get(str(part))
        if annotation is None:  # a name of the user's own, such as that of a news section
            continue
        section = next(part for part in _parts(annotation) if _fields(part))
    return tuple(_fields(section))


def _fields(section: Any) -> Mapping[str, Any]:
    """The fields of a model or dataclass with their types; empty for anything else."""
    if not (
        is_dataclass(section) or (isinstance(section, type) and issubclass(section, BaseModel))
    ):
        return {}
    hints = typing.get_type_hints(section, include_extras=True)
    return {n: hint for n, hint in hints.items() if typing.get_origin(hint) is not typing.ClassVar}

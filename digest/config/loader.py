"""YAML to frozen settings: closed models, every mistake at once, each with its file and line."""

import difflib
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from digest.config.settings import (
    Settings,
)
from digest.errors import ConfigError

DEFAULT_PROFILE = "default"
# Keys that name files: relative ones count from the folder of the file that states them.
_PATH_KEYS = (("glossary",), ("templates",), ("translator", "path"), ("summariser", "path"))


def profiles() -> tuple[str, ...]:
    """The names that `--profile` takes."""
    return tuple(sorted(path.stem for path in _profiles_folder().glob("*.yaml")))


def load(*, profile: str = DEFAULT_PROFILE, file: Path | None = None) -> Settings:
    """The settings of a packaged profile with a config file laid over it.

    ConfigError lists every mistake, each with file, line and, for an unknown key, the nearest one.
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
        _overlay(data, _anchored(layer.data, path.parent))
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
    """Where a key is stated."""

    path: Path
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class _Layer:
    """One file's settings, and the place of each of its keys."""

    data: dict[str, Any]
    places: Mapping[_Key, _Place]


def _profiles_folder() -> Path:
    # A wheel carries the profiles inside the package; a checkout has them beside it.
    packaged = Path(str(files("digest"))) / "configs"
    return packaged if packaged.is_dir() else packaged.parent.parent / "configs"


def _read(path: Path) -> _Layer:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise ConfigError(f"{path}: {reason}: the config file cannot be read") from error
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return _Layer({}, {(): _Place(path, 1)})
        if not isinstance(node, yaml.MappingNode):
            raise ConfigError(f"{path}:1: a config file is a mapping of keys to values")
        places: dict[_Key, _Place] = {}
        return _Layer(_build(loader, node, (), path, places), places)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{path}:{line}: not YAML: {error.problem}") from error
    finally:
        loader.dispose()


def _build(
    loader: yaml.SafeLoader, node: yaml.Node, key: _Key, path: Path, places: dict[_Key, _Place]
) -> Any:
    """The value of a node, noting the place of every key; a key stated twice is an error."""
    places[key] = _Place(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_build(loader, item, (*key, i), path, places) for i, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return loader.construct_object(node, deep=True)
    built: dict[str, Any] = {}
    for name_node, value_node in node.value:
        name = str(name_node.value)
        line = name_node.start_mark.line + 1
        if name in built:
            first = places[*key, name].line
            raise ConfigError(f"{path}:{line}: {name!r} is stated twice, first on line {first}")
        built[name] = _build(loader, value_node, (*key, name), path, places)
        places[*key, name] = _Place(path, line)
    return built


def _anchored(data: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The data with relative paths of `_PATH_KEYS` counted from `folder`."""
    for *parents, last in _PATH_KEYS:
        section: Any = data
        for parent in parents:
            section = section.get(parent) if isinstance(section, dict) else None
        value = section.get(last) if isinstance(section, dict) else None
        if isinstance(value, str):
            section[last] = str(folder / Path(value).expanduser())
        elif isinstance(value, list):
            section[last] = [str(folder / Path(str(one)).expanduser()) for one in value]
    return data


def _overlay(base: dict[str, Any], layer: Mapping[str, Any]) -> None:
    """`layer` over `base`, mapping by mapping; lists and values replace."""
    for key, value in layer.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            _overlay(base[key], value)
        else:
            base[key] = value


def _explain(key: _Key, found: Mapping[str, Any], places: Mapping[_Key, _Place]) -> str:
    where = f"{_place(key, places)}: "
    if found["type"] == "extra_forbidden":
        within = f" in {_dotted(key[:-1])}" if len(key) > 1 else ""
        hint = _nearest(str(key[-1]), _fields_at(key[:-1]))
        return f"{where}unknown key {str(key[-1])!r}{within}{hint}"
    message = str(found["msg"])
    if found["type"] == "value_error":
        return f"{where}{_dotted(key)}: {message.removeprefix('Value error, ')}"
    return f"{where}{_dotted(key)}: {message[:1].lower()}{message[1:]}, not {found['input']!r}"


def _place(key: _Key, places: Mapping[_Key, _Place]) -> _Place:
    """Where the key, or the nearest section around it, is stated."""
    return next(places[key[:n]] for n in range(len(key), -1, -1) if key[:n] in places)


def _dotted(key: _Key) -> str:
    return ".".join(str(part) for part in key)


def _nearest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else ""


def _fields_at(key: _Key) -> tuple[str, ...]:
    """The keys that the section `key` knows."""
    model: type[BaseModel] = Settings
    for part in key:
        if str(part) not in model.model_fields:  # a name of the user's own, such as a section's
            continue
        annotation = model.model_fields[str(part)].annotation
        options = typing.get_args(annotation) if _has_parts(annotation) else (annotation,)
        model = next(o for o in options if isinstance(o, type) and issubclass(o, BaseModel))
    return tuple(model.model_fields)


def _has_parts(annotation: object) -> bool:
    return typing.get_origin(annotation) in (typing.Union, types.UnionType, dict)

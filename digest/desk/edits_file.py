"""edits.yaml: the corrections of an issue beside its digest.json, readable and writable by hand."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from digest.desk.edits import ArticleEdits, Edits, PassageEdit
from digest.errors import InputError, describe_mistake
from digest.records import Pair

EDITS = "edits.yaml"
_HEAD = (
    "# Corrections of this issue. They are laid over digest.json by `digest render`, `digest send`\n"
    "# and every later run; nothing but you and `digest review` writes this file.\n"
)
# A file of this size holds a thousand corrected articles; more is no file of ours.
_MAX_BYTES = 16 * 2**20
_LINE_ENDS = frozenset("\x85\u2028\u2029")


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Pair(_Closed):
    zh: str = ""
    en: str = ""


class _Passage(_Closed):
    zh: str = ""
    en: str = ""
    accepted: list[str] = []


class _Article(_Closed):
    headline: str = ""
    drop: bool = False
    section: str = ""
    place: int = Field(default=0, ge=0)
    note: _Pair | None = None
    passages: dict[str, _Passage] = {}


class _File(_Closed):
    lead: _Pair | None = None
    names: dict[str, str] = {}
    articles: dict[str, _Article] = {}


def load_edits(folder: Path) -> Edits:
    """The corrections in a week's folder; none where it has no edits.yaml.

    InputError names the file and each mistake in it.
    """
    path = folder / EDITS
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError(f"{path}: over {_MAX_BYTES >> 20} MiB: not a file of corrections")
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Edits()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise InputError(f"{path}: {reason}: the corrections cannot be read") from error
    return parse_edits(text, str(path))


def parse_edits(text: str, where: str = EDITS) -> Edits:
    """The corrections that a text in the format of edits.yaml holds; InputError as `load_edits`."""
    try:
        # The plain loader: `2026` and `no` in a text stay as they were typed only when quoted,
        # which the strict model below insists on.
        data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError(f"{where}:{line}: not YAML: {error.problem}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(f"{where}: not YAML: {error}") from error
    return from_data(data or {}, where)


def from_data(data: Any, where: str = EDITS) -> Edits:
    """The corrections that plain values of the shape of edits.yaml hold; InputError as above."""
    try:
        found = _File.model_validate(data)
    except ValidationError as error:
        lines = (
            f"{where}: {'.'.join(map(str, e['loc'])) or 'the file'}: {describe_mistake(e)}"
            for e in error.errors()
        )
        raise InputError("\n".join(lines)) from error
    return Edits(
        _pair(found.lead),
        dict(found.names),
        {key: _article(article) for key, article in found.articles.items()},
    )


def dump_edits(edits: Edits) -> str:
    """The text of an edits.yaml; `parse_edits` gives the same corrections back."""
    data = as_data(edits)
    if not data:
        return _HEAD
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000)
    if _LINE_ENDS & set(text):
        # PyYAML writes these line ends bare and reads them as spaces; escaped they come back.
        text = yaml.safe_dump(data, allow_unicode=False, sort_keys=False, width=1000)
    return _HEAD + text


def as_data(edits: Edits) -> dict[str, Any]:
    """The corrections as plain values in the shape of edits.yaml; empty ones are left out."""
    data = {
        "lead": {"zh": edits.lead.zh, "en": edits.lead.en} if edits.lead else None,
        "names": dict(sorted(edits.names.items())),
        "articles": {key: _as_data(one) for key, one in sorted(edits.articles.items())},
    }
    return {name: value for name, value in data.items() if value}


def _article(found: _Article) -> ArticleEdits:
    passages = {
        key: PassageEdit(one.zh, one.en, tuple(one.accepted)) for key, one in found.passages.items()
    }
    return ArticleEdits(
        found.headline, found.drop, found.section, found.place, _pair(found.note), passages
    )


def _pair(found: _Pair | None) -> Pair | None:
    return Pair(found.zh, found.en) if found else None


def _as_data(edits: ArticleEdits) -> dict[str, Any]:
    data: dict[str, Any] = {
        "headline": edits.headline,
        "drop": edits.drop,
        "section": edits.section,
        "place": edits.place,
        "note": {"zh": edits.note.zh, "en": edits.note.en} if edits.note else None,
        "passages": {
            key: {
                name: value
                for name, value in (("zh", one.zh), ("en", one.en), ("accepted", [*one.accepted]))
                if value
            }
            for key, one in sorted(edits.passages.items())
        },
    }
    return {name: value for name, value in data.items() if value}

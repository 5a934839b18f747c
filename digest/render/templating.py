"""The templates: the user's before the packaged ones, every value made safe and escaped."""

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import jinja2.meta
from markupsafe import Markup

from digest.config.settings import PageStyle
from digest.errors import ConfigError
from digest.records import Digest, Finding
from digest.render.presentation import (
    TEMPLATES,
    WORDS_FILE,
    Presentation,
    anchor,
    earlier_page,
    is_link,
    lead,
    public_url,
    top_stories,
)
from digest.text.printable import printable


class Templates:
    """The templates in the style of the user; each renders one digest."""

    def __init__(self, style: PageStyle) -> None:
        self.texts = Presentation(style)
        self._environment = _environment(style.templates)
        self._style = style

    def render(self, template: str, digest: Digest, **values: object) -> str:
        """The template filled in. Raises ConfigError where the user's own has a mistake."""
        texts = self.texts
        shared: dict[str, object] = {
            "digest": digest,
            "layout": self._style.layout,
            "editor": self._style.editor,
            "words": texts.words,
            "flags": _Flags(texts),
            "sections": texts.sections(digest),
            "top_stories": top_stories(digest),
            "counts": texts.counts(digest),
            "to_check": texts.to_check(digest),
            "note_count": texts.note_count(digest),
            "made_by": texts.made_by(digest),
            "dates": texts.dates(digest.days),
            "published": texts.published,
            "summary": texts.summary,
            "remarks": texts.remarks,
            "origin": texts.origin,
            "also_in": texts.also_in,
            "watched": texts.watched,
            "first_reported": texts.first_reported,
            "earlier_page": earlier_page,
            # Only a week's page lies beside those of other weeks.
            "beside_weeks": False,
            "anchor": anchor,
            "lead": lead,
            "is_link": is_link,
            "public_url": public_url,
        }
        return self._filled(template, shared | values)

    def source(self, template: str) -> Markup:
        """A style sheet, which is trusted: it is ours or the user's own."""
        return Markup(self._filled(template, {}))  # noqa: S704 - see above

    def _filled(self, template: str, values: dict[str, object]) -> str:
        try:
            return self._environment.get_template(template).render(values)
        except jinja2.TemplateError as error:
            raise _mistake(template, error) from error


class _Flags:
    """The notes of one document, numbered so that each can lead to the next."""

    def __init__(self, texts: Presentation) -> None:
        self._texts = texts
        self._number = 0

    def __call__(self, found: tuple[Finding, ...]) -> Iterator[dict[str, object]]:
        for finding in filter(self._texts.shows, found):
            self._number += 1
            (note,) = self._texts.notes((finding,))
            yield {"number": self._number, "severity": finding.severity, "note": note}


def check_templates(style: PageStyle) -> None:
    """Raises ConfigError if the user's folder of templates is missing or has a mistake in it.

    A file that replaces no packaged template, and that no other one includes, is a mistake too.
    """
    folder = style.templates
    if folder is None:
        return
    if not folder.is_dir():
        raise ConfigError(f"{folder}: no such folder; `templates` in the settings names it")
    environment = _environment(folder)
    packaged = {path.name for path in TEMPLATES.iterdir()}
    given = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    used = {WORDS_FILE}
    for name in sorted(given & packaged - used):
        _add_included(environment, name, used)
    for name in sorted(given - used):
        raise ConfigError(
            f"{folder / name}: replaces no packaged template and is included by none;"
            f" they are: {', '.join(sorted(packaged))}"
        )
    _ = Presentation(style).words


def _add_included(environment: jinja2.Environment, name: str, used: set[str]) -> None:
    """Adds a template and all that it includes to `used`. Raises ConfigError for wrong syntax."""
    if name in used:
        return
    used.add(name)
    try:
        assert environment.loader is not None  # noqa: S101 - `_environment` sets it
        source, *_ = environment.loader.get_source(environment, name)
        for other in jinja2.meta.find_referenced_templates(environment.parse(source)):
            if other:
                _add_included(environment, other, used)
    except jinja2.TemplateError as error:
        raise _mistake(name, error) from error


def _mistake(template: str, error: jinja2.TemplateError) -> ConfigError:
    line = getattr(error, "lineno", None)
    where = f"{template}:{line}" if line else template
    return ConfigError(f"{where}: {error}; the packaged templates are in {TEMPLATES}")


def _environment(folder: Path | None) -> jinja2.Environment:
    return _with_loader([folder, TEMPLATES]) if folder else _packaged()


@functools.cache
def _packaged() -> jinja2.Environment:
    return _with_loader([TEMPLATES])


def _with_loader(folders: list[Path]) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders),
        autoescape=True,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )


def _finalized(value: Any) -> Any:
    """Every value that a template prints, so that no template can forget to make it safe."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value

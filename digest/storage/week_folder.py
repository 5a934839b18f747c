"""A week's folder: digest.json, and the files that are rendered from it."""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from digest import desk
from digest.config.settings import FORMATS, Format, PageStyle, Settings
from digest.errors import InputError, OutputError, cannot_write
from digest.records import Digest, Layout
from digest.render import epub_volumes, render_html, render_markdown, with_doubt_marks
from digest.storage.atomic_write import write_all_atomic, write_atomic
from digest.storage.digest_json import dump_digest, load_digest

RECORD = "digest.json"
# For the editor: with the notes of the checks, what failed, and where the articles come from.
EDITORS_COPY = "editor.html"


def write_week(digest: Digest, folder: Path, settings: Settings) -> desk.Edited:
    """Write digest.json as the model made it, and the settings' formats with the edits of the week.

    Writes all of them, or none. Files of other formats, which an earlier run left, are removed:
    they show an older digest. Returns the digest that was rendered. Raises OutputError where the
    files cannot be written, InputError where edits.yaml has a mistake.
    """
    edited, files = render_files(digest, folder, settings)
    _write(folder, files, FORMATS)
    return edited


def render_files(
    digest: Digest, folder: Path, settings: Settings
) -> tuple[desk.Edited, dict[Path, bytes]]:
    """What `write_week` writes, without writing it: the edited digest, and the files by path."""
    edited = desk.apply(digest, desk.load_edits(folder))
    record = {folder / RECORD: dump_digest(digest).encode()}
    return edited, record | _rendered(edited.digest, folder, settings, settings.formats)


def render_week(
    folder: Path,
    settings: Settings,
    *,
    formats: Iterable[Format] = (),
    layout: Layout | None = None,
) -> list[Path]:
    """Write a week's files again from its digest.json and edits.yaml.

    Without `formats`, those of the settings; without `layout`, the week's own. Raises InputError
    where there is no readable digest.json, OutputError as `write_week` does.
    """
    digest = read_edited(folder).digest
    digest = replace(digest, layout=layout or digest.layout)
    wanted = tuple(formats) or settings.formats
    files = _rendered(digest, folder, settings, wanted)
    _write(folder, files, wanted)
    return list(files)


def read_edited(folder: Path) -> desk.Edited:
    """The digest in a week's folder with its edits applied; raises as `read_week` and `write_week`."""
    return desk.apply(read_week(folder), desk.load_edits(folder))


def read_week(folder: Path) -> Digest:
    """The digest in a week's folder; InputError where there is none, or a damaged one."""
    record = folder / RECORD
    try:
        return load_digest(record.read_text(encoding="utf-8"), str(record))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise InputError(f"{record}: {reason}{_hint(folder, error)}") from error


def _hint(folder: Path, error: OSError | UnicodeDecodeError) -> str:
    """What to do about a digest.json that cannot be read; "" for what its reason says by itself."""
    if not isinstance(error, FileNotFoundError):
        return "" if isinstance(error, OSError) else "; make it again with `digest run`"
    weeks = sorted(path.parent for path in folder.glob(f"*/{RECORD}"))
    return f"; name a week in it, such as {weeks[-1]}" if weeks else "; `digest run` makes one"


def save(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write one file, readable by its owner only if `private`; OutputError where that fails."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, data, private=private)
    except OSError as error:
        raise OutputError(cannot_write(path, error)) from error


def check_writable(folder: Path) -> None:
    """Raises OutputError if the folder cannot be made or written to: now, not after an hour."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".writable.{os.getpid()}"
        write_atomic(probe, b"\n")
        probe.unlink()
    except OSError as error:
        raise OutputError(cannot_write(folder, error)) from error


def _write(folder: Path, files: Mapping[Path, bytes], formats: Iterable[Format]) -> None:
    """Writes the files, and removes what else there is in these formats."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_all_atomic(files)
        ours = re.compile(rf"digest(-[0-9]{{1,3}})?\.({'|'.join(formats)})")
        for path in set(folder.glob("digest*")) - set(files):
            if ours.fullmatch(path.name):
                path.unlink()
    except OSError as error:
        raise OutputError(cannot_write(folder, error)) from error


def _rendered(
    digest: Digest, folder: Path, settings: Settings, formats: Iterable[Format]
) -> dict[Path, bytes]:
    """The files of these formats by path; a large book is in several volumes."""
    files = {}
    for format_ in formats:
        for number, data in enumerate(_volumes(digest, format_, settings), 1):
            name = "digest" if number == 1 else f"digest-{number}"
            files[folder / f"{name}.{format_}"] = data
    style = replace(_page_style(digest, settings), editor=True)
    files[folder / EDITORS_COPY] = render_html(digest, style).encode()
    return files


def _page_style(digest: Digest, settings: Settings) -> PageStyle:
    return settings.with_layout(digest.layout).page_style


def _volumes(digest: Digest, format_: Format, settings: Settings) -> list[bytes]:
    style = _page_style(digest, settings)
    digest = with_doubt_marks(digest, style)
    match format_:
        case "md":
            return [render_markdown(digest, style).encode()]
        case "html":
            return [render_html(digest, style).encode()]
        case "epub":
            return epub_volumes(digest, style, max_bytes=round(settings.epub_max_mb * 1e6))

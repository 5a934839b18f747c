"""A digest as files in its week's folder: digest.json first, then all that is rendered from it."""

import itertools
import re
from collections.abc import Iterable
from pathlib import Path

from digest.config.settings import Format, Settings
from digest.errors import InputError, OutputError
from digest.records import Digest
from digest.render import epub, html, markdown
from digest.storage.atomic_write import write_atomic
from digest.storage.digest_json import dump_digest, load_digest

RECORD = "digest.json"


def write(digest: Digest, folder: Path, settings: Settings) -> list[Path]:
    """The digest's files, whole or not at all, each left alone if it is already the same."""
    record = folder / RECORD
    save(record, dump_digest(digest).encode())
    return [record, *render(digest, folder, settings, settings.formats)]


def render(
    digest: Digest, folder: Path, settings: Settings, formats: Iterable[Format]
) -> list[Path]:
    """The files of these formats, made from the digest alone."""
    written = []
    for format_ in formats:
        books = _rendered(digest, format_, settings)
        names = (f"digest{'' if n == 1 else f'-{n}'}.{format_}" for n in itertools.count(1))
        paths = [folder / name for name, _ in zip(names, books, strict=False)]
        for path, data in zip(paths, books, strict=True):
            save(path, data)
        for left in set(folder.glob("digest-*")) - set(paths):
            if re.fullmatch(rf"digest-[0-9]{{1,3}}\.{format_}", left.name):
                left.unlink()  # of an earlier run, which had more volumes
        written += paths
    return written


def read(folder: Path) -> Digest:
    """The digest that a week's folder holds."""
    record = folder / RECORD
    try:
        return load_digest(record.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        weeks = sorted(path.parent for path in folder.glob(f"*/{RECORD}"))
        hint = (
            f"name a week in it, such as {weeks[-1]}" if weeks else "`digest run INPUT` makes one"
        )
        raise InputError(f"{record}: {reason}; {hint}") from error


def save(path: Path, data: bytes) -> None:
    """The data under this name; OutputError where there is no room or no right to write."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, data)
    except OSError as error:
        raise OutputError(_cannot_write(path, error)) from error


def check_writable(folder: Path) -> None:
    """OutputError now rather than after an hour's work, where the folder takes no files."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        write_atomic(probe, b"\n")
        probe.unlink()
    except OSError as error:
        raise OutputError(_cannot_write(folder, error)) from error


def _cannot_write(path: Path, error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{path}: {reason}: cannot write there; free the place or choose another with --out"


def _rendered(digest: Digest, format_: Format, settings: Settings) -> list[bytes]:
    """The files of a format: one, or the volumes of a large book."""
    match format_:
        case "md":
            return [markdown.render(digest, settings.page_style).encode()]
        case "html":
            return [html.render(digest, settings.page_style).encode()]
        case "epub":
            limit = round(settings.epub_max_mb * 1e6)
            return epub.volumes(digest, settings.page_style, max_bytes=limit)

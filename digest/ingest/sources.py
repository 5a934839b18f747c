"""What the user named - files, folders, globs, `-`, URLs - as sources, in an order that holds."""

import glob
import io
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal
from urllib.parse import urlsplit

from digest.errors import InputError
from digest.ingest.http import Fetch
from digest.records import Discard, Failure

Kind = Literal["page", "json", "lines", "csv", "markdown", "html", "mhtml", "feed", "epub", "pdf"]

SUFFIXES: dict[str, Kind] = {
    ".txt": "page", ".text": "page", ".json": "json", ".jsonl": "lines", ".ndjson": "lines",
    ".csv": "csv", ".tsv": "csv", ".md": "markdown", ".markdown": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".shtml": "html", ".mhtml": "mhtml", ".mht": "mhtml",
    ".rss": "feed", ".atom": "feed", ".xml": "feed", ".rdf": "feed", ".epub": "epub", ".pdf": "pdf",
}  # fmt: skip
MAX_BYTES = 256 * 2**20
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read: its name as messages show it, and how to open it."""

    name: str
    open: Callable[[], BinaryIO]
    kind: Kind | None = None


def expand(
    inputs: Sequence[str], stdin: BinaryIO | None, fetch: Fetch
) -> Iterator[Source | Discard | Failure]:
    """The sources that the inputs name: folders in natural order, each file and address once.

    What a folder holds besides is counted in one Discard; a name that nothing bears is a Failure.
    """
    seen: set[str] = set()
    for name in inputs:
        if name == STDIN:
            yield _stdin(stdin)
        elif is_url(name):
            yield from _address(name, seen, fetch)
        else:
            yield from _files(name, seen)


def _address(url: str, seen: set[str], fetch: Fetch) -> Iterator[Source]:
    if url not in seen:
        seen.add(url)
        kind = SUFFIXES.get(PurePosixPath(urlsplit(url).path).suffix.lower())
        yield Source(url, lambda: io.BytesIO(fetch(url)), kind)


def is_url(name: str) -> bool:
    """Whether an input is to be fetched."""
    return re.match(r"https?://", name, re.IGNORECASE) is not None


def bounded(stream: BinaryIO, limit: int = MAX_BYTES) -> bytes:
    """All of a stream; InputError where it holds more than `limit`."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise InputError(f"more than {limit // 2**20} MiB; split it")
    return data


def _stdin(stream: BinaryIO | None) -> Source | Failure:
    if stream is None:
        return Failure("read", STDIN, "there is no standard input to read")
    return Source(STDIN, lambda: io.BytesIO(bounded(stream)))


def _files(name: str, seen: set[str]) -> Iterator[Source | Discard | Failure]:
    path = Path(name)
    try:
        if path.is_dir():
            yield from _folder(path, seen)
        elif path.exists():
            yield from _file(path, seen)
        elif glob.has_magic(name):
            yield from _matches(name, seen)
        else:
            yield Failure("read", name, "no such file or folder")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        yield Failure("read", name, f"cannot be looked up: {reason}")


def _matches(pattern: str, seen: set[str]) -> Iterator[Source | Discard | Failure]:
    found = sorted(glob.glob(pattern, recursive=True), key=_natural)  # noqa: PTH207 - the user's pattern, as it stands
    if not found:
        yield Failure("read", pattern, "no file matches")
    for name in found:
        if Path(name).is_dir():
            # `pages/**` names each file by itself; `pages/*` means a folder's files too.
            if "**" not in pattern:
                yield from _folder(Path(name), seen)
        else:
            yield from _file(Path(name), seen)


def _folder(folder: Path, seen: set[str]) -> Iterator[Source | Discard | Failure]:
    other: Counter[str] = Counter()
    problems: list[OSError] = []
    paths: list[Path] = []
    for root, folders, names in os.walk(folder, onerror=problems.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths += [Path(root, name) for name in names]
    for path in sorted(paths, key=lambda p: _natural(p.as_posix())):
        suffix = path.suffix.lower()
        if path.name.startswith((".", "~$")):
            other["hidden"] += 1
        elif suffix and suffix not in SUFFIXES:
            other[suffix] += 1
        else:
            yield from _file(path, seen)
    for problem in problems:
        yield Failure("read", str(problem.filename), f"cannot be opened: {problem.strerror}")
    if other:
        kinds = ", ".join(f"{suffix} ({count})" for suffix, count in sorted(other.items()))
        reason = f"{other.total()} files that are not read: {kinds}"
        yield Discard(str(folder), (0, 0), "", reason)


def _file(path: Path, seen: set[str]) -> Iterator[Source]:
    real = os.path.realpath(path)
    if real in seen:
        return
    seen.add(real)
    yield Source(str(path), lambda: _opened(path), SUFFIXES.get(path.suffix.lower()))


def _opened(path: Path) -> BinaryIO:
    stream = path.open("rb")
    if stream.seekable():
        return stream
    # A pipe such as <(curl ...) cannot be looked at twice.
    with stream:
        return io.BytesIO(bounded(stream))


def _natural(name: str) -> list[tuple[int, int, str]]:
    """A key that puts p2 before p10."""
    pieces = re.split(r"(\d+)", name)
    return [(0, int(p), "") if p.isdecimal() and p.isascii() else (1, 0, p) for p in pieces]

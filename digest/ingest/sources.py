"""Expands what the user named (files, folders, globs, `-`, URLs) to sources, in a fixed order."""

import glob
import io
import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal
from urllib.parse import urlsplit

from digest.errors import InputError
from digest.ingest.formats import opml
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
OPML = ".opml"
# A list of 1,000 feeds takes a quarter of a megabyte.
_MAX_LIST_BYTES, MAX_FEEDS = 2 * 2**20, 200
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read: its name in messages, how to open it, and the kind its suffix suggests.

    What `is_listed` as a feed is read as a feed or not at all: a site that has moved its feed
    often answers with its front page.
    """

    name: str
    open: Callable[[], BinaryIO]
    kind: Kind | None = None
    is_listed: bool = False


def expand(
    inputs: Sequence[str], stdin: BinaryIO | None, fetch: Fetch
) -> Iterator[Source | Discard | Failure]:
    """Yields the sources of the inputs: folders in natural order, each file and address once.

    The feeds of an OPML file are sources if it is named itself; one that lies in a folder is not read.
    Files of a folder that are not read are counted in one Discard; a name without a file is a Failure.
    """
    seen: set[str] = set()
    for name in inputs:
        if name == STDIN:
            yield _stdin(stdin)
        elif is_url(name):
            yield from _address(name, seen, fetch)
        elif name.lower().endswith(OPML) and Path(name).is_file():
            yield from _listed(name, seen, fetch)
        else:
            yield from _files(name, seen)


def _address(
    url: str, seen: set[str], fetch: Fetch, *, is_listed: bool = False
) -> Iterator[Source]:
    if url not in seen:
        seen.add(url)
        kind = SUFFIXES.get(PurePosixPath(_path_of(url)).suffix.lower())
        name = _CREDENTIALS.sub("//", url, count=1)
        yield Source(name, lambda: io.BytesIO(fetch(url)), kind, is_listed)


def _listed(name: str, seen: set[str], fetch: Fetch) -> Iterator[Source | Failure]:
    """The feeds of an OPML file, at most MAX_FEEDS."""
    try:
        with Path(name).open("rb") as stream:
            feeds = opml.feeds_in(bounded(stream, _MAX_LIST_BYTES))
    except (InputError, OSError) as error:
        yield Failure("read", name, getattr(error, "strerror", None) or str(error))
        return
    if not feeds:
        yield Failure("read", name, "no feed in this list (no outline with an xmlUrl)")
    for url in feeds[:MAX_FEEDS]:
        if is_url(url):
            yield from _address(url, seen, fetch, is_listed=True)
        else:
            yield Failure("read", name, f"not an http or https address: {url[:200]!r}")
    if len(feeds) > MAX_FEEDS:
        reason = f"{len(feeds):,} feeds, of which the first {MAX_FEEDS} are read; split the list"
        yield Failure("read", name, reason)


_CREDENTIALS = re.compile(r"//[^/@\s]*@")


def _path_of(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def is_url(name: str) -> bool:
    """Whether an input is an http or https address."""
    return re.match(r"https?://", name, re.IGNORECASE) is not None


def bounded(stream: BinaryIO, limit: int = MAX_BYTES) -> bytes:
    """All bytes of a stream; InputError if there are more than `limit`."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise InputError(f"more than {limit // 2**20} MiB; split it")
    return data


def _stdin(stream: BinaryIO | None) -> Source | Failure:
    if stream is None:
        return Failure("read", STDIN, "there is no standard input")
    return Source(STDIN, lambda: io.BytesIO(bounded(stream)))


def _files(name: str, seen: set[str]) -> Iterator[Source | Discard | Failure]:
    path = Path(name)
    try:
        if path.is_dir():
            yield from _folder(path, seen)
        elif _is_device(path):
            yield Failure("read", name, "a device or socket, not a file")
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
    found = sorted(glob.glob(pattern, recursive=True), key=_natural)  # noqa: PTH207 - the user's own pattern
    if not found:
        yield Failure("read", pattern, "no file matches")
    for name in found:
        path = Path(name)
        if path.is_dir():
            # `pages/**` matches each file as well; `pages/*` matches folders, whose files are read too.
            if "**" not in pattern:
                yield from _folder(path, seen)
        elif path.is_file():
            yield from _file(path, seen)
        else:
            yield Failure("read", name, "not a regular file")


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
        elif path.is_symlink() and not _is_within(path, folder):
            other["links out of the folder"] += 1
        elif path.exists() and not path.is_file():
            # Reading a named pipe would wait for ever.
            other["pipes and devices"] += 1
        else:
            yield from _file(path, seen)
    for problem in problems:
        yield Failure("read", str(problem.filename), f"cannot be opened: {problem.strerror}")
    if other:
        kinds = ", ".join(f"{kind} ({count})" for kind, count in sorted(other.items()))
        reason = f"{other.total()} files that are not read: {kinds}"
        yield Discard(str(folder), (0, 0), "", reason)


def _is_device(path: Path) -> bool:
    """Whether a path is neither a file nor a pipe, such as the one of <(curl ...)."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode))


def _is_within(path: Path, folder: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


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
    # A pipe such as <(curl ...) cannot be read twice.
    with stream:
        return io.BytesIO(bounded(stream))


def _natural(name: str) -> list[tuple[int, int, str]]:
    """A sort key that puts p2 before p10."""
    pieces = re.split(r"(\d+)", name)
    return [(0, int(p), "") if p.isdecimal() and p.isascii() else (1, 0, p) for p in pieces]

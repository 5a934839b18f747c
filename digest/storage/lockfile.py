"""A lock file, so that two runs in one place do not collide."""

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digest.errors import BusyError, OutputError, cannot_write

if sys.platform == "win32":
    import msvcrt

    def _seize(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _seize(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


# The system releases the lock when the process ends, however it ends. The lock covers the first
# byte; the holder's name comes after it, where Windows lets other processes read it.
_HOLDER_AT = 1
# A symbolic link under the name of the lock would have its target overwritten.
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Holds the lock at `path` within the block.

    Raises BusyError if a running process holds it, OutputError if no lock can be made there.
    """
    descriptor = _open(path)
    try:
        _lock(descriptor, path)
        holder = {"pid": os.getpid(), "host": socket.gethostname()}
        _write(descriptor, path, b" " * _HOLDER_AT + json.dumps(holder).encode())
        yield
        _write(descriptor, path, b"")
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, _FLAGS, 0o666)
    except OSError as error:
        raise _unusable(path, error) from error


def _lock(descriptor: int, path: Path) -> None:
    try:
        _seize(descriptor)
    except (BlockingIOError, PermissionError) as error:
        raise BusyError(
            f"{path}: {_holder(descriptor)} is at work here; wait until it ends"
        ) from error
    except OSError as error:
        raise _unusable(path, error) from error


def _holder(descriptor: int) -> str:
    """Who holds the lock, as far as the file says."""
    os.lseek(descriptor, _HOLDER_AT, os.SEEK_SET)
    try:
        found = json.loads(os.read(descriptor, 1024))
        return f"process {int(found['pid'])} on {found['host']}"
    except (ValueError, KeyError, TypeError):
        return "another run"


def _write(descriptor: int, path: Path, content: bytes) -> None:
    try:
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, content)
    except OSError as error:
        raise _unusable(path, error) from error


def _unusable(path: Path, error: OSError) -> OutputError:
    return OutputError(f"{cannot_write(path, error)}; nothing was started")

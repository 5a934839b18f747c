"""A lock file, so that two runs in one place do not collide."""

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from digest.errors import BusyError, OutputError

if sys.platform == "win32":
    import msvcrt

    def _seize(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _seize(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


# The system locks the first byte and forgets it when the process ends, however it ends, so that
# no lock outlives its run. The holder's name stands behind it, where Windows lets others read it.
_HOLDER_AT = 1


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that has, or had, a lock."""

    pid: int
    host: str

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}"


@contextmanager
def held(path: Path) -> Iterator[Holder | None]:
    """The lock at `path`, held within; yields the run that ended without giving it back, or None.

    BusyError where a living run holds it, OutputError where no lock can be made.
    """
    descriptor = _open(path)
    try:
        _lock(descriptor, path)
        left_behind = _holder(descriptor)
        _write(descriptor, path, Holder(os.getpid(), socket.gethostname()))
        yield left_behind
        _write(descriptor, path, None)
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
    except OSError as error:
        raise _unusable(path, error) from error


def _lock(descriptor: int, path: Path) -> None:
    try:
        _seize(descriptor)
    except (BlockingIOError, PermissionError) as error:
        holder = _holder(descriptor) or "another run"
        raise BusyError(f"{path}: {holder} is at work here; wait until it is done") from error
    except OSError as error:
        raise _unusable(path, error) from error


def _holder(descriptor: int) -> Holder | None:
    """Who stands in the file; None where nobody does, or where a crash cut the name short."""
    os.lseek(descriptor, _HOLDER_AT, os.SEEK_SET)
    try:
        found = json.loads(os.read(descriptor, 1024))
        return Holder(int(found["pid"]), str(found["host"]))
    except (ValueError, KeyError, TypeError):
        return None


def _write(descriptor: int, path: Path, holder: Holder | None) -> None:
    try:
        os.ftruncate(descriptor, 0)
        if holder:
            os.lseek(descriptor, 0, os.SEEK_SET)
            os.write(descriptor, b" " * _HOLDER_AT + json.dumps(asdict(holder)).encode())
    except OSError as error:
        raise _unusable(path, error) from error


def _unusable(path: Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(f"{path}: {reason}: no lock can be made there, so nothing was started")

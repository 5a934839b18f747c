"""What a process may use is what the machine, its control groups and its limits leave it."""

import os
import resource
import subprocess
import sys
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest

from digest.host import _install_command, memory, missing
from tests.conftest import ROOT

GIB = 2**30


def group(root: Path, line: str, limits: dict[str, str]) -> None:
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/self/cgroup").write_text(f"{line}\n")
    for place, text in limits.items():
        path = root / "sys/fs/cgroup" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n")


@pytest.mark.parametrize(
    ("line", "limits"),
    [
        ("0::/user/run", {"user/run/memory.max": str(GIB)}),
        ("0::/user/run", {"user/run/memory.max": "max", "user/memory.max": str(GIB)}),
        ("0::/hidden/outside", {"memory.max": str(GIB)}),
        ("4:memory:/docker/x", {"memory/docker/x/memory.limit_in_bytes": str(GIB)}),
    ],
)
def test_the_limit_of_a_control_group_counts(
    tmp_path: Path, line: str, limits: dict[str, str]
) -> None:
    group(tmp_path, line, limits)
    found = memory(tmp_path)
    assert found is not None
    assert found.size == GIB
    assert "control group" in found.limit


def test_a_group_without_a_limit_leaves_the_machine(tmp_path: Path) -> None:
    group(tmp_path, "0::/user", {"user/memory.max": "max"})
    found = memory(tmp_path)
    assert found is not None
    assert "control group" not in found.limit


@pytest.mark.skipif(sys.platform != "linux", reason="macOS has no limit of the address space")
def test_too_little_memory_is_said_before_the_work(tmp_path: Path) -> None:
    code = (
        "import sys, time, datetime as d; from pathlib import Path; from digest import config; from digest.app import doctor;"
        "from digest.telemetry.console import Console; from digest.app.context import RunContext;"
        f"s = RunContext(config.load(), Path({str(tmp_path)!r}), None, Console(sys.stderr, d.datetime.now),"
        "time.monotonic, d.datetime.now); print(doctor._memory(s))"
    )
    limit = (3 * GIB, resource.RLIM_INFINITY)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, limit),
    )  # fmt: skip
    assert done.returncode == 1
    assert "3.0 GiB (ulimit -v); qwen2.5-coder-1.5b-news needs 3." in done.stderr.decode()


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system has no affinity")
def test_the_cores_are_those_that_this_process_may_use() -> None:
    code = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); from digest.host import cores; print(cores())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.strip() == b"1"


def installed(folder: Path, origin: str) -> PathDistribution:
    """A distribution as pip leaves it, `origin` in its direct_url.json."""
    info = folder / "my_digest-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: my-digest\nVersion: 1.0\n")
    if origin:
        (info / "direct_url.json").write_text(origin)
    return PathDistribution(info)


@pytest.mark.parametrize(
    ("origin", "command"),
    [
        ("", "pip install 'my-digest[pdf]'"),
        (
            '{"url": "file:///srv/my%20clone", "dir_info": {"editable": true}}',
            "pip install -e '/srv/my clone[pdf]'",
        ),
        (
            '{"url": "file:///srv/my_digest-1.0-py3-none-any.whl", "archive_info": {}}',
            "pip install 'my-digest[pdf] @ file:///srv/my_digest-1.0-py3-none-any.whl'",
        ),
    ],
    ids=["index", "clone", "wheel"],
)
def test_an_extra_is_installed_as_digest_itself_was(
    tmp_path: Path, origin: str, command: str
) -> None:
    assert _install_command("pdf", installed(tmp_path, origin)) == command


def test_a_source_tree_that_was_never_installed_is_named() -> None:
    assert _install_command("pdf", None) == f"pip install -e '{ROOT}[pdf]'"


def test_a_missing_package_is_named_with_what_needs_it() -> None:
    error = ModuleNotFoundError("No module named 'lxml_html_clean'", name="lxml_html_clean")
    said = missing("reading web pages", "html", error)
    assert said.startswith("reading web pages needs the 'html' extra")
    assert "'lxml_html_clean' is missing or broken" in said

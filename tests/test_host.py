"""What a process may use is what the machine, its control groups and its limits leave it."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from digest.host import memory
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
    limit = (2 * GIB, resource.RLIM_INFINITY)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, limit),
    )  # fmt: skip
    assert done.returncode == 1
    assert "2.0 GiB (ulimit -v); qwen2.5-coder-1.5b-news needs 3." in done.stderr.decode()

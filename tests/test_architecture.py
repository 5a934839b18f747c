"""The house rules, as tests: layers, lengths, linters, and what a quick command may load."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Command

PACKAGE = sorted((ROOT / "digest").rglob("*.py"))
# Pure core: these may import nothing of ours but each other.
CORE = {"records", "errors", "zh"}


@pytest.mark.parametrize("path", PACKAGE, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_can_be_read_in_one_sitting(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= 400
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, node.name


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            found |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_the_core_imports_only_itself() -> None:
    for name in CORE:
        ours = {n for n in imports(ROOT / "digest" / f"{name}.py") if n.startswith("digest.")}
        assert all(n.split(".")[1] in CORE for n in ours), (name, ours)


def test_only_the_command_line_knows_the_commands_and_only_engines_know_torch() -> None:
    for path in PACKAGE:
        place = path.relative_to(ROOT / "digest").parts
        names = imports(path)
        if place[0] not in {
            "cli.py",
            "cli_eval.py",
            "cli_options.py",
            "cli_plan.py",
            "__main__.py",
        }:
            assert not {n for n in names if n.split(".")[0] == "click" or n == "digest.cli"}, path
        if place[0] not in {"engines", "doctor.py"}:
            assert not {n for n in names if n.split(".")[0] in {"torch", "transformers"}}, path


def test_help_loads_no_torch() -> None:
    code = "import sys, digest.cli; sys.exit(bool({'torch', 'transformers'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_every_command_has_help_with_an_example(command: Command) -> None:
    listed = command("--help")
    assert listed.code == 0
    names = [
        "run",
        "demo",
        "parse",
        "translate",
        "summarise",
        "render",
        "send",
        "terms",
        "models",
        "eval",
        "doctor",
        "plan",
    ]
    for name in names:
        assert name in listed.out
    for name in ("run", "parse", "send", "plan"):
        assert "Example" in command(name, "--help").out


def test_ruff_finds_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "."], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout.decode()


def test_mypy_finds_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout.decode()

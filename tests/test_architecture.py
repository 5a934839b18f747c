"""Rules of the source as tests: import levels, lengths, linters, and what `--help` may load."""

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = sorted((ROOT / "digest").rglob("*.py"))
# The packages and top-level modules ("rooms"), lowest level first. A room may import from lower levels
# only, never from its own. (`digest/__init__.py` holds nothing but the version.)
LEVELS: tuple[tuple[str, ...], ...] = (
    ("errors", "host", "records"),
    ("config", "progress", "text"),
    ("curate", "desk", "engines", "ingest", "quantities"),
    ("terminology",),
    ("checks",),
    ("doubt", "summarise", "translation"),
    ("evaluate", "pipeline", "render"),
    ("storage",),
    ("archive", "mail", "telemetry"),
    ("app",),
    ("cli",),
    ("__main__",),
)
MOST_ROOMS, MOST_LEVELS, MOST_MODULES = 27, 13, 15


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


def room(name: str) -> str:
    """The room that a dotted module name belongs to, or "" if it is not ours."""
    parts = name.split(".")
    return parts[1] if parts[0] == "digest" and len(parts) > 1 else ""


def test_every_import_leads_to_a_lower_level() -> None:
    level = {name: number for number, names in enumerate(LEVELS) for name in names}
    arrows = {
        (path.relative_to(ROOT / "digest").with_suffix("").parts[0], room(name))
        for path in PACKAGE
        for name in imports(path)
        if room(name) in level
    }
    arrows = {(above, below) for above, below in arrows if above not in {below, "__init__"}}
    assert not {(a, b) for a, b in arrows if level[a] <= level[b]}
    print(f"{len(level)} rooms, {len(LEVELS)} levels, {len(arrows)} arrows, 0 up, 0 circles")


def test_the_house_stays_small() -> None:
    rooms = {path.stem for path in (ROOT / "digest").iterdir() if path.suffix == ".py"}
    rooms |= {path.parent.name for path in (ROOT / "digest").glob("*/__init__.py")}
    assert rooms - {"__init__"} == {name for names in LEVELS for name in names}
    assert len(rooms) <= MOST_ROOMS
    assert len(LEVELS) <= MOST_LEVELS


def test_no_folder_holds_more_modules_than_one_can_survey() -> None:
    folders = Counter(path.parent for path in PACKAGE if path.name != "__init__.py")
    assert {folder: n for folder, n in folders.items() if n > MOST_MODULES} == {}


def test_every_package_says_what_it_offers() -> None:
    for path in PACKAGE:
        if path.name == "__init__.py":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            assert ast.get_docstring(tree), path
            kinds = {type(node) for node in tree.body[1:]}
            assert kinds <= {ast.ImportFrom, ast.Assign}, f"{path}: a face only passes names on"


def test_only_the_command_line_knows_the_commands_and_only_engines_know_torch() -> None:
    for path in PACKAGE:
        place = path.relative_to(ROOT / "digest").parts
        names = imports(path)
        if place[0] not in {"cli", "__main__.py"}:
            assert not {
                n for n in names if n.split(".")[0] == "click" or n.startswith("digest.cli")
            }
        if place[0] != "engines" and place[-1] != "doctor.py":
            assert not {n for n in names if n.split(".")[0] in {"torch", "transformers"}}, path


def test_help_loads_no_torch() -> None:
    code = "import sys, digest.cli; sys.exit(bool({'torch', 'transformers'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


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

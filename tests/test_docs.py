"""What the documentation says is true: links, commands, options, files, and its language."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from digest import __version__
from digest.cli.main import digest
from digest.config.loader import profiles
from tests.conftest import ROOT
from tests.test_architecture import LEVELS

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *ROOT.glob("lab/**/*.md")])
PAGES += [ROOT / "tests" / "README.md"]
# Turns of phrase that have to be translated back into English.
FORBIDDEN = re.compile(
    r"\bso many\b|\bhangs on\b|\bput right\b|a finding a|one pair a|a line a text|a text a line"
)


def anchors(page: Path) -> set[str]:
    """The fragments that a page's headings give, as forges make them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head).lower().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'<img src="([^"]+)"', text):
        if target.startswith("http"):
            continue
        path, _, fragment = target.partition("#")
        file = page.parent / path if path else page
        assert file.exists(), target
        if fragment:
            assert fragment in anchors(file), target


def commands(text: str) -> Iterator[str]:
    """The `digest ...` commands of a page, from code blocks and from code in a sentence."""
    for block in re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield from re.findall(r"\bdigest ((?:[a-z]+ |-)[^\n|>&#]*)", block + "\n")
    yield from re.findall(r"`digest ([a-z][^`\n]*)`", text)


@cache
def options(words: tuple[str, ...]) -> tuple[str, frozenset[str]]:
    """The command that the words name, and the options that it and its groups take."""
    command: click.Command = digest
    known = {name for option in digest.params for name in option.opts}
    for word in words:
        if not isinstance(command, click.Group) or word not in command.commands:
            break
        command = command.commands[word]
        known |= {name for option in command.params for name in option.opts}
    return str(command.name), frozenset(known | {"--help"})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_and_option_that_is_named_exists(page: Path) -> None:
    for line in commands(page.read_text(encoding="utf-8")):
        words = tuple(line.split())
        name, known = options(tuple(word for word in words if not word.startswith("-")))
        assert name != "digest" or words[0].startswith("-"), f"no such command: digest {line}"
        given = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert given <= known, f"digest {line}"


def leaves(command: click.Command, words: str) -> Iterator[tuple[str, click.Command]]:
    """Every command below a group, with the words that call it."""
    if isinstance(command, click.Group):
        for name, one in command.commands.items():
            yield from leaves(one, f"{words} {name}")
    else:
        yield words, command


@pytest.mark.parametrize(("words", "command"), list(leaves(digest, "digest")))
def test_every_command_has_help_with_an_example(words: str, command: click.Command) -> None:
    shown = command.get_help(click.Context(command, info_name=words))
    assert "Example" in shown
    assert words in shown.partition("Example")[2]


def test_every_python_module_that_is_named_exists() -> None:
    for page in PAGES:
        for name in re.findall(r"python -m ((?:lab|tests)[\w.]*\w)", page.read_text("utf-8")):
            module = ROOT.joinpath(*name.split("."))
            assert module.with_suffix(".py").exists() or (module / "__main__.py").exists(), name


def test_the_levels_of_the_architecture_page_are_those_held() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", text, re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, len(LEVELS) + 1))
    assert [tuple(re.findall(r"`(\w+)`", names)) for _, names in rows] == list(LEVELS)


def test_the_latest_dated_version_of_the_changelog_is_ours() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## (\S+) – \d{4}-\d\d-\d\d$", text, re.MULTILINE)
    assert versions[0] == __version__
    assert len(versions) == text.count("\n## ")


def test_the_profiles_compared_are_packaged() -> None:
    table = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
    table = table.partition("## Profiles")[2].partition("## ")[0]
    named = set(re.findall(r"^\| `([a-z][\w-]*)` \|", table, re.MULTILINE))
    assert named
    assert named <= set(profiles())


def wording_faults(*roots: Path) -> list[str]:
    files = [file for root in roots for file in ([root] if root.is_file() else root.rglob("*"))]
    return [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in sorted(files)
        if file.suffix in {".py", ".md", ".yaml", ".html", ".xhtml", ".toml"}
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if FORBIDDEN.search(line)
    ]


def test_the_documentation_is_in_idiomatic_english() -> None:
    assert wording_faults(*PAGES) == []


def test_the_code_is_in_idiomatic_english() -> None:
    assert wording_faults(ROOT / "digest", ROOT / "configs") == []

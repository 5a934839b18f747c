"""Every command explains itself: what it does, an example that is right, what each option means."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from digest.cli.main import digest
from tests.conftest import ROOT


def commands(command: click.Command, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """The command and all below it, each with the words that call it."""
    yield path, command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from commands(inner, *path, name)


ALL = dict(commands(digest))
NAMES = [" ".join(path) for path in ALL]


@pytest.mark.parametrize("path", ALL, ids=NAMES)
def test_a_command_says_what_it_does_and_what_each_option_means(path: tuple[str, ...]) -> None:
    command = ALL[path]
    assert command.help
    assert command.help.split("\n")[0].endswith("."), command.help
    # The list of commands would cut off a longer line.
    assert len(command.help.split("\n")[0]) <= 64 or not path
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            assert parameter.help.partition("  [")[0].endswith("."), parameter.help


@pytest.mark.parametrize("path", ALL, ids=NAMES)
def test_a_command_has_an_example_with_options_that_exist(path: tuple[str, ...]) -> None:
    epilog = ALL[path].epilog or ""
    examples = re.findall(r"digest ([^|>\n]+)", epilog)
    assert "Example" in epilog
    assert any(shlex.split(example)[: len(path)] == [*path] for example in examples)
    for example in examples:
        words = shlex.split(example)
        known: set[str] = {name for option in digest.params for name in option.opts}
        command: click.Command = digest
        for word in words:
            if isinstance(command, click.Group) and word in command.commands:
                command = command.commands[word]
                known |= {name for option in command.params for name in option.opts}
        assert {word for word in words if word.startswith("--")} <= known, example


def test_all_commands_are_listed() -> None:
    assert set(digest.commands) >= {
        "run", "demo", "plan", "parse", "translate", "summarise", "terms", "render", "send",
        "review", "archive", "eval", "init", "models", "doctor",
    }  # fmt: skip


def test_help_loads_nothing_heavy() -> None:
    heavy = "{'torch', 'transformers', 'pydantic', 'numpy', 'opencc', 'rich'}"
    code = f"import sys, digest.cli; print(*({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.decode().split() == []

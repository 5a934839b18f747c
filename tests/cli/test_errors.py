"""Errors as a user meets them: a message, a code that a scheduler understands, no lost traceback."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from digest import storage
from digest.cli.main import digest
from digest.cli.options import cache_folder, read_all
from digest.config.settings import Settings
from digest.errors import ConfigError, InputError
from tests.conftest import ROOT, Command, Ran
from tests.support.examples import a_digest

BROKEN = """
import sys
from digest.cli import main
from digest.cli.main import digest
from digest.cli.options import command

@command(example="digest broken")
def broken():
    {statement}

digest.add_command(broken)
sys.argv[1:] = {arguments}
main()
"""


def broken(statement: str, *more: str) -> Ran:
    """A command of which the statement is a bug."""
    code = BROKEN.format(statement=statement, arguments=["broken", *more])
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.parametrize("statement", ["open('/nowhere/x')", "{}['key']", "int('x')"])
def test_a_bug_is_reported_as_internal_error_and_verbose_shows_where(statement: str) -> None:
    ran = broken(statement)
    assert ran.code == 1
    (line,) = ran.err.splitlines()
    assert line.startswith("digest: internal error: ")
    assert line.endswith("--verbose shows the traceback")
    shown = broken(statement, "--verbose").err
    assert "Traceback (most recent call last)" in shown
    assert "in broken" in shown


def test_a_closed_pipe_prints_no_error() -> None:
    ran = broken("raise BrokenPipeError")
    assert (ran.code, ran.err) == (1, "")


def parse_in_a_shell(folder: Path, redirections: str, **variables: str) -> Ran:
    (folder / "a.txt").write_text(
        "水厂开工\n\n本报讯 记者王立报道 江口县第三座水厂昨天开工，两万户居民很快就能用上泉水。\n",
        encoding="utf-8",
    )
    line = f'"$0" -m digest parse "$1"/a.txt "$1"/gone.txt {redirections}'
    done = subprocess.run(
        ["sh", "-c", line, sys.executable, str(folder)],
        cwd=ROOT, capture_output=True, check=False, env=os.environ | variables,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.parametrize("redirections", ["<&-", "<&- 2>&-", "2>/dev/full"])
def test_streams_that_are_closed_or_full_stop_no_work(tmp_path: Path, redirections: str) -> None:
    ran = parse_in_a_shell(tmp_path, redirections)
    assert ran.code == 3, ran.err
    assert "江口县" in ran.out


def test_results_are_utf_8_in_any_locale(tmp_path: Path) -> None:
    ran = parse_in_a_shell(tmp_path, "", PYTHONIOENCODING="ascii")
    assert ran.code == 3, ran.err
    assert "江口县" in ran.out


def test_a_user_without_a_home_folder_is_told_what_to_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unknown(_: type[Path]) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", classmethod(unknown))
    with pytest.raises(ConfigError, match="set XDG_CACHE_HOME"):
        cache_folder()


def test_a_file_that_breaks_off_while_it_is_read_is_named() -> None:
    with (
        Path("/proc/self/mem").open("rb") as file,
        pytest.raises(InputError, match="/proc/self/mem: cannot be read: Input/output error"),
    ):
        read_all(file)


def test_ctrl_c_ends_a_review_in_peace(tmp_path: Path) -> None:
    storage.write_week(a_digest(), tmp_path, Settings())
    words = [sys.executable, "-m", "digest", "review", str(tmp_path), "--no-browser"]
    with subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout
        assert running.stderr
        assert "http://127.0.0.1" in running.stdout.readline()
        running.stderr.readline()
        running.send_signal(signal.SIGINT)
        assert running.stderr.read() == "ended; what you saved is kept\n"
    assert running.returncode == 0


def test_a_second_run_in_the_same_place_exits_with_75(command: Command, tmp_path: Path) -> None:
    with storage.exclusive(tmp_path / ".lock"):
        ran = command("demo", "--profile", "fake", "--out", tmp_path)
    assert ran.code == 75, ran.err
    assert "is at work here" in ran.err


def test_cluster_swallows_no_input() -> None:
    context = digest.commands["run"].make_context("run", ["--cluster", "page.txt"])
    assert context.params["inputs"] == ("page.txt",)
    assert context.params["cluster"]


def test_nothing_is_sent_if_every_week_lies_in_the_future(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        '{"title": "水厂开工", "text": "江口县第三座水厂昨天开工，两万户居民很快就能用上泉水。", "date": "2099-12-30"}\n',
        encoding="utf-8",
    )
    (tmp_path / "digest.yaml").write_text(
        "mail: {host: localhost, sender: a@example.org, recipients: [b@example.org]}\n"
    )
    ran = command("run", "a.jsonl", "--profile", "fake", "--no-cache", "--send", cwd=tmp_path)
    assert ran.code == 1, ran.err
    assert "nothing was sent: every week lies in the future" in ran.err
    assert not (tmp_path / "outputs" / "2099-W53" / "sent.sqlite").exists()

"""The main job with the real weights: the sample, the seed page, a kill in the middle."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from digest import report
from digest.store import load_digest
from digest.translate import MARKER
from digest.zh import has_han
from tests.conftest import ROOT, Command
from tests.test_render import epubcheck

pytestmark = [pytest.mark.real, pytest.mark.usefixtures("weights")]
FILES = ("digest.json", "digest.md", "digest.epub", "digest.html")


def contents(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in FILES]


def check(folder: Path, articles: int) -> None:
    digest = load_digest((folder / "digest.json").read_text(encoding="utf-8"))
    assert len(digest.entries) == articles
    assert not digest.failures
    for entry in digest.entries:
        assert entry.summary
        for pair in report.pairs(entry):
            assert pair.en.strip()
            assert not has_han(pair.en), pair
        for en in [line.en for line in entry.bylines] + [line.en for line in entry.credits]:
            assert not has_han(en)
    marked = [p for e in digest.entries for p in report.pairs(e) if p.en == MARKER]
    assert len(marked) <= 1


@pytest.fixture(scope="session")
def demo(command: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo")
    ran = command("demo", "--out", out, "--cache", out / "texts.sqlite")
    assert ran.code in {0, 3}, ran.err
    return out / "2026-W39"


def test_the_demo_makes_a_whole_digest(demo: Path, tmp_path: Path) -> None:
    check(demo, 8)
    assert "0 errors / 0 warnings" in epubcheck((demo / "digest.epub").read_bytes(), tmp_path)


def test_the_demo_again_does_no_model_work(demo: Path, command: Command) -> None:
    before = contents(demo)
    command("demo", "--out", demo.parent, "--cache", demo.parent / "texts.sqlite")
    said = json.loads((demo / "report.json").read_text())
    assert said["tokens"] == 0
    assert said["texts"]["asked"] == said["texts"]["without_model"]
    assert contents(demo) == before


def test_a_run_killed_in_the_middle_goes_on_with_what_it_had(
    demo: Path, command: Command, home: Path, tmp_path: Path
) -> None:
    # To the byte with the fake engine (test_survival); the model's words may hang on what is asked
    # beside a long text, and less is asked in the second run.
    cache = tmp_path / "texts.sqlite"
    words = [sys.executable, "-m", "digest", "demo", "--out", str(tmp_path), "--cache", str(cache)]
    environment = os.environ | {"XDG_CACHE_HOME": str(home)}
    with subprocess.Popen(words, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as run:
        while run.poll() is None and len(kept(cache)) < 12:
            time.sleep(0.2)
        run.send_signal(signal.SIGKILL)
    before = kept(cache)
    assert not (tmp_path / "2026-W39").exists()
    assert len(before) >= 12
    command("demo", "--out", tmp_path, "--cache", cache)
    after = kept(cache)
    assert before.items() <= after.items()
    assert len(after) > len(before)
    check(tmp_path / "2026-W39", 8)
    assert len(contents(tmp_path / "2026-W39")) == len(contents(demo))


def kept(cache: Path) -> dict[str, str]:
    """The texts that a cache holds, by their keys."""
    if not cache.exists():
        return {}
    database = sqlite3.connect(cache)
    try:
        return dict(database.execute("SELECT key, output FROM texts").fetchall())
    except sqlite3.OperationalError:
        return {}
    finally:
        database.close()


def test_the_seed_page_makes_a_whole_digest(shared: Path, command: Command, tmp_path: Path) -> None:
    page = shared / "seed" / "page.txt"
    ran = command("run", page, "--week", "2021-W39", "--out", tmp_path, "--no-cache")
    assert ran.code in {0, 3}, ran.err
    folder = tmp_path / "2021-W39"
    check(folder, 7)
    assert "0 errors / 0 warnings" in epubcheck((folder / "digest.epub").read_bytes(), tmp_path)

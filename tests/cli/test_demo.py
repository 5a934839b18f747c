"""The main job with the real weights: the sample, the seed page, a kill in the middle."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from html import unescape
from pathlib import Path

import pytest

from digest import records
from digest.storage.digest_json import load_digest
from digest.summarise import SHORT_BODY_CHARS
from digest.text.hanzi import has_han
from digest.translation.ladder import MARKER
from tests.conftest import ROOT, Command
from tests.render.test_render import epubcheck

pytestmark = [pytest.mark.real, pytest.mark.usefixtures("weights")]
PICTURES = ("front-phone", "digest", "mail")
FILES = ("digest.json", "digest.md", "digest.epub", "digest.html")


def contents(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in FILES]


def check(folder: Path, articles: int) -> None:
    digest = load_digest((folder / "digest.json").read_text(encoding="utf-8"))
    assert len(digest.entries) == articles
    assert not digest.failures
    for entry in digest.entries:
        body = "\n".join(block.pair.zh for block in entry.blocks)
        assert bool(entry.summary) == (len(body) > SHORT_BODY_CHARS["short"])
        for pair in records.pairs(entry):
            assert pair.en.strip()
            assert not has_han(pair.en), pair
        for en in [line.en for line in entry.bylines] + [line.en for line in entry.credits]:
            assert not has_han(en)
    marked = [p for e in digest.entries for p in records.pairs(e) if p.en == MARKER]
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


def test_the_pictures_in_the_docs_show_what_the_demo_prints(demo: Path) -> None:
    """Seven of ten stretches of ten characters: some words differ from one kind of CPU to another."""
    printed = unescape(re.sub(r"<[^>]+>", "", (demo / "digest.html").read_text(encoding="utf-8")))
    printed = "".join(printed.split())
    for name in PICTURES:
        shown = "".join((ROOT / "docs" / f"{name}.txt").read_text(encoding="utf-8").split())
        stretches = [shown[at : at + 10] for at in range(len(shown) - 10)]
        assert len(stretches) > 200
        there = sum(stretch in printed for stretch in stretches) / len(stretches)
        assert there >= 0.7, f"docs/{name}.png is out of date ({there:.0%}): run `just pictures`"


def test_repeating_the_demo_makes_no_model_calls(demo: Path, command: Command) -> None:
    before = contents(demo)
    command("demo", "--out", demo.parent, "--cache", demo.parent / "texts.sqlite")
    said = json.loads((demo / "report.json").read_text())
    assert said["tokens"] == 0
    assert said["texts"]["asked"] == said["texts"]["without_model"]
    assert contents(demo) == before


def test_a_killed_run_resumes_to_the_same_bytes(
    demo: Path, command: Command, home: Path, tmp_path: Path
) -> None:
    """A third of the demo's texts are generated again, with a kill after the first twelve of them."""
    cache = tmp_path / "texts.sqlite"
    before = forget_a_third(demo.parent / "texts.sqlite", cache)
    words = [sys.executable, "-m", "digest", "demo", "--out", str(tmp_path), "--cache", str(cache)]
    environment = os.environ | {"XDG_CACHE_HOME": str(home)}
    with subprocess.Popen(words, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as run:
        while run.poll() is None and kept(cache) < before + 12:
            time.sleep(0.1)
        run.send_signal(signal.SIGKILL)
    assert not (tmp_path / "2026-W39").exists()
    assert kept(cache) >= before + 12
    command("demo", "--out", tmp_path, "--cache", cache)
    assert contents(tmp_path / "2026-W39")[1:] == contents(demo)[1:]


def forget_a_third(whole: Path, cache: Path) -> int:
    """Copy a cache without a third of its texts; returns the number of the others."""
    with sqlite3.connect(whole) as source, sqlite3.connect(cache) as copy:
        source.backup(copy)
        (count,) = copy.execute("SELECT count(*) FROM texts").fetchone()
        copy.execute(
            "DELETE FROM texts WHERE key IN (SELECT key FROM texts ORDER BY key LIMIT ?)",
            (count // 3,),
        )
    copy.close()
    source.close()
    return kept(cache)


def kept(cache: Path) -> int:
    if not cache.exists():
        return 0
    database = sqlite3.connect(cache)
    try:
        return int(database.execute("SELECT count(*) FROM texts").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        database.close()


def test_the_seed_page_makes_a_whole_digest(shared: Path, command: Command, tmp_path: Path) -> None:
    page = shared / "seed" / "page.txt"
    ran = command("run", page, "--week", "2021-W39", "--out", tmp_path, "--no-cache")
    assert ran.code in {0, 3}, ran.err
    folder = tmp_path / "2021-W39"
    check(folder, 7)
    assert "0 errors / 0 warnings" in epubcheck((folder / "digest.epub").read_bytes(), tmp_path)

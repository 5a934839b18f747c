"""The week's folder: all of its files or none, nothing stale, nobody else's files touched."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from digest import storage
from digest.config.settings import Format, Settings
from digest.errors import BusyError, InputError, OutputError
from digest.records import Pair, PairBlock
from tests.support.examples import a_digest, an_entry


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_run_with_fewer_formats_leaves_no_older_digest_behind(tmp_path: Path) -> None:
    storage.write_week(a_digest(), tmp_path, Settings())
    assert names(tmp_path) == [
        "digest.epub",
        "digest.html",
        "digest.json",
        "digest.md",
        "editor.html",
    ]
    (tmp_path / "digest-notes.html").write_text("the editor's own")
    storage.write_week(a_digest(), tmp_path, Settings(formats=("md",)))
    assert names(tmp_path) == ["digest-notes.html", "digest.json", "digest.md", "editor.html"]


def test_rendering_one_format_leaves_the_others(tmp_path: Path) -> None:
    storage.write_week(a_digest(), tmp_path, Settings())
    made = storage.render_week(tmp_path, Settings(), formats=("md",))
    assert [path.name for path in made] == ["digest.md", "editor.html"]
    assert len(names(tmp_path)) == 5


def test_rendering_without_formats_makes_those_of_the_settings(tmp_path: Path) -> None:
    storage.write_week(a_digest(), tmp_path, Settings(formats=("md",)))
    made = storage.render_week(tmp_path, Settings(formats=("html",)))
    assert [path.name for path in made] == ["digest.html", "editor.html"]


def test_the_layout_chosen_for_a_week_stays_with_it(tmp_path: Path) -> None:
    storage.write_week(replace(a_digest(), layout="zh"), tmp_path, Settings())
    storage.render_week(tmp_path, Settings(layout="stacked"))
    english = a_digest().entries[0].blocks[0].pair.en
    assert english not in (tmp_path / "digest.html").read_text(encoding="utf-8")
    storage.render_week(tmp_path, Settings(), layout="stacked")
    assert english in (tmp_path / "digest.html").read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_readers_see_a_mark_on_doubtful_english_only_where_the_settings_ask_for_it(
    tmp_path: Path,
) -> None:
    pairs = [
        Pair("海选干部。", "They were chosen by sea selection.", doubt=0.7),
        Pair("开会。", "They met.", doubt=0.2),
    ]
    entry = replace(an_entry(), blocks=tuple(PairBlock("p", pair) for pair in pairs))
    formats: tuple[Format, ...] = ("md", "html")
    for limit, marks in ((None, 0), (0.8, 0), (0.7, 1), (0.1, 2)):
        storage.write_week(
            a_digest(entry), tmp_path, Settings(mark_doubt_from=limit, formats=formats)
        )
        for name in ("digest.md", "digest.html"):
            text = (tmp_path / name).read_text(encoding="utf-8")
            assert text.count("translation uncertain") == marks, (name, limit)
            assert ("sea selection. " in text) == (marks > 0)
        assert "translation uncertain" not in (tmp_path / "editor.html").read_text(encoding="utf-8")
        assert "uncertain" not in (tmp_path / "digest.json").read_text(encoding="utf-8")


def test_a_disk_that_fills_up_changes_no_file(tmp_path: Path) -> None:
    """A limit on file sizes simulates a full disk: the EPUB is the last and largest file."""
    old = replace(a_digest(), title=Pair("旧", "Old"))
    storage.write_week(old, tmp_path, Settings())
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    size = len(before["digest.epub"]) - 500
    script = (
        "import resource, signal, sys; from pathlib import Path; from digest import storage;"
        "from digest.config import Settings; from digest.errors import OutputError;"
        "from tests.support.examples import a_digest;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))\n"
        "try: storage.write_week(a_digest(), Path(sys.argv[1]), Settings())\n"
        "except OutputError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, check=True
    )
    assert b"make room" in done.stdout
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_folder_of_weeks_names_one_of_them(tmp_path: Path) -> None:
    storage.write_week(a_digest(), tmp_path / "2026-W39", Settings())
    with pytest.raises(InputError, match=r"digest\.json: No such file.*such as .*2026-W39"):
        storage.read_week(tmp_path)


def test_a_damaged_digest_is_named_with_its_folder(tmp_path: Path) -> None:
    (tmp_path / "digest.json").write_bytes(b"{")
    with pytest.raises(InputError, match=str(tmp_path)):
        storage.read_week(tmp_path)


def test_a_private_file_is_for_its_owner_only(tmp_path: Path) -> None:
    storage.save(tmp_path / "mail.eml", b"x", private=True)
    storage.save(tmp_path / "page.html", b"x")
    if os.name == "posix":
        assert (tmp_path / "mail.eml").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "page.html").stat().st_mode & 0o777 & 0o600 == 0o600


def test_a_link_in_place_of_the_lock_or_of_a_file_is_never_written_through(tmp_path: Path) -> None:
    """In a folder that others can write to, somebody may have put links under our names."""
    treasure = tmp_path / "treasure"
    treasure.write_text("gold")
    (tmp_path / "lock").symlink_to(treasure)
    with (
        pytest.raises(OutputError, match=r"cannot write there.*nothing was started"),
        storage.exclusive(tmp_path / "lock"),
    ):
        pass
    (tmp_path / f".page.html.{os.getpid()}").symlink_to(treasure)
    storage.save(tmp_path / "page.html", b"new")
    assert treasure.read_text() == "gold"
    assert (tmp_path / "page.html").read_bytes() == b"new"


def test_a_lock_is_held_by_one_and_names_its_holder(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with storage.exclusive(lock):
        busy = pytest.raises(BusyError, match=f"process {os.getpid()} on")
        with busy, storage.exclusive(lock):
            pass
    with storage.exclusive(lock):
        pass


def test_two_runs_that_begin_at_once_both_find_the_folder_writable(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from digest import storage\n"
        "for _ in range(50): storage.check_writable(Path(sys.argv[1]))"
    )
    words = [sys.executable, "-c", script, str(tmp_path / "out")]
    checks = [subprocess.Popen(words, stderr=subprocess.PIPE) for _ in range(2)]
    assert [check.communicate()[1] for check in checks] == [b"", b""]
    assert names(tmp_path / "out") == []

"""Scenes from a week with `digest`, each named after what somebody wanted and once did not get.

Most scenes are told where their package is tested:

| who wanted what | test |
|---|---|
| an editor: no empty week in the inboxes, and the real one after it | here |
| a reader: Saturday's fire in some issue, an undated story in one only | `app/test_issues.py`: every Friday run tells each story once |
| an engineer: the README's timer to work | `app/test_starter.py`: systemd accepts the units |
| an engineer: to be told of too little memory before the first run | `app/test_doctor.py`: too little memory is found |
| an engineer: no gigabytes of CUDA on a machine without a GPU | here |
| a visitor: pictures that show today's English | `cli/test_demo.py`: the pictures show what the demo prints |
| an editor: a correction that survives the next run and is in the mail | `app/test_desk.py` |
| an editor: to hear at once that the mail server's port is wrong | `mail/test_send.py`: a refused connection is said at once |
| a subscriber: no server paths, no parse failures | `render/test_render.py`: what concerns the editor; and here |
| a reader: the week's most important stories at the top | `render/test_render.py`: the front page |
| an editor: the house's word inside longer names | `terminology/test_glossary.py`: a glossary word inside names |
| an editor: drop, move, annotate, and next week to remember it | `desk/test_edits.py`, `app/test_desk.py`; and here |
"""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from digest import desk, ingest, storage
from digest.desk import ArticleEdits, Edits
from digest.errors import InputError
from digest.records import Failure, Pair, Week
from digest.render import render_markdown
from tests.app.test_issues import article, make, november
from tests.conftest import ROOT

WEEK = Week(2026, 47)


def test_an_editor_wants_the_real_week_after_an_empty_one(tmp_path: Path) -> None:
    """The scraper fails on Thursday, and the pages arrive on Friday."""
    with pytest.raises(InputError, match="none of the 1 articles"):
        make(tmp_path, [article(0, date(2026, 10, 1))], WEEK)
    assert not (tmp_path / str(WEEK)).exists()
    (made,) = make(tmp_path, [article(0, november(18))], WEEK)
    assert made.folder
    assert (made.folder / "digest.md").exists()


def test_an_engineer_wants_no_gigabytes_of_cuda_without_a_gpu() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (index,) = project["tool"]["uv"]["index"]
    assert index["url"].endswith("/whl/cpu")
    assert project["tool"]["uv"]["sources"]["torch"][0]["index"] == index["name"]
    assert f"--index-url {index['url']}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_subscriber_wants_no_list_of_a_stray_files_rows(tmp_path: Path) -> None:
    stray = tmp_path / "INDEX.tsv"
    rows = "".join(f"{number}.txt\t江口日报\n" for number in range(73))
    stray.write_text(f"file\tpaper\n{rows}", encoding="utf-8")
    (failure,) = ingest.read([str(tmp_path)])
    assert isinstance(failure, Failure)
    (outcome,) = make(tmp_path / "out", [article(0, november(18)), failure], WEEK)
    assert outcome.folder
    assert "INDEX" not in render_markdown(storage.read_week(outcome.folder))


def test_an_editor_wants_stories_dropped_moved_and_annotated_in_every_later_run(
    tmp_path: Path,
) -> None:
    found = [article(number, november(18)) for number in range(3)]
    (outcome,) = make(tmp_path, found, WEEK)
    assert outcome.folder
    first, second, third = (entry.id for entry in storage.read_week(outcome.folder).entries)
    edits = Edits(
        articles={
            first: ArticleEdits(drop=True),
            third: ArticleEdits(place=1, note=Pair("注", "Noted")),
        }
    )
    (outcome.folder / desk.EDITS).write_text(desk.dump_edits(edits), encoding="utf-8")
    for _ in range(2):
        make(tmp_path, found, WEEK)
        text = (outcome.folder / "digest.md").read_text(encoding="utf-8")
        assert first not in text
        assert text.index(f'"a-{third}"') < text.index(f'"a-{second}"')
        assert "Noted" in text

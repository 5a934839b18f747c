"""An editor's week: what is corrected stays in every file, in the mail and in the next week."""

import json
from pathlib import Path

import docx
import pytest

from digest import desk, storage
from digest.app import desk as app
from digest.config.settings import Settings
from digest.desk import ArticleEdits, Edits, PassageEdit, passage_key
from digest.errors import InputError
from tests.conftest import Command

FIRST, SECOND = "区总工会周三为环卫工人送去清凉用品。", "活动持续到九月底，预计走访一百个站点。"


@pytest.fixture
def week(command: Command, tmp_path: Path) -> Path:
    """A week that the fake engine made of one article."""
    source = tmp_path / "page.jsonl"
    record = {"title": "为环卫工人送清凉", "content": f"{FIRST}\n{SECOND}", "date": "2026-11-18"}
    source.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    run(command, tmp_path)
    return tmp_path / "out" / "2026-W47"


def run(command: Command, folder: Path, week: str = "2026-W47") -> str:
    words = ["run", folder / "page.jsonl", "--profile", "fake", "--no-cache", "--week", week]
    ran = command(*words, "--out", folder / "out")
    assert ran.code in (0, 3), ran.err
    return ran.err


def corrected(week: Path) -> Edits:
    (entry,) = storage.read_week(week).entries
    return Edits(
        names={},
        articles={
            entry.id: ArticleEdits(
                headline="Cool supplies for street cleaners",
                passages={passage_key(SECOND): PassageEdit(SECOND, "It runs to late September.")},
            )
        },
    )


def test_a_correction_is_in_every_file_and_survives_the_next_run(
    command: Command, week: Path
) -> None:
    (week / desk.EDITS).write_text(desk.dump_edits(corrected(week)), encoding="utf-8")
    said = run(command, week.parents[1])
    assert "edits.yaml: 2 corrections applied" in said
    made = {
        name: (week / name).read_bytes() for name in ("digest.md", "digest.html", "digest.epub")
    }
    assert b"It runs to late September." in made["digest.md"]
    assert b"Cool supplies for street cleaners" in made["digest.html"]
    run(command, week.parents[1])
    assert made == {name: (week / name).read_bytes() for name in made}
    assert command("render", week, "--format", "md").code == 0
    assert (week / "digest.md").read_bytes() == made["digest.md"]


def test_the_mail_has_the_correction(command: Command, week: Path) -> None:
    (week / desk.EDITS).write_text(desk.dump_edits(corrected(week)), encoding="utf-8")
    assert command("send", week, "--to", "li@example.org", "--dry-run").code == 0
    assert b"late September" in (week / "digest.eml").read_bytes()


def test_the_next_week_takes_the_same_passage_without_the_model(
    command: Command, week: Path
) -> None:
    (week / desk.EDITS).write_text(desk.dump_edits(corrected(week)), encoding="utf-8")
    run(command, week.parents[1])
    folder = week.parents[1]
    text = (folder / "page.jsonl").read_text(encoding="utf-8")
    (folder / "page.jsonl").write_text(text.replace("2026-11-18", "2026-11-25"), encoding="utf-8")
    run(command, folder, "2026-W48")
    (entry,) = storage.read_week(folder / "out" / "2026-W48").entries
    assert "It runs to late September." in [block.pair.en for block in entry.blocks]
    assert entry.title.en == "Cool supplies for street cleaners"


def test_a_correction_whose_passage_is_gone_is_said(command: Command, week: Path) -> None:
    (entry,) = storage.read_week(week).entries
    lost = ArticleEdits(passages={"0" * 12: PassageEdit("没有这句话", "Not there.")})
    edits = Edits(articles={entry.id: lost})
    (week / desk.EDITS).write_text(desk.dump_edits(edits), encoding="utf-8")
    assert "not applied" in run(command, week.parents[1])


def test_a_mistake_in_the_corrections_is_one_message_and_harms_nothing(
    command: Command, week: Path
) -> None:
    before = (week / "digest.md").read_bytes()
    (week / desk.EDITS).write_text("articles: {a: {headlin: x}}\n", encoding="utf-8")
    ran = command("render", week)
    assert ran.code != 0
    assert "edits.yaml: articles.a.headlin" in ran.err
    assert (week / "digest.md").read_bytes() == before


def test_a_mistake_in_an_old_week_is_said_and_stops_no_other(command: Command, week: Path) -> None:
    (week / desk.EDITS).write_text("articles: [\n", encoding="utf-8")
    page = week.parents[1] / "page.jsonl"
    page.write_text(page.read_text(encoding="utf-8").replace("11-18", "11-25"), encoding="utf-8")
    said = run(command, week.parents[1], "2026-W48")
    assert "2026-W47/edits.yaml:" in said
    assert (week.parent / "2026-W48" / "digest.md").exists()


def test_a_translators_file_comes_back_as_corrections(
    command: Command, week: Path, tmp_path: Path
) -> None:
    file = tmp_path / "w.xlf"
    assert command("export", week, file).code == 0
    (entry,) = storage.read_week(week).entries
    old = entry.blocks[0].pair.en
    text = file.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    file.write_text(text.replace(old, "Changed by a translator."), encoding="utf-8")
    assert command("import", week, file).code == 0
    assert "Changed by a translator." in (week / desk.EDITS).read_text(encoding="utf-8")


def test_a_week_reviewed_from_inside_its_folder_is_kept_in_the_memory_of_the_outputs(
    command: Command, week: Path, tmp_path: Path
) -> None:
    file = tmp_path / "w.xlf"
    assert command("export", week, file).code == 0
    text = file.read_text(encoding="utf-8")
    (entry,) = storage.read_week(week).entries
    file.write_text(text.replace(entry.blocks[0].pair.en, "Changed."), encoding="utf-8")
    ran = command("import", ".", file, cwd=week)
    assert ran.err == "1 passage corrected in edits.yaml\n"
    assert not (week / app.MEMORY).exists()
    assert (week.parent / app.MEMORY).exists()


@pytest.mark.parametrize("name", ["w47.doc", "w47"])
def test_a_week_is_exported_under_the_name_of_what_it_is(week: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"name it \.xlf"):
        app.export_week(week, week / name, Settings())
    with pytest.raises(InputError, match=r"name it \.tmx"):
        app.export_memory(week / "m.sqlite", week / "m.csv")


def test_a_memory_goes_out_and_comes_in(command: Command, tmp_path: Path) -> None:
    mine, theirs = tmp_path / "my.yaml", tmp_path / "theirs.tsv"
    mine.write_text("outputs: out\n", encoding="utf-8")
    theirs.write_text("工会\tTrade union\n", encoding="utf-8")
    assert (
        command(
            "memory",
            "import",
            theirs,
            "--config",
            mine,
        ).code
        == 0
    )
    assert (
        command(
            "memory",
            "export",
            tmp_path / "all.tmx",
            "--config",
            mine,
        ).code
        == 0
    )
    assert "<seg>Trade union</seg>" in (tmp_path / "all.tmx").read_text(encoding="utf-8")


def test_the_review_page_is_written_beside_the_digest(week: Path) -> None:
    page = app.write_review_page(week)
    assert page.name == "review.html"
    assert SECOND in page.read_text(encoding="utf-8")


def test_the_corrected_week_is_exported_for_word(
    command: Command, week: Path, tmp_path: Path
) -> None:
    (week / desk.EDITS).write_text(desk.dump_edits(corrected(week)), encoding="utf-8")
    ran = command("export", week, tmp_path / "w47.docx")
    assert ran.code == 0, ran.err
    text = [paragraph.text for paragraph in docx.Document(str(tmp_path / "w47.docx")).paragraphs]
    assert "It runs to late September." in text
    assert SECOND in text
    assert "为环卫工人送清凉\nCool supplies for street cleaners" in text

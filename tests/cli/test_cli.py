"""The commands as a user runs them: results, messages and exit codes, never a traceback."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from digest import host
from tests.conftest import ROOT, Command, Ran

PAGE = (
    "山泉入户\n\n本报讯 记者王立报道 昨天，江口县的第三座水厂开始供水，2.3万户居民用上了山泉水。\n"
)


def clear(ran: Ran, code: int, *words: str) -> None:
    """A message that says so, the right code, no traceback."""
    assert ran.code == code, ran.err
    assert "Traceback" not in ran.err
    for word in words:
        assert word in ran.err, ran.err


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


def make(command: Command, page: Path, out: Path, *more: object) -> Ran:
    return command("run", page, "--week", "2026-W47", "--profile", "fake", "--out", out, *more)


def test_a_run_writes_the_week_and_names_the_digest(
    command: Command, page: Path, tmp_path: Path
) -> None:
    ran = make(command, page, tmp_path / "out")
    assert ran.code == 0, ran.err
    folder = tmp_path / "out" / "2026-W47"
    assert ran.out.strip() == str(folder / "digest.md")
    names = {"digest.json", "digest.md", "digest.epub", "digest.html", "report.json", "editor.html"}
    assert {path.name for path in folder.iterdir()} == names
    report = json.loads((folder / "report.json").read_text())
    assert report["counts"]["articles"] == 1


def test_the_reporter_of_an_agencys_report_is_not_the_papers_own(
    command: Command, page: Path, tmp_path: Path
) -> None:
    page.write_text(
        PAGE.replace("本报讯 记者王立", "新华社江口11月18日电（记者王立）"), encoding="utf-8"
    )
    assert make(command, page, tmp_path / "out").code == 0
    made = (tmp_path / "out" / "2026-W47" / "digest.md").read_text(encoding="utf-8")
    assert "By Wang Li, Xinhua reporter" in made


def test_a_second_run_asks_no_model_and_changes_no_byte(
    command: Command, page: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out" / "2026-W47"
    made = []
    for _ in range(2):
        make(command, page, tmp_path / "out", "--cache", tmp_path / "texts.sqlite")
        names = ("digest.json", "digest.md", "digest.epub", "digest.html")
        made.append([(folder / name).read_bytes() for name in names])
    assert made[0] == made[1]
    report = json.loads((folder / "report.json").read_text())
    assert report["texts"]["asked"] == report["texts"]["without_model"]


def test_articles_without_a_date_need_a_week(command: Command, page: Path, tmp_path: Path) -> None:
    clear(command("run", page, "--profile", "fake", "--out", tmp_path), 1, "--week")


def test_render_makes_the_files_again_from_the_record(
    command: Command, page: Path, tmp_path: Path
) -> None:
    make(command, page, tmp_path)
    folder = tmp_path / "2026-W47"
    before = (folder / "digest.epub").read_bytes()
    (folder / "digest.epub").unlink()
    assert command("render", folder, "--format", "epub").code == 0
    assert (folder / "digest.epub").read_bytes() == before


def test_a_dry_run_of_send_writes_the_mail(command: Command, page: Path, tmp_path: Path) -> None:
    make(command, page, tmp_path)
    ran = command("send", tmp_path / "2026-W47", "--to", "li@example.org", "--dry-run")
    assert ran.code == 0, ran.err
    mail = (tmp_path / "2026-W47" / "digest.eml").read_bytes()
    assert b"To: li@example.org" in mail
    assert b"application/epub+zip" in mail


def test_parse_shows_articles_and_says_what_it_left_out(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(f"江口日报 数字报纸\n\n{PAGE}", encoding="utf-8")
    ran = command("parse", path)
    assert ran.code == 0
    (line,) = ran.out.splitlines()
    assert json.loads(line)["title"] == "山泉入户"
    assert f"{path}:1-1: left out" in ran.err


def test_parsed_articles_run_from_standard_input(
    command: Command, page: Path, tmp_path: Path
) -> None:
    lines = command("parse", page).out.encode()
    ran = command(
        "run", "-", "--week", "2026-W47", "--profile", "fake", "--out", tmp_path, data=lines
    )
    assert ran.code == 0, ran.err


def test_translate_prints_one_object_per_line(command: Command) -> None:
    ran = command(
        "translate", "--profile", "fake", "--no-cache", data="你好。\n\n再见。\n".encode()
    )
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert [row["zh"] for row in rows] == ["你好。", "", "再见。"]
    assert rows[0].keys() == {"zh", "en", "findings"}


def test_summarise_takes_what_parse_gives(command: Command, page: Path) -> None:
    lines = command("parse", page).out.encode()
    ran = command("summarise", "--profile", "extractive", "--no-cache", data=lines)
    row = json.loads(ran.out)
    assert row["summary_zh"]
    assert row["id"] == json.loads(lines)["id"]


def test_terms_writes_a_glossary_that_the_next_run_reads(
    command: Command, page: Path, tmp_path: Path
) -> None:
    ran = command("terms", page)
    assert "王立: Wang Li" in ran.out
    (tmp_path / "terms.yaml").write_text(ran.out.replace("Wang Li", "Wang Lik"), encoding="utf-8")
    (tmp_path / "my.yaml").write_text("glossary: terms.yaml\n", encoding="utf-8")
    again = command("terms", page, "--config", tmp_path / "my.yaml")
    assert "王立: Wang Lik" in again.out


def test_doctor_says_what_it_looked_at(command: Command) -> None:
    ran = command("doctor", "--profile", "fake")
    assert ran.code == 0, ran.out
    for name in (
        "python",
        "torch",
        "device",
        "memory",
        "weights of translator",
        "outputs",
        "cache",
        "mail",
    ):
        assert f" {name}: " in ran.out


def test_models_are_listed_and_a_missing_one_names_its_command(command: Command) -> None:
    ran = command("models", "list")
    assert "qwen2.5-coder-1.5b-instruct" in ran.out
    assert "digest models pull opus-mt-zh-en" in ran.out


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.txt", b"", ("empty",)),
        ("photo.txt", b"\x89PNG\r\n\x1a\n\0\0\0", ("binary",)),
        ("wrong.json", b'{"title": "x",\n oops}', ("wrong.json:2", "not JSON")),
        ("nothing.txt", "首页\n".encode(), ("no article",)),
    ],
)
def test_a_file_without_articles_is_one_clear_line(
    command: Command, tmp_path: Path, name: str, data: bytes, words: tuple[str, ...]
) -> None:
    (tmp_path / name).write_bytes(data)
    ran = command(
        "run", tmp_path / name, "--week", "2026-W47", "--profile", "fake", "--out", tmp_path / "out"
    )
    clear(ran, 1, *words)


def test_a_folder_without_articles_is_one_clear_line(command: Command, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    ran = command(
        "run", tmp_path / "in", "--week", "2026-W47", "--profile", "fake", "--out", tmp_path
    )
    clear(ran, 1, "no article")


def test_an_unknown_key_names_the_nearest_one(command: Command, page: Path, tmp_path: Path) -> None:
    (tmp_path / "my.yaml").write_text("titel:\n  zh: 周报\n", encoding="utf-8")
    ran = command("run", page, "--config", tmp_path / "my.yaml")
    clear(ran, 2, "my.yaml:1", "'titel'", "did you mean 'title'")


@pytest.mark.parametrize(
    "arguments",
    [
        ("run",),
        ("run", "x", "--week", "2026-47"),
        ("render", ".", "--format", "pdf"),
        ("nonsense",),
    ],
)
def test_wrong_usage_is_code_2(command: Command, arguments: tuple[str, ...]) -> None:
    clear(command(*arguments), 2)


def test_weights_that_are_not_here_name_the_command(
    command: Command, page: Path, tmp_path: Path
) -> None:
    (tmp_path / "my.yaml").write_text("translator: {name: qwen2.5-coder-0.5b-instruct}\n")
    ran = command(
        "run", page, "--week", "2026-W47", "--config", tmp_path / "my.yaml", "--out", tmp_path,
        "--no-cache",
    )  # fmt: skip
    clear(ran, 2, host.install_command("small"))


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="there is no /proc here")
def test_an_unwritable_output_folder_is_reported_before_the_work(
    command: Command, page: Path
) -> None:
    clear(make(command, page, Path("/proc/digest")), 1, "/proc/digest", "nothing was started")


@pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="there is no /dev/full here")
def test_a_full_disk_for_standard_output_gives_no_traceback(
    command: Command, page: Path, tmp_path: Path
) -> None:
    import sys

    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "digest", "parse", str(page)],
            stdout=full, stderr=subprocess.PIPE, cwd=ROOT, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr


def test_naming_the_folder_of_all_weeks_suggests_the_latest_week(
    command: Command, page: Path, tmp_path: Path
) -> None:
    make(command, page, tmp_path / "out")
    clear(command("render", tmp_path / "out"), 1, f"such as {tmp_path / 'out' / '2026-W47'}")
    clear(command("render", tmp_path / "nowhere"), 1, "digest run")


@pytest.mark.parametrize("name", ["DIGEST_SMTP_PASWORD", "DIGEST_SMTP_PASS", "DIGEST_PASSWORD"])
def test_a_misspelt_variable_is_refused(command: Command, page: Path, name: str) -> None:
    clear(command("parse", page, **{name: "x"}), 2, name, "did you mean DIGEST_SMTP_PASSWORD?")


def test_variables_of_a_kubernetes_service_named_digest_stop_nothing(
    command: Command, page: Path
) -> None:
    foreign = {"DIGEST_PORT": "tcp://10.0.0.1:80", "DIGEST_SMTP_PORT": "25", "DIGEST_HOME": "/x"}
    ran = command("parse", page, **foreign)
    assert ran.code == 0, ran.err
    assert all(f"{name} is not one of digest's; it is ignored" in ran.err for name in foreign)
    assert "ignored" not in command("parse", page, "--quiet", **foreign).err

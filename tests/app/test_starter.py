"""A folder to begin in: settings that explain themselves, and a schedule that the system takes."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from digest.app import starter
from digest.config import Settings, load
from tests.conftest import Command


def init(folder: Path, *, schedule: bool = False) -> list[str]:
    return list(starter.init(folder, schedule=schedule))


def test_the_settings_file_changes_nothing_until_a_key_is_uncommented(tmp_path: Path) -> None:
    init(tmp_path)
    assert load(profile="fake", file=tmp_path / "digest.yaml") == load(profile="fake")


def test_the_settings_file_holds_every_key_with_its_default(tmp_path: Path) -> None:
    init(tmp_path)
    text = (tmp_path / "digest.yaml").read_text(encoding="utf-8")
    uncommented = re.sub(r"^#(?! \S)(?=.)", "", text, flags=re.MULTILINE)
    data = yaml.safe_load(uncommented)
    assert set(data) == set(Settings.model_fields)
    # Optional, so that its defaults are not Settings'.
    assert data["cluster"].pop("workers") == 0
    assert Settings.model_validate(data | {"cluster": None}) == Settings()


def test_what_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "digest.yaml").write_text("effort: fast\n")
    assert f"{tmp_path / 'digest.yaml'}: exists, left as it is" in init(tmp_path)
    assert (tmp_path / "digest.yaml").read_text() == "effort: fast\n"


def test_commands_find_the_settings_file_of_their_folder(command: Command, tmp_path: Path) -> None:
    (tmp_path / "digest.yaml").write_text("titel: {zh: 周报}\n", encoding="utf-8")
    ran = command("doctor", cwd=tmp_path)
    assert ran.code == 2
    assert "digest.yaml:1" in ran.err


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
@pytest.mark.parametrize("name", ["plain", "with blank", "50%G"])
def test_systemd_accepts_the_units(tmp_path: Path, name: str) -> None:
    init(tmp_path / name, schedule=True)
    units = [tmp_path / name / f"digest.{kind}" for kind in ("service", "timer")]
    done = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    service, timer = (unit.read_text(encoding="utf-8") for unit in units)
    assert "SuccessExitStatus=3" in service
    assert "EnvironmentFile=" in service
    assert "[Install]" in timer


@pytest.mark.parametrize("name", ["plain", "with blank", "50%G"])
def test_the_crontab_line_runs_in_the_folder(tmp_path: Path, name: str) -> None:
    """As cron runs it: an unescaped % would end the command."""
    init(tmp_path / name, schedule=True)
    text = (tmp_path / name / "digest.cron").read_text(encoding="utf-8")
    assert "crontab digest.cron" not in text, "that would replace the user's own crontab"
    line = text.splitlines()[-1]
    *times, command = line.split(" ", 5)
    assert times == ["30", "6", "*", "*", "5"]
    assert not re.search(r"(?<!\\)%", command)
    shell = command.replace("\\%", "%").replace("run pages/ --last 7d", "parse pages/")
    done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "no article in the input" in done.stderr

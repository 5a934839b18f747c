"""What a run tells the programs that watch it: JSON log lines, a report, figures for Prometheus."""

import json
import re
from datetime import datetime
from pathlib import Path

from tests.conftest import Command

SAMPLE = re.compile(r'(\w+)\{((?:\w+="(?:[^"\\\n]|\\.)*",?)+)\} (\S+)')


def test_a_run_can_be_watched_by_programs(command: Command, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("山泉入户\n\n本报讯 昨天，江口县的水厂开始供水。\n", encoding="utf-8")
    words = ["run", page, "--week", "2026-W47", "--profile", "fake", "--out", tmp_path]
    words += ["--cache", tmp_path / "texts.sqlite", "--metrics", tmp_path / "digest.prom"]
    reports = []
    for _ in range(2):
        ran = command(*words, "--log-json")
        assert ran.code == 0, ran.err
        reports.append(json.loads((tmp_path / "2026-W47" / "report.json").read_text()))
    lines = [json.loads(line) for line in ran.err.splitlines()]
    stages = [line["stage"] for line in lines if line.get("event") == "stage"]
    assert stages == ["read", "names", "summarise", "translate", "write"]
    assert all(datetime.fromisoformat(line["time"]).tzinfo for line in lines)
    assert "1 article," in lines[-2]["message"]
    assert lines[-1]["event"] == "done"
    assert lines[-1]["folders"] == [str(tmp_path / "2026-W47")]
    assert lines[-1]["exit_code"] == 0
    first, second = reports
    assert list(second["seconds"]) == stages
    assert first["texts"]["from_cache"] == 0
    assert second["texts"]["from_cache"] == second["texts"]["asked"]
    assert first["started"] <= first["finished"] <= second["started"]
    assert 10**7 < second["peak_memory_bytes"] < 10**10
    assert {"digest", "python", "torch"} <= set(second["versions"])
    figures = (tmp_path / "digest.prom").read_text()
    samples = [SAMPLE.fullmatch(line) for line in figures.splitlines() if line[0] != "#"]
    assert all(samples)
    values = {(s[1], s[2]): float(s[3]) for s in samples if s}
    week = 'week="2026-W47"'
    assert values["digest_complete", week] == 1
    assert values["digest_items", f'{week},what="articles"'] == 1
    assert values["digest_peak_memory_bytes", week] == second["peak_memory_bytes"]
    assert {name for name, _ in values} == set(re.findall(r"# TYPE (\w+) gauge", figures))


def test_an_error_is_a_json_line_too(command: Command, tmp_path: Path) -> None:
    ran = command("run", tmp_path / "nothing", "--log-json", "--profile", "fake")
    assert ran.code == 1
    lines = [json.loads(line) for line in ran.err.splitlines()]
    assert [line["level"] for line in lines] == ["info", "error"]

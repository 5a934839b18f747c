"""Compares engines on the same texts, prompt and output budget.

    pip install -e '.[embedded,eval,bench]'
    python -m lab.bench.speed --source FILE.zh --reference FILE.en --out table.json

200 lines, every third of the source; each engine in its own process, in turn, three rounds; medians. An
engine that needs minutes per text gets fewer texts, and the table says how many. Prints a Markdown table
and writes everything as JSON.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import sacrebleu

from lab.bench.engines import ENGINES

# One text at a time takes half an hour for 200.
FEWER = {"transformers, one at a time": 20}
Run = dict[str, Any]


@click.command()
@click.option("--source", type=Path, required=True, help="Chinese, one sentence a line.")
@click.option("--reference", type=Path, required=True, help="Its English, line by line.")
@click.option("--cache", type=Path, required=True, help="Where the models are kept.")
@click.option("--out", type=Path, required=True, help="The JSON file to write.")
@click.option("--lines", default=200, show_default=True)
@click.option("--rounds", default=3, show_default=True)
@click.option("--engine", "chosen", multiple=True, type=click.Choice(list(ENGINES)))
@click.option("--growth", help="Texts to try our engine with instead, as 40,200,1000.")
def main(  # noqa: PLR0917 - click names them
    source: Path, reference: Path, cache: Path, out: Path, lines: int, rounds: int,
    chosen: Sequence[str], growth: str | None,
) -> None:  # fmt: skip
    """Measure and print."""
    runs: list[Run] = []
    counts = [int(count) for count in growth.split(",")] if growth else [lines]
    for turn in range(rounds):
        for name in chosen or (["digest int8"] if growth else list(ENGINES)):
            for count in counts:
                run = _run(name, min(count, FEWER.get(name, count)), source, cache)
                click.echo(f"{turn + 1} {name}: {_short(run)}", err=True)
                runs.append(run)
                out.write_text(json.dumps(runs, ensure_ascii=False, indent=1), encoding="utf-8")
    references = reference.read_text(encoding="utf-8").splitlines()[::3] * 10
    click.echo("| engine | texts | out tok/s | source chars/s | load s | peak MB | chrF |")
    click.echo("|---|--:|--:|--:|--:|--:|--:|")
    keys = dict.fromkeys((run["engine"], run["texts"]) for run in runs if "seconds" in run)
    for name, count in keys:
        same = [r for r in runs if (r["engine"], r.get("texts")) == (name, count)]
        click.echo(_row(same, references[:count]))


def _run(name: str, count: int, source: Path, cache: Path) -> Run:
    words = [sys.executable, "-m", "lab.bench.one", name, str(count), str(source), str(cache)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"engine": name, "failed": done.stderr.strip().splitlines()[-1:]}
    found: Run = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _short(run: Run) -> str:
    if "failed" in run:
        return f"failed: {run['failed']}"
    return f"{run['tokens']} tokens in {run['seconds']:.1f} s, {run['tokens'] / run['seconds']:.1f} tok/s"


def _row(runs: Sequence[Run], references: Sequence[str]) -> str:
    def median(value: str) -> float:
        return float(statistics.median(run[value] for run in runs))

    rate = statistics.median(run["tokens"] / run["seconds"] for run in runs)
    chrf = sacrebleu.corpus_chrf(runs[0]["outputs"], [references]).score
    return (
        f"| {runs[0]['engine']} | {runs[0]['texts']} | {rate:.1f} "
        f"| {runs[0]['source_chars'] / median('seconds'):.0f} | {median('load_s'):.1f} "
        f"| {median('peak_mb'):.0f} | {chrf:.1f} |"
    )


if __name__ == "__main__":
    main()

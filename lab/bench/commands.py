"""What users wait for: whole commands at default settings, from process start to the written files.

    python -m lab.bench.commands [--page PAGE.txt] [--lines F.zh F.en] [--corpus F.tsv] [--busy]

Each command runs once per round in a process of its own, with the model converted and without the cache of
translations. Prints a Markdown row per command: the median of the seconds, Chinese characters per
second, the peak memory of the process and, for lines, chrF. --busy keeps one core busy beside it.
"""

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sacrebleu.metrics.chrf import CHRF

from lab.quality.corpus import as_record, documents

_DIGEST = (sys.executable, "-m", "digest")
_HEADER = "| command | articles or lines | characters | seconds | characters/s | memory | chrF |\n|---|--:|--:|--:|--:|--:|--:|"


@dataclass(frozen=True, slots=True)
class Command:
    """A command with what it is given; `reference` is the English of its lines."""

    name: str
    words: tuple[str, ...]
    count: int
    characters: int
    stdin: str = ""
    reference: tuple[str, ...] = ()


def commands(options: argparse.Namespace, folder: Path) -> Iterator[Command]:
    """The commands that the options ask for; the demo always."""
    yield _issue("demo", [], folder)
    if options.page:
        yield _issue("run", [str(options.page)], folder)
    if options.corpus:
        file = folder / options.corpus.with_suffix(".jsonl").name
        records = map(as_record, documents(options.corpus.read_text(encoding="utf-8")))
        lines = (json.dumps(record, ensure_ascii=False) for record in records)
        file.write_text("\n".join(lines), encoding="utf-8")
        yield _issue("run", [str(file)], folder)
    if options.lines:
        zh, en = (
            file.read_text(encoding="utf-8").splitlines()[: options.count] for file in options.lines
        )
        words = ("translate", "-", "--no-cache", "--quiet")
        yield Command(
            "digest translate", words, len(zh), sum(map(len, zh)), "\n".join(zh), tuple(en)
        )


def _issue(command: str, inputs: Sequence[str], folder: Path) -> Command:
    """A command that makes an issue; how much is in it says a run without a model."""
    name = " ".join(["digest", command, *(Path(one).name for one in inputs)])
    out = folder / name.replace(" ", "-")
    words = (command, *inputs, "--out", str(out), "--no-cache", "--quiet")
    subprocess.run([*_DIGEST, *words, "--profile", "fake"], check=True, capture_output=True)
    weeks = [json.loads(file.read_text(encoding="utf-8")) for file in out.rglob("digest.json")]
    articles = [article for week in weeks for article in week["articles"]]
    size = sum(len(block["zh"]) for article in articles for block in article["blocks"])
    return Command(name, words, len(articles), size)


@contextlib.contextmanager
def neighbour(*, busy: bool) -> Iterator[None]:
    """One core kept busy by another process, if wanted."""
    other = subprocess.Popen([sys.executable, "-c", "while True: pass"]) if busy else None
    try:
        yield
    finally:
        if other:
            other.kill()
            other.wait()


def measure(command: Command, rounds: int, folder: Path) -> str:
    """The row of a command."""
    source, target = folder / "in.txt", folder / "out.txt"
    source.write_text(command.stdin, encoding="utf-8")
    seconds, memory = [], 0.0
    for _ in range(rounds):
        begun = time.monotonic()
        with source.open() as stdin, target.open("w") as stdout:
            process = subprocess.Popen([*_DIGEST, *command.words], stdin=stdin, stdout=stdout)
            _, status, usage = os.wait4(process.pid, 0)
        seconds.append(time.monotonic() - begun)
        memory = max(memory, usage.ru_maxrss / 1e6)
        if os.waitstatus_to_exitcode(status) not in (0, 3):  # 3: made, with errors marked
            raise SystemExit(f"{command.name} failed")
    median = statistics.median(seconds)
    score = ""
    if command.reference:
        rows = map(json.loads, target.read_text(encoding="utf-8").splitlines())
        english = [row["en"] for row in rows]
        score = f"{CHRF().corpus_score(english, [list(command.reference)]).score:.2f}"
    return (
        f"| `{command.name}` | {command.count} | {command.characters:,} | {median:.1f} | "
        f"{command.characters / median:.0f} | {memory:.1f} GB | {score} |"
    )


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--page", type=Path, help="a newspaper page")
    parser.add_argument("--corpus", type=Path, help="articles in the format of lab.quality.corpus")
    parser.add_argument("--lines", type=Path, nargs=2, help="Chinese lines and their English")
    parser.add_argument("--count", type=int, default=200, help="how many of the lines")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--busy", action="store_true", help="keep one core busy")
    options = parser.parse_args()
    print(_HEADER)
    with tempfile.TemporaryDirectory() as name, neighbour(busy=options.busy):
        for command in commands(options, Path(name)):
            print(measure(command, options.rounds, Path(name)), flush=True)


if __name__ == "__main__":
    main()

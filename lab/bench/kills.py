"""Kill a run at random moments, resume it until it ends, and compare what it wrote.

python -m lab.bench.kills 200 prints one JSON object.
"""

import argparse
import contextlib
import json
import random
import shutil
import signal
import sqlite3
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from digest.engines.cache.store import COMMIT_EVERY
from lab.bench import slow
from tests.support.newsroom import articles

WEEK = "2026-W39"
FILES = ("digest.json", "digest.md", "digest.epub", "digest.html")


@dataclass
class Trial:
    """A folder in which runs are started, killed and resumed."""

    folder: Path
    count: int
    seconds: float
    lost: Counter[str] = field(default_factory=Counter)
    elsewhere: Path | None = None
    user: int | None = None

    @property
    def cache(self) -> Path:
        return (self.elsewhere or self.folder) / "texts.sqlite"

    @property
    def source(self) -> Path:
        """Beside the folder, since digest.json names it: parallel trials read one file."""
        return self.folder.parent / "in.jsonl"

    @property
    def log(self) -> Path:
        return self.folder / "made.log"

    def prepare(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        lines = (json.dumps(a, ensure_ascii=False) for a in articles(self.count))
        self.source.write_text("\n".join(lines), encoding="utf-8")

    def start(self) -> ForkServerProcess:
        words = [
            *("run", str(self.source), "--profile", "fake", "--week", WEEK),
            *("--cache", str(self.cache), "--out", str(self.folder / "out")),
        ]
        return slow.start(self.seconds, self.log, self.folder / "stderr", words, self.user)

    def finish(self) -> None:
        """A run that is not killed."""
        process = self.start()
        process.join()
        assert process.exitcode == 0, self.said()

    def said(self) -> str:
        return (self.folder / "stderr").read_text(encoding="utf-8")

    def made(self) -> Counter[str]:
        """How often each text has been made so far."""
        return Counter(self.log.read_text().split()) if self.log.exists() else Counter()

    def kept(self) -> set[str]:
        """The texts that are on disk."""
        if not self.cache.exists():
            return set()
        with contextlib.closing(sqlite3.connect(self.cache)) as db:
            try:
                return {str(row[0]) for row in db.execute("SELECT key FROM texts")}
            except sqlite3.OperationalError:
                return set()  # killed before the table was made

    def files(self) -> dict[str, bytes]:
        folder = self.folder / "out" / WEEK
        return {name: (folder / name).read_bytes() for name in FILES}

    def begin_anew(self) -> None:
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        for path in (*self.folder.glob("texts.sqlite*"), self.log):
            path.unlink(missing_ok=True)
        self.lost.clear()


def undisturbed(folder: Path, count: int) -> tuple[dict[str, bytes], float, int]:
    """Files of a run that is not killed, its seconds, and the number of texts made."""
    trial = Trial(folder, count, 0.0)
    trial.prepare()
    trial.finish()  # the first one loads everything
    trial.begin_anew()
    begin = time.monotonic()
    trial.finish()
    made = trial.made()
    assert set(made.values()) == {1}
    return trial.files(), time.monotonic() - begin, len(made)


@dataclass
class Victim:
    """A trial whose runs are killed one after the other, each after a random time."""

    trial: Trial
    chance: random.Random
    span: float
    process: ForkServerProcess | None = None
    until: float = 0.0
    finished: int = 0
    again: int = 0
    most: int = 0

    def begin(self) -> None:
        self.process = self.trial.start()
        self.until = time.monotonic() + self.chance.uniform(0.05, 1.8 * self.span)

    def look(self, expected: dict[str, bytes]) -> int:
        """1 if the run is killed now; a run that has ended is checked."""
        assert self.process
        if self.process.is_alive():
            if time.monotonic() < self.until:
                return 0
            self.process.kill()
            self.process.join()
        code, self.process = self.process.exitcode, None
        if code == -signal.SIGKILL:
            lost = set(self.trial.made()) - self.trial.kept()
            assert len(lost) <= COMMIT_EVERY, len(lost)
            self.most = max(self.most, len(lost))
            self.trial.lost.update(lost)
            return 1
        assert code == 0, self.trial.said()
        self.check(expected)
        self.trial.begin_anew()
        return 0

    def check(self, expected: dict[str, bytes]) -> None:
        self.again += _check(self.trial, expected)
        self.finished += 1

    def end(self, expected: dict[str, bytes]) -> None:
        """Resume the run that was killed last until it ends."""
        if self.process:
            self.process.join()
            self.look(expected)
        self.trial.finish()
        self.check(expected)


def kill_often(
    folder: Path, *, kills: int, count: int = 30, seed: int = 1, beside: int = 4
) -> dict[str, Any]:
    """Send `kills` SIGKILLs to runs over `count` articles; AssertionError if anything is lost.

    `beside` trials run in parallel, each with its own cache and folder: most of their time is
    the pause that each text takes.
    """
    expected, span, texts = undisturbed(folder / "calm", count)
    # The texts take about as long as all the rest, so that kills fall on every stage.
    victims = [
        Victim(Trial(folder / f"killed{n}", count, span / texts), random.Random(seed + n), span)
        for n in range(beside)
    ]
    for victim in victims:
        victim.trial.prepare()
    done = 0
    while done < kills:
        for victim in victims:
            if done == kills:  # two may fall in one round
                break
            if victim.process is None:
                victim.begin()
            else:
                done += victim.look(expected)
        time.sleep(0.01)
    for victim in victims:
        victim.end(expected)
    return {
        "kills": done,
        "runs_finished": sum(victim.finished for victim in victims),
        "texts_a_run": texts,
        "texts_made_again": sum(victim.again for victim in victims),
        "most_in_flight": max(victim.most for victim in victims),
        "seconds_undisturbed": round(span, 1),
    }


def _check(trial: Trial, expected: dict[str, bytes]) -> int:
    """Texts made more than once; each only after a kill that found it in flight."""
    assert trial.files() == expected
    made = trial.made()
    for key, times in made.items():
        assert times <= 1 + trial.lost[key], key
    return sum(times - 1 for times in made.values())


def main() -> None:
    """Print the result as JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("kills", type=int, nargs="?", default=200)
    options.add_argument("--articles", type=int, default=30)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--beside", type=int, default=4)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = kill_often(
            Path(folder),
            kills=chosen.kills,
            count=chosen.articles,
            seed=chosen.seed,
            beside=chosen.beside,
        )
    print(json.dumps(found))


if __name__ == "__main__":
    main()

"""How right `digest plan` is: planned and taken seconds and memory of runs of three sizes.

python -m lab.bench.plan 5 10 20 [--known 4 15] [--profile default] [--cache-home DIR]

First runs of the known sizes, on which the plan is grounded; then each size is planned, run without
a cache of texts, and compared. A JSON object a size, and one that says whether all are within a
quarter. The default profile loads the embedded model (4 GB, minutes): a quiet machine is needed,
since what else runs on it is in the time taken and not in the plan. `--cache-home` names the folder
with the converted weights (default: the user's cache); rates are kept in it as by any run, those of
earlier runs put aside.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from digest.telemetry.run_history import Rate
from tests.conftest import ROOT
from tests.support.newsroom import articles

WITHIN = 0.25


class Bench:
    """Runs and plans in processes of their own, with one folder for weights and rates."""

    def __init__(self, folder: Path, home: Path, profile: str) -> None:
        self._folder = folder
        self._home = home
        self._profile = profile
        self.rates = home / "digest" / "rates.jsonl"
        self._made = 0

    def source(self, count: int) -> Path:
        """Articles that no other call gave: `count` of them, short, as one file."""
        self._made += 1
        file = self._folder / f"{self._made}.jsonl"
        some = articles(count, seed=100 + self._made)
        lines = (
            json.dumps(one | {"text": _short(one["text"])}, ensure_ascii=False) for one in some
        )
        file.write_text("\n".join(lines), encoding="utf-8")
        return file

    def run(self, file: Path) -> Rate:
        """What the run took, as it noted it itself."""
        self._digest("run", file, "--no-cache", "--out", self._folder / "out")
        return Rate(**json.loads(self.rates.read_text().splitlines()[-1]))

    def plan(self, file: Path) -> dict[str, Any]:
        return dict(json.loads(self._digest("plan", file)))

    def _digest(self, *words: object) -> str:
        command = [sys.executable, "-m", "digest", *map(str, words), "--profile", self._profile]
        done = subprocess.run(
            command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False,
            env=os.environ | {"XDG_CACHE_HOME": str(self._home)},
        )  # fmt: skip
        # 3: made, with errors marked in it.
        assert done.returncode in (0, 3), (command, done.returncode)
        return done.stdout


def _short(text: str) -> str:
    """The first two paragraphs."""
    return "\n".join(text.split("\n")[:2])


def compare(planned: dict[str, Any], took: Rate) -> dict[str, Any]:
    """Planned and taken, and how far the plan is off."""
    seconds = took.loading_seconds + took.model_seconds + took.other_seconds
    here = planned["here"]
    return {
        "articles": took.articles,
        "characters": took.characters,
        "basis": planned["basis"],
        "seconds_planned": here["seconds"],
        "seconds_taken": round(seconds, 1),
        "seconds_off_percent": round(100 * (here["seconds"] / seconds - 1), 1),
        "memory_mb_planned": round(here["memory_bytes"] / 1e6),
        "memory_mb_taken": round(took.memory_bytes / 1e6),
        "memory_off_percent": round(100 * (here["memory_bytes"] / took.memory_bytes - 1), 1),
        "tokens_planned": planned["tokens"],
        "tokens_taken": took.tokens,
    }


def measure(bench: Bench, known: list[int], sizes: list[int]) -> list[dict[str, Any]]:
    """A comparison a size, printed as it comes; rates of earlier runs are put back afterwards."""
    before = bench.rates.read_bytes() if bench.rates.exists() else None
    bench.rates.unlink(missing_ok=True)
    found = []
    try:
        for count in known:
            bench.run(bench.source(count))
        for count in sizes:
            file = bench.source(count)
            found.append(compare(bench.plan(file), bench.run(file)))
            print(json.dumps(found[-1]), flush=True)
    finally:
        if before is not None:
            bench.rates.write_bytes(before)
    return found


def main() -> None:
    """Print the comparisons, and whether the bar is met."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("sizes", type=int, nargs="*", default=[5, 10, 20])
    options.add_argument("--known", type=int, nargs="+", default=[4, 15])
    options.add_argument("--profile", default="default")
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    options.add_argument("--cache-home", type=Path, default=Path(home))
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), chosen.cache_home, chosen.profile)
        found = measure(bench, chosen.known, chosen.sizes)
    most = max(abs(one[f"{kind}_off_percent"]) for one in found for kind in ("seconds", "memory"))
    print(json.dumps({"most_off_percent": most, "within": most <= 100 * WITHIN}))


if __name__ == "__main__":
    main()

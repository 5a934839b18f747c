"""Read broken files of every kind for a given time: no crash, no hang, bounded memory.

python -m lab.quality.fuzz --minutes 10
"""

import argparse
import io
import json
import random
import resource
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from digest import ingest

PIECES = (
    "{", "}", "[", "]", '"', ":", ",", "null", "1e999", "\\ud800", "<", ">", "<!--", "-->", "<p>", "</p>", "<table>", "<tr><td>",
    "<![CDATA[", "&amp;", "&#x110000;", "---\n", "title: ", "# ", "**", "\n\n", "\r", "\t", "\x00", "\ufeff", "\u3000", "△", "●",
    "【", "】", "本报讯 记者", "报道", "（记者王立）", "新华社北京7月3日电", "责任编辑：", "第01版", "2026年7月4日", "，", "。", "“", "”",
    "江口县第三座水厂昨天开始供水", "山泉入户", "標題", '"title":', '"text":', '"date":', '"blocks":', '"provenance":', "![](", "](", "|",
)  # fmt: skip
SEEDS = {
    "json": json.dumps([{"title": "山泉入户", "text": "江口县第三座水厂昨天开始供水。", "date": "2026-07-04"}]),
    "jsonl": json.dumps({"data": {"title": "山泉入户", "content": "<p>水厂昨天开始供水。</p>"}}) + "\n" + "{}",
    "csv": '标题,正文,日期\n山泉入户,"水厂昨天开始供水。",2026-07-04\n',
    "md": "---\ntitle: 山泉入户\ndate: 2026-07-04\n---\n## 水价\n水厂昨天开始供水。\n",
    "html": "<!DOCTYPE html><html><head><title>山泉入户-江口在线</title></head><body><h1>山泉入户</h1><p>水厂昨天开始供水。</p></body></html>",
    "xml": '<?xml version="1.0"?><rss version="2.0"><channel><item><title>山泉</title><description>水厂昨天开始供水。</description></item></channel></rss>',
    "txt": "山泉入户\n——水价三年不变\n本报讯 记者王立报道 水厂昨天开始供水。\n\n△ 简讯一则。\n",
    "pdf": "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>",
    "epub": "PK\x03\x04META-INF/container.xml",
}  # fmt: skip
SLOW_SECONDS = 20  # CPU time, so that other work on the machine makes no file slow


@dataclass
class Tally:
    """Counts of a fuzzing run."""

    files: int = 0
    slowest: float = 0.0
    crashes: int = 0
    slow: int = 0


def mutated(seed: str, dice: random.Random) -> bytes:
    """The seed with pieces inserted, cut, repeated and moved, and some bytes replaced."""
    text = seed
    for _ in range(dice.randrange(12)):
        at, end = sorted(dice.randrange(len(text) + 1) for _ in range(2))
        kind = dice.randrange(4)
        if kind == 0:
            text = text[:at] + dice.choice(PIECES) * dice.choice((1, 1, 2, 50, 3000)) + text[at:]
        elif kind == 1:
            text = text[:at] + text[end:]
        elif kind == 2 and len(text) < 200_000:
            text = text[:at] + text[at:end] * dice.choice((2, 3, 40)) + text[end:]
        else:
            text = text[at:] + text[:at]
    data = bytearray(text.encode(dice.choice(("utf-8", "utf-8", "utf-16", "gb18030")), "replace"))
    for _ in range(dice.choice((0, 0, 1, 20))):
        if data:
            data[dice.randrange(len(data))] = dice.randrange(256)
    return bytes(data)


def fuzz(seconds: float, *, seed: int, folder: Path) -> Tally:
    """Read mutated files for `seconds`; a file that crashes a reader is kept in `folder`."""
    tally, dice = Tally(), random.Random(seed)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        suffix = dice.choice(list(SEEDS))
        data = mutated(SEEDS[suffix], dice)
        path = folder / f"2026-07-04.{suffix}"
        path.write_bytes(data)
        began = time.process_time()
        try:
            list(ingest.read([str(path)]))
            if dice.random() < 0.1:
                list(ingest.read(["-"], stdin=io.BytesIO(data)))
        except Exception:  # noqa: BLE001 - any is what is looked for
            tally.crashes += 1
            kept = folder / f"crash-{tally.crashes}.{suffix}"
            kept.write_bytes(data)
            sys.stderr.write(f"{kept}:\n{traceback.format_exc(limit=-4)}\n")
        spent = time.process_time() - began
        tally.files += 1
        tally.slowest = max(tally.slowest, spent)
        if spent > SLOW_SECONDS:
            tally.slow += 1
            (folder / f"slow-{tally.slow}.{suffix}").write_bytes(data)
    return tally


def main() -> None:
    """Print the counts as JSON; exit with 1 after a crash or a hang."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    tally = fuzz(chosen.minutes * 60, seed=chosen.seed, folder=folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(vars(tally) | {"peak_mib": peak, "folder": str(folder)}))
    sys.exit(bool(tally.crashes or tally.slow))


if __name__ == "__main__":
    main()

"""Measure one engine in this process: `python -m lab.bench.one NAME LINES SOURCE CACHE`.

The last line it prints is JSON: seconds, tokens, peak memory, and the texts.
"""

import json
import resource
import sys
import time
from pathlib import Path

from digest.engines.api import Request
from digest.translation.strategies import SPARE_TOKENS, TOKENS_PER_CHAR
from lab.bench.engines import ENGINES, Place


def main() -> None:
    name, count, source, cache = sys.argv[1:]
    load, batch = ENGINES[name]
    lines = Path(source).read_text(encoding="utf-8").splitlines()
    lines = (lines[::3] * 10)[: int(count)]
    requests = [
        Request("translate", line, SPARE_TOKENS + int(len(line) * TOKENS_PER_CHAR))
        for line in lines
    ]
    place = Place(Path(cache), batch)
    start = time.perf_counter()
    answer = load(place)
    answer([Request("translate", "今天天气很好。", 8)])
    loaded = time.perf_counter()
    texts = answer(requests)
    seconds = time.perf_counter() - loaded
    tokenizer = place.checkpoint.tokenizer()
    # One count for all engines: their own texts in the model's tokens, and the end's.
    tokens = sum(len(tokenizer(text)["input_ids"]) + 1 for text in texts)
    measured = {
        "engine": name,
        "texts": len(texts),
        "load_s": loaded - start,
        "seconds": seconds,
        "tokens": tokens,
        "source_chars": sum(map(len, lines)),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "outputs": texts,
    }
    print(json.dumps(measured, ensure_ascii=False))


if __name__ == "__main__":
    main()

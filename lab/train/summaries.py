"""Summaries written by the model itself: python -m lab.train.summaries TUNE OUT.jsonl --cache F.

For the articles of the tuning set, by the model without an adapter, with the product's prompts. Only
summaries without findings are kept. Trained on together with the translations (`adapter --summaries
OUT`), they keep the model writing sentences.
"""

import argparse
import json
from pathlib import Path

from digest import summarise
from digest.app.lines import term_base_of
from digest.config.settings import Length, ModelSettings
from digest.engines.api import Task
from digest.engines.factory import load
from digest.ingest.formats.json_csv import article_from_json
from digest.records import Article
from lab.train.pairs import articles

# Share of the articles that get a long summary too.
FULL_EVERY = 3


def main() -> None:
    """Request every article's summary and write (task, title, text, answer), one line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tune", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--cache", type=Path, required=True, help="where converted models lie")
    options = parser.parse_args()
    engine = load(
        ModelSettings(name="qwen2.5-coder-1.5b-instruct"),
        device="cpu", cache_dir=options.cache, progress=print,
    )  # fmt: skip
    found = [
        article_from_json({"title": title, "text": text}, options.tune.name, number)
        for number, (title, text) in enumerate(articles(options.tune), 1)
    ]
    ledger = term_base_of([f"{article.title}\n{article.text}" for article in found])
    lines = []
    wanted: tuple[tuple[Length, Task, list[Article]], ...] = (
        ("short", "summarise", found), ("full", "full", found[::FULL_EVERY]),
    )  # fmt: skip
    for length, task, some in wanted:
        made = summarise.summarise(
            some, engine, names=lambda text: ledger.match(text).hints, length=length
        )
        for article, summary in zip(some, made, strict=True):
            if summary.strategy in ("model", "told"):
                lines.append((task, article.title, article.text, "".join(summary.sentences)))
    options.out.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    print(f"{len(lines)} of {len(found)} + {len(found[::FULL_EVERY])} kept")


if __name__ == "__main__":
    main()

"""Print scraper records of invented articles as JSON Lines.

python -m tests.support.newsroom 10000 --weeks 4 > articles.jsonl
"""

import argparse
import json
import sys

from tests.support.newsroom.editions import articles


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("count", type=int, help="number of articles")
    options.add_argument("--weeks", type=int, default=1, help="weeks to spread them over")
    options.add_argument("--seed", type=int, default=7)
    chosen = options.parse_args()
    for article in articles(chosen.count, seed=chosen.seed, weeks=chosen.weeks):
        sys.stdout.write(json.dumps(article, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

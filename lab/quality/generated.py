"""Page segmentation on invented pages, by layout and noise: `python -m lab.quality.generated [COUNT]`."""

import sys
from collections import defaultdict
from collections.abc import Iterable

from digest.ingest.page import parse
from lab.quality.pages import HEADER, Score, score
from tests.support.newsroom import LAYOUTS, Sheet, page

LEVELS = (0.0, 0.1, 0.2, 0.4, 0.7, 1.0)
TYPICAL = 0.2


def measure(sheet: Sheet) -> Score:
    """One page's score."""
    return score(sheet.truths(), parse.parse(sheet.text, path="page")[0])


def total(seeds: Iterable[int], *, level: float) -> Score:
    """The score of all pages at one level of noise."""
    return sum((measure(page(seed, noise=level)) for seed in seeds), Score())


def main() -> None:
    """Print the figures by layout, then over the levels of noise."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    by_style: dict[str, Score] = defaultdict(Score)
    for seed in range(count):
        sheet = page(seed, noise=TYPICAL)
        by_style[sheet.style] += measure(sheet)
    print(f"{count} pages, noise {TYPICAL}\n{HEADER}")
    for name, one in by_style.items():
        print(one.row(name))
    print(sum(by_style.values(), Score()).row("all"))
    print(f"\n{count} pages at each level of noise\n{HEADER}")
    for level in LEVELS:
        print(total(range(count), level=level).row(f"noise {level}"))
    assert len(LAYOUTS) == len(by_style)


if __name__ == "__main__":
    main()

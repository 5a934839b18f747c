"""Finds the lines of a mixed set that were written in Chinese, not translated from English.

newstest2017 and 2018 contain articles of both kinds. The English of the first kind is a translation,
like ours; that of the second is what an English paper printed first, which is shorter and freer. A
naive Bayes classifier over characters and character bigrams separates them. It starts from Chinese
newspaper pages against FLORES-200 and NTREX-128, which were translated from English, and is then
retrained on the lines that it has classified itself. Scores are averaged over neighbouring lines, since
lines of an article are of one kind.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

ROUNDS, NEIGHBOURS = 4, 4
_SMOOTHING = 0.5

Bag = Counter[str]


def native(lines: Sequence[str], chinese: Iterable[str], translated: Iterable[str]) -> list[bool]:
    """Per line whether it was written in Chinese; `chinese` and `translated` are known examples."""
    bags = [_bag(line) for line in lines]
    seeds = _sum(map(_bag, chinese)), _sum(map(_bag, translated))
    found = _told_apart(bags, seeds)
    for _ in range(ROUNDS - 1):
        ours, theirs = (
            [bag for bag, is_ours in zip(bags, found, strict=True) if is_ours == side]
            for side in (True, False)
        )
        found = _told_apart(bags, (_sum((seeds[0], *ours)), _sum((seeds[1], *theirs))), found)
    return found


def _told_apart(
    bags: Sequence[Bag], sides: tuple[Bag, Bag], given: Sequence[bool] | None = None
) -> list[bool]:
    """As `native`; `given` is the side that contains each bag's own counts, which are left out of it."""
    kinds = len(sides[0].keys() | sides[1].keys())
    sizes = [side.total() + _SMOOTHING * kinds for side in sides]
    scores = []
    for i, bag in enumerate(bags):
        own = [given is not None and given[i] == side for side in (True, False)]
        total = 0.0
        for gram, count in bag.items():
            for side, size, mine, sign in zip(sides, sizes, own, (1, -1), strict=True):
                left = side[gram] - count * mine + _SMOOTHING
                total += sign * count * math.log(left / (size - bag.total() * mine))
        scores.append(total / max(1, bag.total()))
    return [sum(scores[max(0, i - NEIGHBOURS) : i + NEIGHBOURS + 1]) > 0 for i in range(len(bags))]


def _sum(bags: Iterable[Bag]) -> Bag:
    total: Bag = Counter()
    for bag in bags:
        total.update(bag)
    return total


def _bag(text: str) -> Bag:
    return Counter([*text, *(text[i : i + 2] for i in range(len(text) - 1))])

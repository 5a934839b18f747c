"""Stories across weeks: which articles tell again what an earlier issue told."""

from collections.abc import Mapping, Sequence

from digest.curate.near_duplicates import Telling, stories


def told_before(
    now: Sequence[Telling], before: Sequence[Telling], similarity: float
) -> Mapping[int, tuple[int, ...]]:
    """For each article of `now` that tells an earlier story, its earlier versions; all by index.

    The measure is the one by which versions of a story are grouped within an issue.
    """
    first_now = len(before)
    found: dict[int, tuple[int, ...]] = {}
    for group in stories([*before, *now], similarity):
        earlier = tuple(sorted(at for at in group if at < first_now))
        if earlier:
            found |= {at - first_now: earlier for at in group if at >= first_now}
    return found

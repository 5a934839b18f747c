"""Leave one source out: `python -m lab.quality.left_out` reads each source without what was made on it.

For each paper or site, the rows of page_chrome.tsv and the steps of context.steps.STEPS that were made on
its pages alone are switched off, and its labelled pages are read. `rules_log.md` says which those are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from digest.ingest.page import boilerplate
from lab.quality.pages import HEADER, LabelledPage, Score, labelled, read_page, score


@contextmanager
def left_out(source: str) -> Iterator[None]:
    """Within it, pages are read without what was made on the source alone."""
    boilerplate.leave_out({source})
    try:
        yield
    finally:
        boilerplate.leave_out(())


def by_source(pages: Iterable[LabelledPage]) -> dict[str, list[Score]]:
    """The scores of the pages of each source, each read with its source left out."""
    groups: dict[str, list[LabelledPage]] = defaultdict(list)
    for page in pages:
        groups[page.source].append(page)
    found: dict[str, list[Score]] = {}
    for source, members in groups.items():
        with left_out(source):
            found[source] = [score(page.truths, read_page(page.path)) for page in members]
    return found


def total(scores: dict[str, list[Score]]) -> Score:
    """All pages of all sources."""
    return sum((one for group in scores.values() for one in group), Score())


def is_whole(one: Score) -> bool:
    """Whether all articles, titles, kickers, sections and people of a page are right."""
    return (one.boundaries, one.titles_exact, one.bylines) == (
        1,
        1,
        1,
    ) and one.heads == one.articles


def main() -> None:
    """Print a row per source and one for all."""
    found = by_source(labelled(Path(__file__).parents[3] / "shared"))
    print(HEADER)
    for source, scores in found.items():
        print(sum(scores, Score()).row(f"without {source}"))
    print(total(found).row("all"))
    pages = [one for group in found.values() for one in group]
    print(f"pages wholly right: {sum(map(is_whole, pages))} of {len(pages)}")


if __name__ == "__main__":
    main()

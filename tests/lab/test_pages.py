"""Page segmentation on labelled real pages and on invented ones."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from digest.ingest.page.parse import parse
from lab.quality import handling, left_out
from lab.quality.generated import measure, total
from lab.quality.pages import Score, labelled, score, scores
from tests.support.newsroom import Sheet, page
from tests.support.newsroom.kinds import KINDS


def test_real_pages_are_cut_as_a_reader_cuts_them(shared: Path) -> None:
    whole = sum(scores(shared).values(), Score())
    assert whole.boundaries >= 0.97
    assert whole.titles_exact >= 0.95
    assert whole.bylines >= 0.97
    assert whole.body_wrong < 0.01


def test_invented_pages_without_noise_come_back_exactly() -> None:
    whole = total(range(500), level=0.0)
    assert (whole.boundaries, whole.titles_exact, whole.bylines, whole.body_wrong) == (1, 1, 1, 0)
    assert whole.heads == whole.articles


# Floors just below what 500 pages measure: 0.999 (the aim is 0.98) and 0.992.
@pytest.mark.parametrize(("level", "floor"), [(0.2, 0.995), (0.7, 0.985)])
def test_invented_pages_keep_the_boundaries_measured(level: float, floor: float) -> None:
    whole = total(range(180), level=level)
    assert whole.boundaries >= floor
    assert whole.titles_exact >= 0.97
    assert whole.bylines >= 0.97
    assert whole.body_wrong < 0.02


def test_pages_survive_handling(shared: Path) -> None:
    """Floors just below what the 16 pages of several articles measure."""
    pages = list(handling.several(shared))
    plain = sum((score(p.truths, parse(p.text, path=p.name)[0]) for p in pages), Score())
    for name, kind in handling.KINDS.items():
        floor = 0.85 if name == "two columns side by side" else 0.97
        share = (
            sum((handling.measure(p, kind) for p in pages), Score()).boundaries / plain.boundaries
        )
        assert share >= floor, name


def test_columns_read_across_are_refused(shared: Path) -> None:
    assert all(handling.refused(page) for page in handling.several(shared))


def test_a_source_is_read_without_what_was_made_on_its_pages(shared: Path) -> None:
    whole = left_out.total(left_out.by_source(labelled(shared)))
    assert whole.boundaries >= 0.93
    assert whole.titles_exact >= 0.90


@pytest.mark.parametrize("layout", KINDS, ids=lambda layout: layout.__name__)
def test_pages_of_every_kind_come_back_exactly(layout: Callable[[Random], Sheet]) -> None:
    sheets = [page(seed, layout=layout) for seed in range(60)]
    whole = sum((measure(sheet) for sheet in sheets), Score())
    assert (whole.boundaries, whole.titles_exact, whole.bylines, whole.body_wrong) == (1, 1, 1, 0)
    assert whole.heads == whole.articles

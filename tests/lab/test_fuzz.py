"""Short runs of the fuzzer: whatever an input holds, it is read or refused, and checked in time."""

from pathlib import Path

import pytest

from lab.quality.fuzz import SLOW_TEXT_SECONDS, check_one, fuzz


@pytest.mark.filterwarnings("ignore")
def test_broken_files_of_every_kind_are_read_or_refused(tmp_path: Path) -> None:
    tally = fuzz(10, seed=7, folder=tmp_path)
    assert tally.inputs > 20
    assert (tally.crashes, tally.slow) == (0, 0)


def test_random_pairs_are_checked_styled_and_rendered(tmp_path: Path) -> None:
    tally = fuzz(10, seed=7, folder=tmp_path, one=check_one, slow=SLOW_TEXT_SECONDS)
    assert tally.inputs > 5
    assert (tally.crashes, tally.slow) == (0, 0)

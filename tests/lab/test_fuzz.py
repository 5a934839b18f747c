"""A short run of the fuzzer: reading ends without a traceback, whatever the file holds."""

from pathlib import Path

import pytest

from lab.quality.fuzz import fuzz


@pytest.mark.filterwarnings("ignore")
def test_broken_files_of_every_kind_are_read_or_refused(tmp_path: Path) -> None:
    tally = fuzz(10, seed=7, folder=tmp_path)
    assert tally.files > 20
    assert (tally.crashes, tally.slow) == (0, 0)

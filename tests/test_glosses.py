"""Dictionary glosses of words that the ledger does not have."""

import pytest

from digest.terms.glosses import glosses, installed


@pytest.fixture(autouse=True)
def _dictionary() -> None:
    if not installed():
        pytest.skip("the dictionary is not installed: pip install 'digest[gloss]'")


def test_long_words_and_idioms_are_glossed_and_short_ones_are_not() -> None:
    found = dict(glosses("他们如约而至，我们走。", 3))
    assert list(found) == ["如约而至"]
    assert found["如约而至"].isascii()


def test_what_the_ledger_has_is_not_glossed() -> None:
    assert not glosses("他们如约而至。", 3, known=["如约而至"])


def test_no_more_than_asked_for() -> None:
    assert len(glosses("如约而至，一丝不苟，全心全意，实事求是", 2)) == 2

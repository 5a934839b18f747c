"""Chinese numerals below 100."""

import pytest

from digest.text.numerals import small_number


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12), ("十二", 12), ("二十", 20), ("廿三", 23), ("卅", 30), ("初五", 5), ("元", 1), ("两", 2), ("〇", 0)],
)  # fmt: skip
def test_numerals_have_their_value(text: str, value: int) -> None:
    assert small_number(text) == value

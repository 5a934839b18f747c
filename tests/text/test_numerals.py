"""Chinese numerals below 100."""

import pytest

from digest.text.numerals import damaged_numbers, small_number


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12), ("十二", 12), ("二十", 20), ("廿三", 23), ("卅", 30), ("初五", 5), ("元", 1), ("两", 2), ("〇", 0)],
)  # fmt: skip
def test_numerals_have_their_value(text: str, value: int) -> None:
    assert small_number(text) == value


@pytest.mark.parametrize(
    ("text", "damaged"),
    [
        ("大桥l9日通车", ("l9",)),
        ("2O26年投资l.2亿元，每小时3S箱", ("2O26", "l.2", "3S")),
        ("完成近—成", ("—成",)),
        ("4S店，5G用户，G20峰会，O2O平台，3D打印，A4纸，第I期，I人，T2航站楼，6S管理，PM2.5，K9次列车，iPhone15", ()),
        ("2026年11月19日，总投资1.2亿元，近一成——比去年多", ()),
    ],
)  # fmt: skip
def test_a_letter_in_the_place_of_a_digit_is_damage(text: str, damaged: tuple[str, ...]) -> None:
    assert damaged_numbers(text) == damaged

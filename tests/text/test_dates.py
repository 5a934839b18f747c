"""Dates in every common form."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.dates import parse_date

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20", "2026/11/20", "2026.11.20", "2026-11-20T09:30:00+08:00", "2026年11月20日",
        "２０２６年１１月２０日", "二〇二六年十一月二十日", "二0二六年十一月二十日", "二○二六年十一月廿日", "2026年十一月二十日",
        "民国115年11月20日", "民國一一五年十一月二十日", "20/11/2026", "11/20/2026", "20261120", "202611200930",
        "20261120093000", "2026年11月20日第13版", "2026-11-20 08:15:30 来源：", "Fri, 20 Nov 2026 10:23:52 GMT",
        "Nov 20, 2026", "20-Nov-2026", "Fri Nov 20 10:00:00 CST 2026", "1795140000", "1795140000000",
        "2026 年 11 月 20 日", "2026年11月/20日",
    ],
)  # fmt: skip
def test_a_date_is_read_in_any_common_form(text: str) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("刚刚", 20), ("3小时前", 20), ("半小时前", 20), ("今天 08:15", 20), ("昨天 18:10", 19), ("2天前", 18), ("两周前", 6),
        ("11-20 09:30", 20), ("11月19日", 19),
    ],
)  # fmt: skip
def test_a_relative_date_counts_from_the_day_of_printing(text: str, day: int) -> None:
    assert parse_date(text, today=DAY) == date(2026, 11, day)
    assert parse_date(text) is None


def test_a_day_without_a_year_is_never_in_the_future() -> None:
    assert parse_date("12-30 09:30", today=DAY) == date(2025, 12, 30)


@pytest.mark.parametrize(
    "text",
    [
        "05/06/2026",
        "2026-13-45",
        "十一月二十日",
        "第13版",
        "12345",
        "2026年",
        "",
        "民国年",
        True,
        None,
    ],
)
def test_what_names_no_day_or_two_is_none(text: object) -> None:
    assert parse_date(text) is None


@given(st.text(alphabet="0123456789年月日/-.: 〇一二十廿民国前天小时GMT+昨"), st.booleans())
def test_any_text_is_read_or_none(text: str, relative: bool) -> None:
    found = parse_date(text, today=DAY if relative else None)
    assert found is None or 1900 <= found.year <= 2100

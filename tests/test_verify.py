"""Checks of translations: numbers as values, foreign text, loops, and what is repaired."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import verify
from digest.verify.numbers import en_values, grouped, spelled_values, zh_values


@pytest.mark.parametrize(
    ("zh", "value"),
    [
        ("8294人", "8294"),
        ("3.5万", "35000"),
        ("３．５万", "35000"),
        ("1.2亿元", "120000000"),
        ("5000余万", "50000000"),
    ],
)
def test_chinese_numbers_are_values(zh: str, value: str) -> None:
    assert zh_values(zh) == (Decimal(value),)


@pytest.mark.parametrize(("zh", "value"), [("两千三百", 2300), ("十二", 12), ("一百万", 10**6)])
def test_spelled_numbers_are_values(zh: str, value: int) -> None:
    assert spelled_values(zh) == (value,)


@pytest.mark.parametrize(
    ("en", "values"),
    [
        ("3.8 million yuan", ["3800000"]),
        ("8,294 members in 41 firms", ["8294", "41"]),
        ("5G, the 28th, the 1990s", ["28", "1990"]),
    ],
)
def test_english_numbers_are_values(en: str, values: list[str]) -> None:
    assert en_values(en) == tuple(map(Decimal, values))


@given(st.integers(min_value=1, max_value=10**12))
def test_a_grouped_number_is_the_same_value(value: int) -> None:
    assert en_values(grouped(Decimal(value))) == (Decimal(value),)


def checks(zh: str, en: str) -> set[str]:
    return {finding.check for finding in verify.check_translation(zh, en)}


@pytest.mark.parametrize(
    ("zh", "en", "check"),
    [
        ("吸收会员8294人。", "It took in 82,940 members.", "number_power_of_ten"),
        ("吸收会员8294人。", "It took in members.", "number_missing"),
        ("工会成立了。", "The union was founded in 1987.", "number_invented"),
        ("工会成立了。", "The 工会 was founded.", "residue"),
        ("工会成立了。", " ", "empty"),
        ("工会成立了。", "the union " * 30, "repetition"),
    ],
)
def test_each_fault_is_found(zh: str, en: str, check: str) -> None:
    assert check in checks(zh, en)


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("吸收会员8294人。", "It took in 8,294 members."),
        ("节约成本380万元。", "It saved 3.8 million yuan."),
        ("服务2.3万名户外劳动者", "served 23,000 outdoor workers"),
        ("9月23日", "September 23"),
        ("创作于20世纪90年代", "written in the 1990s"),
        ("9月28日上午", "On the morning of September 28th"),
        ("两千三百人", "2,300 people"),
    ],
)
def test_right_english_has_no_finding(zh: str, en: str) -> None:
    assert not checks(zh, en)


@pytest.mark.parametrize(
    ("zh", "en", "repaired"),
    [
        ("节约成本380万元。", "It saved 380 million yuan.", "It saved 3.8 million yuan."),
        ("服务2.3万人。", "for 230,000 people", "for 23,000 people"),
        ("吸收8294人。", "8,294 people", None),
        ("有12家和120家。", "1,200 and 1,200", None),
    ],
)
def test_a_number_is_repaired_only_where_it_is_plain(
    zh: str, en: str, repaired: str | None
) -> None:
    assert verify.repair_numbers(zh, en) == repaired


def test_a_summary_may_hold_only_numbers_of_its_article() -> None:
    source = "全区工会驿站增至58座，服务2.3万人。"
    assert not verify.check_summary("驿站58座，服务2.3万人。", source)
    (finding,) = verify.check_summary("驿站85座。", source)
    assert finding.check == "summary_number"


@given(zh=st.text(max_size=60), en=st.text(max_size=60))
def test_no_text_breaks_the_checks(zh: str, en: str) -> None:
    verify.check_translation(zh, en)
    verify.check_summary(zh, en)
    verify.repair_numbers(zh, en)
    verify.number_hints(zh)

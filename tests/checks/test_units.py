"""Units that a translation changed, and words for limits that it turned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import checks as verify
from digest.checks import TextPair
from digest.checks.amounts import units


def checks(zh: str, en: str) -> set[str]:
    return {finding.check for finding in verify.check_translation(zh, en)}


@pytest.mark.parametrize(
    ("zh", "en"),
    [("新种茶树300亩。", "It planted 300 mu of tea."), ("新种茶树300亩。", "It planted 20 hectares of tea."),
     ("新种茶树300余亩。", "It planted more than 50 acres of tea."), ("收了3000斤米。", "It got 3,000 jin of rice."),
     ("收了3000斤米。", "It got 1.5 tonnes of rice."), ("买了3斤茶。", "He bought 1.5 kilograms of tea."),
     ("走了50里路。", "He walked 25 kilometers."), ("走了50公里路。", "He walked 31 miles."),
     ("离岸12海里。", "It is 12 miles off the coast."), ("卖了900吨茶。", "It sold 900 tons of tea."),
     ("在20里铺村开会。", "They met at the village 20 miles away."), ("修路300米，种茶300亩。", "A road of 300 meters, 300 mu of tea.")],
)  # fmt: skip
def test_a_unit_kept_or_rightly_converted_is_no_finding(zh: str, en: str) -> None:
    assert "unit_wrong" not in checks(zh, en)


@pytest.mark.parametrize(
    ("zh", "en", "repaired"),
    [("新种茶树300亩。", "It planted 300 acres of tea.", "It planted 300 mu of tea."),
     ("收了3000斤米。", "It got 3,000 kilograms of rice.", "It got 3,000 jin of rice."),
     ("买了3斤茶。", "He bought 3 kg of tea.", "He bought 3 jin of tea."),
     ("走了50里路。", "He walked 50 miles.", "He walked 50 li."),
     ("面积69平方公里。", "It covers 69 square meters.", "It covers 69 square kilometers."),
     # A wrong conversion, and a word that the unit is part of, are told and left.
     ("新种茶树150亩。", "It planted 10 acres of tea.", None),
     ("新种茶树300亩。", "It is a 300-acre garden.", None)],
)  # fmt: skip
def test_a_figure_with_another_unit_is_found_and_corrected(
    zh: str, en: str, repaired: str | None
) -> None:
    assert "unit_wrong" in checks(zh, en)
    assert verify.apply_fixes(TextPair.of(zh, en)).en == (repaired or en)
    assert repaired is None or "unit_wrong" not in checks(zh, repaired)


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [("约300人来了。", "More than 300 people came.", True), ("300人左右来了。", "Over 300 people came.", True),
     ("大约300人来了。", "Fewer than 300 people came.", True), ("约300人来了。", "Nearly 300 people came.", False),
     ("约300人来了。", "About 300 people came.", False), ("节约300万元。", "It saved over 3 million yuan.", False),
     ("签约300家。", "It signed up more than 300.", False), ("逾300人来了。", "Nearly 300 people came.", True)],
)  # fmt: skip
def test_about_is_neither_more_nor_less(zh: str, en: str, found: bool) -> None:
    assert ("number_bound" in checks(zh, en)) == found


def test_more_than_for_about_is_corrected() -> None:
    repaired = verify.apply_fixes(TextPair.of("约300人来了。", "More than 300 people came.")).en
    assert repaired == "About 300 people came."


@given(st.text("3亩斤里公米约余 ", max_size=20), st.text("3 acrejinkmouv", max_size=30))
def test_no_correction_of_a_unit_is_left_over(zh: str, en: str) -> None:
    fixed = verify.apply_fixes(TextPair.of(zh, en))
    assert not [fault for fault in units.find(fixed) if fault.edits]


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [("海关10月24日说，今年增长。", "Customs said on October 24, 2018, that it grew.", True),
     ("去年10月24日说，增长了。", "It grew, he said on October 24, 2018.", False),
     ("去年他来了。", "He came in 2018.", False)],
)  # fmt: skip
def test_a_year_added_to_a_plain_day_is_invented_whatever_else_is_relative(
    zh: str, en: str, found: bool
) -> None:
    assert ("date_invented" in checks(zh, en)) == found

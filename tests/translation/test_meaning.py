"""Small words of the Chinese that the English must not lose or turn are put right, and no others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import checks
from digest.translation.postedit.meaning import put_right
from digest.translation.postedit.names import consistent


@pytest.mark.parametrize(
    ("zh", "en", "right"),
    [
        ("驿站有260多名会员。", "The station has 260 members.", "The station has more than 260 members."),
        ("260余人参加。", "260 people came.", "More than 260 people came."),
        ("两天来了3万多人。", "In two days 30,000 people came.", "In two days more than 30,000 people came."),
        ("今年以来，新增会员八百人。", "In recent years, it added 800 members.", "So far this year, it added 800 members."),
        ("“五一”前夕，他们走访企业。", "On the evening of May 1, they visited firms.", "On the eve of May Day, they visited firms."),
        ("“十四五”期间新增三条线。", "Three lines were added in the 15th Five-Year Plan period.", "Three lines were added in the 14th Five-Year Plan period."),
        ("“十四五”期间新增三条线。", "Three lines were added in the Fourteenth Five-Year Plan.", "Three lines were added in the Fourteenth Five-Year Plan."),
        ("主席致电莫迪，祝贺他当选。", "The president called on Modi, congratulating him.", "The president sent a message to Modi, congratulating him."),
        ("校长林晓介绍，学校有三个班。", "Principal Lin Xiao introduced that the school has three classes.", "Principal Lin Xiao said that the school has three classes."),
        ("三五年后再建水厂。", "It will be built in 35 years.", "It will be built in three to five years."),
        ("来了七八个人。", "Some 78 people came.", "Some seven or eight people came."),
    ],
)  # fmt: skip
def test_what_the_chinese_leaves_no_doubt_of_is_put_right(zh: str, en: str, right: str) -> None:
    assert put_right(zh, en) == right
    assert put_right(zh, right) == right


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("驿站有260多名会员。", "The station has over 260 members."),
        ("驿站有260多名会员。", "The station has some 260 members."),
        ("驿站有260多名会员。", "The station has 260-odd members."),
        ("驿站有260名会员。", "The station has 260 members."),
        ("260多人中有260名党员。", "Of the 260 people 260 are members."),
        ("多年来有260名会员。", "It has had 260 members for years."),
        ("今年以来和近年来都有增长。", "It grew in recent years."),
        ("第三五年计划要35年。", "It takes 35 years."), ("二十三五年后。", "In 35 years."),
        ("三五年里有35.5万人来过。", "In three to five years 35.5 thousand came."),
        ("他介绍，这是当年推出的。", "It was introduced that year, he said."),
        ("近年来，会员增长。", "In recent years, membership grew."),
        ("5月1日晚，他们走访企业。", "On the evening of May 1, they visited firms."),
    ],
)  # fmt: skip
def test_english_that_says_it_already_is_left_alone(zh: str, en: str) -> None:
    assert put_right(zh, en) == en


@given(st.integers(11, 99_999), st.sampled_from(["多", "余"]), st.sampled_from("名个座吨"))
def test_more_than_is_said_once_and_the_checks_agree(number: int, more: str, unit: str) -> None:
    zh, en = f"仓库有{number}{more}{unit}。", f"The store has {number:,} of them."
    right = put_right(zh, en)
    assert right == f"The store has more than {number:,} of them."
    assert put_right(zh, right) == right
    assert not checks.check_translation(zh, right)


def test_xizang_is_its_one_english_all_week() -> None:
    names = (("西藏", "Xizang"),)
    en = "Xizang and Tibet; Tibetan barley; Tibet Airlines."
    wanted = "Xizang and Xizang; Tibetan barley; Tibet Airlines."
    assert consistent(en, names) == wanted
    assert consistent("Tibet", ()) == "Tibet"
    assert consistent("Tibet", (("西藏", "Tibet"),)) == "Tibet"


@pytest.mark.parametrize(
    ("zh", "en", "said"),
    [
        ("“十四五”的成就和“十五五”的任务", "What was done and what is to be done in the 15th Five-Year Plan", ["plan_missing"]),
        ("“十四五”的成就", "What was done in the 13th and the 14th five-year plans", []),
        ("“十四五”的成就", "What the 13th Five-Year Plan and the 14th Five-Year Plan brought", ["plan_invented"]),
        ("第十四个五年规划", "The fourteenth five-year plan", []),
        ("二十五人和十五五年级学生", "Twenty-five people", []),
        ("五年规划", "The 14th Five-Year Plan", []),
    ],
)  # fmt: skip
def test_five_year_plans_are_those_of_the_chinese(zh: str, en: str, said: list[str]) -> None:
    found = [f.check for f in checks.check_translation(zh, en) if f.check.startswith("plan")]
    assert found == said

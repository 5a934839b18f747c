"""Five-year plans are those of the Chinese, and one wrong number is corrected."""

import pytest

from digest import checks


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


def test_the_number_of_a_single_plan_is_corrected() -> None:
    pair = checks.TextPair.of(
        "“十四五”期间新增三条线。", "In the 15th Five-Year Plan period, three."
    )
    assert checks.apply_fixes(pair).en == "In the 14th Five-Year Plan period, three."
    spelled = checks.TextPair.of("“十四五”期间。", "In the Fourteenth Five-Year Plan.")
    assert checks.apply_fixes(spelled).en == spelled.en

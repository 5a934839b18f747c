"""Checks of wording: loops, repeats, refusals, leaks, markup, quotes, and parts left out."""

import time

import pytest

from digest import checks as verify


def checks(zh: str, en: str) -> set[str]:
    return {finding.check for finding in verify.check_translation(zh, en)}


LONG = "工会为户外职工建了驿站，里面有饮水机和药箱。职工可以在那里休息和充电。街道每天派人打扫。"
ENGLISH = (
    "The union built stations for outdoor workers, with a water dispenser and a medicine box. "
    "Workers can rest and charge their phones there. The subdistrict sends people to clean every day."
)


@pytest.mark.parametrize(
    ("zh", "en", "check"),
    [
        ("工会成立了。", "the union " * 30, "repetition"),
        ("工会成立了。", f"It was ha{'ha' * 60}.", "repetition"),
        ("工会成立了。", "founded and founded and founded and founded and founded", "repetition"),
        (LONG, f"{ENGLISH} {ENGLISH}", "sentence_repeated"),
        ("职工的权益", "the rights of the workers of the workers of the city", "stutter"),
        ("工会成立了。", "I'm sorry, but I can't assist with that.", "refusal"),
        ("工会成立了。", "As an AI language model, I see a union.", "refusal"),
        ("工会走进铁路项目部。", "O sindicato entra no projeto de construção da ferrovia do sul", "not_english"),
        ("工会成立了。", "Here is the English translation: A union.", "leak"),
        ("工会成立了。", "Terms: 8294人=8,294 people", "leak"),
        ("工会成立了。", "<|im_start|>A union was founded.", "leak"),
        ("工会成立了。", "A **union** was founded.", "markup"),
        ("工会成立了。", "A &nbsp; union was founded.", "markup"),
        ("他说：“工会成立了。”", 'He said: "A union was founded.', "unbalanced"),
        ("工会（总部）成立了。", "A union (its head office was founded.", "unbalanced"),
        (LONG, "Workers can rest there.", "coverage"),
        (LONG, "The union built stations with a dispenser and a box.", "coverage"),
        ("工会近日在市里成立，职工和他们的家人都来了。", f"{ENGLISH} All the others in the city like it, and they said so, so that more are to be built, and more, and more again.", "added"),
    ],
)  # fmt: skip
def test_each_fault_is_found(zh: str, en: str, check: str) -> None:
    assert check in checks(zh, en)


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        (LONG, ENGLISH),
        ("她说：“抱歉，我不能去。”", '"I\'m sorry, I cannot go," she said.'),
        ("在工厂打工拿不到这个钱。", "I cannot earn so much in a factory."),
        ("他说：“我不能提供证据。”", 'He said: "I cannot give proof."'),
        ("大语言模型进车间", "Large language models enter the workshop"),
        ("“工会成立了", '"A union was founded'),
        ("要做到：一、休息；二、吃饭", "The tasks are 1) to rest and 2) to eat"),
        ("加油！加油！加油！加油！", "Come on! Come on! Come on! Come on!"),
        ("人民的人民的人民", "of the people and of the people and of the people"),
        ("价格为5&nbsp;元", "It costs 5&nbsp;yuan"),
    ],
)
def test_good_english_has_no_finding(zh: str, en: str) -> None:
    assert not checks(zh, en)


@pytest.mark.parametrize(
    "text",
    [
        " " * 50_000, "a" * 50_000, "a b " * 12_000, "ab, " * 12_000, "\n" * 50_000, "(" * 50_000,
        '"' * 50_001, "the one two three four five six seven eight nine " * 1000 + "ten",
        "<" * 50_000, "&" * 50_000, "I am sorry " * 5000, "甲乙" * 20_000, "1) " * 20_000,
    ],
)  # fmt: skip
def test_hostile_texts_are_checked_in_seconds(text: str) -> None:
    begin = time.process_time()
    verify.check_translation("工会成立了。", text)
    verify.check_translation(text, "A union was founded.")
    verify.check_translation(text, text)
    assert time.process_time() - begin < 5


def test_checking_takes_time_in_proportion_to_length() -> None:
    """Rows of blanks between words once took the loop check a time that grew with their square."""

    def seconds(count: int) -> float:
        text = ("word" + " " * 40) * count
        begin = time.process_time()
        verify.check_translation("工会成立了。", text)
        return time.process_time() - begin

    assert seconds(8000) < 40 * max(seconds(800), 0.01)


def test_a_phrase_in_quotes_three_times_in_a_sentence_is_found() -> None:
    zh = "推行思想上传带、技术上帮带、素质上共带的“三带”模式。"
    en = "The “three-tie” mode of “three-tie” training includes the “three-tie”."
    assert "echo" in {finding.check for finding in verify.check_translation(zh, en)}
    assert "echo" not in {
        f.check for f in verify.check_translation(zh, "The “three-tie” mode is used.")
    }


@pytest.mark.parametrize(
    ("zh", "en", "flagged"),
    [
        ("5月8日，2019届毕业生参加招聘会。", "On May 8, 2019, graduates went to a job fair.", True),
        ("5月8日，2019届毕业生参加招聘会。", "On May 8, graduates of 2019 went to a job fair.", False),
        ("2019年5月8日，2019届毕业生参加招聘会。", "On May 8, 2019, graduates went to a fair.", False),
    ],
)  # fmt: skip
def test_the_year_of_a_class_is_no_year_of_a_date(zh: str, en: str, flagged: bool) -> None:
    found = [f.message for f in verify.check_translation(zh, en)]
    assert ("the year 2019 is not in the Chinese" in found) == flagged


def test_a_year_is_no_ordinal() -> None:
    zh = "市总工会举行2026年第三次集体学习。"
    found = verify.check_translation(zh, "The federation held its 2026th study session.")
    assert "2026 is a year in the Chinese" in [f.message for f in found]
    right = "The federation held its third study session of 2026."
    assert not verify.check_translation(zh, right)


def unbalanced(zh: str, en: str) -> bool:
    return "unbalanced" in checks(zh, en)


def test_a_day_before_a_bracket_is_no_mark_of_a_list() -> None:
    assert not unbalanced("下周一（1日）开会。", "They meet on Monday (June 1).")
    assert not unbalanced("1）开会。", "1) They meet.")
    assert unbalanced("下周一（1日）开会。", "They meet on Monday (June 1.")

"""A deputy is not made the head."""

import pytest

from digest import checks as verify


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [("集团党委副书记周海出席。", "Zhou Hai, secretary of the Party committee, attended.", True),
     ("副主席高敏主持会议。", "Chairperson Gao Min presided over the meeting.", True),
     ("副主席高敏主持会议。", "Vice Chairperson Gao Min presided over the meeting.", False),
     ("副局长、党组副书记赵明参加。", "Zhao Ming, deputy secretary of the Party group, attended.", True),
     ("副局长、党组副书记赵明参加。", "Deputy director and deputy secretary Zhao Ming attended.", False),
     ("副总经理刘芳讲话。", "Deputy General Manager Liu Fang spoke.", False),
     ("他名副其实，局长也来了。", "He is worthy of his name, and the director came too.", False)],
)  # fmt: skip
def test_a_deputy_without_a_word_for_it_is_found(zh: str, en: str, found: bool) -> None:
    checks = {finding.check for finding in verify.check_translation(zh, en)}
    assert ("deputy_missing" in checks) is found

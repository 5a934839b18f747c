"""What something changed to is told from by how much it changed, in both languages."""

import pytest

from digest import checks


@pytest.mark.parametrize(
    ("zh", "en", "message"),
    [("工会驿站增至58座。", "The rest stations were increased by 58.", "a change by 58: the Chinese says to 58"),
     ("会员增加到1.58万人。", "It grew, adding 15,800 members.", "a change by 15,800: the Chinese says to 15,800"),
     ("成本下降了20%。", "The cost fell to 20 percent.", "a change to 20: the Chinese says by 20"),
     ("人数由30人减少至12人。", "The number was cut by 12.", "a change by 12: the Chinese says to 12")],
)  # fmt: skip
def test_to_for_by_is_found(zh: str, en: str, message: str) -> None:
    found = checks.check_translation(zh, en)
    assert [f.message for f in found if f.check == "change_confused"] == [message]


@pytest.mark.parametrize(
    ("zh", "en"),
    [("工会驿站增至58座。", "The rest stations increased to 58."),
     ("工会驿站增至58座，增加12座。", "There are 58 rest stations now, up by 12."),
     ("面积最多增加20%。", "The area may grow by up to 20 percent."),
     ("增加20座，增至20座。", "20 were added, to 20 in all; it rose by 20."),
     ("共有58座驿站。", "The stations rose to 58.")],
)  # fmt: skip
def test_what_is_right_or_not_said_is_no_finding(zh: str, en: str) -> None:
    assert "change_confused" not in {f.check for f in checks.check_translation(zh, en)}


def test_a_summary_is_held_to_its_article() -> None:
    article = "全区工会驿站增至58座，可为2.3万名劳动者提供服务。"
    found = checks.check_summary("青禾区工会驿站增加58座。", article)
    assert [f.message for f in found] == ["a change by 58: the article says to 58"]
    assert not checks.check_summary("青禾区工会驿站增至58座。", article)

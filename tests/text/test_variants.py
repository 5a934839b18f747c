"""Look-alikes of characters, and traditional script folded for matching."""

import pytest

from digest.text.encoding import decode
from digest.text.hanzi import fold
from digest.text.variants import standard
from lab.tables import traditional


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("⽼⼯厂⾥的⻓⻋", "老工厂里的长车"),
        ("张\ue863", "张䶮"),
        ("\ue817\ue81e", "\U00020089\u9fb4"),
        ("甲\u2003乙\u2002丙\u202f丁", "甲\u3000乙 丙 丁"),
        ("２０２６年Ａ１版", "2026年A1版"),
        ("，。：（）", "，。：（）"),
    ],
)
def test_look_alikes_become_the_characters_they_stand_for(printed: str, meant: str) -> None:
    assert standard(printed) == meant
    around = "昨天上午，县工会的人走了六里山路，把三十件棉衣送到茶山。"
    assert decode(f"{around}{printed}".encode()) == f"{around}{meant}"


def test_every_private_code_of_gbk_has_a_character() -> None:
    assert not [
        c for c in standard("".join(map(chr, range(0xE815, 0xE865)))) if "\ue000" <= c <= "\uf8ff"
    ]


def test_folding_keeps_positions_and_knows_the_whole_of_opencc() -> None:
    assert fold("責編：閆青禾　客戶端記者") == "责编：闫青禾　客户端记者"
    assert traditional.lines() == tuple(traditional.TABLE.read_text(encoding="utf-8").split())

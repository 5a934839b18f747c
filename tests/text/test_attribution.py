"""Datelines, bylines and credits at the ends of texts."""

import pytest

from digest.text.attribution import lead, people_line, signature, tail

People = list[tuple[str, tuple[str, ...], str]]


def people(found: object) -> People:
    assert found is not None
    return [
        *((b.role, b.names, "") for b in found.bylines),  # type: ignore[attr-defined]
        *((c.role, c.names, c.what) for c in found.credits),  # type: ignore[attr-defined]
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("林远舟摄（河东影像）", [("", ("林远舟",), "摄")]),
        ("本报记者  苏小禾文  林远舟摄（河东影像）", [("记者", ("苏小禾",), ""), ("", ("林远舟",), "摄")]),
        ("记者 张立文 摄", [("记者", ("张立文",), "摄")]),
        ("（记者莽远舟、苏小禾）", [("记者", ("莽远舟", "苏小禾"), "")]),
        ("(河東日報客戶端記者 林遠舟)", [("記者", ("林遠舟",), "")]),
        ("(責編:閆青禾、葉曉川)", [("責編", ("閆青禾", "葉曉川"), "")]),
        ("（综合本报记者林远舟、苏小禾、叶平报道）", [("记者", ("林远舟", "苏小禾", "叶平"), "")]),
        ("(本版水墨人物画:林远舟)", [("水墨人物画", ("林远舟",), "")]),
        ("审核：许若谷", [("审核", ("许若谷",), "")]),
        ("摄影：苏小禾", [("摄影", ("苏小禾",), "")]),
    ],
)  # fmt: skip
def test_a_line_of_names_is_read_whatever_the_surnames(line: str, expected: People) -> None:
    assert people(people_line(line)) == expected


@pytest.mark.parametrize(
    "line",
    ["查看原文", "记者手记", "记者观察", "记者从县里获悉", "记者走基层", "通讯员培训", "动画：一只小船", "本报记者来信"],
)  # fmt: skip
def test_what_only_begins_like_names_is_none(line: str) -> None:
    assert people_line(line) is None


@pytest.mark.parametrize(
    ("text", "dateline", "rest"),
    [
        ("河东网3月5日讯 4日上午，采访团上路。", "河东网3月5日讯", "4日上午，采访团上路。"),
        ("中国河东网讯 采访团上路。", "中国河东网讯", "采访团上路。"),
        ("（新华社青石3月4日电）", "新华社青石3月4日电", ""),
        ("互联网让山村变了样。", None, "互联网让山村变了样。"),
    ],
)
def test_datelines_of_papers_and_sites_are_cut_off(
    text: str, dateline: str | None, rest: str
) -> None:
    found = lead(text)
    assert (found.dateline, found.text) == (dateline, rest)


def test_readers_and_agencies_behind_a_text_are_cut_off() -> None:
    reader = tail("大家盼着记者再来。 读者 苏小禾")
    assert (reader.text, people(reader)) == ("大家盼着记者再来。", [("读者", ("苏小禾",), "")])
    sent = tail("戏班唱了两晚。 新华社发")
    assert (sent.text, sent.sent_by, people(sent)) == ("戏班唱了两晚。", "新华社发", [])


def test_a_note_on_the_author_names_the_reporter_who_took_it_down() -> None:
    note = "（作者为河东学院副教授，本报记者林远舟采访整理）"
    assert people(signature(note)) == [("记者", ("林远舟",), "")]
    assert signature("（作者为河东学院副教授）") is None

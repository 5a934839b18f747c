"""What scrapers leave around a text is told from the text, and what it says of the article is kept."""

import json
from datetime import date
from pathlib import Path

import pytest

from digest import ingest
from digest.ingest.edges import without_edges
from digest.records import Article, Block, Byline, Credit, Discard

BODY = "清河县总工会20日开办技能培训班，来自30家企业的120名职工参加。"


def blocks(*texts: str) -> list[Block]:
    return [Block("p", text) for text in texts]


def test_an_article_between_the_controls_of_its_site_is_read_alone(tmp_path: Path) -> None:
    lines = [
        "清河县开办培训班", "2025-11-13 18:26", "来源：", "工人日报", "字号：默认", "大", "超大", "|", "打印",
        f"本报清河11月13日电（记者 王建国）{BODY}", "【我要纠错】责任编辑：宋岩", "相关稿件", "市总工会召开会议",
    ]  # fmt: skip
    file = tmp_path / "one.jsonl"
    file.write_text(json.dumps({"title": lines[0], "text": "\n".join(lines)}), encoding="utf-8")
    found = list(ingest.read([str(file)]))
    (article,) = [item for item in found if isinstance(item, Article)]
    assert [block.text for block in article.blocks] == [BODY]
    assert (article.date, article.source) == (date(2025, 11, 13), "工人日报")
    assert article.bylines == (Byline("记者", ("王建国",)),)
    assert article.credits == (Credit("责任编辑", ("宋岩",), ""),)
    left = [item.text for item in found if isinstance(item, Discard)]
    assert left == [
        "2025-11-13 18:26 / 来源： / 工人日报 / 字号：默认 / 大 / 超大 / | / 打印", "相关稿件 / 市总工会召开会议"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "bylines", "credits_"),
    [
        (["本报记者 王建国 通讯员 李晓明", BODY], [("记者", "王建国"), ("通讯员", "李晓明")], []),
        (["作者：张小三", BODY, "编辑：李晓明"], [("作者", "张小三")], [("编辑", "李晓明")]),
        ([BODY, "（责编：王建国、李晓明）"], [], [("责编", "王建国、李晓明")]),
        ([BODY, "【纠错】 【责任编辑:焦鹏】 阅读下一篇："], [], [("责任编辑", "焦鹏")]),
    ],
)
def test_who_wrote_and_edited_it_stands_on_lines_of_its_own(
    lines: list[str], bylines: list[tuple[str, str]], credits_: list[tuple[str, str]]
) -> None:
    edges = without_edges(blocks(*lines))
    assert [block.text for block in edges.blocks] == [BODY]
    assert [(who.role, "、".join(who.names)) for who in edges.bylines] == bylines
    assert [(who.role, "、".join(who.names)) for who in edges.credits] == credits_


@pytest.mark.parametrize(
    "stated",
    [
        "发布时间：2025-11-13",
        "2025-11-13 18:26",
        "来源：工人日报 2025-11-13 18:26",
        "2025年11月13日 18:26:05",
    ],
)
def test_when_it_went_on_line_is_its_day(stated: str) -> None:
    edges = without_edges(blocks(stated, BODY))
    assert (edges.day, len(edges.blocks)) == (date(2025, 11, 13), 1)


@pytest.mark.parametrize(
    "lines",
    [
        ["今天是教师节，清河县的老师收到了鲜花。", BODY],
        ["2025年11月13日", BODY, "清河县总工会", "2025年11月13日"],
        ["诗一首", "春风吹过清河岸", "工友归来月正圆"],
        [BODY, "相关链接", "培训班每年办两期，学员往返的路费由县总工会报销。"],
        ["大", "中", "小"],
        ["时间：2025年11月20日 9:00", BODY],
        ["2025年11月20日9:00至11:00停水", BODY],
    ],
)
def test_what_may_be_the_articles_own_stays(lines: list[str]) -> None:
    assert [block.text for block in without_edges(blocks(*lines)).blocks] == lines

"""What scrapers leave around a text is told from the text, and what it says of the article is kept."""

import json
from datetime import date
from pathlib import Path

import pytest

from digest import ingest
from digest.ingest.article.page_chrome import without_edges
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
        (
            [BODY, "本报记者 王建国 通讯员 李晓明 摄"],
            [],
            [("记者", "王建国"), ("通讯员", "李晓明")],
        ),
        ([BODY, "王建国 摄"], [], [("", "王建国")]),
        ([BODY, "（王建国）"], [("", "王建国")], []),
        ([BODY, "（大众新闻记者 王建国）"], [("记者", "王建国")], []),
        (
            [BODY, "（湖北日报全媒记者 王建国 通讯员 李晓明 摄）"],
            [],
            [("全媒记者", "王建国"), ("通讯员", "李晓明")],
        ),
        (
            [BODY, "（工人日报—中工网记者王建国 通讯员李晓明）"],
            [("记者", "王建国"), ("通讯员", "李晓明")],
            [],
        ),
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


def test_an_article_behind_its_e_papers_list_of_headlines_is_read_alone() -> None:
    before = [
        "(资料图片)", "第03版：工会", "3上一版  下一版4", "县总工会开办托管班", "劳模进校园", "版面导航", "3上一期",
        "3上一篇  下一篇4 2025年11月13日 放大 缩小 默认",
    ]  # fmt: skip
    behind = [
        "3上一篇  下一篇4",
        "主办:清河日报社 运营管理:清河日报社",
        "地址:清河市人民路12号 邮编:300000",
        "关闭",
    ]
    edges = without_edges(blocks(*before, BODY, *behind))
    assert [block.text for block in edges.blocks] == [BODY]
    assert edges.left_out == (" / ".join(before), " / ".join(behind))
    assert edges.day == date(2025, 11, 13)


def test_what_stands_above_the_links_and_the_day_and_below_the_editor_is_the_sites() -> None:
    above = [
        "关注我们",
        "清河网 > 新闻频道 > 清河日报",
        "清河县开办培训班",
        "发布时间：2025年11月13日09:13 来源： 清河日报",
    ]
    below = ["审 核：李晓明", "图片归原作者所有，如有侵权请联系我们，我们立刻删除。"]
    edges = without_edges(blocks(*above, BODY, "责任编辑：王建国", *below))
    assert [block.text for block in edges.blocks] == [BODY]
    assert (edges.day, edges.source) == (date(2025, 11, 13), "清河日报")
    assert edges.credits[0] == Credit("责任编辑", ("王建国",), "")
    assert edges.left_out[0] == " / ".join(above)


@pytest.mark.parametrize(
    "line",
    [
        "//www.example.cn2013-12-13 15:11:14来源: 清河网",
        "分享到: | 更多 |",
        "本文字数:330",
        "《清河日报》(2016年01月11日 02版)",
    ],
)
def test_a_sites_line_over_the_text_is_left_out(line: str) -> None:
    edges = without_edges(blocks(line, BODY))
    assert [block.text for block in edges.blocks] == [BODY]
    assert edges.left_out == (line,)


def test_a_line_over_the_title_that_a_text_repeats_is_its_kicker(tmp_path: Path) -> None:
    lines = ["县总工会办实事", "清河县开办培训班", f"本报讯 (记者 王建国){BODY}"]
    file = tmp_path / "one.jsonl"
    file.write_text(json.dumps({"title": lines[1], "text": "\n".join(lines)}), encoding="utf-8")
    (article,) = [item for item in ingest.read([str(file)]) if isinstance(item, Article)]
    assert (article.kicker, article.title) == (lines[0], lines[1])
    assert [block.text for block in article.blocks] == [BODY]
    assert article.bylines == (Byline("记者", ("王建国",)),)


@pytest.mark.parametrize(
    "stated",
    [
        "发布时间：2025-11-13",
        "2025-11-13 18:26",
        "来源：工人日报 2025-11-13 18:26",
        "2025-11-13 18:26:55 来源：工人日报",
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
        [BODY, "清河县"],
        [BODY, "编辑：您怎么看？", "培训很有用。"],
        ["县里的大事", "清河县开办培训班", BODY],
        ["（摘要）", BODY],
        ["时间：2025年11月20日 9:00", BODY],
        ["2025年11月20日9:00至11:00停水", BODY],
    ],
)
def test_what_may_be_the_articles_own_stays(lines: list[str]) -> None:
    assert [block.text for block in without_edges(blocks(*lines)).blocks] == lines


def test_a_platforms_disclaimer_above_a_text_is_left_out() -> None:
    notice = "特别声明：以上内容为自媒体平台用户上传并发布，本平台仅提供信息存储服务。"
    edges = without_edges(blocks(notice, BODY))
    assert [block.text for block in edges.blocks] == [BODY]
    assert edges.left_out == (notice,)

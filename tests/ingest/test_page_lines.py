"""Nothing is silently missing: every line of a page is in an article or in the report."""

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from digest.ingest.page.parse import parse
from digest.text.encoding import decode

# A line of each kind that a page may have; the parser may take each for something else in its place.
LINES = (
    "江口日报  2026年03月05日  02版",
    "第03版：要闻",
    "专栏:摄影新闻",
    "来源：",
    "江口观察",
    "来源:江口观察 作者:王立,陈兰 发布时间:2026-03-05 15:58",
    "2026-03-05",
    "3上一版  下一版4",
    "【我要纠错】责任编辑：王立",
    "本版责编：王立  李小满",
    "版式设计：陈兰",
    "山泉进了山门村",
    "老渡口的灯（江口论坛）",
    "江口县总工会",
    "“山泉”进行时",
    "一刻钟，能做多少事？",
    "渡口的船工沙哑地喊了一声，旱田、水田、秧田都听见了的那个清晨",
    "今年的茶比去年多三成；价也高一成",
    "昨天上午，江口县的第三座水厂开始供水，两万户居民用上了山泉水。",
    "本报讯 记者王立报道 码头今早恢复通航，渡轮载着首批乘客驶向对岸。",
    "（新华社江口3月4日电）",
    "新华社江口3月4日电（记者陈兰）县里的水渠修好通水。  今年插秧早了半个月。 【纠错】",
    "记者 王立",
    "王有田",
    "（作者为江口学院副教授，本报记者陈兰采访整理）",
    "（作者单位：江口学院）",
    "林远舟摄（江口影像）",
    "对话人：",
    "王立  本报评论员",
    "王立：山里什么时候通水？",
    "陈兰：明年底。",
    "△山门村修好了水渠。",
    "【码头通航】渡轮今早载着首批乘客驶向对岸。",
    "### 山门村的灯",
    "1. 山泉进了山门村",
    "本版导读",
    "天气预报",
    "图为船工给船头系上红绸。新华社发",
    "![图](a.jpg)",
    "<p></p>",
    'ink="a/1.jpg" no="1">1',
    "新 2026-03-05 00:00:00:0 林 远 30166568 1 0 http://paper.example.cn/content_1.html",
    "2026-03-05 00:00:00:0 30166568 1 0 http://paper.example.cn/content_1.html",
    "人",
    "",
    "",
)  # fmt: skip


def unaccounted(text: str) -> list[int]:
    """The numbers of the lines that are in no article and not in the report."""
    made, discards = parse(text, path="page")
    spans = [a.provenance.lines for a in made] + [d.lines for d in discards]
    known = {number for first, last in spans for number in range(first, last + 1)}
    return [n for n, line in enumerate(text.split("\n"), 1) if line.strip() and n not in known]


def words_lost(text: str) -> list[str]:
    """Pairs of characters of the page that neither an article nor the report has."""
    made, discards = parse(text, path="page")
    kept = [d.text for d in discards]
    for a in made:
        kept += [
            a.kicker or "",
            a.title,
            a.subtitle or "",
            a.section or "",
            a.dateline or "",
            a.text,
        ]
        kept += [f"{b.role}{' '.join(b.names)}" for b in a.bylines]
        kept += [f"{c.role}{' '.join(c.names)}{c.what}" for c in a.credits]
    have = re.sub(r"\s", "", "\n".join(kept))
    named = re.compile("本报|报道|记者|作者|影像|江口|综合|采访|整理|江口观察")
    return [
        run
        for line in text.split("\n")
        for run in re.findall("[\u4e00-\u9fff]{5,}", named.sub("，", line))
        if run not in have
    ]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=24))
def test_every_line_of_any_page_is_accounted_for(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert not unaccounted(text)
    assert not words_lost(text)


def test_every_line_of_every_given_page_is_accounted_for(shared: Path) -> None:
    folders = ("pages", "seed", "cases/pages", "cases/faults", "cases/wishes")
    for path in (p for folder in folders for p in sorted((shared / folder).glob("*.txt"))):
        assert not unaccounted(decode(path.read_bytes())), path.name

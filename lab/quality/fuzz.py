"""Feeds random and mutated inputs to every reader, or to every check and renderer: no crash, no hang.

python -m lab.quality.fuzz --minutes 10 [--of readers|checks] [--seed 1]

Prints a tally as JSON, and the number of each input that crashed or was slow: `read_one` or `check_one` of
random.Random(number) makes it again.
"""

import argparse
import io
import json
import random
import resource
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from digest import checks, ingest, render
from digest.config.settings import EnglishStyle, PageStyle
from digest.records import Pair, PairBlock
from digest.translation.house_style import style
from tests.support.examples import a_digest, an_entry

PIECES = (
    "{", "}", "[", "]", '"', ":", ",", "null", "1e999", "\\ud800", "<", ">", "<!--", "-->", "<p>", "</p>", "<table>", "<tr><td>",
    "<![CDATA[", "&amp;", "&#x110000;", "---\n", "title: ", "# ", "**", "\n\n", "\r", "\t", "\x00", "\ufeff", "\u3000", "△", "●",
    "【", "】", "本报讯 记者", "报道", "（记者王立）", "新华社北京7月3日电", "责任编辑：", "第01版", "2026年7月4日", "，", "。", "“", "”",
    "江口县第三座水厂昨天开始供水", "山泉入户", "標題", '"title":', '"text":', '"date":', '"blocks":', '"provenance":', "![](", "](", "|",
)  # fmt: skip
SEEDS = {
    "json": json.dumps([{"title": "山泉入户", "text": "江口县第三座水厂昨天开始供水。", "date": "2026-07-04"}]),
    "jsonl": json.dumps({"data": {"title": "山泉入户", "content": "<p>水厂昨天开始供水。</p>"}}) + "\n" + "{}",
    "csv": '标题,正文,日期\n山泉入户,"水厂昨天开始供水。",2026-07-04\n',
    "md": "---\ntitle: 山泉入户\ndate: 2026-07-04\n---\n## 水价\n水厂昨天开始供水。\n",
    "html": "<!DOCTYPE html><html><head><title>山泉入户-江口在线</title></head><body><h1>山泉入户</h1><p>水厂昨天开始供水。</p></body></html>",
    "xml": '<?xml version="1.0"?><rss version="2.0"><channel><item><title>山泉</title><description>水厂昨天开始供水。</description></item></channel></rss>',
    "txt": "山泉入户\n——水价三年不变\n本报讯 记者王立报道 水厂昨天开始供水。\n\n△ 简讯一则。\n",
    "pdf": "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>",
    "bars": "━━ 今日头条 ━━\n\n1. 山泉入户\n水厂昨天开始供水。（江口日报）\n\n== 速览 ==\n\n天气：冷空气今晚到达，山区有小雪。\n",
    "archive.md": "# 江口新闻 2026-07-04\n\n## 1. 山泉入户\n**来源：** 江口日报\n\n水厂昨天开始供水。\n\n## 2. 再建五座\n**时间：** 2026-07-03\n\n今后三年还要再建。\n",
}  # fmt: skip
# What numbers, dates and names of the news are written with, and what trips their grammars.
ZH = (
    "2026年", "11月20日", "二〇二六年", "廿三", "１２", "𝟐𝟎𝟐𝟔", "٢٠", "3.5亿元", "近三成", "百分之五", "第十四个五年规划", "两", "几十",
    "1-", "1至", "一、", "：", "，", "。", "、", "“", "”", "（", "）", "同比增长", "不低于", "超过", "减少", "副市长", "中国", "法国", "新疆",
    "王立国", "3比1", "8:30", "上午", "公里", "亩", "摄氏度", "万", "亿", "千", "零", "负", "0.", "%", "‰", "江口县", "水厂", "今年", "\ud83d", "\u202e",
)  # fmt: skip
EN = (
    "2026", "November 20", "20 Nov.", "3.5", "350 million", "billion", "yuan", "RMB", "$", "%", "per cent", "about", "more than", "less than",
    "one-third", "a dozen", "first", "12th", "China", "France", "Xinjiang", "Wang Liguo", "km", "hectares", "degrees", "8:30 a.m.", "3-1", ",", ".",
    '"', "'", "(", ")", "-", "--", "…", "*", "_", "<b>", "&lt;", "[a](b)", "http://a.example/<img src=x>", "%%", "==x==", "|", "#", "1,000", "1.000",
)  # fmt: skip
STYLE = EnglishStyle(
    spelling="british", percent="per cent", quotes="typographic", millions="words", thousands="1,000", headlines="title"
)  # fmt: skip
SLOW_SECONDS = 20  # of processor time, so that other work on the machine makes no file slow
SLOW_TEXT_SECONDS = 2  # per text of about a kilobyte


@dataclass
class Tally:
    """The result of a run: `slowest` in seconds of processor time."""

    inputs: int = 0
    slowest: float = 0.0
    crashes: int = 0
    slow: int = 0


def mutated(seed: str, dice: random.Random) -> bytes:
    """The seed with pieces inserted, cut, repeated and moved, re-encoded, and some bytes broken."""
    text = seed
    for _ in range(dice.randrange(12)):
        at, end = sorted(dice.randrange(len(text) + 1) for _ in range(2))
        kind = dice.randrange(4)
        if kind == 0:
            text = text[:at] + dice.choice(PIECES) * dice.choice((1, 1, 2, 50, 3000)) + text[at:]
        elif kind == 1:
            text = text[:at] + text[end:]
        elif kind == 2 and len(text) < 200_000:
            text = text[:at] + text[at:end] * dice.choice((2, 3, 40)) + text[end:]
        else:
            text = text[at:] + text[:at]
    data = bytearray(text.encode(dice.choice(("utf-8", "utf-8", "utf-16", "gb18030")), "replace"))
    for _ in range(dice.choice((0, 0, 1, 20))):
        if data:
            data[dice.randrange(len(data))] = dice.randrange(256)
    return bytes(data)


def record(dice: random.Random, depth: int = 0) -> Any:
    """A JSON value with the names of fields and values of any type, at random."""
    names = (
        "title",
        "text",
        "content",
        "date",
        "author",
        "blocks",
        "provenance",
        "data",
        "items",
        "url",
        "id",
        "x",
    )
    kind = dice.randrange(8 if depth < 4 else 5)
    if kind >= 6:
        return {dice.choice(names): record(dice, depth + 1) for _ in range(dice.randrange(6))}
    if kind == 5:
        return [record(dice, depth + 1) for _ in range(dice.randrange(4))]
    text = "".join(dice.choices(PIECES, k=dice.randrange(8)))
    return (None, dice.random() * 10 ** dice.randrange(20), dice.random() < 0.5, text, text * 30)[
        kind
    ]


def book(dice: random.Random) -> bytes:
    """A real EPUB of mutated parts, with some bytes of the archive broken."""
    container = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="p.opf"/></rootfiles></container>'
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", dice.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as made:
        for name, text in (
            ("META-INF/container.xml", container),
            ("p.opf", package),
            ("a.xhtml", SEEDS["html"]),
        ):
            made.writestr(name, mutated(text, dice) if dice.random() < 0.4 else text)
    data = bytearray(out.getvalue())
    for _ in range(dice.choice((0, 1, 5))):
        data[dice.randrange(len(data))] = dice.randrange(256)
    return bytes(data)


def read_one(dice: random.Random, folder: Path) -> bytes:
    """Reads one broken file of a random kind; the file's bytes."""
    kind = dice.choice((*SEEDS, "records", "book"))
    if kind == "records":
        data = json.dumps([record(dice) for _ in range(3)]).encode()
    else:
        data = book(dice) if kind == "book" else mutated(SEEDS[kind], dice)
    suffix = {"records": "json", "book": "epub", "bars": "txt", "archive.md": "md"}.get(kind, kind)
    path = folder / f"2026-07-04.{suffix}"
    path.write_bytes(data)
    options = ingest.ReadOptions(strict=True)
    for item in ingest.read([str(path)], options=options):
        repr(item).encode()
    if dice.random() < 0.1:
        list(ingest.read(["-"], stdin=io.BytesIO(data), options=options))
    return data


def check_one(dice: random.Random, _: Path) -> bytes:
    """Runs all checks, the house style and the renderers on one random pair; the pair's bytes."""
    size = dice.choice((5, 40, 120))
    run = dice.choice((1, 1, 40))  # the same piece over and over makes grammars backtrack
    zh = "".join(dice.choice(ZH) * dice.choice((1, run)) for _ in range(size // run + 1))[:500]
    en = " ".join(dice.choice(EN) for _ in range(size))[:1000]
    zh, en = (text.encode("utf-8", "replace").decode() for text in (zh, en))
    pair = checks.TextPair(checks.ChineseText(zh), checks.EnglishText(en), (), (), date(2026, 7, 4))
    checks.check_pair(pair)
    checks.apply_fixes(pair)
    checks.check_summary(zh[: len(zh) // 2], zh)
    checks.check_english_summary(en[: len(en) // 2], en)
    styled = style.styled(en, STYLE)
    headline = style.headline(en[:200], STYLE)
    entry = an_entry()
    blocks = (PairBlock("p", Pair(zh, styled)), *entry.blocks)
    digest = a_digest(replace(entry, title=Pair(zh[:100], headline), blocks=blocks))
    for renderer in (render.render_markdown, render.render_text, render.render_html):
        renderer(digest)
    render.render_mail_html(digest, PageStyle())
    if dice.random() < 0.1:
        render.render_epub(digest)
        render.render_docx(digest)
    return f"{zh}\n{en}\n".encode()


def fuzz(
    seconds: float,
    *,
    seed: int,
    folder: Path,
    one: Callable[[random.Random, Path], bytes] = read_one,
    slow: float = SLOW_SECONDS,
) -> Tally:
    """Run `one` again and again for `seconds`; print each crash with the seed that recreates its input."""
    tally = Tally()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        number = seed * 10**9 + tally.inputs
        began = time.process_time()
        try:
            one(random.Random(number), folder)
        except Exception:  # noqa: BLE001 - any is what is looked for
            tally.crashes += 1
            sys.stderr.write(f"{one.__name__} of {number}:\n{traceback.format_exc(limit=-4)}\n")
        spent = time.process_time() - began
        tally.inputs += 1
        tally.slowest = max(tally.slowest, spent)
        if spent > slow:
            tally.slow += 1
            sys.stderr.write(f"{one.__name__} of {number}: {spent:.1f} s\n")
    return tally


def main() -> None:
    """Prints the tally as JSON; exits with 1 after a crash or a hang."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--of", choices=("readers", "checks"), default="readers")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    readers = chosen.of == "readers"
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        tally = fuzz(
            chosen.minutes * 60,
            seed=chosen.seed,
            folder=Path(folder),
            one=read_one if readers else check_one,
            slow=SLOW_SECONDS if readers else SLOW_TEXT_SECONDS,
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"of": chosen.of} | vars(tally) | {"peak_mib": peak}))
    sys.exit(bool(tally.crashes or tally.slow))


if __name__ == "__main__":
    main()

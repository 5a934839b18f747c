"""Filters text that is not news: other languages, repetition, mojibake, scrambled characters."""

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from digest.ingest.article.assemble import Found
from digest.records import Article, Block, Discard
from digest.text import hanzi
from digest.text.charset import share_of_common
from digest.text.hanzi import simplify

_LATIN = re.compile("[A-Za-z]")
# UTF-8 read as GBK and back, uninitialised memory, Chinese read as Latin: always in runs.
_MOJIBAKE = re.compile("(?:锟斤拷|锟斤|烫烫|屯屯|锘|\ufffd|[\u0080-\u00ff]{2,}+)+")
_MOJIBAKE_MARK = re.compile("[锟烫屯锘\ufffd\u0080-\u00ff]")
_MOJIBAKE_SHARE = 1 / 8
# News compresses to 0.4 to 0.7 of its bytes, lists of names to 0.3. A text of at least this many
# characters that compresses below this ratio repeats itself.
_LOOP_CHARS, _LOOP_RATIO = 120, 0.16
# zlib level 1 takes a quarter of the time of level 9, and at most twice the bytes.
_QUICK_RATIO = 2
# A text with fewer common characters than any news that reads like news in another encoding.
_WRONG_SHARE, _RIGHT_SHARE, _WIDE_CHARS = 0.15, 0.3, 20
_TABLES = (
    ("gb18030", "utf-8"),
    ("big5hkscs", "utf-8"),
    ("big5hkscs", "gb18030"),
    ("gb18030", "big5hkscs"),
)
# Words that make up 4 to 26 % of news, and at most 1.5 % of scrambled characters.
_WORDS = frozenset(
    re.findall(
        "..",
        "发展中国国家法治社会合作表示建设组织中央经济全面我们工作重要世界推进推动一个人民进行他们国际全球可能"
        "精神地区共同会议坚持创新代表加强主席关系产业全国书记战略二十政府研究企业学习通过领导提供问题成员现代"
        "指出方面没有持续重大技术政治支持报告以及时间这些使用促进科技可以公司委员深入包括服务市场增长建议贯彻"
        "交流时代人员体系实现不断开放目前特色比赛需要质量举行已经强调这是水平中心影响活动生产主要改革关于作为"
        "落实实施今天基础开始情况加快保障系统认为运动要求今年成为讲话自己必须报道积极部门深化环境继续更多以来"
        "作用投资历史目标出席时期开展记者项目这个如果正在作出未来发布发生科学发现取得因为文化相关第二能源参加"
        "数据计划智能政策具有当地提升提高完善任务传播出现成果国务其中卫生意义高度贡献一些宣布机构进入方式所有"
        "行动核心构建发挥就是措施新闻旅游消费群众现在同时法律教育维护超过获得机制但是有效对于工会职工劳动工人"
        "干部同志主任县委市委局长厂长农民居民村民学校学生老师医院公里万元亿元吨粮昨天昨日日前近日去年明年上午"
        "下午晚上时候大家什么怎样不是不能都是还有也是一样起来出来下来许多很多先生女士介绍告诉知道觉得"
        "他的我的她的了一的一一下分钟球队选手冠军对手比分决赛女子男子",
    )
)
_ORDERED_CHARS, _ORDERED_SHARE = 250, 0.018
_RUN_CHARS, _RHYTHM_SHARE = 3.5, 0.4


def fault(text: str) -> str | None:
    """Why a text is not news, or None."""
    dense = "".join(text.split())
    if _MOJIBAKE_MARK.search(dense) and (
        sum(map(len, _MOJIBAKE.findall(dense))) > len(dense) * _MOJIBAKE_SHARE
    ):
        return "characters read in a wrong encoding"
    if len(dense) >= _LOOP_CHARS and _is_loop(dense.encode()):
        return "the same words over and over"
    if _is_misread(dense):
        return "characters read in a wrong encoding"
    return "characters in no order" if _is_scrambled(text) else None


def _is_loop(data: bytes) -> bool:
    quick = len(zlib.compress(data, 1)) < len(data) * _LOOP_RATIO * _QUICK_RATIO
    return quick and len(zlib.compress(data, 9)) < len(data) * _LOOP_RATIO


def _is_misread(text: str) -> bool:
    if share_of_common(text) >= _WRONG_SHARE:
        return False
    wide = sum(char > "\x7f" for char in text)
    if wide < _WIDE_CHARS:
        return False
    again = (text.encode(wrong, "ignore").decode(right, "ignore") for wrong, right in _TABLES)
    return any(share_of_common(t) >= _RIGHT_SHARE and len(t) * 3 > wide for t in again)


def _is_scrambled(text: str) -> bool:
    """Whether a long text has almost none of the commonest words, and is neither verse nor a list of names."""
    runs = re.findall(r"[\u4e00-\u9fff]+", text)
    chars = sum(map(len, runs))
    if chars < _ORDERED_CHARS or chars < len(runs) * _RUN_CHARS:
        return False
    rhythm = max(Counter(map(len, runs)).values()) / len(runs)
    if len(runs) > 4 and rhythm >= _RHYTHM_SHARE:
        return False
    enough = chars * _ORDERED_SHARE
    return not _holds(runs, enough) and not _holds([simplify(run) for run in runs], enough)


def _holds(runs: list[str], enough: float) -> bool:
    """Whether at least `enough` of the commonest words occur in the runs."""
    met = 0
    for run in runs:
        for at in range(len(run) - 1):
            met += run[at : at + 2] in _WORDS
            if met >= enough:
                return True
    return False


def _is_chinese(text: str) -> bool:
    """Whether there is at least one Chinese character per four Latin letters."""
    return hanzi.has_han(text) and hanzi.han_count(text) * 4 >= len(_LATIN.findall(text))


def without_garbage(found: Iterable[Found]) -> Iterator[Found]:
    """Yields the articles without unusable paragraphs, each reported; one that is all unusable is dropped."""
    for item in found:
        if isinstance(item, Article):
            yield from _cleaned(item)
        else:
            yield item


def _cleaned(article: Article) -> Iterator[Found]:
    if not _is_chinese(article.title + article.text):
        yield _discard(article, article.title, "not Chinese")
        return
    kept: list[Block] = []
    for block in article.blocks:
        reason = fault(block.text)
        if reason is None:
            kept.append(block)
        else:
            yield _discard(article, block.text, reason)
    reason = fault(f"{article.title}\n" + "\n".join(block.text for block in kept))
    if reason is None and any(block.type == "p" for block in kept):
        whole = len(kept) == len(article.blocks)
        yield article if whole else replace(article, blocks=tuple(kept))
    elif kept or not article.blocks:
        yield _discard(article, article.title, reason or "nothing left but what was left out")


def _discard(article: Article, text: str, reason: str) -> Discard:
    where = article.provenance
    return Discard(where.path, where.lines, text[:200], reason)

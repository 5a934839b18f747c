"""What is no news is refused with its reason, and nothing that is news."""

import io
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from digest import ingest
from digest.ingest.article.quality import fault
from digest.records import Article, Discard
from tests.support import newsroom

NEWS = (
    "江口县第三座水厂昨天开始供水，两万三千户居民用上了山泉水。水厂去年三月动工，投资一亿二千万元，"
    "每天供水五万吨。县水务局局长说，今年还要再建五座，管网延伸到每一个村，到明年底全县都能喝上同样的水。"
)
LONG = "".join(newsroom.story(Random(7), paragraphs=(6, 6)).paragraphs)
NAMES = "、".join(newsroom.name(Random(seed)) for seed in range(120))
# Verse holds few of the words of news, but has rhythm.
_SHUFFLED = "".join(Random(1).sample([c for c in LONG if c.isalpha()], 280))
VERSE = "，".join(_SHUFFLED[at : at + 7] for at in range(0, 280, 7))
LINKS = [
    f"{town}新建的图书馆开馆"
    for town in [
        "江口",
        "云溪",
        "松岭",
        "望海",
        "北屯",
        "白沙",
        "双桥",
        "新塘",
        "青禾",
        "石泉",
        "南浦",
        "临河",
    ]
]
SLOGAN = "江口新闻网为您提供全县最快的消息。"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("职工们参加了活动，" * 40, "over and over"),
        ("江口日报".encode().decode("latin-1") * 10, "encoding"),
        ("锟斤拷锟斤拷烫烫烫屯屯" * 5, "encoding"),
        ("水\ufffd厂\ufffd开\ufffd始\ufffd供水", "encoding"),
        (NEWS.encode().decode("gb18030", "replace"), "encoding"),
        (NEWS.encode("gb18030").decode("big5hkscs", "replace"), "encoding"),
        ("".join(Random(1).sample(LONG, len(LONG))), "no order"),
    ],
)
def test_garbage_is_named(text: str, reason: str) -> None:
    assert reason in (fault(text) or "")


@pytest.mark.parametrize(
    "text",
    [
        NEWS,
        "工会，" * 12,  # a chant, not a loop
        (
            "王立、李明、张华、陈刚、赵敏、周杰、吴强、郑伟、孙丽、钱进、冯雪、褚云、卫东、蒋欣、沈青、韩梅、杨帆、朱红、秦岭、许诺、"
            "何平、吕布、施工、张三丰、孔明、曹操、严明、华山、金庸、魏征、陶渊、姜维"
        ),
        LONG,
        NAMES,
        VERSE,
        "亓鑫、禤謐、仝赟、缪颖、昝旻、逄锦、郏昕、璩翀、麴瑄、宓婕、爨琛、鄢玥",
        "José Martí 与 Zoë 谈了两公斤茶和屯里的事，他们说明年还来，带着 François 一起。",
    ],
)
def test_what_is_just_inside_the_limit_is_news(text: str) -> None:
    assert fault(text) is None


def found_in(text: str) -> Iterator[object]:
    return ingest.read(["-"], stdin=io.BytesIO(text.encode()))


def test_a_page_that_is_partly_garbage_loses_that_part_and_says_so() -> None:
    loop = "职工们参加了活动，" * 40
    found = list(found_in(f"水厂开工\n\n本报讯 记者王立报道 {NEWS}\n\n{loop}。\n"))
    (article,) = [item for item in found if isinstance(item, Article)]
    assert "山泉水" in article.text
    assert "参加了活动" not in article.text
    assert any(isinstance(item, Discard) and "over and over" in item.reason for item in found)


def test_a_page_that_is_all_garbage_has_no_article_and_a_reason() -> None:
    loop = "职工们参加了活动，" * 60
    found = list(found_in(f"工会举行活动\n\n本报讯 记者王立报道 {loop}\n"))
    assert not [item for item in found if isinstance(item, Article)]
    assert any(isinstance(item, Discard) for item in found)


def test_no_real_page_loses_a_paragraph(shared: Path) -> None:
    pages = sorted((shared / "pages").glob("*.txt"))
    reasons = {"the same words over and over", "characters read in a wrong encoding"}
    lost = [
        (item.path, item.text[:40])
        for item in ingest.read([str(page) for page in pages])
        if isinstance(item, Discard) and item.reason in reasons
    ]
    assert not lost


def test_a_page_of_links_has_no_article() -> None:
    found = list(found_in("\n".join([*LINKS, SLOGAN, "联系我们"])))
    assert not [item for item in found if isinstance(item, Article)]
    assert any(isinstance(item, Discard) and "page of links" in item.reason for item in found)


def test_an_article_among_as_many_links_is_read() -> None:
    found = list(found_in("\n".join(["水厂开工", f"本报讯 记者王立报道 {NEWS}", "", *LINKS])))
    (article,) = [item for item in found if isinstance(item, Article)]
    assert article.title == "水厂开工"
    left_out = "\n".join(item.text for item in found if isinstance(item, Discard))
    assert all(link in left_out for link in LINKS)


def test_a_list_of_headlines_above_an_article_is_left_out_of_it() -> None:
    found = list(found_in("\n".join([*LINKS, "水厂开工", f"本报讯 记者王立报道 {NEWS}"])))
    (article,) = [item for item in found if isinstance(item, Article)]
    assert (article.title, article.kicker, article.section) == ("水厂开工", None, None)
    assert any(isinstance(item, Discard) and "list of headlines" in item.reason for item in found)


def test_columns_in_crumbs_are_no_article_and_four_short_lines_are_no_crumbs() -> None:
    crumbs = [NEWS[at : at + 4] for at in range(0, 60, 4)]
    whole = list(found_in("\n\n".join(crumbs)))
    assert not [item for item in whole if isinstance(item, Article)]
    assert any(isinstance(item, Discard) and "fragments" in item.reason for item in whole)
    few = list(found_in("\n\n".join(["水厂开工", NEWS, *crumbs[:4]])))
    assert not any(isinstance(item, Discard) and "fragments" in item.reason for item in few)

"""The scraped files, feeds and saved pages of the given cases, each read as its RIGHT.tsv says."""

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from digest import ingest
from digest.records import Article


@dataclass(frozen=True)
class Right:
    """A right reading, without the texts of the cases.

    `titles` are the numbers of characters of the titles, `blocks` the number of paragraphs of each article,
    `dates` and `pages` those of all articles, `out` what is said of the rest.
    """

    titles: tuple[int, ...]
    blocks: tuple[int, ...]
    dates: frozenset[str | None] = frozenset({"2026-11-20"})
    pages: frozenset[str | None] = frozenset({None})
    kinds: tuple[str, ...] = ()
    datelines: tuple[str | None, ...] = ()
    people: tuple[tuple[str, int], ...] = ()
    out: tuple[str, ...] = ()
    incomplete: bool = False


_REPORTER, _EDITOR, _PHOTO = ("记者", 1), ("责任编辑", 1), ("摄", 1)
_SAVED = Right(
    (8,),
    (3,),
    datelines=("本报讯",),
    people=(_REPORTER, _EDITOR),
    out=("the site's, around the article",),
)
RIGHT = {
    "feed_page_prefix.xml": Right((8, 4), (2, 1), pages=frozenset({"03"}), kinds=("article", "photo"),
        datelines=("本报青石11月19日电", None), people=(_REPORTER, _PHOTO), out=("a staff box",)),
    "feed_ten_in_one.xml": Right((8, 9, 7), (1, 1, 1), datelines=("河东新闻消息", None, None), out=("3 articles in one entry",)),
    "video_list_nested.json": Right((8, 9), (2, 1), datelines=("央视网消息（新闻联播）",) * 2, people=(("视频编辑", 1),)),
    "programme_then_items.json": Right((14,), (1,), datelines=("央视网消息（河东新闻）",), out=("no text, only the title",)),
    "glued_titles.jsonl": Right((8,), (1,), out=("an error message of the site",), incomplete=True),
    "credit_only.json": Right((4,), (1,), pages=frozenset({"2"}), kinds=("photo",), people=(_PHOTO,), out=("names only",)),
    "archive_by_headings.md": Right((8, 9), (2, 1), frozenset({"2026-11-19"}), out=("the heading of an archive",)),
    "headlines_only.md": Right((), (), out=("a list of headlines without their texts",)),
    "digest_in_bars.md": Right((8, 6, 2), (1, 1, 1), frozenset({None}), out=("the name of a section",) * 2),
    "date_with_page.csv": Right((8, 4), (1, 1), pages=frozenset({"13"}), kinds=("article", "photo"), people=(_PHOTO,), incomplete=True),
    "page_div_and_br.html": _SAVED,
    "page_says_gb2312_is_utf8.html": _SAVED,
    "page_says_utf8_is_gbk.html": _SAVED,
}  # fmt: skip
# What belongs to no text of any of them: labels, marks of pages and sites, credits.
NOT_TEXT = ("<", "**", "━", "来源", "编辑", "[视频]", "03版", "禾摄", "消息", "分享", "评论", "copyright", "首页")  # fmt: skip


def found_in(shared: Path, name: str) -> list[ingest.Found]:
    return list(ingest.read([str(shared / "cases/files" / name)]))


def articles(found: list[ingest.Found]) -> list[Article]:
    return [item for item in found if isinstance(item, Article)]


@pytest.mark.parametrize("name", RIGHT)
def test_a_given_file_is_read_as_it_should_be(shared: Path, name: str) -> None:
    right, found = RIGHT[name], found_in(shared, name)
    own = articles(found)
    assert tuple(len(article.title) for article in own) == right.titles
    assert tuple(len(article.blocks) for article in own) == right.blocks
    assert {str(a.date) if a.date else None for a in own} == (right.dates if own else set())
    assert {article.page for article in own} == (right.pages if own else set())
    assert tuple(a.kind for a in own) == (right.kinds or ("article",) * len(own))
    assert tuple(a.dateline for a in own) == (right.datelines or (None,) * len(own))
    people = [(b.role, len(b.names)) for a in own for b in a.bylines]
    people += [(c.role or c.what, len(c.names)) for a in own for c in a.credits]
    assert sorted(people) == sorted(right.people)
    reasons = [item.reason for item in found if not isinstance(item, Article)]
    assert len(reasons) == len(right.out)
    assert all(said in reason for said, reason in zip(right.out, reasons, strict=True))
    assert right.incomplete == any(block.incomplete for a in own for block in a.blocks)
    assert not [
        mark for mark in NOT_TEXT for article in own if mark in article.title + article.text
    ]


def test_every_given_file_has_its_right_reading_here(shared: Path) -> None:
    with (shared / "cases/files/RIGHT.tsv").open(encoding="utf-8", newline="") as file:
        rows = {row["file"]: row["right reading"] for row in csv.DictReader(file, delimiter="\t")}
    assert rows.keys() == RIGHT.keys()
    # Titles that RIGHT.tsv spells out.
    for name in ("programme_then_items.json", "glued_titles.jsonl", "page_div_and_br.html"):
        assert [a.title in rows[name] for a in articles(found_in(shared, name))] == [True]


def test_a_wrongly_declared_charset_changes_nothing(shared: Path) -> None:
    pages = [articles(found_in(shared, name)) for name in RIGHT if name.endswith(".html")]
    assert len({(page[0].title, page[0].text, page[0].source) for page in pages}) == 1


def test_the_source_of_a_given_file_is_that_of_each_article(shared: Path) -> None:
    papers = ("feed_page_prefix.xml", "archive_by_headings.md", "page_div_and_br.html")
    named = {article.source for name in papers for article in articles(found_in(shared, name))}
    assert {source and source[-2:] for source in named} == {"日报"}

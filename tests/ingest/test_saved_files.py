"""The saved pages and the files with page numbers among the given scraped files, read right."""

from pathlib import Path

import pytest

from digest import ingest
from digest.records import Article

PAGES = ("page_div_and_br.html", "page_says_gb2312_is_utf8.html", "page_says_utf8_is_gbk.html")


def articles(shared: Path, name: str) -> list[Article]:
    found = ingest.read([str(shared / "cases/files" / name)])
    return [item for item in found if isinstance(item, Article)]


@pytest.mark.parametrize("name", PAGES)
def test_a_saved_page_has_its_article_and_nothing_else(shared: Path, name: str) -> None:
    (article,) = articles(shared, name)
    assert (len(article.title), str(article.date)) == (8, "2026-11-20")
    assert article.source
    assert article.source.endswith("日报")
    assert [(byline.role, len(byline.names)) for byline in article.bylines] == [("记者", 1)]
    assert [block.type for block in article.blocks] == ["p"] * 3
    assert all(block.text.endswith("。") for block in article.blocks)


def test_a_wrongly_declared_charset_changes_nothing(shared: Path) -> None:
    first, *others = (articles(shared, name) for name in PAGES)
    assert all([a.title for a in other] == [a.title for a in first] for other in others)


@pytest.mark.parametrize(
    ("name", "page"), [("date_with_page.csv", "13"), ("feed_page_prefix.xml", "03")]
)
def test_the_page_number_of_a_scraped_file_is_kept(shared: Path, name: str, page: str) -> None:
    found = articles(shared, name)
    assert len(found) == 2
    assert {article.page for article in found} == {page}

"""Shapes of pages and records on which comparable tools are reported to fail: read right, or told."""

import json
import re
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from digest import ingest, terminology
from digest.records import Article, Discard
from digest.text.numerals import damaged_numbers

DAY = date(2026, 11, 20)
PAGES = ("C01", "C02", "C03", "C06", "C06b", "C07", "C08", "C09", "C11", "C19")
WEB_PAGES = ("C15.html", "C16.html", "C17.html")
# Look-alikes (Kangxi radicals) and characters for private use.
_NO_CHARACTER = re.compile("[\u2e80-\u2fdf\ue000-\uf8ff]")


def read(shared: Path, name: str) -> tuple[list[Article], list[Discard]]:
    found = list(ingest.read([str(shared / "cases/wishes" / name)]))
    articles = [item for item in found if isinstance(item, Article)]
    discards = [item for item in found if isinstance(item, Discard)]
    assert len(articles) + len(discards) == len(found)
    return articles, discards


def lines(shared: Path, name: str) -> list[str]:
    return (shared / "cases/wishes" / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def records(shared: Path, name: str) -> list[dict[str, Any]]:
    text = (shared / "cases/wishes" / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def texts(article: Article) -> list[str]:
    return [block.text for block in article.blocks]


@pytest.mark.parametrize("name", PAGES)
def test_the_line_under_the_masthead_is_the_headline(shared: Path, name: str) -> None:
    (article,), _ = read(shared, f"{name}.txt")
    masthead, headline = lines(shared, name)[:2]
    assert article.title == unicodedata.normalize("NFKC", headline)
    assert (article.section, article.kicker, article.subtitle) == (None, None, None)
    assert (article.source, article.date, article.page) == (masthead[:4], DAY, "03")


@pytest.mark.parametrize("name", ["C01", "C02"])
def test_look_alike_and_private_characters_become_those_that_are_meant(
    shared: Path, name: str
) -> None:
    assert _NO_CHARACTER.search("".join(lines(shared, name)))
    (article,), _ = read(shared, f"{name}.txt")
    assert not _NO_CHARACTER.search(article.title + article.text)


def test_dates_in_local_forms_are_read(shared: Path) -> None:
    articles, _ = read(shared, "C04.jsonl")
    assert [article.date for article in articles] == [DAY] * 8


def test_dates_that_depend_on_the_day_of_reading_are_pointed_out(shared: Path) -> None:
    articles, discards = read(shared, "C05.jsonl")
    assert [article.date for article in articles] == [None] * 4
    assert sum("a date that is not understood" in left.reason for left in discards) == 4


@pytest.mark.parametrize(("name", "first"), [("C06", 2), ("C06b", 3), ("C11", 2)])
def test_rows_and_posts_stay_lines_of_the_article(shared: Path, name: str, first: int) -> None:
    (article,), _ = read(shared, f"{name}.txt")
    assert texts(article)[first - 2 :] == lines(shared, name)[first:]


def test_a_list_of_people_has_one_line_per_person(shared: Path) -> None:
    (article,), _ = read(shared, "C07.txt")
    assert len(article.blocks) == len(lines(shared, "C07")) - 2


def test_those_who_sign_a_letter_are_its_authors(shared: Path) -> None:
    (article,), _ = read(shared, "C08.txt")
    signed = [name for byline in article.bylines for name in byline.names]
    assert signed == [line.split()[-1] for line in lines(shared, "C08")[-2:]]
    assert article.blocks[0].text == lines(shared, "C08")[2]


def test_the_days_of_a_diary_are_its_subheadings(shared: Path) -> None:
    (article,), _ = read(shared, "C09.txt")
    days = [line for line in lines(shared, "C09")[2:] if re.match(r"\d+月\d+日 \S$", line)]
    assert [block.text for block in article.blocks if block.type == "h"] == days


def test_two_briefs_share_out_their_headline(shared: Path) -> None:
    articles, _ = read(shared, "C10.txt")
    assert [article.title for article in articles] == lines(shared, "C10")[1].split()
    assert all(len(article.blocks) == 1 and article.bylines for article in articles)


def test_a_papers_own_commentator_is_not_spelled_as_a_person(shared: Path) -> None:
    (article,), _ = read(shared, "C12.jsonl")
    (byline,) = article.bylines
    assert terminology.render_byline(byline).en == "By a staff commentator"


def test_a_platforms_disclaimer_is_left_out_of_a_record(shared: Path) -> None:
    (article,), (left,) = read(shared, "C13.jsonl")
    assert [left.text, article.text] == records(shared, "C13.jsonl")[0]["content"]


def test_the_sites_name_behind_a_title_is_cut_off(shared: Path) -> None:
    (article,), _ = read(shared, "C14.jsonl")
    assert article.title == records(shared, "C14.jsonl")[0]["title"].split(" - ")[0]


@pytest.mark.parametrize("name", WEB_PAGES)
def test_a_saved_page_is_read_whole(shared: Path, name: str) -> None:
    (article,), _ = read(shared, name)
    page = (shared / "cases/wishes" / name).read_text(encoding="utf-8")
    assert article.title in page
    assert article.date == DAY
    assert len(article.blocks) == 3
    assert all(block.text in page and block.text.endswith("。") for block in article.blocks)


def test_a_feed_with_a_wrong_charset_and_no_link_is_read(shared: Path) -> None:
    (article,), _ = read(shared, "C18.xml")
    assert article.date == DAY
    assert article.source
    assert article.text.endswith("。")


def test_numbers_that_text_recognition_misread_are_found(shared: Path) -> None:
    (article,), _ = read(shared, "C19.txt")
    assert len(damaged_numbers(article.text)) == 5

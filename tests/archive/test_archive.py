"""The archive of all weeks: front page, search, feeds and table, from the weeks' records alone."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from digest import desk, storage
from digest.archive import read_issues, write_archive
from digest.archive.feeds import MOST_ISSUES, atom, json_feed
from digest.archive.search import search_script
from digest.archive.table import COLUMNS
from digest.config.settings import Settings
from digest.records import Digest, Failure, Pair, PairBlock, Week
from tests.conftest import Command
from tests.support.examples import a_digest, an_entry

TITLE = Pair("一周 & 新闻", "Weekly <Digest>")
BASE = "https://news.example.org/"
ATOM = "{http://www.w3.org/2005/Atom}"


def week(number: int, *titles: str) -> Digest:
    entries = tuple(
        replace(
            an_entry(f"w{number}a{n}"),
            title=Pair(f"标题{n}", title),
            date=date.fromisocalendar(2026, number, 3),
            blocks=(PairBlock("p", Pair(f"第{number}周的正文{n}。", f"Body {n} of {title}.")),),
        )
        for n, title in enumerate(titles)
    )
    return replace(a_digest(), week=Week(2026, number), entries=entries)


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    for number in (9, 10, 11):
        digest = week(number, f"Story of {number}", "Workers & <b> boats", "=SUM(A1)")
        storage.write_week(digest, tmp_path / f"2026-W{number:02}", Settings(formats=("html",)))
    return tmp_path


def made(outputs: Path, base: str = BASE) -> dict[str, str]:
    found = list(write_archive(outputs, TITLE, base))
    return {f.name: f.read_text(encoding="utf-8") for f in found if isinstance(f, Path)}


def test_the_front_page_has_every_week_the_newest_first(outputs: Path) -> None:
    page = made(outputs)["index.html"]
    weeks = re.findall(r'<h2><a href="([^"]+)">', page)
    assert weeks == [f"2026-W{n}/digest.html" for n in ("11", "10", "09")]
    assert page.count("Story of 10") == 1
    assert "<b> boats" not in page
    for link in re.findall(r'href="(2026[^"#]+)#?', page):
        assert (outputs / link).exists()


def test_an_article_link_leads_to_its_place_in_the_week(outputs: Path) -> None:
    (issue, *_), _ = read_issues(outputs)
    path, _, name = issue.link(issue.digest.entries[0]).partition("#")
    assert f'id="{name}"' in (outputs / path).read_text(encoding="utf-8")


def test_corrections_are_in_the_archive(outputs: Path) -> None:
    edits = desk.Edits(articles={"w10a0": desk.ArticleEdits(headline="Corrected headline")})
    (outputs / "2026-W10" / desk.EDITS).write_text(desk.dump_edits(edits), encoding="utf-8")
    assert "Corrected headline" in made(outputs)["index.html"]


def test_a_week_that_cannot_be_read_costs_that_week(outputs: Path) -> None:
    (outputs / "2026-W10" / "digest.json").write_text("{", encoding="utf-8")
    found = list(write_archive(outputs, TITLE, BASE))
    (failure,) = [one for one in found if isinstance(one, Failure)]
    assert failure.where == "2026-W10"
    assert made(outputs)["index.html"].count("<h2>") == 2


def test_the_atom_feed_has_what_the_standard_asks_for(outputs: Path) -> None:
    feed = ET.fromstring(made(outputs)["feed.atom"])
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 3 * (1 + 3)
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            (one,) = element.findall(f"{ATOM}{name}")
            assert one.text
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", element.findtext(f"{ATOM}id") or "")
        stamp = element.findtext(f"{ATOM}updated") or ""
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", stamp)
    ids = [e.findtext(f"{ATOM}id") for e in entries]
    assert len(set(ids)) == len(ids)
    assert [e.find(f"{ATOM}author") is not None for e in [feed]] == [True]
    links = [link.get("href") for link in feed.iter(f"{ATOM}link")]
    assert all(link and link.startswith(BASE) for link in links)


def test_a_feed_reader_reads_the_atom_feed(outputs: Path) -> None:
    feedparser = pytest.importorskip("feedparser")
    read = feedparser.parse(made(outputs)["feed.atom"])
    assert not read.bozo
    assert read.version == "atom10"
    assert read.entries[2].title == "标题1 Workers & <b> boats"


def test_the_json_feed_has_what_the_standard_asks_for(outputs: Path) -> None:
    feed = json.loads(made(outputs)["feed.json"])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["home_page_url"] == BASE
    assert all(isinstance(item["id"], str) and item["content_text"] for item in feed["items"])
    assert feed["items"][1]["url"] == f"{BASE}2026-W11/digest.html#a-w11a0"


def test_the_feeds_stay_small(tmp_path: Path) -> None:
    for number in range(1, MOST_ISSUES + 4):
        storage.write_week(week(number, "x"), tmp_path / f"w{number}", Settings(formats=("md",)))
    issues, _ = read_issues(tmp_path)
    assert len(json.loads(json_feed(issues, TITLE, ""))["items"]) == 2 * MOST_ISSUES
    assert atom(issues, TITLE, "").count("<entry>") == 2 * MOST_ISSUES


def test_control_characters_make_no_feed_ill_formed() -> None:
    from digest.archive.weeks import Issue

    issue = Issue("2026-W09", week(9, "a\x01b\ufffe"))
    assert ET.fromstring(atom([issue], TITLE, "")).find(f"{ATOM}entry") is not None


def test_the_table_has_a_row_for_each_article_and_no_formula(outputs: Path) -> None:
    text = made(outputs)["articles.csv"]
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 9
    assert rows[2]["title_en"] == "'=SUM(A1)"
    assert rows[0]["week"] == "2026-W11"


def test_a_thousand_articles_are_searched_in_less_than_three_megabytes() -> None:
    from digest.archive.weeks import Issue
    from tests.support.newsroom.editions import articles

    entries = []
    for n, one in enumerate(articles(1000)):
        body = str(one["content"] if "content" in one else one["text"])
        block = PairBlock("p", Pair(body, f"English of {n}: " + " ".join(body[i : i + 4] for i in range(0, len(body), 2))))  # fmt: skip
        entries.append(replace(an_entry(f"x{n}"), blocks=(block,)))
    issue = Issue("2026-W09", replace(week(9), entries=tuple(entries)))
    assert len(search_script([issue])) < 3_000_000


def test_equal_weeks_give_equal_archives(outputs: Path) -> None:
    first = made(outputs)
    assert made(outputs) == first


def test_the_command_names_the_page_and_a_run_writes_it(
    command: Command, outputs: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "my.yaml"
    mine.write_text(f"outputs: {outputs}\narchive_url: {BASE[:-1]}\n", encoding="utf-8")
    ran = command("archive", "--config", mine)
    assert (ran.code, ran.out.strip()) == (0, str(outputs / "index.html"))
    assert BASE in (outputs / "feed.atom").read_text(encoding="utf-8")
    (outputs / "index.html").unlink()
    assert command("demo", "--profile", "fake", "--no-cache", "--config", mine).code in (0, 3)
    assert (outputs / "index.html").read_text(encoding="utf-8").count("<h2>") == 4

"""How a digest is scored against a bilingual corpus."""

from dataclasses import replace
from pathlib import Path

import pytest

from digest.ingest.formats.json_csv import article_from_json
from digest.records import Digest, Pair, PairBlock, Week
from lab.quality.corpus import as_record, compare, digest_of, documents, people_of, score
from tests.support.examples import a_digest, an_entry

CORPUS = (
    "A\tX1\treport; safety\n"
    "T\t港口工人学急救\tDock workers learn first aid\n"
    "P\t11月18日，女工程师李春梅给东港码头的120名工人上课，她已讲了三年。"
    "\tOn November 18, engineer Li Chunmei taught 120 workers at the East Port docks; she has done so for three years.\n"
    "P\t李春梅说，急救要练。\tLi Chunmei said first aid needs practice.\n"
    "U\t120名码头工人学习急救。\t120 dock workers learned first aid.\n"
    "L\t码头工人学急救\tDock workers learn first aid\n"
    "\n"
    "A\tX2\tbrief; sport\n"
    "T\t职工赛跑\tWorkers run a race\n"
    "P\t周三，职工赛跑在河边举行。\tOn Wednesday workers ran a race by the river.\n"
)


def made(*english: str, summary: str = "120名码头工人学习急救。") -> Digest:
    """A digest of the first article with this English for its title and paragraphs."""
    first = next(documents(CORPUS))
    title, *paragraphs = (Pair(u.zh, en) for u, en in zip(first.of("TP"), english, strict=True))
    entry = replace(
        an_entry(),
        id=first.id,
        kicker=None,
        subtitle=None,
        title=title,
        blocks=tuple(PairBlock("p", pair, incomplete=False) for pair in paragraphs),
        summary=(Pair(summary, "120 dock workers learned first aid."),),
    )
    return replace(a_digest(), week=Week(2026, 47), entries=(entry,))


RIGHT = made(*(unit.en for unit in next(documents(CORPUS)).of("TP")))


def test_a_corpus_file_gives_its_articles() -> None:
    first, second = documents(CORPUS)
    assert (first.id, first.kind, len(first.units)) == ("X1", "report; safety", 5)
    assert [unit.tag for unit in second.units] == ["T", "P"]
    with pytest.raises(ValueError, match="line 2: 1 columns"):
        list(documents("A\tX\tkind\nno tabs\n"))


def test_an_article_of_the_corpus_is_one_that_the_product_reads() -> None:
    first = next(documents(CORPUS))
    article = article_from_json(as_record(first), "-", 1)
    assert article.title == "港口工人学急救"
    assert article.text == first.body


def test_english_as_in_the_corpus_scores_full_marks() -> None:
    found = score([next(documents(CORPUS))], RIGHT)
    assert found["paragraphs"]["chrf"] == found["headlines"]["chrf"] == 100
    assert found["names"] == {"mentions": 2, "right": 1, "people": 1, "one_english": 1}
    assert found["pronouns"] == {"texts": 1, "right": 1}
    assert found["missing"] == {"articles": [], "units": 0}


def test_a_wrong_name_and_a_wrong_pronoun_are_seen() -> None:
    wrong = made(
        "Dock workers learn first aid",
        "On November 18 Li Chunmei taught 120 workers; he has done so for three years.",
        "Lee Chunmay said first aid needs practice.",
    )
    found = score([next(documents(CORPUS))], wrong)
    assert found["names"]["right"] == 0.5
    assert found["names"]["one_english"] == 0
    assert found["pronouns"]["right"] == 0


def test_a_summary_that_copies_is_seen() -> None:
    copied = made("a", "b", "c", summary="李春梅说，急救要练。")
    assert score([next(documents(CORPUS))], copied)["summary"]["sentences_copied"] == 1
    assert score([next(documents(CORPUS))], RIGHT)["summary"]["sentences_copied"] == 0


def test_an_article_that_is_lost_is_named() -> None:
    assert score(list(documents(CORPUS)), RIGHT)["missing"] == {"articles": ["X2"], "units": 2}


def test_people_are_known_by_the_english_of_the_corpus() -> None:
    assert people_of(next(documents(CORPUS))) == {"李春梅": "Li Chunmei"}


def test_two_runs_are_compared_on_the_same_units() -> None:
    some = [next(documents(CORPUS))]
    found = compare(some, RIGHT, made("Docks", "People there had a lesson.", "Practice."))
    assert found["paragraphs"]["chrf"]["ours"] == 100
    assert found["paragraphs"]["chrf"]["theirs"] < 50


def test_the_product_makes_the_digest_that_is_scored(tmp_path: Path) -> None:
    some = list(documents(CORPUS))
    digest = digest_of(some, tmp_path, ["--profile", "fake", "--no-cache"])
    found = score(some, digest)
    assert found["articles"] == 2
    assert found["paragraphs"]["units"] == 3


def test_the_public_test_set_is_whole() -> None:
    file = Path(__file__).parents[2] / "lab" / "quality" / "data" / "newsroom_test.tsv"
    articles = list(documents(file.read_text(encoding="utf-8")))
    assert len(articles) == 50
    assert len({article.id for article in articles}) == 50
    for article in articles:
        assert article.of("T"), article.id
        assert article.of("P"), article.id
        assert all(unit.zh.strip() and unit.en.strip() for unit in article.units), article.id

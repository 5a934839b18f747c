"""A name reads the same all week: what counts as the same, and a digest made without a model."""

from dataclasses import replace
from pathlib import Path

import pytest

from digest.records import Digest, Pair, PairBlock
from digest.storage import digest_json
from digest.translation.ladder import MARKER
from lab.quality import consistency
from tests.conftest import ROOT, Command
from tests.support.examples import a_digest, an_entry

GOLDEN = [
    ("安吉县总工会主席潘仙德来了。", "Pan Xiande, chairman of the Anji County Federation of Trade Unions, came.", "same"),
    ("潘仙德是安吉人。", "Pan comes from Anji.", "short"),
    ("潘仙德走了。", "Pan Xianda left.", "other"),
    ("安吉县总工会送来凉茶。", "The trade union of Anji brought herbal tea.", "short"),
    ("安吉县总工会送来凉茶。", "The union of Anshan brought herbal tea.", "other"),
    ("潘仙德走了。", MARKER, None),
]  # fmt: skip


def golden_digest(*rows: tuple[str, str, str | None]) -> Digest:
    blocks = tuple(PairBlock("p", Pair(zh, en)) for zh, en, _ in rows)
    entry = replace(an_entry(), kicker=None, subtitle=None, summary=(), blocks=blocks)
    return a_digest(replace(entry, title=Pair("凉茶", "Herbal tea")))


@pytest.mark.parametrize(("zh", "en", "form"), GOLDEN)
def test_a_mention_is_the_term_bases_form_a_short_one_or_another(
    zh: str, en: str, form: str | None
) -> None:
    terms = consistency.term_base_for(golden_digest(*GOLDEN), [])
    digest = golden_digest((zh, en, form))
    worst = {m.form for m in consistency.mentions(digest, terms)}
    expected = {form} if form else set()
    assert (worst & {"other"} or worst & {"short"} or worst) == expected


def test_the_share_is_over_all_mentions_that_were_translated() -> None:
    digest = golden_digest(*GOLDEN)
    found = consistency.mentions(digest, consistency.term_base_for(digest, []))
    forms = [mention.form for mention in found]
    assert (forms.count("same"), forms.count("short"), forms.count("other")) == (3, 2, 2)
    assert round(consistency.share(found), 1) == 71.4


def test_a_glossary_sets_what_is_the_same(tmp_path: Path) -> None:
    glossary = tmp_path / "my.yaml"
    glossary.write_text("潘仙德: Simon Pan\n", encoding="utf-8")
    digest = golden_digest(("潘仙德走了。", "Pan Xiande left.", "other"))
    found = consistency.mentions(digest, consistency.term_base_for(digest, [glossary]))
    assert [(m.name[1], m.form) for m in found] == [("Simon Pan", "other")]


def test_each_english_that_an_entry_offers_is_the_same(tmp_path: Path) -> None:
    glossary = tmp_path / "my.yaml"
    glossary.write_text("凉茶: herbal tea / cool tea\n", encoding="utf-8")
    digest = golden_digest(
        ("他们喝凉茶。", "They drank cool tea.", "same"),
        ("他们喝凉茶。", "They drank it.", "other"),
    )
    found = consistency.mentions(digest, consistency.term_base_for(digest, [glossary]))
    assert [m.form for m in found if m.name[0] == "凉茶"][-2:] == ["same", "other"]


def test_it_reads_a_digest_that_was_made(command: Command, tmp_path: Path) -> None:
    sample = ROOT / "digest" / "app" / "sample_page.txt"
    options = ("--week", "2026-W47", "--profile", "fake", "--out", tmp_path, "--no-cache")
    made = command("run", sample, *options)
    assert made.code in {0, 3}
    (file,) = tmp_path.rglob("digest.json")
    digest = digest_json.load_digest(file.read_text(encoding="utf-8"))
    assert consistency.mentions(digest, consistency.term_base_for(digest, []))

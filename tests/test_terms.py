"""Names: people, places and their organisations, one English for each all week."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import terms, verify
from digest.errors import ConfigError
from digest.ingest import page
from digest.terms.people import people_in
from digest.terms.places import place, places_in

TEXT = (
    "水厂开工\n\n本报讯 记者单立报道 近日，江口县第三座水厂开工。江口县总工会副主席欧阳建国说，工会将在丽水市和江口县"
    "设立驿站。"
)


@pytest.mark.parametrize(
    ("zh", "en"),
    [("潘仙德", "Pan Xiande"), ("单立", "Shan Li"), ("欧阳建国", "Ouyang Jianguo"), ("曾安娜", "Zeng Anna"),
     ("吕青青", "Lyu Qingqing"), ("古丽·买买提", "Guli Maimaiti"), ("李恩", "Li En")],
)  # fmt: skip
def test_people_are_spelled_as_they_spell_themselves(zh: str, en: str) -> None:
    assert terms.person(zh) == en


@pytest.mark.parametrize(
    ("name", "kind", "en"),
    [("丽水", "市", "Lishui City"), ("莲都", "区", "Liandu District"), ("浚", "县", "Xunxian County"),
     ("六安", "市", "Lu'an City"), ("陕西", "省", "Shaanxi Province"), ("河上", "镇", "Heshang Town")],
)  # fmt: skip
def test_places_are_spelled_with_their_readings(name: str, kind: str, en: str) -> None:
    assert place(name, kind) == en


def test_a_week_has_one_ledger_of_its_names() -> None:
    articles, _ = page.parse(TEXT, path="p")
    entries = dict(terms.build_ledger(articles).entries)
    assert entries["江口县总工会"] == "Jiangkou County Federation of Trade Unions"
    assert entries["江口县"] == "Jiangkou County"
    assert entries["江口"] == "Jiangkou"
    assert entries["丽水"] == "Lishui"
    assert entries["单立"] == "Shan Li"
    assert entries["欧阳建国"] == "Ouyang Jianguo"


def test_hints_are_the_longest_names_and_none_within_another() -> None:
    articles, _ = page.parse(TEXT, path="p")
    hints = dict(terms.build_ledger(articles).hints("江口县总工会成立"))
    assert list(hints) == ["江口县总工会"]


def test_the_users_glossary_goes_over_all(tmp_path: Path) -> None:
    articles, _ = page.parse(TEXT, path="p")
    path = tmp_path / "terms.yaml"
    path.write_text("江口县: Kiangkow County\n", encoding="utf-8")
    ledger = terms.build_ledger(articles, glossary=terms.load_glossary(path))
    assert dict(ledger.entries)["江口县"] == "Kiangkow County"
    path.write_text("- a\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"terms\.yaml"):
        terms.load_glossary(path)


def test_words_that_only_look_like_places_are_left_alone() -> None:
    assert not list(places_in("立足区域，立足区域。市场，市场。全市，全市。小区，小区。"))
    assert not people_in("职工说，主席说，工人说")


@pytest.mark.parametrize(
    ("en", "missing"),
    [("The Jiangkou County Federation of Trade Unions met.", False),
     ("The Federation of Trade Unions of Jiangkou County met.", False),
     ("The Jiangkow union met.", True)],
)  # fmt: skip
def test_a_name_may_stand_in_another_order_but_must_be_there(en: str, missing: bool) -> None:
    names = (("江口县总工会", "Jiangkou County Federation of Trade Unions"),)
    found = verify.check_translation("江口县总工会开会。", en, names=names)
    assert ("name_missing" in {finding.check for finding in found}) == missing


@given(st.text(max_size=80))
def test_no_text_breaks_the_recognisers(text: str) -> None:
    list(places_in(text))
    people_in(text)

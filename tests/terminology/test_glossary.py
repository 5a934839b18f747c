"""Glossaries: what a user may write, what is refused and where, and drafts that can be read back."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from digest import terminology
from digest.app.lines import term_base_of
from digest.config import loader
from digest.errors import ConfigError
from digest.ingest.page import parse
from digest.terminology.glossary import load_glossary

TEXT = (
    "水厂开工\n\n本报讯 记者单立报道 近日，江口县第三座水厂开工。江口县总工会副主席欧阳建国说，工会将在丽水市和江口县"
    "设立驿站。"
)


def loaded(path: Path, text: str) -> dict[str, str]:
    path.write_text(text, encoding="utf-8")
    return load_glossary(path)


def test_an_english_word_that_yaml_takes_for_a_truth_value_is_text(tmp_path: Path) -> None:
    text = "赞成: yes\n反对: no\n十二: 12\n弃权:\n"
    wanted = {"赞成": "yes", "反对": "no", "十二": "12", "弃权": ""}
    assert loaded(tmp_path / "my.yaml", text) == wanted


def test_a_glossary_without_entries_is_empty(tmp_path: Path) -> None:
    assert loaded(tmp_path / "my.yaml", "# nothing yet\n") == {}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("my.yaml", "工会: union\n职工: staff\n工会: labour union\n", r"my\.yaml:3: 工会 .* line 1"),
        ("my.tsv", "工会\tunion\n职工\tstaff\n工会\tlabour union\n", r"my\.tsv:3: 工会 .* line 1"),
        ("my.yaml", "工会: union\ntrade union: 工会\n", r"my\.yaml:2: .*trade union.* no Chinese"),
        ("my.csv", "en,zh\ntrade union,工会\n", r"my\.csv:2: .*trade union.* no Chinese"),
        ("my.yaml", "工会:\n  - union\n", r"my\.yaml:1: .* one English text per entry"),
        ("my.yaml", "职工: staff\n工会: 'union\n", r"my\.yaml:3: .*end of stream"),
        ("my.yaml", "工会: \x1bunion\n", r"my\.yaml: .*cannot be read: [^\n]*$"),
        ("my.yaml", "[" * 5000, r"my\.yaml: .*cannot be read"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_its_line(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        loaded(tmp_path / name, text)


def test_a_glossary_that_is_not_there_is_named_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as error:
        load_glossary(tmp_path / "gone.yaml")
    assert str(error.value) == (
        f"{tmp_path / 'gone.yaml'}: the glossary cannot be read: No such file or directory"
    )


def test_the_same_entry_twice_is_one(tmp_path: Path) -> None:
    assert loaded(tmp_path / "my.yaml", "工会: union\n工会: union\n") == {"工会": "union"}


def test_a_glossary_word_is_used_inside_the_names_that_contain_it() -> None:
    mine = {"总工会": "General Union", "江口县": "Kiangkow County"}
    entries = term_base_of(["云溪市总工会和江口县总工会到全国总工会开会。"], mine).english
    assert entries["云溪市总工会"] == "Yunxi General Union"
    assert entries["江口县总工会"] == "Kiangkow County General Union"
    assert entries["全国总工会"] == "All-China Federation of Trade Unions"


def test_entries_that_occur_in_no_article_are_reported() -> None:
    mine = {"总工会": "General Union", "水厂": "waterworks"}
    assert term_base_of(["江口县总工会开会。"], mine).unused == ("水厂",)


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=8))
def test_a_draft_of_any_characters_can_be_read_back(zh: str) -> None:
    articles, _ = parse.parse(TEXT, path=f"{zh}.txt")
    text = terminology.draft({"江口县": zh, zh: "x", "开工": "start"}, articles)
    drafted = yaml.safe_load(text)
    assert drafted["开工"] == "start"
    assert drafted["江口县"] == zh


def test_the_users_glossary_goes_over_all(tmp_path: Path) -> None:
    articles, _ = parse.parse(TEXT, path="p")
    path = tmp_path / "terms.yaml"
    path.write_text("江口县: Kiangkow County\n", encoding="utf-8")
    terms = terminology.build_term_base(articles, glossary=terminology.load_glossary(path))
    assert dict(terms.entries)["江口县"] == "Kiangkow County"
    path.write_text("- a\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"terms\.yaml"):
        terminology.load_glossary(path)


def test_a_glossary_may_be_a_table(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text("zh,en\n江口县,Kiangkow County\n", encoding="utf-8-sig")
    assert terminology.load_glossary(path) == {"江口县": "Kiangkow County"}
    path.write_text("江口县\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"terms\.csv:1"):
        terminology.load_glossary(path)


def test_a_glossary_draft_is_what_the_next_run_reads(tmp_path: Path) -> None:
    articles, _ = parse.parse(TEXT, path="p")
    terms = terminology.build_term_base(articles)
    text = terminology.draft(dict(terms.entries), articles)
    assert "江口县总工会: Jiangkou County Federation of Trade Unions  # 1, p:1" in text
    assert "一带一路" not in text
    path = tmp_path / "terms.yaml"
    path.write_text(text.replace("Shan Li", "Dan Li"), encoding="utf-8")
    drafted = terminology.load_glossary(path)
    assert drafted.items() <= {**dict(terms.entries), "单立": "Dan Li"}.items()
    again = terminology.build_term_base(articles, glossary=drafted)
    assert dict(again.entries) == {**dict(terms.entries), "单立": "Dan Li"}
    assert [zh for zh, _ in again.own] == ["单立"]


def test_a_name_without_english_is_left_to_the_model(tmp_path: Path) -> None:
    articles, _ = parse.parse(TEXT, path="p")
    path = tmp_path / "terms.yaml"
    path.write_text("单立:\n", encoding="utf-8")
    terms = terminology.build_term_base(articles, glossary=terminology.load_glossary(path))
    assert "单立" not in dict(terms.entries)


def test_a_series_glossary_goes_over_the_houses(tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_text("工会: union\n职工: staff\n", encoding="utf-8")
    (tmp_path / "series.tsv").write_text("工会\tlabour union\n", encoding="utf-8")
    (tmp_path / "my.yaml").write_text("glossary: [house.yaml, series.tsv]\n", encoding="utf-8")
    settings = loader.load(file=tmp_path / "my.yaml")
    both = terminology.load_glossaries(settings.glossaries)
    assert both == {"工会": "labour union", "职工": "staff"}

"""Newspaper pages: what is on them, and what is no article."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import ingest
from digest.ingest import page
from digest.ingest.structured import article_from_json, article_to_json
from digest.records import Article, Discard, Failure

LEAD = "本报讯 记者王立报道 昨天上午，江口县的第三座水厂开始供水，两万户居民用上了山泉水。"


def articles(text: str) -> tuple[Article, ...]:
    return page.parse(text, path="page.txt")[0]


def test_the_seed_page_is_read_as_a_person_reads_it(shared: Path) -> None:
    expected = json.loads((shared / "seed" / "expected.json").read_text(encoding="utf-8"))
    found = list(ingest.read([str(shared / "seed" / "page.txt")]))
    made = [article_to_json(item) for item in found if isinstance(item, Article)]
    assert [{k: m[k] for k in e} for m, e in zip(made, expected["articles"], strict=True)] == (
        expected["articles"]
    )
    left_out = {
        line
        for item in found
        if isinstance(item, Discard)
        for line in range(item.lines[0], item.lines[1] + 1)
    }
    assert set(expected["debris_lines"]) <= left_out


def test_the_sample_page_has_eight_articles_with_every_part() -> None:
    sample = (files("digest") / "data" / "sample_page.txt").read_text(encoding="utf-8")
    made, discards = page.parse(sample, path="sample")
    assert len(made) == 8
    first = made[0]
    assert (first.kicker, first.title) == ("“匠心”在一线", "一把焊枪焊出十项专利")
    assert first.bylines[0].names == ("方晓岚",)
    assert [block.type for block in first.blocks].count("h") == 2
    assert [a.section for a in made].count("关爱户外劳动者 夏送清凉 服务在身边") == 2
    assert [a.kind for a in made].count("photo") == 1
    assert [d.reason for d in discards] == ["a run of column fragments"]


def test_a_paragraph_that_a_column_break_split_is_joined() -> None:
    (made,) = articles(f"山泉入户\n\n{LEAD[:40]}\n\n{LEAD[40:]}")
    assert len(made.blocks) == 1
    assert made.blocks[0].text == LEAD.removeprefix("本报讯 记者王立报道 ")


def test_a_paragraph_that_breaks_off_is_marked_incomplete() -> None:
    (made,) = articles(
        f"山泉入户\n\n{LEAD}\n\n县水务局说，今后三年，全县还要再建五座水厂，管网延伸到每一个"
    )
    assert [block.incomplete for block in made.blocks] == [False, True]


def test_a_headline_without_a_text_is_reported() -> None:
    _, discards = page.parse(f"山泉入户\n\n{LEAD}\n\n下期预告", path="p")
    assert [(d.text, d.reason) for d in discards] == [("下期预告", "a headline without a text")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_page_is_read_in_any_encoding_of_chinese(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(f"山泉入户\n\n{LEAD}\n".encode(encoding))
    (made,) = ingest.read([str(path)])
    assert isinstance(made, Article)
    assert made.title == "山泉入户"


def test_a_page_in_big5_is_read(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    text = "山泉入戶\n\n本報訊 記者王立報道 昨天上午，江口縣的第三座水廠開始供水，兩萬戶居民用上了山泉水。"
    path.write_bytes(text.encode("big5"))
    (made,) = ingest.read([str(path)])
    assert isinstance(made, Article)
    assert made.title == "山泉入戶"


def test_parsed_articles_come_back_the_same_as_json() -> None:
    for article in articles(f"山泉入户\n\n{LEAD}"):
        data = json.loads(json.dumps(article_to_json(article)))
        assert article_from_json(data, "-", 1) == article


def test_a_wrong_line_of_json_lines_costs_that_line_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    good = json.dumps({"title": "山泉入户", "content": LEAD}, ensure_ascii=False)
    path.write_text(f"{good}\n{{broken\n{good.replace('山泉', '清水')}\n", encoding="utf-8")
    found = list(ingest.read([str(path)]))
    assert [type(item) for item in found] == [Article, Failure, Article]
    assert isinstance(found[1], Failure)
    assert found[1].where == f"{path}:2"


def only(text: str) -> Article:
    (made,) = articles(text)
    return made


def test_a_numbered_copy_of_the_headline_is_not_a_kicker() -> None:
    made = only(f"1. 山泉入户\n\n山泉入户\n\n{LEAD}")
    assert (made.kicker, made.title) == (None, "山泉入户")


def test_a_line_that_leads_up_to_the_headline_is_the_kicker() -> None:
    made = only(f"江口县总工会\n\n山泉送进工地\n\n{LEAD}")
    assert (made.kicker, made.title) == ("江口县总工会", "山泉送进工地")


def test_a_caption_above_the_dateline_belongs_to_the_article() -> None:
    made = only(f"山泉入户\n\n居民在新水厂门前接水，脸上都是笑容。\n{LEAD}")
    assert made.title == "山泉入户"
    assert len(made.blocks) == 2
    assert made.bylines[0].names == ("王立",)


def test_two_lines_of_names_before_a_camera_took_the_picture_together() -> None:
    made = only("山泉入户\n\n居民在新水厂门前接水，脸上都是笑容。\n本报记者 王立\n通讯员 李小满 摄")
    assert made.kind == "photo"
    assert [(c.names, c.what) for c in made.credits] == [(("王立",), "摄"), (("李小满",), "摄")]
    assert not made.bylines


def test_a_name_in_brackets_at_the_end_is_the_author() -> None:
    made = only(
        "山泉入户\n\n昨天上午，江口县的第三座水厂开始供水，两万户居民用上了山泉水。\n(王立)"
    )
    assert made.bylines[0].names == ("王立",)


def test_the_masthead_gives_source_and_date() -> None:
    made = only(f"江口日报  2026年07月04日  01版：要闻\n\n山泉入户\n{LEAD}")
    assert (made.source, str(made.date)) == ("江口日报", "2026-07-04")


def test_what_an_e_paper_appends_to_a_text_is_cut() -> None:
    tail = " 2026-07-04 00:00:00:0 30166572 1 0 http://paper.example.cn/a/content_1.html"
    assert only(f"山泉入户\n\n{LEAD}{tail}").text.endswith("山泉水。")


@given(st.text(alphabet="山水报讯记者王，。！“”（）12 \n\n\t△●|", max_size=400))
def test_no_line_of_any_text_is_lost(text: str) -> None:
    made, discards = page.parse(text, path="p")
    kept = "".join(
        [f"{a.kicker}{a.title}{a.subtitle}{a.section}{a.text}{a.bylines}{a.credits}" for a in made]
        + [d.text for d in discards]
    )
    for char in "山水王12":
        if char in text:
            assert char in kept


def test_the_explanation_says_what_became_of_each_line_and_why_articles_begin_and_end() -> None:
    other = LEAD.replace("水厂", "书屋")
    said = list(
        page.explain(
            f"江口县总工会\n\n山泉送进工地\n\n{LEAD}\n\n大家都说好\n\n{other}\n\n一路欢歌\n\n{LEAD}完"
        )
    )
    assert [line.split()[:2] for line in said[:3]] == [
        ["1", "headline"],
        ["3", "headline"],
        ["5", "text"],
    ]
    story = [" ".join(line.split()) for line in said[said.index("") :]]
    assert "article 1 (article), lines 1-5" in story
    assert "begins the first text of the page" in story
    assert "kicker 江口县总工会 (the name of an organisation)" in story
    assert "title 山泉送进工地" in story
    assert "names 记者 王立" in story
    assert "ends next, a headline, and its text names its source or author" in story
    assert story[-1] == "ends the page ends"


def test_the_explanation_names_every_article_of_a_page() -> None:
    sample = (files("digest") / "data" / "sample_page.txt").read_text(encoding="utf-8")
    said = "\n".join(page.explain(sample))
    for article in articles(sample):
        assert article.title in said
        assert "lines {}-{}".format(*article.provenance.lines) in said
    assert "(a short line within the text: nothing says that an article ended)" in said
    assert "(holds on from above)" in said

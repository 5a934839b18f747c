"""Newspaper pages: what is on them, and what is no article."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest import ingest
from digest.ingest.article.article_json import article_to_json
from digest.ingest.formats.json_csv import article_from_json
from digest.ingest.page import parse
from digest.ingest.page.explain import explain
from digest.records import Article, Discard, Failure

LEAD = "本报讯 记者王立报道 昨天上午，江口县的第三座水厂开始供水，两万户居民用上了山泉水。"


def articles(text: str) -> tuple[Article, ...]:
    return parse.parse(text, path="page.txt")[0]


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
    sample = (files("digest.app") / "sample_page.txt").read_text(encoding="utf-8")
    made, discards = parse.parse(sample, path="sample")
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
    _, discards = parse.parse(f"山泉入户\n\n{LEAD}\n\n下期预告", path="p")
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


@pytest.mark.parametrize(
    ("masthead", "page"),
    [
        ("江口日报  2026年07月04日  01版：要闻", "01"),
        ("《江口日报》(2026年03月05日 06版)", "06"),
        ("1951年3月5日江口日报 第1版", "1"),
        ("江口日报/2026 年/3 月/5 日/第 002 版工会新闻", "002"),
        ("第A12版：人物", "A12"),
        ("江口日报 2026年7月4日 星期六\n\n第九版", "九"),
        ("江口日报 2026年7月4日 星期六 今日8版", None),
        # A list of the pages says nothing about this one, the paper's own line does.
        ("第01版：要闻\n第02版：工会", None),
        ("第01版：要闻\n第02版：工会\n江口日报 2026年7月4日 02版", "02"),
    ],
)
def test_the_number_of_the_printed_page_is_read(masthead: str, page: str | None) -> None:
    assert only(f"{masthead}\n\n山泉入户\n\n{LEAD}").page == page


def test_what_an_e_paper_appends_to_a_text_is_cut() -> None:
    tail = " 2026-07-04 00:00:00:0 30166572 1 0 http://paper.example.cn/a/content_1.html"
    assert only(f"山泉入户\n\n{LEAD}{tail}").text.endswith("山泉水。")


@example("山山报讯1")  # a dateline, which the article keeps as such
@given(st.text(alphabet="山水报讯记者王，。！“”（）12 \n\n\t△●|", max_size=400))
def test_no_line_of_any_text_is_lost(text: str) -> None:
    made, discards = parse.parse(text, path="p")
    kept = "".join(
        [
            f"{a.kicker}{a.title}{a.subtitle}{a.section}{a.dateline}{a.source}{a.date}{a.page}"
            f"{a.text}{a.bylines}{a.credits}"
            for a in made
        ]
        + [d.text for d in discards]
    )
    for char in "山水王12":
        if char in text:
            assert char in kept


def test_the_explanation_says_what_became_of_each_line_and_why_articles_begin_and_end() -> None:
    other = LEAD.replace("水厂", "书屋")
    said = list(
        explain(
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
    sample = (files("digest.app") / "sample_page.txt").read_text(encoding="utf-8")
    said = "\n".join(explain(sample))
    for article in articles(sample):
        assert article.title in said
        assert "lines {}-{}".format(*article.provenance.lines) in said
    assert "(a short line within the text: nothing says that an article ended)" in said
    assert "(holds on from above)" in said


def test_a_drop_cap_is_put_back_in_front_of_its_text() -> None:
    body = "昨天上午，江口县的第三座水厂开始供水，两万户居民用上了山泉水。"
    made = only(f"山泉入户\n\n{body[0]}\n{body[1:]}")
    assert (made.title, made.text) == ("山泉入户", body)


SECOND = LEAD.replace("水厂", "书屋").replace("山泉水", "新书架")


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        ("（下转第二版）", "the page where the text continues"),
        ("上接第1版", "the page where the text continues"),
        ("- 3 -", "page's number"),
        ("A03", "page's number"),
        ("本版责编：王立 李小满", "who made the page"),
        ("责编 王立 美编 李小满 校对 张敏", "who made the page"),
        ("本报地址：江口县人民路1号 邮编：300000", "the paper's address"),
    ],
)
def test_notes_between_articles_belong_to_none(note: str, reason: str) -> None:
    made, discards = parse.parse(f"山泉入户\n\n{LEAD}\n\n{note}\n\n书香入户\n\n{SECOND}", path="p")
    assert [a.title for a in made] == ["山泉入户", "书香入户"]
    assert [(a.provenance.lines, a.credits) for a in made] == [((1, 3), ()), ((7, 9), ())]
    assert [d.text for d in discards] == [note]
    assert reason in discards[0].reason


def test_a_list_of_contents_is_left_out_and_heads_nothing() -> None:
    made, discards = parse.parse(
        f"本版导读\n·山泉入户 …… 1\n·书香入户 …… 2\n\n山泉入户\n\n{LEAD}\n\n书香入户\n\n{SECOND}",
        path="p",
    )
    assert [(a.title, a.kicker, a.section) for a in made] == [
        ("山泉入户", None, None),
        ("书香入户", None, None),
    ]
    assert sum(d.text.count("入户") for d in discards) == 2


def test_an_article_that_stands_there_twice_is_read_once_however_its_lines_break() -> None:
    broken = f"{SECOND[:30]}\n{SECOND[30:]}"
    made, discards = parse.parse(
        f"山泉入户\n\n{LEAD}\n\n书香入户\n\n{broken}\n\n书香入户\n\n{SECOND}", path="p"
    )
    assert [a.title for a in made] == ["山泉入户", "书香入户"]
    assert any("repeats" in d.reason for d in discards)


def test_a_bracketed_dateline_is_cut_off_whole() -> None:
    made = only(
        "山泉入户\n\n【新华社江口三日电】昨天上午，记者从县水务局获悉，第三座水厂开始供水。"
    )
    assert made.dateline == "新华社江口三日电"
    assert made.text.startswith("昨天上午")


def people_of(article: Article) -> list[tuple[str, tuple[str, ...]]]:
    return [(b.role, b.names) for b in article.bylines]


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("（记者 王 立 陈 兰）", [("记者", ("王立", "陈兰"))]),
        ("（记者 王 立 通讯员 赵 大 海）", [("记者", ("王立",)), ("通讯员", ("赵大海",))]),
        ("（通讯员 欧阳 雪 周强）", [("通讯员", ("欧阳雪", "周强"))]),
        ("记者王立报道", [("记者", ("王立",))]),
        ("记者王立、陈小兰报道 ", [("记者", ("王立", "陈小兰"))]),
    ],
)
def test_names_are_read_however_they_are_spaced(line: str, people: list[object]) -> None:
    (article,) = articles(f"水厂开工\n\n本报讯 {line}昨天，江口县的水厂开工了。\n")
    assert people_of(article) == people
    assert article.text == "昨天，江口县的水厂开工了。"


@pytest.mark.parametrize("word", ["报道称", "报道说，", "报道组"])
def test_what_reporters_say_is_no_byline(word: str) -> None:
    (article,) = articles(f"水厂开工\n\n本报讯 记者王立{word}水厂昨天开工，全县都来了。\n")
    assert not article.bylines


@pytest.mark.parametrize(
    ("signature", "people"),
    [
        ("（一车间 陈小兰）", [("一车间", ("陈小兰",))]),
        ("（办公室 王立 通讯员 周强）", [("办公室", ("王立",)), ("通讯员", ("周强",))]),
        ("　　　　江口县沙湾乡 读者 王有田", [("江口县沙湾乡 读者", ("王有田",))]),
    ],
)
def test_an_office_before_a_name_stays_with_it(signature: str, people: list[object]) -> None:
    first, second = articles(
        f"高温下的坚守\n六月的车间里有四十一度。\n{signature}\n\n隐患不过夜\n班组查出六十三条隐患。\n（李明）\n"
    )
    assert people_of(first) == people
    assert second.title == "隐患不过夜"


def test_a_headline_over_a_text_that_somebody_else_signs_is_the_longest_above_it() -> None:
    first, second = articles(
        "高温下的坚守\n\n□通讯员 陈小兰\n\n六月的车间里有四十一度。\n\n一个都不能少\n\n工会送来了绿豆汤。\n\n"
        "让夜班的工人都能吃上热饭\n\n凌晨一点，食堂还亮着灯。\n\n把钱花在刀刃上\n\n食堂请来了两位厨师。（李明）\n"
    )
    assert [b.text for b in first.blocks if b.type == "h"] == ["一个都不能少"]
    assert (second.title, len(second.blocks)) == ("让夜班的工人都能吃上热饭", 3)


def test_a_note_on_another_page_is_cut_out_and_its_text_is_no_part_of_what_stands_above() -> None:
    text = "水厂开工\n\n本报讯 水厂昨天开工。（下转第三版）\n\n（上接第一版）铁路工地离县城有四十公里。\n"
    found, discards = parse.parse(text, path="page")
    assert [a.text for a in found] == ["水厂昨天开工。", "铁路工地离县城有四十公里。"]
    assert [d.text for d in discards] == ["（下转第三版）\n（上接第一版）"]


def test_weather_adverts_and_notices_of_loss_belong_to_no_article() -> None:
    text = (
        "水厂开工\n本报讯 水厂昨天开工。\n\n天气预报\n今天多云，最高气温31℃；夜间小雨。\n\n遗失声明\n"
        "王小明遗失身份证，声明作废。\n\n广告\n江口家电城 周年庆 电话 1234567\n\n码头通航\n本报讯 码头今早通航。\n"
    )
    found, discards = parse.parse(text, path="page")
    assert [(a.title, a.text) for a in found] == [
        ("水厂开工", "水厂昨天开工。"),
        ("码头通航", "码头今早通航。"),
    ]
    left_out = "\n".join(d.text for d in discards)
    assert all(word in left_out for word in ("多云", "身份证", "家电城"))


@pytest.mark.parametrize(
    "head",
    [
        "人民口報　一九五三年五月七日　星期四　第二版",
        "宏远集团报\n2026年6月30日 第12期（总第356期） 内部资料 免费交流\n主办：宏远集团党委 准印证号：第S012号",
        "江口日报\n2026年7月4日 星期六 农历五月二十 今日八版\n国内统一连续出版物号 CN 33-0000 邮发代号 31-1",
        "江口日报 2026年7月4日\nA1 要闻",
    ],
)
def test_what_stands_around_the_papers_name_is_no_headline(head: str) -> None:
    (article,) = articles(f"{head}\n\n水厂开工\n\n本报讯 水厂昨天开工。\n")
    assert (article.title, article.kicker) == ("水厂开工", None)
    assert article.date
    assert article.source


def test_columns_side_by_side_are_read_one_after_the_other() -> None:
    text = (
        "水厂昨天开始供水　　　　　　码头今早恢复通航\n"
        "　　本报讯 记者王立报道 江口　　　　本报讯 记者陈兰报道 望海\n"
        "县第三座水厂昨天开始供水，七　　市老码头今早恢复通航，停航三\n"
        "个乡镇的三万居民喝上了自来水　　个月的渡轮载着首批乘客驶向对\n"
        "。　　　　　　　　　　　　　　　　岸。票价不变。\n"
    )
    first, second = articles(text)
    assert first.text == "江口县第三座水厂昨天开始供水，七个乡镇的三万居民喝上了自来水。"
    assert second.title == "码头今早恢复通航"
    assert second.text.endswith("驶向对岸。票价不变。")


def test_a_table_of_names_is_no_two_columns_of_text() -> None:
    rows = "\n".join(f"{name}　　　　水厂工人" for name in ("王立", "陈兰", "周强", "李明", "赵明"))
    _, discards = parse.parse(f"水厂开工\n\n本报讯 水厂昨天开工。获奖的有：\n{rows}\n", path="page")
    assert "王立　　　　水厂工人" in discards[0].text


def test_a_banner_holds_down_to_the_last_article_that_speaks_of_its_subject() -> None:
    def one(title: str, text: str) -> str:
        return f"{title}\n\n本报讯 记者王立报道 {text}\n\n"

    text = (
        one("水厂开工", "水厂昨天开工，工会送来了茶。")
        + "夏日送清凉\n工会在行动\n江口站\n\n"
        + one("凉茶上桥", "工会给桥上的工人夏日送清凉。")
        + one("风扇进棚", "工棚里装了二十台风扇。")
        + one("冰块到港", "码头也有了夏日送清凉的车。")
        + one("书屋开门", "书屋昨天开门，读者有三百人。")
        + one("工会换届", "县工会昨天换届，代表有一百人。")
    )
    sections = [a.section for a in articles(text)]
    assert sections == [None, *["夏日送清凉 工会在行动 江口站"] * 3, None, None]


def test_the_turns_of_a_talk_and_what_leads_up_to_a_list_are_text() -> None:
    text = (
        "水价会不会涨\n水厂开工以后，不少居民来问水价。\n记者：水价会不会涨？\n单立：三年之内不涨。\n"
        "记者：山里什么时候能用上？\n单立：明年底全部通水。\n会议强调：\n一、要加快铺管；\n二、要管好水价。\n"
    )
    (article,) = articles(text)
    assert article.title == "水价会不会涨"
    assert not [b for b in article.blocks if b.type == "h"]


@pytest.mark.parametrize("name", ["王有田", "王 立"])
def test_a_bare_name_between_a_headline_and_its_text_is_the_authors(name: str) -> None:
    (article,) = articles(f"纺织厂推广新法\n{name}\n纺织厂推广新法以来，断头率降低了一半。\n")
    assert (article.subtitle, people_of(article)) == (None, [("", (name.replace(" ", ""),))])


def test_a_verse_costs_no_headline_below_it() -> None:
    verse = "江水向东\n船工的号子\n在清晨的雾里\n一声长\n一声短\n像一棵树\n"
    (article,) = articles(
        f"江口日报 2026年7月4日\n\n{verse}\n老街的早点铺\n老街的早点铺五点开门。\n"
    )
    assert article.title == "老街的早点铺"


def test_who_sent_a_picture_is_cut_off_with_who_took_it() -> None:
    for ending in ("新华社发（王立 摄）", "（新华社发 王立 摄）"):
        (article,) = articles(f"稻田里的歌会\n沙湾乡的农民在田埂上唱山歌。{ending}\n")
        assert article.text == "沙湾乡的农民在田埂上唱山歌。"
        assert [(c.names, c.what) for c in article.credits] == [(("王立",), "摄")]

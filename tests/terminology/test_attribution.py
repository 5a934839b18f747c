"""Bylines, credits and datelines in English."""

from dataclasses import replace

import pytest

from digest import terminology
from digest.ingest.page import parse
from digest.records import Article, Byline, Credit


@pytest.mark.parametrize(
    ("role", "names", "en"),
    [("记者", ("王丽", "单立"), "By Wang Li and Shan Li, staff reporters"),
     ("通讯员", ("欧阳建国",), "By Ouyang Jianguo, correspondent"), ("", ("解晓东",), "By Xie Xiaodong"),
     ("作者", ("Oliver Evans",), "By Oliver Evans, author"),
     ("通訊員", ("單立",), "By Shan Li, correspondent")],
)  # fmt: skip
def test_bylines_are_rendered_by_rule(role: str, names: tuple[str, ...], en: str) -> None:
    assert terminology.render_byline(Byline(role, names)).en == en


@pytest.mark.parametrize(
    ("role", "what", "en"),
    [("通讯员", "摄", "Photo by Wang Li and Shan Li"), ("通訊員", "攝", "Photo by Wang Li and Shan Li"),
     ("责任编辑", "", "Editor Wang Li and Shan Li"), ("", "文/图", "Text and picture by Wang Li and Shan Li")],
)  # fmt: skip
def test_credits_are_rendered_by_rule(role: str, what: str, en: str) -> None:
    assert terminology.render_credit(Credit(role, ("王丽", "单立"), what)).en == en


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("新华社北京11月22日电", "BEIJING, Nov. 22 (Xinhua)"),
        ("据新华社拉萨十一月二日电", "LHASA, Nov. 2 (Xinhua)"),
        ("本报科伦坡7月3日电", "COLOMBO, July 3"),
        ("新华社北京、上海9月1日专电", "BEIJING and SHANGHAI, Sept. 1 (Xinhua)"),
        ("中新社台州5月4日电", "TAIZHOU, May 4 (CNS)"),
        ("新华社讯", "Xinhua"),
    ],
)
def test_a_dateline_reads_as_the_wires_print_it(zh: str, en: str) -> None:
    made = terminology.render_dateline(zh)
    assert made is not None
    assert made.en == en


def test_a_dateline_without_place_and_day_is_not_printed() -> None:
    assert terminology.render_dateline("本报讯") is None


@pytest.mark.parametrize(
    ("zh", "en", "rest"),
    [
        ("路透香港11月5日 - 股市上涨。", "HONG KONG, Nov. 5 (Reuters) —", "股市上涨。"),
        ("本报讯 记者潘仙德报道 桥通车了。", "By Pan Xiande —", "桥通车了。"),
        (
            "新华社北京7月3日电（记者王丽）桥通车了。",
            "BEIJING, July 3 (Xinhua), by Wang Li —",
            "桥通车了。",
        ),
        ("（责任编辑：单立）", "Editor Shan Li", ""),
        ("新华社是通讯社。", "", "新华社是通讯社。"),
        ("路透无名镇9月1日 - 股市上涨。", "", "路透无名镇9月1日 - 股市上涨。"),
        ("某某网讯 桥通车了。", "", "某某网讯 桥通车了。"),
        ("桥通车了。", "", "桥通车了。"),
    ],
)
def test_what_opens_a_text_is_rendered_by_rule(zh: str, en: str, rest: str) -> None:
    assert terminology.render_opening(zh) == (en, rest)


def test_a_byline_takes_its_name_from_the_term_base() -> None:
    byline = Byline("记者", ("单立",))
    assert (
        terminology.render_byline(byline, {"单立": "Sandy Shan"}).en
        == "By Sandy Shan, staff reporter"
    )


@pytest.mark.parametrize(
    ("source", "en"),
    [
        ("工人日报", "Workers' Daily"),
        ("《工人日报》", "Workers' Daily"),
        ("陕西工人报", "Shaanxi Workers' News"),
        ("台州晚报", "Taizhou Evening News"),
        ("大众日报", "Dazhong Daily"),  # called by a word, which is spelled
        ("山間日報", "Shanjian Daily"),
        ("青禾青年之家", None),
        ("日报", None),
        ("Morning Star", None),
    ],
)
def test_a_paper_has_the_english_of_a_table_or_of_its_place(source: str, en: str | None) -> None:
    assert terminology.paper_name(source) == en


def test_the_users_name_for_a_paper_is_used() -> None:
    assert (
        terminology.paper_name("工人日报", {"工人日报": "The Workers’ Daily"})
        == "The Workers’ Daily"
    )


@pytest.mark.parametrize(
    ("name", "en"),
    [
        ("本报评论员", "By a staff commentator"),
        ("评论员", "By a staff commentator"),
        ("本報編輯部", "By the editors"),
        ("人民日报评论员", "By a commentator of People's Daily"),
        ("新华社", "By Xinhua News Agency"),
        ("工人日报", "By Workers' Daily"),
        ("台州市总工会", "By Taizhou Municipal Federation of Trade Unions"),
        ("青禾研究所", "By 青禾研究所"),
        ("欧阳建国", "By Ouyang Jianguo, author"),
    ],
)
def test_a_body_that_signs_is_not_spelled_as_a_person(name: str, en: str) -> None:
    byline = Byline("作者", (name,))
    article = replace(
        parse_one("山泉入户\n\n县里的水厂昨天开始供水，两万户居民用上了山泉水。"), bylines=(byline,)
    )
    english = terminology.build_term_base([article]).english
    assert terminology.render_byline(byline, english).en == en
    if not en.endswith("author"):
        assert terminology.render_credit(Credit("", (name,), "供图"), english).en.endswith(en[3:])


def parse_one(text: str) -> Article:
    (article,), _ = parse.parse(text, path="page")
    return article

"""The table of page and site words: every row with its examples, and headlines that are none of them."""

from datetime import date
from typing import get_args

import pytest

from digest.ingest.page import boilerplate
from digest.ingest.page.boilerplate import Rule, rule_for

EXAMPLES = [(rule, example) for rule in boilerplate.rules() for example in rule.examples]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=lambda value: str(value)[:20])
def test_a_rule_matches_its_examples(rule: Rule, example: str) -> None:
    if rule.where == "tail":
        assert boilerplate.without_tail(f"水厂昨天开工。 {example}") == ("水厂昨天开工。", example)
    elif rule.where == "end":
        assert boilerplate.ends_article(example)
    elif rule.where == "entry":
        assert boilerplate.site_message(example)
    elif rule.where == "tag":
        assert boilerplate.without_tag(example) == "江口通车"
    elif rule.where == "edge":
        assert rule.pattern.fullmatch(example)
        assert rule_for(example, edge=True)
    else:
        found = rule_for(example, first=rule.where == "first")
        assert found is not None
        assert found.role == rule.role


def test_every_rule_says_why_and_on_which_pages_it_was_made_and_has_an_example() -> None:
    assert not [
        r.pattern.pattern
        for r in boilerplate.rules()
        if not (r.reason and r.sources and r.examples)
    ]


@pytest.mark.parametrize(
    "headline",
    [
        "青石镇织密服务网",
        "大中小企业都来赶集",
        "打印店里的老手艺",
        "收藏家的一天",
        "三版门神画重见天日",
        "“更多”与“更好”",
        "日子一天天好起来",
        "来源清楚了，茶农放心了",
    ],
)
def test_headlines_are_no_boilerplate(headline: str) -> None:
    assert rule_for(headline) is None
    assert rule_for(headline, first=True) is None


@pytest.mark.parametrize(
    "line",
    [
        "第02版：要闻 2026年03月05日 星期四 江口日报",
        "2026年03月05日 第02版：要闻",
        "《 江口日报 》（ 2026年03月05日   06 版）",
        "星期四 2026.03.05 第12345期",
    ],
)
def test_a_masthead_is_read_in_any_order(line: str) -> None:
    found = rule_for(line)
    assert found is not None
    assert found.role in {"masthead", "page-head"}
    assert boilerplate.date_in(line) == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("江口日报/2026 年/3 月/5 日/第 002 版", date(2026, 3, 5)),
        ("《茶乡联播》 20260305 19:00", date(2026, 3, 5)),
        ("一九五一年三月十七日　星期六", date(1951, 3, 17)),
        ("2026年3月31日 放大 缩小 默认", date(2026, 3, 31)),
        ("第12期", None),
    ],
)
def test_dates_of_pages_are_read(line: str, day: date | None) -> None:
    assert boilerplate.date_in(line) == day


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("江口日报海外版  2026年03月05日", "江口日报海外版"),
        ("1951年3月5日江口日报 第1版", "江口日报"),
        ("当前报纸名称:江口日报", "江口日报"),
        ("2026年03月05日09:32  来源:《江口日报》", "江口日报"),
        ("江口日报/2026 年/3 月/5 日", "江口日报"),
    ],
)
def test_the_paper_is_named(line: str, source: str) -> None:
    assert boilerplate.source_in(line) == source


def test_the_author_of_a_meta_line_ends_at_the_next_label() -> None:
    line = "来源:江口观察 作者:王立,陈兰 发布时间:2026-03-05 15:58"
    assert boilerplate.author_in(line) == "王立,陈兰"


def test_every_kind_of_rule_has_rows() -> None:
    """Rows were lost once in a merge, and their examples with them."""
    kinds = {rule.where for rule in boilerplate.rules()}
    assert kinds == set(get_args(boilerplate.Where)) - {"macro"}

"""Organisations composed of a place and what follows it."""

import pytest

from digest.app.lines import term_base_of
from digest.terminology.gazetteer import (
    named_in_full,
)
from digest.terminology.organisations import organisations_in


@pytest.mark.parametrize(
    ("zh", "en"),
    [("安吉县总工会", "Anji County Federation of Trade Unions"),
     ("杭州市总工会", "Hangzhou Municipal Federation of Trade Unions"),
     ("浙江省总工会", "Zhejiang Provincial Federation of Trade Unions"),
     ("北京市总工会", "Beijing Municipal Federation of Trade Unions"),
     ("安吉县委", "CPC Anji County Committee"),
     ("中共杭州市委员会", "CPC Hangzhou Municipal Committee"),
     ("浙江省委书记", "secretary of the CPC Zhejiang Provincial Committee"),
     ("杭州市委宣传部", "Publicity Department of the CPC Hangzhou Municipal Committee"),
     ("杭州市教育局", "Hangzhou Municipal Education Bureau"),
     ("浙江省人力资源和社会保障厅", "Zhejiang Provincial Human Resources and Social Security Department"),
     ("海宁市市长", "mayor of Haining"), ("安吉县副县长", "deputy head of Anji County"),
     ("西湖区人民法院", "Xihu District People's Court")],
)  # fmt: skip
def test_organisations_are_composed_from_their_parts(zh: str, en: str) -> None:
    text = f"近日，{zh}开会。"
    assert dict(organisations_in(text, named_in_full(text)))[zh] == en


def test_an_autonomous_prefecture_is_known_by_the_name_that_the_news_has_for_it() -> None:
    found = dict(term_base_of(["恩施州总工会昨天派人去凉山州和黔东南州。"]).entries)
    assert found["恩施州总工会"] == "Enshi Prefecture Federation of Trade Unions"
    assert (found["凉山州"], found["黔东南州"]) == (
        "Liangshan Prefecture",
        "Qiandongnan Prefecture",
    )


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("他毕业于杭州师范大学。", "杭州师范大学", "Hangzhou Normal University"),
        (
            "台州职业技术学院开学了。",
            "台州职业技术学院",
            "Taizhou Vocational and Technical College",
        ),
        ("杭州市第二中学的学生", "杭州市第二中学", "Hangzhou Municipal No. 2 Middle School"),
        (
            "安吉县财贸工会召开会议",
            "安吉县财贸工会",
            "Anji County Finance and Commerce Trade Union",
        ),
        ("他在北京大学工作。", "北京大学", "Peking University"),
        (
            "中国海员建设工会主席",
            "中国海员建设工会",
            "Chinese Seamen and Construction Workers' Union",
        ),
    ],
)
def test_schools_and_industrial_unions_are_made_of_their_parts(text: str, zh: str, en: str) -> None:
    assert dict(term_base_of([text]).entries)[zh] == en


def test_students_of_a_city_are_no_university() -> None:
    assert not any("University" in en for _, en in term_base_of(["杭州大学生创业"]).entries)

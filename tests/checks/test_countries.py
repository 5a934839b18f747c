"""Countries and cities abroad: each Chinese name has its English, and no other country's."""

from pathlib import Path

import pytest

from digest import checks
from digest.app.lines import term_base_of
from digest.terminology.countries import countries, named
from lab.quality.countries import planted


def found(zh: str, en: str) -> dict[str, str]:
    return {f.check: f.message for f in checks.check_translation(zh, en) if "country" in f.check}


def test_the_table_has_each_country_once() -> None:
    table = countries()
    assert len(table) >= 195
    assert len({country.en for country in table}) == len(table)
    words = [word for country in table for word in country.zh]
    assert len(set(words)) == len(words)


def test_one_country_for_another_is_both_left_out_and_invented() -> None:
    assert found("多哥总统来到杭州。", "The President of the Gambia came to Hangzhou.") == {
        "country_missing": "多哥 should read Togo",
        "country_invented": "Gambia is not in the Chinese",
    }


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("多哥总统来到杭州。", "The Togolese president came to Hangzhou."),
        ("美国工会举行罢工。", "U.S. unions went on strike."),
        ("英国护士罢工。", "UK nurses went on strike."),
        ("俄罗斯作出回应。", "Moscow responded."),
        ("科特迪瓦的可可", "Côte d’Ivoire's cocoa"),
        ("刚果（金）的铜矿", "A copper mine in the DRC"),
        ("朝鲜和韩国会谈", "Talks between the DPRK and the ROK"),
        ("土耳其的学生", "Students from Turkey"),
        ("老挝大使说，老挝受益。", "The ambassador said that his country had benefited."),
        ("中美关系", "China-US relations"),
        ("她在莫斯科学习。", "She studied in Moscow, Russia."),
    ],
)
def test_a_country_may_be_said_in_its_many_ways(zh: str, en: str) -> None:
    assert not found(zh, en)


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("印度洋的风浪", "Waves on the sea"),
        ("她在马里兰州教书。", "She teaches in Maryland."),
        ("上海地区的工会", "Unions in the Shanghai area"),
        ("许多哥哥姐姐", "Many brothers and sisters"),
        ("云南非遗传承人", "An heir to a craft of Yunnan"),
        ("22日本报记者采访了他。", "On the 22nd our reporter interviewed him."),
        ("街边种着法国梧桐。", "Plane trees line the street."),
        ("国泰国际机场", "An airport"),
        ("迈克尔·乔丹打球。", "Michael Jordan plays."),
        ("她用新墨西哥的红辣椒。", "She uses red chili from New Mexico."),
        ("全长5英里，票价3美元。", "It is five miles long and costs US$3."),
    ],
)
def test_words_that_hold_a_countrys_name_are_no_countries(zh: str, en: str) -> None:
    assert not found(zh, en)


def test_countries_whose_names_begin_alike_are_told_apart() -> None:
    text = (
        "几内亚比绍、赤道几内亚、巴布亚新几内亚、印度尼西亚、尼日利亚、南苏丹、多米尼克、刚果（布）"
    )
    assert [country.en for country in named(text).values()] == [
        "Guinea-Bissau", "Equatorial Guinea", "Papua New Guinea", "Indonesia", "Nigeria", "South Sudan",
        "Dominica", "Republic of the Congo",
    ]  # fmt: skip
    assert found("尼日尔的粮食", "Nigeria's grain").keys() == {
        "country_missing",
        "country_invented",
    }


def test_only_countries_and_cities_that_models_get_wrong_are_hinted() -> None:
    text = "多哥和美国的代表在洛美会谈，然后去了伦敦。"
    hints = dict(term_base_of([text]).match(text).hints)
    assert hints["多哥"] == "Togo"
    assert hints["洛美"] == "Lome"
    assert not {"美国", "伦敦"} & hints.keys()


def test_a_second_mention_may_be_of_the_countrys_people() -> None:
    text = "多哥总统来访。"
    names = term_base_of([text]).names(text)
    assert ("多哥", "Togo") in names
    assert not checks.check_translation(text, "The Togolese president visited.", names=names)


def test_the_users_english_of_a_country_goes_over_the_tables() -> None:
    text = "科特迪瓦的可可"
    mine = term_base_of([text], glossary={"科特迪瓦": "Ivory Coast"})
    assert dict(mine.match(text).hints)["科特迪瓦"] == "Ivory Coast"


def test_a_country_put_for_another_is_found(shared: Path) -> None:
    """Measured 198 of 200 in references."""
    counts = planted(shared / "eval" / "mt")
    assert counts["made"] > 150
    assert counts["either"] / counts["made"] > 0.97


def test_the_whole_of_a_district_is_told_from_that_of_a_region() -> None:
    def said(text: str) -> str | None:
        return dict(term_base_of([text]).match(text).hints).get("全区")

    assert said("上城区总工会走访全区企业。") == "the whole district"
    assert said("西藏今年植树，全区参加。") == "the whole region"
    assert said("全区企业都参加了。") is None
    assert said("上城区设立了安全区。") is None
    assert said("上城区援助西藏，全区参加。") is None


def test_a_capital_stands_for_its_country_unless_the_chinese_names_it_itself() -> None:
    assert not found("多哥表示欢迎。", "Lome welcomed it.")
    assert found("多哥首都洛美", "The town of Lome").keys() == {"country_missing"}
    assert not found("美国纽约", "New York")
    assert not found("萨尔瓦多·达利", "Dali")


@pytest.mark.parametrize(
    ("zh", "en", "said"),
    [
        ("在河北邱县，", "In Qiuxian County, Henan Province,", ["Henan"]),
        ("走进赣南革命老区", "in the old revolutionary areas of southern Gansu", ["Gansu"]),
        ("陕西省宝鸡市", "Baoji, Shanxi Province", ["Shanxi"]),
        ("宝鸡市的工人", "Workers in Baoji, Shaanxi", []),
        ("海航恢复收取附加费", "Hainan Airlines levies the surcharge again", []),
        ("湘江边的老街", "An old street on the Xiang River in Hunan", []),
        ("内蒙古的草原", "The grasslands of Inner Mongolia", []),
    ],
)
def test_a_province_is_the_one_that_the_chinese_gives(zh: str, en: str, said: list[str]) -> None:
    findings = checks.check_translation(zh, en)
    assert [f.message for f in findings if f.check == "province_invented"] == [
        f"{province} is not in the Chinese" for province in said
    ]

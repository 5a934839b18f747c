"""Checks of translations: numbers as values, foreign text, loops, and what is repaired."""

import random
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import checks as verify
from digest.checks import TextPair
from digest.config.settings import EnglishStyle
from digest.quantities import chinese, english
from digest.quantities.number import grouped
from digest.text import hanzi
from digest.translation import hints
from digest.translation.house_style import style
from digest.translation.postedit import post_edit


def zh_values(text: str) -> tuple[str, ...]:
    return tuple(f"{number.value.normalize():f}" for number in chinese.numbers(text))


def en_values(text: str) -> tuple[str, ...]:
    return tuple(f"{number.value.normalize():f}" for number in english.numbers(text))


@pytest.mark.parametrize(
    ("zh", "values"),
    [
        ("8294人", ["8294"]),
        ("3.5万", ["35000"]),
        ("３．５万", ["35000"]),
        ("1.2亿元", ["120000000"]),
        ("5000余万", ["50000000"]),
        ("两千三百人", ["2300"]),
        ("一百万", ["1000000"]),
        ("11万7015辆", ["117015"]),
        ("7万8千多名", ["78000"]),
        ("3亿5000万", ["350000000"]),
        ("1.2万亿", ["1200000000000"]),
        ("五百六十六亿", ["56600000000"]),
        ("两万三千余", ["23000"]),
        ("三百零五人", ["305"]),
        ("百分之十二点五", ["12.5"]),
        ("三成五", ["35"]),
        ("二〇二一年", ["2021"]),
        ("20世纪90年代", ["1990"]),
        ("上世纪八十年代", ["1980"]),
        ("全长34.538千米", ["34.538"]),
        ("17:20", ["17", "20"]),
        ("千方百计，五湖四海", []),
        ("共 31 亿元", ["3100000000"]),
        ("达 3,000 多亿元", ["300000000000"]),
        ("七点五万亩", ["75000"]),
        ("宽十二点九米", ["12.9"]),
        ("投资4个亿", ["400000000"]),
        ("约十一万一千元", ["111000"]),
        ("“十四五”规划", ["14"]),
        ("上世纪七八十年代", ["1970", "1980"]),
        ("70、80年代", ["1970", "1980"]),
        ("20 世纪 60 年代", ["1960"]),
        ("19世纪初", ["19"]),
        ("百分之百", ["100"]),
        ("翻两番", ["4"]),
        ("两年半", ["2.5"]),
        ("六O二厂", ["602"]),
    ],
)
def test_chinese_numbers_are_values(zh: str, values: list[str]) -> None:
    assert zh_values(zh) == tuple(values)


@pytest.mark.parametrize(
    ("en", "values"),
    [
        ("3.8 million yuan", ["3800000"]),
        ("8,294 members in 41 firms", ["8294", "41"]),
        ("the 28th, the 1990s", ["28", "1990"]),
        ("two hundred and five", ["205"]),
        ("twenty-five thousand", ["25000"]),
        ("3 hundred million", ["300000000"]),
        ("at 1720 hours", ["17", "20"]),
        ("5.20 p.m.", ["5", "20"]),
        ("the twelfth", ["12"]),
        ("the seventieth", ["70"]),
        ("£40m", ["40000000"]),
        ("$300+ billion", ["300000000000"]),
        ("at 1200 GMT", ["12", "0"]),
    ],
)
def test_english_numbers_are_values(en: str, values: list[str]) -> None:
    assert en_values(en) == tuple(values)


def spelled(value: int) -> str:
    """A value in Chinese numerals, as a paper writes it."""
    if value >= 10**8:
        return _joined(spelled(value // 10**8) + "亿", value % 10**8, 10**7)
    if value >= 10**4:
        return _joined(spelled(value // 10**4) + "万", value % 10**4, 10**3)
    for unit, char in ((1000, "千"), (100, "百"), (10, "十")):
        if value >= unit:
            return _joined("零一二三四五六七八九"[value // unit] + char, value % unit, unit // 10)
    return "零一二三四五六七八九"[value]


def _joined(head: str, rest: int, full: int) -> str:
    return head if not rest else f"{head}{'零' if rest < full else ''}{spelled(rest)}"


def random_values(count: int) -> Iterator[int]:
    chance = random.Random(4)
    for _ in range(count):
        yield chance.randrange(1, 10 ** chance.randint(1, 12))


def test_a_hundred_thousand_values_survive_chinese_numerals() -> None:
    wrong = [v for v in random_values(100_000) if chinese.value(spelled(v)) != v]
    assert not wrong


def test_a_hundred_thousand_values_survive_english() -> None:
    wrong = [
        v
        for v in random_values(100_000)
        if english.numbers(f"some {grouped(Decimal(v))} people")[-1].value != v
    ]
    assert not wrong


def test_a_number_equals_its_own_english_and_not_ten_times_it() -> None:
    for value in random_values(3000):
        if value > 10:
            zh, right = f"共{value}人", f"{grouped(Decimal(value))} people"
            assert not verify.check_translation(zh, right), value
            assert verify.check_translation(zh, f"{grouped(Decimal(value * 10))} people"), value


def checks(zh: str, en: str) -> set[str]:
    return {finding.check for finding in verify.check_translation(zh, en)}


@pytest.mark.parametrize(
    ("zh", "en", "check"),
    [
        ("吸收会员8294人。", "It took in 82,940 members.", "number_power_of_ten"),
        ("建成千亿级园区", "It built a trillion-yuan park", "number_power_of_ten"),
        ("建成千亿级园区", "It built the new trillion-yuan park", "number_power_of_ten"),
        ("每年过亿人次", "a billion a year", "number_power_of_ten"),
        ("十几亿人受益", "Tens of millions of people benefit", "number_power_of_ten"),
        ("收费几万元", "It costs several thousand yuan", "number_power_of_ten"),
        ("投资数千亿元", "It cost several hundred million yuan", "number_power_of_ten"),
        ("数以万计的人", "Millions of people", "number_power_of_ten"),
        ("来了上万人", "Thousands of people came", "number_power_of_ten"),
        ("运了1.4亿吨", "It carried 140 billion tons", "number_power_of_ten"),
        ("吸收会员8294人。", "It took in members.", "number_missing"),
        ("工会成立了。", "The union was founded in 1987.", "date_invented"),
        ("工会成立了。", "The union took in 1987 people.", "number_invented"),
        ("9月23日召开", "It met on August 23.", "date_wrong"),
        ("9月23日召开", "It met on September 21.", "date_wrong"),
        ("9月召开", "It met on September 21.", "date_invented"),
        ("约8294人", "about 8,924 people", "number_missing"),
        ("节约380万元", "It saved 3.8 million dollars", "currency"),
        ("节约380万元", "It saved US$3.8 million", "currency"),
        ("出资300万美元", "It paid 3 million yuan", "currency"),
        ("近日，工会成立了。", "On May 15 the union was founded.", "date_invented"),
        ("工会成立了。", "The 工会 was founded.", "residue"),
        ("工会成立了。", " ", "empty"),
        ("近5000万个", "more than 50 million", "number_bound"),
        ("用时65分钟", "It ended at 6:55 a.m., after 65 minutes", "time_invented"),
        ("晚上8点", "at 8 a.m.", "time_wrong"),
        ("投资2000万元", "It invested 2,000 yuan", "number_power_of_ten"),
        ("工会成立了。", "the union " * 30, "repetition"),
    ],
)
def test_each_fault_is_found(zh: str, en: str, check: str) -> None:
    assert check in checks(zh, en)


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("吸收会员8294人。", "It took in 8,294 members."),
        ("节约成本380万元。", "It saved 3.8 million yuan."),
        ("建成千亿级园区", "It built a hundred-billion-yuan park"),
        ("数百万人受益", "Several million people benefit"),
        ("投资数千亿元", "It cost several hundred billion yuan"),
        ("数以万计的人", "Tens of thousands of people"),
        ("十几亿人受益", "More than a billion people benefit"),
        ("运了5吨粮", "It carried 5,000 kg of grain"),
        ("群岛又称万岛", "The isles are called thousands of islands"),
        ("服务2.3万名户外劳动者", "served 23,000 outdoor workers"),
        ("9月23日", "September 23"),
        ("创作于20世纪90年代", "written in the 1990s"),
        ("9月28日上午", "On the morning of September 28th"),
        ("两千三百人", "2,300 people"),
        ("6至8万人", "60,000 to 80,000 people"),
        ("600至850亿元", "60 to 85 billion yuan"),
        ("“80后”和“90后”职工", "workers born in the 1980s and 1990s"),
        ("上午6:30至13:00", "from 6:30 a.m. to 1:00 p.m."),
        ("30日，他说", "He said on September 30"),
        ("“十一”长假", "the National Day holiday"),
        ("约四五千年", "some 4,000 years"),
        ("11.98亿元", "1.2 billion yuan"),
        ("近百名职工", "about a hundred workers"),
        ("增长3倍", "quadrupled"),
        ("第十二届三中全会", "the third plenum of the 12th Central Committee"),
        ("2009-11年", "2009 to 2011"),
        ("3.71‰", "3.71 per 1,000"),
        ("近50万家", "almost half a million firms"),
        ("种植150亩", "grown on 10 hectares"),
        ("全长100公里", "about 62 miles long"),
        ("亩产800斤", "400 kilograms a mu"),
        ("三分之一的企业", "33 percent of firms"),
        ("半数以上", "over 50 percent"),
        ("40年来", "over four decades"),
        ("20世纪初", "in the early 1900s"),
        ("2010-2011年", "in 2010–11"),
        ("2017财年", "in FY17"),
        ("成立七十周年", "the seventieth anniversary"),
        ("1 月 23 日，会议召开", "The meeting was held on January 23"),
        ("“双11”促销", "the Singles' Day sales"),
        ("9月23日至25日", "from September 23 to September 25"),
        ("5月1日、2日", "on May 1 and 2 May"),
        ("“五一”期间", "around May 1"),
        ("昨日召开", "It met on May 3"),
        ("300万美元", "$3 million"),
        ("380万元人民币", "RMB 3.8 million"),
        ("100万美元（约合720万元）", "$1 million (7.2 million yuan)"),
        ("超8000人", "8,200 people"),
        ("近8300人", "8,294 people"),
        ("最近5000人报名", "Lately more than 5,000 people signed up"),
        ("不超过5000人", "not more than 5,000 people"),
        ("零点", "at 0:00"),
        ("晚上八点半", "at 8:30 p.m."),
        ("13时", "1 p.m."),
    ],
)
def test_right_english_has_no_finding(zh: str, en: str) -> None:
    assert not checks(zh, en)


@pytest.mark.parametrize(
    ("zh", "en", "repaired"),
    [
        ("节约成本380万元。", "It saved 380 million yuan.", "It saved 3.8 million yuan."),
        ("服务2.3万人。", "for 230,000 people", "for 23,000 people"),
        ("256万人，增加20.2万人", "256 million, up 20.2 million", "2.56 million, up 202,000"),
        ("收入47亿港元", "47 billion yuan (US$4.7 billion)", "4.7 billion Hong Kong dollars"),
        ("吸收8294人。", "8,294 people", None),
        ("12万和120万", "1.2 billion", None),
        ("9月30日他说", "On September 30, 2021, he said", "On September 30 he said"),
        ("2020年9月30日", "September 30, 2020", None),
        ("有12家和120家。", "1,200 and 1,200", None),
        ("9月23日召开", "It met on August 23.", "It met on September 23."),
        ("9月23日召开", "It met on 24 September.", "It met on 23 September."),
        ("9月23日到5月24日", "August 23", None),
        ("节约380万元。", "It saved 3.8 million US dollars.", "It saved 3.8 million yuan."),
        ("节约380万元。", "It saved US$3.8 million.", "It saved 3.8 million yuan."),
        ("节约380万美元。", "It saved 3.8 million dollars.", None),
        ("出资300万港元", "It paid RMB3 million", "It paid 3 million Hong Kong dollars"),
        ("收入16亿港元", "an income of HKD16 billion", "an income of HKD1.6 billion"),
        ("组合5000组", "500 sets", "5,000 sets"),
        ("给予8%，最高2000万元", "8 percent and 20%", None),
        ("近5000万个", "more than 50 million", "nearly 50 million"),
        ("超过5000万个", "Nearly 50 million", "More than 50 million"),
        ("不超过5000万个", "less than 50 million", None),
        ("7点45分、17点45分", "at 7:45 AM and 17:45 AM", "at 7:45 AM and 5:45 PM"),
        ("下午5点", "at 5 a.m.", "at 5 p.m."),
    ],
)
def test_a_number_is_repaired_only_where_it_is_plain(
    zh: str, en: str, repaired: str | None
) -> None:
    fixed = verify.apply_fixes(TextPair.of(zh, en)).en
    assert fixed == (repaired or en)


def test_a_summary_may_hold_only_numbers_of_its_article() -> None:
    source = "全区工会驿站增至58座，服务2.3万人。"
    assert not verify.check_summary("驿站58座，服务2.3万人。", source)
    (finding,) = verify.check_summary("驿站85座。", source)
    assert finding.check == "summary_number"


@pytest.mark.parametrize(
    ("summary", "source", "count"),
    [
        ("9月23日召开。", "会议9月23日召开。", 0),
        ("9月23日召开。", "会议8月23日开，9月闭。", 1),
        ("9月23日召开。", "8月23日召开。", 1),
        ("9月25日结束。", "9月23日至25日召开。", 0),
        ("增长58%。", "增长58%。", 0),
        ("增长58%。", "增加58座。", 1),
        ("增长六成。", "增长60%。", 0),
        ("占百分之五十。", "占50人。", 1),
    ],
)
def test_dates_and_percentages_of_a_summary_are_those_of_its_article(
    summary: str, source: str, count: int
) -> None:
    assert len(verify.check_summary(summary, source)) == count


def test_an_english_summary_may_hold_only_numbers_of_its_body() -> None:
    body = "The district has 58 stations, which served 23,000 people."
    assert not verify.check_english_summary("58 stations, 23,000 people", body)
    (finding,) = verify.check_english_summary("85 stations", body)
    assert finding.check == "summary_number"
    (finding,) = verify.check_english_summary("opened on May 3", "opened on May 4, 3 of them")
    assert "May 3" in finding.message


@pytest.mark.parametrize(
    "text",
    ["9" * 20_000, "1," * 10_000, "亿" * 20_000, "十万" * 10_000, "a " * 10_000, "12 " * 5000],
)
def test_hostile_texts_are_read_in_seconds(text: str) -> None:
    begin = time.process_time()
    verify.check_translation(text, text)
    hints.hints(text)
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    "piece",
    ["王某500元，", "3:1、", "1-", "1至", "一、", "2026 ", "17:20 ", "300亩", "近5万，", "260多 ", "May 1, "],
)  # fmt: skip
def test_a_long_list_is_checked_and_styled_in_seconds(piece: str) -> None:
    """Each took a time that grew with the square of the length: 6 s for 4,000 characters."""
    text = piece * (8000 // len(piece))
    begin = time.process_time()
    verify.check_translation(text, text)
    verify.check_summary(text, text)
    post_edit(text, text, (), headline=False)
    style.styled(text, EnglishStyle(dates="22 November", thousands="1,000"))
    assert time.process_time() - begin < 4


@pytest.mark.parametrize("digits", ["𝟐𝟎𝟐𝟔", "２０２６", "٢٠٢٦", "2०2६"])
def test_digits_of_any_script_are_read(digits: str) -> None:
    assert zh_values(f"自{digits}年以来，{digits}人参加。") == ("2026", "2026")
    assert not checks(f"{digits}年3月召开。", "It met in March 2026.")


@given(st.text("甲乙，；“”（）1,《》", max_size=40))
def test_the_clauses_of_a_text_are_the_text(text: str) -> None:
    assert "".join(hanzi.split_clauses(text)) == text


@given(zh=st.text(max_size=60), en=st.text(max_size=60))
def test_any_two_texts_are_checked_by_registered_checks_and_the_same_twice(
    zh: str, en: str
) -> None:
    pair = TextPair.of(zh, en)
    found = (
        *verify.check_translation(zh, en),
        *verify.check_summary(zh, en),
        *verify.check_english_summary(zh, en),
        *verify.check_english_summary(en, zh),
    )
    assert {finding.check for finding in found} <= verify.REGISTRY.keys()
    assert verify.apply_fixes(pair) == verify.apply_fixes(pair)
    hints.hints(zh)
    hints.reminders(TextPair.of(zh, en))


@pytest.mark.parametrize(
    ("zh", "hint"),
    [
        ("吸收会员8294人", ("8294人", "8,294 people")),
        ("节约380万元", ("380万元", "3.8 million yuan")),
        ("5000余万元", ("5000余万元", "more than 50 million yuan")),
        ("产量11万7015辆", ("11万7015", "117,015")),
        ("近日召开", ("近日", "recently")),
        ("每周三到园区", ("每周三", "every Wednesday")),
        ("总额 22 万亿元", ("22 万亿元", "22 trillion yuan")),
        ("出资3亿欧元", ("3亿欧元", "300 million euros")),
        ("接待1780万人次", ("1780万", "17.8 million")),
        ("投资数千亿元", ("数千亿", "hundreds of billions of")),
        ("几十万人", ("几十万", "hundreds of thousands of")),
        ("十几亿人", ("十几亿", "more than 1 billion")),
        ("数以万计的人", ("数以万计", "tens of thousands of")),
        ("来了上万人", ("上万", "more than 10,000")),
        ("规模逾百亿", ("逾百亿", "more than 10 billion")),
        ("增长两成。", ("两成", "20 percent")),
        ("近300万人", ("近300万人", "nearly 3 million people")),
    ],
)
def test_numbers_that_models_get_wrong_are_hinted(zh: str, hint: tuple[str, str]) -> None:
    assert hint in hints.hints(zh)


@pytest.mark.parametrize(
    ("zh", "en", "hint"),
    [
        ("9月29日提出", "It applied in September", ("9月29日", "September 29")),
        ("用时65分钟", "It took an hour", ("65分钟", "65 minutes")),
        ("给予58%的补助", "It gives a subsidy", ("58%", "58%")),
    ],
)
def test_a_number_left_out_is_hinted_with_what_it_counts(
    zh: str, en: str, hint: tuple[str, str]
) -> None:
    assert hints.reminders(TextPair.of(zh, en)) == (hint,)


@pytest.mark.parametrize(
    ("zh", "en", "hint"),
    [
        ("建成千亿级园区", "It built a trillion-yuan park", ("千亿", "100 billion")),
        ("十几亿人受益", "Tens of millions benefit", ("十几亿", "more than 1 billion")),
        ("数以万计的人", "Millions of people", ("数以万计", "tens of thousands")),
    ],
)
def test_a_round_size_that_went_wrong_is_hinted(zh: str, en: str, hint: tuple[str, str]) -> None:
    assert hint in hints.reminders(TextPair.of(zh, en))


def test_a_year_that_the_article_tells_is_put_right() -> None:
    day = date(2026, 3, 2)
    pair = TextPair.of("去年9月成立", "founded in September 2018", day)
    assert verify.apply_fixes(pair).en == "founded in September 2025"


def test_a_second_correction_refers_to_the_text_after_the_first() -> None:
    """The year was left wrong where a number before it had become shorter."""
    zh, en = "去年吸收会员8294人。", "It took in 82,940 members in 2019."
    fixed = verify.apply_fixes(TextPair.of(zh, en, date(2026, 5, 1))).en
    assert fixed == "It took in 8,294 members in 2025."


@pytest.mark.parametrize(
    "zh", ["9月30日前完成", "今日前往现场", "最近日本代表团来访", "2018-2019学年"]
)
def test_what_is_no_vague_date_or_amount_is_not_hinted(zh: str) -> None:
    assert not hints.hints(zh)


@pytest.mark.parametrize(
    ("zh", "en", "right"),
    [("他以9秒98的成绩夺冠。", "He won in 9.98 seconds.", True),
     ("他以9秒98的成绩夺冠。", "He won with a time of 9:98.", False),
     ("他游了2分15秒36。", "He swam it in 2:15.36.", True)],
)  # fmt: skip
def test_a_sports_time_is_one_number(zh: str, en: str, right: bool) -> None:
    assert (not verify.check_translation(zh, en)) is right


def test_vague_words_between_units_are_read_in_one_pass() -> None:
    began = time.process_time()
    chinese.numbers("20" * 40 + "几十" * 60)
    assert time.process_time() - began < 1

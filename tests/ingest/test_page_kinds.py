"""Kinds of lines within texts and above them, each with an invented page."""

import pytest

from digest.ingest.page import parse
from digest.records import Article

HEAD = "江口日报 2026年3月5日 第03版\n"


def read(text: str) -> tuple[Article, ...]:
    return parse.parse(text, path="page")[0]


def shape(article: Article) -> tuple[str | None, str, str | None, list[str]]:
    return (
        article.kicker,
        article.title,
        article.subtitle,
        [f"{block.type} {block.text[:6]}" for block in article.blocks],
    )


def test_rows_of_a_table_are_paragraphs() -> None:
    text = "水价表公布\n单位：元/吨\n类别 一档 二档\n居民 2.1 3.4\n学校 1.9 2.8\n县水务局说，新水价四月起执行。\n"
    (article,) = read(HEAD + text)
    rows = ["p 单位：元/吨", "p 类别 一档 ", "p 居民 2.1", "p 学校 1.9", "p 县水务局说，"]
    assert shape(article) == (None, "水价表公布", None, rows)


def test_people_with_their_posts_are_paragraphs() -> None:
    text = "拟表彰人选公示\n方  雨（女）　江口水厂班长\n石  磊　　　江口茶厂炒茶工\n马俊才（回族）　江口车队驾驶员\n公示期为三天，欢迎监督。\n"
    (article,) = read(HEAD + text)
    assert article.title == "拟表彰人选公示"
    assert len(article.blocks) == 4


def test_the_form_of_a_letter_is_text_and_its_signatures_are_bylines() -> None:
    text = "一封感谢信\n编辑同志：\n上月我的孩子半夜发烧，船工老马闻讯赶来，分文不取。\n此致\n敬礼\n读者 李小满\n"
    (article,) = read(HEAD + text)
    assert shape(article) == (
        None,
        "一封感谢信",
        None,
        ["p 编辑同志：", "p 上月我的孩子", "p 此致", "p 敬礼"],
    )
    assert [(b.role, b.names) for b in article.bylines] == [("读者", ("李小满",))]


def test_days_of_a_diary_are_headings() -> None:
    text = "船工日记\n3月1日 晴\n今天修好了船舵，风小，一次成功。\n3月2日 阴\n下午试航，顺流到了下游的渡口。\n"
    (article,) = read(HEAD + text)
    assert [b.type for b in article.blocks] == ["h", "p", "h", "p"]
    assert article.subtitle is None


def test_posts_of_readers_are_paragraphs() -> None:
    text = "网友热议夜航\n@江口小石：终于不用绕路了\n@渡口阿雨：能不能再晚半小时？\n县交通局回应说，一个月后公布新的时刻表。\n"
    (article,) = read(HEAD + text)
    assert (article.title, len(article.blocks)) == ("网友热议夜航", 3)


def test_a_headline_of_two_parts_over_two_texts_gives_each_its_part() -> None:
    text = (
        "码头添新吊车 县城增夜班公交\n本报讯（记者 王立）江口码头的新吊车昨天启用。\n"
        "本报讯（记者 陈兰）自本月起，县城新增三条夜班公交线路。\n"
    )
    assert [a.title for a in read(HEAD + text)] == ["码头添新吊车", "县城增夜班公交"]


SUBHEADED = (
    "老厂房有了新用场\n废弃多年的老厂房重新亮起了灯，三百名工人在家门口上了班。\n"
    "腾出空间\n厂房换了新瓦，墙上刷了白漆。镇里把九个车间分给六家企业。\n"
    "补上短板\n镇里新开了两条公交线，从早上跑到夜里。\n\n"
    "三条水渠修好通水\n三条水渠上月修好通水。村里的稻田不用再等雨。\n"
)


@pytest.mark.parametrize("spacing", ["single", "double"])
def test_headlines_without_the_pages_wider_gap_are_headings(spacing: str) -> None:
    text = f"{HEAD}\n{SUBHEADED}"
    first, second = read(text.replace("\n", "\n\n") if spacing == "double" else text)
    assert [b.text for b in first.blocks if b.type == "h"] == ["腾出空间", "补上短板"]
    assert second.title == "三条水渠修好通水"


def test_a_list_of_speakers_and_their_turns_are_text() -> None:
    text = (
        "好茶要有好茶林（连线茶乡）\n对话人：\n王立  本报评论员\n陈兰  江口广播站评论员\n"
        "王立：为什么好茶总出在江口？\n陈兰：镇里三年不许砍树，山上的水就甜了。\n王立：手艺怎么传？\n陈兰：每人带六个徒弟。\n"
    )
    (article,) = read(f"{HEAD}\n{text}")
    assert (article.title, article.section, len(article.blocks)) == (
        "好茶要有好茶林（连线茶乡）",
        None,
        7,
    )


def test_place_names_before_colons_are_headlines_not_turns() -> None:
    text = "\n安徽：茶山添新路\n三条山路昨天通车，茶农们赶着去看。\n\n江西：渡口添新船\n新船能坐八十人，比旧船快一半。\n\n安徽：水渠通水\n村里的稻田不用再等雨。\n\n江西：夜校开课\n五十名工人报了名。\n"
    assert len(read(HEAD + text)) == 4


@pytest.mark.parametrize(
    ("top", "author"),
    [
        ("现场传技\n\n林远舟\n\n2026年03月05日09:32  来源:《江口日报》\n\n", "林远舟"),
        ("林远舟\n2026年03月05日16:59\n", "林远舟"),
        ("现场传技\n\n林远舟\n\n本文字数:572\n\n", "林远舟"),
    ],
)
def test_a_name_above_the_date_is_the_author(top: str, author: str) -> None:
    (article,) = read(f"{top}三月四日，老茶工在车间里教年轻人炒茶，年轻人看得入神。\n")
    assert [b.names for b in article.bylines] == [(author,)]
    assert article.subtitle is None


def test_a_value_on_the_line_below_its_label_is_the_source() -> None:
    text = "县长会见来客\n2026-03-05 20:20\n来源：\n新华社\n字号：默认\n大\n超大\n|\n打印\n|\n三月五日上午，县长在礼堂会见邻县来客。\n【我要纠错】责任编辑：叶青禾\n相关稿件\n"
    (article,) = read(text)
    assert (article.title, article.subtitle, article.source) == ("县长会见来客", None, "新华社")
    assert [(c.role, c.names) for c in article.credits] == [("责任编辑", ("叶青禾",))]


def test_a_title_of_first_clauses_ends_at_a_pause_outside_of_quotation_marks() -> None:
    text = "记者日前得知，“春风，送暖”活动走遍了十二个村，把茶工请进了门。\n"
    (article,) = read(text)
    assert article.title == "记者日前得知，“春风，送暖”活动走遍了十二个村"


def test_pictograms_spliced_into_words_are_refused() -> None:
    text = "茶园小(🕤)屋送温暖。采茶工(rén )人（🍢）吃饭难的问题，镇里已建(🐚)小屋十八间，服务(🚠)茶工八千人次，特色(👢)活动多。\n"
    articles, discards = parse.parse(text, path="page")
    assert not articles
    assert "spam" in discards[0].reason


def test_an_accounts_article_is_read_between_its_own_lines() -> None:
    text = (
        "点击上方蓝字关注我们\n\n江口工会\n2026-03-05 18:30 发表于江口\n\n老茶工收徒弟啦！\n\n"
        "三月四日，老茶工在车间里收了六个徒弟。\n\n01\n手艺怎么传\n\n三年出师，一年看火，一年看叶。\n\n"
        "02\n工资怎么算\n\n徒弟第一年每月领两千元。\n\n来源 | 江口工会\n文字 | 林远舟\n编辑 | 叶青禾\n\n往期推荐\n春茶上市\n"
    )
    (article,) = read(text)
    assert (article.title, article.source) == ("老茶工收徒弟啦！", "江口工会")
    assert [b.type for b in article.blocks] == ["p", "h", "p", "h", "p"]
    assert [(c.role, c.names) for c in article.credits] == [
        ("文字", ("林远舟",)),
        ("编辑", ("叶青禾",)),
    ]


def test_an_office_and_a_name_below_a_text_sign_it() -> None:
    text = "第2版()\n专栏:读者来信\n\n食堂应该改善\n编辑同志：食堂的饭菜一直没有改善，请帮助反映。\n江口机械厂　王立\n\n第2版()\n专栏:\n\n水渠通水\n三条水渠修好通水。\n"
    first, second = read(text)
    assert [(b.role, b.names) for b in first.bylines] == [("江口机械厂", ("王立",))]
    assert (second.title, second.section) == ("水渠通水", None)


def test_a_caption_without_a_stop_is_a_paragraph() -> None:
    text = "书屋开到码头边\n\n图为工人在书屋里读书\n\n　　近日，江口港的职工书屋开门迎客。\n"
    (article,) = read(text)
    assert [b.text for b in article.blocks] == [
        "图为工人在书屋里读书",
        "近日，江口港的职工书屋开门迎客。",
    ]


def test_a_poets_name_is_no_title() -> None:
    (article,) = read(f"{HEAD}\n诗两首\n王  山\n茶园\n绿色，是你的衣裳。\n渡口\n船来了，又走了。\n")
    assert (article.title, [b.names for b in article.bylines]) == ("诗两首", [("王山",)])
    assert [b.type for b in article.blocks] == ["h", "p", "h", "p"]


def test_links_below_a_navigation_are_no_headlines() -> None:
    text = "江口晚报 2012年8月9日 A03版\n\n标题导航\n夜班公交开行\n早市搬家\n\n夜班公交开行\n首末班车延至零点\n\n晚报讯（记者 王立）三条夜班公交线路今起开行。\n\n上一篇 下一篇\n"
    (article,) = read(text)
    assert shape(article)[:3] == (None, "夜班公交开行", "首末班车延至零点")
    assert (article.dateline, article.section) == ("晚报讯", None)


def test_a_row_of_labels_and_a_sites_name_above_its_path_are_boilerplate() -> None:
    text = (
        "江口县人民政府\n首页 > 新闻中心 > 县内要闻\n\n县里召开春耕会议\n"
        "发布时间：2026-03-05 09:20:11    信息来源：江口县融媒体中心    作者：王立    浏览次数：128次\n\n"
        "　　3月4日，县里召开春耕会议。\n"
    )
    (article,) = read(text)
    assert shape(article)[:3] == (None, "县里召开春耕会议", None)
    assert (article.source, str(article.date)) == ("江口县融媒体中心", "2026-03-05")
    assert [b.names for b in article.bylines] == [("王立",)]


def test_a_body_without_a_path_below_it_stays_the_kicker() -> None:
    (article,) = read(
        "江口县总工会\n\n山泉送进工地\n\n本报讯 记者王立报道 县总工会昨天送来了山泉。\n"
    )
    assert shape(article)[:2] == ("江口县总工会", "山泉送进工地")


def test_the_label_of_a_title_is_cut_off() -> None:
    text = "标题：老茶工的四十年\n来源：江口工报\n日期：2026-03-05\n作者：王立\n正文：\n老茶工炒了四十年的茶，今年收了六个徒弟。\n"
    (article,) = read(text)
    assert (article.title, article.source, len(article.blocks)) == ("老茶工的四十年", "江口工报", 1)


def test_numbered_headlines_lose_their_numbers() -> None:
    text = f"{HEAD}\n1. 县里慰问环卫工人\n县总工会送来三百双手套。\n\n2. 渡口添新船\n新船能坐八十人。\n"
    assert [a.title for a in read(text)] == ["县里慰问环卫工人", "渡口添新船"]


def test_a_marked_author_above_a_headline_is_of_the_text_below() -> None:
    text = (
        f"{HEAD}\n江口港添新航线\n\n本报讯 （苏小禾） 江口港昨天开通第九条航线。\n\n□ 本报记者 秦晓川\n\n"
        "从一口锅到一条街\n\n走进茶街，炒茶的香气扑面而来。\n"
    )
    first, second = read(text)
    assert [b.names for b in first.bylines] == [("苏小禾",)]
    assert [b.names for b in second.bylines] == [("秦晓川",)]

"""From many articles to one week: the window, one entry a story, sections, order, limits."""

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from digest.config.loader import load
from digest.config.settings import IssueSettings, SectionSettings
from digest.curate import Issue, Window, curate, fingerprint, why_outside
from digest.curate.near_duplicates import Telling, stories
from digest.errors import ConfigError
from digest.records import Article, Block, Period, Provenance, Week, issue_week
from tests.conftest import Command
from tests.support.newsroom import bodies, retold

WEEK = Week.parse("2026-W47")
INSIDE = date(2026, 11, 18)
BODY = "江口县第三座水厂开始送水，两万户居民打开水龙头就能用上山里来的泉水，排队挑水的日子过去了。"


def article(title: str = "山泉入户", text: str = BODY, **changes: object) -> Article:
    blank = Article(
        id=title, kind="article", section=None, kicker=None, title=title, subtitle=None,
        dateline=None, bylines=(), credits=(), date=INSIDE, source=None, url=None,
        blocks=(Block("p", text),), provenance=Provenance(f"{title}.txt", (1, 3)),
    )  # fmt: skip
    return replace(blank, **changes)  # type: ignore[arg-type]


def issue(*articles: Article, **settings: object) -> Issue:
    return curate(articles, week=WEEK, settings=IssueSettings.model_validate(settings))


def taken(
    *articles: Article,
    week: Week = WEEK,
    published: Mapping[str, Week] = {},
    earlier: tuple[Period, ...] = (),
    ends_on: int = 7,
    **settings: object,
) -> list[str]:
    """For each article the reason why the issue does not take it, "" if it does."""
    window = Window(week, Period.of(week, ends_on), published, earlier)
    chosen = IssueSettings.model_validate(settings)
    return [why_outside(one, window, chosen) for one in articles]


def titles(made: Issue) -> list[str]:
    return [a.title for a in made.articles]


def test_the_week_picks_its_days_from_monday_to_sunday() -> None:
    days = [date(2026, 11, n) for n in (15, 16, 22, 23)]
    found = [
        article(str(day), text=text, date=day)
        for day, text in zip(days, bodies(4, seed=1), strict=True)
    ]
    outside = "lies outside 2026-W47 (2026-11-16 to 2026-11-22)"
    assert taken(*found) == [f"2026-11-15 {outside}", "", "", f"2026-11-23 {outside}"]


def test_undated_articles_join_the_week_unless_they_are_excluded() -> None:
    assert taken(article(date=None)) == [""]
    assert "issue.undated" in taken(article(date=None), undated="exclude")[0]


def test_an_issue_may_end_on_any_day() -> None:
    """Saturday to Friday: what is dated on the weekend is in the next issue, not in none."""
    saturday, friday = article(date=date(2026, 11, 21)), article(date=date(2026, 11, 20))
    assert taken(friday, week=WEEK, ends_on=5) == [""]
    assert taken(saturday, week=Week(2026, 48), ends_on=5) == [""]
    assert [issue_week(date(2026, 11, day), 5).number for day in (13, 14, 20, 21)] == [
        46,
        47,
        47,
        48,
    ]


def test_an_article_is_published_once() -> None:
    known = {fingerprint(one): Week(2026, 46) for one in (article(), article(date=None))}
    said = "already published in 2026-W46"
    assert taken(article(), article(date=None), published=known) == [said, said]
    assert taken(article(date=date(2026, 11, 19)), published=known) == [""]
    assert taken(article("别的", text="别的消息。"), published=known) == [""]


def test_an_article_that_came_too_late_for_its_issue_is_in_the_next_one() -> None:
    late, old = article(date=date(2026, 11, 15)), article(date=date(2026, 11, 8))
    before = Period.of(Week(2026, 46))
    assert taken(late, old, earlier=(before,)) == [
        "", "2026-11-08 lies outside 2026-W47 (2026-11-16 to 2026-11-22)"
    ]  # fmt: skip


def test_edited_versions_of_a_story_are_found() -> None:
    """Reordered paragraphs, a changed title, a cut tail, changed numbers, in pairs of 250 stories."""
    dice = random.Random(7)
    for kind in ("reordered", "retitled", "cut", "renumbered", "all"):
        texts = bodies(250, seed=11)
        pairs = [Telling("甲", text) for text in texts] + [
            Telling("乙", retold(text, kind, dice)) for text in texts
        ]
        found = {tuple(sorted(group)) for group in stories(pairs, 0.7) if len(group) == 2}
        right = sum((at, at + 250) in found for at in range(250))
        assert right >= 0.95 * 250, (kind, right)
        assert len(found) == right


def test_a_thousand_different_articles_are_a_thousand_stories() -> None:
    pairs = [Telling(f"第{n}篇", text) for n, text in enumerate(bodies(1000, seed=3))]
    assert len(stories(pairs, 0.7)) == 1000


def test_real_news_is_grouped_by_story_only(shared: Path) -> None:
    """1,260 published texts: 14 tellings of a story already told, no two stories in one group."""
    rows = [
        json.loads(line)
        for name in ("xwlb_dev.jsonl", "lcsts_dev.jsonl")
        for line in (shared / "eval" / "summ" / name).read_text(encoding="utf-8").splitlines()
    ]
    pairs = [Telling(str(row.get("title") or ""), str(row["text"])) for row in rows]
    assert len(pairs) - len(stories(pairs, 0.7)) == 14


def test_a_brief_within_a_round_up_stays_a_story_of_its_own() -> None:
    briefs = bodies(9, seed=5)
    made = stories([Telling("一周回顾", "\n".join(briefs)), Telling("简讯", briefs[6])], 0.7)
    assert made == [[0], [1]]


def test_an_excerpt_is_the_same_story_as_its_article() -> None:
    texts = bodies(9, seed=5)
    assert stories([Telling("导读", texts[0]), Telling("全文", "\n".join(texts))], 0.7) == [[1, 0]]


def test_daily_bulletins_with_the_same_wording_are_separate_stories() -> None:
    """The same words with other figures: on one day a correction, on two days two bulletins."""
    mould = "县气象台今天早上发布消息：白天最高气温{}度，夜里最低气温{}度，东北风{}级，江面能见度{}公里，请渡船注意安全。"
    one, two = (mould.format(*figures) for figures in ((12, 3, 4, 10), (25, 14, 6, 3)))
    days = date(2026, 11, 17), date(2026, 11, 18)
    assert len(stories([Telling("天气", one, days[0]), Telling("天气", two, days[1])], 0.7)) == 2
    assert len(stories([Telling("天气", one, days[0]), Telling("天气", two, days[0])], 0.7)) == 1


def test_stock_phrases_make_no_story() -> None:
    """A caption of 28 characters is compared whole; one more, and it is compared by its parts."""
    caption = "图为昨天上午活动现场志愿者正在为社区居民讲解安全用电知识。"
    assert len(caption) == 29
    pairs = [Telling("社区课堂", caption), Telling("用电课", caption)]
    assert len(stories(pairs, 0.7)) == 2
    longer = [Telling(pair.title, f"{caption}本报") for pair in pairs]
    assert len(stories(longer, 0.7)) == 1


def test_the_longest_version_is_kept_and_mentions_the_others() -> None:
    short = article("水厂供水", source="江口晚报")
    long = article("山泉入户", text=BODY + "县水务局说，今后三年还要再建五座。", source="江口日报")
    made = issue(short, long)
    assert titles(made) == ["山泉入户"]
    (mention,) = made.also[made.articles[0].id]
    assert (mention.title, mention.source, mention.path) == (
        "水厂供水",
        "江口晚报",
        "水厂供水.txt",
    )


def test_equal_ids_of_two_scrapers_stay_two_articles() -> None:
    one, two = (article(f"篇{n}", text=text, id="1") for n, text in enumerate(bodies(2, seed=1)))
    made = issue(one, two)
    assert [a.id for a in made.articles] == ["1", "1-2"]


@pytest.mark.parametrize(
    ("title", "text", "section"),
    [
        ("县总工会换届", "江口县总工会昨天选出新一届委员会。", "组织"),
        ("送餐员讨回欠薪", "法律援助中心介入后，十二名送餐员拿到了工资。", "权益"),
        ("老戏台上唱新戏", "昨晚，县博物馆的非遗展览请来了戏曲班子演出。", "文化"),
        ("前十月出口增两成", "外贸企业订单饱满，全市进口也在回升，产业链更稳。", "经济"),
        ("雨后", "昨晚下了一场雨，街上的人都很高兴。", None),
    ],
)
def test_an_article_without_a_section_goes_where_its_words_say(
    title: str, text: str, section: str | None
) -> None:
    (placed,) = issue(article(title, text)).placed
    assert placed.article.section == section
    assert placed.placement.reason


def test_sections_of_the_source_are_kept() -> None:
    made = issue(article("县总工会换届", section="城事"))
    assert made.articles[0].section == "城事"
    assert made.placed[0].placement.reason == "as the source says"


def test_a_config_adds_sections_words_and_english_names(tmp_path: Path) -> None:
    config = tmp_path / "my.yaml"
    config.write_text(
        "issue:\n  section_rules:\n    家政: {en: Domestic Work, words: [月嫂]}\n"
        "    文化: {en: Arts}\n",
        encoding="utf-8",
    )
    settings = load(file=config).issue
    made = curate([article("月嫂上岗")], week=WEEK, settings=settings)
    assert made.articles[0].section == "家政"
    assert (made.names["家政"], made.names["文化"]) == ("Domestic Work", "Arts")
    config.write_text("issue:\n  section_rules:\n    家政: {wrods: [月嫂]}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"my.yaml:3: unknown key 'wrods'.*'words'"):
        load(file=config)


def test_sections_come_in_the_users_order_then_in_ours_then_as_found() -> None:
    names = ["城事", "体育", "经济", "要闻", None]
    found = [
        article(str(name), text=text, section=name)
        for name, text in zip(names, bodies(5, seed=2), strict=True)
    ]
    made = issue(*found, sections=["体育"])
    sections = [a.section for a in made.articles if a.title != "None"]
    assert sections == ["体育", "要闻", "经济", "城事"]


def test_more_prominent_articles_come_first_with_reasons() -> None:
    one, two, three = bodies(3, seed=8)
    plain = article("平常", text=one, section="经济")
    headed = article("有引题", text=two, section="经济", kicker="引题", subtitle="副题")
    told = article("转载多", text=three, section="经济")
    again = article("转载", text=three, section="经济")
    made = issue(plain, headed, told, again, replace(again, title="又转载"))
    assert titles(made) == ["转载多", "有引题", "平常"]
    reasons = [[point.reason for point in placed.points] for placed in made.placed]
    assert reasons == [["reported 3 times"], ["kicker", "subtitle"], []]


def test_the_first_article_of_a_page_leads() -> None:
    one, two = bodies(2, seed=8)
    second = article("二条", text=one, provenance=Provenance("01.txt", (9, 12)))
    first = article("头条新事", text=two, provenance=Provenance("01.txt", (1, 8)))
    made = issue(second, first)
    assert titles(made) == ["头条新事", "二条"]


def test_articles_cut_from_a_full_section_are_reported() -> None:
    found = [
        article(f"第{n}", text=text, section="经济") for n, text in enumerate(bodies(3, seed=4))
    ]
    assert len(issue(*found, most_per_section=3).articles) == 3
    made = issue(*found, most_per_section=2)
    assert len(made.articles) == 2
    (cut,) = made.set_aside
    assert "第2" in cut.reason
    assert "issue.most_per_section" in cut.reason


def test_meaningless_section_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 1 character"):
        SectionSettings(words=("",))
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        IssueSettings(most_per_section=0)


def run(command: Command, path: Path, out: Path) -> tuple[int, str, Path]:
    ran = command("run", path, "--week", "2026-W47", "--profile", "fake", "--out", out)
    return ran.code, ran.err, out / "2026-W47"


def test_a_week_without_articles_is_an_error_and_makes_nothing(
    command: Command, tmp_path: Path
) -> None:
    page = tmp_path / "page.txt"
    page.write_text(f"江口日报 2026年7月4日\n\n山泉入户\n\n本报讯 {BODY}\n", encoding="utf-8")
    code, said, folder = run(command, page, tmp_path / "out")
    assert code == 1, said
    assert "none of the 1 articles in the input belongs to it" in said
    assert "2026-07-04 lies outside 2026-W47" in said
    assert not folder.exists()


def test_an_input_without_any_article_is_still_an_error(command: Command, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("", encoding="utf-8")
    code, said, folder = run(command, empty, tmp_path / "out")
    assert code == 1
    assert "empty" in said
    assert not folder.exists()


def test_the_report_gives_places_and_a_section_keeps_our_english(
    command: Command, tmp_path: Path
) -> None:
    page = tmp_path / "page.txt"
    page.write_text(f"送餐员讨回欠薪\n\n本报讯 {BODY}\n", encoding="utf-8")
    code, said, folder = run(command, page, tmp_path / "out")
    assert code == 0, said
    (place,) = json.loads((folder / "report.json").read_text())["order"]
    assert place["section"] == "权益"
    assert place["section_because"] == "by its words: 欠薪"
    (entry,) = json.loads((folder / "digest.json").read_text())["articles"]
    assert {k: entry["section"][k] for k in ("zh", "en")} == {"zh": "权益", "en": "Rights"}


def test_at_most_five_messages_of_a_kind_are_printed(command: Command, tmp_path: Path) -> None:
    lines = [
        json.dumps({"title": f"第{n}条", "date": "2026-01-01", "text": f"{BODY}{n}"})
        for n in range(6)
    ]
    lines += [json.dumps({"title": f"只有标题{n}"}) for n in range(100)]
    lines += [json.dumps({"title": "水厂开工", "date": "2026-11-18", "text": BODY})]
    path = tmp_path / "items.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    code, said, folder = run(command, path, tmp_path / "out")
    assert code == 3
    assert sum("no text, only the title" in line for line in said.splitlines()) == 5
    assert f"... and 1 more failed; {folder / 'report.json'} lists all under 'failures'" in said
    assert "... and 1 more set aside" in said
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert (len(report["failures"]), len(report["set_aside"])) == (6, 6)

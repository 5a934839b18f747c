"""Pages of the kinds of issue 30: solid sub-headings, talks, lists, tables, letters, notes, site tops."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from tests.support.newsroom import stories, words
from tests.support.newsroom.layouts import Row, Sheet, byline
from tests.support.newsroom.stories import Person, Story

_DATES = ("2024年05月20日", "2019年11月02日", "2026年03月07日", "2011年08月09日")
_COLUMNS = ("今日谈", "人民茶座", "政策解读", "走进车间", "我在现场", "专家点评", "河畔时评")
_PLACES = ("东湾", "青禾", "石泉", "松岭", "南浦")
_SHORT = (
    "把活儿干细",
    "腾出空间添新用",
    "补上短板",
    "谁来接班",
    "让好手艺留下来",
    "账要算清楚",
    "路怎么走",
)
_FIRST = ("一刻钟，能做多少事？", "这笔账，怎么算？", "有几个“首次”值得一看：")


def _begin(sheet: Sheet, story: Story) -> None:
    sheet.stories.append(story)


def _lines(sheet: Sheet, texts: Sequence[str]) -> None:
    for text in texts:
        sheet.put(text, "body")


def _news(sheet: Sheet, dice: Random) -> None:
    story = replace(stories.story(dice, heads=0), subheads=())
    _begin(sheet, story)
    sheet.put(story.title, "head", blank=True)
    opening = byline(story, dice)[0]
    _lines(sheet, [opening + story.paragraphs[0], *story.paragraphs[1:]])


def _feature(sheet: Sheet, dice: Random) -> None:
    """Sub-headings set solid; sometimes with who speaks above them, and a note on the author below."""
    story = replace(stories.story(dice, paragraphs=(5, 8), heads=0), people=(), subheads=())
    marks = [(at, text) for at, text in zip((1, 3), dice.sample(_SHORT, 2), strict=True)]
    column = dice.random() < 0.6
    title = f"{story.title}（{dice.choice(_COLUMNS)}）" if column else story.title
    note = "（作者为江口学院教授）" if dice.random() < 0.3 else ""
    paragraphs = (*story.paragraphs, note) if note else story.paragraphs
    story = replace(story, title=title, paragraphs=paragraphs, subheads=tuple(marks))
    _begin(sheet, story)
    sheet.put(story.title, "head", blank=True)
    for number, paragraph in enumerate(story.paragraphs):
        if number in dict(marks):
            sheet.put(dict(marks)[number], "body")
        sheet.put(paragraph, "body")


def _comment(sheet: Sheet, dice: Random) -> None:
    story = replace(stories.story(dice, heads=0), people=(), subheads=())
    first = dice.choice(_FIRST)
    story = replace(
        story,
        title=f"{story.title}（{dice.choice(_COLUMNS)}）",
        paragraphs=(first, *story.paragraphs),
    )
    _begin(sheet, story)
    sheet.put(story.title, "head", blank=True)
    _lines(sheet, story.paragraphs)


def _talk(sheet: Sheet, dice: Random) -> None:
    one, two = stories.name(dice), stories.name(dice)
    story = stories.story(dice, paragraphs=(3, 3), heads=0)
    turns = (
        "对话人：",
        f"{one}  本报评论员",
        f"{two}  江口广播站评论员",
        f"{one}：好手艺为什么总出在江口？",
        f"{two}：{story.paragraphs[1]}",
        f"{one}：手艺怎么传下去？",
        f"{two}：{story.paragraphs[2]}",
    )
    story = replace(story, title=f"{story.title}（连线）", people=(), subheads=(), paragraphs=turns)
    _begin(sheet, story)
    sheet.put(story.title, "head", blank=True)
    _lines(sheet, turns)


def _picture(sheet: Sheet, dice: Random) -> None:
    story = stories.photo(dice)
    (person,) = story.people
    name = person.names[0]
    line = dice.choice((f"{name}摄（影像江口）", f"本报记者  {name}摄", f"{name}摄"))
    role = "记者" if "记者" in line else ""
    story = replace(story, title="图片报道", people=(Person(role, (name,)),))
    _begin(sheet, story)
    sheet.put(story.title, "head", blank=True)
    _lines(sheet, story.paragraphs)
    sheet.put(line, "people")


def _table(sheet: Sheet, dice: Random) -> None:
    story = replace(stories.story(dice, paragraphs=(2, 2), heads=0), people=(), subheads=())
    rows = tuple(
        f"{place} {dice.randrange(100, 900)} {dice.randrange(100, 900)}"
        for place in dice.sample(_PLACES, 3)
    )
    story = replace(
        story, paragraphs=(story.paragraphs[0], "乡镇 去年 今年", *rows, story.paragraphs[1])
    )
    _begin(sheet, story)
    sheet.put(story.title, "head", blank=True)
    _lines(sheet, story.paragraphs)


def _letter(sheet: Sheet, dice: Random) -> None:
    name = stories.name(dice)
    story = stories.story(dice, paragraphs=(2, 3), heads=0)
    story = replace(
        story,
        people=(Person("读者", (name,)),),
        subheads=(),
        paragraphs=("编辑同志：", *story.paragraphs, "此致", "敬礼"),
    )
    _begin(sheet, story)
    sheet.put(story.title, "head", blank=True)
    _lines(sheet, story.paragraphs)
    sheet.put(f"读者 {name}", "people")


def paper(dice: Random) -> Sheet:
    """A page of a daily: news, features, talks, letters and pictures, a blank line between articles."""
    sheet = Sheet("paper")
    sheet.put(
        f"{dice.choice(words.PAPERS)}  {dice.choice(_DATES)}  0{dice.randrange(1, 9)}版", "noise"
    )
    kinds = [_news, _news, _feature, _comment, _talk, _picture, _table, _letter]
    for kind in dice.sample(kinds, dice.randint(3, 7)):
        kind(sheet, dice)
    if dice.random() < 0.5:
        sheet.gap()
        sheet.put(f"本版责编：{stories.name(dice)}  {stories.name(dice)}", "noise")
        sheet.put(f"版式设计：{stories.name(dice)}", "noise")
    return sheet


def site_top(dice: Random) -> Sheet:
    """One article of a site, below what sites print above: paths, names, dates, labels, controls."""
    sheet = Sheet("site top")
    town, paper_name = dice.choice(_PLACES), dice.choice(words.PAPERS)
    name = stories.name(dice)
    tops: Sequence[Sequence[str]] = (
        (f"{town}新闻网>>{town}工会新闻",),
        (f"{town}网>{town} > {town}要闻 > 正文", "", "0"),
        ("第A2版:要闻",),
        ("第10版:东城", "3上一版  下一版4"),
        (f"{town}晚报网新闻中心",),
        ("查看原文", "其他"),
        (f"{paper_name}官方网站 | 首页 今天是", "综合新闻", "02"),
    )
    for line in dice.choice(tops):
        sheet.put(line, "noise") if line else sheet.gap()
    story = replace(stories.story(dice, heads=0), subheads=())
    metas: Sequence[tuple[tuple[str, ...], tuple[Person, ...]]] = (
        ((f"2026年03月05日09:32  来源:《{paper_name}》",), ()),
        (
            (
                "2026-03-05 20:20",
                "来源：",
                paper_name,
                "字号：默认",
                "大",
                "超大",
                "|",
                "打印",
                "|",
            ),
            (),
        ),
        (
            (f"2026-03-05 来源:{paper_name} 作者:{name}", "分享:", "W020260305641976.png"),
            (Person("", (name,)),),
        ),
        (("2026-03-05 09:32 ", "收藏 打印 推荐 更多功能"), ()),
        (("下一篇4 2026年3月5日 放大 缩小 默认",), ()),
        ((f"来源:{paper_name} 作者:{name} 发布时间:2026-03-05 15:58",), (Person("", (name,)),)),
    )
    meta, people = dice.choice(metas)
    story = replace(story, people=people)
    _begin(sheet, story)
    sheet.put(story.title, "head", blank=True)
    sheet.gap()
    for line in meta:
        sheet.rows.append(Row(line))
    _site_text(sheet, story, dice)
    return sheet


def _site_text(sheet: Sheet, story: Story, dice: Random) -> None:
    for paragraph in story.paragraphs:
        sheet.put(f"　　{paragraph}", "body", blank=True)
    foots = (
        ("相关稿件",),
        ("放大 缩小 默认",),
        ("标签:", ""),
        ("全总简介",),
        ("上一篇 下一篇4",),
        (),
    )
    for line in dice.choice(foots):
        sheet.gap()
        sheet.put(line, "noise")


KINDS: Sequence[Callable[[Random], Sheet]] = (paper, site_top)

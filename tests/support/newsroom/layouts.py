"""Invented pages: stories set in the ways that papers, e-papers, archives and sites set them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from lab.quality.pages import People, Truth
from tests.support.newsroom import stories, words
from tests.support.newsroom.stories import Story


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a page: its text, the story that it belongs to (None: to no story), and as what."""

    text: str
    story: int | None = None
    role: str = "noise"


@dataclass(slots=True)
class Sheet:
    """A page as it is set, and what it truly holds."""

    style: str
    rows: list[Row] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    sections: dict[int, str] = field(default_factory=dict)
    untitled: set[int] = field(default_factory=set)
    titles: dict[int, str] = field(default_factory=dict)  # as printed, where a title was broken
    anonymous: set[int] = field(default_factory=set)  # printed without a byline
    wrapped: bool = False

    @property
    def text(self) -> str:
        return "\n".join(row.text for row in self.rows)

    def put(self, text: str, role: str, *, blank: bool = False) -> None:
        """A line of the latest story, with a blank line before it if `blank`."""
        if blank:
            self.gap()
        story = len(self.stories) - 1 if role != "noise" else None
        self.rows.append(Row(text, story, role))

    def gap(self, lines: int = 1) -> None:
        """Blank lines."""
        self.rows += [Row("")] * lines

    def truths(self) -> list[Truth]:
        """The articles of the page, with their lines as they are now."""
        made = []
        for index, story in enumerate(self.stories):
            numbers = [n for n, row in enumerate(self.rows, 1) if row.story == index and row.text]
            people: tuple[People, ...] = tuple((p.role, n) for p in story.people for n in p.names)
            inserted = [(at, text) for at, text in story.subheads]
            paragraphs = list(story.paragraphs)
            for at, text in reversed(inserted):
                paragraphs.insert(at, text)
            made.append(
                Truth(
                    lines=(numbers[0], numbers[-1]),
                    title=None if index in self.untitled else self.titles.get(index, story.title),
                    people=() if index in self.anonymous else people,
                    body="".join(paragraphs),
                    kicker=story.kicker,
                    subtitle=story.subtitle.removeprefix("——") if story.subtitle else None,
                    section=self.sections.get(index),
                )
            )
        return made


_DATES = ("2024年05月20日", "2019年11月02日", "2026年03月07日", "1999年12月31日")


def byline(story: Story, dice: Random) -> tuple[str, bool]:
    """How a story's text opens, and whether that names its people."""
    names = [(p.role, "、".join(p.names)) for p in story.people]
    gapped = " ".join(f"{role}{n}" for role, n in names)
    spaced = " ".join(f"{role} {n}" for role, n in names)
    day = f"{dice.randrange(1, 13)}月{dice.randrange(1, 29)}日"
    ways = (
        f"本报讯 {gapped}报道 ",
        f"本报讯 （{gapped}）",
        f"本报讯（{spaced}）",
        f"本报{story.place}{day}电 （{spaced}）",
        f"新华社{story.place}{day}电（{gapped}）",
        f"据新华社{story.place}{day}电（{gapped}）",
        f"中新社{story.place}{day}电 （{gapped}）",
        f"（{gapped}）",
        f"{gapped}报道 ",
    )
    return dice.choice(ways), True


def heads(sheet: Sheet, story: Story, dice: Random, *, apart: bool, broken: float = 0.0) -> None:
    """Kicker, title and subtitle, on lines of their own; `apart` with blank lines between."""
    index = len(sheet.stories) - 1
    if story.kicker:
        sheet.put(story.kicker, "head", blank=apart)
    title = story.title
    if dice.random() < broken and " " not in title and 10 <= len(title) <= 24 and "“" not in title:
        at = len(title) // 2
        title = f"{title[:at]} {title[at:]}"
        sheet.titles[index] = title
    sheet.put(title, "head", blank=apart)
    if story.subtitle:
        sheet.put(story.subtitle, "head", blank=apart)


def body(sheet: Sheet, story: Story, opening: str, *, blank: bool, indent: str = "") -> None:
    """Paragraphs and sub-headings, the byline in front of the first."""
    marks = dict(story.subheads)
    for number, paragraph in enumerate(story.paragraphs):
        if number in marks:
            sheet.put(marks[number], "subhead", blank=blank)
        text = opening + paragraph if number == 0 else paragraph
        sheet.put(indent + text, "body", blank=blank)


def credit(story: Story, dice: Random) -> str:
    """Who took the picture, as a line of its own."""
    (person,) = story.people
    name = "、".join(person.names)
    return dice.choice(
        (f"{person.role}{name} 摄", f"{person.role} {name} 摄", f"本报{person.role} {name} 摄", f"（{person.role} {name} 摄）", f"{person.role}{name}摄")
    )  # fmt: skip


def _begin(sheet: Sheet, story: Story) -> None:
    sheet.stories.append(story)


def column_page(dice: Random) -> Sheet:
    """A page whose extraction left a blank line between all lines."""
    sheet = Sheet("column page")
    if dice.random() < 0.5:
        sheet.put(
            f"{dice.choice(words.PAPERS)}  {dice.choice(_DATES)}  第0{dice.randrange(1, 9)}版：要闻",
            "noise",
        )
    count = dice.randint(3, 8)
    banner_at = dice.randrange(1, count) if dice.random() < 0.4 else count
    lines, covered = stories.banner(dice, 3), banner_at + dice.randint(1, 3)
    for number in range(count):
        below = banner_at <= number < covered
        photo = not below and dice.random() < 0.2
        story = stories.photo(dice) if photo else stories.story(dice)
        story = stories.below(story, dice.choice(lines)) if below else story
        _begin(sheet, story)
        if number == banner_at:
            sheet.gap()
            for line in lines:
                sheet.put(line, "head")
        if below:
            sheet.sections[number] = " ".join(lines)
        heads(sheet, story, dice, apart=True, broken=0.2)
        if story.photo:
            sheet.gap(2)
            body(sheet, story, "", blank=True)
            sheet.put(credit(story, dice), "people", blank=True)
        else:
            body(sheet, story, byline(story, dice)[0], blank=True)
    return sheet


def tight(dice: Random) -> Sheet:
    """Headline directly on the text, one line a text, a blank line between articles."""
    sheet = Sheet("tight")
    sheet.put(
        f"{dice.choice(words.PAPERS)}  {dice.choice(_DATES)}  0{dice.randrange(1, 9)}版：{dice.choice(('要闻', '综合', '地方'))}",
        "noise",
    )
    for _ in range(dice.randint(3, 9)):
        story = replace(stories.story(dice, heads=0), subheads=())
        _begin(sheet, story)
        sheet.put(story.title, "head", blank=True)
        sheet.put(byline(story, dice)[0] + " ".join(story.paragraphs), "body")
    return sheet


def archive(dice: Random) -> Sheet:
    """A newspaper archive: page and column lines before each article."""
    sheet = Sheet("archive")
    page = f"第{dice.randrange(1, 9)}版({dice.choice(('要闻', '国内', '经济', ''))})"
    for _ in range(dice.randint(2, 6)):
        story = stories.story(dice, heads=0.3) if dice.random() > 0.2 else stories.photo(dice)
        story = replace(story, subheads=(), subtitle=None)
        _begin(sheet, story)
        sheet.put(page, "noise")
        if story.photo and dice.random() < 0.5:
            sheet.put("专栏:摄影新闻", "noise")
            sheet.sections[len(sheet.stories) - 1] = "摄影新闻"
            sheet.untitled.add(len(sheet.stories) - 1)
        else:
            sheet.put("专栏:", "noise")
            heads(sheet, story, dice, apart=False)
        if story.photo:
            person = story.people[0]
            sheet.put(
                f"{story.paragraphs[0]}新华社{person.role} {'、'.join(person.names)}摄", "body"
            )
        else:
            body(sheet, story, byline(story, dice)[0], blank=False)
    return sheet


def archive_line(dice: Random) -> Sheet:
    """An archive that sets each article on one line below its number in the list of contents."""
    sheet = Sheet("archive line")
    sheet.put(
        f"{dice.randrange(1951, 2003)}-0{dice.randrange(1, 10)}-1{dice.randrange(10)}", "noise"
    )
    number = dice.randrange(1, 9)
    sheet.put(f"第 {number} 版", "noise", blank=True)
    for order in range(1, dice.randint(2, 6)):
        story = replace(stories.story(dice, heads=0.3), subheads=(), subtitle=None)
        _begin(sheet, story)
        sheet.put(f"{order}. {story.title}", "head", blank=True)
        kicker = f"{story.kicker} " if story.kicker else ""
        column = dice.choice(("", "", "庆祝国庆", "读者来信"))
        if column:
            sheet.sections[len(sheet.stories) - 1] = column
        opening = byline(story, dice)[0]
        text = f"第{number}版(要闻)专栏:{column}  {kicker}{story.title} {opening}{' '.join(story.paragraphs)}"
        sheet.put(text, "body", blank=True)
    return sheet


def broadcast(dice: Random) -> Sheet:
    """A broadcast's items: headline and one paragraph, no bylines."""
    sheet = Sheet("broadcast")
    sheet.put(f"新闻联播 2025-0{dice.randrange(1, 10)}-1{dice.randrange(10)}", "noise")
    for number in range(dice.randint(5, 14)):
        story = replace(stories.story(dice, heads=0), subheads=())
        story = replace(story, paragraphs=("".join(story.paragraphs),))
        _begin(sheet, story)
        sheet.anonymous.add(number)
        sheet.put(story.title, "head", blank=True)
        sheet.put(story.paragraphs[0], "body")
    return sheet


def e_paper(dice: Random) -> Sheet:
    """One article of a paper's site, with the site's record of the page at its foot."""
    sheet = Sheet("e-paper")
    paper = dice.choice(words.PAPERS)
    number, name = f"0000{dice.randrange(1, 9)}", dice.choice(("工会", "要闻", "人文", "一版要闻"))
    sheet.put(f"{paper} 数字报纸", "noise")
    sheet.gap(2)
    sheet.put(f"{number}版:{name}", "noise")
    story = stories.photo(dice) if dice.random() < 0.3 else stories.story(dice, heads=0.5)
    _begin(sheet, story)
    heads(sheet, story, dice, apart=True)
    if story.photo:
        (person,) = story.people
        ending = f"{person.role}{'、'.join(person.names)} 摄"
        inline = dice.random() < 0.5
        sheet.put(f"  {story.paragraphs[0]}{ending if inline else ''}", "body", blank=True)
        if not inline:
            sheet.put(f"  {ending}", "people", blank=True)
    elif dice.random() < 0.3:
        body(sheet, story, "", blank=True, indent="  ")
        last = sheet.rows.pop()
        ending = " ".join(f"{p.role}{'、'.join(p.names)}" for p in story.people)
        sheet.put(f"{last.text}{dice.choice(('', '（'))}{ending}", "body")
        if "（" in sheet.rows[-1].text[-len(ending) - 1 :]:
            sheet.rows[-1] = replace(sheet.rows[-1], text=sheet.rows[-1].text + "）")
    else:
        body(sheet, story, byline(story, dice)[0], blank=True, indent="  ")
    sheet.gap(2)
    sheet.put(
        f"{paper} {name} {number} {story.title} 2016-03-0{dice.randrange(1, 10)} 2 2016年03月05日 星期六",
        "noise",
    )
    return sheet


def site(dice: Random) -> Sheet:
    """One article on a news site, between its navigation and its legal notices."""
    sheet = Sheet("site")
    town = stories.place(dice)
    if dice.random() < 0.7:
        sheet.put(f"您当前的位置： {town}新闻网 > 新闻中心 > 本地要闻", "noise")
    story = stories.story(dice, heads=0.0)
    _begin(sheet, story)
    sheet.put(story.title, "head", blank=True)
    author = story.people[0]
    where = dice.random()
    if where < 0.4:
        story = replace(story, people=(author,))
        sheet.stories[-1] = story
        sheet.put(
            f"2021-07-28 10:18:51  来源: {town}新闻网  作者: {author.role} {' '.join(author.names)}",
            "head",
            blank=True,
        )
        body(sheet, story, "", blank=True, indent="  ")
    elif where < 0.7:
        sheet.put(f"来源:{town}新闻网", "head", blank=True)
        sheet.put("2021-07-28 16:35", "head")
        body(sheet, story, f"{town}新闻网讯 ", blank=True)
        sheet.put(
            " ".join(f"{p.role}{'、'.join(p.names)}" for p in story.people), "people", blank=True
        )
    else:
        sheet.put("发布时间：2021-07-28", "head", blank=True)
        body(sheet, story, byline(story, dice)[0], blank=True)
    if dice.random() < 0.6:
        name = stories.name(dice)
        sheet.stories[-1] = replace(
            sheet.stories[-1],
            people=(*sheet.stories[-1].people, stories.Person("责任编辑", (name,))),
        )
        sheet.put(f"责任编辑：{name}", "people", blank=True)
    sheet.gap()
    for line in dice.sample(
        ("相关阅读", "分享到：", "网站地图", "关于我们 | 版权声明 | 联系我们", "扫码关注", "Copyright © 2010-2021 All Rights Reserved", f"{town}新闻网官方微信", "上一篇 下一篇", "技术支持：某某科技"), dice.randint(1, 5)
    ):  # fmt: skip
        sheet.put(line, "noise")
    return sheet


def dense(dice: Random) -> Sheet:
    """A page without any blank line."""
    sheet = Sheet("dense")
    sheet.put(f"{dice.choice(words.PAPERS)} {dice.choice(_DATES)} 第2版", "noise")
    for _ in range(dice.randint(3, 6)):
        story = replace(stories.story(dice, heads=0.3), subheads=())
        _begin(sheet, story)
        heads(sheet, story, dice, apart=False)
        body(sheet, story, byline(story, dice)[0], blank=False)
    return sheet


def wrapped(dice: Random) -> Sheet:
    """Columns of a fixed width, paragraphs indented by two characters."""
    sheet = Sheet("wrapped", wrapped=True)
    width = dice.randint(14, 26)
    for _ in range(dice.randint(2, 5)):
        story = replace(stories.story(dice, heads=0.0, paragraphs=(3, 6)), subheads=())
        _begin(sheet, story)
        sheet.put(story.title, "head", blank=True)
        sheet.gap()
        opening = byline(story, dice)[0]
        for number, paragraph in enumerate(story.paragraphs):
            text = "　　" + (opening if number == 0 else "") + paragraph
            for at in range(0, len(text), width):
                sheet.put(text[at : at + width], "body")
    return sheet


def fifties(dice: Random) -> Sheet:
    """A page of the 1950s: agency lines in brackets, dates in Chinese figures."""
    sheet = Sheet("fifties")
    sheet.put("一九五一年三月十七日　星期六", "noise")
    sheet.put(f"第{dice.choice('一二三四')}版", "noise")
    days = ("十二", "廿三", "三十", "七")
    for number in range(dice.randint(3, 7)):
        story = replace(stories.story(dice, heads=0.3), subheads=(), subtitle=None)
        named = dice.random() < 0.3
        story = (
            replace(story, people=(stories.Person("", (stories.name(dice),)),)) if named else story
        )
        _begin(sheet, story)
        if not named:
            sheet.anonymous.add(number)
        heads(sheet, story, dice, apart=True)
        opening = dice.choice(
            (f"【新华社{story.place}{dice.choice(days)}日电】", "【本报讯】", "【新华社讯】", f"〔本报{story.place}{dice.choice(days)}日专电〕", f"新华社{story.place}{dice.choice(days)}日电　")
        )  # fmt: skip
        body(sheet, story, opening, blank=dice.random() < 0.5)
        if named:
            last = sheet.rows.pop()
            sheet.put(f"{last.text}（{story.people[0].names[0]}）", "body")
    return sheet


def briefs(dice: Random) -> Sheet:
    """A column of briefs behind marks, below its name, with a story before it."""
    sheet = Sheet("briefs")
    story = stories.story(dice, heads=0.0)
    _begin(sheet, story)
    sheet.put(story.title, "head", blank=True)
    body(sheet, story, byline(story, dice)[0], blank=True)
    mark = dice.choice(("△", "●", "▲", "■", "◆", "【"))
    name = dice.choice(("简讯", "一周要闻", "短波", "工会快讯", "三言两语"))
    for number in range(1, dice.randint(4, 7)):
        brief = replace(stories.story(dice, heads=0.0, paragraphs=(1, 1)), people=(), subheads=())
        _begin(sheet, brief)
        sheet.sections[number] = name
        if number == 1:
            sheet.put(name, "head", blank=True)
        if mark == "【":
            sheet.put(f"【{brief.title}】{brief.paragraphs[0]}", "body", blank=True)
        else:
            sheet.untitled.add(number)
            sheet.put(f"{mark}{brief.paragraphs[0]}", "body", blank=True)
    return sheet


def company(dice: Random) -> Sheet:
    """A firm's paper: the correspondent in brackets or at the very end, no agency lines."""
    sheet = Sheet("company")
    sheet.put(f"{dice.choice(('宏远', '星海', '大明'))}报 {dice.choice(_DATES)} 第三版", "noise")
    for _ in range(dice.randint(2, 6)):
        story = stories.story(dice, heads=0.4)
        person = stories.Person(dice.choice(("", "", "通讯员")), (stories.name(dice),))
        story = replace(story, people=(person,))
        _begin(sheet, story)
        heads(sheet, story, dice, apart=True)
        way = dice.choice(("bracket", "line", "before"))
        if way == "before" and person.role:
            sheet.put(
                f"{dice.choice(('□', '■', '●', ''))}{person.role} {person.names[0]}",
                "people",
                blank=True,
            )
        body(sheet, story, "", blank=True)
        if way == "before" and person.role:
            continue
        text = f"（{person.role} {person.names[0]}）" if person.role else f"（{person.names[0]}）"
        if way == "line":
            sheet.put(text, "people", blank=True)
        else:
            last = sheet.rows.pop()
            sheet.put(last.text + text, "body")
    return sheet


def plain(dice: Random) -> Sheet:
    """A page of one story: its headline, then its byline and text in one paragraph."""
    sheet = Sheet("plain")
    story = stories.story(dice, paragraphs=(4, 5), heads=0.0)
    _begin(sheet, story)
    sheet.put(story.title, "head")
    opening = f"本报讯 记者{story.people[0].names[0]}报道 "
    sheet.put(opening + "".join(story.paragraphs), "body", blank=True)
    return sheet


LAYOUTS: Sequence[Callable[[Random], Sheet]] = (
    column_page,
    tight,
    archive,
    archive_line,
    broadcast,
    e_paper,
    site,
    dense,
    wrapped,
    fifties,
    briefs,
    company,
)

"""What spoils a page on its way to the parser: each kind a function of the page, seeded."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from tests.support.newsroom import stories
from tests.support.newsroom.layouts import Row, Sheet


def broken_paragraph(sheet: Sheet, dice: Random) -> None:
    """A column break in the middle of a paragraph."""
    at = _pick(sheet, dice, lambda row: row.role == "body" and len(row.text) > 60)
    if at is not None and not sheet.wrapped:
        row = sheet.rows[at]
        cut = _between_words(row.text, dice.randrange(40, len(row.text) - 12))
        blank = [Row("")] if sheet.style in _AIRY else []
        sheet.rows[at : at + 1] = [
            replace(row, text=row.text[:cut]),
            *blank,
            replace(row, text=row.text[cut:]),
        ]


def fragments(sheet: Sheet, dice: Random) -> None:
    """The rest of a column in crumbs, at the end of the page."""
    text = stories.filled("{k}在{p}的{th}里说起{b}的事，情况很好，表示还要继续努力做下去", dice)
    crumbs = [text[i : i + 2] for i in range(0, len(text), 2)]
    for crumb in crumbs[: dice.randint(8, 14)]:
        sheet.rows += [Row(""), Row(crumb)]


def markup(sheet: Sheet, dice: Random) -> None:
    """Markup of the site, left in a line."""
    at = _pick(sheet, dice, lambda row: row.role == "body")
    if at is not None and not sheet.wrapped:
        row = sheet.rows[at]
        before, after = dice.choice(
            (("<p>", "</p>"), ("", "<br />"), ("&nbsp;&nbsp;", ""), ("![](images/1.jpg)", ""), ("", "<!--/enpproperty-->"), ('<span class="a">', "</span>"))
        )  # fmt: skip
        sheet.rows[at] = replace(row, text=before + row.text + after)


def image_line(sheet: Sheet, dice: Random) -> None:
    """An image's mark on a line of its own."""
    at = _pick(sheet, dice, lambda row: row.role == "body")
    if at is not None and not sheet.wrapped:
        sheet.rows.insert(at, Row(dice.choice(("![]()", "![图片](a.jpg)", "![]() |"))))


def footer(sheet: Sheet, dice: Random) -> None:
    """A site's foot."""
    lines = (
        "关于我们 | 广告服务 | 联系方式",
        "版权所有 未经授权不得转载",
        "浙ICP备00000000号-1",
        "放大 缩小 默认",
        "×",
        "本报地址：江口县人民路1号 邮编：300000 电话：0570-1234567",
        "手机版",
    )
    sheet.rows += [Row(""), *(Row(line) for line in dice.sample(lines, dice.randint(1, 3)))]


def staff_box(sheet: Sheet, dice: Random) -> None:
    """The editors of the page, at its foot."""
    a, b = stories.name(dice), stories.name(dice)
    sheet.rows += [
        Row(""),
        Row(
            dice.choice(
                (
                    f"本版责编：{a} {b}",
                    f"本版编辑：{a}  版式设计：{b}",
                    f"责编 {a} 美编 {b} 校对 {a}",
                    f"值班编委：{a} 责任编辑：{b}",
                )
            )
        ),
    ]


def turned(sheet: Sheet, dice: Random) -> None:
    """下转: a note that the text goes on elsewhere."""
    at = _pick(sheet, dice, lambda row: row.role == "body" and row.text.endswith("。"))
    if at is not None and not sheet.wrapped:
        note = Row(f"（{dice.choice(('下转', '上接'))}第{dice.choice('二三四')}版）")
        blank = [Row("")] if sheet.style in _AIRY else []
        last = all(
            r.story != sheet.rows[at].story or r.role != "body" for r in sheet.rows[at + 1 :]
        )
        if last:
            sheet.rows[at + 1 : at + 1] = [*blank, note]


def drop_cap(sheet: Sheet, dice: Random) -> None:
    """The first character of a text on a line of its own."""
    firsts = [
        i for i, row in enumerate(sheet.rows)
        if row.role == "body" and i and sheet.rows[i - 1].role != "body" and row.text[:1] in "近日昨走在今入连去据"
    ]  # fmt: skip
    if firsts and not sheet.wrapped:
        at = dice.choice(firsts)
        row = sheet.rows[at]
        sheet.rows[at : at + 1] = [replace(row, text=row.text[0]), replace(row, text=row.text[1:])]


def repeated(sheet: Sheet, dice: Random) -> None:
    """An article's text once more, at the end of the page."""
    index = dice.randrange(len(sheet.stories))
    again = [
        row
        for row in sheet.rows
        if row.story == index and row.role == "body" and (sheet.wrapped or len(row.text) > 12)
    ]
    sheet.rows += [Row(""), *(Row(row.text) for row in again)]


def contents(sheet: Sheet, dice: Random) -> None:
    """A list of the page's headlines before its articles."""
    if sheet.style in {"archive line", "site", "e-paper", "wrapped"} or len(sheet.stories) < 3:
        return
    titles = [s.title for i, s in enumerate(sheet.stories) if i not in sheet.untitled]
    form = dice.choice(("·{}", "{}", "• {}", "{} ………… 2"))
    sheet.rows[:0] = [Row("本版导读"), *(Row(form.format(t)) for t in titles), Row("")]


def page_number(sheet: Sheet, dice: Random) -> None:
    """A page's number between two articles."""
    starts = [
        i
        for i, row in enumerate(sheet.rows)
        if row.role == "head"
        and row.story
        and sheet.rows[i - 1].role != "head"
        and not sheet.rows[i - 1].text
    ]
    if starts:
        at = dice.choice(starts)
        sheet.rows[at:at] = [Row(dice.choice(("3", "- 3 -", "第3版", "A03", "3版"))), Row("")]


def half_width(sheet: Sheet, _: Random) -> None:
    """Commas in their narrow form, as some sites write them; the text is then so printed."""
    table = str.maketrans("，：；？！（）", ",:;?!()")
    for i, row in enumerate(sheet.rows):
        sheet.rows[i] = replace(row, text=row.text.translate(table))
    for i, story in enumerate(sheet.stories):
        sheet.stories[i] = replace(
            story,
            title=story.title.translate(table),
            paragraphs=tuple(p.translate(table) for p in story.paragraphs),
            kicker=story.kicker and story.kicker.translate(table),
            subtitle=story.subtitle and story.subtitle.translate(table),
            subheads=tuple((n, t.translate(table)) for n, t in story.subheads),
        )
    sheet.titles = {i: t.translate(table) for i, t in sheet.titles.items()}


NOISES: Sequence[Callable[[Sheet, Random], None]] = (
    broken_paragraph,
    broken_paragraph,
    fragments,
    markup,
    image_line,
    footer,
    staff_box,
    turned,
    drop_cap,
    repeated,
    contents,
    page_number,
    half_width,
)
_AIRY = {"column page", "e-paper", "site", "company", "briefs", "fifties"}


def spoil(sheet: Sheet, dice: Random, level: float) -> None:
    """Spoil a page by each kind of noise with chance `level`, in an order drawn at random."""
    noises = list(NOISES)
    dice.shuffle(noises)
    for add in noises:
        if dice.random() < level:
            add(sheet, dice)


def _pick(sheet: Sheet, dice: Random, wanted: Callable[[Row], bool]) -> int | None:
    places = [i for i, row in enumerate(sheet.rows) if wanted(row)]
    return dice.choice(places) if places else None


def _between_words(text: str, at: int) -> int:
    """A place near `at` where a column may break: not beside a stop, a figure or a name."""
    while at < len(text) - 8 and (
        not ("\u4e00" <= text[at] <= "\u9fff") or not ("\u4e00" <= text[at - 1] <= "\u9fff")
    ):
        at += 1
    return at

"""Short lines between boilerplate and the first text: names of pages, accounts, sources and authors."""

import re
from collections.abc import Sequence
from dataclasses import replace

from digest.ingest.page.line_roles import Marked
from digest.text.person_names import is_person

_NAME_CHARS = 3
# The name of a page is shorter than this, the name of an account or a source than that.
_PAGE_NAME_CHARS, _SOURCE_CHARS = 8, 20
_ACCOUNT = re.compile(r"[\u3400-\u9fffA-Za-z0-9·]{2,12}")
_ACCOUNT_ENDS = re.compile(
    r"(?:工会|总工会|报|网|社|台|发布|在线|观察|之声|客户端|新闻|融媒|传媒|局|委|办|厅|政府|研究院|学会|协会)$"
)
_ACCOUNT_CHARS = 6  # so short a line is an account's name whatever it ends in
_SITE_NAME_CHARS = 14
_PATHS = frozenset(("a row of links", "the way from the front page to this one"))
_RECORD_LINES = 3
_LEADS_ON = 10  # the rest of a kicker that was cut is no longer than this
_UNFINISHED = re.compile(r"[\u3400-\u9fff]$")
# A headline does not end in these: the next line completes it.
_NEEDS_MORE = re.compile(r"(?:获|为|将|把|被|向|对|与|和|及|的|在|让|使|、)$")


def with_label_values(marked: list[Marked]) -> list[Marked]:
    """来源： on one line takes its value from the next."""
    made = list(marked)
    for index in range(1, len(made)):
        above, item = made[index - 1], made[index]
        label = above.source is not None and above.source.role == "meta"
        if not label or above.line.text.rstrip()[-1] not in ":：":
            continue
        text = item.line.text.strip()
        if (
            item.role in {"headline", "boilerplate"}
            and len(text) <= _SOURCE_CHARS
            and item.line.form == "heading"
        ):
            made[index] = replace(
                item,
                role="boilerplate",
                reason="the value of the label above",
                source=above.source,
                value=text,
            )
    return made


def without_page_names(marked: list[Marked]) -> list[Marked]:
    """综合新闻 over 02 is the name of a page, where only boilerplate is above it and a headline below."""
    made = list(marked)
    for index, item in enumerate(made[:-2]):
        if item.role == "text":
            break
        below = made[index + 1]
        number = below.source is not None and below.source.role == "page-head"
        path = below.source is not None and below.source.reason in _PATHS
        top = all(m.role in {"boilerplate", "debris"} for m in made[:index])
        short = len(item.line.text) <= (_SITE_NAME_CHARS if path else _PAGE_NAME_CHARS)
        if item.role == "headline" and (number or path) and top and short:
            reason = "the name of a site" if path else "the name of a page"
            made[index] = replace(item, role="boilerplate", reason=reason, source=below.source)
    return made


def without_lists_above_controls(marked: list[Marked]) -> list[Marked]:
    """Headlines above a row of a site's controls are links, where a headline follows below the row."""
    made = list(marked)
    top = _top(made)
    rows = [
        at for at, m in enumerate(made[:top]) if m.source is not None and m.source.where == "word"
    ]
    heads = [at for at, m in enumerate(made[:top]) if m.role == "headline"]
    last = max((row for row in rows if heads and row < heads[-1]), default=-1)
    for at in heads:
        if at < last:
            made[at] = replace(made[at], role="debris", reason="a list of links above the controls")
    return made


def without_numbers(marked: list[Marked]) -> list[Marked]:
    """Headlines numbered 1, 2, 3 ..., each over its text, lose their numbers."""
    numbered = [
        (at, found)
        for at, m in enumerate(marked[:-1])
        if m.role == "headline"
        and marked[at + 1].role == "text"
        and (found := _NUMBER.match(m.line.text))
    ]
    values = [int(found[1]) for _, found in numbered]
    if len(values) < _LEAST_NUMBERS or values != list(range(1, len(values) + 1)):
        return marked
    made = list(marked)
    for at, found in numbered:
        line = made[at].line
        made[at] = replace(made[at], line=replace(line, text=line.text[found.end() :]))
    return made


_NUMBER = re.compile(r"^(\d{1,2})\s*[.、．]\s*(?=[\u3400-\u9fff“《【])")
_LEAST_NUMBERS = 2


def without_linked_headlines(marked: list[Marked]) -> list[Marked]:
    """Headlines set solid below 标题导航 are links, where another headline follows after a gap."""
    made = list(marked)
    for index, item in enumerate(marked):
        if item.role != "boilerplate" or not _NAVIGATION.fullmatch(item.line.text.strip()):
            continue
        end = index + 1
        while (
            end < len(marked)
            and marked[end].role == "headline"
            and (end == index + 1 or not marked[end].line.blanks_before)
        ):
            end += 1
        if end < len(marked) and marked[end].role == "headline":
            for at in range(index + 1, end):
                made[at] = replace(made[at], role="debris", reason="a list of links")
    return made


_NAVIGATION = re.compile(r"(?:标题|版面|本版|文章|新闻)?(?:导航|目录|列表)\s*[:：]?")


def with_authors(marked: list[Marked]) -> list[Marked]:
    """A bare name between a headline and its text is the author's, boilerplate between them aside.

    So is one that opens the page, above the date.
    """
    made = list(marked)
    for index, item in enumerate(made):
        if item.role != "headline" or item.line.level:
            continue
        above = next((m.role for m in reversed(made[:index]) if m.role != "boilerplate"), None)
        below, apart = _below(made, index)
        dense = re.sub(r"[\s\u3000]", "", item.line.text)
        sure = len(dense) == _NAME_CHARS or dense != item.line.text or apart
        opens = above is None and apart
        # 山  石: a name of two characters is set to the width of three, be it above a poem's first title.
        spaced = below == "headline" and dense != item.line.text and len(dense) == len("山石")
        texted = below == "text" or (spaced and not item.line.blanks_before)
        if (above == "headline" or opens) and texted and sure and is_person(dense):
            made[index] = Marked(item.line, "people", "a name below a headline", item.line.people)
    return made


def _below(marked: Sequence[Marked], index: int) -> tuple[str | None, bool]:
    """The role of the next line that is no boilerplate, and whether the line right below is a date."""
    rest = marked[index + 1 :]
    role = next((m.role for m in rest if m.role != "boilerplate"), None)
    dated = (
        bool(rest) and rest[0].source is not None and rest[0].source.role in {"masthead", "meta"}
    )
    return role, dated


def without_accounts(marked: list[Marked]) -> list[Marked]:
    """The name of an account or office between a headline and a bare date is the source."""
    made = list(marked)
    for index in range(len(made) - 1):
        item, below = made[index], made[index + 1]
        dated = below.source is not None and below.source.reason == "a date"
        above = next((m.role for m in reversed(made[:index]) if m.role != "boilerplate"), None)
        if above is None:  # the account opens the page, and the headline is below the date
            rest = (m.role for m in made[index + 1 :] if m.role != "boilerplate")
            above = next(rest, None)
        text = item.line.text
        if (
            item.role != "headline"
            or above != "headline"
            or not dated
            or not _ACCOUNT.fullmatch(text)
        ):
            continue
        if len(text) <= _ACCOUNT_CHARS or _ACCOUNT_ENDS.search(text):
            made[index] = replace(
                item,
                role="boilerplate",
                reason="the account that published it",
                source=below.source,
                value=text,
            )
    return made


def with_whole_headlines(marked: list[Marked]) -> list[Marked]:
    """Headlines that a line end broke, joined: where the page repeats them whole, or half a word is left."""
    made: list[Marked] = []
    records, top = _records(marked), _top(marked)
    for index, item in enumerate(marked):
        above = made[-1] if made else None
        if above and index < max(top, 1) and _continues_headline(above, item, records):
            line = replace(above.line, last=item.line.last, text=above.line.text + item.line.text)
            made[-1] = Marked(line, "headline", "a headline on two lines")
        else:
            made.append(item)
    return made


def _records(marked: Sequence[Marked]) -> str:
    """What the page's own records say, which have its titles whole, be it over several lines."""
    feet = [at for at, m in enumerate(marked) if m.source and m.source.role == "page-foot"]
    lines = ("".join(m.line.folded for m in marked[at : at + _RECORD_LINES]) for at in feet)
    return "\n".join(re.sub(r"\s", "", line) for line in lines)


def _continues_headline(above: Marked, item: Marked, records: str) -> bool:
    if item.role != "headline" or above.role not in {"headline", "text"}:
        return False
    first, rest = above.line.folded, item.line.folded
    if above.role == "headline" and re.sub(r"\s", "", first + rest) in records:
        return True
    if item.line.blanks_before or item.line.first != above.line.last + 1:
        return False
    if above.role == "headline" and _NEEDS_MORE.search(first):
        return True
    return (
        rest.endswith("——")
        and len(rest) <= _LEADS_ON
        and _UNFINISHED.search(first) is not None
        and len(first) > 2 * len(rest)
        and not first.startswith("——")
    )


def _top(marked: Sequence[Marked]) -> int:
    """Where the first text of the page is; what is above are headlines, names and boilerplate."""
    texts = (at for at, m in enumerate(marked) if m.role == "text" and not _is_half(marked, at))
    return next(texts, len(marked))


def _is_half(marked: Sequence[Marked], at: int) -> bool:
    """Whether a line taken for text is completed by a short line that leads on to a headline."""
    below = marked[at + 1] if at + 1 < len(marked) else None
    return below is not None and _continues_headline(marked[at], below, "")

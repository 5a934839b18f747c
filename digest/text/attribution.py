"""Who wrote a text and where it is from: datelines, bylines and credits at its beginning and end."""

import re
from dataclasses import dataclass, replace

from digest.records import Byline, Credit
from digest.text.hanzi import fold
from digest.text.person_names import is_name_word, split_names

_ORGANISATION = r"(?:本报|本刊|本网|本台|新华社|中新社|新华网|人民网|中工网|[\u3400-\u9fff]{1,10}?(?:报|日报|网|社|新闻|电视台|融媒体中心|客户端|广播站)(?:[—－-]+[\u3400-\u9fff]{2,8}网)?)"
_ROLE = re.compile(
    rf"{_ORGANISATION}?\s*(?:驻[\u3400-\u9fff]{{2,6}}?)?"
    r"((?:见习|实习|特约|特派|首席|摄影|文字|全媒体?|融媒体?|高级|资深|驻站)*(?:记者|通讯员|撰稿人|评论员|摄影师|特稿)"
    r"|实习生|特约撰稿|通讯员)\s*[:：]?\s*"
)
_WHAT = r"(?:摄影报[道导]|图片报[道导]|文[/／、]摄|文[/／、]图|图[/／、]文|摄[/／]文|摄影|摄|供图|制图|绘图|绘|整理|文并摄|文|图)"
_WHAT_END = re.compile(rf"\s*[/／]?\s*({_WHAT})\s*$")
_WRITTEN = frozenset(("文", "图", "整理"))
# 本报记者 甲文 乙摄: who wrote it and who took the picture, on one line.
_WRITTEN_AND_TAKEN = re.compile(r"^(.{2,30}?)(?:撰文|文)[\s\u3000、，]+(.{2,30}?(?:摄影?|图))$")
# Whose picture it is: 甲摄（影像中国）.
_PICTURE_AGENCY = re.compile(r"(?<=[摄图影攝圖])\s*[（(][\u3400-\u9fff]{2,10}[)）]$")
_AGENCY = (
    r"(?:本报|本刊|本台|本网|新华社|新华网|中新社|中新网|中国新闻社|人民网|法新社|路透社|塔斯社)"
)
_NUMBER = r"[0-9０-９〇一二三四五六七八九十廿卅]{1,3}"
_MONTH_DAY = rf"(?:\s*{_NUMBER}月)?(?:\s*{_NUMBER}日)?"
_DATELINE = re.compile(
    rf"^[【\[〔（(]?\s*(据?(?:{_AGENCY}[\u3400-\u9fff·、\-]{{0,14}}?{_MONTH_DAY}"
    r"\s*(?:综合)?(?:专电|电讯|急电|讯|电|专稿|消息)"
    rf"|(?:[\u3400-\u9fff]{{2,8}}(?:网|报|社|台)|[日晚早晨商快时]报){_MONTH_DAY}讯|[\u3400-\u9fff]{{2,8}}(?:电视台|客户端)消息"
    r"|[\u3400-\u9fff]{2,8}消息(?:[（(][^（）()]{2,12}[)）])?(?=\s*[:：])))"
    r"\s*(?:[】\]〕）)]|(?![】\]〕）)]|[，,、的一-龥]*?[，,]?(?:获悉|了解)))[ \u3000:：]*"
)
_EDITOR = "视频编辑|图片编辑|文字编辑|剪辑|责任编辑|责编|本版责编|本版编辑|编辑|见习编辑|实习编辑|版式设计|版式|校对|统筹|策划|美编|制图|终审|监制|编审|值班主任|主编|执行主编|供稿|撰稿|撰文|采写|供图|作者"
# With a colon more words are sure to be a label: 审核：甲, 本版水墨人物画：乙.
_LABEL = "文字|图片|审核|审读|审校|初审|复审|二审|三审|出品|摄影|(?:本版|本报)?[\u3400-\u9fff]{0,5}(?:画|插图|题图|题字|剪纸|书法)"
_EDITORS = re.compile(rf"^[（(\[【]?\s*(?:({_EDITOR})\s*[:：丨|\s]|({_LABEL})\s*[:：])\s*")
_NEXT_EDITOR = re.compile(rf"\s(?:{_EDITOR}|审核|审读|初审|复审|二审|三审)\s*[:：]")
_UNIT = re.compile(
    r"^(?:(?:供稿|撰稿|来源)\s*[:：]\s*)?([\u3400-\u9fff]{2,14})[\s\u3000]+(?:(读者)[\s\u3000]*)?(?=\S)"
)
_UNIT_CHARS = 5  # of this many characters or more, what could be read as several names is an office
# 供稿 or a kind of people before a name at the very end: whose letter or report it is.
_SIGNED = re.compile(
    r"^[供撰]稿|(?:读者|工人|职工|社员|农民|学生|教师|战士|干部|居民|村民)[\s\u3000]+[\u3400-\u9fff\s\u3000]{2,5}$"
)
# The agency that sent the picture, without a name.
_SENT_BY = re.compile(r"^\s*[（(]?\s*(?:新华社|中新社|人民视觉|影像中国)\s*(?:发|供图)\s*[)）]?$")
# Who the author is, and the reporter who took it down: （作者为某校教师，本报记者甲采访整理）.
_TAKEN_DOWN = re.compile(r"[，,、；;。]([^，,；;。]{4,30}?)(?:采访整理|采写|整理|对本文亦?有贡献)$")
# What is said around names in brackets: （综合本报记者甲、乙报道）.
_BEFORE_NAMES, _BEHIND_NAMES = (
    re.compile("^(?:综合|据)"),
    re.compile("(?<!摄影)(?<!图片)(?:采访)?(?:报道|整理)$"),
)
# 文字 | 王丽: how accounts set the labels of names.
LABEL_BAR = re.compile(
    r"^(文字|撰文|图片|摄影|编辑|审核|审校|校对|责编|责任编辑|监制|作者|记者|通讯员|统筹|策划|初审|复审|终审)\s*[|｜丨/]\s*"
)
_MOST_CHARS, _MOST_UNIT_CHARS = 80, 40  # more is a sentence
_BRACKETS = "（）()【】[]"
_STOPS = "。！？!?”"
_LONG = 60  # in a shorter text, a bracket that follows no stop is part of the sentence


@dataclass(frozen=True, slots=True)
class Attribution:
    """Where a text comes from, as its first or last words say, and `text` without those words.

    `sent_by` are words cut off that name nobody: 新华社发.
    """

    text: str
    dateline: str | None = None
    bylines: tuple[Byline, ...] = ()
    credits: tuple[Credit, ...] = ()
    sent_by: str = ""

    @property
    def found(self) -> bool:
        return bool(self.dateline or self.bylines or self.credits)


def lead(text: str) -> Attribution:
    """The dateline and bylines that open `text`; nothing found leaves it whole."""
    folded = fold(text)
    match = _DATELINE.match(folded)
    dateline, position = None, 0
    if match and not (match.end() < len(text) and folded[match.end()] in "，,、"):
        dateline, position = text[slice(*match.span(1))], match.end()
    bylines, made, consumed = _people_in_front(text[position:], after_dateline=bool(dateline))
    rest = text[position + consumed :].lstrip(" \u3000:：】") if consumed else text[position:]
    return Attribution(rest.strip(), dateline, bylines, made)


# 新华社发（王丽 摄）, （新华社发 王丽 摄）: who sent the picture is printed before who took it.
_SENT = r"(?:(?:新华社|新華社|中新社|本报|本報)\s*[发發]?\s*)?"
_CLOSING = re.compile(
    rf"{_SENT}(?:[（(]{_SENT}([^（）()]{{2,40}})[)）]|【((?:责任编辑|责编|編輯|编辑)[^【】]{{2,40}})】)\s*[?？]?$"
)


def tail(text: str, *, goes_on: bool = False) -> Attribution:
    """The bylines or credits that close `text`, after its last sentence or in brackets.

    `goes_on`: more of the text follows below, so that a bare name only opens the next sentence.
    """
    bracket = _CLOSING.search(text)
    if bracket and bracket.start() > 0:
        found = people_line(f"（{bracket[1] or bracket[2]}）")
        if found and (len(text) > _LONG or text[bracket.start() - 1] in _STOPS):
            return replace(found, text=text[: bracket.start()].rstrip())
    stop = max(text.rfind(mark) for mark in _STOPS)
    if 0 < stop < len(text) - 1:
        kept, behind = text[: stop + 1], text[stop + 1 :]
        if _SENT_BY.match(fold(behind)):
            return Attribution(kept, sent_by=behind.strip())
        found = people_line(behind) or signature(behind)
        if found and not (goes_on and any(not who.role for who in found.bylines)):
            return replace(found, text=kept)
    return Attribution(text)


def people_line(text: str) -> Attribution | None:
    """The bylines or credits that the whole of `text` is, or None where it is something else."""
    printed = LABEL_BAR.sub(r"\1：", _without_agency(text.strip()))
    bracketed = printed[:1] in {"（", "("} and printed[-1:] in {"）", ")"}
    bare = printed.strip(f"{_BRACKETS}| □■●◆○▲△◇").strip()
    if not 2 <= len(bare) <= _MOST_CHARS or re.search(r"[。！？“”《》0-9]", bare):
        return None
    if _EDITORS.match(fold(bare)):
        return _editors(bare)
    if bracketed or _ROLE.match(fold(bare)):
        bare = _without(_BEHIND_NAMES, _without(_BEFORE_NAMES, bare))
    if both := _written_and_taken(bare):
        return both
    body, what = _without_what(bare)
    people = _roles_and_names(body)
    if people is None:
        return None
    roles = any(person.role for person in people)
    if not what and len(people) == 1 and not roles and len(body) > 12:
        return None
    if what in _WRITTEN and not (roles or bracketed or printed[0] in "□■●◆"):
        return None  # a name and 文 alone say too little
    if what:
        return Attribution("", credits=tuple(Credit(p.role, p.names, what) for p in people))
    return Attribution("", bylines=people)


def unit_line(text: str) -> Attribution | None:
    """Who the whole of `text` says it is from, with the office before the name: （一车间 王丽）.

    The office stays with the role as printed. None where the text is something else.
    """
    bare = text.strip().strip(_BRACKETS).strip()
    named = _UNIT.match(fold(bare))
    if not named or len(bare) > _MOST_UNIT_CHARS or re.search(r"[。！？“”《》，,；;]", bare):
        return None
    unit = bare[slice(*named.span(1))]
    if named[2]:
        unit = f"{unit} {bare[slice(*named.span(2))]}"
    found = people_line(bare[named.end() :])
    if found is None or not found.bylines or (len(unit) < _UNIT_CHARS and split_names(unit)):
        return None
    first, *others = found.bylines
    return replace(found, bylines=(replace(first, role=f"{unit} {first.role}".strip()), *others))


def signature(text: str) -> Attribution | None:
    """Who signs: a kind of people and a name (读者 王丽), or a note on the author that names a reporter.

    None where the text is neither.
    """
    bare = text.strip().strip(_BRACKETS).strip()
    folded = fold(bare)
    note = text.strip()[:1] in {"（", "("} or folded.startswith("作者")
    taken = _TAKEN_DOWN.search(folded) if note else None
    if taken and (people := _roles_and_names(bare[slice(*taken.span(1))])):
        return Attribution("", bylines=people) if all(p.role for p in people) else None
    return unit_line(bare) if _SIGNED.search(folded) else None


# A caption that an extractor set into a text: …会谈。新华社记者 王丽 摄县长说……
_CAPTION_WITHIN = re.compile(
    rf"(?<=[。！？”])\s*((?:{_ORGANISATION})?(?:摄影|见习|实习)?(?:记者|通讯员)[\s\u3000]+[\u3400-\u9fff]{{2,4}}"
    r"(?:[\s\u3000、]+[\u3400-\u9fff]{2,4})*[\s\u3000]*摄)(?=[\u3400-\u9fff“])"
)


def caption_within(text: str) -> tuple[str, tuple[Credit, ...]]:
    """A paragraph with each credit of a picture in its midst taken out, and those credits."""
    credits_: list[Credit] = []
    kept = text
    for found in reversed(list(_CAPTION_WITHIN.finditer(fold(text)))):
        people = people_line(text[slice(*found.span(1))])
        if people and people.credits:
            credits_[:0] = people.credits
            kept = f"{kept[: found.start()]}\n{kept[found.end() :]}"
    return kept, tuple(credits_)


def _without_agency(text: str) -> str:
    """The text without the agency in brackets behind 摄."""
    found = _PICTURE_AGENCY.search(text)
    return text[: found.start()] if found else text


def _without(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(fold(text))
    return (text[: found.start()] + text[found.end() :]).strip() if found else text


def _written_and_taken(text: str) -> Attribution | None:
    found = _WRITTEN_AND_TAKEN.match(fold(text))
    if not found:
        return None
    writers = _roles_and_names(text[slice(*found.span(1))])
    behind = people_line(text[slice(*found.span(2))])
    if not writers or not behind or not behind.credits:
        return None
    return replace(behind, bylines=writers)


def _without_what(text: str) -> tuple[str, str | None]:
    match = _WHAT_END.search(fold(text))
    if not match or match.start() == 0:
        return text, None
    return text[: match.start()], text[slice(*match.span(1))]


def _roles_and_names(text: str) -> tuple[Byline, ...] | None:
    """Alternating roles and names (记者周某 通讯员张某、李某), or None.

    Names that follow a role need no known surname.
    """
    marks = list(_role_marks(fold(text)))
    if not marks:
        names = split_names(text)
        return (Byline("", names),) if names else None
    before = text[: marks[0].start()].strip("　 ,，、")
    others = split_names(before) if before else ()
    if others is None:
        return None
    people = [Byline("", others)] if others else []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        behind = text[mark.end() : following.start() if following else len(text)]
        names = split_names(behind, any_surname=True)
        if names is None:
            return None
        people.append(Byline(text[slice(*mark.span(1))], names))
    return tuple(people)


def _role_marks(folded: str) -> list[re.Match[str]]:
    marks = []
    position = 0
    while match := _ROLE.search(folded, position):
        start = match.start()
        # The organisation is matched lazily from the left and must not swallow a name before it.
        inner = _ROLE.search(folded, start + 1, match.end())
        while inner and match.start(1) - start > 12:
            match, start = inner, inner.start()
            inner = _ROLE.search(folded, start + 1, match.end())
        marks.append(_tightened(folded, match, position))
        position = match.end()
    return marks


def _tightened(folded: str, match: re.Match[str], position: int) -> re.Match[str]:
    """The match without what belongs to the names before it (周某 新华社记者 -> 新华社记者)."""
    if position == 0:
        return match
    gap = max(folded.rfind(char, position, match.start(1)) for char in " \u3000、，,")
    start = gap + 1 if gap >= 0 else match.start(1)
    return _ROLE.match(folded, start) or match


def _editors(text: str) -> Attribution | None:
    """Editors, proof-readers and artists by their labels: 责任编辑:李某 校对:王某."""
    folded = fold(text)
    made: list[Credit] = []
    position = 0
    while match := _EDITORS.match(folded[position:].lstrip(" \u3000;；|")):
        skip = len(folded[position:]) - len(folded[position:].lstrip(" \u3000;；|"))
        start = position + skip + match.end()
        following = _NEXT_EDITOR.search(folded, start)
        end = following.start() if following else len(text)
        labelled = match[1] is not None and match[0].rstrip()[-1] in ":："
        names = split_names(text[start:end], any_surname=labelled)
        if names is None:
            return None
        label = match.span(1) if match[1] else match.span(2)
        role = text[position + skip + label[0] : position + skip + label[1]]
        made.append(Credit(role if match[1] else role.removeprefix("本版"), names, ""))
        position = end
    return Attribution("", credits=tuple(made)) if made else None


# 记者王立报道, with or without a gap behind it; 报道称 or 报道组 is of the text.
_BYLINE_END = re.compile(
    r"(摄影报道|报道|報道|報导|報導)(?![了的过称说后中时前组员会团人稿過稱說後時組員會團])|[ \u3000]+"
)


def _people_in_front(
    text: str, *, after_dateline: bool
) -> tuple[tuple[Byline, ...], tuple[Credit, ...], int]:
    """Bylines at the start of `text` and how many characters they take."""
    bracket = re.match(r"^\s*[（(]([^（）()]{2,60})[)）]", text)
    if bracket:
        found = people_line(f"（{bracket[1]}）")
        if found:
            return found.bylines, found.credits, bracket.end()
        return (), (), 0
    for end in _BYLINE_END.finditer(text[:80]):
        people = _roles_and_names(text[: end.start()])
        sure = end.group(1) and text[end.end() : end.end() + 1] in " \u3000:：，,"
        if people is None or (not sure and not all(person.role for person in people)):
            continue
        if end.group(1) is None and _continues_with_people(text[end.end() :]):
            continue
        if not after_dateline and not all(person.role for person in people):
            continue
        return people, (), end.end()
    return (), (), 0


def _continues_with_people(text: str) -> bool:
    """Whether more names or roles follow, so that the byline does not end here."""
    word = re.split(r"[ \u3000，,]", text, maxsplit=1)[0]
    folded = fold(word)
    if _ROLE.match(folded):
        return True
    bare = re.sub(r"(?:摄影)?报[道导]$", "", folded)
    return (bare != folded and split_names(bare) is not None) or is_name_word(word)

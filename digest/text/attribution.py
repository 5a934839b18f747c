"""Who wrote it and where from: datelines, bylines and credits, read off a text's ends."""

import re
from dataclasses import dataclass, replace

from digest.records import Byline, Credit
from digest.text.hanzi import fold
from digest.text.surnames import COMPOUND_SURNAMES, SURNAMES

_ORGANISATION = r"(?:本报|本刊|本网|本台|新华社|中新社|新华网|人民网|中工网|[\u3400-\u9fff]{1,10}?(?:报|日报|网|社|新闻|电视台|融媒体中心|客户端)(?:[—－-]+[\u3400-\u9fff]{2,8}网)?)"
_ROLE = re.compile(
    rf"{_ORGANISATION}?\s*(?:驻[\u3400-\u9fff]{{2,6}}?)?"
    r"((?:见习|实习|特约|特派|首席|摄影|文字|全媒体?|融媒体?|高级|资深|驻站)*(?:记者|通讯员|撰稿人|评论员|摄影师|特稿)"
    r"|实习生|特约撰稿|通讯员)\s*[:：]?\s*"
)
_WHAT = r"(?:摄影报[道导]|图片报[道导]|文[/／、]摄|文[/／、]图|图[/／、]文|摄[/／]文|摄影|摄|供图|制图|绘图|绘|整理|文并摄|文|图)"
_WHAT_END = re.compile(rf"\s*[/／]?\s*({_WHAT})\s*$")
_AGENCY = (
    r"(?:本报|本刊|本台|本网|新华社|新华网|中新社|中新网|中国新闻社|人民网|法新社|路透社|塔斯社)"
)
_NUMBER = r"[0-9０-９〇一二三四五六七八九十廿卅]{1,3}"
_DATELINE = re.compile(
    rf"^[【\[〔（(]?\s*(据?(?:{_AGENCY}[\u3400-\u9fff·、\-]{{0,14}}?(?:\s*{_NUMBER}月)?(?:\s*{_NUMBER}日)?"
    r"\s*(?:综合)?(?:专电|电讯|急电|讯|电|专稿|消息)|[\u3400-\u9fff]{2,6}(?:网|报|社|台)讯|[\u3400-\u9fff]{2,8}(?:电视台|客户端)消息))"
    r"\s*(?:[】\]〕）)]|(?![】\]〕）)]|[，,、的一-龥]*?[，,]?(?:获悉|了解)))[ \u3000:：]*"
)
_EDITORS = re.compile(
    r"^[（(\[【]?\s*(责任编辑|责编|本版责编|本版编辑|编辑|见习编辑|实习编辑|版式设计|版式|校对|统筹|策划|美编|制图|终审|监制|编审|值班主任|主编|执行主编|供稿|撰稿|撰文|采写|供图|作者)\s*[:：丨|\s]\s*"
)
_UNIT = re.compile(
    r"^(?:(?:供稿|撰稿|来源)\s*[:：]\s*)?([\u3400-\u9fff]{2,14})[\s\u3000]+(?:([读讀]者)[\s\u3000]*)?(?=\S)"
)
_UNIT_CHARS = 5  # from so many on, what could be read as several names is an office
_NAME_SPLIT = re.compile(r"[\s\u3000、，,；;/／]+")
_HAN_NAME = re.compile(r"^[\u3400-\u9fff]+(?:[·•][\u3400-\u9fff]+)*$")


@dataclass(frozen=True, slots=True)
class Attribution:
    """What a text's first or last words say about where it comes from, and the text without them."""

    text: str
    dateline: str | None = None
    bylines: tuple[Byline, ...] = ()
    credits: tuple[Credit, ...] = ()

    @property
    def found(self) -> bool:
        return bool(self.dateline or self.bylines or self.credits)


def split_names(text: str) -> tuple[str, ...] | None:
    """The persons that `text` lists, or None where it is no list of persons."""
    tokens = [token for token in _NAME_SPLIT.split(text.strip()) if token]
    names: list[str] = []
    while tokens:
        token = tokens.pop(0)
        if len(token) == 1:
            token += _letters(tokens)
        elif token in COMPOUND_SURNAMES and tokens and len(tokens[0]) <= 2:
            token += tokens.pop(0)
        parts = _persons_in(token)
        if parts is None:
            return None
        names.extend(parts)
    return tuple(names) or None


def _letters(tokens: list[str]) -> str:
    """The rest of a name set with gaps, taken off the tokens: 王 丽 beside others, 赵 大 海 alone."""
    singles = next((n for n, token in enumerate(tokens) if len(token) != 1), len(tokens))
    taken = 2 if singles == 2 else min(singles, 1)
    letters = "".join(tokens[:taken])
    del tokens[:taken]
    return letters


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


# 新华社发（王丽 摄）, （新华社发 王丽 摄）: who sent the picture stands before who took it.
_SENT = r"(?:(?:新华社|新華社|中新社|本报|本報)\s*[发發]?\s*)?"
_CLOSING = re.compile(rf"{_SENT}[（(]{_SENT}([^（）()]{{2,40}})[)）]\s*[?？]?$")


def tail(text: str, *, goes_on: bool = False) -> Attribution:
    """The bylines or credits that close `text`, after its last sentence or in brackets.

    Where the text goes on below, a bare name after the last sentence only opens the next.
    """
    bracket = _CLOSING.search(text)
    if bracket and bracket.start() > 0:
        found = people_line(bracket.group(1))
        if found and (len(text) > 60 or text[bracket.start() - 1] in "。！？”!?"):
            return replace(found, text=text[: bracket.start()].rstrip())
    stop = max(text.rfind(mark) for mark in "。！？!?”")
    if 0 < stop < len(text) - 1:
        found = people_line(text[stop + 1 :])
        if found and not (goes_on and any(not who.role for who in found.bylines)):
            return replace(found, text=text[: stop + 1])
    return Attribution(text)


def people_line(text: str) -> Attribution | None:
    """The bylines or credits that the whole of `text` is, or None where it is something else."""
    stripped = text.strip().strip("（）()【】[]| □■●◆○▲△◇").strip()
    if not 2 <= len(stripped) <= 80 or re.search(r"[。！？“”《》0-9]", stripped):
        return None
    editors = _EDITORS.match(fold(stripped))
    if editors:
        return _editors(stripped)
    body, what = _without_what(stripped)
    people = _roles_and_names(body)
    if people is None:
        return None
    if not what and len(people) == 1 and not people[0].role and len(body) > 12:
        return None
    if what:
        return Attribution("", credits=tuple(Credit(p.role, p.names, what) for p in people))
    return Attribution("", bylines=people)


def unit_line(text: str) -> Attribution | None:
    """Who the whole of `text` says it is from, with the office before the name: （一车间 王丽）.

    The office stays with the role as printed. None where the text is something else.
    """
    bare = text.strip().strip("（）()【】[]").strip()
    named = _UNIT.match(fold(bare))
    if not named or len(bare) > 40 or re.search(r"[。！？“”《》，,；;]", bare):
        return None
    unit = bare[slice(*named.span(1))]
    if named[2]:
        unit = f"{unit} {bare[slice(*named.span(2))]}"
    found = people_line(bare[named.end() :])
    if found is None or not found.bylines or (len(unit) < _UNIT_CHARS and split_names(unit)):
        return None
    first, *others = found.bylines
    return replace(found, bylines=(replace(first, role=f"{unit} {first.role}".strip()), *others))


def is_person(text: str) -> bool:
    """Whether `text` alone reads as one Chinese name."""
    names = _persons_in(re.sub(r"[\s\u3000]", "", text))
    return names is not None and len(names) == 1


def _persons_in(token: str) -> tuple[str, ...] | None:
    if not _HAN_NAME.match(token):
        return None
    if "·" in token or "•" in token:
        return (token,) if len(token) <= 20 else None
    first, joined, second = token.partition("和")
    if joined and 2 <= len(first) <= 3 and 2 <= len(second) <= 3:
        pair = (_persons_by_length(first), _persons_by_length(second))
        if pair[0] and pair[1]:
            return (*pair[0], *pair[1])
    return _persons_by_length(token)


def _persons_by_length(token: str) -> tuple[str, ...] | None:
    """One name, or several printed without a gap, cut where surnames stand."""
    if token[:2] in COMPOUND_SURNAMES and 3 <= len(token) <= 4:
        return (token,)
    if len(token) in {2, 3}:
        return (token,) if token[0] in SURNAMES else None
    if 4 <= len(token) <= 12:
        for size in (3, 2, 4):
            head, rest = token[:size], token[size:]
            if len(rest) < 2 or (size == 4 and head[:2] not in COMPOUND_SURNAMES):
                continue
            others = _persons_by_length(rest) if head[0] in SURNAMES else None
            if others:
                return (head, *others)
    return (token,) if len(token) == 4 and token[0] in SURNAMES else None


def _without_what(text: str) -> tuple[str, str | None]:
    match = _WHAT_END.search(fold(text))
    if not match or match.start() == 0:
        return text, None
    return text[: match.start()], text[slice(*match.span(1))]


def _roles_and_names(text: str) -> tuple[Byline, ...] | None:
    """Alternating roles and names (记者周某 通讯员张某、李某), or None."""
    folded = fold(text)
    marks = list(_role_marks(folded))
    if not marks:
        names = split_names(text)
        return (Byline("", names),) if names else None
    before = text[: marks[0].start()].strip("　 ,，、")
    others = split_names(before) if before else ()
    if others is None:
        return None
    people = [Byline("", others)] if others else []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        names = split_names(text[mark.end() : following.start() if following else len(text)])
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
    """Editors and proof-readers: 责任编辑:李某 校对:王某."""
    folded = fold(text)
    made: list[Credit] = []
    position = 0
    while match := _EDITORS.match(folded[position:].lstrip(" \u3000;；|")):
        skip = len(folded[position:]) - len(folded[position:].lstrip(" \u3000;；|"))
        start = position + skip + match.end()
        following = re.search(
            r"\s(?:责任编辑|责编|编辑|校对|版式|统筹|策划|美编|制图|终审|监制)\s*[:：]",
            folded[start:],
        )
        end = start + following.start() if following else len(text)
        names = split_names(text[start:end])
        if names is None:
            return None
        role = text[position + skip : position + skip + match.end(1)]
        made.append(Credit(role.strip("（(【[ "), names, ""))
        position = end
    return Attribution("", credits=tuple(made)) if made else None


# 记者王立报道, with or without a gap behind it; 报道称 or 报道组 is of the text.
_BYLINE_END = re.compile(
    r"(摄影报道|报道|報道|报导|報導)(?![了的过称说后中时前组员会团人稿過稱說後時組員會團])|[ \u3000]+"
)


def _people_in_front(
    text: str, *, after_dateline: bool
) -> tuple[tuple[Byline, ...], tuple[Credit, ...], int]:
    """Bylines at the start of `text` and how many characters they take."""
    bracket = re.match(r"^\s*[（(]([^（）()]{2,60})[)）]", text)
    if bracket:
        found = people_line(bracket.group(1))
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


def is_name_word(word: str) -> bool:
    """Whether a word between gaps is a name for sure: short, with a surname in front."""
    return 2 <= len(word) <= 3 and word[0] in SURNAMES and word not in _NOT_NAMES


# Words that often follow a byline and look like names.
_NOT_NAMES = frozenset(("近日", "日前", "昨日", "今日", "连日来", "时下", "金秋", "金融", "东风", "全国", "全省", "全市", "全区", "全县", "有的", "有了", "应邀", "经过", "国家", "海关", "双方", "从此", "时值", "时隔", "于是", "平时", "国务院", "公司", "后来", "华东", "和谐", "高温", "水利", "车间", "农民", "文化", "成立", "年初", "年底", "都说", "司机", "单位", "党员", "边走", "广大", "强化", "通过", "沙滩", "安全", "家住", "丰收", "红色", "能源", "利用", "一年", "一月"))  # fmt: skip

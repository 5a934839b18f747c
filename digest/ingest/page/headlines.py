"""Interprets a run of headline lines: section banner, kicker, title and subtitle."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from digest.ingest.page.lines import Line
from digest.text.attribution import lead

# At least this many lines without a blank line between them are a banner over several articles.
_BANNER_LINES = 3
_KICKER_ENDS = re.compile(
    r"(?:时|(?<!背)后|中|上|说|指出|强调|表示|要求|之[一二三四五六七八九十]|[:：]|——|进行时|系列报道|特别报道)$"
)
_SUBTITLE_STARTS = re.compile(r"^(?:——|—|--|[-－])\s*")
_ORGANISATION_ENDS = re.compile(
    r"(?:工会|委员会|集团|公司|市|县|区|省|镇|街道|党委|党组|政府|部门?|局|厅|团委|妇联|残联|侨联|联合会|协会|法院|检察院|支队|大队)$"
    r"|^.{2,9}(?:医院|文化馆|图书馆|博物馆|档案馆|体育馆|大学|学院|中学|小学|银行)$"
)
# 走基层·某某: how a column of the paper is named.
_COLUMN_NAME = re.compile(r"^[\u3400-\u9fff]{2,6}[·•・][\u3400-\u9fff]{2,8}$")
# “某某”进行时 is a kicker; “某某”的背后 is a title.
_KIND_NAME = re.compile(
    r"^(?:[读讀]者[来來]信|群[众眾]来信|社[论論]|短[评評]|[时時][评評]|[评評][论論]|述[评評]|通[讯訊]|特[写寫]|[专專][访訪]"
    r"|[访訪][谈談]|[随隨][笔筆]|[杂雜]文|[图圖]片新[闻聞]|新[闻聞][图圖]片|[经經][验驗]交流|工作研究|一线故事|基层来信|(?:新闻|知识|相关)?[链鏈]接|新[闻聞]背景)$"
)
_QUOTED = re.compile(r"^“[^”]+”(?!的|背后).{0,6}$")
BRIEF_MARK = re.compile(r"^[△▲●■◆◇○★☆▶►◎□]+\s*")
_TITLED_BRIEF = re.compile(r"^【([^】]{4,40})】\s*(.{12,})$")
_LISTED_LINES, _TITLE_PIECES = 20, 3
_NUMBERED = re.compile(r"^\d{1,2}\s*[.、．]\s*")
# What sites append to the titles of their pages.
_LABEL = re.compile(r"^(?:主?标题|题目)\s*[:：]\s*")
_SITE_NAME = re.compile(r"\s*[-_|—]\s*[\u3400-\u9fff]{2,8}(?:官网|新闻网|在线)$")
_WEIGHTLESS = frozenset("的了和与在为是就都而及着或等个不有")


@dataclass(frozen=True, slots=True)
class Heads:
    """The headline lines of an article; None for each that it does not have."""

    title: str | None
    kicker: str | None = None
    subtitle: str | None = None
    banner: str | None = None  # "" where a line ends the banner above
    why: str = ""  # why the other lines were read as kicker or subtitle


def split_brief(text: str) -> tuple[str, str | None] | None:
    """The text and headline of a brief (△某某。 or 【某某】某某。), or None for any other line."""
    titled = _TITLED_BRIEF.match(text)
    if titled and not lead(text).found:
        return titled[2], titled[1]
    bare = BRIEF_MARK.sub("", text)
    return (bare, None) if bare and bare != text else None


def groups(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines in groups, split at blank lines."""
    parted: list[list[Line]] = []
    for line in lines:
        if parted and not line.blanks_before:
            parted[-1].append(line)
        else:
            parted.append([line])
    return parted


def interpret(lines: Sequence[Line], *, column: str | None = None) -> Heads:
    """Interpret the headline lines above a text; `column` is the name that the page gives above them."""
    parted = groups(lines)
    banner = column
    if len(parted) > 1 and len(parted[0]) >= _BANNER_LINES:
        banner = " ".join(line.text for line in parted.pop(0))
    if len(parted) == 1:
        texts = [line.text for line in parted[0]]
    else:
        texts = [" ".join(line.text for line in group) for group in parted]
    texts = [_SITE_NAME.sub("", _SUBTITLE_STARTS.sub("——", text)) for text in texts]
    texts = [_LABEL.sub("", text) or text for text in texts]
    return _arranged(_without_numbered(texts), banner)


def _without_numbered(texts: list[str]) -> list[str]:
    """A list of contents above a text repeats its title with a number: 1. 某某."""
    for at, text in enumerate(texts[:_LISTED_LINES]):
        bare = _NUMBERED.sub("", text)
        if bare == text:
            continue
        for start in range(at + 1, len(texts)):
            for end in range(start + 1, min(len(texts), start + _TITLE_PIECES) + 1):
                if "".join(texts[start:end]).replace(" ", "") == bare.replace(" ", ""):
                    return [*texts[:at], *texts[at + 1 : start], bare, *texts[end:]]
    return texts


def _arranged(texts: list[str], banner: str | None) -> Heads:
    if not texts:
        return Heads(None, banner=banner)
    subtitles = [text for text in texts[1:] if text.startswith("——")]
    first = texts[0].removeprefix("——") or texts[0]
    plain = [first, *(text for text in texts[1:] if not text.startswith("——"))]
    subtitle = " ".join(text.removeprefix("——") for text in subtitles) or None
    if len(plain) == 1:
        return Heads(plain[0], subtitle=subtitle, banner=banner)
    if len(plain) == 2:
        leads = _why_kicker(plain[0])
        if subtitle or leads:
            return Heads(
                plain[1], plain[0], subtitle, banner, leads or "above a title and subtitle"
            )
        return Heads(plain[0], None, plain[1], banner, "below a line that leads up to nothing")
    if len(plain) > 3:
        # More lines than a headline has levels: the first ones are a banner of the page.
        banner = " ".join(filter(None, (banner, *plain[:-3])))
        plain = plain[-3:]
    below = " ".join(filter(None, (plain[2], subtitle)))
    return Heads(plain[1], plain[0], below, banner, "three lines: kicker, title, subtitle")


def _why_kicker(text: str) -> str | None:
    """Why a line is a kicker, for the explanation; None where it is not."""
    kinds = (
        (_KICKER_ENDS, "half a sentence that leads up to the title"),
        (_QUOTED, "a subject in quotation marks"),
        (_COLUMN_NAME, "the name of a column"),
        (_KIND_NAME, "the name of a kind of text"),
        (_ORGANISATION_ENDS, "the name of an organisation"),
    )
    return next((why for pattern, why in kinds if pattern.search(text)), None)


def assign_sections(articles: Sequence[tuple[Heads, str | None]]) -> list[str | None]:
    """The section of each article: a banner covers all articles down to the last on its subject.

    One article between two that do may name it in other words; a photo, of content None, may not.
    """
    sections: list[str | None] = [None] * len(articles)
    if not any(heads.banner for heads, _ in articles):
        return sections
    above: set[str] = set()  # words above the banner do not identify its subject
    banner, subject, last = "", set[str](), 0
    for at, (heads, content) in enumerate(articles):
        words = _bigrams(content or "")
        if heads.banner is not None:
            banner, subject, last = heads.banner, _bigrams(heads.banner) - above, at
            sections[at] = banner or None
        elif content is None or at - last > 2:
            banner = ""
        elif banner and subject & words:
            sections[last + 1 : at + 1] = [banner] * (at - last)
            last = at
        above |= words
    return sections


def shared_out(title: str, texts: Sequence[str]) -> list[str] | None:
    """The parts of a headline that is set over several texts, one for each, or None.

    港口添新岸桥 市区增夜班公交 over two texts: each part must have more in common with its own text.
    """
    parts = title.split()
    if len(parts) != len(texts) or len(parts) < 2:
        return None
    words = [_bigrams(text) for text in texts]
    for at, part in enumerate(parts):
        common = [len(_bigrams(part) & each) for each in words]
        if not common[at] or any(common[at] <= c for i, c in enumerate(common) if i != at):
            return None
    return parts


def _bigrams(text: str) -> set[str]:
    return {
        a + b
        for a, b in pairwise(text)
        if "\u4e00" <= a <= "\u9fff" and "\u4e00" <= b <= "\u9fff" and not {a, b} & _WEIGHTLESS
    }

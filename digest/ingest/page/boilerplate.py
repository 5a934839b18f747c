"""Boilerplate of pages and sites: mastheads, page heads, controls, legal notices. Rules as data.

The rules are the rows of `page_chrome.tsv`; readers of pages, scraped records and saved HTML share them.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, cast, get_args

from digest.text.dates import parse_date
from digest.text.hanzi import fold

BoilerplateRole = Literal[
    "masthead",
    "page-head",
    "column",
    "meta",
    "page-foot",
    "site-noise",
    "continued",
    "contents",
    "notice",
]
# How a pattern is applied: to the whole line, to its beginning, anywhere in it, to the whole line among
# the first of a page, to each word of a row of controls, as a word of navigation, to a line at the edge
# of a scraped text, to the end of a paragraph. A macro is a named piece of patterns: %NAME%. "end": a
# label below which nothing is the article's; "entry": a whole entry that is the site's message; "tag": a
# mark in front of a scraped title.
Where = Literal[
    "line",
    "opening",
    "part",
    "first",
    "word",
    "nav",
    "edge",
    "tail",
    "macro",
    "end",
    "entry",
    "tag",
]

BOX = "the name of a box of notices"
ADDRESS = "an address"
# The longest line of a real page's foot has 67 characters; a paragraph about a copyright has more.
_LONGEST = 120
_NAV_WORDS, _NAV_CHARS = 4, 12
# What may be left of a row of controls, such as the name of the next page.
_ROW_REST_CHARS, _ROW_WORDS = 8, 2
_BETWEEN = re.compile(r"[\s|｜·•>＞/]+")
_ARROWS = re.compile(r"^[34＜＞<>《》«»【\[]?(.*?)[34＜＞<>《》«»】\]:：]?$")


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of line that is not part of any article.

    `reason` is shown to the user, `sources` are the pages on which the rule was made, and `examples`
    are lines that it must match (a test runs them).
    """

    where: Where
    role: BoilerplateRole
    pattern: re.Pattern[str]
    reason: str
    sources: frozenset[str]
    examples: tuple[str, ...]


@cache
def rules() -> tuple[Rule, ...]:
    """All rules of `page_chrome.tsv`, in order; the first that matches a line decides."""
    made: list[Rule] = []
    for where, role, pattern, reason, sources, examples in _rows():
        if where == "macro":
            continue
        if where not in get_args(Where) or role not in get_args(BoilerplateRole):
            raise ValueError(f"page_chrome.tsv: no such kind of rule: {where} {role}")
        made.append(
            Rule(
                cast("Where", where),
                cast("BoilerplateRole", role),
                re.compile(_expanded(pattern), re.IGNORECASE),
                reason,
                frozenset(sources.split(",")),
                tuple(examples.split(_BETWEEN_EXAMPLES)) if examples else (),
            )
        )
    return tuple(made)


_BETWEEN_EXAMPLES = " ‖ "
_Row = tuple[str, str, str, str, str, str]


@cache
def _rows() -> tuple[_Row, ...]:
    table = files("digest.ingest.page").joinpath("page_chrome.tsv").read_text(encoding="utf-8")
    lines = [line for line in table.splitlines() if not line.startswith("#")]
    return tuple(cast("_Row", tuple(line.split("\t"))) for line in lines[1:])


def _expanded(pattern: str) -> str:
    """The pattern with each %NAME% as the macro that it names."""
    return re.sub("%([A-Z]+)%", lambda name: _macros()[name[1]], pattern)


@cache
def _macros() -> dict[str, str]:
    return {name: pattern for where, name, pattern, *_ in _rows() if where == "macro"}


def rule_for(text: str, *, first: bool = False, edge: bool = False) -> Rule | None:
    """The rule that makes a line boilerplate, or None.

    `first`: the line is among the first of its page, where the names of sites and channels are
    printed. `edge`: it is at the edge of a scraped text, where controls may be words that are part of
    headlines on a page.
    """
    folded = fold(text).strip()
    if not folded:
        return None
    active = _by_where()
    if len(folded) <= _LONGEST:
        found = (
            next((rule for rule in active.lines if _matches(rule, folded)), None)
            or (_whole(active.first, folded) if first else None)
            or (_whole(active.edge, folded) if edge else None)
            or _row_of_controls(folded)
            or _masthead(folded)
        )
        if found:
            return found
    if "。" not in folded and len(folded) >= _NAV_CHARS:
        for rule in active.nav:
            if len(rule.pattern.findall(folded)) >= _NAV_WORDS:
                return rule
    return None


def without_tail(text: str) -> tuple[str, str]:
    """A paragraph without the controls and links behind it, and what was cut off ("" for nothing)."""
    kept = text
    for _ in range(_TAILS):
        bare = kept.rstrip()
        start = max(0, len(bare) - _TAIL_CHARS)
        cut = min(
            (
                start + found.start()
                for rule in _by_where().tail
                for found in rule.pattern.finditer(fold(bare[start:]))
                if start + found.end() == len(bare) and start + found.start() > 0
            ),
            default=len(bare),
        )
        if cut == len(bare):
            break
        kept = bare[:cut].rstrip()
    return (text, "") if kept == text.rstrip() else (kept, text[len(kept) :].strip())


def without_controls(text: str) -> str:
    """A line without the controls in front of it and behind it: 【我要纠错】责任编辑：王立."""
    kept, _ = without_tail(text)
    for rule in _by_where().tail:
        found = rule.pattern.match(fold(kept))
        if found and found.end() < len(kept):
            kept = kept[found.end() :].strip()
    return kept


_TAIL_CHARS = 60
_TAILS = 4  # more controls in a row behind a paragraph are not cut


@dataclass(frozen=True, slots=True)
class _Rules:
    lines: tuple[Rule, ...]
    first: tuple[Rule, ...]
    edge: tuple[Rule, ...]
    nav: tuple[Rule, ...]
    tail: tuple[Rule, ...]
    words: tuple[Rule, ...]


_left_out: frozenset[str] = frozenset()


def leave_out(sources: Collection[str]) -> None:
    """Read on without the rules that were made on these sources alone (leave-one-source-out)."""
    global _left_out  # noqa: PLW0603 - one switch for a whole measurement
    _left_out = frozenset(sources)
    _by_where.cache_clear()


def is_active(sources: frozenset[str]) -> bool:
    """Whether a rule made on these sources is used: always, but while they are left out to measure it."""
    return not sources or not sources <= _left_out


@cache
def _by_where() -> _Rules:
    active = [rule for rule in rules() if is_active(rule.sources)]

    def of(*kinds: Where) -> tuple[Rule, ...]:
        return tuple(rule for rule in active if rule.where in kinds)

    return _Rules(
        of("line", "opening", "part"), of("first"), of("edge"), of("nav"), of("tail"), of("word")
    )


def _matches(rule: Rule, text: str) -> bool:
    if rule.where == "part":
        return rule.pattern.search(text) is not None
    if rule.where == "opening":
        return rule.pattern.match(text) is not None
    return rule.pattern.fullmatch(text) is not None


def _whole(kinds: tuple[Rule, ...], text: str) -> Rule | None:
    return next((rule for rule in kinds if rule.pattern.fullmatch(text)), None)


def _masthead(folded: str) -> Rule | None:
    """The rule for a line of a date and the paper, weekday, issue or page, in whatever order."""
    rest, kinds = folded, []
    for name in _MASTHEAD_PARTS:
        bare = re.sub(_expanded(f"[《〈（(]?\\s*%{name}%\\s*[》〉）)]?"), " ", rest)
        if bare != rest:
            kinds.append(name)
        rest = bare
    left = re.sub(r"[\W_]", "", rest)
    if "DAY" not in kinds or len(kinds) < _MASTHEAD_KINDS or len(left) > _ROW_REST_CHARS:
        return None
    return next(rule for rule in _by_where().lines if rule.role == "masthead")


_MASTHEAD_PARTS = ("DAY", "WEEKDAY", "TIME", "ISSUE", "PAGE", "PAPER")
_MASTHEAD_KINDS = 2


def _row_of_controls(folded: str) -> Rule | None:
    """The rule for a row of controls, or for what is between them: 下一篇4 2026年3月5日 放大 缩小."""
    words = [word for word in _BETWEEN.split(folded) if word]
    found = [_control(word) for word in words]
    controls = [rule for rule in found if rule is not None]
    rest = " ".join(word for word, rule in zip(words, found, strict=True) if rule is None)
    if not controls:
        return None
    if not rest:
        return controls[0]
    if len(controls) < _ROW_WORDS:
        return None
    if len(rest) <= _ROW_REST_CHARS:
        return controls[0]
    return next((rule for rule in _by_where().lines if _matches(rule, rest)), None)


def _control(word: str) -> Rule | None:
    """The rule for one word of a row; arrows (3 and 4 in the fonts of e-papers) and marks go with it."""
    kinds = _by_where().words
    if not re.search(r"\w", word):
        return kinds[0]
    bare = _ARROWS.sub(r"\1", word)
    return _whole(kinds, word) or (_whole(kinds, bare) if bare else None)


_SOURCE = re.compile(
    r"(?:来源|稿源|出处|报(?:纸|刊)名称)\s*[:：|｜丨]\s*《?([\u3400-\u9fffA-Za-z·—－-]{2,20})"
)
_AUTHOR = re.compile(
    r"作者\s*[:：]\s*(.{2,40}?)(?=\s{2,}|\s*(?:编辑|责编|来源|(?:发布|发表|更新)?时间|日期|阅读|点击|浏览|字号)|\s*(?:19|20)\d\d\D|\s*$)"
)


def date_in(text: str) -> date | None:
    """The first full date in `text`, written in figures or in Chinese; None where there is none."""
    return parse_date(re.sub(r"(?<=[年月])\s*/", "", fold(text)))


def source_in(text: str) -> str | None:
    """The paper or site that a masthead or meta line names, as printed; None where it names none."""
    folded = fold(text)
    undated = re.sub(_expanded("%DAY%"), lambda day: " " * len(day[0]), folded)
    match = _SOURCE.search(folded) or _paper().search(undated)
    return text[slice(*match.span(1))] if match else None


def page_number_in(text: str) -> str | None:
    """The number of the printed page that a line names (第3版, 03版：要闻), as printed, or None."""
    found = _PAGE_NUMBER.search(_PAGE_COUNT.sub("", fold(text)))
    return next(filter(None, found.groups())) if found else None


# 今日8版 is how many pages the issue has.
_PAGE_COUNT = re.compile(r"(?:今[日天]|本期|共)\s*[\d一二三四五六七八九十]{1,3}\s*版")
_PAGE_NUMBER = re.compile(
    r"第\s*([A-Z]{0,2}\d{1,5})\s*版|第([一二三四五六七八九十]{1,3})版"
    r"|(?<![\dA-Za-z年月])([A-Z]{0,2}\d{1,5})\s*版(?![本面权式])"
)


@cache
def _paper() -> re.Pattern[str]:
    return re.compile(
        _expanded(
            r"《?(%PAPER%(?:海外版)?)》?(?=$|[\s（(\d/第]|数字报|电子|官方|多媒体|[\u3400-\u9fff]{2,3}版)"
        )
    )


def author_in(text: str) -> str | None:
    """What a meta line says after 作者, up to its next label; None where it has no such label."""
    match = _AUTHOR.search(fold(text))
    return text[slice(*match.span(1))].strip() if match else None


def ends_article(text: str) -> bool:
    """Whether nothing below a line is the article's, as below 相关新闻 or 网友评论."""
    folded = fold(text).strip()
    return len(folded) <= _LABEL_CHARS and _whole(_kind("end"), folded) is not None


def site_message(text: str) -> str | None:
    """Why a whole entry is a message of its site (an error, a log-in), or None."""
    folded = fold(text).strip()
    rule = _whole(_kind("entry"), folded) if len(folded) <= _LONGEST else None
    return rule.reason if rule else None


def without_tag(title: str) -> str:
    """A title without the marks of scraped sites in front of it, such as [视频]."""
    for rule in _kind("tag"):
        found = rule.pattern.match(fold(title))
        if found and title[found.end() :].strip():
            title = title[found.end() :].strip()
    return title


_LABEL_CHARS = 24


@cache
def _kind(where: Where) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules() if rule.where == where)

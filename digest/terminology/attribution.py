"""Bylines and credits in English."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from digest.records import Byline, Credit, PairByline, PairCredit
from digest.terminology.people import person
from digest.text.hanzi import simplify as simplified

_ROLES = {
    "记者": "staff reporter", "本报记者": "staff reporter", "通讯员": "correspondent",
    "本报通讯员": "correspondent", "见习记者": "trainee reporter", "特约记者": "special reporter",
    "特约通讯员": "special correspondent", "实习生": "intern", "新华社记者": "Xinhua reporter",
    "责任编辑": "editor", "责编": "editor", "编辑": "editor", "作者": "author", "校对": "proofreader",
    "版式": "layout", "版式设计": "layout", "美编": "art editor", "统筹": "coordinator", "策划": "planner",
    "监制": "producer", "主编": "editor-in-chief", "值班主任": "duty editor", "终审": "final reviewer",
    "首席记者": "chief reporter", "实习记者": "intern reporter", "摄影记者": "photographer",
    "全媒体记者": "all-media reporter", "评论员": "commentator", "特约评论员": "special commentator",
    "特约撰稿": "special contributor", "撰稿人": "contributor", "摄影师": "photographer",
}  # fmt: skip
_WORK = {
    "摄": "Photo by",
    "文/摄": "Text and photo by",
    "图": "Picture by",
    "摄影报道": "Photo story by",
    "摄影": "Photo by",
    "供图": "Photo courtesy of",
    "制图": "Graphic by",
    "图片报道": "Photo story by",
    "绘": "Drawing by",
    "绘图": "Drawing by",
    "整理": "Compiled by",
    "文": "Text by",
    "文、摄": "Text and photo by",
    "文并摄": "Text and photo by",
    "摄/文": "Text and photo by",
    "文/图": "Text and picture by",
    "文、图": "Text and picture by",
    "图/文": "Text and picture by",
}


def render_byline(
    byline: Byline,
    english: Mapping[str, str] = MappingProxyType({}),
    *,
    dateline: str | None = None,
) -> PairByline:
    """The byline ready to print in both scripts.

    `english` has the term base's names. Under a dateline of the Xinhua News Agency a plain 记者 is
    the agency's reporter, not the paper's own.
    """
    names = _listed(byline.names, english)
    role = simplified(byline.role)
    if role == "记者" and "新华社" in (dateline or ""):
        role = "新华社记者"
    title = _ROLES.get(role, "")
    return PairByline(
        byline.role,
        f"{byline.role} {'、'.join(byline.names)}".strip(),
        f"By {names}, {title}{'s' if len(byline.names) > 1 else ''}" if title else f"By {names}",
    )


def _listed(names: Sequence[str], english: Mapping[str, str]) -> str:
    return " and ".join(", ".join(english.get(n) or person(n) for n in names).rsplit(", ", 1))


def render_credit(credit: Credit, english: Mapping[str, str] = MappingProxyType({})) -> PairCredit:
    """The credit ready to print in both scripts; `english` has the ledger's names."""
    names = _listed(credit.names, english)
    role = simplified(credit.role)
    label = _WORK.get(simplified(credit.what)) or _ROLES.get(role, "Credit:").capitalize()
    return PairCredit(
        credit.role,
        credit.what,
        f"{credit.role}{'、'.join(credit.names)} {credit.what}".strip(),
        f"{label} {names}",
    )

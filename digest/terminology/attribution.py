"""Bylines, credits and datelines in English, as wire services print them: BEIJING, Nov. 22 (Xinhua)."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from digest.quantities import chinese
from digest.quantities.english import SHORT_MONTHS
from digest.records import Byline, Credit, PairByline, PairCredit
from digest.terminology import countries
from digest.terminology.fixed_terms import fixed
from digest.terminology.gazetteer import gazetteer, short_names
from digest.terminology.people import person
from digest.terminology.pinyin import place_pinyin
from digest.text import attribution
from digest.text.hanzi import han_count, simplify

Names = Mapping[str, str]
_NO_NAMES: Names = MappingProxyType({})

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
# Who signs for a paper without a name of his own.
_POSTS = {
    "评论员": "commentator", "特约评论员": "special commentator", "记者": "reporter",
    "通讯员": "correspondent", "观察员": "observer", "观察家": "observer",
}  # fmt: skip
_OFFICES = {"编辑部": "the editors", "评论部": "the editors"}
_OURS_ALONE = ("本报", "本刊", "本网", "本台", "本社")
_STAFF = re.compile(
    rf"(?P<paper>{'|'.join(_OURS_ALONE)}|[\u3400-\u9fff]{{1,8}}[报刊社网台]|)"
    rf"(?P<kind>{'|'.join((*_POSTS, *_OFFICES))})"
)
_BODY = re.compile(
    r"[\u3400-\u9fff]{2,}(?:工会|协会|学会|商会|委员会|联合会|政府|公司|集团|医院|学院|大学|中学|小学|中心|报社|杂志社"
    r"|通讯社|电视台|电台|日报|晚报|晨报|宣传部|宣教部|组织部|办公室|研究院|研究所|博物馆|支队|大队|[公财教水交商税]\w?局)"
)
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
    english: Names = _NO_NAMES,
    *,
    dateline: str | None = None,
) -> PairByline:
    """The byline ready to print in both scripts.

    `english` has the term base's names. Under a dateline of the Xinhua News Agency a plain 记者 is
    the agency's reporter, not the paper's own.
    """
    names = _listed(byline.names, english)
    if all(map(is_body, byline.names)):
        return PairByline(
            byline.role, f"{byline.role} {'、'.join(byline.names)}".strip(), f"By {names}"
        )
    role = simplify(byline.role)
    if role == "记者" and "新华社" in (dateline or ""):
        role = "新华社记者"
    title = _ROLES.get(role, "")
    return PairByline(
        byline.role,
        f"{byline.role} {'、'.join(byline.names)}".strip(),
        f"By {names}, {title}{'s' if len(byline.names) > 1 else ''}" if title else f"By {names}",
    )


def _listed(names: Sequence[str], english: Names) -> str:
    return " and ".join(", ".join(_author(n, english) for n in names).rsplit(", ", 1))


def _author(name: str, english: Names) -> str:
    """A person's name in English, or that of the body that signs; a body without one stays Chinese."""
    if name in english:
        return english[name]
    if not is_body(name):
        return person(name)
    staff = _STAFF.fullmatch(simplify(name))
    if not staff:
        return paper_name(name, english) or name
    if staff["kind"] in _OFFICES and staff["paper"] in ("", *_OURS_ALONE):
        return _OFFICES[staff["kind"]]
    post = _POSTS.get(staff["kind"], "editors")
    if staff["paper"] in ("", *_OURS_ALONE):
        return f"a staff {post}"
    paper = paper_name(staff["paper"], english) or staff["paper"]
    return f"the editors of {paper}" if staff["kind"] in _OFFICES else f"a {post} of {paper}"


def is_body(name: str) -> bool:
    """Whether who signs is no person: a paper's own staff (本报评论员), an agency, an organisation."""
    plain = simplify(name)
    return bool(plain in _AGENCIES or _STAFF.fullmatch(plain) or _BODY.fullmatch(plain))


def render_credit(credit: Credit, english: Names = _NO_NAMES) -> PairCredit:
    """The credit ready to print in both scripts; `english` has the term base's names."""
    names = _listed(credit.names, english)
    role = simplify(credit.role)
    label = _WORK.get(simplify(credit.what)) or _ROLES.get(role, "Credit:").capitalize()
    return PairCredit(
        credit.role,
        credit.what,
        f"{credit.role}{'、'.join(credit.names)} {credit.what}".strip(),
        f"{label} {names}",
    )


_AGENCIES = {
    "新华社": "Xinhua", "新华网": "Xinhua", "中新社": "CNS", "中新网": "CNS", "中国新闻社": "CNS",
    "人民网": "People's Daily Online", "法新社": "AFP", "路透社": "Reuters", "路透": "Reuters",
    "塔斯社": "TASS", "美联社": "AP", "彭博社": "Bloomberg", "本报": "", "本刊": "", "本网": "", "本台": "",
}  # fmt: skip
# How papers are called that are named for a place; the longest endings first.
_PAPERS = {
    "工人日报": "Workers' Daily", "青年日报": "Youth Daily", "法治日报": "Legal Daily",
    "经济日报": "Economic Daily", "农民日报": "Farmers' Daily", "都市报": "Metropolis Daily",
    "职工报": "Workers' News", "工人报": "Workers' News", "青年报": "Youth Daily",
    "日报": "Daily", "晚报": "Evening News", "晨报": "Morning News", "早报": "Morning News",
    "时报": "Times", "新闻网": "News Online", "广播电视台": "Radio and Television",
    "电视台": "Television",
}  # fmt: skip
# Dailies spell the word that they are called by: 大众日报 is the Dazhong Daily.
_SPELLED = ("日报", "晚报", "晨报", "早报")
_SPELLED_CHARS = 2
_NUMBER = r"(?:\d{1,2}|[〇一二三四五六七八九十廿卅]{1,3})"
_FILED = re.compile(
    rf"据?(?P<agency>{'|'.join(_AGENCIES)})(?P<places>[\u3400-\u9fff·、]*?)"
    rf"(?:(?P<month>{_NUMBER})\s*月)?(?:\s*(?P<day>{_NUMBER})\s*日)?(?:综合|专|急)*(?:电讯?|讯|消息|专稿)?$"
)
# "From our own reporter" alone: English papers print nothing for it.
_OURS = re.compile("本[报网社台刊](?:综合)?(?:讯|消息)$")
# Datelines of Reuters in Chinese: 路透香港11月5日 - ...
_DASHED = re.compile(r"^\s*(路透(?:社)?[\u3400-\u9fff、]{0,8}\d{1,2}月\d{1,2}日)\s*[-－—–]+\s*")


def paper_name(source: str, names: Names = _NO_NAMES) -> str | None:
    """The English name of a paper or site; None if neither `names`, a table nor a rule has it.

    `names` are those of the term base, the user's glossary among them.
    """
    name = simplify(source).strip("《》 ")
    known = names.get(source) or names.get(name) or fixed().get(name)
    if known:
        return known
    for ending, english in _PAPERS.items():
        place = name.removesuffix(ending)
        if place in {name, ""}:
            continue
        city = _city(place, names)
        if not city and ending in _SPELLED and len(place) == han_count(place) == _SPELLED_CHARS:
            city = place_pinyin(place)
        return f"{city} {english}" if city else None
    return None


def render_dateline(dateline: str, names: Names = _NO_NAMES) -> PairByline | None:
    """The dateline ready to print in both scripts; None if it has neither place, day nor agency.

    本报讯 has none of these. A city that no table has is omitted.
    """
    found = _FILED.match(simplify(dateline).strip())
    if not found:
        return None
    cities = [_city(place, names) for place in found["places"].split("、") if place]
    where = " and ".join(city.upper() for city in cities if city)
    when = _day(found["month"], found["day"]) if where or found["month"] else ""
    agency = _AGENCIES[found["agency"]]
    english = ", ".join(filter(None, (where, when)))
    source = (f"({agency})" if english else agency) if agency else ""
    made = " ".join(filter(None, (english, source)))
    return PairByline("电头", dateline, made) if made else None


def render_opening(text: str, names: Names = _NO_NAMES) -> tuple[str, str]:
    """The English of the dateline and byline at the start of a text, and the rest of the text.

    A line that is only a credit has no rest. If the text starts with none of these, the English is
    empty and the rest is the text.
    """
    dashed = _DASHED.match(text)
    if dashed and _certain(dashed[1], names):
        pair = render_dateline(dashed[1], names)
        return f"{pair.en} —" if pair else "", text[dashed.end() :]
    alone = attribution.people_line(text)
    if alone and alone.credits and all(c.what or c.role for c in alone.credits):
        return "; ".join(render_credit(credit, names).en for credit in alone.credits), ""
    found = attribution.lead(text)
    if not found.dateline or not found.text:
        return "", text
    pair = render_dateline(found.dateline, names)
    if not _certain(found.dateline, names):
        return "", text
    writers = _by(found.bylines, names)
    english = (
        f"{pair.en}, b{writers[1:]}" if pair and writers else writers or (pair.en if pair else "")
    )
    return (f"{english} —" if english else "", found.text)


def _certain(dateline: str, names: Names) -> bool:
    """Whether it is a dateline, rather than a sentence about an agency, and all its cities are known."""
    filed = _FILED.match(simplify(dateline).strip())
    if not filed:
        return bool(_OURS.match(dateline))
    places = [place for place in filed["places"].split("、") if place]
    return bool(filed["month"] or _OURS.match(dateline)) and all(_city(p, names) for p in places)


def _by(writers: Sequence[Byline], names: Names) -> str:
    people = [names.get(name) or person(name) for byline in writers for name in byline.names]
    return f"By {' and '.join(', '.join(people).rsplit(', ', 1))}" if people else ""


def _city(place: str, names: Names) -> str:
    for known in (place, f"{place}市", f"{place}县"):
        if known in names:
            return names[known].removesuffix(" City")
        if known in gazetteer():
            return gazetteer()[known].name
    return countries.cities_abroad().get(place) or short_names(2).get(place, "")


def _day(month: str | None, day: str | None) -> str:
    """Nov. 22; empty if the dateline has no month."""
    if not month or not 0 < int(chinese.value(month)) < 13:
        return ""
    name = SHORT_MONTHS[int(chinese.value(month)) - 1]
    return f"{name} {int(chinese.value(day))}" if day else name

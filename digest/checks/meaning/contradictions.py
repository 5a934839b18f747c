"""Chinese summaries that say the contrary of their article: 已付清 for 尚未付清, who sues whom."""

import re
from collections.abc import Iterator

from digest.checks.check import Check, Example, Fault
from digest.checks.meaning.order import fates_of_chinese, shown
from digest.checks.pair import SummaryPair

_NOT = r"(?:尚未|并未|从未|没有|不会|不再|不予|不能|不得|不愿|不曾|无人|无一人?|未能|未曾|拒绝|否认|未(?!来|必|成年|婚|免)|不(?!仅|但|断|少|同|久|过|料|止|妨|及|足|到|等|法|良|锈|动|必|论|管|禁|如|得不))"
_NEGATED = re.compile(rf"{_NOT}(?:[将会再被予能]|全部|完全|及时|任何)?(?P<verb>[一-龥]{{2}})")
# Words before a verb that affirm it plainly; a bare verb in a headline may be part of a noun.
_PLAINLY = r"(?:已经?|将会?|正在?|均|全部|同意|\d[人家名户])(?:全部|全额|正式)?"
_NOT_DONE = ("尚未", "并未", "从未", "没有", "未")
_QUESTION = re.compile("[吗呢？?]|如何|能否|是否")
# Words that begin many phrases and say nothing alone.
_EMPTY = frozenset(
    [
        "进行",
        "发生",
        "可以",
        "应该",
        "出现",
        "存在",
        "需要",
        "开始",
        "继续",
        "成为",
        "影响",
        "超过",
        "低于",
        "考虑",
        "知道",
        "觉得",
        "希望",
        "能够",
    ]
)
# Verbs whose two sides must not be swapped.
_VERBS = re.compile(
    "起诉|状告|控告|举报|投诉|指控|殴打|收购|并购|击败|战胜|打败|批评|谴责|逮捕|袭击|杀害|援助|资助|邀请|取代|超越|欠"
)


def find(pair: SummaryPair) -> Iterator[Fault]:
    """Yield what a summary affirms and its article only denies, swapped sides, and swapped counts."""
    article, summary = pair.article.plain, pair.summary.plain
    for verb in () if _QUESTION.search(summary) else _contradicted(article, summary):
        yield Fault(f"{verb}: the article says that it is not so", verb)
    for match in _VERBS.finditer(summary):
        sides = _sides(summary, match)
        if sides and any(
            _sides(article, other) == sides[::-1] for other in re.finditer(match[0], article)
        ):
            yield Fault(
                f"{sides[0]}{match[0]}{sides[1]}: the article has it the other way round", match[0]
            )
    theirs, ours = fates_of_chinese(pair.article), fates_of_chinese(pair.summary)
    for fate, count in ours.items():
        if theirs.get(fate, count) != count and count in theirs.values():
            yield Fault(f"{shown(count)} {fate}: the article says {shown(theirs[fate])}", fate)


def _contradicted(article: str, summary: str) -> Iterator[str]:
    """The verbs that an article denies and nowhere affirms, and that the summary affirms plainly.

    What is not done yet (尚未) may be promised in the article; there, only 已 and 了 affirm it.
    """
    for match in {match["verb"]: match for match in _NEGATED.finditer(article)}.values():
        verb = match["verb"]
        if verb in _EMPTY:
            continue
        done = rf"已经?(?:全部|全额|正式)?{verb}|{verb}了"
        if match[0].startswith(_NOT_DONE) and re.search(done, summary):
            if not re.search(done, article):
                yield verb
        elif re.search(rf"{_PLAINLY}{verb}", summary) and not _is_affirmed(verb, article):
            yield verb


def _is_affirmed(verb: str, text: str) -> bool:
    """Whether a verb occurs without a negation in the clause before it."""
    return any(
        not re.search(r"[不未没无非否拒禁避免防]", _clause_before(text, match.start()))
        for match in re.finditer(verb, text)
    )


def _clause_before(text: str, end: int) -> str:
    return re.split(r"[，。；：！？、\s]", text[max(0, end - 12) : end])[-1]


def _sides(text: str, match: re.Match[str]) -> tuple[str, str] | None:
    """The two characters before and behind a verb, if they are Chinese and it is not passive."""
    before, behind = (
        text[max(0, match.start() - 2) : match.start()],
        text[match.end() : match.end() + 2],
    )
    plain = re.fullmatch("[一-龥]{4}", before + behind)
    return (before, behind) if plain and "被" not in _clause_before(text, match.start()) else None


SUMMARY_CHECKS: tuple[Check[SummaryPair], ...] = (
    Check(
        "summary_contradiction", "warning", "summary", "the contrary of what the article says", find,
        examples=(
            Example("县总工会表示将先行调解，不会申请仲裁。", "县总工会将先行调解。", "县总工会将申请仲裁。"),
            Example("工厂尚未补发工资，承诺年底前发放。", "工厂承诺年底前发放工资。", "工厂已补发工资。"),
            Example("宋晓举报林强。", "宋晓举报林强。", "林强举报宋晓。"),
            Example("事故造成5人受伤，无人遇难。", "事故造成5人受伤。", "事故造成5人遇难。"),
        ),
    ),
)  # fmt: skip

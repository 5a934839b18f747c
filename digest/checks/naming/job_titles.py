"""Deputies: 党委副书记 is a deputy secretary, not the secretary."""

import re
from collections.abc import Iterator

from digest.checks.check import Check, Example, Fault
from digest.checks.pair import TextPair

_CHINESE = re.compile(
    "(?<![名正])副(?:总[理统裁编经]|首相|主[席任管编]|书记|[省市县区州镇乡局厅部处科院校所会社台馆队站组团行军司署庭议]长"
    "|董事|秘书|教授|司令|研究员|经理|检察|大队|调研|指挥|巡视|主教|外长|参谋)"
)
_ENGLISH = re.compile(
    r"\b(?:vice|deput\w*|associate|sub\w*|assistant|second|under-?\s?secretar\w+|senior|executive)\b",
    re.IGNORECASE,
)


def find(pair: TextPair) -> Iterator[Fault]:
    """Yield a fault if 副 (deputy) occurs before more titles than the English has words for it."""
    titles = dict.fromkeys(_CHINESE.findall(pair.zh))
    if len(_ENGLISH.findall(pair.en)) < len(titles):
        listed = ", ".join(titles)
        yield Fault(f"{listed} should read deputy or vice", listed)


CHECKS: tuple[Check[TextPair], ...] = (
    Check(
        "deputy_missing", "warning", "names",
        "a secretary for 党委副书记 (5 of 457 lines of people and machines, 4 of which leave the person or the rank out)",
        find,
        examples=(
            Example("副主席高敏主持会议。", "Vice Chairperson Gao Min presided.", "Chairperson Gao Min presided."),
            Example("副局长、党组副书记赵明参加。", "Deputy director and deputy secretary Zhao Ming came.", "Deputy director and secretary Zhao Ming came."),
        ),
    ),
)  # fmt: skip

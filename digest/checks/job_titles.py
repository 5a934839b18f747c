"""Deputies: 党委副书记 is no secretary.

Of 457 lines of people and machines that name one, 5 are flagged: 4 leave the person or the rank
out, one misspells it.
"""

import re
from collections.abc import Iterator, Sequence

from digest.records import Finding

Names = Sequence[tuple[str, str]]

_CHINESE = re.compile(
    "(?<![名正])副(?:总[理统裁编经]|首相|主[席任管编]|书记|[省市县区州镇乡局厅部处科院校所会社台馆队站组团行军司署庭议]长"
    "|董事|秘书|教授|司令|研究员|经理|检察|大队|调研|指挥|巡视|主教|外长|参谋)"
)
_ENGLISH = re.compile(
    r"\b(?:vice|deput\w*|associate|sub\w*|assistant|second|under-?\s?secretar\w+|senior|executive)\b",
    re.IGNORECASE,
)


def check(zh: str, en: str, _: Names) -> Iterator[Finding]:
    """A finding where the English says less often than the Chinese names deputies that they are."""
    found = dict.fromkeys(_CHINESE.findall(zh))
    if len(_ENGLISH.findall(en)) < len(found):
        yield Finding("deputy_missing", "warning", f"{', '.join(found)} should read deputy or vice")

"""Amounts of money in another currency than in the Chinese: 元 as dollars, 港元 as US dollars."""

import re
from collections.abc import Iterator

from digest.checks.check import Check, Edit, Example, Fault
from digest.checks.pair import TextPair
from digest.quantities.number import Number

# Currency by the words behind a Chinese amount. A plain 元 is yuan unless the text mentions
# another country's money.
_CHINESE = {
    "美元": "US dollars", "美金": "US dollars", "港元": "Hong Kong dollars",
    "港币": "Hong Kong dollars", "澳元": "Australian dollars", "加元": "Canadian dollars",
    "新元": "Singapore dollars", "澳门元": "patacas", "欧元": "euros", "英镑": "pounds",
    "日元": "yen", "日圆": "yen", "元人民币": "yuan", "人民币": "yuan", "元": "yuan", "块钱": "yuan",
}  # fmt: skip
# Currency by the sign before, or the word behind, an English amount. A plain $ is the dollar of any
# country.
_ENGLISH = (
    ("US dollars", re.compile(r"(?:\bUS\s?\$|\bUSD)\s?$"), re.compile(r"[\s-]?(?:U\.?S\.?|American) dollars?\b")),
    ("Hong Kong dollars", re.compile(r"(?:\bHK\s?\$|\bHKD)\s?$"), re.compile(r"[\s-]?(?:Hong Kong|HK) dollars?\b")),
    ("dollars", re.compile(r"[A-Z]{0,3}\$\s?$"), re.compile(r"[\s-]?(?:[A-Z]\w+ )?dollars?\b")),
    ("euros", re.compile(r"(?:€|\bEUR)\s?$"), re.compile(r"[\s-]?euros?\b")),
    ("pounds", re.compile(r"(?:£|\bGBP)\s?$"), re.compile(r"[\s-]?(?:pounds sterling|British pounds)\b")),
    ("yuan", re.compile(r"\b(?:RMB|CNY)\s?$"), re.compile(r"[\s-]?(?:yuan|RMB|renminbi|CNY)\b")),
)  # fmt: skip
_LONGEST_SIGN = 8
_ELSEWHERE = re.compile("[美港澳加新台]|欧|英镑|日[元圆]|外币|汇率")


def find(pair: TextPair) -> Iterator[Fault]:
    """Yield amounts whose currency differs; the edit names that of the Chinese if there is one."""
    amounts = [(n, c) for n in pair.source.numbers if (c := _of_chinese(pair.source.plain, n))]
    if not amounts:
        return
    for number in pair.target.numbers:
        said, span = _of_english(pair.en, number)
        if not said:
            continue
        meant = sorted({c for n, c in amounts if n.equals(number)})
        if meant and not any(currency.endswith(said) for currency in meant):
            shown = f"{number.value.normalize():,f}"
            edits = _edits(pair, number, span, meant[0]) if len(meant) == 1 else ()
            message = f"{shown} is in {' or '.join(meant)} in the Chinese, not {said}"
            yield Fault(message, shown, f"{shown} {meant[0]}" if edits else "", edits)


def _edits(
    pair: TextPair, number: Number, span: tuple[int, int], currency: str
) -> tuple[Edit, ...]:
    """The amount in its currency; a conversion in brackets that says the same again is dropped."""
    right = f"{pair.en[slice(*number.span)]} {currency}"
    before, behind = pair.en[: span[0]], pair.en[span[1] :]
    if before.endswith(f"{right} (") and behind.startswith(")"):
        return (Edit(span[0] - 2, span[1] + 1, ""),)
    if behind.startswith(f" ({right})"):
        return (Edit(span[0], span[1] + len(right) + 3, right),)
    return (Edit(*span, right),)


def _of_english(en: str, number: Number) -> tuple[str, tuple[int, int]]:
    """The currency of an English amount and the span of both; empty if it has none."""
    first, end = number.span
    for currency, sign, word in _ENGLISH:
        before = sign.search(en, max(0, first - _LONGEST_SIGN), first)
        behind = word.match(en, end)
        if before or behind:
            span = (before.start() if before else first, behind.end() if behind else end)
            return currency, span
    return "", number.span


def _of_chinese(zh: str, number: Number) -> str:
    end = number.span[1]
    rest = zh[end : end + 8].lstrip(" 多余")
    word = next((w for w in _CHINESE if rest.startswith(w)), "")
    # Twenty 元 in a text about Singapore may be dollars.
    return "" if word == "元" and _ELSEWHERE.search(zh) else _CHINESE.get(word, "")


CHECKS: tuple[Check[TextPair], ...] = (
    Check(
        "currency", "error", "numbers", "another currency: dollars for 元",
        find, measured=(75, 74), retry=("samples",),
        examples=(
            Example("节约380万元。", "It saved 3.8 million yuan.", "It saved US$3.8 million.", repaired=True),
            Example("出资300万港元。", "It paid 3 million Hong Kong dollars.", "It paid RMB3 million.", repaired=True),
            Example("节约380万美元。", "It saved 3.8 million dollars.", "It saved 3.8 million yuan."),
        ),
    ),
)  # fmt: skip

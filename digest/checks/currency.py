"""Amounts whose currency a translation changed: 元 as dollars, 港元 as US dollars."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from digest.quantities import chinese, english
from digest.quantities.number import Number
from digest.records import Finding
from digest.text import hanzi

# By what follows a Chinese amount; a plain 元 is yuan where the text speaks of no other country's.
_CHINESE = {
    "美元": "US dollars", "美金": "US dollars", "港元": "Hong Kong dollars",
    "港币": "Hong Kong dollars", "澳元": "Australian dollars", "加元": "Canadian dollars",
    "新元": "Singapore dollars", "澳门元": "patacas", "欧元": "euros", "英镑": "pounds",
    "日元": "yen", "日圆": "yen", "元人民币": "yuan", "人民币": "yuan", "元": "yuan", "块钱": "yuan",
}  # fmt: skip
# What stands before and behind an English amount; a plain $ is any country's dollar.
_ENGLISH = (
    ("US dollars", re.compile(r"(?:\bUS\s?\$|\bUSD)\s?$"), re.compile(r"[\s-]?(?:U\.?S\.?|American) dollars?\b")),
    ("Hong Kong dollars", re.compile(r"(?:\bHK\s?\$|\bHKD)\s?$"), re.compile(r"[\s-]?(?:Hong Kong|HK) dollars?\b")),
    ("dollars", re.compile(r"[A-Z]{0,3}\$\s?$"), re.compile(r"[\s-]?(?:[A-Z]\w+ )?dollars?\b")),
    ("euros", re.compile(r"(?:€|\bEUR)\s?$"), re.compile(r"[\s-]?euros?\b")),
    ("pounds", re.compile(r"(?:£|\bGBP)\s?$"), re.compile(r"[\s-]?(?:pounds sterling|British pounds)\b")),
    ("yuan", re.compile(r"\b(?:RMB|CNY)\s?$"), re.compile(r"[\s-]?(?:yuan|RMB|renminbi|CNY)\b")),
)  # fmt: skip
_ELSEWHERE = re.compile("[美港澳加新台]|欧|英镑|日[元圆]|外币|汇率")


@dataclass(frozen=True, slots=True)
class _Changed:
    """An English amount, its place with sign or word, what it says, and what the Chinese says."""

    number: Number
    span: tuple[int, int]
    said: str
    meant: tuple[str, ...]


def findings(zh: str, en: str) -> Iterator[Finding]:
    """Amounts that are in another currency in the English than in the Chinese."""
    for wrong in _changed(zh, en):
        shown, meant = f"{wrong.number.value.normalize():,f}", " or ".join(wrong.meant)
        yield Finding(
            "currency", "error", f"{shown} is in {meant} in the Chinese, not {wrong.said}"
        )


def repair(zh: str, en: str) -> str:
    """The English with the currency that the Chinese has, where it has one for the amount.

    $3 million is 3 million yuan, RMB 2 billion 2 billion Hong Kong dollars.
    """
    for wrong in reversed(tuple(_changed(zh, en))):
        if len(wrong.meant) == 1:
            amount = en[slice(*wrong.number.span)]
            first, end = wrong.span
            en = f"{en[:first]}{amount} {wrong.meant[0]}{en[end:]}"
    # RMB 285 billion (US$28.5 billion), both put right, is one amount.
    return re.sub(r"(\d[\d,.]*(?: [a-z]+)?(?: [A-Za-z]+){1,3}) \(\1\)", r"\1", en)


def _changed(zh: str, en: str) -> Iterator[_Changed]:
    zh = hanzi.normalise(zh)
    amounts = [(n, c) for n in chinese.numbers(zh) if (c := _currency(zh, n))]
    if not amounts:
        return
    for number in english.numbers(en):
        meant = {c for n, c in amounts if n.equals(number)}
        said, span = _said(en, number)
        if said and meant and not any(_same(said, c) for c in meant):
            yield _Changed(number, span, said, tuple(sorted(meant)))


def _said(en: str, number: Number) -> tuple[str, tuple[int, int]]:
    """The currency of an English amount and the place of both; empty where it has none."""
    first, end = number.span
    for currency, sign, word in _ENGLISH:
        before, behind = sign.search(en[:first]), word.match(en, end)
        if before or behind:
            span = (before.start() if before else first, behind.end() if behind else end)
            return currency, span
    return "", number.span


def _same(said: str, meant: str) -> bool:
    return meant.endswith(said)


def _currency(zh: str, number: Number) -> str:
    rest = zh[number.span[1] :].lstrip(" 多余")
    word = next((w for w in _CHINESE if rest.startswith(w)), "")
    # Twenty 元 in a text on Singapore may be dollars.
    return "" if word == "元" and _ELSEWHERE.search(zh) else _CHINESE.get(word, "")

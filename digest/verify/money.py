"""Amounts whose currency a translation changed: 元 as dollars."""

import re
from collections.abc import Iterator

from digest import zh as zh_text
from digest.records import Finding
from digest.verify import chinese, english
from digest.verify.values import Number

# By what follows a Chinese amount; a plain 元 is yuan where the text speaks of no other country's.
_CHINESE = {
    "美元": "dollar", "美金": "dollar", "港元": "dollar", "港币": "dollar", "澳元": "dollar",
    "加元": "dollar", "新元": "dollar", "澳门元": "pataca", "欧元": "euro", "英镑": "pound",
    "日元": "yen", "日圆": "yen", "元人民币": "yuan", "人民币": "yuan", "元": "yuan", "块钱": "yuan",
}  # fmt: skip
_ENGLISH = (
    ("dollar", re.compile(r"(?:[A-Z]{0,3}\$|\bUSD)\s?$"), re.compile(r"[\s-]?(?:U\.?S\.? |American |Hong Kong )?dollars?\b")),
    ("euro", re.compile(r"(?:€|\bEUR)\s?$"), re.compile(r"[\s-]?euros?\b")),
    ("pound", re.compile(r"(?:£|\bGBP)\s?$"), re.compile(r"[\s-]?(?:pounds sterling|British pounds)\b")),
    ("yuan", re.compile(r"\b(?:RMB|CNY)\s?$"), re.compile(r"[\s-]?(?:yuan|RMB|renminbi|CNY)\b")),
)  # fmt: skip
_ELSEWHERE = re.compile("[美港澳加新台]|欧|英镑|日[元圆]|外币|汇率")


def findings(zh: str, en: str) -> Iterator[Finding]:
    """Amounts that are yuan in the Chinese and another currency in the English, or the reverse."""
    for number, said, meant in _changed(zh, en):
        shown = f"{number.value.normalize():,f}"
        yield Finding("currency", "warning", f"{shown} is in {meant} in the Chinese, not {said}")


def repair(zh: str, en: str) -> str:
    """The English with dollars made yuan where the Chinese says 元 and the word follows the number."""
    for number, said, meant in reversed(tuple(_changed(zh, en))):
        word = _ENGLISH[0][2].match(en, number.span[1])
        if (
            (said, meant) == ("dollar", "yuan")
            and word
            and not _ENGLISH[0][1].search(en[: number.span[0]])
        ):
            en = f"{en[: word.start()]} yuan{en[word.end() :]}"
    return en


def _changed(zh: str, en: str) -> Iterator[tuple[Number, str, str]]:
    zh = zh_text.normalise(zh)
    amounts = [(n, c) for n in chinese.numbers(zh) if (c := _currency(zh, n))]
    if not amounts:
        return
    for number in english.numbers(en):
        before, after = en[max(0, number.span[0] - 6) : number.span[0]], en[number.span[1] :][:30]
        said = next((c for c, a, b in _ENGLISH if a.search(before) or b.match(after)), "")
        meant = {c for n, c in amounts if n.equals(number)}
        if said and meant and said not in meant:
            yield number, said, min(meant)


def _currency(zh: str, number: Number) -> str:
    rest = zh[number.span[1] :].lstrip(" 多余")
    word = next((w for w in _CHINESE if rest.startswith(w)), "")
    # Twenty 元 in a text on Singapore may be dollars.
    return "" if word == "元" and _ELSEWHERE.search(zh) else _CHINESE.get(word, "")

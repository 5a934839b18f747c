"""Sets the given English of a term into a translation that renders the term differently.

Two ways: a placeholder for the term in the Chinese, which a model copies and which the English
replaces afterwards; or the term in place of the English words that say it in another order or with
other words, if these can be nothing else. Whether the result is right is left to the checks.
"""

import re
from collections.abc import Iterable, Sequence

from digest.terminology.entry_forms import offered, preferred

Names = Sequence[tuple[str, str]]

# Placeholders: letters without a meaning, which models copy, and no digits for checks to miss.
_PLACEHOLDERS = tuple(f"Q{letter}X" for letter in "ABCDEFGHJKLM")
_SMALL = frozenset(
    ["the", "a", "an", "of", "and", "for", "in", "on", "to", "with", "at", "by", "or", "from", "as"]
)
# Determiners, before which no article goes.
_DETERMINERS = "some|those|these|this|that|all|each|every|no|any|more"
_WORD = re.compile(r"\w[\w'’]*")
# Share of the words of both that must be common: 3 of 4 words with one other word score 0.75.
_LEAST_SHARED = 0.7


def insert_placeholders(zh: str, names: Names) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The Chinese with a placeholder for each name, and the (placeholder, English) pairs used.

    The longest name first; names that do not occur get none, nor do those beyond the twelfth.
    """
    kept = []
    for (chinese, english), placeholder in zip(
        sorted(names, key=lambda pair: -len(pair[0])), _PLACEHOLDERS, strict=False
    ):
        if chinese in zh:
            zh = zh.replace(chinese, f" {placeholder} ")
            kept.append((placeholder, preferred(english)))
    return zh, tuple(kept)


def fill_placeholders(en: str, kept: Sequence[tuple[str, str]], *, quoted: bool) -> str | None:
    """The English with each placeholder replaced; None if one is missing from it.

    Without quotes in the Chinese (`quoted`), quotes around a placeholder mark the odd word and go.
    """
    for placeholder, english in kept:
        found = list(re.finditer(rf"(?P<open>[“\"'‘]?)\b{placeholder}\b(?P<close>[”\"'’]?)", en))
        if not found:
            return None
        for place in reversed(found):
            whole = not quoted and place["open"] and place["close"]
            inner = (place.end("open"), place.start("close"))
            en = set_term(en, place.span() if whole else inner, english)
    return en


def set_term(en: str, span: tuple[int, int], term: str) -> str:
    """The English with a term in place of a span; article and capital are made to fit."""
    before, behind = en[: span[0]], en[span[1] :]
    before, term = _fit_verb(before, en[span[0] : span[1]], term)
    if re.match(rf"(?:the|an?|{_DETERMINERS}) ", term):
        before = re.sub(r"\b(?:the|an?) $", "", before, flags=re.IGNORECASE)
    elif found := re.search(r"\b(an?) $", before, re.IGNORECASE):
        article = "an " if re.match("[aeio]|u(?!n[ai]|se|til)", term, re.IGNORECASE) else "a "
        plural = re.search(r"[^su]s$", term)
        before = before[: found.start()] + ("" if plural else article)
    opens = not before.strip(" \"'“‘(") or re.search(r"[.!?:][\"”’']*\s+[\"“‘(]*$", before)
    if opens and term[0].islower():
        term = term[0].upper() + term[1:]
    return f"{before}{term}{behind[1:] if term[-1] in '.!?' and behind[:1] in '.!?' else behind}"


def _fit_verb(before: str, said: str, term: str) -> tuple[str, str]:
    """The text before a term and the term, adapted where the English has the term's verb as a noun.

    "the protection of" before "protect rights" becomes "protecting rights".
    """
    verb, noun = (re.split(r"\W", words.strip(), maxsplit=1)[0] for words in (term, said))
    found = re.search(r"(?:\bthe )?\b(\w+) of (?:the )?$", before, re.IGNORECASE)
    if found and _stem(found[1]) == _stem(verb):
        before, noun = before[: found.start()], found[1]
    if noun == verb or _stem(noun) != _stem(verb) or not re.search("(?:ion|ment)$", noun):
        return before, term
    gerund = re.sub("(?<!e)e$", "", verb) + "ing"
    return re.sub(r"\bthe $", "", before, flags=re.IGNORECASE), gerund + term[len(verb) :]


def place_term(en: str, entry: str) -> str | None:
    """The English with an entry's preferred form in place of other words for it; None if none fits."""
    for form in offered(entry):
        span = _span(en, form)
        if span:
            return set_term(en, span, preferred(entry))
    return None


def _span(en: str, form: str) -> tuple[int, int] | None:
    """The span of the words that share most with a form, if they share enough and no others as much."""
    wanted = [_stem(word) for word in _WORD.findall(form) if word.casefold() not in _SMALL]
    words = [(m.span(), m[0]) for m in _WORD.finditer(en)]
    hits = [i for i, (_, word) in enumerate(words) if _stem(word) in wanted]
    scored = sorted(
        ((_score(words[i : j + 1], wanted), i - j, i, j) for i in hits for j in hits if i <= j),
        reverse=True,
    )
    if not scored or len(wanted) < 2 or scored[0][0] < _LEAST_SHARED:
        return None
    score, _, first, last = scored[0]
    rivals = [s for s in scored if s[0] == score and (s[3] < first or s[2] > last)]
    if rivals or _part_of_name(words, first, last):
        return None
    start, end = words[first][0][0], words[last][0][1]
    if "-" in (en[start - 1 : start], en[end : end + 1]):
        return None
    return _with_quotes(en, start, end)


def _with_quotes(en: str, start: int, end: int) -> tuple[int, int]:
    """The span including a quote beside it whose partner is inside: the Republic's "Medal"."""
    inside = en[start:end]
    if en[end : end + 1] in set('"”') and (inside.count('"') % 2 or "“" in inside):
        end += 1
    elif en[start - 1 : start] in set('"“') and (inside.count('"') % 2 or "”" in inside):
        start -= 1
    return start, end


def _score(words: Iterable[tuple[tuple[int, int], str]], wanted: Sequence[str]) -> float:
    said = [_stem(word) for _, word in words if word.casefold() not in _SMALL]
    left = list(wanted)
    for word in said:
        if word in left:
            left.remove(word)
    return 2 * (len(wanted) - len(left)) / (len(said) + len(wanted))


def _part_of_name(words: Sequence[tuple[tuple[int, int], str]], first: int, last: int) -> bool:
    """Whether a capitalised word is beside the words: Tianhe space station has another name in it."""
    beside = [words[i][1] for i in (first - 1, last + 1) if 0 < i < len(words)]
    return any(word[0].isupper() and not re.search("['’]s$", word) for word in beside)


def _stem(word: str) -> str:
    word = re.sub(r"['’]s?$", "", word.casefold()).replace("-", "")
    for end in (
        "ies",
        "ization",
        "isation",
        "ation",
        "ion",
        "ate",
        "ments",
        "ment",
        "ing",
        "ers",
        "er",
        "ed",
        "es",
        "s",
    ):
        if word.endswith(end) and len(word) - len(end) >= 4:
            return word.removesuffix(end)
    return word.removesuffix("e") if len(word) > 4 else word

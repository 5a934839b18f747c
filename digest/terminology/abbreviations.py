"""Short forms resolved by what their article names in full: data/abbreviations.yaml.

中科 and 科方 are of the Comoros in an article on 科摩罗, 高市 is 高市早苗, 县总 a county's trade union.
"""

import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from digest.terminology import countries
from digest.terminology.countries import Country
from digest.terminology.data import tables
from digest.terminology.fixed_terms import japanese
from digest.terminology.gazetteer import named_in_full
from digest.terminology.organisations import organisations_in

_UNION = "Federation of Trade Unions"


def short_forms(article: str) -> tuple[tuple[str, str], ...]:
    """(Chinese, English) of the short forms in an article whose antecedents it names."""
    antecedents = {
        "country": list(_countries(article)),
        "japanese": list(_japanese(article)),
        "union": list(_unions(article)),
    }
    return tuple(
        (short, form["english"].format(**values))
        for form in forms()
        for values in antecedents[form["antecedent"]]
        for short in [form["short"].format(**values)]
        if _occurs(short, article, form, values)
    )


@functools.cache
def forms() -> tuple[Mapping[str, Any], ...]:
    """The rows of the table."""
    return tuple(tables.document("abbreviations.yaml")["forms"])


def _occurs(short: str, article: str, form: Mapping[str, Any], values: Mapping[str, str]) -> bool:
    """Whether the short form occurs in the article in the context that its row requires."""
    if short[0] in form.get("never_first", ""):
        return False
    never_after = form.get("never_after", "").format(**values).split()
    after = tables.document("abbreviations.yaml")["after"].get(form.get("after"), "").split()
    before = "".join(f"(?<!{char})" for char in form.get("never_before", "").split())
    behind = f"(?:{'|'.join(after)})" if after else ""
    if form["antecedent"] == "japanese":
        behind = f"(?!{'|'.join(never_after)})"
    elif never_after and re.search(f"{short}(?:{'|'.join(never_after)})", article):
        # The same characters are another word in this article.
        return False
    return re.search(f"{before}{short}{behind}", article) is not None


def _countries(article: str) -> Iterator[Mapping[str, str]]:
    """The rarer countries of an article that no other country there shares its first character with."""
    named: dict[str, set[Country]] = defaultdict(set)
    for word, country in countries.named(article).items():
        named[word[0]].add(country)
    for first, among in named.items():
        for country in among if len(among) == 1 else ():
            if not country.common:
                yield {"first": first, "en": country.en, "people": country.people[0]}


def _japanese(article: str) -> Iterator[Mapping[str, str]]:
    """The well-known Japanese whom an article names in full and whose surname is no single character."""
    for (surname, given), en in japanese().items():
        if len(surname) > 1 and surname + given in article:
            yield {"surname": surname, "given": given, "last": en.split()[-1]}


def _unions(article: str) -> Iterator[Mapping[str, str]]:
    """Each level of government, with the English of the one trade union of that level in the article."""
    named = dict(organisations_in(article, named_in_full(article)))
    for level, english in tables.document("abbreviations.yaml")["levels"].items():
        own = {en for zh, en in named.items() if zh.endswith(f"{level}总工会")}
        union = own.pop() if len(own) == 1 else f"{english} {_UNION}"
        yield {"level": level, "union": union}

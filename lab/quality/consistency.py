"""Whether a name has the same English wherever it occurs in a digest.

    python -m lab.quality.consistency outputs/2026-W47/digest.json [GLOSSARY ...]

The term base is built again from the digest's Chinese, with the glossaries given. Each text in which
it finds a name or a term is one mention of it: `same` if the English has the term base's words, `short`
if it has an accepted short form (a surname, Anji for Anji County, initials, another order), else
`other`. Prints the share of mentions that are same or short, and each other one with its texts.
Texts that were not translated are counted and are no mentions.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from digest import terminology
from digest.app.lines import term_base_of
from digest.checks.naming.names import is_missing
from digest.records import Digest, Entry, Pair
from digest.storage import digest_json
from digest.terminology.entry_forms import offered
from digest.translation.ladder import MARKER

Form = Literal["same", "short", "other"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of the term base in one text of one article."""

    article: str
    name: tuple[str, str]
    pair: Pair
    form: Form


def mentions(digest: Digest, terms: terminology.TermBase) -> list[Mention]:
    """Every mention, in the order of the digest."""
    return [
        Mention(entry.id, name, pair, _form(name, pair))
        for entry in digest.entries
        for pair in _pairs(entry)
        if MARKER not in pair.en
        for name in _as_offered(terms, pair)
    ]


def _as_offered(terms: terminology.TermBase, pair: Pair) -> Iterator[tuple[str, str]]:
    """The names of a text, each with the offered English form that the translation has, else the first."""
    entries = dict(terms.match(pair.zh).given)
    for zh, en in terms.names(pair.zh):
        forms = offered(entries.get(zh, en))
        yield zh, next((form for form in forms if _plain(form) in _plain(pair.en)), forms[0])


def term_base_for(digest: Digest, glossaries: list[Path]) -> terminology.TermBase:
    """The term base of the digest's Chinese, with the glossaries over it."""
    chinese = [pair.zh for entry in digest.entries for pair in _pairs(entry)]
    return term_base_of(chinese, terminology.load_glossaries(glossaries) if glossaries else {})


def share(found: list[Mention]) -> float:
    """The percentage of mentions that have the term base's English or a short form of it."""
    return 100 * sum(m.form != "other" for m in found) / max(1, len(found))


def _pairs(entry: Entry) -> Iterator[Pair]:
    yield from filter(None, (entry.kicker, entry.title, entry.subtitle))
    yield from entry.summary
    yield from (block.pair for block in entry.blocks)


def _form(name: tuple[str, str], pair: Pair) -> Form:
    if _plain(name[1]) in _plain(pair.en):
        return "same"
    return "other" if is_missing(*name, pair.en) else "short"


def _plain(text: str) -> str:
    """Case-folded, with single blanks and one kind of apostrophe."""
    return re.sub(r"\s+", " ", text.replace("’", "'")).casefold()


def main() -> int:
    """Prints the figures; 1 if a mention has another English."""
    path, *glossaries = map(Path, sys.argv[1:])
    digest = digest_json.load_digest(path.read_text(encoding="utf-8"))
    found = mentions(digest, term_base_for(digest, glossaries))
    left = sum(MARKER in pair.en for entry in digest.entries for pair in _pairs(entry))
    forms = Counter(mention.form for mention in found)
    print(f"{len(digest.entries)} articles, {left} texts not translated")
    print(f"{len({m.name for m in found})} names in {len(found)} mentions:", end=" ")
    print(f"{forms['same']} same, {forms['short']} short, {forms['other']} other")
    print(f"consistent: {share(found):.1f} %")
    for mention in found:
        if mention.form == "other":
            zh, en = mention.name
            print(
                f"\n{mention.article}: {zh} is not {en!r}\n  {mention.pair.zh}\n  {mention.pair.en}"
            )
    return 1 if forms["other"] else 0


if __name__ == "__main__":
    sys.exit(main())

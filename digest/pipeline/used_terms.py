"""Which names and terms of the term base an issue really uses, for its glossary."""

from collections.abc import Iterable, Iterator

from digest.config.settings import EnglishStyle
from digest.records import Entry, Pair, Term, pairs
from digest.terminology import TermBase
from digest.text.phrases import as_words
from digest.translation.house_style import style as house_style


def used_terms(entries: Iterable[Entry], terms: TermBase, style: EnglishStyle) -> tuple[Term, ...]:
    """The terms that occur in a passage and whose English is in its translation, in reading order.

    Of a term that was hinted but that the model translated otherwise, the glossary must not speak.
    """
    found: dict[str, Term] = {}
    for entry in entries:
        for pair in pairs(entry):
            for zh, en in _offered(pair, terms):
                forms = (en, house_style.styled(en, style))
                used = next((form for form in forms if as_words(form).search(pair.en)), None)
                if used and zh not in found:
                    found[zh] = Term(zh, used)
    return tuple(found.values())


def _offered(pair: Pair, terms: TermBase) -> Iterator[tuple[str, str]]:
    """What the translator was given for a passage, without job titles joined with names."""
    matches = terms.match(pair.zh)
    yield from matches.names
    yield from ((zh, en) for zh, en in matches.hints if terms.english.get(zh) == en)

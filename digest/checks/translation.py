"""All checks on a translation, and the corrections that they propose."""

from collections.abc import Iterator, Sequence
from datetime import date as Date  # noqa: N812 - `date` is a parameter here

from digest.checks.check import Edit
from digest.checks.pair import ChineseText, EnglishText, TextPair
from digest.checks.registry import CHECKS
from digest.records import Finding

# Corrections of one text; a text of one unit needs a handful.
_MOST_FIXES = 40


def check_translation(
    zh: str,
    en: str,
    *,
    names: Sequence[tuple[str, str]] = (),
    given: Sequence[tuple[str, str]] = (),
    date: Date | None = None,
) -> tuple[Finding, ...]:
    """Everything that the checks find wrong with `en` as the English of `zh`.

    `names` must appear in it, those of the user's glossary, `given`, as they are written there.
    Relative dates count from `date`.
    """
    pair = TextPair(ChineseText(zh), EnglishText(en), tuple(names), tuple(given), date)
    return check_pair(pair)


def check_pair(pair: TextPair) -> tuple[Finding, ...]:
    """Everything that the checks find in a pair, in the order of the registry."""
    return tuple(finding for check in CHECKS for finding in check.findings(pair))


def apply_fixes(pair: TextPair) -> TextPair:
    """The pair after the corrections that the checks propose.

    One at a time: after each, the English is parsed and checked again, so that the next correction
    refers to the text as it is then. A correction that would bring back an earlier text is skipped.
    """
    seen = {pair.en}
    for _ in range(_MOST_FIXES):
        texts = (pair.edited(edits) for edits in _proposals(pair))
        changed = next((text for text in texts if text.en not in seen), None)
        if changed is None:
            break
        seen.add(changed.en)
        pair = changed
    return pair


def _proposals(pair: TextPair) -> Iterator[tuple[Edit, ...]]:
    for check in CHECKS:
        if check.corrects and check.find:
            yield from (fault.edits for fault in check.find(pair) if fault.edits)

"""Quotation marks without their partner, closed where the Chinese says where."""

import re
from collections.abc import Sequence

_QUOTE = re.compile('[“”"]')
_STOPPED = re.compile("[.!?,] $")
_OPENED = tuple('“"「『《')


def close_quotes(zh: str, en: str) -> str:
    """The English with its single unpaired quote completed or dropped, as the Chinese has it.

    Speech that is opened and not closed is closed at the end, or behind its full stop. A quote
    before a text whose Chinese begins without one is dropped; before one whose Chinese begins with
    a quote, it is added. Of 4,000 lines, 25 had such a quote.
    """
    marks = [found.start() for found in _QUOTE.finditer(en)]
    if len(marks) % 2 == 0 or len(_QUOTE.findall(zh)) % 2:
        return _close_after_stops(en, marks) if len(marks) == len(_QUOTE.findall(zh)) else en
    begins = zh.lstrip().startswith(_OPENED)
    if marks[0] == 0 and not begins:
        return en[1:]
    if begins and marks[0] > 0 and len(marks) == 1 and not _opens(en, marks[0]):
        return ("“" if en[marks[0]] == "”" else '"') + en
    if _opens(en, marks[-1]) and (not _QUOTE.search(zh) or re.search("”[ 。]*$", zh)):
        return en.rstrip() + ("”" if en[marks[-1]] == "“" else '"')
    return en


def _close_after_stops(en: str, marks: Sequence[int]) -> str:
    """Move a closing quote that precedes the next sentence back to its own: He came. "They saw."""
    for place in marks[1::2] if all(_opens(en, mark) for mark in marks[::2]) else ():
        if _STOPPED.search(en, max(0, place - 2), place) and _opens(en, place):
            mark = '"' if en[place] == '"' else "”"
            en = f"{en[: place - 1]}{mark} {en[place + 1 :]}"
    return en


def _opens(en: str, place: int) -> bool:
    """Whether the quote there opens speech: something follows it on its own side."""
    before, behind = en[max(0, place - 1) : place], en[place + 1 : place + 2]
    return bool(behind.strip()) and not before.strip(" (—-‘'")

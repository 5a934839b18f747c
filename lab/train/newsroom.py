"""Training examples from a bilingual corpus of whole articles, with the prompts that the product would use.

The format is that of `lab.quality.corpus`. Paragraphs, summary sentences and lines are translated as
texts, headings as headlines; articles are summarised in two or three sentences and in one line. The names
and terms of an article come from its own term base, as in `digest run`. Where they agree with the
corpus's English most prompts carry them, so that the model learns to follow hints.
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path

from digest.app.lines import term_base_of
from digest.engines.api import Request, Task
from digest.terminology import TermBase, short_forms
from digest.text import hanzi
from digest.translation import hints as number_hints
from digest.translation.ladder import UNIT_CHARS
from lab.quality.corpus import Document, documents
from lab.train.pairs import HINTED, Asked

# A summary's prompt holds the whole article, ten times the tokens of its answer: some are enough.
SUMMARISED, LINED = 0.35, 0.12
HELD_EVERY = 100
TASKS: dict[str, Task] = {"K": "headline", "T": "headline", "S": "headline", "H": "headline"}
# The end of an English sentence; after an initial or a title the sentence goes on.
_ENGLISH_END = re.compile(r"(?<=[.!?])[”’\"]?\s+(?=[“‘\"A-Z0-9])")
_NO_END = re.compile(r"\b(?:[A-Z]|Mr|Ms|Mrs|Dr|No|St|vs)\.$")


def examples(file: Path) -> tuple[list[Asked], list[Asked]]:
    """(request, answer) pairs to train on, and the translations of every HELD_EVERYth article."""
    chance = random.Random(1)
    asked: list[Asked] = []
    held: list[Asked] = []
    for number, document in enumerate(documents(file.read_text(encoding="utf-8"))):
        terms = term_base_of([unit.zh for unit in document.units])
        translations = list(_translations(document, terms, chance))
        if number % HELD_EVERY == 0:
            held += translations
        else:
            asked += [*translations, *_summaries(document, chance)]
    chance.shuffle(asked)
    return asked, held


def _translations(document: Document, terms: TermBase, chance: random.Random) -> Iterator[Asked]:
    forms = short_forms("\n".join(unit.zh for unit in document.units))
    for unit in document.units:
        for zh, en in units_of(unit.zh, unit.en) if unit.tag == "P" else [(unit.zh, unit.en)]:
            offered = (
                *terms.match(zh).hints,
                *(pair for pair in forms if pair[0] in zh),
                *number_hints.hints(zh),
            )
            obeyed = tuple(pair for pair in offered if pair[1].casefold() in en.casefold())
            hints = obeyed if chance.random() < HINTED else ()
            yield Request(TASKS.get(unit.tag, "translate"), zh, 400, hints=hints), en


def units_of(zh: str, en: str) -> list[tuple[str, str]]:
    """A paragraph in units as the product makes them, if both languages have as many sentences.

    Otherwise the whole paragraph as one unit.
    """
    chinese, english = hanzi.split_sentences(zh), _english_sentences(en)
    if len(zh) <= UNIT_CHARS or len(chinese) != len(english):
        return [(zh, en)]
    units, place = [], 0
    for part in hanzi.pack(chinese, UNIT_CHARS):
        count = len(hanzi.split_sentences(part))
        units.append((part, " ".join(english[place : place + count])))
        place += count
    return units if place == len(english) else [(zh, en)]


def _english_sentences(text: str) -> list[str]:
    sentences: list[str] = []
    start = 0
    for match in _ENGLISH_END.finditer(text):
        piece = text[start : match.end()].strip()
        if not _NO_END.search(piece):
            sentences.append(piece)
            start = match.end()
    return [*sentences, text[start:].strip()]


def _summaries(document: Document, chance: random.Random) -> Iterator[Asked]:
    title = next((unit.zh for unit in document.of("T")), "")
    if chance.random() < SUMMARISED and document.of("U"):
        answer = "".join(unit.zh for unit in document.of("U"))
        yield Request("summarise", document.body, 300, context=title), answer
    if chance.random() < LINED and document.of("L"):
        yield Request("line", document.body, 80, context=title), document.of("L")[0].zh

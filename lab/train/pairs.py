"""Training examples of the adapter: parallel lines with the prompts that the product would use.

From a folder of `<name>.zh` and `<name>.en`, line by line, in document order. Some lines are joined to
units of several sentences. A line in the place of a headline is translated as one, and also serves as
the one-line summary of its document's first lines. Where hints from the term base, or numbers, agree
with the reference, most prompts carry them, so that the model learns to follow hints.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

from digest.app.lines import term_base_of
from digest.engines.api import Request, Task
from digest.text import hanzi
from digest.translation import hints as number_hints
from digest.translation.ladder import UNIT_CHARS
from lab.train.native import native

# Share of lines that begin a unit of several; share of prompts that carry the hints which their
# reference follows.
JOINED, HINTED = 0.3, 0.7
# Medical English, far from newspapers: a sample is enough.
SAMPLED = {"tico19": 400}
HELD_FROM, HELD_EVERY = "newstest2018", 33
# A headline is used as a summary only if this share of it occurs in the article.
DRAWN = 0.45
HEADLINE_CHARS, SUMMARISED_CHARS, ARTICLE_CHARS = (8, 40), 400, 700
# The second half of newstest2018 is broadcast speech, cut without full stops: no headlines there.
HEADLINES_IN = {"newstest2017": 2001, "newstest2018": 1900, "ntrex128": 1997}

# Sets of lines written in Chinese and of lines translated from English, and sets of the latter alone.
MIXED, TRANSLATED = ("newstest2017", "newstest2018"), ("flores200", "ntrex128")

Asked = tuple[Request, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line in both languages."""

    zh: str
    en: str


def parser(about: str | None) -> argparse.ArgumentParser:
    """A parser with the arguments of every command that reads the tuning set."""
    made = argparse.ArgumentParser(description=about)
    made.add_argument("tune", type=Path)
    made.add_argument("out", type=Path)
    made.add_argument("--cache", type=Path, required=True, help="folder of converted models")
    made.add_argument("--pages", type=Path, required=True, help="Chinese pages (*.txt)")
    return made


def examples(
    folder: Path, summaries: Path | None, pages: Path | None
) -> tuple[list[Asked], list[Asked]]:
    """(request, answer) pairs to train on, and those held out; the same for the same files.

    `pages`: a folder of Chinese newspaper pages (*.txt), by which the lines are known that were
    written in Chinese; only those are learned from then.
    """
    chance = random.Random(1)
    asked: list[Asked] = []
    held: list[Asked] = []
    for source in sorted(folder.glob("*.zh")):
        if pages and source.stem not in MIXED:
            continue
        lines = _lines(source)
        ours = _ours(folder, source, pages) if pages else [True] * len(lines)
        if source.stem == HELD_FROM:
            drawn = [lines[i] for i in range(0, len(lines), HELD_EVERY) if ours[i]]
            held = [_translation([line], chance) for line in drawn if _good(line)]
        lines = _learned(source.stem, lines, ours)
        titled = list(_headlines(lines[: HEADLINES_IN.get(source.stem, 0)]))
        asked += [ask for title, body in titled for ask in _titled(title, body, chance)]
        titles = {title for title, _ in titled}
        units = list(_units([line for line in lines if line not in titles], chance))
        some = chance.sample(units, min(len(units), SAMPLED.get(source.stem, len(units))))
        asked += [_translation(unit, chance) for unit in some]
    asked += [] if summaries is None else _summaries(summaries)
    chance.shuffle(asked)
    return asked, held


def written_in_chinese(folder: Path, pages: Path, seed: int = 1) -> Iterator[Asked]:
    """The requests of `examples` for lines written in Chinese, with every hint that the product gives.

    Each seed joins other lines to units.
    """
    chance = random.Random(seed)
    for stem in MIXED:
        source = folder / f"{stem}.zh"
        lines = _learned(stem, _lines(source), _ours(folder, source, pages))
        yield from _offering(stem, lines, chance)


def translated_from_english(folder: Path, pages: Path) -> Iterator[Asked]:
    """The same for the other lines, whose English was printed first."""
    chance = random.Random(1)
    for source in sorted(folder.glob("*.zh")):
        lines = _lines(source)
        mixed = source.stem in MIXED
        ours = _ours(folder, source, pages) if mixed else [False] * len(lines)
        learned = _learned(source.stem, lines, [not one for one in ours])
        asked = list(_offering(source.stem, learned, chance))
        yield from chance.sample(asked, min(len(asked), SAMPLED.get(source.stem, len(asked))))


def lines_held_out(folder: Path) -> Iterator[Asked]:
    """Every line that `examples` holds out, with every hint."""
    lines = _lines(folder / f"{HELD_FROM}.zh")[::HELD_EVERY]
    return (_whole("translate", [line]) for line in lines if _good(line))


def titles(folder: Path) -> Iterator[Asked]:
    """(request for a one-line summary, headline) pairs."""
    for stem, count in HEADLINES_IN.items():
        numbered = enumerate(_lines(folder / f"{stem}.zh"))
        lines = [line for i, line in numbered if not _is_held(stem, i)]
        for title, body in _headlines(lines[:count]):
            yield from (a for a in _titled(title, body, random.Random(1)) if a[0].task == "line")


def _offering(stem: str, lines: Sequence[Line], chance: random.Random) -> Iterator[Asked]:
    headings = [a for a, _ in _headlines(lines[: HEADLINES_IN.get(stem, 0)]) if _good(a)]
    yield from (_whole("headline", [a]) for a in headings)
    yield from (
        _whole("translate", unit)
        for unit in _units([a for a in lines if a not in headings], chance)
    )


def _whole(task: Task, unit: Sequence[Line]) -> Asked:
    chinese, english = _joined(unit)
    tokens = 100 if task == "headline" else 400
    return Request(task, chinese, tokens, hints=_offered(chinese)), english


def articles(folder: Path) -> Iterator[tuple[str, str]]:
    """Chinese headlines and the beginnings of their articles, of the lines not held out."""
    for stem, count in HEADLINES_IN.items():
        numbered = enumerate(_lines(folder / f"{stem}.zh"))
        lines = [line for i, line in numbered if not _is_held(stem, i)]
        for title, body in _headlines(lines[:count]):
            text = _beginning(body, ARTICLE_CHARS)
            if len(text) >= ARTICLE_CHARS // 3:
                yield title.zh, text


def _learned(stem: str, lines: Sequence[Line], ours: Sequence[bool]) -> list[Line]:
    numbered = enumerate(zip(lines, ours, strict=True))
    return [line for i, (line, is_ours) in numbered if is_ours and not _is_held(stem, i)]


def _is_held(stem: str, place: int) -> bool:
    return stem == HELD_FROM and place % HELD_EVERY == 0


def _ours(folder: Path, source: Path, pages: Path) -> list[bool]:
    chinese = [file.read_text(encoding="utf-8") for file in sorted(pages.glob("*.txt"))]
    translated = [line.zh for stem in TRANSLATED for line in _lines(folder / f"{stem}.zh")]
    return native([line.zh for line in _lines(source)], chinese, translated)


def _summaries(file: Path) -> list[Asked]:
    lines = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [(Request(task, text, 0, context=title), answer) for task, title, text, answer in lines]


def _beginning(body: Sequence[Line], chars: int) -> str:
    """As many whole lines as fit into the limit."""
    ends = accumulate(len(line.zh) for line in body)
    return "".join(line.zh for line, end in zip(body, ends, strict=True) if end <= chars)


def _lines(source: Path) -> list[Line]:
    chinese, english = (
        file.read_text(encoding="utf-8").splitlines()
        for file in (source, source.with_suffix(".en"))
    )
    return [Line(a.strip(), b.strip()) for a, b in zip(chinese, english, strict=True)]


def _good(line: Line) -> bool:
    """Whether a pair is fit for training: both sides present, no Han in the English, similar lengths."""
    if not line.zh or not line.en or hanzi.has_han(line.en) or len(line.zh) > 220:
        return False
    return 0.25 < len(line.en.split()) / len(line.zh) < 1.2


def _units(lines: Sequence[Line], chance: random.Random) -> Iterator[list[Line]]:
    unit: list[Line] = []
    wanted = 0
    for line in lines:
        if unit and (not _good(line) or sum(len(a.zh) for a in unit) + len(line.zh) > wanted):
            yield unit
            unit = []
        if not unit:
            wanted = UNIT_CHARS if chance.random() < JOINED else 0
        if _good(line):
            unit.append(line)
    if unit:
        yield unit


def _headlines(lines: Sequence[Line]) -> Iterator[tuple[Line, list[Line]]]:
    """Short lines without a full stop before three lines with one, and the lines of their body."""
    places = [i for i in range(len(lines) - 3) if _is_headline(lines, i)]
    for place, end in pairwise([*places, len(lines)] if places else []):
        yield lines[place], list(lines[place + 1 : end])


def _is_headline(lines: Sequence[Line], place: int) -> bool:
    short = HEADLINE_CHARS[0] <= len(lines[place].zh) <= HEADLINE_CHARS[1]
    sentences = [line.zh.endswith(tuple("。！？”…")) for line in lines[place : place + 4]]
    before = place == 0 or lines[place - 1].zh.endswith(tuple("。！？”…"))
    return short and before and sentences == [False, True, True, True]


def _titled(title: Line, body: Sequence[Line], chance: random.Random) -> Iterator[Asked]:
    text = _beginning(body, SUMMARISED_CHARS)
    if _good(title):
        request, answer = _translation([title], chance)
        yield Request("headline", title.zh, 100, request.hints), answer
    if len(text) > 100 and _drawn_from(title.zh, text) >= DRAWN:
        yield Request("line", text, 80), title.zh.removeprefix("原标题：")


def _drawn_from(title: str, text: str) -> float:
    """Share of a headline's character bigrams that its article contains."""
    grams = [title[i : i + 2] for i in range(len(title) - 1)]
    return sum(gram in text for gram in grams) / len(grams)


def _translation(unit: Sequence[Line], chance: random.Random) -> Asked:
    chinese, english = _joined(unit)
    obeyed = tuple((a, b) for a, b in _offered(chinese) if b.casefold() in english.casefold())
    hints = obeyed if chance.random() < HINTED else ()
    return Request("translate", chinese, 400, hints=hints), english


def _joined(unit: Sequence[Line]) -> tuple[str, str]:
    return "".join(line.zh for line in unit), " ".join(line.en for line in unit)


def _offered(chinese: str) -> tuple[tuple[str, str], ...]:
    return (*term_base_of([chinese]).match(chinese).hints, *number_hints.hints(chinese))

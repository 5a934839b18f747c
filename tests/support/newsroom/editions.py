"""What tests ask the newsroom for: pages, page files, scraper records and plain texts, by seed."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.support.newsroom import stories, words
from tests.support.newsroom.layouts import LAYOUTS, Sheet, plain
from tests.support.newsroom.noise import spoil

MONDAY = date(2026, 9, 21)


def page(
    seed: int, *, layout: Callable[[Random], Sheet] | None = None, noise: float = 0.0
) -> Sheet:
    """A page and what it truly holds.

    Without a layout the seed's is taken, in turn; each kind of noise is added with chance `noise`.
    """
    dice = Random(seed)
    sheet = (layout or LAYOUTS[seed % len(LAYOUTS)])(dice)
    spoil(sheet, dice, noise)
    return sheet


def write_pages(folder: Path, seeds: range) -> Path:
    """The folder, with one file per seed: a page of one story, no two of them near-duplicates."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        text = page(seed, layout=plain).text + "\n"
        (folder / f"{seed:05}.txt").write_text(text, encoding="utf-8")
    return folder


def articles(count: int, *, seed: int = 7, weeks: int = 1) -> Iterator[dict[str, Any]]:
    """Records as a scraper would write them, dated in turn in the weeks from MONDAY on."""
    for number in range(count):
        dice = Random(f"{seed}-{number}")
        story = stories.story(dice, paragraphs=(3, 8))
        yield {
            "id": f"n{number}",
            "title": story.title,
            "date": (MONDAY + timedelta(7 * (number % weeks) + dice.randrange(7))).isoformat(),
            "section": dice.choice(words.SECTIONS),
            "source": dice.choice(words.PAPERS),
            "author": story.people[0].names[0],
            "text": story.text,
        }


def bodies(count: int, *, seed: int) -> list[str]:
    """Bodies of 4 to 6 paragraphs, no two of them about the same."""
    dice = Random(seed)
    return [stories.story(dice, paragraphs=(4, 6)).text for _ in range(count)]


def retold(text: str, kind: str, dice: Random) -> str:
    """The text as another paper prints it; `kind` is reordered, renumbered, cut, all or other.

    Any other kind leaves the text as it is.
    """
    paragraphs = text.split("\n")
    if kind in {"reordered", "all"}:
        dice.shuffle(paragraphs)
    changed = "\n".join(paragraphs)
    if kind in {"renumbered", "all"}:
        changed = re.sub(r"\d+", lambda _: str(dice.randint(2, 9999)), changed)
    if kind in {"cut", "all"}:
        changed = changed[: int(len(changed) * dice.uniform(0.5, 0.8))]
    return changed

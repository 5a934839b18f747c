"""Published outputs of real systems on the test sets, and what readers found in them.

FOLDER holds newstest2019.zh, newstest2019.en (the human reference), newstest2019.google.en and so on.
"""

import html
from collections.abc import Iterator, Sequence
from pathlib import Path

CORPORA = ("newstest2019", "newstest2020")


def source(folder: Path, corpus: str) -> list[str]:
    """The Chinese lines."""
    return _lines(folder / f"{corpus}.zh")


def english(folder: Path, corpus: str, system: str = "human") -> list[str]:
    """A system's English lines; web services write quotation marks as entities."""
    name = f"{corpus}.en" if system == "human" else f"{corpus}.{system}.en"
    return [html.unescape(line) for line in _lines(folder / name)]


def outputs(
    folder: Path, systems: Sequence[str]
) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Corpus, system and pairs of lines, for each output that there is."""
    for corpus in CORPORA:
        chinese = source(folder, corpus)
        for system in systems:
            if system == "human" or (folder / f"{corpus}.{system}.en").exists():
                lines = english(folder, corpus, system)
                yield corpus, system, list(zip(chinese, lines, strict=True))


def verdicts(name: str) -> Iterator[tuple[list[str], bool]]:
    """The reader's verdicts: the key of each finding, and whether it is a real fault."""
    for line in _lines(Path(__file__).parent / name):
        *key, verdict = line.split("\t")
        yield key, verdict == "right"


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()

"""How often the English of the term base is what human translators wrote.

    python -m lab.quality.hints FOLDER [SHOW]

FOLDER holds pairs of parallel files, X.zh and X.en. Prints how many names the model would be given and
how many of those occur in the human English, ignoring case; with SHOW, the names that occur less than
half the time, most often missed first. Translators differ, so a miss is not an error, but what people
never write is worth a look.
"""

import sys
from collections import Counter
from pathlib import Path

from digest.app.lines import term_base_of


def counted(
    zh: list[str], en: list[str]
) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """How often each name is given, and how often the English of that line has it."""
    given: Counter[tuple[str, str]] = Counter()
    said: Counter[tuple[str, str]] = Counter()
    term_base = term_base_of(zh)
    for chinese, english in zip(zh, en, strict=True):
        for name in term_base.match(chinese).hints:
            given[name] += 1
            said[name] += name[1].casefold() in english.casefold()
    return given, said


def main() -> None:
    given: Counter[tuple[str, str]] = Counter()
    said: Counter[tuple[str, str]] = Counter()
    for source in sorted(Path(sys.argv[1]).glob("*.zh")):
        target = source.with_suffix(".en")
        texts = (file.read_text(encoding="utf-8").splitlines() for file in (source, target))
        for total, part in zip((given, said), counted(*texts), strict=True):
            total.update(part)
    print(f"{said.total()} of {given.total()} names given are in the human English")
    missed = sorted(given, key=lambda name: said[name] - given[name])
    for name in missed if len(sys.argv) > 2 else ():
        if said[name] * 2 < given[name]:
            print(*name, said[name], given[name], sep="\t")


if __name__ == "__main__":
    main()

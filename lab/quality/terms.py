"""Measures how many terms of a user's glossary appear in the English as given.

    python -m lab.quality.terms FOLDER [PROFILE [COUNT]]

FOLDER holds glossary_*.tsv (Chinese, English) and official_sentence_pairs.tsv. Each table in turn is
the glossary; the texts are the sentences with one of its terms and two sentences of our own around
each term. COUNT texts per table (30) are drawn with a fixed seed, so that a run takes minutes.
Prints how many terms appear, and every term that does not.
"""

import csv
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from digest.checks.naming.names import as_given
from digest.terminology.entry_forms import offered
from digest.terminology.glossary import load_glossary
from digest.text.phrases import Phrases

# Texts per table; all of them if COUNT is larger.
COUNT = 30
FRAMES = ("记者了解到，{}受到各方关注。", "会上，代表们谈到了{}。")


def texts(glossary: dict[str, str], sentences: list[str]) -> list[str]:
    """The sentences with a term, and two of our own around each term that is no sentence itself."""
    phrases = Phrases(glossary)
    framed = [frame.format(zh) for zh in glossary if zh[-1] not in "。！" for frame in FRAMES]
    return [s for s in sentences if phrases.longest(s)] + framed


def drawn(some: list[str], count: int) -> list[str]:
    """A reproducible sample of the texts."""
    return random.Random(4).sample(some, min(count, len(some)))


def main() -> None:
    folder = Path(sys.argv[1])
    profile = sys.argv[2] if len(sys.argv) > 2 else "default"
    count = int(sys.argv[3]) if len(sys.argv) > 3 else COUNT
    with (folder / "official_sentence_pairs.tsv").open(encoding="utf-8") as file:
        sentences = [row[0] for row in list(csv.reader(file, delimiter="\t"))[1:]]
    asked = right = 0
    for table in sorted(folder.glob("glossary_*.tsv")):
        glossary = load_glossary(table)
        with tempfile.TemporaryDirectory() as made:
            settings, lines = Path(made, "my.yaml"), Path(made, "lines.txt")
            settings.write_text(f"glossary: {table.resolve()}\n", encoding="utf-8")
            asked_for = drawn(texts(glossary, sentences), count)
            lines.write_text("\n".join(asked_for) + "\n", encoding="utf-8")
            command = [sys.executable, "-m", "digest", "translate", lines, "--config", settings]
            done = subprocess.run(
                [*map(str, command), "--profile", profile], stdout=subprocess.PIPE, check=False
            )
        for line in done.stdout.decode().splitlines():
            pair = json.loads(line)
            for _, zh in Phrases(glossary).longest(pair["zh"]):
                asked += 1
                there = any(as_given(form, pair["en"]) for form in offered(glossary[zh]))
                right += there
                if not there:
                    print(f"{zh}\t{glossary[zh]}\t{pair['en']}")
    print(f"{right} of {asked} terms as given: {right / max(1, asked):.3f}")


if __name__ == "__main__":
    main()

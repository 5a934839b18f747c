"""Measures the precision of the names check on published outputs of real systems.

    python -m lab.quality.names FOLDER [SHOW]

FOLDER is that of `published`. Prints per system how many names were looked for and how many were
flagged, then the precision over the flags that were read by hand: `name_verdicts.tsv` has one line
per flag (corpus, system, line, message, verdict). With SHOW, prints every flag with its texts.
"""

import sys
from collections import Counter
from pathlib import Path

from digest import checks
from digest.app.lines import term_base_of
from digest.records import Finding
from lab.quality import published

SYSTEMS = ("human", "google", "firefox-bergamot-base", "opus-mt-zh-en")
Key = tuple[str, str, int, str]


def verdicts() -> dict[Key, bool]:
    """Per flag, whether a reader found that the English lacks or misspells the name."""
    rows = published.verdicts("name_verdicts.tsv")
    return {(c, s, int(n), message): right for (c, s, n, message), right in rows}


def flags(folder: Path, asked: Counter[str] | None = None) -> dict[Key, tuple[Finding, str, str]]:
    """Every name that the check finds missing, with the texts."""
    found: dict[Key, tuple[Finding, str, str]] = {}
    for corpus, system, pairs in published.outputs(folder, SYSTEMS):
        terms = term_base_of([zh for zh, _ in pairs])
        for number, (zh, en) in enumerate(pairs, 1):
            names = terms.names(zh)
            if asked is not None:
                asked[f"{corpus} {system}"] += len(names)
            pair = checks.TextPair(checks.ChineseText(zh), checks.EnglishText(en), tuple(names))
            for finding in checks.REGISTRY["name_missing"].findings(pair):
                found[corpus, system, number, finding.message] = (finding, zh, en)
    return found


def main() -> None:
    asked: Counter[str] = Counter()
    found, known = flags(Path(sys.argv[1]), asked), verdicts()
    counts = Counter(f"{corpus} {system}" for corpus, system, _, _ in found)
    for name, count in sorted(counts.items()):
        print(f"{name}\t{count} flags of {asked[name]} names")
    for system in SYSTEMS:
        read = [known[key] for key in found if key in known and key[1] == system]
        if read:
            print(f"precision on {system}\t{sum(read) / len(read):.3f}\t{len(read)} read")
    for key, (_, zh, en) in found.items() if len(sys.argv) > 2 else ():
        print(*key, zh, en, sep="\t")


if __name__ == "__main__":
    main()

"""How often the names check is right, on published outputs of real systems.

    python -m tests.eval.names FOLDER [SHOW]

FOLDER holds newstest2019.zh, newstest2019.google.en and so on. Prints a row a system, how many
names were looked for and how many are flagged, then the precision over the flags that were read by
hand: `name_verdicts.tsv` has a line a flag (corpus, system, line, message, verdict). With SHOW,
every flag with its texts follows.
"""

import html
import sys
from collections import Counter
from pathlib import Path

from digest.jobs import ledger_of
from digest.records import Finding
from digest.verify.names import missing

CORPORA = ("newstest2019", "newstest2020")
SYSTEMS = ("", ".google", ".firefox-bergamot-base", ".opus-mt-zh-en")
_VERDICTS = Path(__file__).parent / "name_verdicts.tsv"
Key = tuple[str, str, int, str]


def verdicts() -> dict[Key, bool]:
    """What a reader found of each flag: whether the English lacks or misspells the name."""
    if not _VERDICTS.exists():
        return {}
    rows = (line.split("\t") for line in _VERDICTS.read_text(encoding="utf-8").splitlines())
    return {(c, s, int(n), m): verdict == "right" for c, s, n, m, verdict in rows}


def flags(folder: Path, asked: Counter[str] | None = None) -> dict[Key, tuple[Finding, str, str]]:
    """Every name that the check finds missing, with the texts."""
    found: dict[Key, tuple[Finding, str, str]] = {}
    for corpus in CORPORA:
        source = (folder / f"{corpus}.zh").read_text(encoding="utf-8").splitlines()
        ledger = ledger_of(source)
        names = [ledger.names(line) for line in source]
        for system in SYSTEMS:
            text = (folder / f"{corpus}{system}.en").read_text(encoding="utf-8").splitlines()
            for number, (zh, en) in enumerate(zip(source, text, strict=True), 1):
                if asked is not None:
                    asked[f"{corpus} {system[1:] or 'human'}"] += len(names[number - 1])
                for finding in missing(zh, html.unescape(en), names[number - 1]):
                    key = (corpus, system[1:] or "human", number, finding.message)
                    found[key] = (finding, zh, html.unescape(en))
    return found


def main() -> None:
    asked: Counter[str] = Counter()
    found, known = flags(Path(sys.argv[1]), asked), verdicts()
    counts = Counter(f"{corpus} {system}" for corpus, system, _, _ in found)
    for name, count in sorted(counts.items()):
        print(f"{name}\t{count} flags of {asked[name]} names")
    for name in SYSTEMS:
        system = name[1:] or "human"
        read = [known[key] for key in found if key in known and key[1] == system]
        if read:
            print(f"precision on {system}\t{sum(read) / len(read):.3f}\t{len(read)} read")
    for key, (_, zh, en) in found.items() if len(sys.argv) > 2 else ():
        print(*key, zh, en, sep="\t")


if __name__ == "__main__":
    main()

"""How often the checks are right, on published outputs of real systems.

    python -m tests.eval.checks FOLDER

FOLDER holds newstest2019.zh, newstest2019.opus-mt-zh-en.en and so on. Prints a row a system: how
many lines each check flags, and for the checks that say `error` their precision over the findings
that were read by hand: `verdicts.tsv` has a line a finding (corpus, system, line, check, verdict).
"""

import html
import sys
from collections import Counter
from pathlib import Path

from digest.verify import check_translation

CORPORA = ("newstest2019", "newstest2020")
SYSTEMS = ("", ".refB", ".google", ".firefox-bergamot-base", ".opus-mt-zh-en", ".argos")
_VERDICTS = Path(__file__).parent / "verdicts.tsv"
Key = tuple[str, str, int, str]


def verdicts() -> dict[Key, bool]:
    """What a reader found of each finding: whether it names a real fault."""
    rows = (line.split("\t") for line in _VERDICTS.read_text(encoding="utf-8").splitlines())
    return {(c, s, int(n), check): verdict == "right" for c, s, n, check, verdict in rows}


def found(folder: Path) -> dict[Key, str]:
    """Every finding on the systems' outputs, with its severity; a line and check once."""
    keys: dict[Key, str] = {}
    for corpus in CORPORA:
        source = (folder / f"{corpus}.zh").read_text(encoding="utf-8").splitlines()
        for system in SYSTEMS:
            path = folder / f"{corpus}{system}.en"
            if not path.exists():
                continue  # the second reference is of 2020 alone
            text = path.read_text(encoding="utf-8")
            for number, (zh, en) in enumerate(zip(source, text.splitlines(), strict=True), 1):
                for finding in check_translation(zh, html.unescape(en)):
                    key = (corpus, system[1:] or "human", number, finding.check)
                    keys[key] = finding.severity
    return keys


def main() -> None:
    keys, known = found(Path(sys.argv[1])), verdicts()
    counts = Counter((c, s, check) for c, s, _, check in keys)
    for (corpus, system, check), count in sorted(counts.items()):
        print(f"{corpus}\t{system}\t{check}\t{count}")
    for check in sorted({key[3] for key, severity in keys.items() if severity == "error"}):
        read = [known[key] for key in keys if key[3] == check and key in known]
        all_ = sum(key[3] == check for key in keys)
        share = f"{sum(read) / len(read):.3f}" if read else "not read"
        print(f"precision\t{check}\t{share}\t{len(read)} of {all_} read")


if __name__ == "__main__":
    main()

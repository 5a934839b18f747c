"""How often the checks are right, on published outputs of real systems.

    python -m lab.quality.checks FOLDER

FOLDER is that of `published`. Prints for each system how many lines each check flags; the precision
of each check over the findings that were read by hand (`verdicts.tsv`: corpus, system, line, check,
verdict); and the share of planted faults that are found.
"""

import sys
from collections import Counter
from pathlib import Path

from digest.checks import REGISTRY, check_translation
from digest.quantities import chinese, english
from lab.quality import published

SYSTEMS = ("human", "refB", "google", "firefox-bergamot-base", "opus-mt-zh-en", "argos")
Key = tuple[str, str, int, str]


def verdicts() -> dict[Key, bool]:
    """The reader's verdict on each finding: whether it names a real fault."""
    rows = published.verdicts("verdicts.tsv")
    return {(c, s, int(n), check): right for (c, s, n, check), right in rows}


def found(folder: Path) -> dict[Key, str]:
    """Every finding on the systems' outputs with its severity, one per line and check."""
    return {
        (corpus, system, number, finding.check): finding.severity
        for corpus, system, pairs in published.outputs(folder, SYSTEMS)
        for number, pair in enumerate(pairs, 1)
        for finding in check_translation(*pair)
    }


def precision(keys: dict[Key, str], known: dict[Key, bool]) -> dict[str, tuple[int, int]]:
    """For each check, how many findings were read and how many of those are real faults."""
    read = Counter(key[3] for key in keys if key in known)
    right = Counter(key[3] for key in keys if known.get(key))
    return {check: (count, right[check]) for check, count in read.items()}


def planted(folder: Path) -> dict[str, tuple[int, int]]:
    """Faults planted in the numbers of references, by kind: how many were made, how many are found.

    Every number of two or more digits in lines without a finding is dropped, made ten times as
    large, or made another one (three times itself and seven), one at a time.
    """
    made, seen = Counter[str](), Counter[str]()
    for _, _, pairs in published.outputs(folder, ["human"]):
        for zh, en in pairs:
            if check_translation(zh, en):
                continue
            for number in english.numbers(en):
                digits = en[slice(*number.span)]
                if not number.must or sum(map(str.isdigit, digits)) < 2:
                    continue
                for kind, text in (
                    ("dropped", ""),
                    ("tenfold", f"{10 * number.value:,f}"),
                    ("invented", f"{3 * number.value + 7:,f}"),
                ):
                    wrong = f"{en[: number.span[0]]}{text}{en[number.span[1] :]}"
                    made[kind] += 1
                    seen[kind] += bool(check_translation(zh, wrong))
    return {kind: (count, seen[kind]) for kind, count in made.items()}


def unflagged(
    folder: Path, keys: dict[Key, str], faults: dict[str, tuple[int, int]]
) -> dict[tuple[str, str], float]:
    """Numbers of two or more digits wrong or missing in output without a flag, as a share of all.

    An estimate per system: the faults flagged, times the planted faults missed per one found.
    """
    shares = {}
    missed = {kind: (count - seen) / seen for kind, (count, seen) in faults.items()}
    kinds = {"number_missing": "dropped", "number_invented": "invented"}
    for corpus in published.CORPORA:
        lines = published.source(folder, corpus)
        total = sum(n.must and n.value >= 10 for zh in lines for n in chinese.numbers(zh))
        flags = Counter((s, check) for c, s, _, check in keys if c == corpus)
        for system in {s for s, _ in flags}:
            wrong = sum(flags[system, check] * missed[kind] for check, kind in kinds.items())
            shares[corpus, system] = wrong / total
    return dict(sorted(shares.items()))


def main() -> None:
    """Print flags per system, precision per check, and how many planted faults are found."""
    folder = Path(sys.argv[1])
    keys, known = found(folder), verdicts()
    counts = Counter((c, s, check) for c, s, _, check in keys)
    for (corpus, system, check), count in sorted(counts.items()):
        print(f"{corpus}\t{system}\t{check}\t{count}")
    all_ = Counter(key[3] for key in keys)
    for check, (read, right) in sorted(precision(keys, known).items()):
        share = f"{right / read:.3f}"
        print(
            f"precision\t{check}\t{REGISTRY[check].severity}\t{share}\t{right}/{read} read of {all_[check]}"
        )
    errors = [known[k] for k, severity in keys.items() if severity == "error" and k in known]
    print(f"false among errors\t{errors.count(False) / len(errors):.4f}\t{len(errors)} read")
    faults = planted(folder)
    for kind, (count, seen) in faults.items():
        print(f"planted\t{kind}\t{seen / count:.4f}\t{seen}/{count} found")
    for (corpus, system), unseen in unflagged(folder, keys, faults).items():
        print(
            f"estimated\t{corpus}\t{system}\t{100 * unseen:.2f} % of numbers wrong and not flagged"
        )


if __name__ == "__main__":
    main()

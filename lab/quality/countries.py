"""How often one country in place of another is found, in references of published test sets.

    python -m lab.quality.countries FOLDER

FOLDER is that of `published`. In each reference that names a country which its Chinese names too,
that name becomes another country's, one at a time; prints how many of these are found as a country
left out, as one invented, and as either.
"""

import re
import sys
from collections import Counter
from pathlib import Path

from digest.checks import REGISTRY, TextPair
from digest.terminology import countries
from lab.quality import published


def planted(folder: Path) -> Counter[str]:
    """Counts: `made`, `country_missing`, `country_invented` and `either`."""
    counts = Counter[str]()
    others = [country.en for country in countries.countries()]
    for _, _, pairs in published.outputs(folder, ["human"]):
        for zh, en in pairs:
            if _found(zh, en):
                continue
            for country in dict.fromkeys(countries.named(zh).values()):
                # Whole words: Spain in place of Iran would make "Spainian" of Iranian.
                there = re.compile(rf"\b{re.escape(country.en)}\b")
                if len(there.findall(en)) != 1:
                    continue
                # Go round the table, so that every country replaces some other.
                other = others[(others.index(country.en) + 1 + counts["made"]) % len(others)]
                if other not in en and country.en not in other:
                    counts["made"] += 1
                    counts.update(_found(zh, there.sub(other, en)))
    return counts


def _found(zh: str, en: str) -> set[str]:
    pair = TextPair.of(zh, en)
    checks = ("country_missing", "country_invented")
    kinds = {check for check in checks if REGISTRY[check].findings(pair)}
    return kinds | ({"either"} if kinds else set())


def main() -> None:
    """Print how many planted countries are found."""
    counts = planted(Path(sys.argv[1]))
    for kind in ("country_missing", "country_invented", "either"):
        print(f"{kind}\t{counts[kind] / counts['made']:.3f}\t{counts[kind]}/{counts['made']} found")


if __name__ == "__main__":
    main()

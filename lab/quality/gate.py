"""Floors for translation quality, and the gate that compares a run with them.

    python -m lab.quality.gate check quick          # 100 lines, minutes; also in the test suite
    python -m lab.quality.gate check full           # all 4,000 lines, about an hour
    python -m lab.quality.gate pin quick            # raise the floors to what is measured now
    python -m lab.quality.gate pin quick --lower "why it is right to lower them"

A floor holds the scores of a pinned run, line by line, on a corpus identified by its hash. The gate
fails if a new run's mean is below the floor by more than the choice of lines explains (paired
bootstrap, one-sided 95 %). `--hypothesis FILE` takes translations from a file, `--profile` another
profile. The texts are newstest2019 and newstest2020 in ../shared; floors.json keeps figures only.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digest.app.lines import term_base_of
from digest.evaluate import bootstrap, translations
from digest.evaluate.translations import Texts

FLOORS = Path(__file__).parent / "floors.json"
TEXTS = Path(__file__).parents[3] / "shared" / "eval" / "mt"
SETS = ("newstest2019", "newstest2020")
# The step between the lines of each set that a tier uses.
TIERS = {"quick": 40, "full": 1}
FAULTS = (
    "numbers", "names", "reference_names", "residue", "loops", "coverage", "untranslated",
)  # fmt: skip
Floors = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """Scores of a system: one value per line and measure. Higher is better; faults are negative."""

    corpus: str
    bleu: float
    by_line: Mapping[str, tuple[float, ...]]

    def mean(self, measure: str) -> float:
        """The mean over the lines."""
        values = self.by_line[measure]
        return sum(values) / len(values)


@dataclass(frozen=True, slots=True)
class Fall:
    """A measure that is significantly below its floor."""

    measure: str
    floor: float
    found: float
    noise: float

    def __str__(self) -> str:
        return f"{self.measure}: {self.found:.3f}, floor {self.floor:.3f}, noise {self.noise:.3f}"


class GateError(Exception):
    """The gate cannot compare: there is no floor for this corpus, or it was edited by hand."""


def measure(texts: Texts, english: Sequence[str]) -> Run:
    """The scores of these translations, one English line per line of `texts`."""
    lines = translations.lines_of(texts, english, term_base_of(texts.chinese))
    by_line = {"chrf": tuple(round(line.chrf, 1) for line in lines)}
    by_line |= {kind: tuple(-float(line.faults.get(kind, 0)) for line in lines) for kind in FAULTS}
    return Run(corpus_hash(texts), translations.score(lines)["bleu"], by_line)


def corpus_hash(texts: Texts) -> str:
    """Identifies the lines and their references."""
    both = json.dumps([list(texts.chinese), list(texts.references)], ensure_ascii=False)
    return hashlib.sha256(both.encode()).hexdigest()


def falls(floors: Floors, tier: str, run: Run) -> list[Fall]:
    """The measures of a run that are below their floors; raises GateError if there is no floor."""
    if tier not in floors["floors"]:
        raise GateError(f"no floor for {tier}; run: python -m lab.quality.gate pin {tier}")
    pinned = _run(floors["floors"][tier])
    if pinned.corpus != run.corpus:
        raise GateError(f"the floor of {tier} is of another corpus, {pinned.corpus[:12]}")
    found = []
    for name, values in pinned.by_line.items():
        differences = [a - b for a, b in zip(run.by_line[name], values, strict=True)]
        noise = bootstrap.noise(differences)
        if run.mean(name) + noise < pinned.mean(name):
            found.append(Fall(name, pinned.mean(name), run.mean(name), noise))
    return found


def pinned(floors: Floors, tier: str, run: Run, reason: str) -> Floors:
    """The floors with this run as a tier's; raises GateError if one falls and no reason is given."""
    lowered = list(floors["lowered"])
    if tier in floors["floors"]:
        before = _run(floors["floors"][tier])
        changes = [
            {"tier": tier, "measure": name, "from": before.mean(name), "to": run.mean(name)}
            for name in before.by_line
            if run.mean(name) < before.mean(name)
        ]
        if before.corpus != run.corpus:
            changes = [{"tier": tier, "measure": "corpus", "from": before.corpus, "to": run.corpus}]
        if changes and not reason.strip():
            names = ", ".join(str(change["measure"]) for change in changes)
            raise GateError(f'this lowers {names}: say why with --lower "REASON"')
        lowered += [change | {"reason": reason} for change in changes]
    return sealed({"floors": {**floors["floors"], tier: _stored(run)}, "lowered": lowered})


def load(path: Path = FLOORS) -> Floors:
    """The floors on disk; raises GateError if they were edited by hand."""
    if not path.exists():
        return sealed({"floors": {}, "lowered": []})
    floors: Floors = json.loads(path.read_text(encoding="utf-8"))
    if sealed(floors) != floors:
        raise GateError(f"{path}: changed by hand; floors are set by `gate pin`, with a reason")
    return floors


def save(floors: Floors, path: Path = FLOORS) -> None:
    """Write the floors, one line per measure."""
    text = json.dumps(floors, ensure_ascii=False, indent=1)
    path.write_text(f"{text}\n", encoding="utf-8")


def sealed(floors: Floors) -> Floors:
    """The floors with the hash by which `load` knows that `pin` wrote them."""
    content = {key: floors[key] for key in ("floors", "lowered")}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return content | {"seal": hashlib.sha256(text.encode()).hexdigest()}


def read(tier: str, folder: Path = TEXTS) -> Texts:
    """The lines of a tier."""
    sides: list[list[str]] = []
    for language in ("zh", "en"):
        files = [(folder / f"{name}.{language}").read_text(encoding="utf-8") for name in SETS]
        sides.append([line for file in files for line in file.splitlines()[:: TIERS[tier]]])
    return Texts(sides[0], sides[1], [""] * len(sides[0]))


def translated(texts: Texts, profile: str) -> list[str]:
    """The English of the lines by `digest translate`, without a cache, in a process of its own."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, lines in (("zh", texts.chinese), ("en", texts.references)):
            (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        words = ["eval", "mt", "--source", folder / "zh", "--reference", folder / "en"]
        words += ["--save", folder / "made", "--profile", profile, "--no-cache"]
        subprocess.run(
            [sys.executable, "-m", "digest", *map(str, words)], check=True, stdout=subprocess.PIPE
        )
        return (folder / "made").read_text(encoding="utf-8").splitlines()


def _stored(run: Run) -> dict[str, Any]:
    """A run as it is written to the file: chrF separated by spaces, faults as `line:count`."""
    kept = {
        name: " ".join(
            f"{value:g}" if name == "chrf" else f"{i}:{-value:g}"
            for i, value in enumerate(values, 1)
            if value or name == "chrf"
        )
        for name, values in run.by_line.items()
    }
    means = {name: round(run.mean(name), 4) for name in run.by_line}
    lines = len(run.by_line["chrf"])
    return {
        "corpus": run.corpus, "lines": lines, "bleu": run.bleu, "means": means, "by_line": kept,
    }  # fmt: skip


def _run(stored: Mapping[str, Any]) -> Run:
    by_line: dict[str, tuple[float, ...]] = {}
    for name, text in stored["by_line"].items():
        if name == "chrf":
            by_line[name] = tuple(map(float, text.split()))
        else:
            counts = dict(pair.split(":") for pair in text.split())
            lines = range(1, stored["lines"] + 1)
            by_line[name] = tuple(-float(counts.get(str(i), 0)) for i in lines)
    return Run(stored["corpus"], stored["bleu"], by_line)


def main() -> int:
    """Check or pin; returns 0 if no measure fell."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("action", choices=["check", "pin"])
    parser.add_argument("tier", choices=list(TIERS))
    parser.add_argument("--profile", default="default")
    parser.add_argument("--hypothesis", type=Path, help="translations of the tier's lines")
    parser.add_argument("--lower", default="", metavar="REASON")
    options = parser.parse_args()
    texts = read(options.tier)
    if options.hypothesis:
        english = options.hypothesis.read_text(encoding="utf-8").splitlines()
    else:
        english = translated(texts, options.profile)
    run = measure(texts, english)
    print(f"BLEU {run.bleu}", *(f"{name} {run.mean(name):.3f}" for name in run.by_line))
    try:
        if options.action == "pin":
            save(pinned(load(), options.tier, run, options.lower))
            return 0
        found = falls(load(), options.tier, run)
    except GateError as error:
        print(error)
        return 1
    for fall in found:
        print(f"under its floor: {fall}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

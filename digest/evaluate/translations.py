"""Scores translations against references and by the checks of the product."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from digest import checks as verify
from digest import host
from digest.errors import ConfigError
from digest.evaluate import bootstrap
from digest.quantities import chinese
from digest.records import Finding
from digest.terminology import Matches
from digest.translation.ladder import MARKER

WORST = 20
# Kinds of fault that every table lists, even without a fault.
_ALWAYS = ("numbers", "names", "reference_names", "residue", "loops", "coverage", "untranslated")
_LENGTHS = ((20, "to 20 characters"), (50, "21 to 50"), (10**9, "over 50"))
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_NO_NAMES = frozenset(
    ["the", "and", "but", "for", "from", "with", "she", "they", "his", "her", "their", "this",
     "that", "these", "those", "when", "while", "after", "before", "not", "yes", "there", "here",
     "what", "who", "how", "why", "are", "was", "mrs"]
)  # fmt: skip


class Names(Protocol):
    """The part of a term base used here: the names that the English of a text must contain."""

    def match(self, text: str) -> Matches:
        """The entries that occur in this text."""
        ...


@dataclass(frozen=True, slots=True)
class Line:
    """One translated line with its scores.

    `asked` counts the numbers, names and names of the reference that it must contain, `faults` what is
    wrong, both by kind; `chrf` (0 to 100) is against the reference.
    """

    zh: str
    en: str
    reference: str
    domain: str
    findings: tuple[Finding, ...]
    asked: Mapping[str, int]
    faults: Mapping[str, int]
    chrf: float


@dataclass(frozen=True, slots=True)
class Texts:
    """Parallel files, one text per line; the domains of unlabelled lines are empty strings."""

    chinese: Sequence[str]
    references: Sequence[str]
    domains: Sequence[str]


def lines_of(
    texts: Texts,
    english: Sequence[str],
    names: Names,
    *,
    extra: Sequence[Sequence[Finding]] | None = None,
) -> tuple[Line, ...]:
    """Check and score each line in the same way, whoever translated it.

    `extra` are findings that only the translator can know, such as a truncated answer. ConfigError if
    sacreBLEU is not installed.
    """
    score = _metrics().chrf.sentence_score
    rows = zip(texts.chinese, english, texts.references, texts.domains, strict=True)
    found = extra or [()] * len(english)
    return tuple(
        _line(row, tuple(more), names, score) for row, more in zip(rows, found, strict=True)
    )


def score(lines: Sequence[Line]) -> dict[str, Any]:
    """BLEU (13a tokenisation) and chrF2 with 95 % intervals, fidelity, groups and the worst lines."""
    bleu, chrf, signatures = _scores(lines)
    return {
        "lines": len(lines),
        "bleu": round(bleu.score, 2),
        "chrf": round(chrf.score, 2),
        "intervals": {"bleu": _around(bleu), "chrf": _around(chrf)},
        "signatures": signatures,
        "findings": counted(finding for line in lines for finding in line.findings),
        "fidelity": {kind: _fidelity(kind, lines) for kind in kinds(lines)},
        "groups": _groups(lines),
        "worst": _worst(lines),
    }


def compare(ours: Sequence[Line], theirs: Sequence[Line]) -> dict[str, Any]:
    """Compare two systems on the same lines by paired bootstrap: both scores, and the p-value."""
    metrics = _metrics()
    systems = [("theirs", [line.en for line in theirs]), ("ours", [line.en for line in ours])]
    test = metrics.paired(
        systems, {"bleu": metrics.bleu, "chrf": metrics.chrf},
        [[line.reference for line in ours]], test_type="bs", n_samples=bootstrap.SAMPLES,
    )  # fmt: skip
    _, table = test()
    # sacreBLEU titles its columns by its metrics' own names, in the order given.
    columns = [results for title, results in table.items() if title != "System"]
    scores = {
        name: {
            "ours": round(us.score, 2),
            "theirs": round(them.score, 2),
            "p": round(us.p_value, 4),
        }
        for name, (them, us) in zip(("bleu", "chrf"), columns, strict=True)
    }
    return scores | {
        "fidelity": {kind: _versus(kind, ours, theirs) for kind in kinds([*ours, *theirs])}
    }


def kinds(lines: Sequence[Line]) -> tuple[str, ...]:
    """The kinds of fault to list: the usual ones first, then others that occur."""
    return tuple(dict.fromkeys((*_ALWAYS, *sorted({k for line in lines for k in line.faults}))))


def faults_of(findings: Iterable[Finding]) -> dict[str, int]:
    """The number of findings by the topic of their check."""
    return dict(Counter(verify.REGISTRY[finding.check].topic for finding in findings))


def counted(findings: Iterable[Finding]) -> Mapping[str, int]:
    """The number of findings by check."""
    return dict(sorted(Counter(finding.check for finding in findings).items()))


def names_of(reference: str) -> frozenset[str]:
    """The proper names of an English text, case-folded: capitalised words inside a sentence.

    Empty for a text in title case, where capitals say nothing.
    """
    words = _WORD.findall(reference)
    capital = [word for word in words if word[0].isupper()]
    if not words or len(capital) > 0.6 * len(words):
        return frozenset()
    first = re.findall(r"(?:^|[.!?:]['\"”’)]*\s+)[^A-Za-z]*([A-Za-z'’-]+)", reference)
    within = Counter(capital) - Counter(first)
    return frozenset(
        _bare(word) for word in within if len(word) > 2 and word.casefold() not in _NO_NAMES
    )


def _bare(word: str) -> str:
    return re.sub(r"['’]s$", "", word).casefold()


def _line(
    row: tuple[str, str, str, str],
    extra: tuple[Finding, ...],
    names: Names,
    chrf: Callable[[str, list[str]], Any],
) -> Line:
    zh, en, reference, domain = row
    matched = names.match(zh)
    wanted = matched.names
    checked = verify.check_translation(zh, en, names=wanted, given=matched.given)
    findings = tuple(dict.fromkeys((*checked, *extra)))
    printed = names_of(reference)
    held = {_bare(word) for word in _WORD.findall(en)}
    faults = faults_of(findings)
    faults |= {"reference_names": len(printed - held), "untranslated": en.count(MARKER)}
    asked = {
        "numbers": len({number.value for number in chinese.numbers(zh) if number.must}),
        "names": len(wanted),
        "reference_names": len(printed),
    }
    found = {kind: count for kind, count in faults.items() if count}
    return Line(zh, en, reference, domain, findings, asked, found, chrf(en, [reference]).score)


def _fidelity(kind: str, lines: Sequence[Line]) -> dict[str, Any]:
    """Faults, lines with a fault, and faults per 100 lines with their 95 % interval."""
    counts = [line.faults.get(kind, 0) for line in lines]
    asked = sum(line.asked.get(kind, 0) for line in lines)
    return {
        "faults": sum(counts),
        "lines": sum(map(bool, counts)),
        **({"asked": asked} if asked else {}),
        "per_100_lines": round(100 * sum(counts) / max(1, len(lines)), 2),
        "interval": [round(100 * bound, 2) for bound in bootstrap.interval(counts)],
    }


def _versus(kind: str, ours: Sequence[Line], theirs: Sequence[Line]) -> dict[str, Any]:
    counts = [[line.faults.get(kind, 0) for line in lines] for lines in (ours, theirs)]
    p = round(bootstrap.paired_p(*counts), 4)
    return {"ours": sum(counts[0]), "theirs": sum(counts[1]), "p": p}


def _groups(lines: Sequence[Line]) -> dict[str, Any]:
    """The scores by length, by content, and by domain."""
    tables: dict[str, dict[str, list[Line]]] = {"length": {}, "content": {}, "domain": {}}
    for line in lines:
        length = next(name for most, name in _LENGTHS if len(line.zh) <= most)
        tables["length"].setdefault(length, []).append(line)
        for content in _contents(line):
            tables["content"].setdefault(content, []).append(line)
        if line.domain:
            tables["domain"].setdefault(line.domain, []).append(line)
    return {
        table: {name: _short(groups[name]) for name in _ordered(table, groups)}
        for table, groups in tables.items()
        if groups
    }


def _ordered(table: str, groups: Iterable[str]) -> Sequence[str]:
    order = [name for _, name in _LENGTHS]
    return sorted(groups, key=order.index if table == "length" else None)


def _contents(line: Line) -> Iterable[str]:
    if line.asked["numbers"]:
        yield "numbers"
    if line.asked["names"]:
        yield "names"
    if "“" in line.zh:
        yield "speech"
    if not (line.asked["numbers"] or line.asked["names"] or "“" in line.zh):
        yield "plain"


def _short(lines: Sequence[Line]) -> dict[str, Any]:
    bleu, chrf, _ = _scores(lines)
    return {
        "lines": len(lines),
        "bleu": round(bleu.score, 2),
        "chrf": round(chrf.score, 2),
        # A single line cannot be resampled.
        "intervals": {"bleu": _around(bleu), "chrf": _around(chrf)} if len(lines) > 1 else {},
        "faults": {k: sum(line.faults.get(k, 0) for line in lines) for k in kinds(lines)},
    }


def _scores(lines: Sequence[Line]) -> tuple[Any, Any, list[str]]:
    """BLEU and chrF of the lines with their intervals, and sacreBLEU's signatures."""
    metrics = _metrics()
    bleu, chrf = (
        metric.corpus_score(
            [line.en for line in lines],
            [[line.reference for line in lines]],
            n_bootstrap=bootstrap.SAMPLES,
        )
        for metric in (metrics.bleu, metrics.chrf)
    )
    return bleu, chrf, metrics.signatures()


def _worst(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The lines with the most errors, and among those the ones with the lowest chrF."""

    def badness(numbered: tuple[int, Line]) -> tuple[int, float]:
        errors = sum(finding.severity == "error" for finding in numbered[1].findings)
        return -errors, numbered[1].chrf

    return [
        {
            "line": number,
            "chrf": round(line.chrf, 1),
            "zh": line.zh,
            "en": line.en,
            "reference": line.reference,
            "findings": [f"{found.check}: {found.message}" for found in line.findings],
        }
        for number, line in sorted(enumerate(lines, 1), key=badness)[:WORST]
    ]


def _around(score: Any) -> list[float]:
    """The 95 % interval of a sacreBLEU score, which has no public accessor for it."""
    middle, half = float(score._mean), float(score._ci)  # noqa: SLF001 - its only way to tell
    return [round(middle - half, 2), round(middle + half, 2)]


@dataclass(frozen=True, slots=True)
class _Metrics:
    """sacreBLEU's two metrics and its paired test."""

    bleu: Any
    chrf: Any
    paired: Any

    def signatures(self) -> list[str]:
        return [str(self.bleu.get_signature()), str(self.chrf.get_signature())]


def _metrics() -> _Metrics:
    try:
        from sacrebleu.metrics.bleu import BLEU  # noqa: PLC0415 - an extra
        from sacrebleu.metrics.chrf import CHRF  # noqa: PLC0415
        from sacrebleu.significance import PairedTest  # noqa: PLC0415
    except ImportError as error:
        raise ConfigError(host.missing("scoring translations", "eval", error)) from error
    return _Metrics(BLEU(), CHRF(), PairedTest)

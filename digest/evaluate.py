"""Scores of translations and summaries, as values ready for JSON."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from digest.errors import ConfigError
from digest.records import Finding, Pair


def score_translations(pairs: Sequence[Pair], references: Sequence[str]) -> dict[str, Any]:
    """BLEU (13a) and chrF over the corpus with sacreBLEU's signatures, and findings by check."""
    try:
        from sacrebleu.metrics.bleu import BLEU  # noqa: PLC0415 - an extra
        from sacrebleu.metrics.chrf import CHRF  # noqa: PLC0415
    except ImportError as error:
        raise ConfigError("scores need sacreBLEU: pip install 'digest[eval]'") from error
    bleu, chrf = BLEU(), CHRF()
    english = [pair.en for pair in pairs]
    return {
        "lines": len(pairs),
        "bleu": round(bleu.corpus_score(english, [list(references)]).score, 2),
        "chrf": round(chrf.corpus_score(english, [list(references)]).score, 2),
        "signatures": [str(bleu.get_signature()), str(chrf.get_signature())],
        "findings": counted(finding for pair in pairs for finding in pair.findings),
    }


def score_summaries(
    summaries: Sequence[str], references: Sequence[str], findings: Iterable[Finding]
) -> dict[str, Any]:
    """Mean character ROUGE-1, -2 and -L (F1, Lin 2004), and findings by check."""
    scores = [rouge(made, wanted) for made, wanted in zip(summaries, references, strict=True)]
    return {
        "items": len(summaries),
        **{
            name: round(100 * sum(score[name] for score in scores) / max(1, len(scores)), 2)
            for name in ("rouge_1", "rouge_2", "rouge_l")
        },
        "findings": counted(findings),
    }


def rouge(made: str, wanted: str) -> dict[str, float]:
    """Character ROUGE F1 of one summary; blanks do not count."""
    a, b = "".join(made.split()), "".join(wanted.split())
    return {
        "rouge_1": _f1(_overlap(a, b, 1), len(a), len(b)),
        "rouge_2": _f1(_overlap(a, b, 2), len(a) - 1, len(b) - 1),
        "rouge_l": _f1(_common(a, b), len(a), len(b)),
    }


def counted(findings: Iterable[Finding]) -> Mapping[str, int]:
    """How often each check found something."""
    return dict(sorted(Counter(finding.check for finding in findings).items()))


def _overlap(a: str, b: str, size: int) -> int:
    grams = [Counter(t[i : i + size] for i in range(len(t) - size + 1)) for t in (a, b)]
    return (grams[0] & grams[1]).total()


def _common(a: str, b: str) -> int:
    """The length of the longest common subsequence."""
    lengths = [0] * (len(b) + 1)
    for char in a:
        before = 0
        for place, other in enumerate(b, 1):
            kept = lengths[place]
            lengths[place] = (
                before + 1 if char == other else max(lengths[place], lengths[place - 1])
            )
            before = kept
    return lengths[-1]


def _f1(shared: int, made: int, wanted: int) -> float:
    return 2 * shared / (made + wanted) if shared else 0.0

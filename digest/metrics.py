"""A run's figures for Prometheus, in the text format that node_exporter's textfile collector reads."""

from collections.abc import Iterable, Iterator, Mapping

from digest.pipeline import Made
from digest.report import Run, complete, findings


def text(made: Made, run: Run) -> str:
    """The metrics, a line each with its help and type; labels are escaped as the format asks."""
    week = {"week": str(made.digest.week)}
    counted = [(week | {"what": name}, n) for name, n in _counts(made, run).items()]
    stages = [(week | {"stage": stage}, round(spent, 3)) for stage, spent in made.seconds]
    families: tuple[tuple[str, str, Iterable[tuple[Mapping[str, str], float]]], ...] = (
        ("complete", "1 if nothing failed and no check found an error.", [(week, complete(made.digest))]),
        ("finished_timestamp_seconds", "When the run was done.", [(week, run.finished.timestamp())]),
        ("stage_seconds", "Seconds a stage took.", stages),
        ("items", "Articles, failures, findings and texts.", counted),
        ("tokens", "Tokens that the model made.", [(week, made.tally.tokens)]),
        ("peak_memory_bytes", "The most memory held at once.", [(week, run.peak_bytes)]),
    )  # fmt: skip
    return "".join(line for family in families for line in _family(*family))


def _counts(made: Made, run: Run) -> dict[str, int]:
    severities = [finding.severity for finding in findings(made.digest)]
    return {
        "articles": len(made.digest.entries),
        "failures": len(made.digest.failures),
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "texts_asked": made.tally.asked,
        "texts_without_model": made.tally.reused,
        "texts_from_cache": run.cache_hits,
    }


def _family(
    name: str, words: str, samples: Iterable[tuple[Mapping[str, str], float]]
) -> Iterator[str]:
    yield f"# HELP digest_{name} {words}\n# TYPE digest_{name} gauge\n"
    for labels, value in samples:
        inside = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        yield f"digest_{name}{{{inside}}} {float(value):.17g}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

"""A run's figures for Prometheus, in the text format that node_exporter's textfile collector reads."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from digest.pipeline import Made
from digest.records import complete, findings
from digest.telemetry.run_report import Run

_FAMILIES = (
    ("complete", "1 if nothing failed and no check found an error."),
    ("finished_timestamp_seconds", "When the run was done."),
    ("stage_seconds", "Seconds a stage took."),
    ("items", "Articles, failures, findings and texts."),
    ("tokens", "Tokens that the model made."),
    ("peak_memory_bytes", "The most memory held at once."),
)
# The values of each family by their labels, of one week.
Figures = Mapping[str, Sequence[tuple[Mapping[str, str], float]]]


def figures(made: Made, run: Run) -> Figures:
    """What there is to tell of a week."""
    week = {"week": str(made.digest.week)}
    return {
        "complete": [(week, complete(made.digest))],
        "finished_timestamp_seconds": [(week, run.finished.timestamp())],
        "stage_seconds": [
            (week | {"stage": stage}, round(took, 3)) for stage, took in made.seconds
        ],
        "items": [(week | {"what": name}, n) for name, n in _counts(made, run).items()],
        "tokens": [(week, made.tally.tokens)],
        "peak_memory_bytes": [(week, run.peak_bytes)],
    }


def text(weeks: Sequence[Figures]) -> str:
    """The metrics, a line each with its help and type; labels are escaped as the format asks."""
    return "".join(
        line
        for name, words in _FAMILIES
        for line in _family(name, words, (sample for week in weeks for sample in week[name]))
    )


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

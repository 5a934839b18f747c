"""`digest eval mt` and `digest eval summary`."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digest.cli.options import COMPLETE, FILE, Body, asks_model, loudness, out_json

if TYPE_CHECKING:
    from digest.app.context import RunContext


@click.group("eval", epilog="\b\nExample:\n  digest eval mt --source news.zh --reference news.en")
def evaluate() -> None:
    """Score translations or summaries, made now or read from a file."""


def _measures(body: Callable[..., int]) -> Body:
    """The options that both commands share; the body gets them as `options`."""

    @asks_model
    @click.option(
        "--hypothesis",
        type=FILE,
        metavar="FILE",
        help="Score these lines instead of asking a model.",
    )
    @click.option(
        "--against",
        type=FILE,
        metavar="FILE",
        help="Outputs of another system, for a paired comparison.",
    )
    @click.option("--save", type=FILE, metavar="FILE", help="Save the outputs, one per line.")
    @click.option("--report", type=FILE, metavar="FILE", help="Write a report in Markdown.")
    @wraps(body)
    def with_options(
        hypothesis: Path | None,
        against: Path | None,
        save: Path | None,
        report: Path | None,
        **rest: Any,
    ) -> int:
        from digest.app.evaluation import Options

        return body(options=Options(hypothesis, against, save, report), **rest)

    return with_options


def _with(context: "RunContext", **wanted: str | None) -> "RunContext":
    """The context with these settings changed; None leaves one as it is."""
    update = {key: value for key, value in wanted.items() if value}
    return replace(context, settings=context.settings.model_copy(update=update))


@evaluate.command(
    "mt",
    params=loudness(),
    epilog="\b\nExamples:\n"
    "  digest eval mt --source news.zh --reference news.en --save ours.en --report ours.md\n"
    "  digest eval mt --source news.zh --reference news.en --hypothesis ours.en --against old.en",
)
@click.option(
    "--source", type=FILE, required=True, metavar="FILE", help="Chinese, one sentence per line."
)
@click.option(
    "--reference",
    type=FILE,
    required=True,
    metavar="FILE",
    help="Its English, one sentence per line.",
)
@click.option(
    "--domains", type=FILE, metavar="FILE", help="The domain of each line, one label per line."
)
@click.option(
    "--effort", type=click.Choice(["fast", "balanced", "best"]), help="Overrides the settings."
)
@_measures
def mt(
    source: Path,
    reference: Path,
    domains: Path | None,
    effort: str | None,
    options: Any,
    context: "RunContext",
) -> int:
    """Score translations against references.

    Prints BLEU, chrF and fidelity as one JSON object: scores with 95 % bootstrap intervals, tables by
    length, content and domain, and the 20 worst lines with their findings.
    """
    from digest.app import evaluation

    context = _with(context, effort=effort)
    out_json(evaluation.translations_of(source, reference, domains, options, context))
    return COMPLETE


@evaluate.command(
    "summary",
    params=loudness(),
    epilog="\b\nExample:\n  digest eval summary articles.jsonl --profile extractive --report out.md",
)
@click.argument("file", type=FILE, metavar="FILE.jsonl")
@click.option(
    "--length", type=click.Choice(["line", "short", "full"]), help="Overrides the settings."
)
@_measures
def summary(file: Path, length: str | None, options: Any, context: "RunContext") -> int:
    """Score summaries against human ones.

    Prints character ROUGE and faithfulness as one JSON object. Each line of the file is a JSON object
    with a "text" and a "summary"; without a summary its "title" is the reference. Two baselines are
    scored as well: the first sentence, and the sentences most similar to the others.
    """
    from digest.app import evaluation

    context = _with(context, summary=length)
    out_json(evaluation.summaries_of(file, options, context))
    return COMPLETE

"""`digest eval mt` and `digest eval summary`."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digest.cli.options import FILE, Body, asks_model, loudness

if TYPE_CHECKING:
    from digest.app.context import RunContext


@click.group("eval", epilog="\b\nExample:\n  digest eval mt --source news.zh --reference news.en")
def evaluate() -> None:
    """Score translations or summaries: a model's, or those in a file."""


def _measures(body: Callable[..., int]) -> Body:
    """The options that both share; the body gets them as `options`."""

    @asks_model
    @click.option(
        "--hypothesis", type=FILE, metavar="FILE", help="Score these lines; no model is asked."
    )
    @click.option(
        "--against", type=FILE, metavar="FILE", help="Another run's lines, for a paired comparison."
    )
    @click.option("--save", type=FILE, metavar="FILE", help="Keep the outputs, a line each.")
    @click.option("--report", type=FILE, metavar="FILE", help="Write a readable report (Markdown).")
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


def _with(session: "RunContext", **wanted: str | None) -> "RunContext":
    """The session with the settings that were given."""
    update = {key: value for key, value in wanted.items() if value}
    return replace(session, settings=session.settings.model_copy(update=update))


@evaluate.command(
    "mt",
    params=loudness(),
    epilog="\b\nExamples:\n"
    "  digest eval mt --source news.zh --reference news.en --save ours.en --report ours.md\n"
    "  digest eval mt --source news.zh --reference news.en --hypothesis ours.en --against old.en",
)
@click.option(
    "--source", type=FILE, required=True, metavar="FILE", help="Chinese, a sentence a line."
)
@click.option(
    "--reference", type=FILE, required=True, metavar="FILE", help="Its English, a sentence a line."
)
@click.option("--domains", type=FILE, metavar="FILE", help="What each line is: a label a line.")
@click.option(
    "--effort", type=click.Choice(["fast", "balanced", "best"]), help="In place of the settings'."
)
@_measures
def mt(
    source: Path,
    reference: Path,
    domains: Path | None,
    effort: str | None,
    options: Any,
    session: "RunContext",
) -> int:
    """Score translations against references.

    BLEU, chrF and fidelity, as one JSON object: figures come with 95 % intervals (bootstrap), tables
    by length, content and domain, and the worst 20 lines with their findings.
    """
    from digest.app import evaluation

    session = _with(session, effort=effort)
    click.echo(
        evaluation.as_json(evaluation.translations_of(source, reference, domains, options, session))
    )
    return 0


@evaluate.command(
    "summary",
    params=loudness(),
    epilog="\b\nExample:\n  digest eval summary articles.jsonl --profile extractive --report out.md",
)
@click.argument("file", type=FILE, metavar="FILE.jsonl")
@click.option(
    "--length", type=click.Choice(["line", "short", "full"]), help="In place of the settings'."
)
@_measures
def summary(file: Path, length: str | None, options: Any, session: "RunContext") -> int:
    """Score summaries against human ones.

    Character ROUGE and faithfulness, as one JSON object.
    Each line of the file has a "text" and a "summary" (else its "title" is the wanted summary).
    Two baselines stand beside: the first sentence, and the sentences most like the others.
    """
    from digest.app import evaluation

    session = _with(session, summary=length)
    click.echo(evaluation.as_json(evaluation.summaries_of(file, options, session)))
    return 0

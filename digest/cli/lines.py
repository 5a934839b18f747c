"""Commands that read articles or lines and print results: parse, translate, summarise, terms."""

import io
import sys
from typing import TYPE_CHECKING, Any

import click

from digest.cli.options import (
    COMPLETE,
    INCOMPLETE,
    asks_model,
    command,
    configured,
    console,
    is_strict,
    out,
    out_json,
    read_all,
)
from digest.errors import InputError

if TYPE_CHECKING:
    from digest.app.context import RunContext
    from digest.config.settings import Settings


@command(example="digest parse pages/ > articles.jsonl")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--explain",
    is_flag=True,
    help="Show what each line of a page was taken for, and why articles begin and end.",
)
@configured
def parse(inputs: tuple[str, ...], explain: bool, settings: "Settings") -> int:
    """Print the articles found in INPUT as JSON Lines.

    No model is loaded. Text that belongs to no article is listed on standard error, with reasons.
    """
    from digest.app import digests
    from digest.pipeline import Guard

    if explain:
        for line in digests.explain(inputs):
            out(line)
        return COMPLETE
    counter, guard = digests.ParseCounter(), Guard(console.detail, strict=is_strict())
    for item in digests.read(inputs, settings, sys.stdin.buffer, guard):
        shown = counter.show(item)
        if isinstance(shown, str):
            console.error(shown)
        else:
            out_json(shown)
    if not counter.articles:
        raise InputError("no article in the input; --explain shows what each line was taken for")
    return INCOMPLETE if counter.failures else COMPLETE


@command(example="echo 安吉县总工会近日举行技能竞赛。 | digest translate")
@click.argument("file", type=click.File("rb"), default="-", metavar="[FILE|-]")
@asks_model
def translate(file: Any, context: "RunContext") -> int:
    """Translate Chinese texts, one per line.

    Prints one JSON object per line, in order.
    """
    from digest.app import lines

    failed = [_print(result) for result in lines.translate_lines(read_all(file), context)]
    return INCOMPLETE if any(failed) else COMPLETE


@command(example="digest parse pages/ | digest summarise > summaries.jsonl")
@click.argument("file", type=click.File("rb"), default="-", metavar="[FILE|-]")
@asks_model
def summarise(file: Any, context: "RunContext") -> int:
    """Summarise articles in Chinese.

    Reads JSON Lines as `digest parse` prints them, and prints one JSON object per article.
    """
    from digest.app import lines

    failed = [
        _print(result) for result in lines.summarise_lines(io.BytesIO(read_all(file)), context)
    ]
    return INCOMPLETE if any(failed) else COMPLETE


def _print(result: dict[str, Any]) -> bool:
    """Prints a result; returns whether its findings include an error."""
    out_json(result)
    return any(finding["severity"] == "error" for finding in result["findings"])


@command(example="digest terms pages/ > my-terms.yaml")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@configured
def terms(inputs: tuple[str, ...], settings: "Settings") -> int:
    """Draft a glossary of the names and terms in INPUT.

    It lists the English that a run would use. Correct it, and name the file in `glossary:` of
    your settings.
    """
    from digest.app import lines

    out(lines.terms_file(inputs, settings, sys.stdin.buffer, console.say).rstrip("\n"))
    return COMPLETE

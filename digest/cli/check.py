"""`digest check`: the checks, and the model's doubt, on translations made elsewhere."""

from typing import TYPE_CHECKING, Any

import click

from digest.cli.options import COMPLETE, INCOMPLETE, asks_model, command, out_json, read_all

if TYPE_CHECKING:
    from digest.app.context import RunContext


@command(example="digest check pairs.tsv > findings.jsonl")
@click.argument("file", type=click.File("rb"), default="-", metavar="[FILE|-]")
@asks_model
def check(file: Any, context: "RunContext") -> int:
    """Check translations: Chinese, a tab and English on each line.

    Prints one JSON object per pair: what is wrong, and a doubt from 0 to 1, the probability that
    the English holds a major error. The exit code is 3 if any finding is an error.
    """
    from digest.app.check import check_pairs

    failed = False
    for result in check_pairs(read_all(file), context):
        out_json(result)
        failed |= any(finding["severity"] == "error" for finding in result["findings"])
    return INCOMPLETE if failed else COMPLETE

"""`digest check`: the checks on translations made elsewhere."""

from typing import TYPE_CHECKING, Any

import click

from digest.cli.options import COMPLETE, INCOMPLETE, command, configured, out_json

if TYPE_CHECKING:
    from digest.config.settings import Settings


@command(example="digest check pairs.tsv > findings.jsonl")
@click.argument("file", type=click.File("rb"), default="-", metavar="[FILE|-]")
@configured
def check(file: Any, settings: "Settings") -> int:
    """Check translations: Chinese, a tab and English on each line.

    Prints one JSON object per pair, with what is wrong. No model is loaded. The exit code is 3 if
    any finding is an error.
    """
    from digest.app.check import check_pairs

    failed = False
    for result in check_pairs(file.read(), settings):
        out_json(result)
        failed |= any(finding["severity"] == "error" for finding in result["findings"])
    return INCOMPLETE if failed else COMPLETE

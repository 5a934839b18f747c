"""`digest plan`: what a run will take, before it is begun."""

import json
import os
import sys
from typing import TYPE_CHECKING

import click

from digest.cli.options import asks_model, loudness

if TYPE_CHECKING:
    from digest.app.context import RunContext


@click.command(
    params=loudness(),
    epilog="\b\nExample:\n  digest plan archive/ --workers 8 --tokens-per-second 2500 --cost-per-hour 2",
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, metavar="N", help="How many."
)
@click.option("--tokens-per-second", type=click.FloatRange(0), default=0, help="Of a worker.")
@click.option("--cost-per-hour", type=click.FloatRange(0), default=0, help="Of a worker.")
@click.option("--table", is_flag=True, help="From 10 to 10 million such articles, as Markdown.")
@asks_model
def plan(
    inputs: tuple[str, ...],
    *,
    workers: int,
    tokens_per_second: float,
    cost_per_hour: float,
    table: bool,
    session: "RunContext",
) -> int:
    """Say what time, memory, disk and cost a run takes.

    One JSON object; no model is touched. The rates are those of earlier runs with these settings on this machine, or documented ones.
    """
    from digest.app import digests
    from digest.telemetry import estimate

    wanted = estimate.Wanted(workers, tokens_per_second, cost_per_hour)
    work, pace = digests.plan(inputs, session, stdin=sys.stdin.buffer, cores=os.cpu_count() or 1)
    if table:
        click.echo(estimate.table(work, pace, wanted))
    else:
        click.echo(json.dumps(estimate.estimate(work, pace, wanted), indent=2))
    return 0

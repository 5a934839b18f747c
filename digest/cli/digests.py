"""Commands that make, render and send digests: run, demo, plan, render, send."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digest.cli.options import (
    COMPLETE,
    FOLDER,
    INCOMPLETE,
    Body,
    asks_model,
    command,
    configured,
    console,
    credentials,
    out,
    writes,
)
from digest.cli.windows import DaysType, WeekType, resolve
from digest.errors import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.app.context import RunContext
    from digest.app.week_spool import Found
    from digest.config.settings import Format, Settings
    from digest.mail import SendOptions
    from digest.records import Layout, Period, Week


def _layout(body: Callable[..., int]) -> Body:
    """--layout, which overrides the settings."""
    return click.option(
        "--layout",
        type=click.Choice(["stacked", "side", "tap", "zh", "summaries"]),
        help="Chinese above English, side by side, behind a tap, alone, or summaries only.",
    )(body)


@command(example="digest run pages/*.txt more.jsonl --week 2026-W47\ndigest run pages/ --last 7d")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--week",
    type=WeekType(),
    help="Make this week only: 2026-W47, this, or last. Undated articles join it.  "
    "[default: every week found]",
)
@click.option(
    "--last",
    "days",
    type=DaysType(),
    help="Make one issue of the last days up to today, such as 7d.",
)
@click.option("--send", is_flag=True, help="Send the digest by email once it is made.")
@_layout
@writes
def run(
    inputs: tuple[str, ...],
    week: "str | Week | None",
    days: int | None,
    send: bool,
    layout: "Layout | None",
    context: "RunContext",
) -> int:
    """Make a digest of each week of articles.

    Articles are read, summarised, translated and checked. An article that another issue in the
    output folder has is not taken again; one that came too late for its own week is taken now.

    INPUT: files, folders, globs, addresses (https://...), an OPML list of feeds (feeds.opml), or -
    for standard input.
    """
    from digest.app import digests

    context = replace(context, layout=layout)
    found = digests.read(inputs, context.settings, sys.stdin.buffer, context.guard)
    ends_on = context.settings.issue.last_day
    chosen, period = resolve(week, days, today=context.today, ends_on=ends_on)
    return _make(found, context, chosen, period, send=send)


@command(example="digest demo --out my-digest")
@writes
def demo(context: "RunContext") -> int:
    """Make a digest of the packaged sample page."""
    from digest.app import digests

    return _make(digests.sample(), context, digests.SAMPLE_WEEK, None, send=False)


def _make(
    found: "Iterable[Found]",
    context: "RunContext",
    week: "Week | None",
    period: "Period | None",
    *,
    send: bool,
) -> int:
    """Make the weeks' digests; with `send`, mail the week asked for, else the latest that has begun."""
    from digest import mail
    from digest.app import digests

    if send:
        mail.check_settings(context.settings.mail, credentials())
    outcomes = []
    for outcome in digests.make_weeks(found, context, week=week, period=period):
        outcomes.append(outcome)
        for line in outcome.messages:
            console.say(line)
        if outcome.folder:
            out(str(outcome.folder / "digest.md"))
    if len(outcomes) > 1:
        console.say(digests.total(outcomes))
    if send:
        begun = [one.folder for one in outcomes if one.folder and (one.begun or week)]
        if not begun:
            raise DeliveryError(
                "nothing was sent: every week lies in the future; choose one by --week"
            )
        _send(begun[-1], context.settings, mail.SendOptions())
    code = COMPLETE if all(outcome.complete for outcome in outcomes) else INCOMPLETE
    folders = [str(outcome.folder) for outcome in outcomes if outcome.folder]
    console.event(event="done", folders=folders, exit_code=code)
    return code


@command(example="digest plan archive/")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@asks_model
def plan(inputs: tuple[str, ...], context: "RunContext") -> int:
    """Estimate how long a run takes.

    No model is loaded. The pace is that of earlier runs on this machine with the same settings, if
    there are any; text in the translation cache takes no time.
    """
    from digest.app import digests

    out(digests.plan(inputs, context, stdin=sys.stdin.buffer))
    return COMPLETE


class FormatsType(click.ParamType["tuple[Format, ...]"]):
    """A comma-separated list of md, epub and html."""

    name = "LIST"

    def convert(
        self,
        value: "str | tuple[Format, ...]",
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> "tuple[Format, ...]":
        """The formats, in our order."""
        if isinstance(value, tuple):
            return value
        from digest.config.settings import FORMATS

        wanted = {name.strip() for name in value.split(",")}
        for name in sorted(wanted - set(FORMATS)):
            self.fail(f"unknown format {name!r}; known are {', '.join(FORMATS)}", param, ctx)
        return tuple(name for name in FORMATS if name in wanted)


@command(example="digest render outputs/2026-W47 --format md,html")
@click.argument("folder", type=FOLDER, metavar="WEEKDIR")
@click.option(
    "--format",
    "formats",
    type=FormatsType(),
    help="Which files, of md, epub and html.  [default: the settings' formats]",
)
@_layout
@configured
def render(
    folder: Path,
    formats: "tuple[Format, ...] | None",
    layout: "Layout | None",
    settings: "Settings",
) -> int:
    """Write a week's files again from its digest.json.

    No model is loaded.
    """
    from digest import storage

    for path in storage.render_week(folder, settings, formats=formats or (), layout=layout):
        out(str(path))
    for line in storage.read_edited(folder).lines():
        console.say(line)
    return COMPLETE


@command(example="digest send outputs/2026-W47 --to li@example.org --dry-run")
@click.argument("folder", type=FOLDER, metavar="WEEKDIR")
@click.option(
    "--to", multiple=True, metavar="ADDR", help="Send to this address instead of the recipients."
)
@click.option("--to-editor", is_flag=True, help="Send the copy with all notes to mail.editor.")
@click.option("--dry-run", is_flag=True, help="Write the messages as .eml files; send nothing.")
@click.option("--anyway", is_flag=True, help="Send in spite of failures and errors.")
@click.option(
    "--again",
    is_flag=True,
    help="Send a corrected issue to those who have it; with --to, also where delivery is unknown.",
)
@configured
def send(folder: Path, settings: "Settings", **wanted: Any) -> int:
    """Send a week's digest by email.

    The EPUB is attached. User and password of the server come from the environment variables
    DIGEST_SMTP_USER and DIGEST_SMTP_PASSWORD.
    """
    from digest.mail import SendOptions

    return _send(folder, settings, SendOptions(**wanted))


def _send(folder: Path, settings: "Settings", options: "SendOptions") -> int:
    """Send a week's mails, or write them. Raises DeliveryError if not everyone got theirs."""
    from digest import mail

    sender = mail.Sender(credentials(), datetime.now().astimezone(), console.say)
    for line in mail.send_digest(folder, settings, options, sender):
        out(line)
    return COMPLETE

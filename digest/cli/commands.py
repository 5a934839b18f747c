"""The commands: the only file that prints, exits, reads the clock or the environment."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from digest import __version__
from digest.cli import desk, signals
from digest.cli.evaluate import evaluate
from digest.cli.options import Body, asks_model, cache_folder, configured, console, loudness, writes
from digest.cli.plan import plan
from digest.errors import ConfigError, DigestError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.app.context import RunContext
    from digest.app.digests import Found
    from digest.config.settings import Format, Settings
    from digest.records import Layout, Week

COMPLETE, NOTHING, INCOMPLETE, INTERRUPTED = 0, 1, 3, 130
_FOLDER = click.Path(file_okay=False, path_type=Path)
# Who may set what from outside; a misspelt one is refused, not ignored.
_VARIABLES = frozenset({"DIGEST_SMTP_USER", "DIGEST_SMTP_PASSWORD"})


def main() -> NoReturn:
    """Run the command line and exit: the one place where errors become messages and codes."""
    signals.listen()
    try:
        code = digest.main(standalone_mode=False, prog_name="digest")
        sys.stdout.flush()
    except DigestError as error:
        console.error(f"digest: {error}")
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except OSError as error:
        place = error.filename or "standard output"
        console.error(f"digest: {place}: {error.strerror or error}")
        _drop_stdout()
        code = NOTHING
    except (signals.Stopped, KeyboardInterrupt, click.Abort):
        console.error("digest: interrupted; what was done is kept, the same command goes on")
        code = INTERRUPTED
    except MemoryError:
        console.error("digest: out of memory; what was done is kept, the same command goes on")
        code = NOTHING
    sys.exit(code)


def _drop_stdout() -> None:
    """What is still buffered goes nowhere, so that the interpreter's own flush cannot fail too."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(epilog="\b\nExample:\n  digest run pages/ --week 2026-W47", params=loudness())
@click.version_option(__version__, prog_name="digest")
def digest() -> None:
    """A bilingual weekly digest of Chinese news, made offline with a local model."""
    unknown = sorted(v for v in os.environ if v.startswith("DIGEST_") and v not in _VARIABLES)
    if unknown:
        known = ", ".join(sorted(_VARIABLES))
        raise ConfigError(f"unknown environment variable {unknown[0]}; known are {known}")


digest.add_command(evaluate)
digest.add_command(plan)
for _desk in (desk.archive, desk.review, desk.export_week, desk.import_week, desk.memory):
    digest.add_command(_desk)


def _command(*, example: str, name: str | None = None) -> Callable[[Body], click.Command]:
    """Adds a command, with an example in its help, --quiet and --verbose."""

    def decorate(body: Body) -> click.Command:
        command = digest.command(name, epilog=f"\b\nExample:\n  {example}")(body)
        command.params.extend(loudness())
        return command

    return decorate


def _laid_out(body: Callable[..., int]) -> Body:
    """--layout, over the settings' own."""
    return click.option(
        "--layout",
        type=click.Choice(["stacked", "side", "tap", "zh", "summaries"]),
        help="Both languages in turn, side by side, Chinese behind a tap, alone, or no bodies.",
    )(body)


def _week(_: click.Context, __: click.Parameter, text: str | None) -> "Week | None":
    from digest.records import Week

    try:
        return Week.parse(text) if text else None
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _out(value: Any) -> None:
    """One result, as a JSON line on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False))


def _make(found: "Iterable[Found]", session: "RunContext", week: "Week | None", send: bool) -> int:
    """The weeks' digests, their messages and the exit code; the latest is what is sent."""
    from digest.app import digests
    from digest.mail import send as post

    if send:
        post.check(session.settings.mail, _credentials())
    complete, folder = True, session.settings.outputs
    for outcome in digests.make_weeks(found, session, week=week):
        for line in outcome.messages:
            console.say(line)
        complete, folder = complete and outcome.complete, outcome.folder
        click.echo(folder / "digest.md")
    if send:
        _post(folder, session.settings, (), dry_run=False)
    return COMPLETE if complete else INCOMPLETE


def _credentials() -> tuple[str, str]:
    """The SMTP user and password that the environment holds, "" where it does not."""
    return os.environ.get("DIGEST_SMTP_USER", ""), os.environ.get("DIGEST_SMTP_PASSWORD", "")


def _post(folder: Path, settings: "Settings", to: tuple[str, ...], *, dry_run: bool) -> int:
    """Sends or writes a week's mails; DeliveryError where not everyone got theirs."""
    from digest.mail import send as post

    for line in post.post(folder, settings, to, dry_run=dry_run, secrets=_credentials()):
        click.echo(line)
    return COMPLETE


@_command(example="digest run pages/*.txt more.jsonl --week 2026-W47")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--week",
    callback=_week,
    metavar="WEEK",
    help="ISO week, such as 2026-W47, with what is undated; else all weeks.",
)
@click.option(
    "--send", is_flag=True, help="Send the latest week's digest by email when it is made."
)
@_laid_out
@writes
def run(
    inputs: tuple[str, ...],
    week: "Week | None",
    send: bool,
    layout: "Layout | None",
    session: "RunContext",
) -> int:
    """Make the digest of each week of articles.

    They are read, summarised, translated and checked.

    INPUT: files, folders, globs, or - for standard input.
    """
    from digest.app import digests

    session = replace(session, layout=layout)
    return _make(digests.read(inputs, session.settings, sys.stdin.buffer), session, week, send)


@_command(example="digest demo --out /tmp/digest")
@writes
def demo(session: "RunContext") -> int:
    """Make a digest of the packaged sample page."""
    from digest.app import digests

    return _make(digests.sample(), session, digests.SAMPLE_WEEK, send=False)


@_command(example="digest parse pages/ > articles.jsonl")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--explain",
    is_flag=True,
    help="Show what each line was taken for, and why articles begin and end.",
)
@configured
def parse(inputs: tuple[str, ...], explain: bool, settings: "Settings") -> int:
    """Show the articles found in INPUT, as JSON Lines.

    No model is touched. What belongs to no article is listed on stderr with its reason.
    """
    from digest.app import digests

    if explain:
        for line in digests.explain(inputs):
            click.echo(line)
        return COMPLETE
    tally = digests.Parsed()
    for item in digests.read(inputs, settings, sys.stdin.buffer):
        shown = tally.take(item)
        if isinstance(shown, str):
            console.error(shown)
        else:
            _out(shown)
    if not tally.articles:
        raise InputError("no article in the input; --explain shows what each line was taken for")
    return INCOMPLETE if tally.failures else COMPLETE


@_command(example="echo 安吉县总工会近日举行技能竞赛。 | digest translate")
@click.argument("file", type=click.File("rb"), default="-", metavar="[FILE|-]")
@asks_model
def translate(file: Any, session: "RunContext") -> int:
    """Translate Chinese texts, one a line.

    One JSON object a line comes out, in order.
    """
    from digest.app import lines

    findings = [_said(result) for result in lines.translate_lines(file.read(), session)]
    return INCOMPLETE if any(findings) else COMPLETE


@_command(example="digest parse pages/ | digest summarise > summaries.jsonl")
@click.argument("file", type=click.File("rb"), default="-", metavar="[FILE|-]")
@asks_model
def summarise(file: Any, session: "RunContext") -> int:
    """Summarise articles of `digest parse` in Chinese.

    JSON Lines go in, and come out: a JSON object a line.
    """
    from digest.app import lines

    findings = [_said(result) for result in lines.summarise_lines(file, session)]
    return INCOMPLETE if any(findings) else COMPLETE


def _said(result: dict[str, Any]) -> bool:
    """Prints a result; whether it holds an error."""
    _out(result)
    return any(finding["severity"] == "error" for finding in result["findings"])


@_command(example="digest render outputs/2026-W47 --format md,html")
@click.argument("folder", type=_FOLDER, metavar="WEEKDIR")
@click.option(
    "--format", "formats", metavar="LIST", help="Any of md,epub,html; else the settings' formats.",
)  # fmt: skip
@_laid_out
@configured
def render(folder: Path, formats: str | None, layout: "Layout | None", settings: "Settings") -> int:
    """Write a week's files again from its digest.json.

    No model is touched.
    """
    from digest import storage

    for path in storage.render_week(folder, settings, formats=_formats(formats), layout=layout):
        click.echo(path)
    for line in storage.read_edited(folder).lines():
        console.say(line)
    return COMPLETE


def _formats(text: str | None) -> "tuple[Format, ...]":
    from digest.config.settings import FORMATS

    given = {name.strip() for name in text.split(",")} if text is not None else set()
    unknown = given - set(FORMATS)
    if unknown:
        raise click.BadParameter(f"unknown format {min(unknown)!r}: {', '.join(FORMATS)}")
    return tuple(format_ for format_ in FORMATS if format_ in given)


@_command(example="digest send outputs/2026-W47 --to li@example.org --dry-run")
@click.argument("folder", type=_FOLDER, metavar="WEEKDIR")
@click.option("--to", multiple=True, metavar="ADDR", help="A recipient; else the config's.")
@click.option("--dry-run", is_flag=True, help="Write the .eml files, send nothing.")
@configured
def send(folder: Path, to: tuple[str, ...], dry_run: bool, settings: "Settings") -> int:
    """Send a week's digest by email.

    The Markdown is its text, the EPUB is attached. User and password are taken from
    DIGEST_SMTP_USER and DIGEST_SMTP_PASSWORD.
    """
    return _post(folder, settings, to, dry_run=dry_run)


@_command(example="digest terms pages/ > my-terms.yaml")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@configured
def terms(inputs: tuple[str, ...], settings: "Settings") -> int:
    """Draft a glossary of the names and terms found.

    It has the English that will be used, to be corrected.
    """
    from digest.app import lines

    click.echo(lines.terms_file(inputs, settings, sys.stdin.buffer), nl=False)
    return COMPLETE


@_command(example="digest models pull qwen2.5-coder-1.5b-news")
@click.argument("action", type=click.Choice(["list", "pull", "verify"]))
@click.argument("name", required=False)
def models(action: str, name: str | None) -> int:
    """List, fetch or check models.

    A file is checked against its pinned SHA-256.
    """
    from digest.app import models as jobs

    if action == "list":
        for line in jobs.models_list(cache_folder() / "models"):
            click.echo(line)
        return COMPLETE
    if name is None:
        raise click.UsageError(f"digest models {action} NAME: name a model of `digest models list`")
    work = jobs.models_pull if action == "pull" else jobs.models_verify
    click.echo(work(name, cache_folder() / "models", console.say))
    return COMPLETE


@_command(example="digest doctor --config my.yaml")
@asks_model
def doctor(session: "RunContext") -> int:
    """Say what would stop a run here; exit 1 if something would."""
    from digest.app import doctor as checkup

    results = checkup.examine(session, _credentials())
    for result in results:
        click.echo(str(result))
    return COMPLETE if all(result.ok for result in results) else NOTHING

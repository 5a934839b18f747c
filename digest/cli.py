"""The commands: the only file that prints, exits, reads the clock or the environment."""

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from digest import __version__, interrupt
from digest.console import Console
from digest.errors import ConfigError, DigestError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.config import Settings
    from digest.jobs import Found
    from digest.records import Week
    from digest.render.view import Layout
    from digest.session import Session

COMPLETE, NOTHING, INCOMPLETE, INTERRUPTED = 0, 1, 3, 130
_Body = Callable[..., int]
_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)
# Who may set what from outside; a misspelt one is refused, not ignored.
_VARIABLES = frozenset({"DIGEST_SMTP_USER", "DIGEST_SMTP_PASSWORD"})


def _now() -> datetime:
    return datetime.now(UTC)


console = Console(sys.stderr, _now)


def main() -> NoReturn:
    """Run the command line and exit: the one place where errors become messages and codes."""
    interrupt.listen()
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
    except (interrupt.Stopped, KeyboardInterrupt, click.Abort):
        console.error("digest: interrupted; what was done is kept, the same command goes on")
        code = INTERRUPTED
    except MemoryError:
        console.error("digest: out of memory; what was done is kept, the same command goes on")
        code = NOTHING
    sys.exit(code)


def _drop_stdout() -> None:
    """What is still buffered goes nowhere, so that the interpreter's own flush cannot fail too."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _hear(_: click.Context, parameter: click.Parameter, given: bool) -> None:
    if given and parameter.name == "log_json":
        console.json = True
    elif given:
        console.level = "quiet" if parameter.name == "quiet" else "verbose"


def _loudness() -> list[click.Option]:
    words = {
        "quiet": "Say only what went wrong.",
        "verbose": "Say more.",
        "log-json": "As JSON lines.",
    }
    return [
        click.Option([f"--{name}"], is_flag=True, expose_value=False, callback=_hear, help=text)
        for name, text in words.items()
    ]


@click.group(epilog="\b\nExample:\n  digest run pages/ --week 2026-W47", params=_loudness())
@click.version_option(__version__, prog_name="digest")
def digest() -> None:
    """A bilingual weekly digest of Chinese news, made offline with a local model."""
    unknown = sorted(v for v in os.environ if v.startswith("DIGEST_") and v not in _VARIABLES)
    if unknown:
        known = ", ".join(sorted(_VARIABLES))
        raise ConfigError(f"unknown environment variable {unknown[0]}; known are {known}")


def _command(*, example: str, name: str | None = None) -> Callable[[_Body], click.Command]:
    """Adds a command, with an example in its help, --quiet and --verbose."""

    def decorate(body: _Body) -> click.Command:
        command = digest.command(name, epilog=f"\b\nExample:\n  {example}")(body)
        command.params.extend(_loudness())
        return command

    return decorate


def _configured(body: Callable[..., int]) -> _Body:
    """--config and --profile; the body gets the settings."""

    @click.option(
        "--config", "config_file", type=_FILE, metavar="FILE", help="Over the profile's settings."
    )
    @click.option("--profile", default="default", show_default=True, help="Packaged settings.")
    @wraps(body)
    def with_settings(config_file: Path | None, profile: str, **options: Any) -> int:
        from digest import config

        return body(settings=config.load(profile=profile, file=config_file), **options)

    return with_settings


def _asks_model(body: Callable[..., int]) -> _Body:
    """The options of every command that asks a model; the body gets them as a session."""

    @_configured
    @click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), help="Where models run.")
    @click.option("--cache", type=_FILE, metavar="FILE", help="Where made texts are kept.")
    @click.option("--no-cache", is_flag=True, help="Neither read nor keep made texts.")
    @wraps(body)
    def with_session(
        settings: "Settings",
        device: str | None,
        cache: Path | None,
        no_cache: bool,
        **options: Any,
    ) -> int:
        from digest.session import Session

        settings = settings.model_copy(update={"device": device} if device else {})
        kept = None if no_cache else cache or _cache_folder() / "texts.sqlite"
        session = Session(settings, _cache_folder() / "models", kept, console, time.monotonic, _now)
        return body(session=session, **options)

    return with_session


def _writes(body: Callable[..., int]) -> _Body:
    """The options of what makes a week's folder; the body gets them as a session."""

    @_asks_model
    @click.option("--out", type=_FOLDER, metavar="DIR", help="Where the week's folder is made.")
    @click.option("--metrics", type=_FILE, metavar="FILE", help="Figures for Prometheus.")
    @wraps(body)
    def with_outputs(
        session: "Session", out: Path | None, metrics: Path | None, **options: Any
    ) -> int:
        return body(session=replace(session.writing_to(out), metrics=metrics), **options)

    return with_outputs


def _laid_out(body: Callable[..., int]) -> _Body:
    """--layout, over the settings' own."""
    return click.option(
        "--layout",
        type=click.Choice(["stacked", "side", "tap", "zh", "summaries"]),
        help="Both languages in turn, side by side, Chinese behind a tap, alone, or no bodies.",
    )(body)


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "digest"


def _week(_: click.Context, __: click.Parameter, text: str | None) -> "Week | None":
    from digest.records import Week

    try:
        return Week.parse(text) if text else None
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _out(value: Any) -> None:
    """One result, as a JSON line on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False))


def _make(found: "Iterable[Found]", session: "Session", week: "Week | None", send: bool) -> int:
    """A week's digest, its messages and its exit code."""
    from digest import jobs, post

    if send:
        post.check(session.settings.mail, _credentials())
    outcome = jobs.make_week(found, session, week=week)
    for line in outcome.messages:
        console.say(line)
    if send:
        _post(outcome.folder, session.settings, (), dry_run=False)
    click.echo(outcome.folder / "digest.md")
    return COMPLETE if outcome.complete else INCOMPLETE


def _credentials() -> tuple[str, str]:
    """The SMTP user and password that the environment holds, "" where it does not."""
    return os.environ.get("DIGEST_SMTP_USER", ""), os.environ.get("DIGEST_SMTP_PASSWORD", "")


def _post(folder: Path, settings: "Settings", to: tuple[str, ...], *, dry_run: bool) -> int:
    """Sends or writes a week's mails; DeliveryError where not everyone got theirs."""
    from digest import post

    for line in post.post(folder, settings, to, dry_run=dry_run, secrets=_credentials()):
        click.echo(line)
    return COMPLETE


@_command(example="digest run pages/*.txt more.jsonl --week 2026-W47")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--week", callback=_week, metavar="WEEK", help="ISO week; undated articles join it.")
@click.option("--send", is_flag=True, help="Send the digest by email when it is made.")
@_laid_out
@_writes
def run(
    inputs: tuple[str, ...],
    week: "Week | None",
    send: bool,
    layout: "Layout | None",
    session: "Session",
) -> int:
    """Read, summarise, translate and check articles; write the week's digest.

    INPUT: files, folders, globs, or - for standard input.
    """
    from digest import jobs

    session = replace(session, settings=session.settings.laid_out(layout))
    return _make(jobs.read(inputs, session.settings, sys.stdin.buffer), session, week, send)


@_command(example="digest demo --out /tmp/digest")
@_writes
def demo(session: "Session") -> int:
    """Make a digest of the packaged sample page."""
    from digest import jobs

    return _make(jobs.sample(), session, jobs.SAMPLE_WEEK, send=False)


@_command(example="digest parse pages/ > articles.jsonl")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--explain", is_flag=True, help="Show what each line of a page was taken for.")
@_configured
def parse(inputs: tuple[str, ...], explain: bool, settings: "Settings") -> int:
    """Show the articles found in INPUT, as JSON Lines; no model is touched.

    What belongs to no article is listed on stderr with its reason.
    """
    from digest import jobs

    if explain:
        for line in jobs.explain(inputs):
            click.echo(line)
        return COMPLETE
    tally = jobs.Parsed()
    for item in jobs.read(inputs, settings, sys.stdin.buffer):
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
@_asks_model
def translate(file: Any, session: "Session") -> int:
    """Translate Chinese texts, one a line, to one JSON object a line, in order."""
    from digest import jobs

    findings = [_said(result) for result in jobs.translate_lines(file.read(), session)]
    return INCOMPLETE if any(findings) else COMPLETE


@_command(example="digest parse pages/ | digest summarise > summaries.jsonl")
@click.argument("file", type=click.File("rb"), default="-", metavar="[FILE|-]")
@_asks_model
def summarise(file: Any, session: "Session") -> int:
    """Summarise articles (JSON Lines from `digest parse`) in Chinese, a JSON object a line."""
    from digest import jobs

    findings = [_said(result) for result in jobs.summarise_lines(file, session)]
    return INCOMPLETE if any(findings) else COMPLETE


def _said(result: dict[str, Any]) -> bool:
    """Prints a result; whether it holds an error."""
    _out(result)
    return any(finding["severity"] == "error" for finding in result["findings"])


@_command(example="digest render outputs/2026-W47 --format md,html")
@click.argument("folder", type=_FOLDER, metavar="WEEKDIR")
@click.option("--format", "formats", default="md,epub,html", show_default=True)
@_laid_out
@_configured
def render(folder: Path, formats: str, layout: "Layout | None", settings: "Settings") -> int:
    """Write a week's files again from its digest.json; no model is touched."""
    from digest import publish

    settings = settings.laid_out(layout)
    wanted = publish.formats(formats)
    for path in publish.render(publish.read(folder), folder, settings, wanted):
        click.echo(path)
    return COMPLETE


@_command(example="digest send outputs/2026-W47 --to li@example.org --dry-run")
@click.argument("folder", type=_FOLDER, metavar="WEEKDIR")
@click.option("--to", multiple=True, metavar="ADDR", help="A recipient; else the config's.")
@click.option("--dry-run", is_flag=True, help="Write the .eml files, send nothing.")
@_configured
def send(folder: Path, to: tuple[str, ...], dry_run: bool, settings: "Settings") -> int:
    """Send a week's digest by email: the Markdown as text, the EPUB attached.

    User and password are taken from DIGEST_SMTP_USER and DIGEST_SMTP_PASSWORD.
    """
    return _post(folder, settings, to, dry_run=dry_run)


@_command(example="digest terms pages/ > my-terms.yaml")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@_configured
def terms(inputs: tuple[str, ...], settings: "Settings") -> int:
    """Show the names and terms found, with the English that will be used, as a glossary file."""
    from digest import jobs

    click.echo(jobs.terms_file(inputs, settings, sys.stdin.buffer), nl=False)
    return COMPLETE


@_command(example="digest models pull qwen2.5-coder-1.5b-instruct")
@click.argument("action", type=click.Choice(["list", "pull", "verify"]))
@click.argument("name", required=False)
def models(action: str, name: str | None) -> int:
    """List the models there are, fetch one, or check one against its pinned SHA-256."""
    from digest import jobs

    for line in jobs.models(action, name, _cache_folder() / "models", console.say):
        click.echo(line)
    return COMPLETE


@_command(name="eval", example="digest eval mt --source news.zh --reference news.en")
@click.argument("kind", type=click.Choice(["mt", "summary"]))
@click.argument("file", type=_FILE, required=False)
@click.option("--source", type=_FILE, metavar="FILE", help="mt: Chinese, a sentence a line.")
@click.option("--reference", type=_FILE, metavar="FILE", help="mt: English, a sentence a line.")
@_asks_model
def evaluate(
    kind: str, file: Path | None, source: Path | None, reference: Path | None, session: "Session"
) -> int:
    """Score the model: translations against a reference, or summaries of a JSON Lines file."""
    from digest import jobs

    _out(jobs.score(kind, file, source, reference, session=session))
    return COMPLETE


@_command(example="digest doctor --config my.yaml")
@_asks_model
def doctor(session: "Session") -> int:
    """Say what would stop a run here; exit 1 if something would."""
    from digest import doctor as checkup

    results = checkup.examine(session, _credentials())
    for result in results:
        click.echo(str(result))
    return COMPLETE if all(result.ok for result in results) else NOTHING

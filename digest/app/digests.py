"""The commands that make digests: run, demo, parse, plan. Values in and out, nothing printed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, BinaryIO

from digest import ingest, storage
from digest.app.archive import write_archive
from digest.app.context import Engines, RunContext
from digest.app.desk import MEMORY, remember_weeks
from digest.app.earlier_issues import follow_stories
from digest.app.published import PublishedIssues
from digest.app.recorder import RunRecorder, known_pace
from digest.app.week_spool import Found, WeekItems, by_week
from digest.config.settings import Settings
from digest.desk import Edited, Memory, load_edits
from digest.errors import InputError
from digest.pipeline import Guard, Toolkit, WeekResult, make_digest
from digest.progress import EtaEstimator, ProgressListener, duration, translated_chars
from digest.records import (
    Article,
    Digest,
    Discard,
    Entry,
    Failure,
    Period,
    Week,
    complete,
    findings,
    issue_week,
    pairs,
)
from digest.render import check_templates
from digest.telemetry import estimate
from digest.telemetry.run_report import REPORT, read_first
from digest.text import encoding
from digest.text.dates import zone_named

SAMPLE = "sample_page.txt"
# The sample has no date; a fixed week makes the demo's files the same whenever it is run.
SAMPLE_WEEK = Week(2026, 39)
# Lines of one kind that are shown; report.json has the others.
MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a week, and what to tell the user about it.

    `folder` is None if no digest was made. `complete`: nothing failed and no check found an error.
    `begun` is False for a week in the future. `articles` were printed, `failures` were not.
    """

    folder: Path | None
    complete: bool
    begun: bool
    messages: tuple[str, ...]
    articles: int = 0
    failures: int = 0


@dataclass(slots=True)
class ParseCounter:
    """Counts what a parse finds, and formats each item."""

    articles: int = field(default=0)
    failures: int = field(default=0)

    def show(self, item: Found) -> dict[str, Any] | str:
        """An article as its JSON object; anything else as a line of text."""
        if isinstance(item, Article):
            self.articles += 1
            return dict(ingest.article_to_json(item))
        if isinstance(item, Discard):
            return _left_out(item)
        self.failures += 1
        return _failed(item)


def read(
    inputs: Sequence[str],
    settings: Settings,
    stdin: BinaryIO,
    guard: Guard = Guard(log=lambda _: None),  # noqa: B008 - a frozen value
) -> Iterator[Found]:
    """What ingest finds in the inputs, with the field names and the time zone of the settings."""
    zone = zone_named(settings.inputs.time_zone)
    options = ingest.ReadOptions(settings.inputs.fields, zone, strict=guard.strict)
    return ingest.read(inputs, stdin=stdin, options=options, log=guard.log)


def sample() -> Iterator[Found]:
    """What ingest finds on the packaged sample page."""
    with as_file(files("digest.app") / SAMPLE) as path:
        yield from ingest.read([str(path)])


def explain(inputs: Sequence[str]) -> Iterator[str]:
    """Each line of page files, with what it was taken for."""
    for name in inputs:
        try:
            data = Path(name).read_bytes()
        except OSError as error:
            raise InputError(f"{name}: {error.strerror}; --explain takes page files") from error
        yield from ingest.explain_page(encoding.decode(data))


def make_weeks(
    found: Iterable[Found],
    context: RunContext,
    *,
    week: Week | None,
    period: Period | None = None,
) -> Iterator[Outcome]:
    """Make the digest of each week of what was found, each in its folder, the earliest first.

    With `week`, only that one's, from the articles of `period` (default: its seven days); undated
    articles join it. An article that another issue in the output folder has is not taken again.
    InputError if no digest at all could be made.
    """
    outputs = context.settings.outputs
    begin = context.clock()
    check_templates(context.settings.page_style)
    with (
        storage.exclusive(outputs / ".lock"),
        context.engines() as engines,
        context.console.watching() as progress,
        Memory(outputs / MEMORY) as memory,
    ):
        storage.check_writable(outputs)
        for mistake in remember_weeks(outputs, memory, context.today):
            context.console.say(mistake)
        run = _Run(context, engines, progress, memory)
        with _weeks(found, context, week, period, progress) as weeks:
            reading = context.clock() - begin
            for items in weeks:
                yield run.make(items, reading=reading, alone=len(weeks) == 1)
                reading = 0.0
        run.recorder.close()
        for line in write_archive(context.settings):
            context.console.say(line)


@contextmanager
def _weeks(
    found: Iterable[Found],
    context: RunContext,
    week: Week | None,
    period: Period | None,
    progress: ProgressListener,
) -> Iterator[tuple[WeekItems, ...]]:
    ends_on = context.settings.issue.last_day
    if week:
        yield (WeekItems(week, period or Period.of(week, ends_on), found, 0, 0),)
        return
    progress.stage("read")
    outputs, today = context.settings.outputs, context.today
    with by_week(found, outputs, today=today, ends_on=ends_on) as weeks:
        yield weeks


class _Run:
    """One run over weeks."""

    def __init__(
        self, context: RunContext, engines: Engines, progress: ProgressListener, memory: Memory
    ) -> None:
        self._context = context
        self._published = PublishedIssues(context.settings.outputs)
        self.recorder = RunRecorder(context, engines)
        self._toolkit = Toolkit(
            context.settings,
            engines.translator,
            engines.summariser,
            engines.model,
            context.glossary(),
            context.clock,
            engines.loading_seconds,
            progress,
            EtaEstimator(context.clock, self.recorder.known_pace()),
            context.guard,
            memory.exact,
        )

    def make(self, items: WeekItems, *, reading: float, alone: bool) -> Outcome:
        """One week's digest, written; `reading` seconds were spent on its input before.

        InputError if the week is `alone` and has nothing to make.
        """
        begun = items.week <= issue_week(self._context.today, self._context.settings.issue.last_day)
        folder = self._context.settings.outputs / str(items.week)
        try:
            load_edits(folder)  # a mistake in it is reported now, not after an hour's work
            made = make_digest(
                items.items,
                window=self._published.window(items.week, items.period),
                toolkit=self._toolkit,
                later=items.later,
            )
        except InputError as error:
            if alone:
                raise
            return Outcome(None, complete=False, begun=begun, messages=(str(error),))
        made, edited = self._write(made, folder, reading)
        self.recorder.add(made, items.period, folder)
        self._published.add(items.week, items.period, made.issue.considered)
        messages = (*edited.lines(), *_messages(made, folder, begun=begun))
        counts = len(edited.digest.entries), len(edited.digest.failures)
        return Outcome(folder, complete(edited.digest), begun, messages, *counts)

    def _write(self, made: WeekResult, folder: Path, reading: float) -> tuple[WeekResult, Edited]:
        """Write the files, without articles that a renderer cannot take; also what was rendered."""
        toolkit, settings = self._toolkit, self._toolkit.settings
        toolkit.progress.stage("write")
        began = toolkit.clock()
        digest = replace(made.digest, layout=self._context.layout)
        digest = follow_stories(digest, folder.parent, settings.issue.duplicate_similarity)

        def part(entries: Sequence[Entry]) -> Digest:
            return replace(digest, entries=tuple(entries))

        edited, problems = toolkit.guard.without_culprits(
            digest.entries,
            lambda some: storage.write_week(part(some), folder, settings),
            test=lambda some: storage.render_files(part(some), folder, settings),
        )
        results = tuple(zip(digest.entries, problems, strict=True))
        failures = tuple(
            Failure("write", f"{entry.provenance.path}: {entry.title.zh}", problem.reason)
            for entry, problem in results
            if problem
        )
        if failures:
            digest = part([entry for entry, problem in results if not problem])
            digest = replace(digest, failures=(*digest.failures, *failures))
            edited = storage.write_week(digest, folder, settings)
        seconds = dict(made.seconds) | {"write": toolkit.clock() - began}
        seconds["read"] += reading
        return replace(made, digest=digest, seconds=tuple(seconds.items())), edited


def only_articles(found: Iterable[Found], say: Callable[[str], None]) -> list[Article]:
    """The articles of what was read; tells of what could not be read. InputError if there is none."""
    articles = []
    for item in found:
        if isinstance(item, Article):
            articles.append(item)
        elif isinstance(item, Failure):
            say(_failed(item))
    if not articles:
        raise InputError("no article in the input; `digest parse` shows what was read")
    return articles


def plan(inputs: Sequence[str], context: RunContext, *, stdin: BinaryIO) -> str:
    """One line: how long a run over all articles of the inputs will take, without asking a model."""
    found = read(inputs, context.settings, stdin, context.guard)
    sizes = [translated_chars(article) for article in only_articles(found, context.console.say)]
    with context.engines() as engines:
        pace = known_pace(context, engines)
    return estimate.describe(articles=len(sizes), characters=sum(sizes), pace=pace)


def total(outcomes: Sequence[Outcome]) -> str:
    """One line about all weeks of a run."""
    made = [outcome for outcome in outcomes if outcome.folder]
    return (
        f"{counted(len(made), 'week')}: "
        f"{counted(sum(outcome.articles for outcome in made), 'article')}, "
        f"{counted(sum(outcome.failures for outcome in made), 'failure')}"
    )


def _messages(made: WeekResult, folder: Path, *, begun: bool) -> Iterator[str]:
    """What was left out and what failed, a few lines of each kind, then one line of totals."""
    week = made.digest.week
    if not begun:
        days = sorted({entry.date for entry in made.digest.entries if entry.date})
        yield f"{week} lies in the future: check the date {', '.join(map(str, days[:3]))}"
    listed = folder / REPORT
    kinds = (
        ("left out", tuple(map(_left_out, made.discards)), "left_out"),
        ("set aside", tuple(map(_failed, made.issue.set_aside)), "set_aside"),
        ("failed", tuple(map(_failed, made.digest.failures)), "failures"),
    )
    for kind, lines, name in kinds:
        yield from lines[:MOST_LINES]
        if len(lines) > MOST_LINES:
            rest = len(lines) - MOST_LINES
            yield f"... and {rest} more {kind}; {listed} lists all under {name!r}, with reasons"
    if made.unused_terms:
        some = ", ".join(made.unused_terms[:MOST_LINES])
        number = counted(len(made.unused_terms), "entry", "entries")
        yield f"glossary: {number} not found in this issue: {some}{', ...' * (len(made.unused_terms) > MOST_LINES)}"
    first, texts = read_first(made.digest), sum(1 for e in made.digest.entries for _ in pairs(e))
    if first:
        yield f"read these {len(first)} of {counted(texts, 'passage')} first: {listed}, 'read_first'"
    severities = [finding.severity for finding in findings(made.digest)]
    seconds = sum(spent for _, spent in made.seconds)
    yield (
        f"{week}: {counted(len(made.digest.entries), 'article')}, "
        f"{counted(len(made.digest.failures), 'failure')}, "
        f"{counted(severities.count('error'), 'error')} and "
        f"{counted(severities.count('warning'), 'warning')} to check; "
        f"{counted(made.tally.asked, 'text')}, {made.tally.reused:,} of them without the model, "
        f"{duration(seconds)}"
    )


def counted(number: int, noun: str, plural: str = "") -> str:
    """The number and its noun, in the plural (default: with an s) except after 1."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def _left_out(discard: Discard) -> str:
    first, last = discard.lines
    place = f"{discard.path}:{first}-{last}" if last else discard.path
    return f"{place}: left out: {discard.reason}"


def _failed(failure: Failure) -> str:
    return f"{failure.where}: {failure.stage}: {failure.reason}"

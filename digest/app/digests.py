"""What the commands do, as values: inputs and a session in, results out, nothing printed."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, BinaryIO

from digest import ingest, pipeline, storage
from digest.app.archive import write_archive
from digest.app.context import RunContext
from digest.app.desk import MEMORY, remember_weeks
from digest.app.recorder import RunRecorder, rates_key
from digest.app.week_spool import Part, by_week
from digest.config.settings import Settings
from digest.desk import Memory, load_edits
from digest.engines import counting as planning
from digest.errors import InputError
from digest.ingest.formats.json_csv import article_to_json
from digest.ingest.page.explain import explain as explain_page
from digest.progress import EtaEstimator, NullProgress, ProgressListener
from digest.records import Article, Discard, Failure, Layout, Week, complete, findings
from digest.render import check_templates
from digest.telemetry import estimate, run_history
from digest.text import encoding
from digest.text.dates import zone_named

Found = Article | Discard | Failure
SAMPLE = "sample_page.txt"
# The sample bears no date; a fixed week makes the demo's files the same whenever it is run.
SAMPLE_WEEK = Week(2026, 39)
# So many lines of one kind are read; more are looked up.
MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """A week's digest as it lies on disk, and what a person should be told of it.

    `complete`: nothing failed and no check found an error.
    """

    folder: Path
    complete: bool
    messages: tuple[str, ...]


def _messages(made: pipeline.Made, folder: Path) -> Iterator[str]:
    """What was left out and what failed, then the sum: few of a kind a line each, many in one."""
    listed = folder / "report.json"
    kinds = (
        ("left out", tuple(map(_left_out, made.discards)), "left_out"),
        ("set aside", tuple(map(_failed, made.issue.set_aside)), "set_aside"),
        ("failed", tuple(map(_failed, made.digest.failures)), "failures"),
    )
    for kind, lines, name in kinds:
        yield from lines[:MOST_LINES]
        if len(lines) > MOST_LINES:
            rest = len(lines) - MOST_LINES
            yield f"... and {rest} more {kind}; {listed} has all under {name!r}, with reasons"
    errors = sum(finding.severity == "error" for finding in findings(made.digest))
    warnings = sum(finding.severity == "warning" for finding in findings(made.digest))
    seconds = sum(spent for _, spent in made.seconds)
    yield (
        f"{_counted(len(made.digest.entries), 'article')}, "
        f"{_counted(len(made.digest.failures), 'failure')}, {_counted(errors, 'error')} and "
        f"{_counted(warnings, 'warning')} marked in the text; {_counted(made.tally.asked, 'text')}, "
        f"{made.tally.reused} without model work, {seconds:.0f} s"
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


@dataclass(slots=True)
class Parsed:
    """Counts what a parse finds, and gives each thing as it is shown."""

    articles: int = field(default=0)
    failures: int = field(default=0)

    def take(self, item: Found) -> dict[str, Any] | str:
        """An article as its JSON; anything else as a line for a person."""
        if isinstance(item, Article):
            self.articles += 1
            return dict(article_to_json(item))
        if isinstance(item, Discard):
            return _left_out(item)
        self.failures += 1
        return _failed(item)


def read(inputs: Sequence[str], settings: Settings, stdin: BinaryIO) -> Iterator[Found]:
    """What ingest finds, with the field names and the time zone of the settings."""
    options = ingest.ReadOptions(settings.inputs.fields, zone_named(settings.inputs.time_zone))
    return ingest.read(inputs, stdin=stdin, options=options)


def sample() -> Iterator[Found]:
    """What ingest finds on the packaged sample page."""
    with as_file(files("digest.app") / SAMPLE) as path:
        yield from ingest.read([str(path)])


def explain(inputs: Sequence[str]) -> Iterator[str]:
    """Each line of a page, with what it was taken for."""
    for name in inputs:
        try:
            data = Path(name).read_bytes()
        except OSError as error:
            raise InputError(f"{name}: {error.strerror}; --explain takes page files") from error
        yield from explain_page(encoding.decode(data))


def make_weeks(
    found: Iterable[Found], session: RunContext, *, week: Week | None
) -> Iterator[Outcome]:
    """The digest of each week of what was found, written to the week's folder, the earliest first.

    With `week`, that one's alone; what bears no date joins it, else the latest.
    """
    outputs = session.settings.outputs
    begin = session.clock()
    storage.check_writable(outputs)
    check_templates(session.settings.page_style)
    if week:  # a mistake in its corrections is told now, not after an hour's work
        load_edits(outputs / str(week))
    with (
        storage.exclusive(outputs / ".lock"),
        session.engines() as engines,
        session.console.watching() as watch,
        Memory(outputs / MEMORY) as memory,
    ):
        for mistake in remember_weeks(outputs, session.now().date()):
            session.console.say(mistake)
        account = RunRecorder(session, engines)
        tools = pipeline.Tools(
            session.settings,
            engines.translator,
            engines.summariser,
            engines.model,
            session.glossary(),
            session.clock,
            watch,
            EtaEstimator(session.clock, account.known_pace()),
            memory.exact,
        )
        with _by_week(found, outputs, week, watch) as parts:
            reading = session.clock() - begin
            for part in parts:
                yield _make(part, tools, account, reading=reading, layout=session.layout)
                reading = 0.0
        account.close()
        for line in write_archive(session.settings):
            session.console.say(line)


@contextmanager
def _by_week(
    found: Iterable[Found], outputs: Path, week: Week | None, watch: ProgressListener
) -> Iterator[tuple[Part, ...]]:
    if week:
        yield (Part(week, found),)
        return
    watch.stage("read")
    with by_week(found, outputs) as parts:
        yield parts


def _make(
    part: Part,
    tools: pipeline.Tools,
    account: RunRecorder,
    *,
    reading: float,
    layout: Layout | None,
) -> Outcome:
    made = pipeline.make(part.items, week=part.week, tools=tools, later=part.later)
    folder = tools.settings.outputs / str(part.week)
    tools.watch.stage("write")
    writing = tools.clock()
    digest = replace(made.digest, layout=layout)
    edited = storage.write_week(digest, folder, tools.settings)
    seconds = dict(made.seconds) | {"write": tools.clock() - writing}
    seconds["read"] += reading
    made = replace(made, seconds=tuple(seconds.items()))
    account.enter(made, folder)
    messages = (*edited.lines(), *_messages(made, folder))
    return Outcome(folder, complete(edited.digest), messages)


def plan(
    inputs: Sequence[str], session: RunContext, *, stdin: BinaryIO, cores: int
) -> tuple[estimate.Counts, estimate.Pace]:
    """What runs over all weeks of the inputs will make, counted without a model, and the pace here."""
    counting = planning.Counting()
    with session.engines() as engines:
        model = engines.model
        runs = run_history.load(session.rates, rates_key(session, engines))
    settings = session.settings
    ahead = EtaEstimator(session.clock)
    tools = pipeline.Tools(
        settings,
        counting,
        counting,
        model,
        session.glossary(),
        session.clock,
        NullProgress(),
        ahead,
    )
    articles, characters = 0, [0]
    with by_week(read(inputs, settings, stdin), None, fallback=SAMPLE_WEEK) as parts:
        for part in parts:
            made = pipeline.make(part.items, week=part.week, tools=tools)
            articles += len(made.digest.entries)
            characters.append(run_history.characters(made))
    work = estimate.Counts(articles, counting.texts, sum(characters), max(characters))
    default = estimate.default_pace(int8=model.quantisation == "int8", cores=cores)
    return work, estimate.pace(runs, default)


def _left_out(discard: Discard) -> str:
    first, last = discard.lines
    place = f"{discard.path}:{first}-{last}" if last else discard.path
    return f"{place}: left out: {discard.reason}"


def _failed(failure: Failure) -> str:
    return f"{failure.where}: {failure.stage}: {failure.reason}"

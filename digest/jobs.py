"""What the commands do, as values: inputs and a session in, results out, nothing printed."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, BinaryIO

from digest import ingest, lock, pipeline, publish, rates, summarise, terms, translate
from digest import plan as planning
from digest.account import Account, rates_key
from digest.config import Settings
from digest.engines import weights
from digest.errors import ConfigError, InputError
from digest.ingest import page, text
from digest.ingest.dates import zone_named
from digest.ingest.structured import article_from_json, article_to_json
from digest.meter import Ahead, Metered, Nobody, Watch
from digest.records import Article, Block, Discard, Failure, Finding, Pair, Provenance, Week
from digest.report import complete, findings
from digest.session import Session
from digest.shelf import Part, by_week

Found = Article | Discard | Failure
SAMPLE = "sample_page.txt"
# The sample bears no date; a fixed week makes the demo's files the same whenever it is run.
SAMPLE_WEEK = Week(2026, 39)
# So many lines of one kind are read; more are looked up.
MOST_LINES = 5
_WANTED = "each line is one JSON object, as `digest parse` writes them"


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
    how = ingest.Reading(settings.inputs.fields, zone_named(settings.inputs.time_zone))
    return ingest.read(inputs, stdin=stdin, how=how)


def sample() -> Iterator[Found]:
    """What ingest finds on the packaged sample page."""
    with as_file(files("digest") / "data" / SAMPLE) as path:
        yield from ingest.read([str(path)])


def explain(inputs: Sequence[str]) -> Iterator[str]:
    """Each line of a page, with what it was taken for."""
    for name in inputs:
        try:
            data = Path(name).read_bytes()
        except OSError as error:
            raise InputError(f"{name}: {error.strerror}; --explain takes page files") from error
        yield from page.explain(text.decode(data))


def make_weeks(found: Iterable[Found], session: Session, *, week: Week | None) -> Iterator[Outcome]:
    """The digest of each week of what was found, written to the week's folder, the earliest first.

    With `week`, that one's alone; what bears no date joins it, else the latest.
    """
    outputs = session.settings.outputs
    begin = session.clock()
    publish.check_writable(outputs)
    with (
        lock.held(outputs / ".lock"),
        session.engines() as engines,
        session.console.watching() as watch,
    ):
        account = Account(session, engines)
        tools = pipeline.Tools(
            session.settings,
            engines.translator,
            engines.summariser,
            engines.model,
            session.glossary(),
            session.clock,
            watch,
            Ahead(session.clock, account.known_pace()),
        )
        with _by_week(found, outputs, week, watch) as parts:
            reading = session.clock() - begin
            for part in parts:
                yield _make(part, tools, account, reading=reading)
                reading = 0.0
        account.close()


@contextmanager
def _by_week(
    found: Iterable[Found], outputs: Path, week: Week | None, watch: Watch
) -> Iterator[tuple[Part, ...]]:
    if week:
        yield (Part(week, found),)
        return
    watch.stage("read")
    with by_week(found, outputs) as parts:
        yield parts


def _make(part: Part, tools: pipeline.Tools, account: Account, *, reading: float) -> Outcome:
    made = pipeline.make(part.items, week=part.week, tools=tools, later=part.later)
    folder = tools.settings.outputs / str(part.week)
    tools.watch.stage("write")
    writing = tools.clock()
    publish.write(made.digest, folder, tools.settings)
    seconds = dict(made.seconds) | {"write": tools.clock() - writing}
    seconds["read"] += reading
    made = replace(made, seconds=tuple(seconds.items()))
    account.enter(made, folder)
    return Outcome(folder, complete(made.digest), tuple(_messages(made, folder)))


def plan(
    inputs: Sequence[str], session: Session, *, stdin: BinaryIO, cores: int
) -> tuple[planning.Counts, planning.Pace]:
    """What runs over all weeks of the inputs will make, counted without a model, and the pace here."""
    counting = planning.Counting()
    with session.engines() as engines:
        model = engines.model
        runs = rates.load(session.rates, rates_key(session, engines))
    settings = session.settings
    ahead = Ahead(session.clock)
    tools = pipeline.Tools(
        settings, counting, counting, model, session.glossary(), session.clock, Nobody(), ahead
    )
    articles, characters = 0, [0]
    with by_week(read(inputs, settings, stdin), None, fallback=SAMPLE_WEEK) as parts:
        for part in parts:
            made = pipeline.make(part.items, week=part.week, tools=tools)
            articles += len(made.digest.entries)
            characters.append(rates.characters(made))
    work = planning.Counts(articles, counting.texts, sum(characters), max(characters))
    default = planning.default_pace(int8=model.quantisation == "int8", cores=cores)
    return work, planning.pace(runs, default)


def translate_lines(data: bytes, session: Session) -> Iterator[dict[str, Any]]:
    """Each line of a text with its English and findings, in order."""
    for pair in _translated(text.decode(data).splitlines(), session):
        yield {"zh": pair.zh, "en": pair.en, "findings": _findings(pair.findings)}


def ledger_of(lines: Sequence[str], glossary: Mapping[str, str] = {}) -> terms.Ledger:
    """The names and terms of lines that belong to no article."""
    return terms.build_ledger([_loose(lines)], glossary=glossary)


def _translated(lines: Sequence[str], session: Session) -> tuple[Pair, ...]:
    ledger = ledger_of(lines, session.glossary())
    with session.engines() as engines, session.console.watching() as watch:
        watch.stage("translate")
        texts = [translate.Text(line.strip(), sides=terms.sides(line)) for line in lines]
        engine = Metered(engines.translator, watch)
        done = translate.translate(texts, engine, terms=ledger, **session.settings.translation)
    return done.pairs


def summarise_lines(lines: Iterable[bytes], session: Session) -> Iterator[dict[str, Any]]:
    """The id, Chinese summary and findings of each article of a JSON Lines file, in order."""
    articles = [
        article_from_json(json_object(line, number), "-", number)
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]
    for article, made in zip(articles, _summarised(articles, session), strict=True):
        summary = "".join(made.sentences)
        yield {"id": article.id, "summary_zh": summary, "findings": _findings(made.findings)}


def _summarised(articles: Sequence[Article], session: Session) -> list[summarise.Summary]:
    with session.engines() as engines, session.console.watching() as watch:
        watch.stage("summarise")
        engine, length = Metered(engines.summariser, watch), session.settings.summary
        names = terms.build_ledger(articles, glossary=session.glossary()).names
        return summarise.summarise(articles, engine, names=names, length=length)


def terms_file(inputs: Sequence[str], settings: Settings, stdin: BinaryIO) -> str:
    """The names and terms of the articles, as a glossary that `glossary:` in a config takes."""
    articles = [a for a in read(inputs, settings, stdin) if isinstance(a, Article)]
    if not articles:
        raise InputError("no article in the input; `digest parse` shows what was read")
    glossary = terms.load_glossaries(settings.glossaries)
    return terms.draft(dict(terms.build_ledger(articles, glossary=glossary).entries), articles)


def _left_out(discard: Discard) -> str:
    first, last = discard.lines
    place = f"{discard.path}:{first}-{last}" if last else discard.path
    return f"{place}: left out: {discard.reason}"


def _failed(failure: Failure) -> str:
    return f"{failure.where}: {failure.stage}: {failure.reason}"


def _findings(found: Iterable[Finding]) -> list[dict[str, str]]:
    return [asdict(finding) for finding in found]


def json_object(line: bytes, number: int) -> Mapping[str, Any]:
    """The object on a line of JSON Lines; InputError where there is none."""
    try:
        value = json.loads(line)
    except ValueError as error:
        raise InputError(f"line {number}: not JSON: {error}; {_WANTED}") from error
    if not isinstance(value, dict):
        raise InputError(f"line {number}: no object; {_WANTED}")
    return value


def _loose(lines: Sequence[str]) -> Article:
    """Lines that belong to no article, as one, for its names to be read alike in all of them."""
    blocks = tuple(Block("p", line) for line in lines)
    where = Provenance("-", (1, max(1, len(lines))))
    return Article(
        id="-", kind="article", section=None, kicker=None, title="", subtitle=None, dateline=None,
        bylines=(), credits=(), date=None, source=None, url=None, blocks=blocks, provenance=where,
    )  # fmt: skip


def models_list(cache: Path) -> Iterator[str]:
    """A line a model: its name, licence, and whether it is here."""
    for model in weights.MODELS.values():
        try:
            state = weights.presence(model, cache)
        except ConfigError as error:
            state = str(error)
        yield f"{model.name}  [{model.licence}]  {state.removeprefix(f'{model.name}').lstrip(':, ')}"


def models_pull(name: str, cache: Path, progress: Callable[[str], None]) -> str:
    """The model made ready in the cache; a line that says where."""
    found = weights.checkpoint(weights.named(name), cache, progress)
    return f"{name}: ready in {found.folder}"


def models_verify(name: str, _: Path, __: Callable[[str], None]) -> str:
    """A line that says that the model's file is the pinned one; EngineError where it is not."""
    return weights.verify(weights.named(name))

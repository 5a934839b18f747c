"""The straight line: articles in, a bilingual digest out, one article's failure costing only it."""

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeVar

from digest import checks, summarise, terminology
from digest.config.settings import Settings
from digest.curate import issue as curate
from digest.engines.api import Engine
from digest.engines.metered import Metered, Tally
from digest.errors import InputError
from digest.progress import EtaEstimator, ProgressListener, translated_chars
from digest.records import (
    Article,
    Digest,
    Discard,
    Entry,
    Failure,
    Finding,
    ModelInfo,
    Pair,
    PairBlock,
    PairByline,
    Week,
)
from digest.translation import ladder, transliterate
from digest.translation.remembered import with_memory

# Articles of so many characters in all are worked on at a time: what waits for the model, and its
# answers' first tries, take memory. A week's pages are one window or two.
WINDOW_CHARS = 400_000
# The first window of a long run is a small part of it, to tell early how long the rest will take;
# one of fewer characters would leave the model's batches half empty and tell a wrong pace.
FIRST_PART, FIRST_CHARS = 16, 10_000

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Tools:
    """What the pipeline works with; `clock` gives seconds, for the report only."""

    settings: Settings
    translator: Engine
    summariser: Engine
    model: ModelInfo
    glossary: Mapping[str, str]
    clock: Callable[[], float]
    watch: ProgressListener
    ahead: EtaEstimator
    remembered: Callable[[str], str | None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Made:
    """A digest, and what the report says about its making."""

    digest: Digest
    discards: tuple[Discard, ...]
    issue: curate.Issue
    tally: Tally
    rungs: tuple[tuple[str, int], ...]
    seconds: tuple[tuple[str, float], ...]
    unused_terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Draft:
    """An article with its summary, and all its texts in the order in which `_entry` takes them."""

    article: Article
    summary: summarise.Summary
    texts: tuple[ladder.Text, ...]


def make(
    found: Iterable[Article | Discard | Failure], *, week: Week, tools: Tools, later: int = 0
) -> Made:
    """The week's digest of what ingest found; `later` is the size of articles of weeks to come.

    InputError where there is no article at all; EngineError where the model cannot run.
    """
    times = _Stopwatch(tools.clock, tools.watch)
    summariser = Metered(tools.summariser, tools.watch)
    translator = Metered(tools.translator, tools.watch)
    with times.stage("read"):
        read = _Read(found)
        issue = curate.curate(read.articles(), week=week, settings=tools.settings.issue)
        if not read.count:
            raise InputError(why_nothing(read.failures, *read.discards[:1]))
    with times.stage("names"):
        ledger = terminology.build_term_base(issue.articles, glossary=tools.glossary)
        ledger = ledger.knowing(transliterate.transliterate(ledger.unknown, translator))
    entries, failures, rungs = _worked(issue, ledger, (summariser, translator), tools, times, later)
    settings = tools.settings
    return Made(
        Digest(
            week,
            Pair(settings.title.zh, settings.title.en),
            entries,
            (*read.failures, *failures),
            tools.model,
        ),
        tuple(read.discards),
        issue,
        summariser.tally + translator.tally,
        tuple(sorted(rungs.items())),
        times.seconds,
        ledger.unused,
    )


def _worked(
    issue: curate.Issue,
    ledger: terminology.TermBase,
    engines: tuple[Metered, Metered],
    tools: Tools,
    times: "_Stopwatch",
    later: int,
) -> tuple[tuple[Entry, ...], tuple[Failure, ...], Counter[str]]:
    """The entries window by window, what failed, and the units that each rung settled."""
    summariser, translator = engines
    settings = tools.settings
    summarised = functools.partial(
        summarise.summarise, engine=summariser, names=ledger.names, length=settings.summary
    )
    asked = functools.partial(
        ladder.translate,
        engine=translator,
        terms=ledger,
        effort=settings.effort,
        style=settings.digest_english,
    )
    translated = with_memory(asked, tools.remembered)
    entries: list[Entry] = []
    unsummarised: list[Failure] = []
    untranslated: list[Failure] = []
    rungs: Counter[str] = Counter()
    begun = tools.ahead.begin(sum(map(translated_chars, issue.articles)), later)
    if begun[2]:
        tools.watch.ahead(*begun)
    for window in _windows(issue.articles, first=_first(*begun)):
        tokens = summariser.tally.tokens + translator.tally.tokens
        with times.stage("summarise"):
            drafts, failed = _drafts(replace(issue, articles=window), summarised)
            unsummarised += failed
        with times.stage("translate"):
            made, failed, tries = _entries(drafts, translated, issue, ledger.english)
        entries += made
        untranslated += failed
        rungs.update(dict(tries))
        worked = summariser.tally.tokens + translator.tally.tokens > tokens
        tools.watch.ahead(*tools.ahead.after(sum(map(translated_chars, window)), worked=worked))
    return tuple(entries), (*unsummarised, *untranslated), rungs


def _first(done: int, total: int, _: float) -> int:
    """How many characters the first window takes: few where a long run begins."""
    part = total // FIRST_PART
    return part if done == 0 and part >= FIRST_CHARS else WINDOW_CHARS


def _windows(articles: Sequence[Article], *, first: int) -> Iterator[tuple[Article, ...]]:
    """The articles in order, in parts of about `first` and then WINDOW_CHARS, none empty."""
    window: list[Article] = []
    chars, most = 0, min(first, WINDOW_CHARS)
    for article in articles:
        window.append(article)
        chars += translated_chars(article)
        if chars >= most:
            yield tuple(window)
            window, chars, most = [], 0, WINDOW_CHARS
    if window:
        yield tuple(window)


class _Read:
    """What ingest finds, sorted while its articles pass by."""

    def __init__(self, found: Iterable[Article | Discard | Failure]) -> None:
        self._found = found
        self.count = 0
        self.discards: list[Discard] = []
        self.failures: list[Failure] = []

    def articles(self) -> Iterator[Article]:
        """The articles, as they come."""
        for item in self._found:
            match item:
                case Article():
                    self.count += 1
                    yield item
                case Discard():
                    self.discards.append(item)
                case Failure():
                    self.failures.append(item)


def why_nothing(failures: Sequence[Failure], left_out: Discard | None = None) -> str:
    """What to say where no article was read: an input that failed, else what was `left_out`."""
    if not failures:
        what = f"; left out, first: {left_out.path}: {left_out.reason}" if left_out else ""
        return f"no article in the input{what}; `digest parse INPUT` shows all that was read"
    first, more = failures[0], len(failures) - 1
    others = f" (and {more} more; `digest parse` shows all)" if more else ""
    return f"no article to work on: {first.where}: {first.reason}{others}"


def _drafts(
    issue: curate.Issue, work: Callable[[Sequence[Article]], list[summarise.Summary]]
) -> tuple[list[_Draft], tuple[Failure, ...]]:
    results = _sparing(issue.articles, work)
    drafts = [
        _Draft(article, result, tuple(_texts(article, result, issue.names)))
        for article, result in zip(issue.articles, results, strict=True)
        if not isinstance(result, InputError)
    ]
    return drafts, _failures("summarise", issue.articles, results)


def _entries(
    drafts: Sequence[_Draft],
    translated: Callable[[Sequence[ladder.Text]], ladder.Translation],
    issue: curate.Issue,
    names: Mapping[str, str],
) -> tuple[tuple[Entry, ...], tuple[Failure, ...], tuple[tuple[str, int], ...]]:
    rungs: dict[str, int] = {}

    def work(some: Sequence[_Draft]) -> list[Entry]:
        texts = [text for draft in some for text in draft.texts]
        done = translated(texts)
        for rung, units in done.strategies:
            rungs[rung] = rungs.get(rung, 0) + units
        pairs = iter(done.pairs)
        return [_entry(draft, pairs, issue, names) for draft in some]

    results = _sparing(drafts, work)
    entries = tuple(result for result in results if not isinstance(result, InputError))
    failures = _failures("translate", [draft.article for draft in drafts], results)
    return entries, failures, tuple(sorted(rungs.items()))


def _sparing(
    items: Sequence[_Item], work: Callable[[Sequence[_Item]], Sequence[_Result]]
) -> list[_Result | InputError]:
    """`work` on all items at once; where one is at fault, on each alone, its error as result."""
    try:
        return list(work(items))
    except InputError as error:
        if len(items) == 1:
            return [error]
        return [result for item in items for result in _sparing([item], work)]


def _failures(
    stage: str, articles: Sequence[Article], results: Sequence[object]
) -> tuple[Failure, ...]:
    return tuple(
        Failure(stage, f"{article.provenance.path}: {article.title}", str(result))
        for article, result in zip(articles, results, strict=True)
        if isinstance(result, InputError)
    )


def _texts(
    article: Article, summary: summarise.Summary, names: Mapping[str, str]
) -> Iterator[ladder.Text]:
    """All that is to be translated of an article, in the order in which `_entry` takes it."""
    section = None if article.section in names else article.section

    sides = terminology.sides(f"{article.title}\n{article.text}")

    def headline(zh: str) -> ladder.Text:
        return ladder.Text(zh, "headline", article.date, sides)

    def prose(zh: str) -> ladder.Text:
        return ladder.Text(zh, "translate", article.date, sides)

    headings = (section, article.kicker, article.title, article.subtitle)
    yield from (headline(heading) for heading in headings if heading is not None)
    yield from map(prose, summary.sentences)
    for block in article.blocks:
        yield headline(block.text) if block.type == "h" else prose(block.text)


def _entry(
    draft: _Draft, pairs: Iterator[Pair], issue: curate.Issue, names: Mapping[str, str]
) -> Entry:
    article = draft.article
    named = issue.names.get(article.section or "")

    def pair(zh: str | None) -> Pair | None:
        return None if zh is None else next(pairs)

    entry = Entry(
        id=article.id,
        kind=article.kind,
        section=Pair(article.section, named)
        if article.section and named
        else pair(article.section),
        kicker=pair(article.kicker),
        title=next(pairs),
        subtitle=pair(article.subtitle),
        bylines=tuple(_bylines(article, names)),
        credits=tuple(terminology.render_credit(credit, names) for credit in article.credits),
        date=article.date,
        source=article.source,
        url=article.url,
        summary=tuple(next(pairs) for _ in draft.summary.sentences),
        blocks=tuple(PairBlock(b.type, next(pairs), b.incomplete) for b in article.blocks),
        findings=draft.summary.findings,
        also=issue.also.get(article.id, ()),
        provenance=article.provenance,
        prominence=issue.scores.get(article.id, 0),
    )
    return replace(entry, findings=(*entry.findings, *_strange_in_summary(entry)))


def _bylines(article: Article, names: Mapping[str, str]) -> Iterator[PairByline]:
    """The dateline, where it says where or when, then who wrote it."""
    filed = terminology.render_dateline(article.dateline, names) if article.dateline else None
    yield from () if filed is None else (filed,)
    for byline in article.bylines:
        printed = terminology.render_byline(byline, names)
        # Below an agency's dateline a plain 记者 is the agency's, not the paper's own.
        if byline.role == "记者" and "新华社" in (article.dateline or ""):
            theirs = terminology.render_byline(replace(byline, role="新华社记者"), names)
            printed = replace(printed, en=theirs.en)
        yield printed


def _strange_in_summary(entry: Entry) -> tuple[Finding, ...]:
    """The numbers of the English summary that the article's own English does not hold."""
    headings = filter(None, (entry.kicker, entry.title, entry.subtitle))
    english = [pair.en for pair in (*headings, *(block.pair for block in entry.blocks))]
    if ladder.MARKER in english:
        return ()
    summary = " ".join(pair.en for pair in entry.summary)
    return checks.check_english_summary(summary, "\n".join(english))


class _Stopwatch:
    """Seconds a stage, summed where it comes again; the watch is told of each as it begins."""

    def __init__(self, clock: Callable[[], float], watch: ProgressListener) -> None:
        self._clock = clock
        self._watch = watch
        self._seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Times what is done within."""
        self._watch.stage(name)
        begin = self._clock()
        yield
        self._seconds[name] = self._seconds.get(name, 0.0) + self._clock() - begin

    @property
    def seconds(self) -> tuple[tuple[str, float], ...]:
        return tuple(self._seconds.items())

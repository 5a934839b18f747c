"""The main road: articles of one week in, a bilingual digest out; a failure costs one article."""

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from digest import curate, summarise, terminology
from digest.config.settings import Settings
from digest.engines.api import Engine
from digest.engines.metered import Metered, Tally
from digest.errors import InputError
from digest.pipeline.doubts import with_doubt
from digest.pipeline.entries import Draft, draft, entry
from digest.pipeline.isolation import Guard, Problem, good
from digest.pipeline.used_terms import used_terms
from digest.progress import EtaEstimator, ProgressListener, translated_chars
from digest.records import Article, Digest, Discard, Entry, Failure, ModelInfo, Pair, Period
from digest.translation import ladder, transliterate
from digest.translation.remembered import with_memory

# Articles are processed in windows of about this many source characters, which bounds memory: what
# waits for the model, and its first attempts, are held. A week's pages are one window or two.
WINDOW_CHARS = 400_000
# The first window of a long run is 1/FIRST_PART of it, so that the time left is known early; below
# FIRST_CHARS the model's batches would be half empty and the measured pace wrong.
FIRST_PART, FIRST_CHARS = 16, 10_000


@dataclass(frozen=True, slots=True)
class Toolkit:
    """What the pipeline works with.

    `remembered` gives the English that the translation memory has for a whole passage, or None.
    `clock` is monotonic, in seconds. `loading` returns the seconds spent so far on loading models,
    which are reported apart from the stage in which they fell.
    """

    settings: Settings
    translator: Engine
    summariser: Engine
    model: ModelInfo
    glossary: Mapping[str, str]
    clock: Callable[[], float]
    loading: Callable[[], float]
    progress: ProgressListener
    eta: EtaEstimator
    guard: Guard
    remembered: Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class WeekResult:
    """A digest, and what the report says about how it was made.

    `strategies` counts the translation units that each retry strategy settled; `seconds` is per
    stage, in the order of the stages. `unused_terms` are glossary entries that no article has.
    """

    digest: Digest
    discards: tuple[Discard, ...]
    issue: curate.Issue
    tally: Tally
    strategies: tuple[tuple[str, int], ...]
    seconds: tuple[tuple[str, float], ...]
    unused_terms: tuple[str, ...] = ()


def make_digest(
    found: Iterable[Article | Discard | Failure],
    *,
    window: curate.Window,
    toolkit: Toolkit,
    later: int = 0,
) -> WeekResult:
    """Make the digest of one issue from what ingest found.

    `later` is the size of the articles of later weeks in the same run, in characters, for the time
    left. InputError if no article of the issue was found, or none could be translated; EngineError
    if the model cannot run.
    """
    job = _Job(toolkit)
    with job.stage("read"):
        issue, read = job.read(found, window)
    with job.stage("names"):
        terms, issue = job.term_base(issue)
    entries = job.entries(issue, terms, later)
    failures = (*read.failures, *job.failures)
    if issue.articles and not entries:
        raise InputError(
            f"none of the {len(issue.articles)} articles could be translated; "
            f"first: {failures[-1].where}: {failures[-1].reason}"
        )
    issue = replace(issue, considered=tuple(sorted({*issue.considered} - job.failed)))
    title = Pair(toolkit.settings.title.zh, toolkit.settings.title.en)
    usual = window.period == Period.of(window.week)
    digest = Digest(
        window.week,
        title,
        entries,
        failures,
        toolkit.model,
        period=None if usual else window.period,
        terms=used_terms(entries, terms, toolkit.settings.digest_english),
    )
    return WeekResult(
        digest,
        tuple(read.discards),
        issue,
        job.tally,
        tuple(sorted(job.strategies.items())),
        tuple(job.seconds.items()),
        terms.unused,
    )


@dataclass
class _Reader:
    """Sorts what ingest finds while its articles pass by."""

    found: Iterable[Article | Discard | Failure]
    count: int = 0
    discards: list[Discard] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def articles(self) -> Iterator[Article]:
        """The articles, as they come."""
        for item in self.found:
            match item:
                case Article():
                    self.count += 1
                    yield item
                case Discard():
                    self.discards.append(item)
                case Failure():
                    self.failures.append(item)


class _Job:
    """The work on one week: the stages, and what is counted on the way."""

    def __init__(self, toolkit: Toolkit) -> None:
        self._toolkit = toolkit
        self._summariser = Metered(toolkit.summariser, toolkit.progress)
        self._translator = Metered(toolkit.translator, toolkit.progress)
        self.failures: list[Failure] = []
        # Fingerprints: an article that failed is not published, and may be taken later.
        self.failed: set[str] = set()
        self.strategies: Counter[str] = Counter()
        self.seconds: dict[str, float] = {}

    @property
    def tally(self) -> Tally:
        """What both engines were asked for so far."""
        return self._summariser.tally + self._translator.tally

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Times what is done within, without the loading of models, which is a stage of its own."""
        self._toolkit.progress.stage(name)
        begin, loaded = self._toolkit.clock(), self._toolkit.loading()
        yield
        loading = self._toolkit.loading() - loaded
        self._spend(name, self._toolkit.clock() - begin - loading)
        if loading:
            self._spend("load", loading)

    def _spend(self, name: str, seconds: float) -> None:
        self.seconds[name] = self.seconds.get(name, 0.0) + seconds

    def read(
        self, found: Iterable[Article | Discard | Failure], window: curate.Window
    ) -> tuple[curate.Issue, _Reader]:
        """The issue of the window; InputError if there is no article in the input, or none for it."""
        settings, reader = self._toolkit.settings.issue, _Reader(found)
        articles: list[Article] = []
        outside: list[Failure] = []
        for article in reader.articles():
            (why,) = self._toolkit.guard.map(
                [article], lambda one: curate.why_outside(one, window, settings)
            )
            self._fail("curate", [article], [why])
            if why == "":
                articles.append(article)
            elif good(why):
                outside.append(curate.set_aside(article, why))
        if not reader.count:
            raise InputError(why_nothing(reader.failures, *reader.discards[:1]))
        if not articles:
            raise InputError(self._why_empty(window, outside))
        issue, problems = self._toolkit.guard.without_culprits(
            articles, lambda some: curate.curate(some, week=window.week, settings=settings)
        )
        self._fail("curate", articles, problems)
        if issue.set_aside and not issue.articles:
            raise InputError(self._why_empty(window, (*outside, *issue.set_aside)))
        return replace(issue, set_aside=(*outside, *issue.set_aside)), reader

    def _why_empty(self, window: curate.Window, outside: Sequence[Failure]) -> str:
        first = next((f"{f.where}: {f.reason}" for f in (*outside, *self.failures)), "")
        count = len(outside) + len(self.failures)
        return f"{window.week}: none of the {count} articles in the input belongs to it; first: {first}"

    def term_base(self, issue: curate.Issue) -> tuple[terminology.TermBase, curate.Issue]:
        """The names and terms of the issue, and the issue without articles in which they fail."""
        glossary = self._toolkit.glossary
        terms, problems = self._toolkit.guard.without_culprits(
            issue.articles,
            lambda some: terminology.build_term_base(some, glossary=glossary),
        )
        self._fail("names", issue.articles, problems)
        pairs = zip(issue.articles, problems, strict=True)
        kept = replace(issue, articles=tuple(article for article, bad in pairs if not bad))
        return terms.with_names(
            spell_foreign_names(terms, self._translator, self._toolkit.guard)
        ), kept

    def entries(
        self, issue: curate.Issue, terms: terminology.TermBase, later: int
    ) -> tuple[Entry, ...]:
        """The issue's articles in both languages, made window by window."""
        toolkit, entries = self._toolkit, list[Entry]()
        begun = toolkit.eta.begin(sum(map(translated_chars, issue.articles)), later)
        toolkit.progress.estimate(begun)
        # A resumed or later week needs no short first window: the pace is known.
        part = begun.total // FIRST_PART
        first = part if begun.done == 0 and part >= FIRST_CHARS else WINDOW_CHARS
        for articles in _windows(issue.articles, first=first):
            tokens = self.tally.tokens
            with self.stage("summarise"):
                drafts = self._drafts(articles, issue, terms)
            with self.stage("translate"):
                entries += self._translated(drafts, issue, terms)
            chars = sum(map(translated_chars, articles))
            worked = self.tally.tokens > tokens
            toolkit.progress.estimate(toolkit.eta.finish(chars, worked=worked))
        return tuple(entries)

    def _drafts(
        self, articles: Sequence[Article], issue: curate.Issue, terms: terminology.TermBase
    ) -> list[Draft]:
        guard, length = self._toolkit.guard, self._toolkit.settings.summary
        summarised = functools.partial(
            summarise.summarise, engine=self._summariser, names=terms.names, length=length
        )
        summaries = guard.each(articles, summarised)
        self._fail("summarise", articles, summaries)
        made = [(a, s) for a, s in zip(articles, summaries, strict=True) if good(s)]
        drafts = guard.map(made, lambda pair: draft(*pair, issue.names))
        self._fail("summarise", [article for article, _ in made], drafts)
        return [one for one in drafts if good(one)]

    def _translated(
        self, drafts: Sequence[Draft], issue: curate.Issue, terms: terminology.TermBase
    ) -> list[Entry]:
        guard, settings = self._toolkit.guard, self._toolkit.settings

        asked = functools.partial(
            ladder.translate,
            engine=self._translator,
            terms=terms,
            effort=settings.effort,
            style=settings.digest_english,
        )
        estimated = with_doubt(asked, terms, self._translator)
        translate = with_memory(estimated, self._toolkit.remembered)

        def work(some: Sequence[Draft]) -> list[Mapping[ladder.Text, Pair]]:
            texts = list(dict.fromkeys(text for one in some for text in one.texts))
            done = translate(texts)
            self.strategies.update(dict(done.strategies))
            return [dict(zip(texts, done.pairs, strict=True))] * len(some)

        english = guard.each(drafts, work)
        self._fail("translate", [one.article for one in drafts], english)
        made = [(d, e) for d, e in zip(drafts, english, strict=True) if good(e)]
        entries = guard.map(made, lambda pair: entry(*pair, issue, terms.english))
        self._fail("translate", [one.article for one, _ in made], entries)
        return [one for one in entries if good(one)]

    def _fail(self, stage: str, articles: Sequence[Article], results: Sequence[object]) -> None:
        """Records a failure for each article whose result is a Problem."""
        for article, result in zip(articles, results, strict=True):
            if isinstance(result, Problem):
                where = f"{article.provenance.path}: {article.title}"
                self.failures.append(Failure(stage, where, result.reason))
                if stage != "curate":
                    self.failed.add(curate.fingerprint(article))


def spell_foreign_names(
    terms: terminology.TermBase, translator: Engine, guard: Guard
) -> Mapping[str, str]:
    """The English of foreign names that no table has, as far as the model is sure of it.

    A name on which the model fails is left to the translation of its text.
    """

    def work(names: Sequence[str]) -> list[Mapping[str, str]]:
        return [transliterate.transliterate(names, translator)] * len(names)

    spelled: dict[str, str] = {}
    for result in guard.each(terms.unknown, work):
        if not isinstance(result, Problem):
            spelled |= result
    return spelled


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


def why_nothing(failures: Sequence[Failure], left_out: Discard | None = None) -> str:
    """What to say if no article was read: the first failed input, else the first part left out."""
    if not failures:
        what = f"; left out, first: {left_out.path}: {left_out.reason}" if left_out else ""
        return f"no article in the input{what}; `digest parse INPUT` shows all that was read"
    first, more = failures[0], len(failures) - 1
    others = f" (and {more} more; `digest parse` shows all)" if more else ""
    return f"no article to work on: {first.where}: {first.reason}{others}"

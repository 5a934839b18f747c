"""The commands that work on lines: translate, summarise, terms, and the runs behind `digest eval`."""

import functools
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from digest import checks, summarise, terminology
from digest.app.context import RunContext
from digest.app.digests import only_articles, read
from digest.config.settings import Settings
from digest.engines.metered import Metered, Tally
from digest.errors import InputError
from digest.ingest.formats.json_csv import article_from_json
from digest.pipeline import Problem, spell_foreign_names
from digest.records import Article, Block, Finding, Pair, Provenance
from digest.text import encoding
from digest.translation import ladder

_WANTED = "each line is one JSON object, as `digest parse` writes them"


@dataclass(frozen=True, slots=True)
class Cost:
    """Which engine made the texts, what it was asked for, and the seconds that it took."""

    fingerprint: str
    tally: Tally
    seconds: float


@dataclass(frozen=True, slots=True)
class TranslatedLines:
    """One pair per line, in order, the term base used, and the units that each strategy settled."""

    pairs: tuple[Pair, ...]
    terms: terminology.TermBase
    strategies: tuple[tuple[str, int], ...]
    cost: Cost


def translate_lines(data: bytes, context: RunContext) -> Iterator[dict[str, Any]]:
    """Each line of a text with its English and findings, in order."""
    for pair in translated(encoding.decode(data).splitlines(), context).pairs:
        yield {"zh": pair.zh, "en": pair.en, "findings": _findings(pair.findings)}


def term_base_of(lines: Sequence[str], glossary: Mapping[str, str] = {}) -> terminology.TermBase:
    """The names and terms of lines that belong to no article."""
    return terminology.build_term_base([_as_article(lines)], glossary=glossary)


def translated(lines: Sequence[str], context: RunContext) -> TranslatedLines:
    """Translate lines as `digest run` translates the texts of articles."""
    with context.engines() as engines, context.console.watching() as progress:
        engine, began = Metered(engines.translator, progress), context.clock()
        progress.stage("names")
        glossary, guard = context.glossary(), context.guard
        terms, _ = guard.without_culprits(lines, lambda some: term_base_of(some, glossary))
        terms = terms.with_names(spell_foreign_names(terms, engine, guard))
        progress.stage("translate")
        strategies: Counter[str] = Counter()

        def translate(some: Sequence[str]) -> Sequence[Pair]:
            done = ladder.translate(
                [
                    ladder.Text(line.strip(), short_forms=terminology.short_forms(line))
                    for line in some
                ],
                engine,
                terms=terms,
                effort=context.settings.effort,
                style=context.settings.english,
            )
            strategies.update(dict(done.strategies))
            return done.pairs

        results = guard.each(lines, translate)
        cost = Cost(engine.fingerprint, engine.tally, context.clock() - began)
    pairs = tuple(
        _untranslated(line, result) if isinstance(result, Problem) else result
        for line, result in zip(lines, results, strict=True)
    )
    return TranslatedLines(pairs, terms, tuple(sorted(strategies.items())), cost)


def _untranslated(line: str, problem: Problem) -> Pair:
    finding = checks.finding("untranslated", problem.reason)
    return Pair(line.strip(), ladder.MARKER, (finding,))


def summarise_lines(lines: Iterable[bytes], context: RunContext) -> Iterator[dict[str, Any]]:
    """The id, Chinese summary and findings of each article of a JSON Lines file, in order."""
    articles = [
        article_from_json(json_object(line, number), "-", number)
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]
    summaries, _ = summarised(articles, context)
    for article, made in zip(articles, summaries, strict=True):
        summary = "".join(made.sentences)
        yield {"id": article.id, "summary_zh": summary, "findings": _findings(made.findings)}


def summarised(
    articles: Sequence[Article], context: RunContext
) -> tuple[list[summarise.Summary], Cost]:
    """One Chinese summary per article, in order, as `digest run` makes them."""
    with context.engines() as engines, context.console.watching() as progress:
        progress.stage("summarise")
        engine, began = Metered(engines.summariser, progress), context.clock()
        glossary, guard = context.glossary(), context.guard
        terms, _ = guard.without_culprits(
            articles, lambda some: terminology.build_term_base(some, glossary=glossary)
        )
        work = functools.partial(
            summarise.summarise, engine=engine, names=terms.names, length=context.settings.summary
        )
        made = [
            _not_summarised(result) if isinstance(result, Problem) else result
            for result in guard.each(articles, work)
        ]
        return made, Cost(engine.fingerprint, engine.tally, context.clock() - began)


def _not_summarised(problem: Problem) -> summarise.Summary:
    return summarise.Summary((), (checks.finding("summary_failed", problem.reason),), "failed")


def terms_file(
    inputs: Sequence[str], settings: Settings, stdin: BinaryIO, say: Callable[[str], None]
) -> str:
    """The names and terms of the articles, as a glossary file for `glossary:` in the settings.

    `say` is told what could not be read. InputError if there is no article.
    """
    articles = only_articles(read(inputs, settings, stdin), say)
    glossary = terminology.load_glossaries(settings.glossaries)
    return terminology.draft(
        dict(terminology.build_term_base(articles, glossary=glossary).entries), articles
    )


def _findings(found: Iterable[Finding]) -> list[dict[str, str]]:
    return [{"check": f.check, "severity": f.severity, "message": f.message} for f in found]


def json_object(line: bytes, number: int) -> Mapping[str, Any]:
    """The object on a line of JSON Lines; InputError where there is none."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"line {number}: not JSON: {error}; {_WANTED}") from error
    if not isinstance(value, dict):
        raise InputError(f"line {number}: not an object; {_WANTED}")
    return value


def _as_article(lines: Sequence[str]) -> Article:
    """Lines that belong to no article as one article, so that a name is the same in all of them."""
    blocks = tuple(Block("p", line) for line in lines)
    where = Provenance("-", (1, max(1, len(lines))))
    return Article(
        id="-", kind="article", section=None, kicker=None, title="", subtitle=None, dateline=None,
        bylines=(), credits=(), date=None, source=None, url=None, blocks=blocks, provenance=where,
    )  # fmt: skip

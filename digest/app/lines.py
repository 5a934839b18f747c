"""Use cases of the commands that work on lines: translate, summarise, terms."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, BinaryIO

from digest import summarise, terminology
from digest.app.context import RunContext
from digest.app.digests import read
from digest.config.settings import Settings
from digest.engines.metered import Metered
from digest.errors import InputError
from digest.ingest.formats.json_csv import article_from_json
from digest.records import (
    Article,
    Block,
    Finding,
    Pair,
    Provenance,
)
from digest.text import encoding
from digest.translation import ladder

_WANTED = "each line is one JSON object, as `digest parse` writes them"


def translate_lines(data: bytes, session: RunContext) -> Iterator[dict[str, Any]]:
    """Each line of a text with its English and findings, in order."""
    for pair in _translated(encoding.decode(data).splitlines(), session):
        yield {"zh": pair.zh, "en": pair.en, "findings": _findings(pair.findings)}


def term_base_of(lines: Sequence[str], glossary: Mapping[str, str] = {}) -> terminology.TermBase:
    """The names and terms of lines that belong to no article."""
    return terminology.build_term_base([_loose(lines)], glossary=glossary)


def _translated(lines: Sequence[str], session: RunContext) -> tuple[Pair, ...]:
    ledger = term_base_of(lines, session.glossary())
    with session.engines() as engines, session.console.watching() as watch:
        watch.stage("translate")
        texts = [ladder.Text(line.strip(), sides=terminology.sides(line)) for line in lines]
        engine = Metered(engines.translator, watch)
        done = ladder.translate(
            texts,
            engine,
            terms=ledger,
            effort=session.settings.effort,
            style=session.settings.english,
        )
    return done.pairs


def summarise_lines(lines: Iterable[bytes], session: RunContext) -> Iterator[dict[str, Any]]:
    """The id, Chinese summary and findings of each article of a JSON Lines file, in order."""
    articles = [
        article_from_json(json_object(line, number), "-", number)
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]
    for article, made in zip(articles, _summarised(articles, session), strict=True):
        summary = "".join(made.sentences)
        yield {"id": article.id, "summary_zh": summary, "findings": _findings(made.findings)}


def _summarised(articles: Sequence[Article], session: RunContext) -> list[summarise.Summary]:
    with session.engines() as engines, session.console.watching() as watch:
        watch.stage("summarise")
        engine, length = Metered(engines.summariser, watch), session.settings.summary
        names = terminology.build_term_base(articles, glossary=session.glossary()).names
        return summarise.summarise(articles, engine, names=names, length=length)


def terms_file(inputs: Sequence[str], settings: Settings, stdin: BinaryIO) -> str:
    """The names and terms of the articles, as a glossary that `glossary:` in a config takes."""
    articles = [a for a in read(inputs, settings, stdin) if isinstance(a, Article)]
    if not articles:
        raise InputError("no article in the input; `digest parse` shows what was read")
    glossary = terminology.load_glossaries(settings.glossaries)
    return terminology.draft(
        dict(terminology.build_term_base(articles, glossary=glossary).entries), articles
    )


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

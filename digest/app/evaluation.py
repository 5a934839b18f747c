"""What `digest eval` does: files and a session in, scores out, outputs and a report kept."""

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from digest import __version__, storage, summarise, terminology
from digest.app import lines as jobs
from digest.app.context import RunContext
from digest.engines.metered import Metered
from digest.errors import InputError
from digest.evaluate import markdown_report, summaries, translations
from digest.evaluate.summaries import Item
from digest.evaluate.translations import Texts
from digest.ingest.formats.json_csv import article_from_json
from digest.records import Article, Finding
from digest.text import encoding
from digest.translation import ladder


@dataclass(frozen=True, slots=True)
class Options:
    """Given outputs to score in place of the model's or beside them; where to keep what is made."""

    hypothesis: Path | None = None
    against: Path | None = None
    save: Path | None = None
    report: Path | None = None


@dataclass(frozen=True, slots=True)
class _Run:
    """A system's outputs, a text each, with what it said of each, and what it cost."""

    system: str
    outputs: tuple[str, ...]
    told: tuple[tuple[Finding, ...], ...]
    cost: Mapping[str, Any]


def translations_of(
    source: Path, reference: Path, domains: Path | None, options: Options, session: RunContext
) -> dict[str, Any]:
    """Scores of translations of a file of lines against a file of references.

    The session's model translates, unless `options.hypothesis` holds translations already.
    """
    chinese = _lines(source)
    labels = _as_many(domains, chinese) if domains else [""] * len(chinese)
    texts = Texts(chinese, _as_many(reference, chinese), labels)
    ledger = jobs.term_base_of(chinese, session.glossary())
    if options.hypothesis:
        run = _given(options.hypothesis, chinese)
    else:
        run = _translated(chinese, ledger, session)
    lines = translations.lines_of(texts, run.outputs, ledger, told=run.told)
    result = _heading(run, source, reference) | translations.score(lines)
    if options.against:
        theirs = _given(options.against, chinese)
        found = translations.lines_of(texts, theirs.outputs, ledger)
        result["against"] = {"system": theirs.system} | translations.compare(lines, found)
    return _kept(result, run, options)


def summaries_of(file: Path, options: Options, session: RunContext) -> dict[str, Any]:
    """Scores of summaries of JSON Lines with a text and a "summary" or, without one, a "title".

    A line that holds no Chinese article is left out, and the result says which and why.
    """
    cases, left_out = _cases(file)
    if not cases:
        raise InputError(f"{file}: no article in it; each line is a JSON object with a text")
    if options.hypothesis:
        run = _chosen(_given(options.hypothesis, _lines(file)), cases)
    else:
        run = _summarised([case.article for case in cases], session)
    items = _items(cases, run)
    result = _heading(run, file, file) | {"left_out": left_out} | summaries.score(items)
    if options.against:
        theirs = _chosen(_given(options.against, _lines(file)), cases)
        compared = summaries.compare(items, _items(cases, theirs))
        result["against"] = {"system": theirs.system} | compared
    texts = dict(zip((case.line for case in cases), run.outputs, strict=True))
    everyone = tuple(texts.get(number, "") for number in range(1, len(_lines(file)) + 1))
    return _kept(result, replace(run, outputs=everyone), options)


@dataclass(frozen=True, slots=True)
class _Case:
    """An article of a file's line, and the summary that a person wrote of it."""

    line: int
    article: Article
    reference: str


def _cases(file: Path) -> tuple[list[_Case], list[str]]:
    cases: list[_Case] = []
    left_out: list[str] = []
    for number, line in enumerate(_lines(file), 1):
        try:
            row = jobs.json_object(line.encode(), number)
            cases.append(_Case(number, _article(row, file.name, number), _reference(row, number)))
        except InputError as error:
            left_out.append(str(error))
    return cases, left_out


def _chosen(run: _Run, cases: Sequence[_Case]) -> _Run:
    """Of outputs for every line of a file, those of the lines that hold an article."""
    outputs = tuple(run.outputs[case.line - 1] for case in cases)
    told = tuple(run.told[case.line - 1] for case in cases)
    return _Run(run.system, outputs, told, run.cost)


def _translated(chinese: Sequence[str], ledger: ladder.Terms, session: RunContext) -> _Run:
    with session.engines() as engines, session.console.watching() as watch:
        watch.stage("translate")
        engine, began = Metered(engines.translator, watch), session.clock()
        texts = [ladder.Text(line.strip(), sides=terminology.sides(line)) for line in chinese]
        effort = session.settings.effort
        done = ladder.translate(
            texts,
            engine,
            terms=ledger,
            effort=session.settings.effort,
            style=session.settings.english,
        )
        cost = _cost(engine, session.clock() - began, dict(done.strategies))
    # A cut-off answer leaves no trace in the text; all else is found in it again.
    told = tuple(tuple(f for f in p.findings if f.check == "cut_off") for p in done.pairs)
    return _Run(f"{engine.fingerprint}/{effort}", tuple(p.en for p in done.pairs), told, cost)


def _summarised(articles: Sequence[Article], session: RunContext) -> _Run:
    with session.engines() as engines, session.console.watching() as watch:
        watch.stage("summarise")
        engine, began = Metered(engines.summariser, watch), session.clock()
        length = session.settings.summary
        names = terminology.build_term_base(articles, glossary=session.glossary()).names
        made = summarise.summarise(articles, engine, names=names, length=length)
        rungs = {name: sum(one.rung == name for one in made) for name in {m.rung for m in made}}
        cost = _cost(engine, session.clock() - began, dict(sorted(rungs.items())))
    outputs = tuple("".join(one.sentences) for one in made)
    return _Run(
        f"{engine.fingerprint}/{length}", outputs, tuple(one.findings for one in made), cost
    )


def _cost(engine: Metered, seconds: float, rungs: Mapping[str, int]) -> dict[str, Any]:
    rate = round(engine.tally.tokens / seconds, 1) if seconds else 0.0
    speed = {**asdict(engine.tally), "seconds": round(seconds, 1), "tokens_per_second": rate}
    return {"speed": speed, "rungs": rungs}


def _given(path: Path, wanted: Sequence[object]) -> _Run:
    """A file of outputs; web services write quotation marks as entities (&quot;)."""
    outputs = tuple(html.unescape(line) for line in _as_many(path, wanted))
    return _Run(path.name, outputs, ((),) * len(outputs), {})


def _heading(run: _Run, source: Path, reference: Path) -> dict[str, Any]:
    named = {"system": run.system, "source": source.name, "reference": reference.name}
    named["digest"] = __version__
    return {**named, **run.cost}


def _kept(result: dict[str, Any], run: _Run, options: Options) -> dict[str, Any]:
    if options.save:
        lines = (" ".join(output.split("\n")) + "\n" for output in run.outputs)
        storage.save(options.save, "".join(lines).encode())
    if options.report:
        storage.save(options.report, markdown_report.markdown(result).encode())
    return result


def _reference(row: Mapping[str, Any], number: int) -> str:
    reference = str(row.get("summary") or row.get("title") or "")
    if not reference.strip():
        raise InputError(f'line {number}: no "summary" and no "title" to score a summary against')
    return reference


def _article(row: Mapping[str, Any], path: str, number: int) -> Article:
    """The article without its human summary; where its title is the reference, without that."""
    hidden = {"summary"} if row.get("summary") else {"summary", "title"}
    if "blocks" in row:
        article = article_from_json(row, path, number)
        return article if row.get("summary") else replace(article, title="")
    return article_from_json({k: v for k, v in row.items() if k not in hidden}, path, number)


def _items(cases: Sequence[_Case], run: _Run) -> list[Item]:
    return [
        Item(_headings(case.article), case.article.text, case.reference, made, told)
        for case, made, told in zip(cases, run.outputs, run.told, strict=True)
    ]


def _headings(article: Article) -> str:
    return "\n".join(filter(None, (article.kicker, article.title, article.subtitle)))


def _as_many(path: Path, wanted: Sequence[object]) -> list[str]:
    lines = _lines(path)
    if len(lines) != len(wanted):
        raise InputError(
            f"{path} has {len(lines)} lines, the source {len(wanted)}: they must match"
        )
    return lines


def _lines(path: Path) -> list[str]:
    try:
        lines = encoding.decode(path.read_bytes()).removesuffix("\n").split("\n")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    if lines == [""]:
        raise InputError(f"{path}: empty; a line a text is needed")
    return lines


def as_json(result: Mapping[str, Any]) -> str:
    """One line of JSON."""
    return json.dumps(result, ensure_ascii=False)

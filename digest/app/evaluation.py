"""`digest eval`: files in, scores out; outputs and a report are saved on request."""

import html
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from digest import __version__, storage
from digest.app import lines
from digest.app.context import RunContext
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
    """Outputs to score instead of the model's, or to compare with; where to save outputs and report."""

    hypothesis: Path | None = None
    against: Path | None = None
    save: Path | None = None
    report: Path | None = None


@dataclass(frozen=True, slots=True)
class _Run:
    """A system's outputs and findings, one per text, and its cost: {} for a file of outputs."""

    system: str
    outputs: tuple[str, ...]
    findings: tuple[tuple[Finding, ...], ...]
    cost: Mapping[str, Any]


def translations_of(
    source: Path, reference: Path, domains: Path | None, options: Options, context: RunContext
) -> dict[str, Any]:
    """Scores of translations of a file of lines against a file of references.

    The model of the settings translates, unless `options.hypothesis` holds translations already.
    """
    chinese = _lines(source)
    labels = _lines_for(domains, chinese) if domains else [""] * len(chinese)
    texts = Texts(chinese, _lines_for(reference, chinese), labels)
    terms: ladder.Terms
    if options.hypothesis:
        run = _given(options.hypothesis, chinese)
        terms = lines.term_base_of(chinese, context.glossary())
    else:
        run, terms = _translated(chinese, context)
    ours = translations.lines_of(texts, run.outputs, terms, extra=run.findings)
    result = _heading(run, source, reference) | translations.score(ours)
    if options.against:
        other = _given(options.against, chinese)
        theirs = translations.lines_of(texts, other.outputs, terms)
        result["against"] = {"system": other.system} | translations.compare(ours, theirs)
    return _save(result, run, options)


def summaries_of(file: Path, options: Options, context: RunContext) -> dict[str, Any]:
    """Scores of summaries of JSON Lines with a text and a "summary" or, without one, a "title".

    A line that holds no Chinese article is left out, and the result says which and why.
    """
    cases, left_out = _cases(file)
    if not cases:
        raise InputError(f"{file}: no article in it; each line is a JSON object with a text")
    if options.hypothesis:
        run = _chosen(_given(options.hypothesis, _lines(file)), cases)
    else:
        run = _summarised([case.article for case in cases], context)
    items = _items(cases, run)
    result = _heading(run, file, file) | {"left_out": left_out} | summaries.score(items)
    if options.against:
        theirs = _chosen(_given(options.against, _lines(file)), cases)
        compared = summaries.compare(items, _items(cases, theirs))
        result["against"] = {"system": theirs.system} | compared
    texts = dict(zip((case.line for case in cases), run.outputs, strict=True))
    everyone = tuple(texts.get(number, "") for number in range(1, len(_lines(file)) + 1))
    return _save(result, replace(run, outputs=everyone), options)


@dataclass(frozen=True, slots=True)
class _Case:
    """The article on a line of a file, and the human summary of it."""

    line: int
    article: Article
    reference: str


def _cases(file: Path) -> tuple[list[_Case], list[str]]:
    cases: list[_Case] = []
    left_out: list[str] = []
    for number, line in enumerate(_lines(file), 1):
        try:
            row = lines.json_object(line.encode(), number)
            cases.append(_Case(number, _article(row, file.name, number), _reference(row, number)))
        except InputError as error:
            left_out.append(str(error))
    return cases, left_out


def _chosen(run: _Run, cases: Sequence[_Case]) -> _Run:
    """The outputs of those lines of a file that hold an article."""
    outputs = tuple(run.outputs[case.line - 1] for case in cases)
    findings = tuple(run.findings[case.line - 1] for case in cases)
    return _Run(run.system, outputs, findings, run.cost)


def _translated(chinese: Sequence[str], context: RunContext) -> tuple[_Run, ladder.Terms]:
    done = lines.translated(chinese, context)
    # A cut-off answer leaves no trace in the text; the checks find everything else again.
    findings = tuple(tuple(f for f in p.findings if f.check == "cut_off") for p in done.pairs)
    system = f"{done.cost.fingerprint}/{context.settings.effort}"
    english = tuple(pair.en for pair in done.pairs)
    return _Run(system, english, findings, _cost(done.cost, dict(done.strategies))), done.terms


def _summarised(articles: Sequence[Article], context: RunContext) -> _Run:
    made, cost = lines.summarised(articles, context)
    strategies = Counter(one.strategy for one in made)
    return _Run(
        f"{cost.fingerprint}/{context.settings.summary}",
        tuple("".join(one.sentences) for one in made),
        tuple(one.findings for one in made),
        _cost(cost, dict(sorted(strategies.items()))),
    )


def _cost(cost: lines.Cost, strategies: Mapping[str, int]) -> dict[str, Any]:
    rate = round(cost.tally.tokens / cost.seconds, 1) if cost.seconds else 0.0
    speed = {
        **asdict(cost.tally),
        "seconds": round(cost.seconds, 1),
        "tokens_per_second": rate,
    }
    return {"speed": speed, "rungs": strategies}


def _given(path: Path, wanted: Sequence[object]) -> _Run:
    """The outputs in a file; web services write quotation marks as entities (&quot;)."""
    outputs = tuple(html.unescape(line) for line in _lines_for(path, wanted))
    return _Run(path.name, outputs, ((),) * len(outputs), {})


def _heading(run: _Run, source: Path, reference: Path) -> dict[str, Any]:
    named = {"system": run.system, "source": source.name, "reference": reference.name}
    named["digest"] = __version__
    return {**named, **run.cost}


def _save(result: dict[str, Any], run: _Run, options: Options) -> dict[str, Any]:
    if options.save:
        text = "".join(" ".join(output.split("\n")) + "\n" for output in run.outputs)
        storage.save(options.save, text.encode())
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
        Item(_headings(case.article), case.article.text, case.reference, made, findings)
        for case, made, findings in zip(cases, run.outputs, run.findings, strict=True)
    ]


def _headings(article: Article) -> str:
    return "\n".join(filter(None, (article.kicker, article.title, article.subtitle)))


def _lines_for(path: Path, wanted: Sequence[object]) -> list[str]:
    """The lines of a file; InputError unless there are as many as wanted."""
    found = _lines(path)
    if len(found) != len(wanted):
        raise InputError(
            f"{path} has {len(found)} lines, the source {len(wanted)}: they must match"
        )
    return found


def _lines(path: Path) -> list[str]:
    try:
        found = encoding.decode(path.read_bytes()).removesuffix("\n").split("\n")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    if found == [""]:
        raise InputError(f"{path}: is empty; expected one text per line")
    return found

"""Articles to short Chinese summaries, each checked against its article."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from digest import checks
from digest.config.settings import Length
from digest.engines.api import Engine, Output, Request, Task, ask
from digest.engines.extractive import Extractive
from digest.records import Article, Finding
from digest.terminology.recogniser import people_of
from digest.text import hanzi
from digest.text.similarity import in_order, most_agreed

# A shorter body is its own summary: a model could only repeat it, or invent. A headline says less.
SHORT_BODY_CHARS = {"line": 40, "short": 100, "full": 100}
# What one prompt holds; a longer article is summarised part by part, then once more.
PART_CHARS = 2400
_TASKS: dict[Length, Task] = {"line": "line", "short": "summarise", "full": "full"}
_TOKENS: dict[Task, int] = {"line": 80, "summarise": 300, "full": 600}
# Latin words with a small letter: pinyin and slips. Capitals alone (GDP) may stand for Chinese words.
_LATIN = re.compile(r"[A-Z]*[^\W\d_A-Z\u2e80-\U0003ffff][^\W\d_\u2e80-\U0003ffff]*")
RETRY_NOTE = "只写原文里有的事实，数字和名称与原文完全一致。"
# The answers for a line: that of the likeliest words and five near them. A line is a thirtieth of its article,
# so that six cost a third more than one. Of 260 news items and of 200 short texts ROUGE-L is 50.5 and 27.0 of
# the first, 52.2 and 27.7 of the one that the others agree with most by chrF with precision weighed twice, 53.0
# and 28.0 by what is in the same order: what few others say is left out.
LINES = 6

Names = Callable[[str], Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class _Try:
    """What is asked for an article: a note to the model, and the seeds; 0 takes the likeliest words."""

    rung: str
    note: str = ""
    seeds: Sequence[int] = (0,)
    near: bool = False


_RETRIES = (
    _Try("told", RETRY_NOTE),
    *(_Try("sampled", RETRY_NOTE, (seed,)) for seed in (1, 2, 3)),
)
_TRIES: dict[Length, Sequence[_Try]] = {
    "line": (_Try("agreed", seeds=range(LINES), near=True), *_RETRIES),
    "short": (_Try("model"), *_RETRIES),
    "full": (_Try("model"), *_RETRIES),
}


@dataclass(frozen=True, slots=True)
class Summary:
    """A few Chinese sentences; `rung` says which try made them."""

    sentences: tuple[str, ...]
    findings: tuple[Finding, ...]
    rung: str


def summarise(
    articles: Sequence[Article], engine: Engine, *, names: Names, length: Length = "short"
) -> list[Summary]:
    """One summary an article, in order; `names` finds a text's names of the week's ledger.

    Of several lines that hold, the one that the others agree with most is taken. A summary that fails its
    checks is asked for once more, with a note, then drawn anew; where none of these holds, sentences of
    the article itself stand for it, and a finding says so. Nothing is cut: articles over PART_CHARS are
    summarised in parts first.
    """
    short = SHORT_BODY_CHARS[length]
    done = {i: _own_words(a) for i, a in enumerate(articles) if len(a.text) <= short}
    open_ = [i for i in range(len(articles)) if i not in done]
    bodies = dict(zip(open_, _condense([articles[i].text for i in open_], engine), strict=True))
    for try_ in _TRIES[length]:
        open_ = [i for i in open_ if i not in done]
        requests = [
            _request(
                bodies[i],
                articles[i].title,
                try_.note,
                _TASKS[length],
                seed,
                try_.near and seed > 0,
            )
            for i in open_
            for seed in try_.seeds
        ]
        outputs = iter(ask(engine, requests))
        for i in open_:
            answers = [next(outputs) for _ in try_.seeds]
            held = [o.text for o in answers if not _check(o, articles[i], names, length)]
            if held:
                done[i] = Summary(
                    hanzi.split_sentences(held[most_agreed(held, in_order)]), (), try_.rung
                )
    for i in open_:
        if i not in done:
            done[i] = _extracted(articles[i], _TASKS[length])
    return [done[i] for i in range(len(articles))]


def _request(
    body: str,
    title: str,
    note: str = "",
    task: Task = "summarise",
    seed: int = 0,
    near: bool = False,
) -> Request:
    return Request(task, body, _TOKENS[task], context=title, note=note, seed=seed, near=near)


def _check(output: Output, article: Article, names: Names, length: Length) -> tuple[Finding, ...]:
    if output.finish_reason == "length":
        return (checks.finding("cut_off", "the summary did not end within its budget"),)
    sentences = hanzi.split_sentences(output.text)
    if length != "line" and len(sentences) < 2:
        return (checks.finding("summary_short", "a headline, not a summary"),)
    if len(set(sentences)) < len(sentences):
        return (checks.finding("repetition", "a sentence occurs twice in the summary"),)
    source = "\n".join(
        filter(None, (article.kicker, article.title, article.subtitle, article.text))
    )
    # Nobody else may know a person who is in the summary alone: 习亲临广州.
    people = ((name, name) for name in people_of(output.text))
    found = checks.check_summary(
        output.text,
        source,
        names=(*names(output.text), *people),
        article_names=names(source),
    )
    return (*found, *_foreign(output.text, source))


def _foreign(summary: str, source: str) -> Iterator[Finding]:
    """Latin words that the article does not hold: 4 of 1,260 summaries by people have one."""
    known = hanzi.normalise(source).lower()
    for word in _LATIN.findall(hanzi.normalise(summary)):
        if word.lower() not in known:
            yield checks.finding("summary_latin", f"{word} is not in the article", word)


def _condense(texts: Sequence[str], engine: Engine) -> list[str]:
    """Each text itself, or the summaries of its parts where it is too long for one prompt."""
    parts = [_parts(text) for text in texts]
    requests = [_request(part, "") for split in parts if len(split) > 1 for part in split]
    outputs = iter(ask(engine, requests))
    return [
        text if len(split) == 1 else "\n".join(next(outputs).text for _ in split)
        for text, split in zip(texts, parts, strict=True)
    ]


def _parts(text: str) -> tuple[str, ...]:
    return hanzi.pack(hanzi.split_sentences(text), PART_CHARS)


def _own_words(article: Article) -> Summary:
    sentences = hanzi.split_sentences(article.text.replace("\n", ""))
    return Summary(sentences or (article.title,), (), "whole")


def _extracted(article: Article, task: Task) -> Summary:
    (output,) = ask(Extractive(), [_request(article.text, article.title, task=task)])
    finding = checks.finding(
        "summary_extracted",
        "the model's summary failed its checks; these are sentences of the article",
    )
    return Summary(hanzi.split_sentences(output.text), (finding,), "extracted")

"""Short Chinese summaries of articles, each checked against its article."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from digest import checks
from digest.config.settings import Length
from digest.engines import Engine, Output, Request, ask
from digest.engines.api import Task
from digest.engines.extractive import Extractive, central_sentences
from digest.records import Article, Finding
from digest.terminology.recogniser import people_of
from digest.text import hanzi
from digest.text.similarity import in_order, most_agreed

# A body of at most this many characters is its own summary: a model could only repeat or invent.
SHORT_BODY_CHARS = {"line": 40, "short": 150, "full": 150}
# Characters of a short summary. The prompt asks for 60 to 130.
SHORT_CHARS = (45, 150)
# Characters per prompt; a longer article is summarised in parts, then their summaries once more.
PART_CHARS = 2400
# A part's summary has at most this many characters, so that each round leaves less than half of a text.
_PART_SUMMARY_CHARS = PART_CHARS // 4
_TASKS: dict[Length, Task] = {"line": "line", "short": "summarise", "full": "full"}
_TOKENS: dict[Task, int] = {"line": 80, "summarise": 300, "full": 600}
# Latin words with a lower-case letter: pinyin and slips. Capitals alone (GDP) may render Chinese words.
_LATIN = re.compile(r"[A-Z]*[^\W\d_A-Z\u2e80-\U0003ffff][^\W\d_\u2e80-\U0003ffff]*")
RETRY_NOTE = "只写原文里有的事实，数字和名称与原文完全一致。"
# What the model is told instead where its summary was true, but too long, too short or copied.
FORM_NOTE = "用自己的话写，不照抄原文的句子，共60到130字。"
# How often: each attempt reads the whole article again.
FORM_RETRIES = 2
# Candidates for a one-line summary: the likeliest, and five samples near it. A line is a thirtieth of its
# article, so six cost a third more than one. ROUGE-L on 260 news items and 200 short texts: the likeliest 50.5
# and 27.0; the one most similar to the others by chrF with precision weighted twice 52.2 and 27.7; by
# longest common subsequence (`in_order`) 53.0 and 28.0, because it leaves out what few others say.
LINES = 6

Names = Callable[[str], Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class _Try:
    """One strategy: a note to the model, and a request per seed (0: greedy decoding)."""

    strategy: str
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
    """Chinese sentences, what is wrong with them, and the strategy that made them.

    `strategy` is "model", "agreed", "told" or "sampled" for the model's own, "whole" for a short
    body, which needs no summary, "extracted" for sentences of the article.
    """

    sentences: tuple[str, ...]
    findings: tuple[Finding, ...]
    strategy: str


@dataclass(frozen=True, slots=True)
class _Body:
    """What the model is shown of an article: its text, or summaries of its parts."""

    text: str
    findings: tuple[Finding, ...] = ()


def summarise(
    articles: Sequence[Article], engine: Engine, *, names: Names, length: Length = "short"
) -> list[Summary]:
    """One summary per article, in order; `names` gives a text's (Chinese, English) names.

    A summary that fails its checks is requested again with a note, then sampled; if none passes,
    central sentences of the article are used, and a finding says so. Of several that pass, the one
    most similar to the others is taken. A short summary that is true but too long, too short or
    copied is requested again too; if no answer is better, the best is kept, cut at a sentence.
    Articles over PART_CHARS are summarised in parts first.
    """
    short = SHORT_BODY_CHARS[length]
    done = {i: _own_words(a) for i, a in enumerate(articles) if len(a.text) <= short}
    open_ = [i for i in range(len(articles)) if i not in done]
    bodies = dict(zip(open_, _condense([articles[i].text for i in open_], engine), strict=True))
    true: dict[int, Summary] = {}
    for number, try_ in enumerate(_TRIES[length]):
        open_ = [i for i in open_ if i not in done and (i not in true or number <= FORM_RETRIES)]
        requests = [
            _request(
                bodies[i].text,
                articles[i].title,
                try_.note and (FORM_NOTE if i in true else try_.note),
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
            passed = [o.text for o in answers if not _check(o, articles[i], names, length)]
            if passed:
                best = passed[most_agreed(passed, in_order)]
                made = Summary(hanzi.split_sentences(best), bodies[i].findings, try_.strategy)
                true[i] = min(true.get(i, made), made, key=lambda s: _form(s, articles[i], length))
                if not any(_form(true[i], articles[i], length)):
                    done[i] = true[i]
    for i in bodies.keys() - done.keys():
        done[i] = true.get(i) or _extracted(articles[i], _TASKS[length])
    return [_shortened(done[i], length) for i in range(len(articles))]


def _form(summary: Summary, article: Article, length: Length) -> tuple[bool, int]:
    """What a true summary lacks, least first: its length, and sentences of its own if most are copied."""
    if length != "short":
        return False, 0
    shortest, longest = SHORT_CHARS
    text = "".join(article.text.split())
    copied = sum(sentence in text for sentence in summary.sentences)
    chars = sum(map(len, summary.sentences))
    return not shortest <= chars <= longest, copied if 2 * copied > len(summary.sentences) else 0


def _shortened(summary: Summary, length: Length) -> Summary:
    """A short summary without the last sentences, where they are over the longest length."""
    if length != "short" or summary.strategy == "whole":
        return summary
    ends = accumulate(map(len, summary.sentences))
    fit = sum(end <= SHORT_CHARS[1] for end in ends)
    return replace(summary, sentences=summary.sentences[: max(1, fit)])


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
        return (checks.finding("repetition", "the summary repeats a sentence"),)
    source = "\n".join(
        filter(None, (article.kicker, article.title, article.subtitle, article.text))
    )
    # Names that only the summary has, such as the 习亲临 of 习亲临广州, are in no term base.
    people = ((name, name) for name in people_of(output.text))
    found = checks.check_summary(
        output.text,
        source,
        names=(*names(output.text), *people),
        article_names=names(source),
    )
    return (*found, *_latin(output.text, source))


def _latin(summary: str, source: str) -> Iterator[Finding]:
    """A finding per Latin word that is not in the article: 4 of 1,260 human summaries have one."""
    known = hanzi.normalise(source).lower()
    for word in _LATIN.findall(hanzi.normalise(summary)):
        if word.lower() not in known:
            yield checks.finding("summary_latin", f"{word} is not in the article", word)


def _condense(texts: Sequence[str], engine: Engine) -> list[_Body]:
    """Per text what fits one prompt: the text itself, or summaries of its parts.

    If these are too long together, they are summarised in parts again.
    """
    bodies = [_Body(text) for text in texts]
    while any(len(body.text) > PART_CHARS for body in bodies):
        split = [_parts(body.text) for body in bodies]
        asked = [_request(part, "") for parts in split if len(parts) > 1 for part in parts]
        outputs = iter(ask(engine, asked))
        bodies = [
            body if len(parts) == 1 else _joined(body, parts, [next(outputs) for _ in parts])
            for body, parts in zip(bodies, split, strict=True)
        ]
    return bodies


def _joined(body: _Body, parts: Sequence[str], outputs: Sequence[Output]) -> _Body:
    """Summaries of all parts; central sentences for a part whose summary is empty, cut off or too long."""
    pairs = list(zip(parts, outputs, strict=True))
    usable = [o.finish_reason == "stop" and 0 < len(o.text) <= _PART_SUMMARY_CHARS for o in outputs]
    text = "\n".join(
        output.text if good else "".join(central_sentences(part))[:_PART_SUMMARY_CHARS]
        for (part, output), good in zip(pairs, usable, strict=True)
    )
    if all(usable):
        return _Body(text, body.findings)
    finding = checks.finding(
        "summary_part",
        f"{usable.count(False)} of {len(parts)} parts of this long article had no usable summary of "
        "their own; sentences of them were summarised instead",
    )
    return _Body(text, (*body.findings, finding))


def _parts(text: str) -> tuple[str, ...]:
    """The text in parts of at most PART_CHARS, cut at sentence ends where there are any."""
    pieces = (
        sentence[start : start + PART_CHARS]
        for sentence in hanzi.split_sentences(text)
        for start in range(0, len(sentence), PART_CHARS)
    )
    return hanzi.pack(tuple(pieces), PART_CHARS)


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

"""The digest as Markdown that reads the same in GitHub, Obsidian and a plain mail."""

import re
from collections.abc import Iterator

from digest.config.settings import PageStyle
from digest.records import Digest, Entry, Finding, Pair, PairBlock
from digest.render.presentation import Renderer, anchor, elsewhere, lead, origin, top_stories

# An underscore within a word and an & before no entity are plain already.
_SPECIAL = re.compile(r"([\\`*\[\]<>#~|$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=#?[A-Za-z0-9]+;))")
# A line that would start a list, a rule or a heading.
_START = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+=])", re.MULTILINE)
_PLAIN = PageStyle()


def render(digest: Digest, style: PageStyle = _PLAIN) -> str:
    """The whole digest; sections and articles as they stand in `digest`."""
    return "\n\n".join(_Writer(style).parts(digest)) + "\n"


class _Writer:
    """Paragraphs of Markdown in a style; bold and headings fill whole lines.

    CommonMark sees no emphasis beside Chinese punctuation, and so none stands within a line.
    """

    def __init__(self, style: PageStyle) -> None:
        self._look = Renderer(style)
        self._layout = style.layout
        self._words = self._look.words

    def parts(self, digest: Digest) -> Iterator[str]:
        sections = self._look.sections(digest)
        yield f"# {self._both(digest.title)}"
        yield f"{digest.week} | {self._both(self._look.dates(digest.week), ' | ')}"
        yield self._both(self._look.counts(digest), " | ")
        if digest.entries:
            yield f"## {self._both(self._words['glance'])}"
            yield "\n".join(self._glance(digest))
            yield f"## {self._both(self._words['contents'])}"
            yield "\n".join(self._contents(digest))
        for section in sections:
            if section.title:
                yield f"## {self._both(section.title)}"
            for entry in section.entries:
                yield from self._article(entry)
        if digest.failures:
            yield f"## {self._both(self._words['not_done'])}"
            yield "\n".join(
                f"- {_text(f.public_where)}: {_text(f.reason)}" for f in digest.failures
            )
        yield "---"
        yield from self._lines(self._look.made_by(digest))

    def _both(self, pair: Pair, gap: str = " ") -> str:
        """Both languages on one line, or Chinese alone."""
        return _text(pair.zh) if self._zh else f"{_text(pair.zh)}{gap}{_text(pair.en)}"

    @property
    def _zh(self) -> bool:
        return self._layout == "zh"

    def _glance(self, digest: Digest) -> Iterator[str]:
        for entry in top_stories(digest):
            line = lead(entry)
            link = f"](#{anchor(entry)})"
            if self._zh:
                yield f"- [{_text(entry.title.zh)}{link}：{_text(line.zh)}"
            else:
                yield f"- [{_text(entry.title.en)}{link}: {_text(line.en)}"
                yield f"  {_text(entry.title.zh)}：{_text(line.zh)}"

    def _contents(self, digest: Digest) -> Iterator[str]:
        for section in self._look.sections(digest):
            indent = ""
            if section.title:
                yield f"- {self._both(section.title)}"
                indent = "  "
            for entry in section.entries:
                yield f"{indent}- [{self._both(entry.title)}](#{anchor(entry)})"

    def _article(self, entry: Entry) -> Iterator[str]:
        yield f'<a id="{anchor(entry)}"></a>'
        if entry.kicker:
            yield from self._noted(entry.kicker)
        yield from self._heading("###", entry.title)
        yield from self._notes(entry.title.findings)
        if entry.subtitle:
            yield from self._noted(entry.subtitle)
        yield from self._about(entry)
        summary = self._look.summary(entry)
        if summary:
            yield f"**{self._both(self._words['summary'])}**"
            yield "".join(_text(pair.zh) for pair in summary)
            if not self._zh:
                yield " ".join(_text(pair.en) for pair in summary)
        for pair in summary:
            yield from self._notes(pair.findings)
        yield from self._notes(self._look.remarks(entry))
        if self._layout != "summaries":
            yield from self._table(entry) if self._layout == "side" else self._body(entry)
            for credit in entry.credits:
                yield self._both(Pair(credit.zh, credit.en), " | ")
        if entry.also:
            names = "; ".join(map(_text, elsewhere(entry)))
            yield f"{self._both(self._words['also'])}: {names}"
        yield f"{self._both(self._words['source'])}: {_text(origin(entry))}"

    def _heading(self, marks: str, pair: Pair) -> Iterator[str]:
        if self._zh:
            yield f"{marks} {_text(pair.zh)}"
        else:
            yield f"{marks} {_text(pair.en)}"
            yield f"**{_text(pair.zh)}**"

    def _about(self, entry: Entry) -> Iterator[str]:
        for byline in entry.bylines:
            yield self._both(Pair(byline.zh, byline.en), " | ")
        about = [_text(entry.source)] if entry.source else []
        if entry.date:
            about.append(self._both(self._look.day(entry.date), " | "))
        if about:
            yield " | ".join(about)
        if entry.url:
            plain = re.fullmatch(r"https?://[^\s<>]+", entry.url)
            yield f"<{entry.url}>" if plain else _text(entry.url)

    def _body(self, entry: Entry) -> Iterator[str]:
        for block in entry.blocks:
            if block.type == "h":
                yield from self._heading("####", block.pair)
            else:
                yield from self._paragraph(block.pair)
            if block.incomplete:
                yield f"*{self._both(self._words['incomplete'])}*"
            yield from self._notes(block.pair.findings)

    def _paragraph(self, pair: Pair) -> Iterator[str]:
        if self._layout == "tap":
            yield _text(pair.en)
            summary = _text(self._words["chinese"].zh)
            yield f"<details><summary>{summary}</summary>"
            yield _text(pair.zh)
            yield "</details>"
            return
        yield _text(pair.zh)
        if not self._zh:
            yield f"> {_text(pair.en)}"

    def _table(self, entry: Entry) -> Iterator[str]:
        words = self._words
        rows = [f"| {_text(words['chinese'].zh)} | {_text(words['english'].en)} |", "| --- | --- |"]
        rows += [_row(block) for block in entry.blocks]
        if entry.blocks:
            yield "\n".join(rows)
        for block in entry.blocks:
            if block.incomplete:
                yield f"*{self._both(words['incomplete'])}*"
            yield from self._notes(block.pair.findings)

    def _noted(self, pair: Pair) -> Iterator[str]:
        yield from self._lines(pair)
        yield from self._notes(pair.findings)

    def _lines(self, pair: Pair) -> Iterator[str]:
        yield _text(pair.zh)
        if not self._zh:
            yield _text(pair.en)

    def _notes(self, findings: tuple[Finding, ...]) -> Iterator[str]:
        for note in self._look.notes(findings):
            yield f"*⚠ {self._both(note)}*"


def _row(block: PairBlock) -> str:
    zh, en = _text(block.pair.zh), _text(block.pair.en)
    return f"| **{zh}** | **{en}** |" if block.type == "h" else f"| {zh} | {en} |"


def _text(text: str) -> str:
    """The text on one line with everything that Markdown would read as its own made plain."""
    line = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", line)

"""The digest as plain text, for readers of mail who see no HTML."""

from collections.abc import Iterator

from digest.config.settings import PageStyle
from digest.records import Digest, Entry, Finding, Pair
from digest.render.presentation import Presentation, lead, public_url, top_stories
from digest.text.printable import on_one_line

_PLAIN = PageStyle()
_RULE = "-" * 60
_DIVIDER = "* * *"


def render(digest: Digest, style: PageStyle = _PLAIN) -> str:
    """The whole digest, one paragraph per line, with blank lines between paragraphs."""
    return "\n\n".join(filter(None, _Writer(style).paragraphs(digest))) + "\n"


class _Writer:
    def __init__(self, style: PageStyle) -> None:
        self._texts = Presentation(style)
        self._style = style
        self._words = self._texts.words

    def paragraphs(self, digest: Digest) -> Iterator[str]:
        texts = self._texts
        yield self._lines(digest.title)
        yield self._lines(texts.dates(digest.days))
        yield self._lines(texts.counts(digest))
        to_check = texts.to_check(digest)
        if to_check:
            yield self._row(to_check, "⚠ ")
        if digest.lead:
            yield self._lines(digest.lead)
        if digest.entries:
            yield f"{_RULE}\n{self._row(self._words['glance'])}\n{_RULE}"
        for entry in top_stories(digest):
            yield self._glance(entry)
        for section in texts.sections(digest):
            if section.title:
                yield f"{_RULE}\n{self._row(section.title)}\n{_RULE}"
            for number, entry in enumerate(section.entries):
                yield _DIVIDER if number or not section.title else ""
                yield from self._article(entry)
        yield _RULE
        if digest.failures and self._style.editor:
            yield self._row(self._words["not_done"])
            yield from (
                on_one_line(f"{failure.public_where}: {failure.reason}")
                for failure in digest.failures
            )
        yield self._lines(texts.made_by(digest))

    def _glance(self, entry: Entry) -> str:
        said = lead(entry)
        zh = f"* {on_one_line(entry.title.zh)}：{on_one_line(said.zh)}"
        if self._style.layout == "zh":
            return zh
        return f"{zh}\n  {on_one_line(entry.title.en)}: {on_one_line(said.en)}"

    def _article(self, entry: Entry) -> Iterator[str]:
        for heading in filter(None, (entry.kicker, entry.title, entry.subtitle)):
            yield self._lines(heading)
            yield from self._notes(heading.findings)
        yield "\n".join(self._about(entry))
        if entry.note:
            yield self._lines(entry.note)
        summary = self._texts.summary(entry)
        if summary:
            yield self._row(self._words["summary"])
            zh, en = "".join(pair.zh for pair in summary), " ".join(pair.en for pair in summary)
            yield from self._languages(Pair(zh, en))
        yield from self._notes(tuple(f for pair in summary for f in pair.findings))
        yield from self._notes(self._texts.remarks(entry))
        if self._style.layout != "summaries":
            yield from self._body(entry)
        also = self._texts.also_in(entry)
        if also:
            yield f"{self._row(self._words['also'])}: {'; '.join(map(on_one_line, also))}"
        watched = self._texts.watched(entry)
        if watched:
            yield f"{self._row(self._words['watch_list'])}: {on_one_line(watched)}"
        origin = self._texts.origin(entry)
        if origin:
            yield f"{self._row(self._words['source'])}: {on_one_line(origin)}"

    def _about(self, entry: Entry) -> Iterator[str]:
        for byline in entry.bylines:
            yield self._row(Pair(byline.zh, byline.en), gap=" / ")
        published = self._texts.published(entry)
        if published:
            yield self._row(published, gap=" / ")
        yield from filter(None, (on_one_line(public_url(entry)),))
        if first := self._texts.first_reported(entry):
            yield self._row(first, gap=" / ")

    def _body(self, entry: Entry) -> Iterator[str]:
        for block in entry.blocks:
            yield from self._languages(block.pair)
            if block.incomplete:
                yield f"[{self._row(self._words['incomplete'])}]"
            yield from self._notes(block.pair.findings)
        for credit in entry.credits:
            yield self._row(Pair(credit.zh, credit.en), gap=" / ")

    def _notes(self, findings: tuple[Finding, ...]) -> Iterator[str]:
        for note in self._texts.notes(findings):
            yield self._row(note, "⚠ ")

    def _row(self, pair: Pair, before: str = "", gap: str = " ") -> str:
        return before + gap.join(self._languages(pair))

    def _lines(self, pair: Pair) -> str:
        return "\n".join(self._languages(pair))

    def _languages(self, pair: Pair) -> Iterator[str]:
        texts = (pair.zh,) if self._style.layout == "zh" else (pair.zh, pair.en)
        return filter(None, map(on_one_line, texts))

"""The digest as Markdown that reads the same in GitHub, Obsidian and other CommonMark readers."""

import re
from collections.abc import Callable, Iterator

from digest.config.settings import PageStyle
from digest.records import Digest, Entry, Finding, Pair, PairBlock
from digest.render.issue_glossary import Glossary
from digest.render.presentation import (
    Presentation,
    anchor,
    is_link,
    lead,
    public_url,
    top_stories,
)
from digest.text.printable import on_one_line

# Entities rather than backslashes for what opens HTML: GitHub and markdown-it take the backslash
# of \< for the end of a link before it, and then the < as it is.
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
# Obsidian hides what is between %% and %%, and highlights what is between ==. An underscore within
# a word, and an & that begins no entity, have no meaning.
_SPECIAL = re.compile(
    r"[\\`*\[\]#~|$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|%(?=%)|(?<=%)%|=(?==)|(?<==)="
)
_HTML = re.compile(r"[<>]|&(?=#?[A-Za-z0-9]+;)")
# Characters that open a list, a rule or a heading at the start of a line.
_START = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+=])")
# An address in running text: as long as it can be without what may end a sentence behind it.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?#@!$&'*+,;=%]*[A-Za-z0-9\-_~/#@$&*+=%]")
_PLAIN = PageStyle()


def render(digest: Digest, style: PageStyle = _PLAIN) -> str:
    """The whole digest, in the order of `digest`."""
    return "\n\n".join(_Writer(style).paragraphs(digest)) + "\n"


class _Writer:
    """Writes paragraphs of Markdown. Bold and headings always fill whole lines.

    CommonMark recognises no emphasis next to Chinese punctuation, so there is none within a line.
    """

    def __init__(self, style: PageStyle) -> None:
        self._texts = Presentation(style)
        self._style = style
        self._words = self._texts.words
        self._chinese_only = style.layout == "zh"

    def paragraphs(self, digest: Digest) -> Iterator[str]:
        texts, glossary = self._texts, self._texts.glossary(digest)
        yield f"# {self._both(digest.title)}"
        yield f"{digest.week} | {self._both(texts.dates(digest.days), ' | ')}"
        yield self._both(texts.counts(digest), " | ")
        to_check = texts.to_check(digest)
        if to_check:
            yield f"*⚠ {self._both(to_check)}*"
        if digest.lead:
            yield from self._lines(digest.lead)
        if digest.entries:
            yield f"## {self._both(self._words['glance'])}"
            yield "\n".join(self._glance(digest))
            yield f"## {self._both(self._words['contents'])}"
            yield "\n".join(self._contents(digest, glossary))
        for section in texts.sections(digest):
            if section.title:
                yield f"## {self._both(section.title)}"
            for entry in section.entries:
                yield from self._article(entry)
        yield from self._glossary(glossary)
        if digest.failures and self._style.editor:
            yield f"## {self._both(self._words['not_done'])}"
            yield "\n".join(
                f"- {_text(f.public_where)}: {_text(f.reason)}" for f in digest.failures
            )
        yield "---"
        yield from self._lines(texts.made_by(digest))

    def _both(self, pair: Pair, gap: str = " ", text: Callable[[str], str] | None = None) -> str:
        """Both languages on one line, or what there is of them in this layout."""
        languages = (pair.zh, "" if self._chinese_only else pair.en)
        return gap.join(filter(None, map(text or _text, languages)))

    def _glance(self, digest: Digest) -> Iterator[str]:
        for entry in top_stories(digest):
            line = lead(entry)
            link = f"](#{anchor(entry)})"
            if self._chinese_only:
                yield f"- [{_label(entry.title.zh)}{link}：{_text(line.zh)}"
            else:
                # The backslash breaks the line: without it both languages run into one another.
                yield f"- [{_label(entry.title.en)}{link}: {_text(line.en)}\\"
                yield f"  {_text(entry.title.zh)}：{_text(line.zh)}"

    def _contents(self, digest: Digest, glossary: Glossary) -> Iterator[str]:
        for section in self._texts.sections(digest):
            indent = ""
            if section.title:
                yield f"- {self._both(section.title)}"
                indent = "  "
            for entry in section.entries:
                yield f"{indent}- [{self._both(entry.title, text=_label)}](#{anchor(entry)})"
        if glossary.lines:
            yield f"- [{self._both(self._words['glossary'], text=_label)}](#glossary)"

    def _article(self, entry: Entry) -> Iterator[str]:
        yield f'<a id="{anchor(entry)}"></a>'
        if entry.kicker:
            yield from self._annotated(entry.kicker)
        yield from self._heading("###", entry.title)
        yield from self._notes(entry.title.findings)
        if entry.subtitle:
            yield from self._annotated(entry.subtitle)
        yield from self._about(entry)
        if entry.note:
            yield from self._lines(entry.note)
        yield from self._summary(entry)
        if self._style.layout != "summaries":
            yield from self._table(entry) if self._style.layout == "side" else self._body(entry)
            for credit in entry.credits:
                yield self._both(Pair(credit.zh, credit.en), " | ")
        also = self._texts.also_in(entry)
        if also:
            yield f"{self._both(self._words['also'])}: {'; '.join(map(_text, also))}"
        watched = self._texts.watched(entry)
        if watched:
            yield f"{self._both(self._words['watch_list'])}: {_text(watched)}"
        origin = self._texts.origin(entry)
        if origin:
            yield f"{self._both(self._words['source'])}: {_text(origin)}"

    def _glossary(self, glossary: Glossary) -> Iterator[str]:
        if glossary.lines:
            yield '<a id="glossary"></a>'
            yield f"## {self._both(self._words['glossary'])}"
        if glossary.cut:
            yield f"*{self._both(self._texts.glossary_size(glossary))}*"
        for line in glossary.lines:
            # Bold fills whole lines; the backslash breaks them.
            link = f"[{_label(line.entry.title.en or line.entry.title.zh)}](#{anchor(line.entry)})"
            term = self._both(Pair(line.term.zh, line.term.en))
            said = filter(None, (_text(line.sentence.zh), _text(line.sentence.en)))
            yield "\\\n".join((f"**{term}**", *said, link))

    def _heading(self, marks: str, pair: Pair) -> Iterator[str]:
        zh, en = _text(pair.zh), "" if self._chinese_only else _text(pair.en)
        if en or zh:
            yield f"{marks} {en or zh}"
        if en and zh:
            yield f"**{zh}**"

    def _about(self, entry: Entry) -> Iterator[str]:
        for byline in entry.bylines:
            yield self._both(Pair(byline.zh, byline.en), " | ")
        published = self._texts.published(entry)
        if published:
            yield self._both(published, " | ")
        url = public_url(entry)
        if url:
            yield f"<{url}>" if is_link(url) else _text(url)
        if first := self._texts.first_reported(entry):
            yield self._both(first, " | ")

    def _summary(self, entry: Entry) -> Iterator[str]:
        summary = self._texts.summary(entry)
        if summary:
            yield f"**{self._both(self._words['summary'])}**"
            yield "".join(_text(pair.zh) for pair in summary)
            if not self._chinese_only:
                yield " ".join(_text(pair.en) for pair in summary)
        for pair in summary:
            yield from self._notes(pair.findings)
        yield from self._notes(self._texts.remarks(entry))

    def _body(self, entry: Entry) -> Iterator[str]:
        for block in entry.blocks:
            if block.type == "h":
                yield from self._heading("####", block.pair)
            else:
                yield from self._paragraph(block.pair)
            yield from self._after(block)

    def _paragraph(self, pair: Pair) -> Iterator[str]:
        zh, en = _text(pair.zh), _text(pair.en)
        if self._style.layout == "tap":
            yield en
            yield f"<details><summary>{_text(self._words['chinese'].zh)}</summary>"
            yield zh
            yield "</details>"
            return
        if zh:
            yield zh
        if en and not self._chinese_only:
            yield f"> {en}"

    def _table(self, entry: Entry) -> Iterator[str]:
        words = self._words
        rows = [f"| {_text(words['chinese'].zh)} | {_text(words['english'].en)} |", "| --- | --- |"]
        rows += [_row(block) for block in entry.blocks]
        if entry.blocks:
            yield "\n".join(rows)
        for block in entry.blocks:
            yield from self._after(block)

    def _after(self, block: PairBlock) -> Iterator[str]:
        if block.incomplete:
            yield f"*{self._both(self._words['incomplete'])}*"
        yield from self._notes(block.pair.findings)

    def _annotated(self, pair: Pair) -> Iterator[str]:
        yield from self._lines(pair)
        yield from self._notes(pair.findings)

    def _lines(self, pair: Pair) -> Iterator[str]:
        languages = (pair.zh, "" if self._chinese_only else pair.en)
        yield from filter(None, map(_text, languages))

    def _notes(self, findings: tuple[Finding, ...]) -> Iterator[str]:
        for note in self._texts.notes(findings):
            yield f"*⚠ {self._both(note)}*"


def _row(block: PairBlock) -> str:
    mark = "**" if block.type == "h" else ""
    cells = (_text(block.pair.zh), _text(block.pair.en))
    return f"| {' | '.join(f'{mark}{cell}{mark}' if cell else '' for cell in cells)} |"


def _text(text: str) -> str:
    """The text on one line, with everything escaped that Markdown readers give a meaning to."""
    line = on_one_line(text)
    parts, end = [], 0
    for found in _ADDRESS.finditer(line):
        parts += [_escaped(line[end : found.start()]), _address(found[0])]
        end = found.end()
    line = "".join((*parts, _escaped(line[end:])))
    return _START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", line)


def _label(text: str) -> str:
    """The text of a link, which can hold no other link."""
    return _escaped(on_one_line(text))


def _address(address: str) -> str:
    """The address as a link. Escaped, it would lead to an address with backslashes in it."""
    return f"<{address}>" if is_link(address) else _escaped(address)


def _escaped(text: str) -> str:
    text = _SPECIAL.sub(lambda found: f"\\{found[0]}", text)
    return _HTML.sub(lambda found: _ENTITIES[found[0]], text)

"""The digest as a Word document (DOCX), for editors and printers; needs the extra `docx`."""

import hashlib
import io
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

from digest import host
from digest.config.settings import PageStyle
from digest.errors import InputError
from digest.records import Digest, Entry, Pair
from digest.render.issue_glossary import Glossary
from digest.render.presentation import Presentation, anchor, is_link, public_url
from digest.text.printable import on_one_line

_PLAIN = PageStyle()
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
# python-docx refuses a longer property.
_PROPERTY_CHARS = 255


def render(digest: Digest, style: PageStyle = _PLAIN) -> bytes:
    """The whole digest in both languages; InputError if python-docx is missing."""
    try:
        import docx.oxml.ns  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise InputError(host.missing("writing DOCX", "docx", error)) from error
    document = docx.Document()
    _Writer(docx.oxml.OxmlElement, docx.oxml.ns.qn, document, style).write(digest)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


class _Writer:
    """Appends paragraphs to a document, each in one language."""

    def __init__(self, element: Any, qn: Any, document: Any, style: PageStyle) -> None:
        self._element = element
        self._qn = qn
        self._document = document
        self._style = style
        self._texts = Presentation(style)
        self._words = self._texts.words
        self._numbers = itertools.count()

    def write(self, digest: Digest) -> None:
        texts, glossary = self._texts, self._texts.glossary(digest)
        self._describe(digest)
        self._lines(digest.title, "Title", "Subtitle")
        self._line(texts.dates(digest.days), gap=" · ")
        self._line(texts.counts(digest), gap=" · ")
        if digest.lead:
            self._lines(digest.lead)
        for section in texts.sections(digest):
            if section.title:
                self._line(section.title, style="Heading 1")
            for entry in section.entries:
                self._article(entry)
        if glossary.lines:
            self._glossary(glossary)
        self._lines(texts.made_by(digest))

    def _describe(self, digest: Digest) -> None:
        """Properties of the document: title, author, date, and the language of its Chinese."""
        properties = self._document.core_properties
        properties.title = f"{digest.week} {on_one_line(digest.title.zh)}"[:_PROPERTY_CHARS]
        properties.author = on_one_line(digest.title.en)[:_PROPERTY_CHARS]
        properties.comments = ""  # the template names its maker there
        day = datetime.combine(digest.days.last, time(), UTC)
        properties.created = properties.modified = day
        # The fonts of the theme are chosen by the second of these.
        for part, tag in (
            (self._document.styles, "w:lang"),
            (self._document.settings, "w:themeFontLang"),
        ):
            for language in part.element.iter(self._qn(tag)):
                language.set(self._qn("w:eastAsia"), "zh-CN")

    def _article(self, entry: Entry) -> None:
        if entry.kicker:
            self._lines(entry.kicker)
        heading = self._line(entry.title, style="Heading 2", gap="\n")
        self._mark(heading, entry)
        if entry.subtitle:
            self._lines(entry.subtitle)
        self._about(entry)
        if entry.note:
            self._lines(entry.note)
        summary = self._texts.summary(entry)
        if summary:
            self._line(self._words["summary"], bold=True)
            self._lines(
                Pair("".join(pair.zh for pair in summary), " ".join(pair.en for pair in summary))
            )
        if self._style.layout != "summaries":
            self._body(entry)
        also = self._texts.also_in(entry)
        if also:
            line = self._line(self._words["also"])
            line.add_run(f": {'; '.join(map(on_one_line, also))}")

    def _about(self, entry: Entry) -> None:
        """Bylines, then the source line: paper, day, and a link to the original."""
        for byline in entry.bylines:
            self._line(Pair(byline.zh, byline.en), gap=" · ")
        day = self._texts.day(entry.date) if entry.date else Pair("", "")
        said = (*filter(None, (on_one_line(entry.source or ""), *self._languages(day))),)
        url = on_one_line(public_url(entry))
        if said or url:
            line = self._document.add_paragraph(" · ".join(said))
            if url and said:
                line.add_run(" · ")
            if is_link(url):
                relation = line.part.relate_to(url, _HYPERLINK, is_external=True)
                self._link(
                    line, " ".join(self._languages(self._words["original"])), "r:id", relation
                )
            elif url:
                line.add_run(url)
        if first := self._texts.first_reported(entry):
            self._line(first, gap=" · ")

    def _body(self, entry: Entry) -> None:
        for block in entry.blocks:
            if block.type == "h":
                self._line(block.pair, style="Heading 3", gap="\n")
            else:
                self._lines(block.pair)
            if block.incomplete:
                self._line(self._words["incomplete"])
        for credit in entry.credits:
            self._line(Pair(credit.zh, credit.en), gap=" · ")

    def _glossary(self, glossary: Glossary) -> None:
        self._line(self._words["glossary"], style="Heading 1")
        if glossary.cut:
            self._lines(self._texts.glossary_size(glossary))
        for line in glossary.lines:
            self._line(Pair(line.term.zh, line.term.en), bold=True)
            self._lines(line.sentence)
            title = " · ".join(self._languages(line.entry.title))
            self._link(self._document.add_paragraph(), title, "w:anchor", _bookmark(line.entry))

    def _line(
        self, pair: Pair, *, style: str = "Normal", gap: str = " ", bold: bool = False
    ) -> Any:
        """A paragraph with both languages in it, or what there is of them in this layout."""
        paragraph = self._document.add_paragraph(style=style)
        texts = [on_one_line(pair.zh), "" if self._style.layout == "zh" else on_one_line(pair.en)]
        if texts[0]:
            self._chinese(paragraph, texts[0], bold=bold)
        if all(texts):
            paragraph.add_run(gap)
        if texts[1]:
            paragraph.add_run(texts[1]).bold = bold or None
        return paragraph

    def _lines(self, pair: Pair, style: str = "Normal", english: str = "") -> None:
        """A paragraph in each language."""
        if zh := on_one_line(pair.zh):
            self._chinese(self._document.add_paragraph(style=style), zh)
        if (en := on_one_line(pair.en)) and self._style.layout != "zh":
            self._document.add_paragraph(en, english or style)

    def _chinese(self, paragraph: Any, text: str, *, bold: bool = False) -> None:
        """A run whose quotation marks and dashes are as wide as Chinese characters."""
        run = paragraph.add_run(text)
        run.bold = bold or None
        fonts = run.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(self._qn("w:hint"), "eastAsia")

    def _mark(self, paragraph: Any, entry: Entry) -> None:
        """Names a paragraph, so that the glossary can lead to it."""
        start, end = self._element("w:bookmarkStart"), self._element("w:bookmarkEnd")
        start.set(self._qn("w:name"), _bookmark(entry))
        number = str(next(self._numbers))
        for mark in (start, end):
            mark.set(self._qn("w:id"), number)
        if paragraph.runs:
            paragraph.runs[0].element.addprevious(start)
            paragraph.runs[-1].element.addnext(end)

    def _link(self, paragraph: Any, text: str, attribute: str, target: str) -> None:
        """Appends a link: python-docx reads them, but writes none."""
        link = self._element("w:hyperlink")
        link.set(self._qn(attribute), target)
        run = paragraph.add_run(text)
        run.underline = True
        run.element.addprevious(link)
        link.append(run.element)

    def _languages(self, pair: Pair) -> Iterator[str]:
        texts = (pair.zh,) if self._style.layout == "zh" else (pair.zh, pair.en)
        return filter(None, map(on_one_line, texts))


def _bookmark(entry: Entry) -> str:
    """The name of an article's bookmark: Word allows 40 letters, digits and underscores."""
    return f"a{hashlib.sha256(anchor(entry).encode()).hexdigest()[:12]}"

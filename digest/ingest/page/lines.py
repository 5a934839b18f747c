"""A page's lines, cleaned of what extraction leaked into them, with the features that roles need."""

import html
import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from digest.ingest.page.boilerplate import Rule, rule_for
from digest.ingest.page.columns import untangled
from digest.text.attribution import Attribution, lead, people_line, tail
from digest.text.hanzi import fold

Form = Literal["blank", "heading", "text"]

_ENDERS = "。！？!?…；;：:"
_PARAGRAPH_CHARS = 10_000  # no paragraph is longer
_CLOSERS = "”’」』）)》〉】]\"'"
_MARKUP = (
    re.compile(r"!\[[^\[\]\n]{0,300}\](?:\([^()\n]{0,2000}\))?"),  # Markdown images
    re.compile(
        r"\[([^\[\]\n]{0,300})\]\(https?://[^()\n]{0,2000}\)"
    ),  # Markdown links: the text stays
    re.compile(r"<(?:/?[A-Za-z][^<>\n]{0,300}|!--(?:(?!<!--).)*?--)/?>"),
    re.compile(r"/?\s*enpproperty\s*--+>?"),
    re.compile(r"<!--|--+>"),
)
# What founder e-paper pages append to a text: time stamp, ids and addresses of the page itself.
_FOUNDER_TAIL = re.compile(
    r"\s{0,20}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[:.]\d+(?: \d+){1,9} https?://.*$"
    r"|\s{0,20}https?://\S{1,200}/content_\S+.*$"
)
# Converters to traditional script leave the pronunciation of rare readings in the text.
_RUBY = re.compile(r"(?<=[\u3400-\u9fff])[（(][a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]*[）)]")
_PAGE_HEAD = re.compile(r"^(第\s*\d{1,3}\s*版\s*(?:[（(][^（）()]{0,12}[)）])?)\s*(专栏[:：])?")
# Where, on a line that holds a whole article, its text begins: with who wrote it or sent it.
_SOURCE = re.compile(
    r"[（(【〔]|据?(?:本报|本刊|新华社|中新社|人民网).{0,14}?(?:讯|电|消息)|本报(?:记者|通讯员)"
    r"|(?:见习|实习|特约|全媒体|特派|首席)*(?:记者|通讯员|实习生)"
)
_PARAGRAPH_GAP = re.compile(
    r"(?<=[。！？!?])([”’」』）)]?)[ \u3000]+(?=[\u3400-\u9fff“‘「『《0-9])"
)


@dataclass(frozen=True)
class Line:
    """One piece of one source line (or several joined): where it stood and what it says."""

    first: int
    last: int
    text: str
    blanks_before: int
    indented: bool = False
    embedded: bool = False  # cut out of a longer line, such as a title in front of its text

    @cached_property
    def folded(self) -> str:
        """The text with traditional characters in simplified script, position for position."""
        return fold(self.text)

    @cached_property
    def columns(self) -> int:
        """How much of a column the line fills, in characters, its indent of two included."""
        return len(self.text) + 2 * self.indented

    @cached_property
    def form(self) -> Form:
        return form_of(self.text)

    @cached_property
    def bracketed(self) -> bool:
        return self.text[0] in "（(" and self.text[-1] in "）)"

    @cached_property
    def rule(self) -> Rule | None:
        """The rule that makes the line boilerplate wherever it is on the page."""
        return rule_for(self.text)

    @cached_property
    def opening(self) -> Attribution:
        """The dateline and names in front of the text."""
        return lead(self.text)

    @cached_property
    def people(self) -> Attribution | None:
        """The names and roles that the whole line is."""
        return people_line(self.text)

    def closing(self, *, goes_on: bool) -> Attribution:
        """The names and roles behind the text; `goes_on` where the text continues below."""
        return self._closing_within if goes_on else self._closing_last

    @cached_property
    def _closing_within(self) -> Attribution:
        return tail(self.text, goes_on=True)

    @cached_property
    def _closing_last(self) -> Attribution:
        return tail(self.text)


def clean_lines(text: str) -> tuple[Line, ...]:
    """The lines that hold something, markup and leaked properties taken out, wraps undone."""
    lines: list[Line] = []
    blanks = 0
    for number, raw in untangled(text):
        cleaned = _without_markup(raw)
        if not cleaned.strip():
            blanks += 1
            continue
        indented = raw.startswith(("\u3000", "  ", "\t", "\xa0"))
        for piece, embedded in _pieces(cleaned):
            lines.append(Line(number, number, piece, blanks, indented, embedded))
            blanks = 0
    return tuple(_unwrapped(lines))


def form_of(text: str) -> Form:
    """Whether `text` reads like a headline (short, no full stop) or like running text."""
    if not text:
        return "blank"
    commas = len(re.findall(r"[，,](?!\d)", text))
    if re.search(r"[。；;]", text) or (text[-1] in "，,、" and len(text) > 12):
        return "text"
    if ends_sentence(text) and text[-1] not in _CLOSERS:
        return "heading" if len(text) <= 30 and commas <= 2 else "text"
    if commas == 0:
        return "heading" if len(text) <= 90 else "text"
    if commas == 1:
        return "heading" if len(text) <= 45 else "text"
    return "heading" if max(map(len, re.split("[，,]", text))) <= 8 and commas <= 3 else "text"


def ends_sentence(text: str) -> bool:
    """Whether `text` ends like a finished paragraph: at a stop, closing marks aside."""
    bare = text.rstrip(_CLOSERS)
    return bool(bare) and bare[-1] in _ENDERS + "."


def is_open(text: str) -> bool:
    """Whether a quotation, a bracket or a title mark is opened in `text` and not closed."""
    return any(text.count(left) > text.count(right) for left, right in ("“”", "《》", "（）", "()"))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text whose line ends an extractor turned into spaces."""
    return [part.strip() for part in _PARAGRAPH_GAP.sub(r"\1\n", text).split("\n") if part.strip()]


def _without_markup(raw: str) -> str:
    text = raw
    if "&" in text:
        text = html.unescape(text)
    if any(mark in text for mark in ("<", "![", "](", "-->", "http")):
        text = _FOUNDER_TAIL.sub("", text)
        for pattern in _MARKUP:
            text = pattern.sub(r"\1" if pattern.groups else "", text)
    if "|" in text and text.strip().strip("|").count("|") == 0:
        text = text.replace("|", " ")  # the cell walls of a one-cell table
    text = _RUBY.sub("", text)
    return re.sub(r"(?<=[）)])\?$", "", text.strip(" \t\u3000\xa0"))


def _pieces(text: str) -> list[tuple[str, bool]]:
    """The line itself, or page head, column, headline, byline and text where one line holds all."""
    head = _PAGE_HEAD.match(text)
    if not head or head.end() == len(text) or rule_for(text):
        return [(text, False)]
    pieces = [(head.group(1), True)]
    rest = text[head.end() :]
    if head.group(2):
        column, _, rest = rest.partition(" ")
        pieces.append((head.group(2) + column, True))
    words = [word for word in re.split(r"[ \u3000]+", rest) if word]
    while len(words) > 1 and form_of(words[0]) == "heading" and not _SOURCE.match(fold(words[0])):
        pieces.append((words.pop(0), True))
    if words:
        pieces.append((" ".join(words), True))
    return pieces


def _unwrapped(lines: list[Line]) -> list[Line]:
    """Lines that a fixed column width cut, joined again; others as they are."""
    width = _wrap_width(lines)
    if not width:
        return lines
    joined: list[Line] = []
    full = False  # whether the line before filled the column
    for line in lines:
        previous = joined[-1] if joined else None
        joins = full and not line.blanks_before and not line.indented
        if previous and joins and len(previous.text) < _PARAGRAPH_CHARS:
            joined[-1] = replace(previous, last=line.last, text=previous.text + line.text)
        else:
            joined.append(line)
        full = width - 2 <= line.columns <= width + 2
    return joined


def _wrap_width(lines: list[Line]) -> int:
    """The column width that most lines fill exactly, or 0 where lines are whole paragraphs."""
    lengths = Counter(line.columns for line in lines if len(line.text) >= 8)
    if sum(lengths.values()) < 8:
        return 0
    width = max(lengths, key=lambda length: lengths[length] + lengths[length - 1])
    filled = [line for line in lines if width - 2 <= line.columns <= width + 1]
    longer = sum(line.columns > width + 2 for line in lines)
    unfinished = sum(not ends_sentence(line.text) for line in filled)
    share = len(filled) / len(lines)
    # A list of links has lines of like length too, but no clauses.
    clauses = sum(bool(re.search("[，。、；：,]", line.text)) for line in filled)
    return (
        width
        if share >= 0.5
        and clauses >= 0.3 * len(filled)
        and unfinished >= 0.6 * len(filled)
        and longer <= 0.1 * len(lines)
        else 0
    )

"""The text of a page to clean lines: markup and leaked properties out, columns and wraps undone."""

import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from digest.ingest.page.boilerplate import rule_for
from digest.ingest.page.columns import is_read_across, split_columns
from digest.ingest.page.lines import Line, ends_sentence, form_of, is_open
from digest.text.hanzi import fold

_PARAGRAPH_CHARS = 10_000  # no paragraph is longer
_MARKUP = (
    re.compile(r"!\[[^\[\]\n]{0,300}\](?:\([^()\n]{0,2000}\))?"),  # Markdown images
    # Markdown links: the text is kept
    re.compile(r"\[([^\[\]\n]{0,300})\]\(https?://[^()\n]{0,2000}\)"),
    re.compile(r"<(?:/?[A-Za-z][^<>\n]{0,300}|!--(?:(?!<!--).)*?--)/?>"),
    re.compile(r"/?\s*enpproperty\s*--+>?"),
    re.compile(r"<!--|--+>"),
)
# What Founder's e-paper system appends to a text: time stamp, author, ids and addresses of the page.
_STAMP = re.compile(
    r"\s{0,20}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[:.]\d+([^\d\n]{0,40}?)(?: \d+){1,9} https?://.*$"
    r"|\s{0,20}https?://\S{1,200}/content_\S+.*$"
)
# Converters to traditional script leave the pronunciation of rare readings in the text.
_RUBY = re.compile(r"(?<=[\u3400-\u9fff])[（(][a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]*\s?[）)]")
_PAGE_HEAD = re.compile(r"^(第\s*\d{1,3}\s*版\s*(?:[（(][^（）()]{0,12}[)）])?)\s*(专栏[:：])?")
# Where, on a line that holds a whole article, its text begins: with who wrote it or sent it.
_SOURCE = re.compile(
    r"[（(【〔]|据?(?:本报|本刊|新华社|中新社|人民网).{0,14}?(?:讯|电|消息)|本报(?:记者|通讯员)"
    r"|(?:见习|实习|特约|全媒体|特派|首席)*(?:记者|通讯员|实习生)"
)
_HEADING_MARK = re.compile(r"^(#{1,6})\s+(?=\S)")
_EXACT = 0.9
# What opens a text and continues no headline.
_TIMES = re.compile(r"[“\"]|[日目]前|近[日年期]|连日|昨[天日]|今[天年]|\d{1,4}[年月日]")
_MARKED_HEADINGS = 2  # fewer lines with # say nothing about the others
# Search engine spam splices pictograms and pinyin into words: 建(🐚)设, 如(rú )厕.
_SPLICED = re.compile(
    r"(?<=[\u3400-\u9fff])[（(](?:[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u2b00-\u2bff\u3030\u303d\u3297\u3299]+|[a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]*\s?)[）)]"
)
_PICTOGRAM = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff]")
_SPLICES, _PER_SPLICE = (
    4,
    100,
)  # at least this many, and one per this many characters, are no accident
# Wider gaps part articles where at least this share of them is above lines that may be headlines.
_LEAST_WIDE, _WIDE_SHARE = 2, 0.9


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The lines of a page that hold something, and what was cut off them, with reasons."""

    lines: tuple[Line, ...]
    cut: tuple[tuple[int, str, str], ...]  # line number, text, reason


def clean(text: str) -> Cleaned:
    """The lines that hold something, markup and leaked properties cut out, wraps undone."""
    rows = list(split_columns(text))
    refused = _SPAM if _is_spliced(text) else _why_refused(rows)
    if refused:
        return Cleaned((), tuple((n, raw, refused) for n, raw in sorted(rows) if raw.strip()))
    lines: list[Line] = []
    cut: list[tuple[int, str, str]] = []
    blanks = 0
    for number, raw in rows:
        cleaned, stamp, author = _without_markup(raw)
        if stamp:
            cut.append((number, stamp, "the stamp of the paper's system"))
        if not cleaned.strip():
            if raw.strip() and not stamp:
                cut.append((number, raw.strip(), "markup"))
            blanks += 1
            continue
        indented = raw.startswith(("\u3000", "  ", "\t", "\xa0"))
        for piece, embedded in _pieces(cleaned):
            lines.append(Line(number, number, piece, blanks, indented, embedded))
            blanks = 0
        if author:
            lines.append(Line(number, number, f"（{author}）", 0, embedded=True))
    if all(line.indented or line.embedded for line in lines):
        lines = [replace(line, indented=False) for line in lines]  # the margin of the page
    unwrapped = _unwrapped(_with_levels(lines))
    return Cleaned(_without_double_spacing(unwrapped), tuple(cut))


_SPAM = "pictograms or pinyin spliced into words, as spam for search engines has them"


_ACROSS = (
    "two columns read across, a line of one and a line of the other in turn; extract it by columns"
)


def _why_refused(rows: Sequence[tuple[int, str]]) -> str | None:
    return _ACROSS if is_read_across("\n".join(raw for _, raw in rows)) else None


def _is_spliced(text: str) -> bool:
    found = _SPLICED.findall(text)
    pictograms = sum(_PICTOGRAM.search(splice) is not None for splice in found)
    return pictograms > 1 and len(found) >= max(_SPLICES, len(text) / _PER_SPLICE)


def _without_markup(raw: str) -> tuple[str, str, str]:
    """The text of a line, the system's stamp behind it, and the author whom the stamp names."""
    text, stamp, author = raw, "", ""
    if "&" in text:
        text = html.unescape(text)
    if any(mark in text for mark in ("<", "![", "](", "-->", "http")):
        found = _STAMP.search(text)
        if found:
            text, stamp = text[: found.start()], found[0].strip()
            author = (found[1] or "").strip()
        for pattern in _MARKUP:
            text = pattern.sub(r"\1" if pattern.groups else "", text)
    if "|" in text and text.strip().strip("|").count("|") == 0:
        text = text.replace("|", " ")  # the cell walls of a one-cell table
    text = _RUBY.sub("", text)
    text = re.sub(r"(?<=[）)])\?$", "", text.strip(" \t\u3000\xa0"))
    return text, stamp, author if text else ""


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


def _with_levels(lines: list[Line]) -> list[Line]:
    """The lines with the marks of Markdown's headings taken off and kept as levels."""
    marks = [_HEADING_MARK.match(line.text) for line in lines]
    if sum(mark is not None for mark in marks) < _MARKED_HEADINGS:
        return lines
    return [
        replace(line, text=line.text[mark.end() :].rstrip("# "), level=len(mark[1]))
        if mark
        else line
        for line, mark in zip(lines, marks, strict=True)
    ]


def _without_double_spacing(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines without the blank line that some tools put behind every line.

    Only where wider gaps are left, and nearly all of them are above lines that may be headlines:
    else the blank lines are the page's own.
    """
    usual = min((line.blanks_before for line in lines[1:]), default=0)
    wide = [line for line in lines[1:] if line.blanks_before > usual]
    heads = sum(line.form == "heading" for line in wide)
    if not usual or len(wide) < _LEAST_WIDE or heads < _WIDE_SHARE * len(wide):
        return tuple(lines)
    return tuple(replace(line, blanks_before=max(0, line.blanks_before - usual)) for line in lines)


def _unwrapped(lines: list[Line]) -> list[Line]:
    """Lines that a fixed column width cut, joined again; others as they are."""
    width, slack = _wrap_width(lines)
    if not width:
        return lines
    joined: list[Line] = []
    full = False  # whether the line before filled the column
    for line in lines:
        previous = joined[-1] if joined else None
        joins = full and not line.blanks_before and not line.indented
        if (
            previous
            and joins
            and len(previous.text) < _PARAGRAPH_CHARS
            and not _opens(line, previous)
        ):
            joined[-1] = replace(previous, last=line.last, text=previous.text + line.text)
        else:
            joined.append(line)
        # A blank at the end of a line is lost, so that names may seem to end before the column does.
        least = width - (2 if is_open(line.text) or line.opening.found else slack)
        full = least <= line.columns <= width + slack
    return joined


def _opens(line: Line, previous: Line) -> bool:
    """Whether a text begins here, below a headline that happens to fill the column."""
    headline = previous.form == "heading" and not (previous.indented or is_open(previous.text))
    if not headline or previous.opening.found:
        return False
    apart = previous.blanks_before > 0 and previous.first == previous.last
    return line.opening.found or (apart and _TIMES.match(line.text) is not None)


def _wrap_width(lines: list[Line]) -> tuple[int, int]:
    """The column width that most lines fill and by how much they may miss it; (0, 0) where lines are paragraphs."""
    lengths = Counter(line.columns for line in lines if len(line.text) >= 8)
    if sum(lengths.values()) < 8:
        return 0, 0
    width = max(lengths, key=lambda length: lengths[length] + lengths[length - 1])
    filled = [line for line in lines if width - 2 <= line.columns <= width + 1]
    longer = sum(line.columns > width + 2 for line in lines)
    unfinished = sum(not ends_sentence(line.text) for line in filled)
    share = len(filled) / len(lines)
    # A list of links has lines of like length too, but no clauses.
    clauses = sum(bool(re.search("[，。、；：,]", line.text)) for line in filled)
    wrapped = (
        share >= 0.5
        and clauses >= 0.3 * len(filled)
        and unfinished >= 0.6 * len(filled)
        and longer <= 0.1 * len(lines)
    )
    if not wrapped:
        return 0, 0
    # A tool cuts at one place; print keeps stops off the beginning of a line.
    exact = max(Counter(line.columns for line in filled).values()) >= _EXACT * len(filled)
    return (max(lengths, key=lambda n: lengths[n]), 0) if exact else (width, 2)

"""A line of a page with the features that deciding on its role needs, each computed once."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from digest.ingest.page.boilerplate import Rule, rule_for
from digest.text.attribution import Attribution, lead, people_line, tail
from digest.text.hanzi import fold

Form = Literal["blank", "heading", "text"]

_ENDERS = "。！？!?…；;：:"
_CLOSERS = "”’」』）)》〉】]\"'"
_PARAGRAPH_GAP = re.compile(
    r"(?<=[。！？!?])([”’」』）)]?)[ \u3000\xa0]+(?=[\u3400-\u9fff“‘「『《0-9])"
)


@dataclass(frozen=True)
class Line:
    """One piece of one source line, or several lines joined.

    `first` and `last` are line numbers of the source, from 1; `blanks_before` counts the blank lines
    above it.
    """

    first: int
    last: int
    text: str
    blanks_before: int
    indented: bool = False
    embedded: bool = False  # cut out of a longer line, such as a title in front of its text
    level: int = 0  # of a heading that Markdown marks: 1 for #; 0 for any other line

    @cached_property
    def folded(self) -> str:
        """The text with traditional characters in simplified script, position for position."""
        return fold(self.text)

    @cached_property
    def columns(self) -> int:
        """The width of the line in characters, including an indent of two."""
        return len(self.text) + 2 * self.indented

    @cached_property
    def form(self) -> Form:
        return form_of(self.text)

    @cached_property
    def bracketed(self) -> bool:
        return self.text.startswith(("（", "(")) and self.text.endswith(("）", ")"))

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

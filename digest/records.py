"""The values that flow through the pipeline: frozen dataclasses without I/O."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, Self

ArticleKind = Literal["article", "photo", "brief"]
BlockType = Literal["p", "h"]
Severity = Literal["error", "warning", "info"]
Layout = Literal["stacked", "side", "tap", "zh", "summaries"]
# An article's id is part of links and of ids in HTML and EPUB, where other characters are unsafe.
ARTICLE_ID = r"[A-Za-z0-9][A-Za-z0-9._-]*"
# Years that an ISO week may lie in: a date outside them is a slip of the source.
FIRST_YEAR, LAST_YEAR = 1800, 2999


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week, Monday to Sunday; `str(week)` is `2026-W47`."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """The week that `2026-W47` or `2026-W7` names; ValueError for anything else."""
        year, separator, number = text.partition("-W")
        if not (separator and year.isdecimal() and number.isdecimal() and len(number) <= 2):
            raise ValueError(f"{text!r} is not an ISO week such as 2026-W47")
        if not FIRST_YEAR <= int(year) <= LAST_YEAR:
            raise ValueError(f"{text!r}: years from {FIRST_YEAR} to {LAST_YEAR} are known")
        date.fromisocalendar(int(year), int(number), 1)
        return cls(int(year), int(number))

    @classmethod
    def of(cls, day: date) -> Self:
        """The ISO week of a day."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @property
    def monday(self) -> date:
        """The week's first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """The week's last day."""
        return self.monday + timedelta(days=6)

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"


@dataclass(frozen=True, slots=True)
class Period:
    """The days that an issue covers, both ends included."""

    first: date
    last: date

    @classmethod
    def of(cls, week: Week, ends_on: int = 7) -> Self:
        """The seven days that end in `week` on ISO weekday `ends_on` (7: Monday to Sunday)."""
        last = week.monday + timedelta(days=ends_on - 1)
        return cls(last - timedelta(days=6), last)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


def issue_week(day: date, ends_on: int = 7) -> Week:
    """The week whose issue covers `day`, if issues end on ISO weekday `ends_on`.

    ValueError for a day that is a slip of the source, such as 9999-12-31.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"the date {day} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return Week.of(day + timedelta(days=7 - ends_on))


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph ("p") or sub-heading ("h"); `incomplete` where the source breaks off."""

    type: BlockType
    text: str
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Byline:
    """The authors of an article: their role as printed (记者, 通讯员, 见习记者 ...) and their names."""

    role: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit for work other than writing; `what` is the word as printed (摄, 文/摄, 责任编辑 ...)."""

    role: str
    names: tuple[str, ...]
    what: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an article came from: a path (or "-") and its first and last line, counted from 1."""

    path: str
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Article:
    """One parsed Chinese article. `None` means that the source has no such part.

    `source` is the paper or site, `page` the number of the printed page (版次) such as "3" or "A12".
    """

    id: str
    kind: ArticleKind
    section: str | None
    kicker: str | None
    title: str
    subtitle: str | None
    dateline: str | None
    bylines: tuple[Byline, ...]
    credits: tuple[Credit, ...]
    date: date | None
    source: str | None
    url: str | None
    blocks: tuple[Block, ...]
    provenance: Provenance
    page: str | None = None

    @property
    def text(self) -> str:
        """The body as one string, one line per block, sub-headings included."""
        return "\n".join(block.text for block in self.blocks)


def article_id(title: str, text: str, day: date | None) -> str:
    """An id of 12 hexadecimal digits that depends on the content only."""
    content = "\x00".join((title, text, str(day or "")))
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Discard:
    """Input lines that belong to no article, and the reason; they are reported, never dropped silently."""

    path: str
    lines: tuple[int, int]
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that could not be done: the stage, the input or article concerned, and the reason."""

    stage: str
    where: str
    reason: str

    @property
    def public_where(self) -> str:
        """`where` as subscribers may see it: the name of a file without its path, a URL without its query."""
        if re.match(r"https?://", self.where, re.IGNORECASE):
            return re.sub(r"//[^/@\s]*@|[?#]\S*", lambda cut: "//" * (cut[0][0] == "/"), self.where)
        path, separator, rest = self.where.partition(": ")
        return re.split(r"[/\\]", path)[-1] + separator + rest


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. Only checks with a measured precision above 95 % may report an `error`.

    `subject` is what the message is about, `fix` the English that is missing (both empty if unknown).
    They serve retries, are not part of digest.json, and are ignored in comparisons.
    """

    check: str
    severity: Severity
    message: str
    subject: str = field(default="", compare=False)
    fix: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Pair:
    """A Chinese text, its English, and the findings of the checks.

    `doubt` is the probability that the English holds a major error, None if it was not estimated;
    `least_sure` are the words of it that the model finds least likely.
    """

    zh: str
    en: str
    findings: tuple[Finding, ...] = ()
    doubt: float | None = None
    least_sure: str = ""


@dataclass(frozen=True, slots=True)
class PairBlock:
    """A paragraph or sub-heading in both languages."""

    type: BlockType
    pair: Pair
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class PairByline:
    """A byline with its role and names in both scripts, `zh` and `en` ready to print."""

    role: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class PairCredit:
    """A credit in both scripts, `zh` and `en` ready to print (通讯员蔡某 摄 / Photo by Cai ...)."""

    role: str
    what: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Mention:
    """Another article on the same story ("also in")."""

    title: str
    source: str | None
    path: str


@dataclass(frozen=True, slots=True, order=True)
class FirstReport:
    """The first report of a story that this issue tells again: its week (2026-W45) and its id there."""

    week: str
    article: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of the digest, in both languages. Part of the `digest.json` contract."""

    id: str
    kind: ArticleKind
    section: Pair | None
    kicker: Pair | None
    title: Pair
    subtitle: Pair | None
    bylines: tuple[PairByline, ...]
    credits: tuple[PairCredit, ...]
    date: date | None
    source: str | None
    url: str | None
    summary: tuple[Pair, ...]
    blocks: tuple[PairBlock, ...]
    findings: tuple[Finding, ...]
    also: tuple[Mention, ...]
    provenance: Provenance
    note: Pair | None = None  # the editor's, printed below the headline
    prominence: int = 0  # the higher, the further up on the front page
    first_reported: FirstReport | None = None  # None: the story is new
    watched: tuple[str, ...] = ()  # the entries of the watch list that brought it into the issue
    page: str | None = None  # of the printed paper, as printed: "3", "A12"
    source_en: str | None = None  # None: no table has the paper's English name


@dataclass(frozen=True, slots=True)
class Term:
    """A name or term of the issue, and the English that its translations use."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """The model that made the texts: name, engine, quantisation and the engine's fingerprint."""

    name: str
    engine: str
    quantisation: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Digest:
    """A week's bilingual digest: everything that the renderers and the mail need, and nothing else.

    `layout` was chosen for this week; None: that of the settings. `period` is what the issue covers if
    that is not Monday to Sunday of `week`. `terms` are for its glossary, in order of occurrence.
    """

    week: Week
    title: Pair
    entries: tuple[Entry, ...]
    failures: tuple[Failure, ...]
    model: ModelInfo
    layout: Layout | None = None
    lead: Pair | None = None  # the editor's, printed before the first article
    period: Period | None = None
    terms: tuple[Term, ...] = ()

    @property
    def days(self) -> Period:
        """The days that the issue covers."""
        return self.period or Period.of(self.week)


def complete(digest: Digest) -> bool:
    """Whether no article failed and no check found an error."""
    return not digest.failures and not any(f.severity == "error" for f in findings(digest))


def findings(digest: Digest) -> Iterator[Finding]:
    """All findings of the checks, in reading order."""
    for entry in digest.entries:
        yield from entry.findings
        for pair in pairs(entry):
            yield from pair.findings


def pairs(entry: Entry) -> Iterator[Pair]:
    """All texts of an article in both languages, in reading order."""
    headings = (entry.section, entry.kicker, entry.title, entry.subtitle)
    yield from (pair for pair in headings if pair is not None)
    yield from entry.summary
    yield from (block.pair for block in entry.blocks)

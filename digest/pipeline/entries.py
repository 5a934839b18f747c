"""An article's texts on their way to the translator and back into the digest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from digest import checks, summarise, terminology
from digest.curate.issue import Issue
from digest.records import Article, Entry, Finding, Pair, PairBlock, PairByline
from digest.text.numerals import damaged_numbers
from digest.translation import ladder


@dataclass(frozen=True, slots=True)
class Draft:
    """An article with its summary and, by place, the texts to translate; None: no such place."""

    article: Article
    summary: summarise.Summary
    section: ladder.Text | None
    kicker: ladder.Text | None
    title: ladder.Text
    subtitle: ladder.Text | None
    sentences: tuple[ladder.Text, ...]
    blocks: tuple[ladder.Text, ...]

    @property
    def texts(self) -> Iterator[ladder.Text]:
        """Everything to be translated, in reading order."""
        headings = (self.section, self.kicker, self.title, self.subtitle)
        yield from (text for text in headings if text is not None)
        yield from self.sentences
        yield from self.blocks


def draft(article: Article, summary: summarise.Summary, section_names: Mapping[str, str]) -> Draft:
    """The texts of an article; a section in `section_names` has its English already."""
    short_forms = terminology.short_forms(f"{article.title}\n{article.text}")

    def headline(zh: str) -> ladder.Text:
        return ladder.Text(zh, "headline", article.date, short_forms)

    def prose(zh: str) -> ladder.Text:
        return ladder.Text(zh, "translate", article.date, short_forms)

    def optional(zh: str | None) -> ladder.Text | None:
        return None if zh is None else headline(zh)

    return Draft(
        article,
        summary,
        section=optional(None if article.section in section_names else article.section),
        kicker=optional(article.kicker),
        title=headline(article.title),
        subtitle=optional(article.subtitle),
        sentences=() if summary.strategy == "whole" else tuple(map(prose, summary.sentences)),
        blocks=tuple(headline(b.text) if b.type == "h" else prose(b.text) for b in article.blocks),
    )


def entry(
    draft: Draft, english: Mapping[ladder.Text, Pair], issue: Issue, names: Mapping[str, str]
) -> Entry:
    """The article in both languages; `english` holds the translation of each of its texts."""
    article = draft.article

    def optional(text: ladder.Text | None) -> Pair | None:
        return None if text is None else english[text]

    named = issue.names.get(article.section or "")
    blocks = zip(article.blocks, draft.blocks, strict=True)
    made = Entry(
        id=article.id,
        kind=article.kind,
        section=Pair(article.section, named)
        if article.section and named
        else optional(draft.section),
        kicker=optional(draft.kicker),
        title=english[draft.title],
        subtitle=optional(draft.subtitle),
        bylines=tuple(_bylines(article, names)),
        credits=tuple(terminology.render_credit(credit, names) for credit in article.credits),
        date=article.date,
        source=article.source,
        url=article.url,
        summary=tuple(english[sentence] for sentence in draft.sentences),
        blocks=tuple(PairBlock(b.type, english[text], b.incomplete) for b, text in blocks),
        findings=(*draft.summary.findings, *_damage(article)),
        also=issue.also.get(article.id, ()),
        provenance=article.provenance,
        prominence=issue.scores.get(article.id, 0),
        watched=issue.watched.get(article.id, ()),
        page=article.page,
        source_en=terminology.paper_name(article.source, names) if article.source else None,
    )
    return replace(made, findings=(*made.findings, *_check_summary(made)))


def _bylines(article: Article, names: Mapping[str, str]) -> Iterator[PairByline]:
    """The dateline, if it says where or when, then the authors."""
    filed = terminology.render_dateline(article.dateline, names) if article.dateline else None
    if filed is not None:
        yield filed
    for byline in article.bylines:
        yield terminology.render_byline(byline, names, dateline=article.dateline)


def _damage(article: Article) -> Iterator[Finding]:
    """Numbers that text recognition misread, which no English can have right."""
    for number in damaged_numbers(f"{article.title}\n{article.text}"):
        message = f"{number}: a letter or a dash in the place of a digit; correct it in the source"
        yield checks.finding("damaged_number", message, number)


def _check_summary(entry: Entry) -> tuple[Finding, ...]:
    """Numbers of the English summary that the article's own English does not contain."""
    headings = filter(None, (entry.kicker, entry.title, entry.subtitle))
    english = [pair.en for pair in (*headings, *(block.pair for block in entry.blocks))]
    if ladder.MARKER in english:
        return ()
    summary = " ".join(pair.en for pair in entry.summary)
    return checks.check_english_summary(summary, "\n".join(english))

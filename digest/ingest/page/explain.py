"""How a page was read: each line's role and why, each article's parts and why it begins and ends."""

from collections.abc import Iterator

from digest.ingest.page.cleaning import clean
from digest.ingest.page.context.steps import mark
from digest.ingest.page.drafts import Draft
from digest.ingest.page.parse import assemble_page
from digest.records import Article, Byline, Credit

_SHORT_CHARS = 40


def explain(text: str) -> Iterator[str]:
    """The explanation, line by line: first the lines of the page, then its articles."""
    cleaned = clean(text)
    marked = mark(cleaned.lines)
    for item in marked:
        yield f"{item.line.first:5} {item.role:11} {_short(item.line.text)}  ({item.reason})"
    page = assemble_page(marked, "")
    articles, _ = page.finish()
    reasons = [*(f"next, {draft.why}" for draft in page.drafts[1:]), "the page ends"]
    for number, (draft, article) in enumerate(zip(page.drafts, articles, strict=True), 1):
        yield ""
        yield f"article {number} ({article.kind}), lines {draft.first}-{draft.last}"
        for name, part in _parts(draft, article):
            yield f"      {name:9} {part}"
        yield f"      {'ends':9} {reasons[number - 1]}"


def _parts(draft: Draft, article: Article) -> Iterator[tuple[str, str]]:
    yield "begins", draft.why
    title = "  (the first clause, for want of a headline)" if draft.heads.title is None else ""
    banner = "  (the line or column above)" if draft.heads.banner else "  (holds on from above)"
    why = f"  ({draft.heads.why})" if draft.heads.why else ""
    if article.section:
        yield "section", article.section + banner
    if article.kicker:
        yield "kicker", article.kicker + why
    yield "title", article.title + title
    if article.subtitle:
        yield "subtitle", article.subtitle + ("" if article.kicker else why)
    if article.dateline:
        yield "dateline", article.dateline
    people: list[Byline | Credit] = [*article.bylines, *article.credits]
    for who in people:
        yield "names", f"{who.role} {'、'.join(who.names)}".strip()
    count = sum(block.type == "p" for block in article.blocks)
    chars = sum(len(block.text) for block in article.blocks)
    heads = [block.text for block in article.blocks if block.type == "h"]
    yield "body", f"{count} paragraphs, {chars} characters: {_short(article.blocks[0].text)}"
    for head in heads:
        yield (
            "heading",
            f"{head}  (a short line within the text: nothing says that an article ended)",
        )
    broken = sum(block.incomplete for block in article.blocks)
    if broken:
        yield "broken", f"{broken} paragraphs begin or break off within a sentence"


def _short(text: str) -> str:
    return text if len(text) <= _SHORT_CHARS else text[: _SHORT_CHARS - 1] + "…"

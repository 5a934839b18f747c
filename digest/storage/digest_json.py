"""digest.json: the week's digest as data, from which all other files can be rendered again."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError, with_config

from digest.errors import InputError, describe_mistake
from digest.records import (
    ARTICLE_ID,
    ArticleKind,
    BlockType,
    Digest,
    Entry,
    Failure,
    Finding,
    FirstReport,
    Layout,
    Mention,
    ModelInfo,
    Pair,
    PairBlock,
    PairByline,
    PairCredit,
    Period,
    Provenance,
    Term,
    Week,
)

SCHEMA = 1
# Fields of an article that are written only where there is something to write.
_IF_ANY = ("watched", "first_reported", "page", "source_en")
_MOST_MISTAKES = 5


def dump_digest(digest: Digest) -> str:
    """The digest as the text of a digest.json; `load_digest` returns an equal digest."""
    data = {
        "schema": SCHEMA,
        "week": str(digest.week),
        "title": {"zh": digest.title.zh, "en": digest.title.en},
        **({"layout": digest.layout} if digest.layout else {}),
        **({"period": list(map(str, _days(digest.period)))} if digest.period else {}),
        "articles": [_article_to_json(entry) for entry in digest.entries],
        **({"terms": [asdict(term) for term in digest.terms]} if digest.terms else {}),
        "failures": [asdict(failure) for failure in digest.failures],
        "model": asdict(digest.model),
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def load_digest(text: str, name: str = "digest.json") -> Digest:
    """The digest that a digest.json holds. Editors may have changed it, so every type is checked.

    Raises InputError with `name` and the place of each mistake, in the notation of jq.
    """
    try:
        read = _FILE.validate_json(text)
        week = Week.parse(read.week)
        _ = week.sunday  # of the last week of year 9999 there is none
    except ValidationError as error:
        found = error.errors(include_url=False)
        lines = [_mistake(one) for one in found[:_MOST_MISTAKES]]
        more = [f"and {len(found) - _MOST_MISTAKES} more"] if len(found) > _MOST_MISTAKES else []
        raise InputError("\n".join(f"{name}: {line}" for line in (*lines, *more))) from error
    except (ValueError, OverflowError) as error:
        raise InputError(f"{name}: .week: {error}") from error
    entries = tuple(_entry(article) for article in read.articles)
    period = Period(*read.period) if read.period else None
    return Digest(
        week, read.title, entries, read.failures, read.model, read.layout,
        period=period, terms=read.terms,
    )  # fmt: skip


def _days(period: Period) -> tuple[date, date]:
    return period.first, period.last


def _article_to_json(entry: Entry) -> dict[str, Any]:
    data = asdict(entry, dict_factory=_stored)
    del data["note"]  # the editor's corrections are kept apart, in edits.yaml
    data = {name: value for name, value in data.items() if value or name not in _IF_ANY}
    data["date"] = entry.date.isoformat() if entry.date else None
    data["blocks"] = [
        {"type": block.type}
        | asdict(block.pair, dict_factory=_stored)
        | ({"incomplete": True} if block.incomplete else {})
        for block in entry.blocks
    ]
    return data


def _stored(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    """The fields of a record, without those of a finding that serve retries alone.

    A doubt and its words are written only if there are any.
    """
    data = dict(fields)
    if data.get("doubt", 0) is None:
        del data["doubt"]
    if data.get("least_sure") == "":
        del data["least_sure"]
    if "check" in data:
        del data["subject"], data["fix"]
    return data


@dataclass(frozen=True, slots=True)
class _Block:
    """A block as digest.json has it: the pair's fields beside the block's own."""

    type: BlockType
    zh: str
    en: str
    findings: tuple[Finding, ...] = ()
    incomplete: bool = False
    doubt: float | None = None
    least_sure: str = ""


@dataclass(frozen=True, slots=True)
class _FirstReport:
    """A FirstReport whose parts are safe in a link."""

    week: Annotated[str, AfterValidator(lambda text: str(Week.parse(text)))]
    article: Annotated[str, Field(pattern=f"^{ARTICLE_ID}$")]


@dataclass(frozen=True, slots=True)
class _Article:
    id: Annotated[str, Field(pattern=f"^{ARTICLE_ID}$")]
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
    blocks: tuple[_Block, ...]
    findings: tuple[Finding, ...]
    provenance: Provenance
    also: tuple[Mention, ...] = ()
    prominence: int = 0
    first_reported: _FirstReport | None = None
    watched: tuple[str, ...] = ()
    page: str | None = None
    source_en: str | None = None


@with_config(ConfigDict(extra="forbid", strict=True))
@dataclass(frozen=True, slots=True)
class _File:
    schema: Literal[1]
    week: str
    title: Pair
    articles: tuple[_Article, ...]
    failures: tuple[Failure, ...]
    model: ModelInfo
    layout: Layout | None = None
    period: tuple[date, date] | None = None
    terms: tuple[Term, ...] = ()


_FILE = TypeAdapter(_File)


def _entry(article: _Article) -> Entry:
    fields = {name: getattr(article, name) for name in _Article.__slots__ if name != "blocks"}
    if first := article.first_reported:
        fields["first_reported"] = FirstReport(first.week, first.article)
    blocks = tuple(
        PairBlock(
            block.type,
            Pair(block.zh, block.en, block.findings, block.doubt, block.least_sure),
            block.incomplete,
        )
        for block in article.blocks
    )
    return Entry(blocks=blocks, **fields)


def _mistake(found: Mapping[str, Any]) -> str:
    match found["type"]:
        case "json_invalid":
            return f"{found['msg']}; correct it, or make it again with `digest run`"
        case "missing":
            return f"{_place(found['loc'])} is missing"
        case "extra_forbidden" | "unexpected_keyword_argument":
            return f"{_place(found['loc'])} is not a key of this file"
    if found["loc"] == ("schema",):
        return f"schema {found['input']!r}; this version of digest reads schema {SCHEMA}"
    value = json.dumps(found["input"], ensure_ascii=False, default=str)
    given = value if len(value) <= 40 else f"{value[:40]}..."
    return f"{_place(found['loc'])} is {given}; {describe_mistake(found)}"


def _place(location: tuple[str | int, ...]) -> str:
    """Where a value is, as jq would name it: .articles[3].title.en."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return "".join(steps) or "."

"""What is kept: digest.json, and files written whole or not at all."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any, TypeVar

from digest.errors import InputError
from digest.records import (
    Digest,
    Entry,
    Failure,
    Finding,
    Mention,
    ModelInfo,
    Pair,
    PairBlock,
    PairByline,
    PairCredit,
    Provenance,
    Week,
)

SCHEMA = 1
_T = TypeVar("_T")


def dump_digest(digest: Digest) -> str:
    """The digest as the text of digest.json; `load_digest` gives the same digest back."""
    data = {
        "schema": SCHEMA,
        "week": str(digest.week),
        "title": {"zh": digest.title.zh, "en": digest.title.en},
        "articles": [_entry_to_json(entry) for entry in digest.entries],
        "failures": [asdict(failure) for failure in digest.failures],
        "model": asdict(digest.model),
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def load_digest(text: str) -> Digest:
    """The digest of a digest.json; InputError where it is none, or of another schema."""
    try:
        data = json.loads(text)
        if data["schema"] != SCHEMA:
            raise InputError(f"digest.json: schema {data['schema']!r}; this digest reads {SCHEMA}")
        return Digest(
            Week.parse(data["week"]),
            Pair(data["title"]["zh"], data["title"]["en"]),
            tuple(map(_entry, data["articles"])),
            tuple(Failure(**failure) for failure in data["failures"]),
            ModelInfo(**data["model"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"no {error}" if isinstance(error, KeyError) else str(error)
        raise InputError(f"digest.json: not a digest ({reason}); `digest run` makes one") from error


def _entry_to_json(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "kind": entry.kind,
        "section": _pair_to_json(entry.section),
        "kicker": _pair_to_json(entry.kicker),
        "title": _pair_to_json(entry.title),
        "subtitle": _pair_to_json(entry.subtitle),
        "bylines": [asdict(byline) for byline in entry.bylines],
        "credits": [asdict(credit) for credit in entry.credits],
        "date": entry.date.isoformat() if entry.date else None,
        "source": entry.source,
        "url": entry.url,
        "summary": [_pair_to_json(pair) for pair in entry.summary],
        "blocks": [
            {"type": block.type}
            | (_pair_to_json(block.pair) or {})
            | ({"incomplete": True} if block.incomplete else {})
            for block in entry.blocks
        ],
        "findings": [asdict(finding) for finding in entry.findings],
        "also": [asdict(mention) for mention in entry.also],
        "provenance": {"path": entry.provenance.path, "lines": list(entry.provenance.lines)},
    }


def _pair_to_json(pair: Pair | None) -> dict[str, Any] | None:
    if pair is None:
        return None
    return {"zh": pair.zh, "en": pair.en, "findings": [asdict(f) for f in pair.findings]}


def _entry(data: dict[str, Any]) -> Entry:
    first, last = data["provenance"]["lines"]
    return Entry(
        id=data["id"],
        kind=data["kind"],
        section=_maybe(_pair, data["section"]),
        kicker=_maybe(_pair, data["kicker"]),
        title=_pair(data["title"]),
        subtitle=_maybe(_pair, data["subtitle"]),
        bylines=tuple(PairByline(**byline) for byline in data["bylines"]),
        credits=tuple(PairCredit(**credit) for credit in data["credits"]),
        date=_maybe(date.fromisoformat, data["date"]),
        source=data["source"],
        url=data["url"],
        summary=tuple(map(_pair, data["summary"])),
        blocks=tuple(
            PairBlock(block["type"], _pair(block), block.get("incomplete", False))
            for block in data["blocks"]
        ),
        findings=_findings(data),
        also=tuple(Mention(**mention) for mention in data.get("also", ())),
        provenance=Provenance(data["provenance"]["path"], (first, last)),
    )


def _pair(data: dict[str, Any]) -> Pair:
    return Pair(data["zh"], data["en"], _findings(data))


def _findings(data: dict[str, Any]) -> tuple[Finding, ...]:
    return tuple(Finding(**finding) for finding in data.get("findings", ()))


def _maybe(make: Callable[[Any], _T], value: Any) -> _T | None:
    return None if value is None else make(value)

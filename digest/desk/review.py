"""The review page: every passage of an issue, the doubtful first, with fields for corrections.

The page is one HTML file without outside parts. Served by `digest.desk.server` it saves to
edits.yaml; opened as a file it offers the corrections for download in the same shape.
"""

import json
from collections.abc import Iterator
from typing import Any

import jinja2

from digest.desk.edits import Edits, passage_key
from digest.desk.edits_file import as_data
from digest.desk.memory import Memory
from digest.records import Digest, Entry, Pair

_GRAVITY = {"error": 100, "warning": 10, "info": 1}


def review_page(digest: Digest, edits: Edits, memory: Memory, *, token: str = "") -> str:
    """The review page of an issue; `token` authorises saving, "" offers a download instead."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("digest.desk"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    state = {"issue": issue(digest, memory), "edits": as_data(edits), "token": token}
    return environment.get_template("review.html").render(
        week=str(digest.week), state=_embedded(state)
    )


def issue(digest: Digest, memory: Memory) -> dict[str, Any]:
    """The issue as the model made it, as the page's JSON: sections, articles and their passages."""
    sections = {entry.section.zh: entry.section.en for entry in digest.entries if entry.section}
    return {
        "week": str(digest.week),
        "sections": [{"zh": zh, "en": en} for zh, en in sections.items()],
        "articles": [
            {
                "id": entry.id,
                "zh": entry.title.zh,
                "en": entry.title.en,
                "section": entry.section.zh if entry.section else "",
                "source": entry.source or "",
                "findings": [found.message for found in entry.findings],
                "passages": [_passage(kind, pair, memory) for kind, pair in _passages(entry)],
            }
            for entry in digest.entries
        ],
    }


def _passages(entry: Entry) -> Iterator[tuple[str, Pair]]:
    """The passages of an article with what each is; the headline has a field of its own."""
    if entry.kicker:
        yield "kicker", entry.kicker
    if entry.subtitle:
        yield "subtitle", entry.subtitle
    yield from (("summary", pair) for pair in entry.summary)
    yield from (("heading" if b.type == "h" else "paragraph", b.pair) for b in entry.blocks)


def _passage(kind: str, pair: Pair, memory: Memory) -> dict[str, Any]:
    findings = [
        {"check": found.check, "severity": found.severity, "message": found.message}
        for found in pair.findings
    ]
    return {
        "key": passage_key(pair.zh),
        "kind": kind,
        "zh": pair.zh,
        "en": pair.en,
        "findings": findings,
        "least_sure": pair.least_sure,
        "doubt": sum(_GRAVITY[found.severity] for found in pair.findings) + (pair.doubt or 0),
        "similar": [
            {"percent": match.percent, "zh": match.passage.zh, "en": match.passage.en}
            for match in memory.similar(pair.zh)
        ],
    }


def _embedded(state: Any) -> str:
    """JSON that can be inside a script element: no tag and no line end of JavaScript's in it."""
    text = json.dumps(state, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text

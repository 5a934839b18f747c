"""Scores a whole digest against a bilingual corpus file, as its readers would meet it.

    python -m lab.quality.corpus CORPUS.tsv OUT [--every N] [--profile NAME] [--config FILE]
    python -m lab.quality.corpus CORPUS.tsv OUT --against OTHER_OUT

A corpus file holds one unit per line, TAG<tab>Chinese<tab>English, with an `A<tab>id<tab>kind` line
before each article and an empty line after it (K kicker, T headline, S subtitle, H sub-heading,
P paragraph, U summary sentence, L one-line summary). The articles go through `digest run`; its
digest.json is kept in OUT and scored again, without a model, when the command is repeated. Prints
one JSON object:

- `paragraphs`, `headlines`, `summaries_en`: BLEU and chrF2 (sacreBLEU) against the corpus's English;
- `summary`: length in characters and as a share of the body, share of sentences copied whole from
  the body, ROUGE-L F1 on characters against the written summary;
- `names`: of the people whose pinyin name is in the corpus's English, mentions with that name
  in ours, and people with one English in all their mentions within an article;
- `pronouns`: paragraphs whose corpus English has pronouns of one gender only, and ours of the same;
- `findings`: what the product's own checks found; `missing`: articles and units that are lost.

`--against` compares paragraphs and headlines of two runs by paired bootstrap resampling.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.significance import PairedTest

from digest.evaluate.summaries import rouge
from digest.records import Digest, Entry, Pair, findings
from digest.storage.digest_json import load_digest
from digest.terminology import person
from digest.text import hanzi
from digest.text.surnames import SURNAMES

WEEK = "2026-W47"
DAY = "2026-11-18"
_HEADINGS = {"K": "kicker", "T": "title", "S": "subtitle"}
# A name of two to four characters that begins with a surname, anywhere in a text.
_NAME = re.compile(
    rf"(?=((?:{'|'.join(sorted(SURNAMES, key=len, reverse=True))})[\u4e00-\u9fff]{{1,2}}))"
)
_GENDERS = {
    "he": re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE),
    "she": re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """One line of a corpus file in both languages."""

    tag: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Document:
    """One article of a corpus file."""

    id: str
    kind: str
    units: tuple[Unit, ...]

    def of(self, tags: str) -> tuple[Unit, ...]:
        """The units with one of these tags, in order."""
        return tuple(unit for unit in self.units if unit.tag in tags)

    @property
    def body(self) -> str:
        """The Chinese of the paragraphs and sub-headings, one per line."""
        return "\n".join(unit.zh for unit in self.of("PH"))


@dataclass(frozen=True, slots=True)
class Scored:
    """A text that the digest and the corpus both have in English, and its article's id."""

    id: str
    zh: str
    en: str
    reference: str


def documents(text: str) -> Iterator[Document]:
    """The articles of a corpus file; ValueError names a line that is none of its format."""
    head: tuple[str, str] | None = None
    units: list[Unit] = []
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if not line.strip():
            if head:
                yield Document(*head, tuple(units))
            head, units = None, []
            continue
        fields = line.split("\t")
        if len(fields) != 3:
            raise ValueError(f"line {number}: {len(fields)} columns, expected 3")
        if fields[0] == "A":
            head = (fields[1], fields[2])
        else:
            units.append(Unit(*fields))


def as_record(document: Document) -> dict[str, Any]:
    """The article as `digest parse` writes it: what the product reads as it is."""
    headings = {
        name: next((u.zh for u in document.of(tag)), None) for tag, name in _HEADINGS.items()
    }
    return {
        "id": document.id, "kind": "article", "section": None, **headings,
        "title": headings["title"] or "", "dateline": None, "bylines": [], "credits": [],
        "date": DAY, "source": None, "url": None,
        "blocks": [{"type": "h" if u.tag == "H" else "p", "text": u.zh} for u in document.of("PH")],
        "provenance": {"path": document.id, "lines": [1, 1]},
    }  # fmt: skip


def digest_of(some: Sequence[Document], out: Path, options: Sequence[str]) -> Digest:
    """The digest of the articles, made by `digest run` in OUT unless it lies there already."""
    record = out / WEEK / "digest.json"
    if not record.exists():
        out.mkdir(parents=True, exist_ok=True)
        source = out / "articles.jsonl"
        rows = (json.dumps(as_record(one), ensure_ascii=False) + "\n" for one in some)
        source.write_text("".join(rows), encoding="utf-8")
        words = ["run", str(source), "--week", WEEK, "--out", str(out), *options]
        subprocess.run([sys.executable, "-m", "digest", *words], check=False, stdout=sys.stderr)
    return load_digest(record.read_text(encoding="utf-8"))


def pairs_of(entry: Entry) -> dict[str, Pair]:
    """All headings and blocks of an entry, by their Chinese."""
    headings = (entry.kicker, entry.title, entry.subtitle)
    pairs = [*filter(None, headings), *(block.pair for block in entry.blocks)]
    return {pair.zh: pair for pair in pairs}


def scored(some: Iterable[Document], entries: Mapping[str, Entry], tags: str) -> list[Scored]:
    """The units with these tags that the digest has too; what it lacks is empty English."""
    found = []
    for document in some:
        pairs = pairs_of(entries[document.id]) if document.id in entries else {}
        for unit in document.of(tags):
            en = pairs[unit.zh].en if unit.zh in pairs else ""
            found.append(Scored(document.id, unit.zh, en, unit.en))
    return found


def translation_scores(rows: Sequence[Scored]) -> dict[str, Any]:
    """BLEU and chrF2 of the rows against their references; of no rows their number alone."""
    if not rows:
        return {"units": 0}
    ours, references = [row.en for row in rows], [[row.reference for row in rows]]
    return {
        "units": len(rows),
        "bleu": round(BLEU().corpus_score(ours, references).score, 2),
        "chrf": round(CHRF().corpus_score(ours, references).score, 2),
    }


def summary_scores(some: Sequence[Document], entries: Mapping[str, Entry]) -> dict[str, Any]:
    """Length, copying and ROUGE-L of the Chinese summaries; articles without one are counted."""
    lengths, shares, rouges = [], [], []
    copied = sentences = without = 0
    for document in some:
        made = entries[document.id].summary if document.id in entries else ()
        if not made:
            without += 1
            continue
        text = "".join(pair.zh for pair in made)
        body = "".join(document.body.split())
        own = [s for pair in made for s in hanzi.split_sentences(pair.zh)]
        lengths.append(len(text))
        shares.append(len(text) / max(1, len(body)))
        rouges.append(rouge(text, "".join(u.zh for u in document.of("U")))["rouge_l"])
        sentences += len(own)
        copied += sum("".join(sentence.split()) in body for sentence in own)
    return {
        "articles": len(lengths), "without": without,
        "median_share_of_body": round(statistics.median(shares), 3) if shares else None,
        "within_45_to_150": round(sum(45 <= n <= 150 for n in lengths) / max(1, len(lengths)), 3),
        "sentences_copied": round(copied / max(1, sentences), 3),
        "rouge_l": round(100 * statistics.mean(rouges), 2) if rouges else None,
    }  # fmt: skip


def people_of(document: Document) -> dict[str, str]:
    """People of an article, Chinese to English: those whose pinyin name its corpus English has."""
    found: dict[str, str] = {}
    for unit in document.units:
        for match in _NAME.finditer(unit.zh):
            for length in (len(match[1]), len(match[1]) - 1):
                name = match[1][:length]
                if length >= 2 and re.search(rf"\b{re.escape(person(name))}\b", unit.en):
                    found[name] = person(name)
                    break
    return found


def name_scores(some: Sequence[Document], entries: Mapping[str, Entry]) -> dict[str, Any]:
    """Mentions of people with their name in the English, and people with one name throughout."""
    mentions = right = people = steady = 0
    for document in some:
        if document.id not in entries:
            continue
        entry = entries[document.id]
        pairs = [*pairs_of(entry).values(), *entry.summary]
        for zh, en in people_of(document).items():
            theirs = [pair for pair in pairs if zh in pair.zh]
            good = [_names(pair.en, en) for pair in theirs]
            mentions, right = mentions + len(good), right + sum(good)
            people, steady = people + 1, steady + all(good)
    return {
        "mentions": mentions, "right": round(right / max(1, mentions), 4),
        "people": people, "one_english": round(steady / max(1, people), 4),
    }  # fmt: skip


def _names(text: str, name: str) -> bool:
    """Whether an English text has the whole name, or "Mr/Ms Surname"."""
    surname = name.split(maxsplit=1)[0]
    return bool(re.search(rf"\b{re.escape(name)}\b|\bM(?:r|s|rs)\.? {surname}\b", text))


def pronoun_scores(rows: Sequence[Scored]) -> dict[str, Any]:
    """Texts whose reference speaks of one gender, and ours of the same."""
    told = right = 0
    for row in rows:
        theirs = {who for who, words in _GENDERS.items() if words.search(row.reference)}
        ours = {who for who, words in _GENDERS.items() if words.search(row.en)}
        if len(theirs) == 1 and ours:
            told, right = told + 1, right + (ours == theirs)
    return {"texts": told, "right": round(right / max(1, told), 4)}


def score(some: Sequence[Document], digest: Digest) -> dict[str, Any]:
    """All figures of a digest against the corpus."""
    entries = {entry.id: entry for entry in digest.entries}
    paragraphs, headlines = scored(some, entries, "P"), scored(some, entries, "TKSH")
    summaries = [
        Scored(d.id, "", " ".join(p.en for p in entries[d.id].summary), " ".join(u.en for u in d.of("U")))
        for d in some
        if d.id in entries and d.of("U") and entries[d.id].summary
    ]  # fmt: skip
    found = Counter(f"{f.severity} {f.check}" for f in findings(digest))
    return {
        "articles": len(some),
        "paragraphs": translation_scores(paragraphs),
        "headlines": translation_scores(headlines),
        "summaries_en": translation_scores(summaries),
        "summary": summary_scores(some, entries),
        "names": name_scores(some, entries),
        "pronouns": pronoun_scores(paragraphs),
        "findings": dict(sorted(found.items())),
        "missing": {
            "articles": [d.id for d in some if d.id not in entries],
            "units": sum(not row.en for row in (*paragraphs, *headlines)),
        },
    }


def compare(some: Sequence[Document], ours: Digest, theirs: Digest) -> dict[str, Any]:
    """chrF2 and BLEU of two digests of the same articles, with p by paired bootstrap."""
    result: dict[str, Any] = {}
    for name, tags in (("paragraphs", "P"), ("headlines", "TKSH")):
        rows = [scored(some, {e.id: e for e in d.entries}, tags) for d in (theirs, ours)]
        systems: list[tuple[str, Sequence[str]]] = [
            (who, [r.en for r in run]) for who, run in zip(("theirs", "ours"), rows, strict=True)
        ]
        references = [[row.reference for row in rows[0]]]
        metrics: dict[str, Any] = {"bleu": BLEU(), "chrf": CHRF()}
        _, table = PairedTest(systems, metrics, references, test_type="bs", n_samples=1000)()
        columns: list[Any] = [results for title, results in table.items() if title != "System"]
        result[name] = {
            metric: {"ours": round(us.score, 2), "theirs": round(them.score, 2), "p": us.p_value}
            for metric, (them, us) in zip(metrics, columns, strict=True)
        }
    return result


def main() -> None:
    """Run, score, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take every Nth article only")
    parser.add_argument("--against", type=Path, help="OUT of another run over the same articles")
    options, others = parser.parse_known_args()
    some = list(documents(options.corpus.read_text(encoding="utf-8")))[:: options.every]
    ours = digest_of(some, options.out, others)
    result = score(some, ours)
    if options.against:
        result["against"] = compare(some, ours, digest_of(some, options.against, ()))
    json.dump(result, sys.stdout, ensure_ascii=False, indent=2)
    print()


if __name__ == "__main__":
    main()

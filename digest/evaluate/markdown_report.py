"""The scores of `digest eval` as a Markdown report."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Table = Sequence[Sequence[object]]


def markdown(result: Mapping[str, Any]) -> str:
    """The report of a result of `digest eval mt` or `digest eval summary`."""
    parts = _translations(result) if "bleu" in result else _summaries(result)
    return "\n".join(parts)


def _translations(result: Mapping[str, Any]) -> Iterable[str]:
    yield f"# Translations: {result['system']}\n"
    yield f"{result['lines']} lines of {result['source']} against {result['reference']}.\n"
    rows = [[n, result[k], _range(result["intervals"][k])] for n, k in _SCORES]
    yield from _table(["score", "value", "95 % interval"], rows)
    yield f"\nIntervals by bootstrap over the lines; {'; '.join(result['signatures'])}."
    if "speed" in result:
        yield _speed(result["speed"])
    yield "\n## Fidelity\n"
    yield from _table(
        ["kind", "faults", "asked", "lines with one", "per 100 lines", "95 % interval"],
        [
            [k, v["faults"], v.get("asked", ""), v["lines"], v["per_100_lines"], _range(v["interval"])]
            for k, v in result["fidelity"].items()
        ],
    )  # fmt: skip
    yield ""
    yield from (f"- {kind}: {_KINDS[kind]}" for kind in result["fidelity"] if kind in _KINDS)
    found = [kind for kind, v in result["fidelity"].items() if v["faults"]]
    for table, groups in result["groups"].items():
        yield f"\n## By {table}\n"
        yield from _table(
            [table, "lines", *(name for name, _ in _SCORES), *found],
            [
                [n, g["lines"], *(_give(g, k) for _, k in _SCORES), *(g["faults"].get(k, 0) for k in found)]
                for n, g in groups.items()
            ],
        )  # fmt: skip
    if "against" in result:
        yield from _against(result["against"], _SCORES, "fidelity")
    yield "\n## Worst lines\n"
    yield "Those with the most errors, and among those the lowest chrF.\n"
    for line in result["worst"]:
        yield f"### Line {line['line']}, chrF {line['chrf']}\n"
        yield from _bullets(line, ("zh", "en", "reference"))


def _summaries(result: Mapping[str, Any]) -> Iterable[str]:
    yield f"# Summaries: {result['system']}\n"
    yield f"{result['items']} items of {result['source']}. Character ROUGE F1, with the precision and"
    yield "recall of ROUGE-L.\n"
    yield from (f"Left out: {reason}\n" for reason in result["left_out"])
    systems = {"ours": result, **result["baselines"]}
    yield from _table(
        ["system", *(title for title, _ in _ROUGES), "precision", "recall", "characters", "numbers", "names"],
        [
            [
                name, *(_p(one, key) for _, key in _ROUGES), one["precision_l"], one["recall_l"], one["characters"],
                *(_count(one["faithfulness"][kind]) for kind in ("numbers", "names")),
            ]
            for name, one in systems.items()
        ],
    )  # fmt: skip
    missed = {kind: result["faithfulness"][kind]["unflagged"] for kind in ("numbers", "names")}
    yield "\nNumbers and names: those that are not in the article. Of ours, "
    yield f"{missed['numbers']} and {missed['names']} were not flagged. p: paired bootstrap against ours.\n"
    rows = [[title, _range(result["intervals"][key])] for title, key in _ROUGES]
    yield from _table(["ours", "95 % interval"], rows)
    if "speed" in result:
        yield _speed(result["speed"])
    yield "\n## By length\n"
    yield from _table(
        ["length", "items", *(title for title, _ in _ROUGES), "characters", "numbers", "names"],
        [
            [n, g["items"], *(g[key] for _, key in _ROUGES), g["characters"], *g["faults"].values()]
            for n, g in result["groups"]["length"].items()
        ],
    )
    if "against" in result:
        yield from _against(result["against"], _ROUGES, "faithfulness")
    yield "\n## Worst summaries\n"
    for item in result["worst"]:
        yield f"### Item {item['item']}, ROUGE-L {item['rouge_l']}\n"
        yield from _bullets(item, ("made", "reference"))


_SCORES = (("BLEU", "bleu"), ("chrF", "chrf"))
_ROUGES = (("ROUGE-1", "rouge_1"), ("ROUGE-2", "rouge_2"), ("ROUGE-L", "rouge_l"))


# What a fault of each kind is.
_KINDS = {
    "numbers": "values, dates and days of one side that the other does not have",
    "names": "names of the term base whose English is missing; asked: how many there were",
    "reference_names": "capitalised words of the reference that the English does not have",
    "residue": "Chinese left in the English",
    "loops": "repeated words or sentences, truncated answers",
    "coverage": "English far too short or too long for its Chinese",
    "untranslated": "lines for which no usable English was found",
}


def _against(
    against: Mapping[str, Any], scores: Sequence[tuple[str, str]], faults: str
) -> Iterable[str]:
    yield f"\n## Against {against['system']}, paired bootstrap\n"
    rows = [(title, against[name]) for title, name in scores]
    rows += [(f"faults: {kind}", found) for kind, found in against[faults].items()]
    yield from _table(
        ["measure", "ours", "theirs", "difference", "p"],
        [
            [n, v["ours"], v["theirs"], f"{round(v['ours'] - v['theirs'], 2) or 0:+g}", v["p"]]
            for n, v in rows
        ],
    )


def _bullets(item: Mapping[str, Any], texts: Iterable[str]) -> Iterable[str]:
    for name in texts:
        yield f"- {name}: {item[name]}"
    for finding in item["findings"]:
        yield f"- found: {finding}"
    yield ""


def _speed(speed: Mapping[str, Any]) -> str:
    return (
        f"\n{speed['tokens']} tokens in {speed['seconds']} s, loading included: "
        f"{speed['tokens_per_second']} tokens/s; {speed['asked']} texts, "
        f"{speed['reused']} without the model."
    )


def _give(group: Mapping[str, Any], key: str) -> str:
    """A group's score, with half the width of its interval if there is one."""
    bounds = group["intervals"].get(key)
    return f"{group[key]} ± {(bounds[1] - bounds[0]) / 2:.1f}" if bounds else str(group[key])


def _p(one: Mapping[str, Any], key: str) -> str:
    return f"{one[key]} (p {one['p'][key]})" if "p" in one else str(one[key])


def _count(faults: Mapping[str, int] | int) -> int:
    return faults if isinstance(faults, int) else faults["faults"]


def _range(bounds: Sequence[float]) -> str:
    return f"{bounds[0]} to {bounds[1]}"


def _table(heads: Sequence[str], rows: Table) -> Iterable[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(str(cell).replace('|', '/') for cell in row)} |"

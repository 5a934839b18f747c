"""How often the checks of summaries are right, on headlines and summaries that people wrote.

    python -m lab.quality.summary_checks FOLDER [SHOW]

FOLDER holds xwlb_dev.jsonl and lcsts_dev.jsonl (text, summary). Prints how many lines each check
flags, its precision over the flags that were read by hand (`summary_verdicts.tsv`: corpus, line,
check, verdict; right is what the article does not say), and the share of planted numbers found.
With SHOW, every flag with its texts follows.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from digest.app.lines import term_base_of
from digest.checks import check_summary
from digest.quantities import chinese
from lab.quality import published

CORPORA = ("xwlb_dev", "lcsts_dev")
Key = tuple[str, int, str]


def verdicts() -> dict[Key, bool]:
    """The reader's verdict on each flag: right if the article does not say it."""
    rows = published.verdicts("summary_verdicts.tsv")
    return {(c, int(n), check): right for (c, n, check), right in rows}


def pairs(folder: Path) -> Iterator[tuple[str, int, str, str]]:
    """Corpus, line, summary and article."""
    for corpus in CORPORA:
        text = (folder / f"{corpus}.jsonl").read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), 1):
            row = json.loads(line)
            yield corpus, number, row.get("summary") or row["title"], row["text"]


def found(folder: Path) -> dict[Key, tuple[str, str]]:
    """Each check that flags a line, with the messages and the summary."""
    flags: dict[Key, tuple[str, str]] = {}
    for corpus, number, summary, article in pairs(folder):
        term_base = term_base_of([article, summary])
        names, article_names = term_base.names(summary), term_base.names(article)
        found = check_summary(summary, article, names=names, article_names=article_names)
        for finding in found:
            key = (corpus, number, finding.check)
            earlier = flags.get(key, ("", ""))[0]
            flags[key] = (f"{earlier}; {finding.message}".strip("; "), summary)
    return flags


def planted(folder: Path) -> tuple[int, int]:
    """Numbers of unflagged summaries made three times themselves and seven: how many, how many found."""
    made = seen = 0
    for _, _, summary, article in pairs(folder):
        if check_summary(summary, article):
            continue
        for number in chinese.numbers(summary):
            first, end = number.span
            if number.must and summary[first:end].isdigit():
                wrong = f"{summary[:first]}{3 * number.value + 7:f}{summary[end:]}"
                made += 1
                seen += bool(check_summary(wrong, article))
    return made, seen


def main() -> None:
    """Print the counts, the precision of each check, and how many planted faults are found."""
    folder = Path(sys.argv[1])
    flags, known = found(folder), verdicts()
    lines = Counter(check for _, _, check in flags)
    for check, count in sorted(lines.items()):
        read = [known[key] for key in flags if key[2] == check and key in known]
        share = f"{sum(read) / len(read):.3f}" if read else "unread"
        print(f"precision\t{check}\t{share}\t{sum(read)}/{len(read)} read of {count}")
    made, seen = planted(folder)
    print(f"planted\t{seen / made:.3f}\t{seen}/{made} found")
    for key, texts in flags.items() if len(sys.argv) > 2 else ():
        print(*key, *texts, sep="\t")


if __name__ == "__main__":
    main()

"""Writes the table of docs/checks.md from the registry of checks.

    python -m lab.quality.reference

The text before and after the table is written by hand and stays.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from digest.checks import REGISTRY

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"
_TABLE = re.compile(r"(<!-- table: .*? -->\n).*?(<!-- end of table -->)", re.DOTALL)


def page(text: str) -> str:
    """The page with its table made again; what is around it stays."""
    return _TABLE.sub(lambda found: f"{found[1]}{table()}{found[2]}", text)


def table() -> str:
    """The table of all checks: those with figures first, errors before warnings."""
    return "\n".join(_rows()) + "\n"


def _rows() -> Iterator[str]:
    yield "| check | says | about | right | read | what it finds | example: source / text at fault |"
    yield "|---|---|---|--:|--:|---|---|"
    order = {"error": 0, "warning": 1, "info": 2}
    for check in sorted(REGISTRY.values(), key=lambda c: (order[c.severity], not c.measured)):
        read, right = check.measured or ("", "fact" if check.fact else "")
        example = check.examples[0] if check.examples else None
        shown = f"{_cell(example.source)} / {_cell(example.wrong)}" if example else ""
        yield (
            f"| `{check.id}` | {check.severity} | {check.topic} | {right} | {read} "
            f"| {_cell(check.doc)} | {shown} |"
        )


def _cell(text: str) -> str:
    short = text if len(text) <= 160 else f"{text[:157]}..."
    return re.sub(r"([|*<])", r"\\\1", short.replace("\n", " "))


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()

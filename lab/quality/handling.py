"""How pages survive handling: `python -m lab.quality.handling [NAME...]` prints each kind's figure.

Each labelled page is changed as tools and people change texts on their way, and read again. The figure
is the F1 of articles whose first and last line are right, as a share of that of the page as it was.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from digest.ingest.page.parse import parse
from digest.text.encoding import decode
from lab.quality.pages import LabelledPage, Score, Truth, labelled, score

_WIDTH = 20
_HALF = str.maketrans("，：；？！（）", ",:;?!()")
_FULL = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class Handled:
    """A page's bytes after handling, and where each line of the page now is: first and last line."""

    data: bytes
    lines: dict[int, tuple[int, int]]

    def moved(self, truth: Truth) -> Truth:
        """The article where it now is."""
        return replace(
            truth,
            lines=self._span(truth.lines),
            also=frozenset(self._span(span) for span in truth.also),
        )

    def _span(self, span: tuple[int, int]) -> tuple[int, int]:
        return self.lines[span[0]][0], self.lines[span[1]][1]


def _rebuilt(lines: Sequence[str], render: Callable[[str], Sequence[str]]) -> Handled:
    """The page with each line rendered as any number of lines."""
    made: list[str] = []
    where: dict[int, tuple[int, int]] = {}
    for number, line in enumerate(lines, 1):
        new = render(line)
        where[number] = (len(made) + 1, max(len(made) + 1, len(made) + len(new)))
        made += new
    return Handled("\n".join(made).encode(), where)


def _same(text: str) -> dict[int, tuple[int, int]]:
    return {number: (number, number) for number in range(1, text.count("\n") + 2)}


def without_blank_lines(page: LabelledPage) -> Handled:
    """Every blank line removed."""
    return _rebuilt(page.text.split("\n"), lambda line: [line] if line.strip() else [])


def double_spaced(page: LabelledPage) -> Handled:
    """A blank line behind every line."""
    lines = page.text.split("\n")
    text = "\n\n".join(lines)
    return Handled(text.encode(), {n: (2 * n - 1, 2 * n - 1) for n in range(1, len(lines) + 1)})


def encoded(encoding: str) -> Callable[[LabelledPage], Handled]:
    """The page in another encoding."""
    return lambda page: Handled(page.text.encode(encoding, "ignore"), _same(page.text))


def windows_line_ends(page: LabelledPage) -> Handled:
    """CRLF at the end of each line."""
    return Handled(page.text.replace("\n", "\r\n").encode(), _same(page.text))


def half_width_punctuation(page: LabelledPage) -> Handled:
    """Commas, colons and brackets in their narrow forms."""
    return Handled(page.text.translate(_HALF).encode(), _same(page.text))


def full_width_digits(page: LabelledPage) -> Handled:
    """All digits in their wide forms."""
    return Handled(page.text.translate(_FULL).encode(), _same(page.text))


def indented(page: LabelledPage) -> Handled:
    """Two ideographic spaces in front of each line."""
    return _rebuilt(page.text.split("\n"), lambda line: [f"　　{line}" if line.strip() else line])


def trailing_blanks(page: LabelledPage) -> Handled:
    """Blanks and a zero-width space behind each line."""
    return _rebuilt(page.text.split("\n"), lambda line: [f"{line}  \u200b"])


def _wrapped_line(line: str, indent: str) -> list[str]:
    text = indent * (len(line) > _WIDTH) + line
    pieces = [text[at : at + _WIDTH] for at in range(0, len(text), _WIDTH)]
    return pieces or [""]


def wrapped(page: LabelledPage) -> Handled:
    """Cut at 20 characters, without any indent."""
    return _rebuilt(
        [line.strip() for line in page.text.split("\n")], lambda line: _wrapped_line(line, "")
    )


def wrapped_with_indent(page: LabelledPage) -> Handled:
    """Cut at 20 characters, each longer line indented by two."""
    return _rebuilt(
        [line.strip() for line in page.text.split("\n")], lambda line: _wrapped_line(line, "　　")
    )


def side_by_side(page: LabelledPage) -> Handled:
    """The two halves of the articles in columns of 20 characters, beside each other."""
    left, right, where = _columns(page)
    rows = max(len(left), len(right))
    left += [""] * (rows - len(left))
    right += [""] * (rows - len(right))
    made = [
        f"{a}{'　' * (_WIDTH + 4 - len(a))}{b}".rstrip("　")
        for a, b in zip(left, right, strict=True)
    ]
    return Handled("\n".join(made).encode(), where)


def alternating(page: LabelledPage) -> Handled:
    """The same columns, but a line of one and a line of the other in turn: nothing can be read."""
    left, right, where = _columns(page)
    made = [line for pair in zip(left, right, strict=False) for line in pair]
    return Handled("\n".join(made).encode(), where)


def _columns(page: LabelledPage) -> tuple[list[str], list[str], dict[int, tuple[int, int]]]:
    lines = [line.strip() for line in page.text.split("\n")]
    middle = page.truths[len(page.truths) // 2].lines[0] - 1
    where: dict[int, tuple[int, int]] = {}
    columns: tuple[list[str], list[str]] = ([], [])
    for number, line in enumerate(lines, 1):
        column = columns[number > middle]
        new = _wrapped_line(line, "　　")
        where[number] = (len(column) + 1, len(column) + len(new))
        column.extend(new)
    return columns[0], columns[1], where


KINDS: dict[str, Callable[[LabelledPage], Handled]] = {
    "blank lines removed": without_blank_lines,
    "double-spaced": double_spaced,
    "Windows line ends": windows_line_ends,
    "GB18030": encoded("gb18030"),
    "UTF-16": encoded("utf-16"),
    "UTF-8 with a mark": encoded("utf-8-sig"),
    "half-width punctuation": half_width_punctuation,
    "full-width digits": full_width_digits,
    "every line indented": indented,
    "blanks behind lines": trailing_blanks,
    "wrapped at 20": wrapped,
    "wrapped at 20, indented": wrapped_with_indent,
    "two columns side by side": side_by_side,
}


def measure(page: LabelledPage, kind: Callable[[LabelledPage], Handled]) -> Score:
    """The score of a page after handling."""
    handled = kind(page)
    made, _ = parse(decode(handled.data), path=page.name)
    return score([handled.moved(truth) for truth in page.truths], made)


def refused(page: LabelledPage) -> bool:
    """Whether a page of alternating columns gives no article, or says that columns were read across."""
    made, discards = parse(decode(alternating(page).data), path=page.name)
    return not made or any("column" in discard.reason for discard in discards)


def several(shared: Path) -> Iterator[LabelledPage]:
    """The labelled pages that are whole: those with several articles."""
    return (page for page in labelled(shared) if len(page.truths) > 1)


def main() -> None:
    """Print the table."""
    shared = Path(__file__).parents[3] / "shared"
    pages = [
        p for p in several(shared) if not sys.argv[1:] or any(n in p.name for n in sys.argv[1:])
    ]
    plain = sum((score(p.truths, parse(p.text, path=p.name)[0]) for p in pages), Score())
    print(f"{len(pages)} pages as they are: F1 {plain.boundaries:.3f}")
    for name, kind in KINDS.items():
        total = sum((measure(page, kind) for page in pages), Score())
        print(
            f"{name:28} F1 {total.boundaries:.3f}, of the plain {total.boundaries / plain.boundaries:.3f}"
        )
    print(f"alternating columns refused: {sum(map(refused, pages))} of {len(pages)}")


if __name__ == "__main__":
    main()

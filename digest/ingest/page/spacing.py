"""How a page uses blank lines: judged against the page's own habit, not against a fixed number."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from digest.ingest.page.line_roles import Marked
from digest.ingest.page.lines import Line

# Wider gaps part articles where at least this share of them is above a headline.
_SHARE = 0.9
_LEAST_WIDE = 2
# A bulletin has at least this many headlines, and this share of them is followed by one paragraph.
_ITEMS, _ITEM_SHARE = 4, 0.8


@dataclass(frozen=True, slots=True)
class Spacing:
    """The habit of a page.

    `tight`: headlines are set directly on their texts. `usual`: the gap before a text, in blank lines,
    on a page whose wider gaps are above headlines only, so that they part articles; None where gaps
    say nothing. `dense`: there is no blank line at all. `bulletin`: most headlines have one paragraph.
    """

    tight: bool
    usual: int | None
    dense: bool
    bulletin: bool

    def parts(self, line: Line) -> bool:
        """Whether the gap above `line` parts articles."""
        return self.usual is not None and line.blanks_before > self.usual


def spacing(marked: Sequence[Marked]) -> Spacing:
    """The habit of the page that the lines make."""
    gaps = [
        b.line.blanks_before for a, b in pairwise(marked) if a.role not in {"boilerplate", "debris"}
    ]
    dense = bool(gaps) and not any(gaps)
    return Spacing(_is_tight(marked), _usual_gap(marked), dense, _is_bulletin(marked))


def _is_bulletin(marked: Sequence[Marked]) -> bool:
    """Whether most of the headlines have one paragraph each, as the items of a broadcast do."""
    paragraphs: list[int] = []
    for above, item in pairwise(marked):
        if item.role == "text" and above.role == "headline":
            paragraphs.append(1)
        elif item.role == "text" and paragraphs:
            paragraphs[-1] += 1
    return len(paragraphs) >= _ITEMS and sum(n == 1 for n in paragraphs) >= _ITEM_SHARE * len(
        paragraphs
    )


def _is_tight(marked: Sequence[Marked]) -> bool:
    pairs = [(a, b) for a, b in pairwise(marked) if a.role == "headline"]
    texts = [b for _, b in pairs if b.role in {"text", "people"}]
    return len(texts) > 1 and sum(not b.line.blanks_before for b in texts) * 2 > len(texts)


def _usual_gap(marked: Sequence[Marked]) -> int | None:
    gaps = sorted(
        below.line.blanks_before
        for above, below in pairwise(marked)
        if below.role == "text" and above.role in {"text", "headline"}
    )
    if not gaps:
        return None
    usual = gaps[len(gaps) // 2]
    wide = [
        below.role
        for below in marked[1:]
        if below.line.blanks_before > usual and below.role not in {"boilerplate", "debris"}
    ]
    heads = wide.count("headline")
    return usual if heads >= _LEAST_WIDE and heads >= _SHARE * len(wide) else None

"""What a check is: one registry entry that says what it finds, how sure it is and what cures it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - `date` is a field here
from typing import Any, Generic, Literal, TypeVar

from digest.records import Finding, Severity

Names = tuple[tuple[str, str], ...]
Topic = Literal[
    "numbers", "names", "meaning", "wording", "residue", "loops", "coverage", "layout", "summary",
    "untranslated",
]  # fmt: skip
# How the ladder retries a text with this finding, besides hints, which every finding gets:
# "term" sets the finding's `fix` where its `subject` is; "samples" asks for other answers, which
# cost several times as much. An error is always worth samples.
Retry = Literal["term", "samples"]
P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Edit:
    """`text` in the place of the characters from `start` to `end` of an English text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where a check found something wrong.

    `subject` is what the message is about: Chinese words, or the English that has no source.
    `fix` is the English that the subject should have, where the check knows it. `edits` correct
    the English text; a check proposes them only where a single correction is possible.
    """

    message: str
    subject: str = ""
    fix: str = ""
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A source with a text that a check accepts and one in which it finds a fault.

    With `repaired`, the edits of the checks turn `wrong` into `right`.
    """

    source: str
    right: str
    wrong: str
    repaired: bool = False
    names: Names = ()
    terms: Names = ()
    date: Date | None = None


@dataclass(frozen=True, slots=True)
class Check(Generic[P]):
    """One check, with all that the program, its reference page and its tests need to know of it.

    `find` is None for facts that other code reports, such as an answer that was cut off.
    `measured` is (findings read by hand, of those real faults). Only a check that was right in more
    than 95 of 100, or a `fact`, which is true whenever it is reported, may say "error".
    An English text with an `unusable` finding is worse than none.
    """

    id: str
    severity: Severity
    topic: Topic
    doc: str
    find: Callable[[P], Iterable[Fault]] | None = None
    examples: tuple[Example, ...] = ()
    measured: tuple[int, int] | None = None
    fact: bool = False
    unusable: bool = False
    retry: tuple[Retry, ...] = ()

    def finding(self, fault: Fault) -> Finding:
        """The fault as the record that reports and digests carry."""
        return Finding(self.id, self.severity, fault.message, fault.subject, fault.fix)

    def findings(self, pair: P) -> tuple[Finding, ...]:
        """Everything that the check finds in a pair."""
        return tuple(self.finding(fault) for fault in self.find(pair)) if self.find else ()

    @property
    def corrects(self) -> bool:
        """Whether its faults may carry edits: an example shows a correction."""
        return any(example.repaired for example in self.examples)

    @property
    def precision(self) -> float | None:
        """The share of the findings read that were real faults; None if none was read."""
        return round(self.measured[1] / self.measured[0], 3) if self.measured else None


AnyCheck = Check[Any]

"""One bad item costs one item: a step that fails on a batch is repeated on its parts."""

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeGuard, TypeVar

from digest.errors import DigestError, InputError, describe_unexpected

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

# These concern the whole run (no model, no memory, no disk), not one item.
_OF_THE_RUN = (MemoryError, OSError)


@dataclass(frozen=True, slots=True)
class Problem:
    """Takes the place of an item's result: why there is none."""

    reason: str


def good(result: _Result | Problem) -> TypeGuard[_Result]:
    """Whether an item has a result."""
    return not isinstance(result, Problem)


@dataclass(frozen=True, slots=True)
class Guard:
    """What happens to unexpected exceptions: `log` gets the traceback; if `strict`, they propagate.

    An InputError is an expected one. Interrupts are no `Exception` and always propagate.
    """

    log: Callable[[str], None]
    strict: bool = False

    def each(
        self, items: Sequence[_Item], work: Callable[[Sequence[_Item]], Sequence[_Result]]
    ) -> list[_Result | Problem]:
        """One result per item of `work(items)`, or the Problem with which the item alone fails.

        Where the batch fails, its halves are tried, so that a single bad item among n costs about
        2 log2(n) more calls.
        """
        if not items:
            return []
        try:
            return list(work(items))
        except Exception as error:  # noqa: BLE001 - whatever nobody has thought of
            problem = self._problem(error)
        if len(items) == 1:
            return [problem]
        half = len(items) // 2
        return [*self.each(items[:half], work), *self.each(items[half:], work)]

    def map(
        self, items: Sequence[_Item], work: Callable[[_Item], _Result]
    ) -> list[_Result | Problem]:
        """`work(item)` for each item, or the Problem with which it fails."""
        return [self.each([item], lambda some: [work(some[0])])[0] for item in items]

    def without_culprits(
        self,
        items: Sequence[_Item],
        step: Callable[[Sequence[_Item]], _Result],
        test: Callable[[Sequence[_Item]], object] | None = None,
    ) -> tuple[_Result, list[Problem | None]]:
        """`step(items)` without the items on which it fails alone, and each item's Problem or None.

        `test` finds those items if `step` must not be tried on parts; it fails as `step` does.
        """
        try:
            return step(items), [None] * len(items)
        except Exception as error:  # noqa: BLE001
            self._problem(error)

        def work(some: Sequence[_Item]) -> list[None]:
            (test or step)(some)
            return [None] * len(some)

        problems = self.each(items, work)
        good = [item for item, problem in zip(items, problems, strict=True) if not problem]
        return step(good), problems

    def _problem(self, error: Exception) -> Problem:
        if isinstance(error, InputError):
            return Problem(str(error))
        if self.strict or isinstance(error, (DigestError, *_OF_THE_RUN)):
            raise error
        self.log("".join(traceback.format_exception(error)).rstrip())
        return Problem(describe_unexpected(error))

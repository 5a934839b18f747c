"""An engine wrapper that counts requests and tokens and reports them to a progress listener."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from digest.engines.api import Engine, Output, Request
from digest.progress import ProgressListener


@dataclass(frozen=True, slots=True)
class Tally:
    """Requests answered so far, those of them that took no model work, and tokens generated."""

    asked: int = 0
    reused: int = 0
    tokens: int = 0

    def __add__(self, other: Self) -> Self:
        return replace(
            self,
            asked=self.asked + other.asked,
            reused=self.reused + other.reused,
            tokens=self.tokens + other.tokens,
        )


class Metered:
    """An engine that keeps a tally of its answers and reports each to a progress listener."""

    def __init__(self, engine: Engine, progress: ProgressListener) -> None:
        self._engine = engine
        self._progress = progress
        self.tally = Tally()

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the engine inside."""
        return self._engine.fingerprint

    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        """See Engine. Requests with given English make no text: they are not counted."""
        texts = [request.text for request in requests if not request.given]
        if texts:
            self._progress.requested(len(texts), sum(map(len, texts)))
        for index, output in self._engine.generate(requests):
            if not requests[index].given:
                self.tally += Tally(1, int(output.tokens == 0), output.tokens)
                self._progress.answered(len(requests[index].text), output.tokens)
            yield index, output

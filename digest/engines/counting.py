"""An engine that only counts what it is asked, for estimates."""

from collections.abc import Iterator, Sequence

from digest.engines.api import Output, Request
from digest.engines.fake import Fake


class Counting:
    """An engine that counts what it is asked for; its answers pass all checks, so nothing is twice."""

    fingerprint = "counting"

    def __init__(self) -> None:
        self._fake = Fake()
        self._seen: set[Request] = set()

    @property
    def texts(self) -> int:
        """How many different texts were asked for."""
        return len(self._seen)

    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        """See Engine."""
        self._seen.update(requests)
        yield from self._fake.generate(requests)

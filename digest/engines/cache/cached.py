"""An engine that remembers: what was answered once is not asked again."""

from collections.abc import Iterator, Sequence

from digest.engines.api import Engine, Output, Request
from digest.engines.cache.store import Cache


class Cached:
    """`inner` behind a cache; an answer from it counts no tokens."""

    def __init__(self, inner: Engine, cache: Cache) -> None:
        self.inner = inner
        self._cache = cache

    @property
    def fingerprint(self) -> str:
        """The inner engine's: a cache changes no output."""
        return self.inner.fingerprint

    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        """Kept answers first, then the others as they are made; equal requests are asked once."""
        fingerprint = self.fingerprint
        waiting: dict[Request, list[int]] = {}
        kept = self._cache.find(fingerprint, requests)
        for index, (request, output) in enumerate(zip(requests, kept, strict=True)):
            if output is None:
                waiting.setdefault(request, []).append(index)
            else:
                yield index, Output(output.text, output.finish_reason, 0)
        missing = list(waiting)
        for place, output in self.inner.generate(missing):
            self._cache.keep(fingerprint, missing[place], output)
            first, *others = waiting[missing[place]]
            yield first, output
            for index in others:
                yield index, Output(output.text, output.finish_reason, 0)

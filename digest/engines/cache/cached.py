"""An engine behind a cache."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from digest.engines.api import Engine, Output, Request
from digest.engines.cache.store import Cache


class Cached:
    """`inner` behind a cache; an output from the cache counts 0 tokens."""

    def __init__(self, inner: Engine, cache: Cache) -> None:
        self.inner = inner
        self._cache = cache

    @property
    def fingerprint(self) -> str:
        """The inner engine's, since a cache changes no output."""
        return self.inner.fingerprint

    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        """See Engine: cached outputs first, then the others as they are made; equal requests once."""
        fingerprint = self.fingerprint
        waiting: dict[Request, list[int]] = {}
        kept = self._cache.find(fingerprint, requests)
        for index, (request, output) in enumerate(zip(requests, kept, strict=True)):
            if output is None:
                waiting.setdefault(request, []).append(index)
            else:
                yield index, replace(output, tokens=0)
        missing = list(waiting)
        for place, output in self.inner.generate(missing):
            self._cache.keep(fingerprint, missing[place], output)
            first, *others = waiting[missing[place]]
            yield first, output
            for index in others:
                yield index, replace(output, tokens=0)

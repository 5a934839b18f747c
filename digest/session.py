"""What one command works with: its settings, and the engines behind the cache of made texts."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Self

from digest import terms
from digest.cache import Cache
from digest.config import ModelSettings, Settings
from digest.console import Console
from digest.engines import choose
from digest.engines.base import Engine
from digest.engines.cached import Cached
from digest.records import ModelInfo


@dataclass(frozen=True, slots=True)
class Engines:
    """Who translates and who summarises, often the same, and what the digest says about them."""

    translator: Engine
    summariser: Engine
    model: ModelInfo
    cache: Cache | None


@dataclass(frozen=True, slots=True)
class Session:
    """Settings, where things are kept, and whom to tell; `cache` None keeps no made texts.

    `clock` counts seconds and never goes back; `now` may. `metrics` is a file for Prometheus.
    """

    settings: Settings
    weights: Path
    cache: Path | None
    console: Console
    clock: Callable[[], float]
    now: Callable[[], datetime]
    metrics: Path | None = None

    def writing_to(self, outputs: Path | None) -> Self:
        """The session with another folder for its outputs, if one is given."""
        if outputs is None:
            return self
        return replace(self, settings=self.settings.model_copy(update={"outputs": outputs}))

    @contextmanager
    def engines(self) -> Iterator[Engines]:
        """The engines, loaded; their cache is open within."""
        wanted = self.settings.translator
        with ExitStack() as stack:
            cache = stack.enter_context(Cache(self.cache, self.console.say)) if self.cache else None
            translator = self._engine(wanted, cache)
            summariser = translator
            if self.settings.summariser not in (None, wanted):
                summariser = self._engine(self.settings.summariser or wanted, cache)
            yield Engines(translator, summariser, choose.describe(translator), cache)

    def glossary(self) -> Mapping[str, str]:
        """The English that must be used, from the glossary file of the settings."""
        file = self.settings.glossary
        return terms.load_glossary(file) if file else {}

    def _engine(self, model: ModelSettings, cache: Cache | None) -> Engine:
        engine = choose.load(
            model,
            device=self.settings.device,
            cache_dir=self.weights,
            progress=self.console.say,
        )
        return Cached(engine, cache) if cache else engine

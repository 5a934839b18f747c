"""What one command works with: its settings, and the engines behind the cache of made texts."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from digest import host, terminology
from digest.config.settings import ModelSettings, Settings
from digest.engines import factory
from digest.engines.api import Engine
from digest.engines.cache.cached import Cached
from digest.engines.cache.store import Cache
from digest.errors import ConfigError
from digest.records import Layout, ModelInfo
from digest.telemetry.console import Console

if TYPE_CHECKING:
    from digest.engines.ray.cluster import Cluster

_MEMORY_BYTES = 4 * 2**30


@dataclass(frozen=True, slots=True)
class Engines:
    """Who translates and who summarises, often the same, and what the digest says about them."""

    translator: Engine
    summariser: Engine
    model: ModelInfo
    cache: Cache | None


@dataclass(frozen=True, slots=True)
class RunContext:
    """Settings, where things are kept, and whom to tell; `cache` None keeps no made texts.

    `clock` counts seconds and never goes back; `now` may. `metrics` is a file for Prometheus.
    `layout` was chosen for this run; None: that of the settings.
    """

    settings: Settings
    weights: Path
    cache: Path | None
    console: Console
    clock: Callable[[], float]
    now: Callable[[], datetime]
    metrics: Path | None = None
    layout: Layout | None = None

    @property
    def rates(self) -> Path:
        """Where is kept what runs took here."""
        return self.weights.parent / "rates.jsonl"

    def writing_to(self, outputs: Path | None) -> Self:
        """The session with another folder for its outputs, if one is given."""
        if outputs is None:
            return self
        return replace(self, settings=self.settings.model_copy(update={"outputs": outputs}))

    @contextmanager
    def engines(self) -> Iterator[Engines]:
        """The engines, loaded; their cache is open within."""
        wanted = self.settings.translator
        lack = self.short_of_memory()
        if lack:
            self.console.say(lack)
        with ExitStack() as stack:
            cache = stack.enter_context(self._cache(self.cache)) if self.cache else None
            cluster = self._cluster(stack)
            translator = self._engine(wanted, cache, cluster)
            summariser = translator
            if self.settings.summariser not in (None, wanted):
                summariser = self._engine(self.settings.summariser or wanted, cache, cluster)
            yield Engines(translator, summariser, factory.describe(translator), cache)

    def short_of_memory(self) -> str:
        """What to say where this process may not use the memory that its model needs; else ""."""
        wanted, found = self.settings.translator, host.memory()
        elsewhere = self.settings.cluster is not None or wanted.engine in {"fake", "extractive"}
        if elsewhere or found is None or found.size >= _MEMORY_BYTES:
            return ""
        return (
            f"memory: {found.size / 2**30:.1f} GiB ({found.limit}); the 1.5B model needs 4, "
            f"--profile small 2: the system may end the run, and the same command goes on"
        )

    def _cache(self, file: Path) -> Cache:
        kept = self.settings.cache
        return Cache(
            file,
            self.console.say,
            today=self.now().toordinal(),
            max_bytes=kept.max_mb and kept.max_mb * 10**6,
            max_days=kept.max_days,
        )

    def glossary(self) -> Mapping[str, str]:
        """The English that must be used, from the glossary files of the settings."""
        return terminology.load_glossaries(self.settings.glossaries)

    def _cluster(self, stack: ExitStack) -> "Cluster | None":
        """The cluster of the settings, closed with the stack; ray is imported here, nowhere else."""
        if self.settings.cluster is None:
            return None
        try:
            from digest.engines.ray.cluster import Cluster  # noqa: PLC0415
        except ImportError as error:
            raise ConfigError(
                f"{error}; for a cluster run: pip install 'zh-digest[ray]'"
            ) from error
        return stack.enter_context(Cluster(self.settings.cluster))

    def _engine(
        self, model: ModelSettings, cache: Cache | None, cluster: "Cluster | None"
    ) -> Engine:
        engine = factory.load(
            model,
            device=self.settings.device,
            cache_dir=self.weights,
            progress=self.console.say,
        )
        if cluster and model.engine != "extractive":
            engine = cluster.engine(engine, model, self.settings.device, self.weights)
        return Cached(engine, cache) if cache else engine

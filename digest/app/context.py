"""What one command works with: settings, folders, clocks, and the engines behind the cache."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from digest import engines, host, terminology
from digest.config.settings import ModelSettings, Settings
from digest.engines import factory
from digest.engines.api import Engine
from digest.engines.cache.cached import Cached
from digest.engines.cache.store import Cache
from digest.errors import ConfigError
from digest.pipeline import Guard
from digest.records import Layout, ModelInfo
from digest.telemetry import Console, run_history
from digest.text.dates import zone_named

if TYPE_CHECKING:
    from digest.engines.ray.cluster import Cluster


@dataclass(frozen=True, slots=True)
class Engines:
    """The translator and the summariser, often the same, and what the digest says about them."""

    translator: Engine
    summariser: Engine
    model: ModelInfo
    cache: Cache | None

    def loading_seconds(self) -> float:
        """Seconds spent so far on loading models."""
        return run_history.loading(self.translator, self.summariser)


@dataclass(frozen=True, slots=True)
class RunContext:
    """Settings, where things are kept, and the console.

    `models` is the folder of converted models. `cache` is the file of the translation cache; None
    turns it off. `clock` is monotonic, in seconds; `now` is the time of day, which may be set back.
    `metrics` is a file for Prometheus. With `strict`, an unexpected exception ends the run instead of
    costing one article (for tests). `layout` was chosen for this run; None: that of the settings.
    """

    settings: Settings
    models: Path
    cache: Path | None
    console: Console
    clock: Callable[[], float]
    now: Callable[[], datetime]
    metrics: Path | None = None
    strict: bool = False
    layout: Layout | None = None

    @property
    def history(self) -> Path:
        """The file with the throughput of earlier runs."""
        return self.models.parent / "rates.jsonl"

    @property
    def guard(self) -> Guard:
        """What happens to an unexpected exception."""
        return Guard(self.console.detail, strict=self.strict)

    @property
    def today(self) -> date:
        """The day that it is in `inputs.time_zone`."""
        return self.now().astimezone(zone_named(self.settings.inputs.time_zone)).date()

    def writing_to(self, outputs: Path | None) -> Self:
        """The context with another output folder; the same one for None."""
        if outputs is None:
            return self
        return replace(self, settings=self.settings.model_copy(update={"outputs": outputs}))

    @contextmanager
    def engines(self) -> Iterator[Engines]:
        """The engines of the settings, with the cache open; models load at their first request."""
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
        """A warning if this process may not use the memory that its model needs; else ""."""
        wanted, found = self.settings.translator, host.memory()
        if self.settings.cluster is not None or found is None:
            return ""
        needed = engines.needs(wanted, device=self.settings.device, cache_dir=self.models).memory
        if found.size >= needed:
            return ""
        return (
            f"memory: {found.size / 2**30:.1f} GiB ({found.limit}); {wanted.name} needs "
            f"{needed / 2**30:.1f} GiB, --profile small less. The system may kill the run; the same "
            "command resumes it"
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
        """The Ray cluster of the settings, closed with the stack; the only import of ray."""
        if self.settings.cluster is None:
            return None
        try:
            from digest.engines.ray.cluster import Cluster  # noqa: PLC0415
        except ImportError as error:
            raise ConfigError(host.missing("a cluster run", "ray", error)) from error
        return stack.enter_context(Cluster(self.settings.cluster))

    def _engine(
        self, model: ModelSettings, cache: Cache | None, cluster: "Cluster | None"
    ) -> Engine:
        engine = factory.load(
            model,
            device=self.settings.device,
            cache_dir=self.models,
            progress=self.console.activity,
        )
        if cluster and model.engine != "extractive":
            engine = cluster.engine(engine, model, self.settings.device, self.models)
        return Cached(engine, cache) if cache else engine

"""Chooses the engine for a model's settings, and identifies it for the cache."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from digest.config.settings import Device, ModelSettings
from digest.engines import placement
from digest.engines.api import Engine, Output, Request
from digest.engines.extractive import Extractive
from digest.engines.fake import Fake
from digest.engines.native import support
from digest.engines.placement import Placement
from digest.engines.prompts import VERSION
from digest.engines.weights import models, registry
from digest.engines.weights.checkpoint import Checkpoint
from digest.engines.weights.models import Model
from digest.records import ModelInfo

# Raise it whenever the fingerprint's fields change, or an engine's outputs for the same fields. 2 added
# the device, the number type in use, the languages, a local model's content and pinned revisions.
_KEY_VERSION = 2
Progress = Callable[[str], None]


class Lazy:
    """An engine that loads its model at the first request, so that a fully cached run loads none."""

    def __init__(self, fingerprint: str, info: ModelInfo, make: Callable[[], Engine]) -> None:
        self.fingerprint = fingerprint
        self.info = info
        self.loading_seconds = 0.0
        self._make = make
        self._engine: Engine | None = None

    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        """See Engine."""
        if requests:
            yield from self.load().generate(requests)

    def load(self) -> Engine:
        """The engine behind this one, loaded now if it was not yet."""
        if self._engine is None:
            begin = time.monotonic()
            self._engine = self._make()
            self.loading_seconds = time.monotonic() - begin
        return self._engine


@dataclass(frozen=True, slots=True)
class Choice:
    """What the settings come to on this machine: a model, an engine for it, and where it runs."""

    model: Model
    engine: str
    place: Placement
    settings: ModelSettings

    @property
    def form(self) -> models.Form:
        """How the engine wants the model on disk."""
        return "int8" if self.engine == "int8" else "float"

    @property
    def dtype(self) -> str:
        """Number type of the weights in memory."""
        return "int8" if self.engine == "int8" else self.place.dtype

    @property
    def fingerprint(self) -> str:
        """All that can change an output, as one line."""
        languages = f"{self.settings.source_language}>{self.settings.target_language}"
        return (
            f"{_KEY_VERSION}/{self.model.name}@{self.model.version}/{self.engine}-{self.dtype}"
            f"-{self.place.device}/{languages}/prompts-{VERSION}"
        )


def load(settings: ModelSettings, *, device: Device, cache_dir: Path, progress: Progress) -> Lazy:
    """The engine that the settings ask for, not yet loaded.

    Models are kept in `cache_dir`; `progress` hears of conversions. ConfigError if the settings name
    no model; loading raises ConfigError or EngineError if its weights cannot be had or run here.
    """
    if settings.engine == "fake":
        return _without_model("fake", Fake(settings.tokens_per_second))
    if settings.engine == "extractive":
        return _without_model("extractive", Extractive())
    choice = choose(settings, device)
    info = ModelInfo(choice.model.name, choice.engine, choice.dtype, choice.fingerprint)
    return Lazy(choice.fingerprint, info, lambda: _load(choice, cache_dir, progress))


def prepare(
    settings: ModelSettings, *, device: Device, cache_dir: Path, progress: Progress
) -> Path | None:
    """Fetch and convert the model now, in the form that `load` would use; its folder.

    None if the settings need no model. ConfigError or EngineError as when a model is loaded.
    """
    if settings.engine in ("fake", "extractive"):
        return None
    return _checkpoint(choose(settings, device), cache_dir, progress).folder


def describe(engine: Engine) -> ModelInfo:
    """What a digest records about the engine that made it; a cache around it is looked through."""
    inner = getattr(engine, "inner", engine)
    if isinstance(inner, Lazy):
        return inner.info
    return ModelInfo(inner.fingerprint, inner.fingerprint, "none", inner.fingerprint)


def _without_model(name: str, engine: Engine) -> Lazy:
    info = ModelInfo(name, name, "none", engine.fingerprint)
    return Lazy(engine.fingerprint, info, lambda: engine)


def choose(settings: ModelSettings, device: Device) -> Choice:
    """What the settings mean on this machine; ConfigError if they name no model."""
    if settings.path:
        model = models.local(settings.path, "seq2seq" if settings.engine == "seq2seq" else "causal")
    else:
        model = models.named(settings.name)
    engine = settings.engine if settings.engine != "auto" else _automatic(model, device)
    place = placement.resolve(settings, "cpu" if engine == "int8" else device)
    return Choice(model, engine, place, settings)


def _automatic(model: Model, device: Device) -> str:
    """The fastest engine that is known to run the model here."""
    if model.kind == "seq2seq":
        return "seq2seq"
    from digest.engines.native import loader  # noqa: PLC0415 - imports torch

    known = not support.unsupported(_config(model))
    return "int8" if known and loader.chosen(device) else "causal"


def _config(model: Model) -> dict[str, object]:
    """The config.json of a local model; of a named one, what the registry says of it."""
    if model.path is None:
        return {"model_type": model.architecture}
    config: dict[str, object] = json.loads((model.path / "config.json").read_text(encoding="utf-8"))
    return config


def _checkpoint(choice: Choice, cache: Path, progress: Progress) -> Checkpoint:
    return registry.checkpoint(choice.model, cache, progress, choice.form)


def _load(choice: Choice, cache: Path, progress: Progress) -> Engine:
    found = _checkpoint(choice, cache, progress)
    settings, fingerprint = choice.settings, choice.fingerprint
    if choice.engine == "int8":
        from digest.engines.native.loader import load_int8  # noqa: PLC0415

        return load_int8(found, positions=settings.batch_tokens, fingerprint=fingerprint)
    if choice.engine == "seq2seq":
        from digest.engines.hf.seq2seq import Seq2Seq  # noqa: PLC0415

        return Seq2Seq(found, settings, choice.place, fingerprint=fingerprint)
    if choice.place.device == "cpu" and not support.unsupported(found.config.to_dict()):
        # On two cores in bfloat16 the native engine makes 31.7 tokens a second, transformers 14.0
        # (32 sentences).
        from digest.engines.native.loader import load_float  # noqa: PLC0415

        return load_float(
            found,
            dtype=choice.place.torch_dtype,
            device="cpu",
            positions=settings.batch_tokens,
            fingerprint=fingerprint,
        )
    from digest.engines.hf.causal import Causal  # noqa: PLC0415

    return Causal(found, settings, choice.place, fingerprint=fingerprint)

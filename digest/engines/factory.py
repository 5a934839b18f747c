"""Models behind one protocol; `load` is where an engine is chosen."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from digest.config.settings import ModelSettings
from digest.engines.api import Engine, Output, Request
from digest.engines.extractive import Extractive
from digest.engines.fake import Fake
from digest.engines.prompts import VERSION
from digest.engines.weights.checkpoint import Checkpoint
from digest.engines.weights.registry import Model, checkpoint, named
from digest.errors import ConfigError
from digest.records import ModelInfo

Progress = Callable[[str], None]


class Lazy:
    """An engine that loads its model at the first request, so that a cached run loads none."""

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
        """The engine behind, loaded now if it was not yet."""
        if self._engine is None:
            begin = time.monotonic()
            self._engine = self._make()
            self.loading_seconds = time.monotonic() - begin
        return self._engine


def load(settings: ModelSettings, *, device: str, cache_dir: Path, progress: Progress) -> Lazy:
    """The engine that the settings ask for; ConfigError where it cannot be had here."""
    if settings.engine == "fake":
        return _simple("fake", Fake(settings.tokens_per_second))
    if settings.engine == "extractive":
        return _simple("extractive", Extractive())
    model = _model(settings)
    kind = _kind(settings, model, device)
    revision = str(settings.path) if settings.path else model.version
    quantisation = "int8" if kind == "int8" else settings.dtype
    fingerprint = f"{model.name}@{revision}/{kind}-{quantisation}/prompts-{VERSION}"
    info = ModelInfo(model.name, kind, quantisation, fingerprint)
    return Lazy(
        fingerprint,
        info,
        lambda: _load(kind, settings, model, device, _Place(fingerprint, cache_dir, progress)),
    )


def describe(engine: Engine) -> ModelInfo:
    """What a digest says about the engine that made it."""
    inner = getattr(engine, "inner", engine)
    if isinstance(inner, Lazy):
        return inner.info
    return ModelInfo(inner.fingerprint, inner.fingerprint, "none", inner.fingerprint)


@dataclass(frozen=True, slots=True)
class _Place:
    """What every loader needs to know besides the model."""

    fingerprint: str
    cache: Path
    progress: Progress


def _simple(name: str, engine: Engine) -> Lazy:
    info = ModelInfo(name, name, "none", engine.fingerprint)
    return Lazy(engine.fingerprint, info, lambda: engine)


def _model(settings: ModelSettings) -> Model:
    if settings.path is None:
        return named(settings.name)
    if not (settings.path / "config.json").is_file():
        raise ConfigError(f"{settings.path}: no model there: a folder with config.json is needed")
    kind: Literal["causal", "seq2seq"] = "seq2seq" if settings.engine == "seq2seq" else "causal"
    return Model(settings.path.name, kind, "", "local", "as its owner says")


def _kind(settings: ModelSettings, model: Model, device: str) -> str:
    if settings.engine != "auto":
        return settings.engine
    if model.kind == "seq2seq":
        return "seq2seq"
    from digest.engines.native import loader  # noqa: PLC0415 - torch takes seconds

    known = settings.path is None or _architecture(settings.path) in loader.FAMILIES
    return "int8" if known and loader.chosen(device) else "causal"


def _architecture(folder: Path) -> str:
    """The model_type of a local model; ConfigError where its config.json cannot be read."""
    file = folder / "config.json"
    try:
        return str(json.loads(file.read_text(encoding="utf-8")).get("model_type"))
    except (OSError, ValueError, AttributeError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}") from error


def _load(kind: str, settings: ModelSettings, model: Model, device: str, place: _Place) -> Engine:
    if kind == "vllm":
        raise ConfigError(
            "engine: vllm is for Ray clusters: --cluster-address ADDRESS, --profile ray-vllm"
        )
    found = (
        Checkpoint(settings.path)
        if settings.path
        else checkpoint(model, place.cache, place.progress)
    )
    if kind == "int8":
        from digest.engines.native.loader import load_int8  # noqa: PLC0415

        return load_int8(
            found,
            positions=settings.batch_tokens,
            fingerprint=place.fingerprint,
            progress=place.progress,
        )
    if kind == "seq2seq":
        from digest.engines.hf.seq2seq import Seq2Seq  # noqa: PLC0415

        return Seq2Seq(found.folder, settings, device=device, fingerprint=place.fingerprint)
    return _floating(found, settings, device, place)


def _floating(found: Checkpoint, settings: ModelSettings, device: str, place: _Place) -> Engine:
    """Our runner in floating point on CPUs, transformers on GPUs and for other architectures.

    On two cores in bfloat16 the runner makes 31.7 tokens a second, transformers 14.0 (32 sentences).
    """
    from digest.engines.hf import batching  # noqa: PLC0415
    from digest.engines.hf.causal import Causal  # noqa: PLC0415
    from digest.engines.native import loader  # noqa: PLC0415

    where = batching.place(device)
    if where.type == "cpu" and found.config.model_type in loader.FAMILIES:
        return loader.load_float(
            found,
            dtype=batching.number_type(settings.dtype, where),
            device="cpu",
            positions=settings.batch_tokens,
            fingerprint=place.fingerprint,
        )
    return Causal(found, settings, device=device, fingerprint=place.fingerprint)

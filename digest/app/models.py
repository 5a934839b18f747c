"""Use cases of `digest models`."""

from collections.abc import Callable, Iterator
from pathlib import Path

from digest import engines
from digest.config.settings import ModelSettings
from digest.engines.weights import registry
from digest.errors import ConfigError


def models_list(cache: Path) -> Iterator[str]:
    """One line per model: its name, licence, and whether it is here."""
    for model in registry.MODELS.values():
        try:
            state = registry.presence(model, cache)
        except ConfigError as error:
            state = str(error)
        yield f"{model.name}  [{model.licence}]  {state.removeprefix(f'{model.name}').lstrip(':, ')}"


def models_pull(name: str, cache: Path, progress: Callable[[str], None]) -> str:
    """A line that says where the model is, fetched and converted as a run here would use it."""
    model = ModelSettings(name=name)
    folder = engines.prepare(model, device="auto", cache_dir=cache, progress=progress)
    return f"{name}: ready in {folder}"


def models_verify(name: str, cache: Path, _: Callable[[str], None]) -> str:
    """What was compared byte for byte; EngineError names what is damaged."""
    return "\n".join(registry.verify(registry.named(name), cache))


def models_remove(name: str, cache: Path, _: Callable[[str], None]) -> str:
    """A line per folder of the model that was deleted, or one that says that there was none."""
    removed = registry.remove(registry.named(name), cache)
    return "\n".join(f"removed {folder}" for folder in removed) or f"{name}: not in {cache}"

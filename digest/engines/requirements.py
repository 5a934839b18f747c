"""How much memory and disk a model needs on this machine, known before anything is loaded."""

from dataclasses import dataclass
from pathlib import Path

from digest.config.settings import Device, ModelSettings
from digest.engines import factory
from digest.engines.weights.registry import folder_of

# Bytes per weight in memory; int8 has its scales and an embedding in bfloat16 beside it.
_BYTES = {"int8": 1.14, "bfloat16": 2, "float16": 2, "float32": 4}
# Beside the weights: libraries, KV cache, activations. Measured with the 1.5B model in int8.
_BESIDE_WEIGHTS = 1_500_000_000
# Weights on the hub are in bfloat16, those of encoder-decoder models in float32.
_SOURCE_BYTES = {"causal": 2, "seq2seq": 4}


@dataclass(frozen=True, slots=True)
class Needs:
    """Bytes of memory that a run takes, the first one included, and of disk that it still has to fill.

    `disk` is 0 once the model is here. Both are 0 if nothing is known of the model's size.
    """

    memory: int = 0
    disk: int = 0


def needs(settings: ModelSettings, *, device: Device, cache_dir: Path) -> Needs:
    """What running the model of these settings takes here; ConfigError if they name no model.

    Computed from the number of weights. Converting takes less memory than running: one tensor at a
    time. On disk there are for a while the source and what is made of it.
    """
    if settings.engine in ("fake", "extractive"):
        return Needs()
    choice = factory.choose(settings, device)
    model = choice.model
    weights = model.parameters * 1e9
    if not weights:
        return Needs()
    memory = int(
        _BESIDE_WEIGHTS + weights * max(_BYTES[choice.dtype], 4 * (model.kind == "seq2seq"))
    )
    in_place = model.path is not None and choice.form == "float"
    if in_place or folder_of(model, cache_dir, choice.form).exists():
        return Needs(memory)
    in_source = int(weights * _SOURCE_BYTES[model.kind])
    if choice.form == "int8":
        source = 0 if model.path else model.size or in_source
        return Needs(memory, source + int(weights * _BYTES["int8"]))
    # Encoder-decoder models are published as pickles, which are rewritten.
    return Needs(memory, model.size + in_source * (2 if model.kind == "seq2seq" else 1))

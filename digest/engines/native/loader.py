"""Builds the native engine: int8 through oneDNN on CPUs with VNNI or AMX, or floating point."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from digest import host
from digest.engines.model_families import family
from digest.engines.native import fused_weights
from digest.engines.native.decoder import Decoder, Layer, Shape, Weights
from digest.engines.native.kernels import FloatArithmetic, Int8Arithmetic, Int8Weight
from digest.engines.native.scheduler import Runner
from digest.engines.native.support import unsupported
from digest.engines.weights import tensor_files
from digest.engines.weights.checkpoint import Checkpoint, Tensors
from digest.errors import EngineError

INT8_FILE = "int8.safetensors"
# Bytes for libraries and activations, mapped ones included.
_BESIDE_WEIGHTS = 1_500_000_000
_FEWEST_POSITIONS = 2048
# Slots per row that the scheduler reserves: 4 beams where 2.5 rows are counted.
_RESERVED = 1.6


def supported() -> bool:
    """Whether this CPU multiplies int8 fast: VNNI or AMX."""
    return bool(torch.cpu._is_vnni_supported() or torch.cpu._is_amx_tile_supported())  # noqa: SLF001 - torch has no public query


def chosen(device: str) -> bool:
    """Whether `engine: auto` means int8 here: a CPU that is fast at it, and no GPU wanted or found."""
    return device != "cuda" and supported() and not (device == "auto" and torch.cuda.is_available())


def write_int8(checkpoint: Checkpoint, tensors: Tensors) -> None:
    """Quantise a model into INT8_FILE in the checkpoint's folder; 3 GB of memory for 1.5B weights.

    `checkpoint` needs no weights of its own. EngineError if the runtime cannot run the model.
    """
    _check(checkpoint)
    tensor_files.write(checkpoint.folder / INT8_FILE, fused_weights.int8(checkpoint, tensors))


def load_int8(checkpoint: Checkpoint, *, positions: int, fingerprint: str) -> Runner:
    """The engine over the folder's INT8_FILE; `positions` is the most tokens in its KV cache.

    The cache is smaller where memory is short, which changes no output. EngineError if the file is
    damaged.
    """
    _check(checkpoint)
    shape = _shape(checkpoint.config)
    weights = _read_int8(checkpoint.folder / INT8_FILE, shape.layers)
    decoder = Decoder(shape, weights, Int8Arithmetic(shape.epsilon), dtype=torch.bfloat16)
    positions = cache_positions(positions, shape, (checkpoint.folder / INT8_FILE).stat().st_size)
    return _runner(checkpoint, decoder, positions, fingerprint)


def load_float(
    checkpoint: Checkpoint, *, dtype: torch.dtype, device: str, positions: int, fingerprint: str
) -> Runner:
    """The same engine in floating point: for CPUs without fast int8, and the reference in tests.

    EngineError if the runtime cannot run the model.
    """
    _check(checkpoint)
    shape = _shape(checkpoint.config)
    with checkpoint.tensors() as tensors:
        parts = {
            name: tensor.to(device) for name, tensor in fused_weights.fused(checkpoint, tensors)
        }
    weights = _weights(shape.layers, parts.get, lambda name: parts[name].to(dtype))
    decoder = Decoder(shape, weights, FloatArithmetic(shape.epsilon, dtype), dtype=dtype)
    return _runner(checkpoint, decoder, positions, fingerprint)


def pack(weight: Tensor) -> Tensor:
    """An int8 weight [out, in] in the blocked layout of oneDNN for this CPU."""
    packed: Tensor = torch.ops.onednn.qlinear_prepack(weight, None)
    return packed


def cache_positions(wanted: int, shape: Shape, weight_bytes: int) -> int:
    """Tokens of KV cache that fit beside the weights, at most `wanted` and at least 2,048.

    Counts against the smallest limit of this process, `ulimit -v` included, because the cache is
    reserved for the case that all beams of all texts stay alive.
    """
    limit = host.memory()
    if limit is None:
        return wanted
    per_token = 2 * 2 * shape.layers * shape.kv_heads * shape.head_size  # K and V in bfloat16
    left = limit.size - weight_bytes - _BESIDE_WEIGHTS
    return max(_FEWEST_POSITIONS, min(wanted, int(left / (per_token * _RESERVED))))


def _runner(checkpoint: Checkpoint, decoder: Decoder, positions: int, fingerprint: str) -> Runner:
    return Runner(
        decoder,
        checkpoint.tokenizer(),
        family(checkpoint.config.model_type),
        fingerprint=fingerprint,
        stops=checkpoint.stops(),
        positions=positions,
    )


def _check(checkpoint: Checkpoint) -> None:
    reason = unsupported(checkpoint.config.to_dict())
    if reason:
        raise EngineError(
            f"{checkpoint.folder}: the native engine does not know {reason}; set engine: causal"
        )


def _read_int8(file: Path, layers: int) -> Weights:
    """The weights of an int8 file, packed for this CPU; a thread per core packs."""
    stored = tensor_files.TensorFile(file)

    def vector(name: str) -> Tensor | None:
        return stored.read(name) if name in stored else None

    def matrix(name: str) -> Int8Weight:
        return Int8Weight(pack(stored.read(name)), stored.read(f"{name}.scale"))

    names = chain(
        ("english_head", "other_head"),
        (f"{i}.{part}" for i in range(layers) for part in ("qkv", "output", "gate_up", "down")),
    )
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        packed = {name: threads.submit(matrix, name) for name in names}
        return _weights(layers, vector, lambda name: packed[name].result())


def _shape(config: Any) -> Shape:
    return Shape(
        layers=config.num_hidden_layers,
        heads=config.num_attention_heads,
        kv_heads=config.num_key_value_heads,
        head_size=getattr(config, "head_dim", None)
        or config.hidden_size // config.num_attention_heads,
        theta=config.rope_parameters["rope_theta"],
        epsilon=config.rms_norm_eps,
    )


def _weights(
    layers: int,
    find: Callable[[str], Tensor | None],
    matrix: Callable[[str], Any],
) -> Weights:
    """The decoder's weights; `find` gives a vector or None, `matrix` a weight to multiply by."""

    def get(name: str) -> Tensor:
        tensor = find(name)
        if tensor is None:
            raise EngineError(f"the weights have no tensor {name!r}")
        return tensor

    def vector(name: str) -> Tensor | None:
        tensor = find(name)
        return None if tensor is None else tensor.float()

    def layer(i: int) -> Layer:
        return Layer(
            attention_norm=get(f"{i}.attention_norm").float(),
            qkv=matrix(f"{i}.qkv"),
            bias=vector(f"{i}.bias"),
            query_norm=vector(f"{i}.q_norm"),
            key_norm=vector(f"{i}.k_norm"),
            output=matrix(f"{i}.output"),
            feed_norm=get(f"{i}.feed_norm").float(),
            gate_up=matrix(f"{i}.gate_up"),
            down=matrix(f"{i}.down"),
        )

    return Weights(
        embedding=get("embedding"),
        layers=tuple(layer(i) for i in range(layers)),
        norm=get("norm").float(),
        english_head=matrix("english_head"),
        english_tokens=get("english_tokens"),
        other_head=matrix("other_head"),
        other_tokens=get("other_tokens"),
    )

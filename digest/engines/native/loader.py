"""The quick path on CPUs: int8 weights and activations through oneDNN, continuous batching."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

from digest.engines.model_families import family
from digest.engines.native import packed_weights
from digest.engines.native.decoder import Decoder, Layer, Shape, Weights
from digest.engines.native.english_tokens import english_tokens
from digest.engines.native.kernels import (
    FloatArithmetic,
    Int8Arithmetic,
    Int8Weight,
    quantise_weight,
)
from digest.engines.native.scheduler import Runner
from digest.engines.weights.checkpoint import Checkpoint, replacing
from digest.errors import EngineError

FAMILIES = frozenset({"qwen2", "qwen3", "llama"})
# Raise it with any change in what the quantised file holds.
_FORMAT = "int8-3"
# The head's rows come in multiples of this, the last row repeated: see runner._argmax.
_HEAD_ROWS = 64


def supported() -> bool:
    """Whether this CPU multiplies int8 quickly: VNNI or AMX, as oneDNN asks the processor."""
    return bool(torch.cpu._is_vnni_supported() or torch.cpu._is_amx_tile_supported())  # noqa: SLF001 - torch has no other way to ask


def chosen(device: str) -> bool:
    """Whether this engine serves best: quick int8 on the CPU, and no GPU asked for or there."""
    return device != "cuda" and supported() and not (device == "auto" and torch.cuda.is_available())


def load_int8(
    checkpoint: Checkpoint, *, positions: int, fingerprint: str, progress: Callable[[str], None]
) -> Runner:
    """The engine over the checkpoint's int8 file, which is made beside it the first time."""
    file = checkpoint.folder / f"{_FORMAT}-{packed_weights.layout()}.safetensors"
    if not file.exists():
        progress(f"quantising {checkpoint.folder.name} to int8, once ...")
        with replacing(file) as unfinished:
            save_file(dict(_quantised(checkpoint)), unfinished)
    shape, stops = _shape(checkpoint.config), checkpoint.stops()
    # Only now: transformers imports its parts as they are named, and bears no second thread there.
    with ThreadPoolExecutor(1) as aside:
        tokenizer = aside.submit(checkpoint.tokenizer)
        weights = _read(file, shape.layers)
    decoder = Decoder(shape, weights, Int8Arithmetic(shape.epsilon), dtype=torch.bfloat16)
    return Runner(
        decoder,
        tokenizer.result(),
        fingerprint=fingerprint,
        stops=stops,
        positions=positions,
        beams=family(checkpoint.config.model_type).beams,
    )


def _read(file: Path, layers: int) -> Weights:
    with safe_open(file, framework="pt") as tensors, packed_weights.reader(file) as read:
        names = set(tensors.keys())

        def find(name: str) -> Tensor | None:
            return tensors.get_tensor(name).clone() if name in names else None

        def matrix(name: str) -> Int8Weight:
            out, width = tensors.get_tensor(f"{name}.shape").tolist()
            return Int8Weight(read(name, (out, width)), tensors.get_tensor(f"{name}.scale").clone())

        weights = _weights(layers, find, matrix)
    packed_weights.forget_templates()
    return weights


def load_float(
    checkpoint: Checkpoint, *, dtype: torch.dtype, device: str, positions: int, fingerprint: str
) -> Runner:
    """The same runner in floating point: the reference for tests, and the engine on a GPU."""
    shape = _shape(checkpoint.config)
    parts = {name: tensor.to(device) for name, tensor in _parts(checkpoint)}
    weights = _weights(shape.layers, parts.get, lambda name: parts[name].to(dtype))
    return Runner(
        Decoder(shape, weights, FloatArithmetic(shape.epsilon, dtype), dtype=dtype),
        checkpoint.tokenizer(),
        fingerprint=fingerprint,
        stops=checkpoint.stops(),
        positions=positions,
        beams=family(checkpoint.config.model_type).beams,
    )


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


def _parts(checkpoint: Checkpoint) -> Iterator[tuple[str, Tensor]]:
    """The checkpoint's tensors by the names of `_weights`, projections that go together joined."""
    with checkpoint.tensors() as get:
        for i in range(checkpoint.config.num_hidden_layers):
            source, target = f"model.layers.{i}.", f"{i}."
            attention = [f"{source}self_attn.{p}_proj." for p in "qkv"]
            yield f"{target}qkv", torch.cat([get(f"{p}weight") for p in attention])
            if get.has(f"{attention[0]}bias"):
                yield f"{target}bias", torch.cat([get(f"{p}bias") for p in attention])
            for norm in ("q_norm", "k_norm"):
                if get.has(f"{source}self_attn.{norm}.weight"):
                    yield f"{target}{norm}", get(f"{source}self_attn.{norm}.weight")
            yield f"{target}output", get(f"{source}self_attn.o_proj.weight")
            feed = [f"{source}mlp.{p}_proj.weight" for p in ("gate", "up")]
            yield f"{target}gate_up", torch.cat([get(name) for name in feed])
            yield f"{target}down", get(f"{source}mlp.down_proj.weight")
            yield f"{target}attention_norm", get(f"{source}input_layernorm.weight")
            yield f"{target}feed_norm", get(f"{source}post_attention_layernorm.weight")
        embedding = get("model.embed_tokens.weight")
        head = get("lm_head.weight") if get.has("lm_head.weight") else embedding
        yield "norm", get("model.norm.weight")
        yield "embedding", embedding
        english, other = _split_vocabulary(checkpoint, len(head))
        yield "english_tokens", english
        yield "other_tokens", other
        yield "english_head", head[english]
        yield "other_head", head[other]


def _split_vocabulary(checkpoint: Checkpoint, rows: int) -> tuple[Tensor, Tensor]:
    tokenizer = checkpoint.tokenizer()
    spelled = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
    english = set(english_tokens(spelled)) | checkpoint.stops()
    used = range(min(rows, len(tokenizer)))
    inside = [token for token in used if token in english]
    outside = [token for token in used if token not in english] or inside[-1:]
    return _rounded(inside), _rounded(outside)


def _rounded(tokens: list[int]) -> Tensor:
    missing = -len(tokens) % _HEAD_ROWS
    return torch.tensor(tokens + tokens[-1:] * missing)


_MATRICES = frozenset({"qkv", "output", "gate_up", "down", "english_head", "other_head"})


def _quantised(checkpoint: Checkpoint) -> Iterator[tuple[str, Tensor]]:
    for name, tensor in _parts(checkpoint):
        if name.rpartition(".")[2] in _MATRICES:
            weight, scale = quantise_weight(tensor)
            yield from packed_weights.stored(name, weight)
            yield f"{name}.scale", scale
        else:
            yield name, tensor.contiguous()


def _weights(
    layers: int,
    find: Callable[[str], Tensor | None],
    matrix: Callable[[str], Any],
) -> Weights:
    def get(name: str) -> Tensor:
        tensor = find(name)
        if tensor is None:
            raise EngineError(f"no tensor {name!r} in the int8 file; remove it, it is made again")
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

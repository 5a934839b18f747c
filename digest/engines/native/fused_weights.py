"""From a checkpoint's tensors to the decoder's: projections joined, the vocabulary split, int8.

Names of the decoder's weights: `<layer>.qkv`, `.bias`, `.q_norm`, `.k_norm`, `.output`, `.gate_up`,
`.down`, `.attention_norm`, `.feed_norm`; `norm`, `embedding`, `english_head`, `english_tokens`,
`other_head`, `other_tokens`.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

import torch
from torch import Tensor

from digest.engines.native.english_tokens import english_tokens
from digest.engines.native.kernels import quantise_weight
from digest.engines.weights.checkpoint import Checkpoint, Tensors
from digest.errors import EngineError

# Rows of both heads come in multiples of this, the last row repeated: see `scheduler._argmax`.
_HEAD_ROWS = 64
_MATRICES = frozenset({"qkv", "output", "gate_up", "down", "english_head", "other_head"})
_LAYER_WEIGHTS = (
    *(f"self_attn.{p}_proj.weight" for p in "qkvo"),
    *(f"mlp.{p}_proj.weight" for p in ("gate", "up", "down")),
    "input_layernorm.weight",
    "post_attention_layernorm.weight",
)
_OPTIONAL_LAYER_WEIGHTS = (
    *(f"self_attn.{p}_proj.bias" for p in "qkv"),
    "self_attn.q_norm.weight",
    "self_attn.k_norm.weight",
)
# Computed from the configuration; some Llama checkpoints store it all the same.
_IGNORED = "self_attn.rotary_emb.inv_freq"


def check_tensors(names: AbstractSet[str], layers: int) -> None:
    """EngineError unless this runtime uses every tensor of a checkpoint and misses none."""
    prefixes = [f"model.layers.{i}." for i in range(layers)]
    needed = {f"{prefix}{name}" for prefix in prefixes for name in _LAYER_WEIGHTS}
    needed |= {"model.embed_tokens.weight", "model.norm.weight"}
    known = {f"{prefix}{name}" for prefix in prefixes for name in _OPTIONAL_LAYER_WEIGHTS}
    known |= {f"{prefix}{_IGNORED}" for prefix in prefixes} | {"lm_head.weight"}
    for problem, found in (("unknown", names - needed - known), ("missing", needed - names)):
        if found:
            listed = ", ".join(sorted(found)[:3])
            raise EngineError(
                f"{len(found)} tensors are {problem} to the native engine ({listed} ...); "
                "set engine: causal"
            )


def fused(checkpoint: Checkpoint, tensors: Tensors) -> Iterator[tuple[str, Tensor]]:
    """The decoder's weights by name, one in memory at a time; EngineError as `check_tensors`."""
    layers: int = checkpoint.config.num_hidden_layers
    check_tensors(tensors.names, layers)
    for i in range(layers):
        yield from _layer(f"model.layers.{i}.", f"{i}.", tensors)
    english, other = _split_vocabulary(checkpoint)
    yield "norm", tensors("model.norm.weight")
    yield "english_tokens", english
    yield "other_tokens", other
    yield "embedding", tensors("model.embed_tokens.weight")
    tied = "lm_head.weight" not in tensors.names
    head = tensors("model.embed_tokens.weight" if tied else "lm_head.weight")
    yield "english_head", head[english]
    yield "other_head", head[other]


def int8(checkpoint: Checkpoint, tensors: Tensors) -> Iterator[tuple[str, Tensor]]:
    """As `fused`, every matrix as int8 [out, in] with `<name>.scale` [out] in float32."""
    for name, tensor in fused(checkpoint, tensors):
        if name.rpartition(".")[2] in _MATRICES:
            weight, scale = quantise_weight(tensor)
            yield name, weight
            yield f"{name}.scale", scale
        else:
            yield name, tensor


def _layer(source: str, target: str, tensors: Tensors) -> Iterator[tuple[str, Tensor]]:
    attention = [f"{source}self_attn.{p}_proj." for p in "qkv"]
    yield f"{target}qkv", torch.cat([tensors(f"{p}weight") for p in attention])
    if f"{attention[0]}bias" in tensors.names:
        yield f"{target}bias", torch.cat([tensors(f"{p}bias") for p in attention])
    for norm in ("q_norm", "k_norm"):
        if f"{source}self_attn.{norm}.weight" in tensors.names:
            yield f"{target}{norm}", tensors(f"{source}self_attn.{norm}.weight")
    yield f"{target}output", tensors(f"{source}self_attn.o_proj.weight")
    feed = [f"{source}mlp.{p}_proj.weight" for p in ("gate", "up")]
    yield f"{target}gate_up", torch.cat([tensors(name) for name in feed])
    yield f"{target}down", tensors(f"{source}mlp.down_proj.weight")
    yield f"{target}attention_norm", tensors(f"{source}input_layernorm.weight")
    yield f"{target}feed_norm", tensors(f"{source}post_attention_layernorm.weight")


def _split_vocabulary(checkpoint: Checkpoint) -> tuple[Tensor, Tensor]:
    """Ids of the tokens that English may contain or that end an answer, and of all others."""
    tokenizer = checkpoint.tokenizer()
    spelled = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
    english = set(english_tokens(spelled)) | checkpoint.stops()
    used = range(min(checkpoint.config.vocab_size, len(tokenizer)))
    inside = [token for token in used if token in english]
    outside = [token for token in used if token not in english] or inside[-1:]
    return _padded(inside), _padded(outside)


def _padded(tokens: list[int]) -> Tensor:
    missing = -len(tokens) % _HEAD_ROWS
    return torch.tensor(tokens + tokens[-1:] * missing)

"""Which models the native runtime is known to run: decided from config.json, without torch."""

from collections.abc import Mapping
from typing import Any

# `model_type` of the architectures whose answers were compared with transformers', token by token.
# Not Hunyuan: it normalises queries and keys after the rotary embedding, Qwen3 before it.
FAMILIES = frozenset({"qwen2", "qwen3", "llama"})


def unsupported(config: Mapping[str, Any]) -> str:
    """Why the native runtime cannot run a model with this config.json; "" if it can."""
    kind = config.get("model_type")
    if kind not in FAMILIES:
        return f"the architecture {kind!r}"
    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    scaling = rope.get("rope_type", rope.get("type", "default"))
    if scaling != "default":
        return f"rotary embeddings of the kind {scaling!r}"
    if config.get("use_sliding_window"):
        return "sliding-window attention"
    activation = config.get("hidden_act", "silu")
    return "" if activation == "silu" else f"the activation {activation!r}"

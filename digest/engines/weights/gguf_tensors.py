"""The tensors of a GGUF file under the names that transformers uses, dequantised one at a time."""

import mmap
import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from digest.engines.weights.lora import Adapter
from digest.errors import EngineError

# Architectures whose tensors llama.cpp only renames. It also permutes Llama's query and key rows.
_ARCHITECTURES = frozenset({"qwen2", "qwen3"})
_WHOLE = {"token_embd": "model.embed_tokens", "output": "lm_head", "output_norm": "model.norm"}
_LAYER = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
_NAME = re.compile(r"(?:blk\.(?P<layer>\d+)\.)?(?P<stem>\w+)\.(?P<kind>weight|bias)")
# Elements dequantised at a time per thread: 16 MB in float32.
_CHUNK = 1 << 22


class GgufTensors:
    """The tensors of a GGUF file in bfloat16, with an adapter merged in; see `Tensors`.

    EngineError if the architecture or a tensor is unknown.
    """

    def __init__(self, file: Path, adapter: Adapter | None) -> None:
        import gguf  # noqa: PLC0415 - in the extras that bring weights; only a conversion needs it

        reader = gguf.GGUFReader(file)
        architecture = reader.fields["general.architecture"].contents()
        if architecture not in _ARCHITECTURES:
            raise EngineError(f"{file}: the architecture {architecture!r} cannot be converted")
        self._dequantise = gguf.dequantize
        # Pages of the file that were read count as memory in use until they are given back.
        self._mapped: Any = reader.data.base
        self._tensors: dict[str, Any] = {_name(one.name): one for one in reader.tensors}
        self._adapter = adapter

    @property
    def names(self) -> frozenset[str]:
        """Names of all tensors."""
        return frozenset(self._tensors)

    def __call__(self, name: str) -> Tensor:
        """The tensor of this name, [out, in] or [out]."""
        source = self._tensors[name]
        out = torch.empty(tuple(reversed(source.shape.tolist())), dtype=torch.bfloat16)
        step = max(1, _CHUNK // out[0].numel())

        def fill(start: int) -> None:
            rows = self._dequantise(source.data[start : start + step], source.tensor_type)
            # What is stored as float32 comes as a read-only view of the file.
            out[start : start + step] = torch.from_numpy(np.require(rows, requirements="W"))

        with ThreadPoolExecutor(os.cpu_count()) as threads:
            list(threads.map(fill, range(0, len(out), step)))
        if hasattr(mmap, "MADV_DONTNEED"):  # not on Windows
            self._mapped.madvise(mmap.MADV_DONTNEED)
        if self._adapter:
            self._adapter.merge(name, out, self._rows)
        return out

    def items(self) -> Iterator[tuple[str, Tensor]]:
        """All (name, tensor) pairs, one in memory at a time."""
        for name in self._tensors:
            yield name, self(name)

    def _rows(self, name: str) -> int:
        return int(self._tensors[name].shape[-1])


def _name(gguf_name: str) -> str:
    match = _NAME.fullmatch(gguf_name)
    if match and match["layer"] is None and match["stem"] in _WHOLE:
        return f"{_WHOLE[match['stem']]}.{match['kind']}"
    if match and match["layer"] is not None and match["stem"] in _LAYER:
        return f"model.layers.{match['layer']}.{_LAYER[match['stem']]}.{match['kind']}"
    raise EngineError(f"a GGUF tensor named {gguf_name!r}: this version does not know it")
